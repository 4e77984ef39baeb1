// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Makes the examples of /bausteine move: the same modules the pages use. */

import { question } from './dialog'
import { clearErrors, showErrors } from './errors'
import { said } from './said'
import { words } from './words'

const dialog = document.querySelector<HTMLDialogElement>('dialog')
const form = document.querySelector<HTMLFormElement>('[data-example]')

for (const button of document.querySelectorAll<HTMLElement>('[data-try]')) {
  button.addEventListener('click', () => (button.dataset['try'] === 'said' ? sayEnded(button) : ask(button)))
}

form?.addEventListener('submit', (event) => {
  event.preventDefault()
  const field = form.elements.namedItem('message')
  if (!(field instanceof HTMLTextAreaElement)) return
  if (field.value.trim() === '') showErrors(form, [{ field, text: words(form, 'empty') }])
  else clearErrors(form)
})

function sayEnded(button: HTMLElement): void {
  said(words(button, 'ended'), { undo: { word: words(button, 'undo'), act: () => button.focus() }, after: button })
}

async function ask(button: HTMLElement): Promise<void> {
  if (dialog && (await question(dialog)) === 'end') said(words(button, 'ended'), { after: button })
}
