// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * `<unlock-panel>`: prove once more who you are, by fingerprint or by the six words (`parts/unlock.html`).
 *
 *     import '@accounts/unlock-panel'
 *     panel.onProof = async (proof) => { await unlockRoot(proof, …) }
 *
 * While the promise runs the panel is busy; what it throws is explained beside the field, and what was typed stays.
 */

import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { passkeysPossible } from './passkey'
import { explain, sentence } from './sentences'
import { knownAccount, type Proof } from './session'
import type { WordField } from './word-field'
import './word-field'

export class UnlockPanel extends PageElement {
  /** What is to be done with a proof. */
  onProof: (proof: Proof) => Promise<void> = async () => undefined

  protected override start(): void {
    void this.#offerPasskey()
    this.on(this.find('[data-act="passkey"]'), 'click', () => void this.#use({ kind: 'passkey' }))
    this.on<SubmitEvent>(this.#form, 'submit', (event) => {
      event.preventDefault()
      void this.#submit()
    })
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('form')
  }

  get #words(): WordField {
    return this.find<WordField>('word-field')
  }

  /** The fingerprint is offered where it can open; otherwise the words are open at once. */
  async #offerPasskey(): Promise<void> {
    const account = await knownAccount()
    const can =
      passkeysPossible() && (account?.methods.some(({ kind, sealed }) => kind === 'passkey' && sealed) ?? false)
    this.find('[data-passkey]').hidden = !can
    this.find<HTMLDetailsElement>('details').open = !can
  }

  async #submit(): Promise<void> {
    clearErrors(this.#form)
    const checked = await this.#words.check()
    if ('wrong' in checked) return showErrors(this.#form, [{ field: this.#words.input, text: checked.wrong }])
    await this.#use({ kind: 'words', words: checked.words })
  }

  async #use(proof: Proof): Promise<void> {
    clearErrors(this.#form)
    this.#busy(true)
    try {
      await this.onProof(proof)
    } catch (error) {
      this.find<HTMLDetailsElement>('details').open = true
      showErrors(this.#form, [{ field: this.#words.input, text: explain(error) }])
    } finally {
      this.#busy(false)
    }
  }

  #busy(busy: boolean): void {
    if (busy) this.announce(sentence('working'))
    for (const button of this.querySelectorAll('button')) {
      button.setAttribute('aria-busy', String(busy))
      button.disabled = busy
    }
  }
}

customElements.define('unlock-panel', UnlockPanel)
