// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<sign-up>`: an account without giving anything, then whose device it is, then the access sheet. */

import { announce } from '@shell/announce'
import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import type { AccessSheet } from './access-sheet'
import './access-sheet'
import { explain, sentence } from './sentences'
import { register, resume, unconfirmedSheet } from './session'
import { showStep } from './steps'
import { ownDevice, unanswered } from './whose-device'

class SignUp extends PageElement {
  #busy = false

  protected override start(): void {
    void this.#begin()
    for (const link of this.querySelectorAll<HTMLAnchorElement>('a[href="/anmelden"]')) link.hash = location.hash // the way back
    this.on<SubmitEvent>(this.#form, 'submit', (event) => {
      event.preventDefault()
      void this.#create()
    })
  }

  async #begin(): Promise<void> {
    if (await unconfirmedSheet()) location.replace('/konto/zugangsblatt')
    else if (await resume()) location.replace('/konto')
    else showStep(this, 'start')
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('form')
  }

  async #create(): Promise<void> {
    if (this.#busy) return
    clearErrors(this.#form)
    const own = ownDevice(this.#form)
    if (own === undefined) return showErrors(this.#form, unanswered(this.#form))
    this.#say(true, sentence('working'))
    try {
      const sheet = await register(/[#&]fachkraft\b/.test(location.hash) ? 'professional' : 'client', own)
      showStep(this, 'sheet')
      history.replaceState(null, '', `/konto/zugangsblatt${location.hash}`)
      await this.find<AccessSheet>('access-sheet').show(sheet)
    } catch (error) {
      this.#say(false, explain(error))
    } finally {
      this.#busy = false
    }
  }

  #say(busy: boolean, text: string): void {
    this.#busy = busy
    this.find('[type="submit"]').setAttribute('aria-busy', String(busy))
    this.find('[data-busy]').textContent = text
    announce(text)
  }
}

customElements.define('sign-up', SignUp)
