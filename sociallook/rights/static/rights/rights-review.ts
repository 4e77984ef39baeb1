// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { UnlockPanel } from '@accounts/unlock-panel'
import '@accounts/unlock-panel'
import { type Proof, session, unlockRoot } from '@accounts/session'
import type { Keys } from '@protocol/keys'
import { PageElement } from '@shell/element'
import { showErrors } from '@shell/errors'
import { isRefused, Offline } from '@shell/transport'
import { counted } from '@shell/words'
import { bond } from './bond'
import type { Reviewed } from './give'
import { type Helper, helpers, pausedGrants } from './helpers'
import { markOf, PERSON } from './marks'
import { say, sayAlong, sayOlder } from './sayings'
import { TermsField } from './terms'
import { sameTurns, type Turn, turnsOf } from './turns'
import { dropWish, keepWish, type Wish, wishes } from './wish'

/** One wish as it is shown: what changes, and the form that belongs to it. */
interface Shown {
  readonly wish: Wish
  readonly helper: Helper | undefined
  readonly turns: readonly Turn[]
  readonly terms: TermsField | undefined
  readonly element: HTMLElement
}

const TRIES = 3

/** `<rights-review>`: nothing is given before it was read here, and everything is given at once. */
class RightsReview extends PageElement {
  #shown: Shown[] = []
  #all: Helper[] = []

  protected override start(): void {
    this.find<UnlockPanel>('unlock-panel').onProof = (proof) => this.#allow(proof)
    this.on(this.find('[data-no]'), 'click', () => void this.#refuse())
    this.on(this.#form, 'change', () => void this.#keep())
    this.on<SubmitEvent>(this.#form, 'submit', (event) => event.preventDefault())
    void this.#draw()
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('form[data-terms]')
  }

  async #draw(): Promise<void> {
    const { account } = await session()
    await this.#look()
    const nothing = this.#shown.length === 0
    this.find('[data-loading]').hidden = true
    this.find('[data-none]').hidden = !nothing
    this.find('[data-some]').hidden = nothing
    this.find('[data-sheet]').hidden = account.sheet_confirmed
    this.find('[data-decision]').hidden = !account.sheet_confirmed
  }

  /** Compare what is wished with what holds now, and show the difference. */
  async #look(): Promise<void> {
    const [all, open] = await Promise.all([helpers(), wishes()])
    this.#all = all
    const several = open.length > 1
    const shown = await Promise.all(open.map((wish, index) => this.#show(wish, index, several)))
    this.#shown = shown.filter(({ turns, wish }) => turns.length > 0 || wish.connect !== undefined)
    this.find('[data-wishes]').replaceChildren(...this.#shown.map(({ element }) => element))
    this.find('[data-laws]').replaceChildren(...this.#laws())
  }

  async #show(wish: Wish, index: number, several: boolean): Promise<Shown> {
    const helper = this.#all.find(({ relation }) => relation === wish.relation)
    const turns = await this.#turns(wish, helper)
    const terms = wish.resume
      ? undefined
      : new TermsField(String(index), wish, hasOlder(wish, helper), olderWords(turns))
    const element = this.clone('wish', { name: nameOf(wish, helper), who: this.#who(wish, helper) })
    element.querySelector('[data-heading]')?.classList.toggle('vh', !several)
    element.querySelector('[data-turns]')?.replaceChildren(...this.#turnElements(wish, helper, turns))
    element.querySelector('[data-terms-here]')?.replaceWith(terms?.element ?? this.clone('as-before'))
    const back = this.querySelector<HTMLAnchorElement>('[data-back]')
    if (back && helper && !several) back.href = `/helfernetz/${wish.relation}`
    return { wish, helper, turns, terms, element }
  }

  #turns = async (wish: Wish, helper: Helper | undefined): Promise<Turn[]> =>
    turnsOf(wish, helper, this.#all, wish.resume ? await pausedGrants(wish.relation) : [])

  /** "Team Junge Leute, 4 Personen" */
  #who({ connect }: Wish, helper: Helper | undefined): string {
    const team = helper?.team ?? connect?.team ?? ''
    const people = helper?.people.length ?? 0
    return [team && this.words('team', { name: team }), people > 0 ? counted(this, 'people', people) : '']
      .filter(Boolean)
      .join(', ')
  }

  #turnElements(wish: Wish, helper: Helper | undefined, turns: readonly Turn[]): HTMLElement[] {
    const mark = helper?.mark ?? (wish.connect?.subject.institution ? markOf(wish.connect.kind) : PERSON)
    const connection = wish.connect
      ? [this.#turn(mark, 'none', 'none', this.words('unknown', { name: wish.connect.name }), this.#known(wish))]
      : []
    const cells = turns.map((turn) => {
      const drawn = turn.reader ? (this.#all.find(({ name }) => name === turn.reader)?.mark ?? mark) : mark
      return this.#turn(drawn, turn.before, turn.after, sentence(turn, turn.before), sentence(turn, turn.after))
    })
    return [...connection, ...cells]
  }

  #known({ connect }: Wish): string {
    return this.words(connect?.called ? 'knowsName' : 'knowsNoName', {
      name: connect?.name ?? '',
      called: connect?.called ?? '',
    })
  }

  #turn(mark: Helper['mark'], before: Turn['before'], after: Turn['after'], was: string, will: string): HTMLElement {
    const made = this.clone('turn', { was, will })
    made.querySelector('.was')?.prepend(bond(before, mark))
    made.querySelector('.will')?.prepend(bond(after, mark))
    return made
  }

  /** The law card of every kind of institution that is about to learn something. */
  #laws(): HTMLElement[] {
    const kinds = new Set(
      this.#shown.flatMap(({ wish, helper, turns }) => [
        helper?.kind ?? wish.connect?.kind ?? '',
        ...turns.map(({ reader }) => this.#all.find(({ name }) => name === reader)?.kind ?? '').filter(Boolean),
      ]),
    )
    return [...kinds].map((kind) =>
      this.clone(this.querySelector(`template[data-part="law-${CSS.escape(kind)}"]`) ? `law-${kind}` : 'law-'),
    )
  }

  async #keep(): Promise<void> {
    for (const { wish, terms } of this.#shown) if (terms) await keepWish(terms.into(wish))
  }

  async #refuse(): Promise<void> {
    const [first] = this.#shown
    for (const { wish } of this.#shown) await dropWish(wish.relation)
    location.assign(this.#shown.length === 1 && first?.helper ? `/helfernetz/${first.wish.relation}` : '/helfernetz')
  }

  async #allow(proof: Proof): Promise<void> {
    const missing = this.#shown.flatMap(({ terms }) => terms?.missing ?? [])
    showErrors(this.#form, missing)
    if (missing.length > 0) return
    if (await unlockRoot(proof, (keys) => this.#give(keys))) return this.#finish()
    await this.#look()
    this.find('[data-changed]').hidden = false
    this.find('[data-changed]').focus()
  }

  /** False when somebody was faster and what was shown here no longer is what would happen. */
  async #give(keys: Keys): Promise<boolean> {
    const { give } = await import('./give')
    for (let left = TRIES; ; left--) {
      try {
        await give(keys, this.#reviewed(), this.#all)
        return true
      } catch (error) {
        if (left === 1 || !isRefused(error, 'E_PREV', 'E_STALE')) throw error
        if (!(await this.#isSame())) return false
      }
    }
  }

  #reviewed(): Reviewed[] {
    return this.#shown.map(({ wish, helper, terms, element }) => ({
      wish,
      helper,
      terms: {
        purpose: terms?.purpose ?? '',
        until: terms?.until ?? 0,
        history: terms?.history ?? true,
        lang: document.documentElement.lang,
        text: this.#text(element),
      },
    }))
  }

  /** The words that stood on the screen: what will hold, what is good to know, the law, and which version of it. */
  #text(element: HTMLElement): string {
    const wills = [...element.querySelectorAll('[data-slot="will"]')]
    const said = [...wills, ...this.querySelectorAll('[data-consent]')].map((each) =>
      each.textContent?.replace(/\s+/g, ' ').trim(),
    )
    return said.filter(Boolean).join('\n')
  }

  /** Somebody was faster. Whether everything that was shown here still is so. */
  async #isSame(): Promise<boolean> {
    this.#all = await helpers()
    const again = await Promise.all(
      this.#shown.map(async (each) => {
        const helper = this.#all.find(({ relation }) => relation === each.wish.relation)
        return { ...each, helper, now: await this.#turns(each.wish, helper) }
      }),
    )
    if (!again.every(({ turns, now }) => sameTurns(turns, now))) return false
    this.#shown = again
    return true
  }

  async #finish(): Promise<void> {
    const [first] = this.#shown
    for (const { wish } of this.#shown) {
      await dropWish(wish.relation)
      if (wish.connect?.offer) await this.#answer(wish.connect.offer, wish.relation)
    }
    location.assign(this.#shown.length === 1 && first ? `/helfernetz/${first.wish.relation}#erlaubt` : '/helfernetz')
  }

  /** The code may have run out while the person was reading, or the network. The connection holds; the helper sees it as not checked. */
  async #answer(offer: string, relation: string): Promise<void> {
    const { answerOffer } = await import('./give')
    await answerOffer(offer, relation).catch((error: unknown) => {
      if (!(error instanceof Offline || isRefused(error, 'E_PAIR', 'not_available'))) throw error
    })
  }
}

const nameOf = (wish: Wish, helper: Helper | undefined): string => helper?.name ?? wish.connect?.name ?? ''

const sentence = ({ area, name, reader }: Turn, level: Turn['before']): string =>
  reader ? sayAlong(area, level !== 'none', reader, name) : say(area, level, name)

/** Whether there is something older that could be given along: the area was open before. */
const hasOlder = ({ levels, along }: Wish, helper: Helper | undefined): boolean =>
  [...Object.keys(levels), ...along.map(({ area }) => area)].some((area) => helper?.spaces.has(area))

const olderWords = (turns: readonly Turn[]): string =>
  [...new Set(turns.map(({ area }) => area))].map(sayOlder).join(', ')

customElements.define('rights-review', RightsReview)
