// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import '@accounts/unlock-panel'
import { session, unlockRoot } from '@accounts/session'
import type { UnlockPanel } from '@accounts/unlock-panel'
import { live } from '@notifications/live'
import type { Keys } from '@protocol/keys'

import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { fill } from '@shell/parts'
import { said } from '@shell/said'
import { Entries } from './chain'
import { offerCard } from './offer-card'
import { type Answered, answersTo, close, show, shown } from './offers'
import { myInstitution, type Office, office } from './office'
import { keepTeamKeys } from './team-keys'

/** `<institution-office>`: teams, people and invitations. Administrators see who belongs here, and nothing of any client. */
export class InstitutionOffice extends PageElement {
  #office: Office | undefined
  #me = ''

  protected override start(): void {
    for (const type of ['pairing', 'account', 'team'] as const) live(type, () => void this.#look(), this.signal)
    this.on(this.find('[data-invite-admin]'), 'click', () => void this.#invite('admin', ''))
    this.on<SubmitEvent>(this.#newTeam, 'submit', (event) => {
      event.preventDefault()
      void this.#addTeam()
    })
    void this.#look()
  }

  get #newTeam(): HTMLFormElement {
    return this.find<HTMLFormElement>('[data-new-team]')
  }

  async #look(): Promise<void> {
    const [institution, { person }] = await Promise.all([myInstitution(), session()])
    if (!institution) return location.replace('/stelle/beginnen')
    this.#me = person
    this.#office = await office(institution)
    this.#draw(this.#office)
    await this.#drawRequests(this.#office)
  }

  #draw(found: Office): void {
    const { state, verified } = found
    const kind = this.querySelector('template[data-kinds]')?.getAttribute(`data-${state.kind}`) ?? ''
    const groups = state.institution.match(/.{1,4}/g)?.join(' ') ?? ''
    fill(this.find('[data-page]'), {
      name: state.name,
      kind,
      fingerprint: groups,
      verified: this.words(verified ? 'verified' : 'unverified'),
    })
    this.find('[data-teams]').replaceChildren(
      ...[...state.teams].map(([team, { name, members }]) => this.#team(found, team, name, members)),
    )
    const admins = [...state.administrators].map((person) =>
      this.#person(found, person, () => void this.#removeAdmin(person)),
    )
    this.find('[data-admins]').replaceChildren(...admins)
    if (state.administrators.size === 1) this.find('[data-admins]').querySelector('button')?.remove()
    this.find('[data-loading]').hidden = true
    this.find('[data-page]').hidden = false
    this.#forbid(!state.administrators.has(this.#me))
  }

  /** Members may look; only administrators may change. The chain refuses the rest anyway. */
  #forbid(forbidden: boolean): void {
    this.find('[data-new-team]').hidden = forbidden
    for (const button of this.querySelectorAll<HTMLElement>('[data-page] button')) button.hidden = forbidden
  }

  #team(found: Office, team: string, name: string, members: ReadonlySet<string>): HTMLElement {
    const card = this.clone('team', { name, what: `: ${name}` })
    const rows = [...members].map((person) => this.#person(found, person, () => void this.#removeMember(team, person)))
    card
      .querySelector('[data-members]')
      ?.append(...(rows.length ? rows : [this.clone('nobody', { text: this.words('nobody') })]))
    card.querySelector('[data-poster]')?.setAttribute('href', `/stelle/plakat/${team}`)
    card.querySelector('[data-invite]')?.addEventListener('click', () => void this.#invite('staff', team))
    card.dataset['team'] = team
    return card
  }

  #person({ names }: Office, person: string, remove: () => void): HTMLElement {
    const name = names.get(person) ?? this.words(person === this.#me ? 'you' : 'unnamed')
    const row = this.clone('member', { name, what: `: ${name}` })
    row.querySelector('button')?.addEventListener('click', remove)
    return row
  }

  // Invitations --------------------------------------------------------------------------------------------------------

  async #invite(role: 'staff' | 'admin', team: string): Promise<void> {
    if (!this.#office) return
    const offer = await show(role, this.#office.state.institution, team, true)
    const place = team
      ? this.find(`[data-team="${team}"] [data-offer-place]`)
      : this.find('[data-invite-admin]').parentElement
    const card = offerCard(this, offer, () => {
      card.remove()
      void close(offer)
    })
    place?.append(card)
    card.querySelector<HTMLElement>('[data-copy]')?.focus()
  }

  async #drawRequests(found: Office): Promise<void> {
    const offers = (await shown()).filter(({ role }) => role !== 'helper')
    const answered = (await Promise.all(offers.map(answersTo))).flatMap(([first]) => first ?? [])
    this.find('[data-requests]').hidden = answered.length === 0
    this.find('[data-request-list]').replaceChildren(...answered.map((each) => this.#request(found, each)))
  }

  #request({ state }: Office, answered: Answered): HTMLElement {
    const { name, offer } = answered
    const team = state.teams.get(offer.team)?.name ?? ''
    const text = offer.role === 'admin' ? this.words('wantsAdmin', { name }) : this.words('wants', { name, team })
    const row = this.clone('request', { text, what: `: ${name}` })
    row
      .querySelector('[data-take]')
      ?.addEventListener('click', () => this.#giving((keys) => this.#take(keys, answered)))
    row.querySelector('[data-refuse]')?.addEventListener('click', () => void close(offer).then(() => this.#look()))
    return row
  }

  async #take(keys: Keys, { offer, person, name, salt, root }: Answered): Promise<void> {
    await this.#change(keys, async (chain) => {
      if (offer.role === 'admin') await chain.addAdministrator({ person, name, salt }, root)
      else await chain.addMember(offer.team, { person, name, salt }, root)
    })
    await close(offer)
    await this.#look() // nobody is taken in twice
    said(this.words('joined', { name }))
  }

  // Changes ------------------------------------------------------------------------------------------------------------

  /** Sign new entries on the newest state, send them, renew the keys of my teams. */
  async #change(keys: Keys, act: (chain: Entries) => Promise<unknown>): Promise<void> {
    if (!this.#office) return
    const { state, parties } = await office(this.#office.state.institution)
    const chain = new Entries(keys, state, parties.people)
    await act(chain)
    await chain.send(state.institution)
    await keepTeamKeys()
    await this.#look()
  }

  /** Ask who is there, then act. */
  #giving(act: (keys: Keys) => Promise<void>): void {
    const dialog = this.find<HTMLDialogElement>('[data-step-up]')
    const panel = dialog.querySelector<UnlockPanel>('unlock-panel')
    if (!panel) return
    panel.onProof = async (proof) => {
      await unlockRoot(proof, act)
      dialog.close()
    }
    dialog.showModal()
  }

  async #addTeam(): Promise<void> {
    const field = this.find<HTMLInputElement>('#team-name')
    const name = field.value.trim()
    clearErrors(this.#newTeam)
    if (!name) return showErrors(this.#newTeam, [{ field, text: this.words('teamMissing') }])
    this.#giving(async (keys) => {
      await this.#change(keys, (chain) => chain.add('team_add', { team: crypto.randomUUID(), name }))
      field.value = ''
      said(this.words('teamAdded', { name }))
    })
  }

  async #removeMember(team: string, person: string): Promise<void> {
    await this.#takeAway(person, (chain) => chain.add('member_remove', { team, person }))
  }

  async #removeAdmin(person: string): Promise<void> {
    await this.#takeAway(person, (chain) => chain.add('admin_remove', { person }))
  }

  /** Taking needs no step-up: it is one tap, and the person reads nothing new from then on. */
  async #takeAway(person: string, act: (chain: Entries) => Promise<unknown>): Promise<void> {
    const name = this.#office?.names.get(person) ?? this.words('unnamed')
    const { keys } = await session()
    await this.#change(keys, act).then(
      () => said(this.words('removed', { name })),
      () => said(this.words('trouble')),
    )
  }
}
