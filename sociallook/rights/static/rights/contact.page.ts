// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { session } from '@accounts/session'
import { offerCard } from '@institutions/offer-card'
import { close, show } from '@institutions/offers'
import { keepTeamKeys } from '@institutions/team-keys'
import { live } from '@notifications/live'
import { PageElement } from '@shell/element'
import { person } from './network'
import { confirmAnswers } from './pairings'

/** `<contact-code>`: the code on a professional's screen, and who has scanned it. */
class ContactCode extends PageElement {
  protected override start(): void {
    this.on(this.find('[data-screen]'), 'click', () => void this.#show(false))
    this.on(this.find('[data-slip]'), 'click', () => void this.#show(true))
    live('pairing', () => void this.#judge(), this.signal)
    live('spaces', () => void this.#judge(), this.signal)
    void this.#begin()
  }

  async #begin(): Promise<void> {
    const place = await this.#team()
    this.find('[data-none]').hidden = Boolean(place)
    this.find('.btns').hidden = !place
    if (!place) return
    await keepTeamKeys()
    await this.#judge()
    await this.#show(false)
  }

  async #team(): Promise<{ institution: string; team: string } | undefined> {
    const { account } = await session()
    const found = account.memberships.find(({ team }) => team)
    return found?.team ? { institution: found.institution, team: found.team } : undefined
  }

  async #show(paper: boolean): Promise<void> {
    const place = await this.#team()
    if (!place) return
    const offer = await show('helper', place.institution, place.team, paper)
    const card = offerCard(this, offer, () => {
      card.remove()
      void close(offer)
    })
    this.find('[data-place]').replaceChildren(card)
  }

  async #judge(): Promise<void> {
    for (const { relation } of await confirmAnswers()) {
      const name = (await person(relation))?.name || this.words('someone')
      const text = this.words('connected', { name })
      const row = this.clone('connected', { text })
      row.querySelector('[data-link]')?.setAttribute('href', `/eingang/${relation}`)
      const list = this.find('[data-connected]')
      list.hidden = false
      list.append(row)
      this.find('[data-place]').replaceChildren()
      this.announce(text)
    }
  }
}

customElements.define('contact-code', ContactCode)
