// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What every page has: a quick way out, a word about the network, reading aloud, paper, the service worker. */

import { leaveQuickly } from './leave'
import { watchNetwork } from './network'
import './print-page'
import './read-aloud'
import { registerServiceWorker } from './register'

leaveQuickly()
watchNetwork()
focusErrors()
registerServiceWorker()

/** A form that came back from the server begins with what it needs; the focus goes there, as the person's eyes do. */
function focusErrors(): void {
  document.querySelector<HTMLElement>('[data-errors]')?.focus()
}
