// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { announce } from './announce'
import { clone } from './parts'

/** A way back, offered with what has just happened. */
export type Undo = { readonly word: string; readonly act: () => void }

/**
 * Say what has just happened: seen near the place where it happened, heard by the live region, the focus stays.
 * It stays until the next one or the next page; nobody has to be quick (WCAG 2.2.1). `after` defaults to the top of the page.
 */
export function said(text: string, { undo, after }: { undo?: Undo; after?: Element } = {}): void {
  document.querySelector('[data-said]')?.remove()
  const box = clone('said', { text })
  const button = box.querySelector<HTMLButtonElement>('[data-undo]')
  if (undo && button) {
    button.hidden = false
    button.querySelector('[data-slot="undo"]')?.replaceChildren(undo.word)
    button.addEventListener('click', () => {
      box.remove()
      undo.act()
    })
  }
  if (after) after.after(box)
  else document.querySelector('main')?.prepend(box)
  box.scrollIntoView({ block: 'nearest' })
  announce(text)
}
