// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { keepFocus } from '@shell/focus'
import { redraw } from '@shell/redraw'
import { unseen } from '@vault/unread'
import { relationHere } from './address'
import { onChange, type Person, people } from './network'

/** `<client-list>`: the people who have granted my teams something; what is new stands first. */
class ClientList extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const found = await people()
    const fresh = await unseen(found.flatMap(({ areas }) => [...areas.values()]))
    const isNew = ({ areas }: Person): boolean => [...areas.values()].some(({ space }) => fresh.has(space))
    const waiting = found.filter(isNew).sort(newestFirst)
    const rest = found.filter((each) => !isNew(each)).sort(byName)
    keepFocus(this.find('h2'), () => {
      this.#list(
        'waiting',
        waiting.map((each) => this.#row(each, true)),
      )
      this.#list(
        'rest',
        rest.map((each) => this.#row(each, false)),
      )
    })
    this.find('[data-loading]').hidden = true
    this.find('[data-none]').hidden = found.length > 0
  }

  #list(name: string, rows: readonly HTMLElement[]): void {
    const list = this.find(`[data-list="${name}"]`)
    redraw(list, rows)
    list.hidden = rows.length === 0
    this.find(`[data-heading="${name}"]`).hidden = rows.length === 0
  }

  #row(person: Person, isNew: boolean): HTMLElement {
    const row = this.clone('row', { name: person.name || this.words('unnamed'), about: this.#about(person, isNew) })
    const link = row.querySelector('a')
    link?.setAttribute('href', `${this.words('to')}${person.relation}`)
    if (person.relation === relationHere()) link?.setAttribute('aria-current', 'page')
    return row
  }

  #about(person: Person, isNew: boolean): string {
    const facts = [this.words(isNew ? 'new' : 'calm')]
    if (person.through === 'network') facts.push(this.words('network'))
    else if (!person.verified) facts.push(this.words('unchecked'))
    return facts.join(', ')
  }
}

/** Positions are counted per space; the sum orders what moved most, which is all a list without content can know. */
const moved = ({ areas }: Person): number => [...areas.values()].reduce((sum, { position }) => sum + position, 0)
const newestFirst = (a: Person, b: Person): number => moved(b) - moved(a)
const byName = (a: Person, b: Person): number => a.name.localeCompare(b.name, document.documentElement.lang)

customElements.define('client-list', ClientList)
