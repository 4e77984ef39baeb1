// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { said } from '@shell/said'
import { fate } from '@vault/entries'
import { relationHere } from './address'
import { onChange, type Person, person, rename } from './network'

/**
 * `<case-head>`: whom a case is about, under the team's own name for the person, and a tab for each granted area.
 * The name stays out of the page's title: browsers write titles into their history.
 */
class CaseHead extends PageElement {
  #person: Person | undefined

  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    this.on(this.find('[data-rename]'), 'click', () => this.#edit(true))
    this.on(this.find('[data-cancel]'), 'click', () => this.#edit(false))
    this.on<SubmitEvent>(this.find('[data-label]'), 'submit', (event) => {
      event.preventDefault()
      void this.#rename()
    })
    void this.#draw()
  }

  get #field(): HTMLInputElement {
    return this.find<HTMLInputElement>('[name="label"]')
  }

  async #draw(): Promise<void> {
    const found = await person(relationHere())
    this.#person = found
    this.find('[data-gone]').hidden = found !== undefined
    this.find('[data-rename]').hidden = !found?.mayLabel
    this.#warn(found)
    for (const tab of this.querySelectorAll<HTMLAnchorElement>('[data-tab-link]')) this.#showTab(tab, found)
    fill(this, {
      name: found ? found.name || this.words('unnamed') : this.words('notHere'),
      about: found?.teamName ?? '',
    })
  }

  #warn(found: Person | undefined): void {
    const warning = this.find('[data-unverified]')
    warning.hidden = found === undefined || found.verified || found.through === 'network'
    if (!warning.hidden) warning.querySelector('[data-slot="unchecked"]')?.replaceChildren(this.words('unchecked'))
  }

  #showTab(tab: HTMLAnchorElement, found: Person | undefined): void {
    const area = tab.dataset['tabLink'] ?? ''
    tab.hidden = !found?.areas.has(area)
    tab.href = `/eingang/${relationHere()}${area === 'messages' ? '' : `/${tab.dataset['path'] ?? area}`}`
    if (area === this.dataset['tab']) tab.setAttribute('aria-current', 'page')
  }

  #edit(open: boolean): void {
    this.find('[data-label]').hidden = !open
    const button = this.find('[data-rename]')
    button.setAttribute('aria-expanded', String(open))
    if (open) this.#field.value = this.#person?.label ?? ''
    const next = open ? this.#field : button
    next.focus()
  }

  async #rename(): Promise<void> {
    const entry = await rename(relationHere(), this.#field.value.trim())
    this.#edit(false)
    said(this.words(fate(entry, 'saved')), { after: this.find('.title') })
    await this.#draw()
  }
}

customElements.define('case-head', CaseHead)
