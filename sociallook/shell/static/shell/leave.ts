// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * "Seite schnell verlassen": the page goes dark at once and its place in the history is taken by the neutral address, so
 * that "back" in this window does not bring it up again. Where it leads is the operator's choice; without one it is an
 * empty page, which needs no network, tells no third party and is there in no time. Addresses in the browser's own
 * history stay; the help page says so.
 */
const LEFT = 'left'

export function leaveQuickly(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-leave]')
  if (!link) return
  link.addEventListener('click', (event) => {
    event.preventDefault()
    sessionStorage.setItem(LEFT, link.href)
    leave(link.href)
  })
  addEventListener('pageshow', (event) => {
    const address = sessionStorage.getItem(LEFT)
    if (!address) return
    // Somebody pressed "back" to see what was here. Whoever comes by an address or a link is let in.
    if (event.persisted || cameByHistory()) leave(address)
    else sessionStorage.removeItem(LEFT)
  })
}

function leave(address: string): void {
  document.documentElement.hidden = true
  document.title = ''
  location.replace(address)
}

function cameByHistory(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'back_forward'
}
