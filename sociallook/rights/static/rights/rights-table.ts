// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { said } from '@shell/said'
import { Offline, program } from '@shell/transport'
import { day } from '@shell/words'
import { type Helper, helpers } from './helpers'
import { COLUMNS, LEVELS, type Level, raises } from './levels'
import { drawMark, line } from './marks'
import { onChange } from './network'
import { areaIcon, areaWord, say, sayShort } from './sayings'
import { keepWish, raised, type Wish, wishes, wishFor, withLevel } from './wish'

/** `<rights-table>`: a row for each helper, a column for each area. On a phone a list that leads to each helper's page. */
class RightsTable extends PageElement {
  #helpers: readonly Helper[] = []
  #wishes: readonly Wish[] = []
  #busy = false

  protected override start(): void {
    this.find('[data-columns]').append(...COLUMNS.map((area) => this.#column(area)))
    this.on<Event>(this.find('tbody'), 'change', (event) => void this.#chosen(event.target as HTMLSelectElement))
    onChange(() => void this.#draw(), this.signal)
    void this.#draw()
  }

  #column(area: string): HTMLElement {
    const head = document.createElement('th')
    head.scope = 'col'
    head.append(areaIcon(area), areaWord(area))
    return head
  }

  async #draw(): Promise<void> {
    if (this.#busy) return
    const [found, open] = await Promise.all([helpers(), wishes()])
    this.#helpers = found.filter(({ refused }) => refused === '')
    this.#wishes = open
    this.find('[data-loading]').hidden = true
    this.find('[data-none]').hidden = found.length > 0
    this.find('[data-some]').hidden = found.length === 0
    this.#showRows()
    this.find('[data-list]').replaceChildren(...this.#helpers.map((helper) => this.#row(helper)))
    this.#showPending()
  }

  /** Redraws in place, so that nobody loses the field they are in. */
  #showRows(): void {
    const body = this.find('tbody')
    const focused = document.activeElement?.id
    body.replaceChildren(...this.#helpers.map((helper) => this.#tableRow(helper)))
    if (focused) document.getElementById(focused)?.focus()
  }

  #tableRow(helper: Helper): HTMLElement {
    const row = this.clone('table-row', {
      name: helper.name,
      team: helper.team,
      until: this.#state(helper),
      along: this.#along(helper),
      whose: `: ${helper.name}`,
    })
    const mark = row.querySelector('[data-mark]')
    if (mark) drawMark(mark, helper.mark)
    row.querySelector('a')?.setAttribute('href', `/helfernetz/${helper.relation}`)
    row.append(...COLUMNS.map((area) => this.#cell(helper, area)))
    return row
  }

  #cell(helper: Helper, area: string): HTMLElement {
    const now = helper.cells.get(area)?.level ?? 'none'
    const wished = this.#wishes.find(({ relation }) => relation === helper.relation)?.levels[area]
    const level = wished ?? now
    const cell = this.clone('cell', { area: areaWord(area), sentence: sayShort(area, level, helper.name) })
    cell.classList.add(`is-${LEVELS.indexOf(level)}`)
    cell.classList.toggle('is-new', wished !== undefined)
    cell.querySelector('[data-icon]')?.replaceWith(areaIcon(area))
    cell.querySelector('.now')?.replaceChildren(line(helper.state === 'paused' ? 'paused' : level))
    cell.querySelector<HTMLElement>('[data-changed]')?.toggleAttribute('hidden', wished === undefined)
    const select = cell.querySelector('select')
    const sentence = cell.querySelector('.tip')
    if (!select || !sentence) return cell
    const team = this.#helpers.some(({ name, relation }) => name === helper.name && relation !== helper.relation)
      ? `, ${helper.team}`
      : ''
    sentence.id = `satz-${helper.relation}-${area}`
    select.id = `wahl-${helper.relation}-${area}`
    select.value = level
    select.disabled = helper.state === 'paused'
    select.setAttribute('aria-label', `${helper.name}${team}: ${areaWord(area)}`)
    select.setAttribute('aria-describedby', sentence.id)
    select.dataset['relation'] = helper.relation
    select.dataset['area'] = area
    return cell
  }

  #state(helper: Helper): string {
    if (helper.state === 'paused') return this.words('paused')
    if (helper.state === 'ended') return this.words('ended')
    return helper.until ? this.words('until', { date: day(new Date(helper.until)) }) : this.words('noEnd')
  }

  #along({ cells }: Helper): string {
    const names = new Set([...cells.values()].flatMap(({ readers }) => readers.map(({ name }) => name)))
    return [...names].map((name) => this.words('along', { name })).join(' ')
  }

  #row(helper: Helper): HTMLElement {
    const row = this.clone('row', { name: helper.name, about: this.#state(helper) })
    row.querySelector('a')?.setAttribute('href', `/helfernetz/${helper.relation}`)
    const mark = row.querySelector('[data-mark]')
    if (mark) drawMark(mark, helper.mark)
    return row
  }

  async #chosen(select: HTMLSelectElement): Promise<void> {
    const helper = this.#helpers.find(({ relation }) => relation === select.dataset['relation'])
    const area = select.dataset['area'] ?? ''
    const level = select.value as Level
    if (!helper) return
    const now = helper.cells.get(area)?.level ?? 'none'
    await keepWish(withLevel(await wishFor(helper.relation), helper, area, raises(now, level) ? level : now))
    if (raises(level, now)) await this.#lower(helper, area, now, level)
    await this.#draw()
  }

  /** Less holds at once; the way back leads to the review. */
  async #lower(helper: Helper, area: string, before: Level, level: Level): Promise<void> {
    this.#busy = true
    const undo = async (): Promise<void> => {
      const [now = helper] = (await helpers()).filter(({ relation }) => relation === helper.relation)
      await keepWish(withLevel(await wishFor(helper.relation), now, area, before))
      location.assign(this.words('review'))
    }
    try {
      const { lower } = await program(import('./take'))
      await lower(helper, area, level)
      said(say(area, level, helper.name), {
        undo: { word: this.words('undo'), act: () => void undo() },
        after: this.find('[data-after]'),
      })
    } catch (error) {
      said(this.words(error instanceof Offline ? 'offline' : 'failed'), { after: this.find('[data-after]') })
      if (!(error instanceof Offline)) throw error
    } finally {
      this.#busy = false
    }
  }

  #showPending(): void {
    const pending = this.#helpers.flatMap((helper) => {
      const wish = this.#wishes.find(({ relation }) => relation === helper.relation)
      return wish ? raised(wish, helper).map(([area, level]) => say(area, level, helper.name)) : []
    })
    this.find('[data-pending]').hidden = pending.length === 0
    fill(this.find('[data-pending]'), { title: this.counted('pending', pending.length), what: pending.join(' ') })
  }
}

customElements.define('rights-table', RightsTable)
