// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Say something to people who listen. The focus stays where it is. */
export function announce(text: string): void {
  const live = document.querySelector('[data-live]')
  if (!live) return
  live.textContent = ''
  // The same sentence twice is only heard twice when the region was empty in between.
  setTimeout(() => {
    live.textContent = text
  }, 50)
}
