// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<sign-in>`: by fingerprint, by scanning the sheet or by typing it; and opening a locked device again. */

import { Refusal } from '@protocol/errors'
import { readSheet } from '@protocol/passphrase'
import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { clearErrors, type FieldError, showErrors } from '@shell/errors'
import { fill } from '@shell/parts'
import { isRefused } from '@shell/transport'
import { forgetDevice } from './device'
import { passkeysPossible } from './passkey'
import { scanSheet, scanSheetPicture } from './scan-sheet'
import { explain, Said, sentence } from './sentences'
import { knownAccount, resume, session, signInByPasskey, signInByWords, startPage, unlock, WrongProof } from './session'
import { showStep } from './steps'
import type { UnlockPanel } from './unlock-panel'
import './unlock-panel'
import { ownDevice, unanswered } from './whose-device'
import type { WordField } from './word-field'
import { LOGIN, loginIn } from './word-list'

class SignIn extends PageElement {
  #busy = false

  protected override start(): void {
    void this.#begin()
    for (const link of this.querySelectorAll<HTMLAnchorElement>('a[href="/konto/anlegen"]')) link.hash = location.hash // the way back
    this.find('[data-passkey]').hidden = !passkeysPossible()
    this.on(this.find('[data-step="start"] [data-act="passkey"]'), 'click', () => void this.#byPasskey())
    this.on<SubmitEvent>(this.#form, 'submit', (event) => {
      event.preventDefault()
      void this.#byWords()
    })
    this.on(this.find('[data-act="scan"]'), 'click', () => void this.#try(scanSheet).then((text) => this.#fill(text)))
    this.on(this.find('[data-picture]'), 'change', () => void this.#byPicture())
    this.on<ClipboardEvent>(this.#words.input, 'paste', (event) => this.#pasted(event))
    this.on(this.find('[data-act="forget"]'), 'click', () => void this.#forget())
    this.find<UnlockPanel>('unlock-panel').onProof = async (proof) => {
      await unlock(proof)
      await this.#goOn()
    }
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('[data-step="start"] form')
  }

  get #login(): HTMLInputElement {
    return this.find<HTMLInputElement>('[name="login"]')
  }

  get #words(): WordField {
    return this.find<WordField>('[data-step="start"] word-field')
  }

  async #begin(): Promise<void> {
    try {
      if (await resume()) return this.#goOn()
    } catch (error) {
      return this.#beginAnew(error)
    }
    const account = await knownAccount()
    if (account) fill(this.find('[data-step="locked"]'), { login: account.login })
    this.find(`[data-step="${account ? 'start' : 'locked'}"]`).remove() // two fields for the words would confuse helpers of all kinds
    showStep(this, account ? 'locked' : 'start')
  }

  /** The browser has lost the key of this device: nothing here can be opened again. The sheet opens what the server keeps. */
  async #beginAnew(error: unknown): Promise<void> {
    if (!(error instanceof Refusal && error.code === 'E_STORE')) throw error
    await forgetDevice()
    this.find('[data-step="locked"]').remove()
    showStep(this, 'start')
    showErrors(this.#form, [{ field: this.#login, text: sentence('lost_key', { code: error.code }) }])
  }

  async #byWords(): Promise<void> {
    clearErrors(this.#form)
    const checked = await this.#words.check()
    const wrong = [...unanswered(this.#form), ...this.#wrongLogin()]
    if ('wrong' in checked) wrong.push({ field: this.#words.input, text: checked.wrong })
    if (wrong.length || 'wrong' in checked) return showErrors(this.#form, wrong)
    await this.#signIn((stay) => signInByWords(loginIn(this.#login.value), checked.words, stay), this.#words.input)
  }

  #wrongLogin(): FieldError[] {
    const login = loginIn(this.#login.value)
    if (LOGIN.test(login)) return []
    return [{ field: this.#login, text: sentence(login ? 'login_form' : 'login_missing') }]
  }

  async #byPasskey(): Promise<void> {
    clearErrors(this.#form)
    const wrong = unanswered(this.#form)
    if (wrong.length) return showErrors(this.#form, wrong)
    await this.#signIn(
      (stay) =>
        signInByPasskey(stay).catch((error: unknown) => {
          if (error instanceof WrongProof) throw new Said('passkey_locked')
          if (isRefused(error, 'wrong_passkey')) throw new Said('passkey_unknown')
          throw error
        }),
      this.#login,
    )
  }

  async #signIn(step: (stay: boolean) => Promise<void>, field: HTMLElement): Promise<void> {
    if (this.#busy) return
    this.#showBusy(true)
    try {
      await step(ownDevice(this.#form) === true)
      await this.#goOn()
    } catch (error) {
      showErrors(this.#form, [{ field, text: explain(error) }])
    } finally {
      this.#showBusy(false)
    }
  }

  async #byPicture(): Promise<void> {
    const input = this.find<HTMLInputElement>('[data-picture]')
    const file = input.files?.[0]
    input.value = '' // the same picture may be chosen again
    if (file) this.#fill(await this.#try(() => scanSheetPicture(file)))
  }

  async #try(step: () => Promise<string>): Promise<string> {
    clearErrors(this.#form)
    try {
      return await step()
    } catch (error) {
      showErrors(this.#form, [{ field: this.#login, text: explain(error) }])
      return ''
    }
  }

  /** A scanned sheet fills both fields; the person still presses the button. */
  #fill(text: string): void {
    if (!text) return
    const { login, words } = readSheet(text)
    this.#login.value = login
    this.#words.input.value = words
    this.announce(sentence('scanned'))
    this.#form.querySelector<HTMLButtonElement>('[type="submit"]')?.focus()
  }

  #pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? ''
    if (!/^\s*SOCIALLOOK1\s/u.test(text)) return
    event.preventDefault()
    this.#fill(text)
  }

  async #forget(): Promise<void> {
    const dialog = document.querySelector<HTMLDialogElement>('[data-ask="forget"]')
    if (!dialog || (await question(dialog)) !== 'yes') return
    await forgetDevice()
    location.reload()
  }

  #showBusy(busy: boolean): void {
    this.#busy = busy
    if (busy) this.announce(sentence('working'))
    for (const button of this.querySelectorAll('[data-step="start"] .btn'))
      button.setAttribute('aria-busy', String(busy))
  }

  /** Where the person wanted to go, only a path of our own; else to the person's start page. */
  async #goOn(): Promise<void> {
    const wanted = decodeURIComponent(/^#weiter=(.*)$/.exec(location.hash)?.[1] ?? '')
    location.replace(/^\/[^/\\]/.test(wanted) ? wanted : startPage(await session()))
  }
}

customElements.define('sign-in', SignIn)
