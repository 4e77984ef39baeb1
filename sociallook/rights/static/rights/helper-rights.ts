// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { said, type Undo } from '@shell/said'
import { isRefused, Offline, program } from '@shell/transport'
import { day } from '@shell/words'
import { relationHere } from './address'
import { bond } from './bond'
import { choice, chooseLevel, chosenLevel } from './choice'
import { type Helper, helpers, type Reader } from './helpers'
import { COLUMNS, type Level, raises } from './levels'
import { onChange } from './network'
import { strongest } from './picture'
import { areaWord, say, sayAlong, sayAlongShort } from './sayings'
import { emptyWish, keepWish, raised, type Wish, wishFor, withLevel } from './wish'

/**
 * `<helper-rights>`: what one helper may do. Less holds at once, more is reviewed first; ending and pausing are one tap.
 */
class HelperRights extends PageElement {
  #helper: Helper | undefined
  #all: readonly Helper[] = []
  #wish: Wish = emptyWish('')
  #busy = false
  #timer = 0

  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    this.on(this.find('[data-pause]'), 'click', () => void this.#pause())
    this.on(this.find('[data-end]'), 'click', () => void this.#end())
    this.on(
      this.find('[data-resume]'),
      'click',
      () => void this.#review({ ...emptyWish(relationHere()), resume: true }),
    )
    this.on(this.find('[data-again]'), 'click', () => this.find('[data-cells]').querySelector('input')?.focus())
    this.on<Event>(this.find('[data-cells]'), 'change', (event) => this.#settle(event.target as HTMLElement))
    this.on<SubmitEvent>(this.find('form[data-along]'), 'submit', (event) => {
      event.preventDefault()
      void this.#letRead()
    })
    void this.#draw().then(() => this.#welcome())
  }

  /** Said once, after the review page led here. */
  #welcome(): void {
    if (location.hash !== '#erlaubt') return
    history.replaceState(null, '', location.pathname)
    said(this.words('allowed'), { after: this.find('[data-head]') })
  }

  async #draw(): Promise<void> {
    if (this.#busy || this.#timer) return // what is being chosen stays as it was chosen
    const [all, wish] = await Promise.all([helpers(), wishFor(relationHere())])
    this.#all = all
    this.#wish = wish
    this.#helper = all.find(({ relation }) => relation === relationHere())
    this.find('[data-loading]').hidden = true
    this.find('[data-gone]').hidden = this.#helper !== undefined
    this.find('[data-here]').hidden = this.#helper === undefined
    if (this.#helper) this.#show(this.#helper)
  }

  #show(helper: Helper): void {
    const people = helper.people.map(({ name }) => name).filter(Boolean)
    fill(this.find('[data-head]'), {
      title: this.words('title', { name: helper.name }),
      about: [helper.team && this.words('team', { name: helper.team }), ...people].filter(Boolean).join(', '),
      checked: helper.verified ? '' : this.words('unchecked'),
    })
    this.find('[data-bond]').replaceChildren(bond(strongest(helper), helper.mark))
    fill(this.find('[data-quick]'), { after: this.words('after', { name: helper.name }) })
    for (const [name, states] of Object.entries(SHOWN))
      this.find(`[data-${name}]`).hidden = !states.includes(helper.state)
    if (helper.refused) fill(this.find('[data-refused]'), { code: helper.refused })
    this.find('[data-refused]').hidden = helper.refused === ''
    if (helper.state === 'paused')
      fill(this.find('[data-paused]'), { since: this.words('since', { date: day(new Date(helper.pausedAt)) }) })
    this.#showCells(helper)
    this.#showAlong(helper)
    this.#showPending(helper)
  }

  // The fields -------------------------------------------------------------------------------------------------------

  #showCells(helper: Helper): void {
    const place = this.find('[data-cells]')
    if (place.childElementCount === 0) place.append(...COLUMNS.map((area) => choice(area, helper.name, undefined)))
    for (const field of place.querySelectorAll<HTMLElement>('[data-choice]')) {
      const area = field.dataset['choice'] ?? ''
      const now = helper.cells.get(area)?.level ?? 'none'
      chooseLevel(field, this.#wish.levels[area] ?? now)
      field.querySelector<HTMLElement>('[data-changed]')?.toggleAttribute('hidden', !(area in this.#wish.levels))
      const until = helper.cells.get(area)?.until
      const end = field.querySelector('[data-slot="until"]')
      if (end) end.textContent = until ? this.words('until', { date: day(new Date(until)) }) : ''
    }
  }

  /** Whoever chooses with the arrow keys passes a level on the way; only where they stop counts. */
  #settle(input: HTMLElement): void {
    const field = input.closest<HTMLElement>('[data-choice]')
    const level = field && chosenLevel(field)
    if (!field || !level) return
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => {
      this.#timer = 0
      void this.#chosen(field, level)
    }, SETTLED)
  }

  async #chosen(field: HTMLElement, level: Level): Promise<void> {
    const helper = this.#helper
    if (!helper) return
    const area = field.dataset['choice'] ?? ''
    const now = helper.cells.get(area)?.level ?? 'none'
    const wish = withLevel(this.#wish, helper, area, raises(now, level) ? level : now)
    await keepWish(wish)
    if (raises(level, now)) await this.#lower(helper, area, level, field)
    else await this.#draw()
  }

  async #lower(helper: Helper, area: string, level: Level, field: HTMLElement): Promise<void> {
    const before = helper.cells.get(area)
    const readers = level === 'none' ? (before?.readers ?? []) : []
    const alsoReaders = readers.length > 0 && (await this.#askAbout(readers, helper)) === 'end'
    const back: Undo = {
      word: this.words('undo'),
      act: () => void this.#review({ ...emptyWish(helper.relation), levels: { [area]: before?.level ?? 'none' } }),
    }
    await this.#take(say(area, level, helper.name), back, field, async () => {
      const { endAlong, lower } = await program(import('./take'))
      await lower(helper, area, level)
      if (alsoReaders && before) for (const reader of readers) await endAlong(before.space, reader)
    })
  }

  #askAbout(readers: readonly Reader[], helper: Helper): Promise<string> {
    const dialog = this.find<HTMLDialogElement>('dialog[data-ask="along"]')
    fill(dialog, { readers: readers.map(({ name }) => name).join(', '), name: helper.name })
    return question(dialog)
  }

  // Ending and pausing -----------------------------------------------------------------------------------------------

  async #pause(): Promise<void> {
    const helper = this.#helper
    if (!helper) return
    const back: Undo = {
      word: this.words('undoPause'),
      act: () => void this.#review({ ...emptyWish(helper.relation), resume: true }),
    }
    await this.#take(this.words('paused', { name: helper.name }), back, this.find('[data-head]'), async () =>
      (await program(import('./take'))).pause(helper),
    )
  }

  async #end(): Promise<void> {
    const helper = this.#helper
    if (!helper) return
    const levels = Object.fromEntries(
      [...helper.cells].flatMap(([area, { level }]) => (level === 'none' ? [] : [[area, level]])),
    )
    const back: Undo = {
      word: this.words('undo'),
      act: () => void this.#review({ ...emptyWish(helper.relation), levels }),
    }
    await this.#take(
      this.words('ended', { name: helper.name }),
      Object.keys(levels).length > 0 ? back : undefined,
      this.find('[data-head]'),
      async () => (await program(import('./take'))).endAll(helper),
    )
  }

  /** Take something, say so and offer the way back; if it could not be sent, say that everything still holds. */
  async #take(sentence: string, undo: Undo | undefined, after: Element, act: () => Promise<void>): Promise<void> {
    this.#showBusy(true)
    try {
      await act()
      said(sentence, { ...(undo ? { undo } : {}), after })
    } catch (error) {
      const isClockOff = isRefused(error, 'E_CLOCK')
      said(this.words(error instanceof Offline ? 'offline' : isClockOff ? 'clock' : 'failed'), { after })
      if (!(error instanceof Offline || isClockOff)) throw error
    } finally {
      this.#showBusy(false)
      await this.#draw()
    }
  }

  #showBusy(busy: boolean): void {
    this.#busy = busy
    this.setAttribute('aria-busy', String(busy))
    for (const button of this.querySelectorAll('button')) button.setAttribute('aria-busy', String(busy))
  }

  // Who reads along --------------------------------------------------------------------------------------------------

  #showAlong(helper: Helper): void {
    const rows = [...helper.cells.values()].flatMap((cell) =>
      cell.readers.map((reader) => this.#reader(helper, cell.area, cell.space, reader)),
    )
    this.find('[data-readers]').replaceChildren(...rows)
    this.find('[data-no-readers]').hidden = rows.length > 0
    const reads = this.#all.flatMap((other) =>
      [...other.cells.values()].flatMap(({ area, readers }) =>
        readers.some(({ relation }) => relation === helper.relation)
          ? [sayAlongShort(area, helper.name, other.name)]
          : [],
      ),
    )
    this.find('[data-reads]').replaceChildren(...reads.map((text) => this.clone('reads', { text })))
    this.#offerAlong(helper)
  }

  #reader(helper: Helper, area: string, space: string, reader: Reader): HTMLElement {
    const row = this.clone('reader', {
      what: sayAlong(area, true, reader.name, helper.name),
      until: reader.until ? this.words('until', { date: day(new Date(reader.until)) }) : '',
      whose: `: ${reader.name}, ${areaWord(area)}`,
    })
    const back: Undo = {
      word: this.words('undo'),
      act: () => void this.#review({ ...emptyWish(helper.relation), along: [{ relation: reader.relation, area }] }),
    }
    row
      .querySelector('button')
      ?.addEventListener(
        'click',
        () =>
          void this.#take(
            sayAlong(area, false, reader.name, helper.name),
            reader.relation ? back : undefined,
            this.find('[data-along-title]'),
            async () => (await program(import('./take'))).endAlong(space, reader),
          ),
      )
    return row
  }

  /** Others who could read along: everybody who is connected and does not yet. */
  #offerAlong(helper: Helper): void {
    const others = this.#all.filter(({ relation, state }) => relation !== helper.relation && state === 'on')
    const options = others.flatMap((other) =>
      COLUMNS.filter(
        (area) =>
          helper.cells.get(area)?.space &&
          !helper.cells.get(area)?.readers.some(({ relation }) => relation === other.relation),
      ).map((area) => new Option(`${other.name}: ${areaWord(area)}`, `${other.relation} ${area}`)),
    )
    const select = this.find<HTMLSelectElement>('form[data-along] select')
    const chosen = select.value
    select.replaceChildren(...select.querySelectorAll('option[value=""]'), ...options)
    select.value = options.some(({ value }) => value === chosen) ? chosen : ''
    this.find('[data-may-along]').hidden = options.length === 0
  }

  async #letRead(): Promise<void> {
    const select = this.find<HTMLSelectElement>('form[data-along] select')
    const [relation = '', area = ''] = select.value.split(' ')
    if (!relation) return select.focus()
    await this.#review({ ...this.#wish, relation: relationHere(), along: [{ relation, area }] })
  }

  // On the way to the review -----------------------------------------------------------------------------------------

  #showPending(helper: Helper): void {
    const pending = raised(this.#wish, helper)
    this.find('[data-pending]').hidden = pending.length === 0
    fill(this.find('[data-pending]'), {
      title: this.counted('pending', pending.length),
      what: pending.map(([area, level]) => say(area, level, helper.name)).join(' '),
    })
  }

  async #review(wish: Wish): Promise<void> {
    await keepWish(wish)
    location.assign(this.words('review'))
  }
}

const SETTLED = 350 // ms

/** Which parts are shown in which state. */
const SHOWN: Readonly<Record<string, readonly Helper['state'][]>> = {
  quick: ['on', 'paused'],
  pause: ['on'],
  end: ['on', 'paused'],
  paused: ['paused'],
  ended: ['ended'],
  cells: ['on', 'ended'],
  'along-section': ['on'],
}

customElements.define('helper-rights', HelperRights)
