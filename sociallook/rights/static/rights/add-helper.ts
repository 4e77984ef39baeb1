// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { keepOffer, offerIn } from './offers'

/** `<add-helper>`: the code of an institution from the camera, a picture, or a link that is typed or pasted. */
class AddHelper extends PageElement {
  protected override start(): void {
    this.on(this.find('[data-act="scan"]'), 'click', () => void this.#scan())
    this.on(this.find('[data-picture]'), 'change', () => void this.#picture())
    this.on<SubmitEvent>(this.#form, 'submit', (event) => {
      event.preventDefault()
      void this.#go(this.#field.value)
    })
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('form')
  }

  get #field(): HTMLInputElement {
    return this.find<HTMLInputElement>('[name="link"]')
  }

  async #scan(): Promise<void> {
    const dialog = document.querySelector<HTMLDialogElement>('[data-scanner]')
    const { scanCamera } = await import('@shell/scan')
    if (dialog) await this.#try(() => scanCamera(dialog, (text) => offerIn(text) !== ''))
  }

  async #picture(): Promise<void> {
    const input = this.find<HTMLInputElement>('[data-picture]')
    const file = input.files?.[0]
    input.value = '' // the same picture may be chosen again
    const { scanPicture } = await import('@shell/scan')
    if (file) await this.#try(() => scanPicture(file))
  }

  async #try(step: () => Promise<string>): Promise<void> {
    clearErrors(this.#form)
    const { ScanProblem } = await import('@shell/scan')
    try {
      const text = await step()
      if (text) await this.#go(text)
    } catch (error) {
      if (!(error instanceof ScanProblem)) throw error
      showErrors(this.#form, [{ field: this.#field, text: this.words(PROBLEMS[error.problem]) }])
    }
  }

  /** The offer goes on in the device's store, never in the address; only where that fails, in the fragment as the code has it. */
  async #go(text: string): Promise<void> {
    clearErrors(this.#form)
    const offer = offerIn(text)
    if (!offer)
      return showErrors(this.#form, [{ field: this.#field, text: this.words(text.trim() ? 'foreign' : 'empty') }])
    const to = this.words('connect')
    location.assign((await keepOffer(offer)) ? to : `${to}#${offer}`)
  }
}

const PROBLEMS = {
  camera_denied: 'cameraDenied',
  camera_missing: 'cameraMissing',
  picture_broken: 'pictureBroken',
  nothing_found: 'nothingFound',
} as const

customElements.define('add-helper', AddHelper)
