// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'

const QUESTION = 'question' // in this tab only, until it is closed or left quickly
const PLACE = 'place' // on this device, only if the person wants it

/**
 * `<ask-help>` around the form of a question. The words are sent in the body and stand in no address (decision 0040), so
 * the tab remembers them and puts them back above the answer. The place stays on the device, after a tick.
 */
export class AskHelp extends PageElement {
  protected override start(): void {
    const question = this.find<HTMLTextAreaElement>('[name="frage"]')
    const place = this.find<HTMLInputElement>('[name="ort"]')
    const keep = this.find<HTMLInputElement>('[data-keep] input')
    const form = this.find<HTMLFormElement>('form')
    this.find('[data-keep]').hidden = false
    keep.checked = localStorage.getItem(PLACE) !== null
    place.value ||= localStorage.getItem(PLACE) ?? ''
    if (this.hasAttribute('answered')) question.value ||= sessionStorage.getItem(QUESTION) ?? ''
    this.on(keep, 'change', () => remember(keep.checked ? place.value : ''))
    this.on(form, 'submit', () => {
      sessionStorage.setItem(QUESTION, question.value)
      remember(keep.checked ? place.value : '')
    })
    this.on(question, 'keydown', (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      form.requestSubmit()
    })
    const leave = document.querySelector('[data-leave]')
    if (leave) this.on(leave, 'click', () => sessionStorage.removeItem(QUESTION))
  }
}

function remember(place: string): void {
  if (place) localStorage.setItem(PLACE, place)
  else localStorage.removeItem(PLACE)
}
