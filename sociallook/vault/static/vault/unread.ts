// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What is new for me, as this device sees it. Never sent anywhere: nobody can learn from it what was read when.
 * On a device that has just been set up everything older counts as read.
 */

import { deviceStore } from '@accounts/device'
import { seen as tellWorker } from '@notifications/push'
import { decodeText, encodeText } from '@protocol/encoding'

const NAME = 'seen'

type Seen = Record<string, number>

async function seen(): Promise<Seen> {
  const bytes = await (await deviceStore()).get(NAME)
  return bytes ? (JSON.parse(decodeText(bytes)) as Seen) : {}
}

/** Remember that everything up to `position` of this space was on the screen. */
export async function markSeen(space: string, position: number): Promise<void> {
  tellWorker([{ space, position }])
  await navigator.locks.request('sociallook-seen', async () => {
    const marks = await seen()
    if ((marks[space] ?? -1) >= position) return
    await (await deviceStore()).put(NAME, encodeText(JSON.stringify({ ...marks, [space]: position })))
  })
}

/**
 * Which of these spaces hold something this device has not shown. A space met for the first time counts as seen when
 * the device is new (nothing is known yet), else as new.
 */
export async function unseen(spaces: readonly { space: string; position: number }[]): Promise<Set<string>> {
  const marks = await seen()
  if (Object.keys(marks).length === 0) {
    const all = Object.fromEntries(spaces.map(({ space, position }) => [space, position]))
    await (await deviceStore()).put(NAME, encodeText(JSON.stringify({ ...all, '': 0 }))) // not empty: no longer new
    return new Set()
  }
  return new Set(spaces.filter(({ space, position }) => position > (marks[space] ?? 0)).map(({ space }) => space))
}
