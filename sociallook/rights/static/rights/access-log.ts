// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { session } from '@accounts/session'
import { PageElement } from '@shell/element'
import { ask, Offline } from '@shell/transport'
import { clock, day } from '@shell/words'
import { type Helper, helpers } from './helpers'
import { grouped } from './known'
import { COLUMNS } from './levels'
import { isWhole, type Opening, remember } from './openings'
import { areaWord } from './sayings'

const PAGE = 100 // lines of one answer

/** `<access-log>`: who was handed something sealed, and who was refused, day by day. Nobody learns that it was looked at. */
class AccessLog extends PageElement {
  #lines: Opening[] = []
  #helpers: readonly Helper[] = []

  protected override start(): void {
    this.on(this.find('[data-older] button'), 'click', () => void this.#load())
    void this.#load()
  }

  async #load(): Promise<void> {
    const { vault, store } = await session()
    try {
      this.#helpers = await helpers()
      const oldest = this.#lines.at(-1)
      const more = await ask<Opening[]>('GET', `/access-log${oldest ? `?before=${oldest.seq}` : ''}`)
      this.#lines.push(...more)
      this.find('[data-older]').hidden = more.length < PAGE
      this.find('[data-none]').hidden = this.#lines.length > 0
      const whole = await isWhole(vault, this.#lines, store)
      this.find('[data-broken]').hidden = whole
      if (whole) await remember(this.#lines, store)
      this.#show()
    } catch (error) {
      if (!(error instanceof Offline)) throw error
      this.find('[data-offline]').hidden = false
    } finally {
      this.find('[data-loading]').hidden = true
    }
  }

  #show(): void {
    const days = grouped(this.#lines, ({ at }) => day(new Date(at)))
    this.find('[data-days]').replaceChildren(
      ...[...days].map(([date, lines], index) => {
        const section = this.clone('day', { date })
        const heading = section.querySelector('h2')
        if (heading) {
          heading.id = `tag-${index}`
          section.setAttribute('aria-labelledby', heading.id)
        }
        section.querySelector('ul')?.append(...this.#rows(lines))
        return section
      }),
    )
  }

  /** Lines that say the same within the same minute are said once. */
  #rows(lines: readonly Opening[]): HTMLElement[] {
    const said = lines.map((line) => ({
      outcome: line.outcome,
      what: this.#sentence(line),
      time: clock(new Date(line.at)),
    }))
    const rows = new Map(said.map((each) => [`${each.time} ${each.what}`, each]))
    return [...rows.values()].map(({ outcome, what, time }) => this.clone(outcome, { what, time }))
  }

  #sentence(line: Opening): string {
    const name = line.outcome === 'refused' ? 'refused' : line.act === 'blob' ? 'blob' : 'opened'
    return this.words(name, { name: this.#who(line), what: this.#what(line) })
  }

  /** "Nachrichten", or "Nachrichten mit Jobcenter Musterstadt" for somebody who reads along. */
  #what({ area, relation, institution }: Opening): string {
    const word = COLUMNS.includes(area) ? areaWord(area) : this.words('other')
    const helper = this.#helpers.find((each) => each.relation === relation)
    return helper && helper.subject.institution !== institution
      ? this.words('with', { what: word, name: helper.name })
      : word
  }

  /** The certified name where the device knows one. */
  #who({ person, name, institution }: Opening): string {
    const certified = this.#helpers
      .flatMap(({ people }) => people)
      .find((each) => each.person === person && each.name)?.name
    const from = this.#helpers.find(({ subject }) => institution && subject.institution === institution)?.name
    const someone = certified ?? (name || this.words('someone'))
    return from ? this.words('from', { name: someone, institution: from }) : someone
  }
}

customElements.define('access-log', AccessLog)
