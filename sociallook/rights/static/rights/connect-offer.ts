// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { showStep } from '@accounts/steps'
import { isPoster, type Offer } from '@protocol/pairing'
import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { clone, fill } from '@shell/parts'
import { isRefused } from '@shell/transport'
import { choice, chosenLevel } from './choice'
import { type Helper, helpers, noteVerified, subjectKey } from './helpers'
import { findInstitution, type Institution } from './institution'
import { COLUMNS, type Level } from './levels'
import { drawMark, markOf } from './marks'
import { takeOffer } from './offers'
import { say } from './sayings'
import { emptyWish, keepWish, type NewHelper } from './wish'

/**
 * `<connect-offer>`: from an offer to a wish that is reviewed next. Who is it? What may they? Nothing is sent before the review
 * but the question who the institution is. Loaded once somebody is signed in.
 */
export class ConnectOffer extends PageElement {
  #fragment = ''
  #offer: Offer | undefined
  #institution: Institution | undefined

  protected override start(): void {
    this.on<SubmitEvent>(this.#form('who'), 'submit', (event) => this.#is(event))
    this.on<SubmitEvent>(this.#form('what'), 'submit', (event) => void this.#wish(event))
    this.on(this.#form('what'), 'change', () => this.#showOwnChoice())
    this.on(this.find('[data-back-to-who]'), 'click', () => this.#go('who'))
    this.on(this.find('[data-confirm]'), 'click', () => void this.#confirm())
  }

  /** Show who made the offer. @throws Refusal if they are not who they say; Refused not_available; Offline */
  async open(fragment: string, offer: Offer): Promise<void> {
    this.#fragment = fragment
    this.#offer = offer
    this.#institution = await findInstitution(offer.institution)
    this.#showInstitution(this.#institution, offer)
    this.#go('who')
  }

  #go(step: string): void {
    const page = this.parentElement
    if (page) showStep(page, step)
  }

  #form(step: string): HTMLFormElement {
    return this.find<HTMLFormElement>(`[data-step="${step}"] form`)
  }

  // Who is it? -------------------------------------------------------------------------------------------------------

  #showInstitution({ state, verified }: Institution, offer: Offer): void {
    const { team, issuer } = offer
    const step = this.find('[data-step="who"]')
    const mark = step.querySelector('[data-mark]')
    if (mark) drawMark(mark, markOf(state.kind))
    fill(step, { name: state.name, kind: this.#kind(state.kind) })
    this.find('[data-verified]').hidden = !verified
    this.find('[data-unverified]').hidden = verified
    this.find('[data-poster]').hidden = !isPoster(offer)
    const teams = [...state.teams].filter(([id, { members }]) => members.size > 0 && (!team || id === team))
    const subjects = teams.flatMap(([id, { name, members }]) => [
      this.#pick(`${id} `, this.words('team', { name }), this.counted('people', members.size)),
      ...(issuer && members.has(issuer)
        ? [
            this.#pick(
              `${id} ${issuer}`,
              this.words('person', { name: this.#nameOf(issuer) }),
              this.words('onlyPerson'),
            ),
          ]
        : []),
    ])
    this.find('[data-subjects]').replaceChildren(...subjects)
    this.find('[data-no-team]').hidden = subjects.length > 0
    this.#form('who').hidden = subjects.length === 0
  }

  #kind(kind: string): string {
    const kinds = this.find<HTMLTemplateElement>('template[data-kinds]').dataset
    return kinds[kind] ?? kinds['other'] ?? ''
  }

  #nameOf(person: string): string {
    return this.#institution?.names.get(person) ?? this.words('contact')
  }

  #pick(value: string, title: string, about: string): HTMLElement {
    const pick = clone('subject', { title, about }, this)
    const input = pick.querySelector('input')
    if (input) input.value = value
    return pick
  }

  #is(event: SubmitEvent): void {
    event.preventDefault()
    const form = this.#form('who')
    clearErrors(form)
    const chosen = this.#chosenSubject
    const [first] = form.querySelectorAll<HTMLElement>('[data-subjects] input')
    if (chosen) void this.#askWhat()
    else if (first) {
      first.id = 'subject'
      showErrors(form, [{ field: first, text: this.words('noSubject') }])
    }
  }

  get #chosenSubject(): NewHelper['subject'] | undefined {
    const value = new FormData(this.#form('who')).get('subject')
    if (typeof value !== 'string' || !this.#offer) return undefined
    const [team = '', person = ''] = value.split(' ')
    return { institution: this.#offer.institution, team, person }
  }

  async #askWhat(): Promise<void> {
    const known = await this.#known()
    if (known) return this.#showKnown(known)
    const name = this.#institution?.state.name ?? ''
    for (const pick of this.querySelectorAll<HTMLElement>('[data-preset]')) {
      const sentences = presetLevels(pick.dataset['preset'] ?? '').map(([area, level]) => say(area, level, name))
      pick.querySelector('[data-slot="means"]')?.replaceChildren(sentences.join(' '))
    }
    const own = this.find('[data-own]')
    if (own.childElementCount === 0) own.append(...COLUMNS.map((area) => choice(area, name, undefined)))
    fill(this.find('[data-step="what"]'), { title: this.words('may', { name }) })
    this.#go('what')
  }

  // Already connected ------------------------------------------------------------------------------------------------

  async #known(): Promise<Helper | undefined> {
    const subject = this.#chosenSubject
    return subject && (await helpers()).find((each) => subjectKey(each.subject) === subjectKey(subject))
  }

  #showKnown(known: Helper): void {
    const step = this.find('[data-step="known"]')
    fill(step, { title: this.words('already', { name: known.name }) })
    step.querySelector('a')?.setAttribute('href', `/helfernetz/${known.relation}`)
    this.find('[data-confirm]').dataset['confirm'] = known.relation
    this.find('[data-confirm]').hidden = known.state !== 'on' || !this.#offer || isPoster(this.#offer)
    this.#go('known')
  }

  /** The helper scanned is the helper known: the code proves it to the team. */
  async #confirm(): Promise<void> {
    const { answerOffer } = await import('./give')
    try {
      const relation = this.find('[data-confirm]').dataset['confirm'] ?? ''
      await answerOffer(this.#fragment, relation)
      await noteVerified(relation)
      await takeOffer()
      this.announce(this.words('confirmed'))
      location.assign('/helfernetz')
    } catch (error) {
      if (!isRefused(error, 'E_PAIR', 'not_available')) throw error
      this.#go('expired')
    }
  }

  // What may they? ---------------------------------------------------------------------------------------------------

  #showOwnChoice(): void {
    this.find('[data-own]').hidden = new FormData(this.#form('what')).get('preset') !== 'own'
  }

  async #wish(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = this.#form('what')
    clearErrors(form)
    const preset = new FormData(form).get('preset')
    const field = form.querySelector<HTMLElement>('input[name="preset"]')
    if (typeof preset !== 'string' && field) return showErrors(form, [{ field, text: this.words('noPreset') }])
    const levels = preset === 'own' ? this.#ownLevels() : Object.fromEntries(presetLevels(String(preset)))
    const connect = this.#newHelper(String(new FormData(form).get('called') ?? '').trim())
    if (!connect) return
    await keepWish({ ...emptyWish(crypto.randomUUID()), connect, levels })
    await takeOffer()
    location.assign(this.words('review'))
  }

  #ownLevels(): Record<string, Level> {
    const chosen = [...this.querySelectorAll<HTMLElement>('[data-own] [data-choice]')].map(
      (field) => [field.dataset['choice'] ?? '', chosenLevel(field) ?? 'none'] as const,
    )
    return Object.fromEntries(chosen.filter(([, level]) => level !== 'none'))
  }

  #newHelper(called: string): NewHelper | undefined {
    const [subject, institution] = [this.#chosenSubject, this.#institution]
    if (!subject || !institution || !this.#offer) return undefined
    const { name, kind, teams } = institution.state
    return {
      subject,
      offer: this.#fragment,
      called,
      name,
      kind,
      team: teams.get(subject.team)?.name ?? '',
      paired: !isPoster(this.#offer),
    }
  }
}

/** `messages:join documents:read` */
const presetLevels = (preset: string): [area: string, level: Level][] =>
  preset
    .split(' ')
    .filter(Boolean)
    .map((part) => part.split(':') as [string, Level])

customElements.define('connect-offer', ConnectOffer)
