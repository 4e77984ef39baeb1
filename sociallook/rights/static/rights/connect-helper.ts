// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { resume, type Session } from '@accounts/session'
import { showStep } from '@accounts/steps'
import { Refusal } from '@protocol/errors'
import { type Offer, readOffer } from '@protocol/pairing'
import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { isRefused, Offline } from '@shell/transport'
import type { ConnectOffer } from './connect-offer'
import { offerHere } from './offer-here'
import { keepOffer, takeOffer } from './offers'

/**
 * `<connect-helper>`: where a code leads. Takes care that it is not lost before there is an account, and hands it to
 * `<connect-offer>` then.
 */
class ConnectHelper extends PageElement {
  #fragment = ''

  protected override start(): void {
    for (const link of this.querySelectorAll<HTMLAnchorElement>('[data-step="account"] a[data-go]')) {
      this.on<MouseEvent>(link, 'click', (event) => void this.#leaveFor(link, event))
    }
    void this.#begin()
  }

  async #begin(): Promise<void> {
    this.#fragment = offerHere || (await takeOffer())
    if (!this.#fragment) return showStep(this, 'nothing')
    await keepOffer(this.#fragment) // a reload must not lose it; the address no longer has it
    const me = await resume()
    if (!me) return showStep(this, 'account')
    const offer = this.#read()
    const refused = this.#stepAgainst(offer, me)
    if (refused || !offer) return showStep(this, refused)
    const { ConnectOffer } = await import('./connect-offer')
    const inner = this.find<ConnectOffer>('connect-offer')
    if (inner instanceof ConnectOffer) await inner.open(this.#fragment, offer).catch((error) => this.#explain(error))
  }

  #read(): Offer | undefined {
    try {
      return readOffer(this.#fragment)
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }

  /** The step that says why this offer is not for this person, or nothing. */
  #stepAgainst(offer: Offer | undefined, { role }: Session): string {
    if (role === 'professional') return 'staff'
    if (offer?.role !== 'helper') return 'broken'
    return offer.expires && offer.expires <= Date.now() ? 'expired' : ''
  }

  #explain(error: unknown): void {
    if (error instanceof Offline) showStep(this, 'offline')
    else if (isRefused(error, 'not_available')) showStep(this, 'broken')
    else if (error instanceof Refusal) {
      fill(this.find('[data-step="unsafe"]'), { code: error.code })
      showStep(this, 'unsafe')
    } else throw error
  }

  /** The offer waits on the device. Where it cannot, the person is told to scan again, and may go then. */
  async #leaveFor(link: HTMLAnchorElement, event: MouseEvent): Promise<void> {
    const note = this.find('[data-scan-again]')
    if (!note.hidden) return
    event.preventDefault()
    if (await keepOffer(this.#fragment)) location.assign(link.href)
    else {
      note.hidden = false
      note.focus()
    }
  }
}

customElements.define('connect-helper', ConnectHelper)
