// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Makes the examples of /bausteine move: the same modules the pages use. */

import { question } from './dialog'
import { said } from './said'

const dialog = document.querySelector<HTMLDialogElement>('dialog')

for (const button of document.querySelectorAll<HTMLElement>('[data-try]')) {
  button.addEventListener('click', async () => {
    const text = button.textContent
    if (button.dataset['try'] === 'said') {
      said(text, { undo: { word: text, act: () => button.focus() }, after: button.parentElement ?? button })
    } else if (dialog && (await question(dialog)) === 'end') said(text, { after: button })
  })
}
