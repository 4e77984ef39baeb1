// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<account-page>`: passkeys, sign-ins, lock, sign out. */

import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { said } from '@shell/said'
import { ask, Offline } from '@shell/transport'
import type { Account, Method, SignInRow } from './account'
import { passkeysPossible } from './passkey'
import { lock, refreshAccount, session, signOut, startPage } from './session'
import type { UnlockPanel } from './unlock-panel'
import './unlock-panel'

class AccountPage extends PageElement {
  protected override start(): void {
    void this.#begin()
    this.on(this.find('[data-act="add"]'), 'click', () => this.#prove(true))
    this.on(this.find('[data-act="lock"]'), 'click', () => void lock())
    this.on(this.find('[data-act="sign-out"]'), 'click', () => void this.#signOut())
    this.find<UnlockPanel>('unlock-panel').onProof = async (proof) => {
      const { addPasskey } = await import('./passkeys')
      const unlocks = await addPasskey(proof)
      this.#prove(false)
      await this.#draw()
      said(this.words(unlocks ? 'added' : 'added_signs_in'), { after: this.find('[data-add]') })
    }
  }

  async #begin(): Promise<void> {
    const me = await session()
    this.find('[data-home]').setAttribute('href', startPage(me))
    this.find('[data-foreign]').hidden = me.ownDevice || me.forgetful
    this.find('[data-forgetful]').hidden = !me.forgetful
    this.find('[data-own]').hidden = !me.ownDevice
    this.#drawAccount(me.account)
    this.hidden = false
    await this.#draw()
  }

  /** What the server knows now; without a network the page shows what it knew. */
  async #draw(): Promise<void> {
    try {
      this.#drawAccount(await refreshAccount())
      this.#drawSignIns(await ask<SignInRow[]>('GET', '/account/sign-ins'))
    } catch (error) {
      if (!(error instanceof Offline)) throw error
    }
  }

  #drawAccount({ login, methods }: Account): void {
    fill(this, { login })
    const passkeys = methods.filter(({ kind }) => kind === 'passkey')
    const list = this.find('[data-passkeys]')
    list.hidden = passkeys.length === 0
    list.replaceChildren(...passkeys.map((method, i) => this.#passkey(method, i + 1)))
    this.find('[data-no-passkeys]').hidden = passkeys.length > 0 || !passkeysPossible()
    this.find('[data-impossible]').hidden = passkeysPossible()
    this.find('[data-add]').hidden = !passkeysPossible()
  }

  #passkey({ method, sealed }: Method, number: number): HTMLElement {
    const row = this.clone('passkey', { which: String(number) })
    for (const can of row.querySelectorAll<HTMLElement>('[data-can]'))
      can.hidden = (can.dataset['can'] === 'open') !== (sealed !== '')
    row
      .querySelector('button')
      ?.addEventListener('click', () => void this.#take(`/account/methods/${method}`, 'removed'))
    return row
  }

  #drawSignIns(rows: readonly SignInRow[]): void {
    this.find('[data-sign-ins]').replaceChildren(
      ...rows.map(({ sign_in, device, current }) => {
        const row = this.clone('sign-in', { device, which: device })
        const [here, end] = [row.querySelector<HTMLElement>('[data-here]'), row.querySelector('button')]
        if (here) here.hidden = !current
        if (current) end?.remove()
        end?.addEventListener('click', () => void this.#take(`/account/sign-ins/${sign_in}`, 'ended'))
        return row
      }),
    )
  }

  async #take(path: string, sentence: string): Promise<void> {
    await ask('DELETE', path)
    await this.#draw()
    said(this.words(sentence))
  }

  #prove(open: boolean): void {
    this.find('[data-prove]').hidden = !open
    const button = this.find('[data-act="add"]')
    button.hidden = open
    if (open) this.find<HTMLElement>('[data-prove] summary, [data-prove] button').focus()
    else button.focus()
  }

  async #signOut(): Promise<void> {
    const dialog = document.querySelector<HTMLDialogElement>('[data-ask="sign-out"]')
    if (dialog && (await question(dialog)) === 'yes') await signOut()
  }
}

customElements.define('account-page', AccountPage)
