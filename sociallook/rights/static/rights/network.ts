// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Who helps me (a client) and whom I may help (a professional), put together from verified chains, names and own notes.
 * Everything works from the device's cache when there is no network.
 *
 *     for (const helper of await helpers()) draw(helper.name, helper.cells.get('messages')?.level)
 *     const one = await helper(relation)
 *     const mine = await people()
 *     onChange(() => redraw(), signal)
 */

import { live } from '@notifications/live'
import { moved } from './known'

export { type Cell, type Helper, helper, helpers, type Reader } from './helpers'
export type { Level } from './levels'
export { drawMark, type Mark } from './marks'
export { type Granted, type Person, type PersonInDetail, people, person, rename } from './people'

const PAUSE = 150 // ms; one change of rights moves several spaces

/** Call `listener` when something of this has changed. */
export function onChange(listener: () => void, signal: AbortSignal): void {
  let timer = 0
  const soon = (): void => {
    clearTimeout(timer)
    timer = window.setTimeout(listener, PAUSE)
  }
  live('spaces', soon, signal)
  live('record', soon, signal)
  moved.addEventListener('change', soon, { signal })
  signal.addEventListener('abort', () => clearTimeout(timer))
}
