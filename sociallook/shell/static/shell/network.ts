// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { announce } from './announce'

/** The quiet line below the bar that says there is no network, and a word when it is back. */
export function watchNetwork(): void {
  const banner = document.querySelector<HTMLElement>('[data-offline]')
  if (!banner) return
  const show = (): void => {
    const was = !banner.hidden
    banner.hidden = navigator.onLine
    if (!navigator.onLine) announce(banner.textContent.trim())
    else if (was) announce(banner.dataset['back'] ?? '')
  }
  addEventListener('online', show)
  addEventListener('offline', show)
  if (!navigator.onLine) show()
}
