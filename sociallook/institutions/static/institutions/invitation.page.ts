// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { refreshAccount, session } from '@accounts/session'
import { showStep } from '@accounts/steps'
import { live } from '@notifications/live'
import { readInstitution } from '@protocol/chains'
import { Refusal } from '@protocol/errors'
import type { Bundle, Signed } from '@protocol/formats'
import { answer, type Offer, readOffer } from '@protocol/pairing'
import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { fill } from '@shell/parts'
import { ask } from '@shell/transport'
import { workName } from './chain'
import { forgetSecret, secret } from './secret'
import { hindrance, isUsed } from './steps'

interface Answer {
  readonly entries: readonly Signed[]
  readonly statements: Bundle['statements']
}

/** `<accept-invitation>`: prove that the invitation was seen, say the own name, wait to be taken in. */
class AcceptInvitation extends PageElement {
  #offer: Offer | undefined

  protected override start(): void {
    this.on<SubmitEvent>(this.find('form'), 'submit', (event) => {
      event.preventDefault()
      void this.#accept()
    })
    void this.#look()
  }

  async #look(): Promise<void> {
    const fragment = await secret()
    const step = await hindrance(fragment)
    if (step === 'belongs') return location.replace('/eingang')
    if (step) return showStep(this, step)
    try {
      this.#offer = readOffer(fragment)
      if (this.#offer.role === 'helper' || this.#offer.expires <= Date.now()) return showStep(this, 'used')
      await this.#show(this.#offer)
      showStep(this, 'form')
    } catch (error) {
      if (!isUsed(error) && !(error instanceof Refusal)) throw error
      showStep(this, 'used')
    }
    // being taken in changes which spaces there are, and nothing about the account itself
    for (const type of ['account', 'spaces'] as const) live(type, () => void this.#check(), this.signal)
  }

  /** Who invites, checked against the fingerprint in the invitation. */
  async #show({ institution, team }: Offer): Promise<void> {
    const { entries, statements } = await ask<Answer>('GET', `/institutions/${encodeURIComponent(institution)}`)
    const { readStatements } = await import('@protocol/chains')
    const people = new Map(
      await Promise.all(
        statements.map(async (each) => [each.person, await readStatements(each.person, each.statements)] as const),
      ),
    )
    const { newest } = await readInstitution(institution, entries, people)
    fill(this.find('[data-step="form"]'), { name: newest.name, team: newest.teams.get(team)?.name ?? '' })
  }

  async #accept(): Promise<void> {
    const form = this.find<HTMLFormElement>('form')
    const field = this.find<HTMLInputElement>('#own-name')
    const name = field.value.trim()
    clearErrors(form)
    if (!name) return showErrors(form, [{ field, text: this.words('nameMissing') }])
    if (!this.#offer) return
    try {
      await this.#answer(this.#offer, name)
      await forgetSecret()
      showStep(this, 'waiting')
      await this.#check()
    } catch (error) {
      if (isUsed(error)) return showStep(this, 'used')
      showErrors(form, [{ field, text: this.words('trouble') }])
    }
  }

  async #answer(offer: Offer, name: string): Promise<void> {
    const { account, person } = await session()
    const { salt } = workName(person, name)
    const body = { statements: account.statements, answer: await answer(offer, person), relation: '', name, salt }
    await ask('POST', `/pairings/${offer.pairing}/answers`, body)
  }

  async #check(): Promise<void> {
    const { memberships } = await refreshAccount()
    if (memberships.length > 0) location.assign('/eingang')
  }
}

customElements.define('accept-invitation', AcceptInvitation)
