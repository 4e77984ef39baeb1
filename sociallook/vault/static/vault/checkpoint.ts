// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * A client's devices tell each other how far everything has come, by a record in the own part. A new device loads the newest
 * one before it pins anything, so that nobody can show it an older world. Written along with own writes and never alone: a
 * record that appears on mere opening would say "was here".
 */

import { pin, storedPins } from '@accounts/pinned'
import { session } from '@accounts/session'
import type { Bundle } from '@protocol/formats'
import { type Checkpoint, NO_PINS, type Pins, readCheckpoint, writeCheckpoint } from '@protocol/pins'
import { openRecords, openSpace } from '@protocol/reader'
import { ask } from '@shell/transport'
import type { Row } from './cache'
import { listSpaces } from './listing'
import type { Space } from './spaces'

const PAUSE = 60 * 60_000 // ms between two checkpoints of one device
const MOST = 1000

let first: Promise<Pins> | undefined

/** The pins of this device; on a new one those of the newest checkpoint. */
export async function currentPins(): Promise<Pins> {
  const stored = await storedPins()
  if (stored) return stored
  first ??= fromCheckpoint()
  return first
}

async function fromCheckpoint(): Promise<Pins> {
  const own = await ownSpace()
  if (!own) return pin(NO_PINS)
  const { keys } = await session()
  const { names: _names, ...bundle } = await ask<Bundle & { names: unknown }>('GET', `/spaces/${own}`)
  const space = await openSpace(bundle, keys, NO_PINS, Date.now())
  let newest: Pins = NO_PINS
  for (let after = 0; ; ) {
    const { records } = await ask<{ records: Row[] }>('GET', `/spaces/${own}/records?after=${after}&limit=${MOST}`)
    for await (const slice of openRecords(space, records)) {
      for (const record of slice) {
        if (record.state === 'open' && record.contents.kind === 'checkpoint')
          newest = readCheckpoint(record.contents.body as Checkpoint)
      }
    }
    after = Math.max(after, ...records.map(({ position }) => position))
    if (records.length < MOST) return pin(newest)
  }
}

const ownSpace = async (): Promise<string | undefined> =>
  (await listSpaces()).spaces.find(({ area, role }) => area === 'own' && role === 'owner')?.space

/** Called after a write of the owner has been accepted. Fails softly: the next write tries again. */
export async function checkpointAfterWrite(): Promise<void> {
  const { store, role } = await session()
  const own = role === 'client' ? await ownSpace() : undefined
  if (!own || !(await isDue(store))) return
  const [{ openSpace: open }, pins] = await Promise.all([import('./spaces'), currentPins()])
  const space = await open(own)
  const entry = await space.write('checkpoint', writeCheckpoint(pins))
  if (entry.state === 'open') await removeOlder(space, entry.record)
}

/** Only the newest one is ever read: the older ones would be fetched by every new device for nothing. */
async function removeOlder(space: Space, newest: string): Promise<void> {
  await space.loadOlder()
  for (const entry of space.entries) {
    if (entry.state === 'open' && entry.kind === 'checkpoint' && entry.record !== newest)
      await space.remove(entry.record)
  }
}

async function isDue(store: {
  get(name: string): Promise<Uint8Array | undefined>
  put(name: string, value: Uint8Array<ArrayBuffer>): Promise<void>
}): Promise<boolean> {
  const bytes = await store.get('checkpoint-at')
  const last = bytes ? new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0) : 0
  if (Date.now() - last < PAUSE) return false
  const now = new Uint8Array(8)
  new DataView(now.buffer).setFloat64(0, Date.now())
  await store.put('checkpoint-at', now)
  return true
}
