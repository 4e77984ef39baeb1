// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Move the focus to where the person has to go on: a heading or a region, which is made focusable for it. */
export function focusOn(target: HTMLElement): void {
  if (!target.hasAttribute('tabindex') && target.tabIndex < 0) target.setAttribute('tabindex', '-1')
  target.focus()
  target.scrollIntoView({ block: 'nearest' })
}

/** Do something that takes away the focused element, and give the focus to `next` if it was lost by it. */
export function keepFocus(next: HTMLElement, act: () => void): void {
  const focused = document.activeElement
  act()
  if (focused instanceof HTMLElement && !focused.isConnected) focusOn(next)
}
