// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * On a device that is not the person's own: who has been away for some minutes is asked, and signed out when nobody answers
 * (T-6). It is the only clock that ever runs against a person. Whoever works in one page is not asked in another.
 */

import { announce } from '@shell/announce'

const QUIET = 9 * 60_000
const ANSWER = 60_000
const SIGNS = ['pointerdown', 'keydown', 'input', 'wheel', 'touchstart'] as const

const pages = new BroadcastChannel('sociallook-idle')

/** `leave` is called when nobody has answered. */
export function watchIdle(leave: () => Promise<unknown>): void {
  const dialog = document.querySelector<HTMLDialogElement>('[data-idle]')
  let last = Date.now()
  const here = (): void => {
    last = Date.now()
    if (dialog?.open) dialog.close()
  }
  const sign = (): void => {
    if (Date.now() - last > 1_000) pages.postMessage('here')
    if (!dialog?.open) last = Date.now() // the question wants an answer, not a touch beside it
  }
  for (const type of SIGNS) addEventListener(type, sign, { passive: true, capture: true })
  pages.addEventListener('message', here)
  dialog?.addEventListener('close', () => (dialog.returnValue === 'leave' ? void leave() : here()))
  // a sleeping computer runs no timers: what counts is how long ago the last sign was
  setInterval(() => {
    const quiet = Date.now() - last
    if (quiet > QUIET + ANSWER) void leave()
    else if (quiet > QUIET && dialog && !dialog.open) ask(dialog)
  }, 1_000)
}

function ask(dialog: HTMLDialogElement): void {
  dialog.returnValue = ''
  dialog.showModal()
  announce(dialog.textContent.trim())
}
