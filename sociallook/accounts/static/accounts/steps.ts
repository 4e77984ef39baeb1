// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Pages of one decision after the other: one `data-step` is shown at a time, and the focus goes to its heading. */

import { focusOn } from '@shell/focus'

export function showStep(page: HTMLElement, name: string): void {
  const before = page.querySelector('[data-step]:not([hidden])')
  for (const step of page.querySelectorAll<HTMLElement>('[data-step]')) step.hidden = step.dataset['step'] !== name
  page.hidden = false
  const heading = page.querySelector<HTMLElement>(`[data-step="${name}"] h1`)
  if (heading && before) {
    focusOn(heading)
    scrollTo(0, 0)
  }
}
