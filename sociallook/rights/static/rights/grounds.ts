// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** From a space on the page to what a change of rights is built on, and a change to the server. */

import type { Change, Ground } from '@protocol/changes'
import { ask } from '@shell/transport'
import { listAnew, openSpace } from '@vault/spaces'

/** The space as it stands at the server now. */
export async function groundAt(space: string): Promise<Ground> {
  const { groundOf } = await import('@protocol/changes')
  const opened = await openSpace(space)
  await opened.refresh()
  await opened.load()
  return groundOf(opened.verified, opened.tail)
}

/** One transaction: all of it or nothing. @throws Refused E_PREV, E_STALE (somebody was faster), sheet_first, E_CLOCK … */
export async function send(change: Change): Promise<void> {
  const { wire } = await import('@protocol/changes')
  await ask('POST', '/changes', wire(change))
  await showAgain(change).catch(() => undefined) // it holds, whatever happens to the network now
}

/** The spaces of this page follow at once, not only when the live stream says so. */
async function showAgain({ after }: Change): Promise<void> {
  await listAnew()
  await Promise.all(
    after.map(async ({ view }) => {
      const space = await openSpace(view.space)
      await space.refresh()
      await space.load()
    }),
  )
}
