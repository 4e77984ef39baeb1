// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What this device has seen and will not unsee, kept under the device's key. Several spaces are verified at once and
 * several pages are open at once, so pins are joined: of each chain the higher one stays. Two different hashes at one height
 * are a fork, which the protocol finds when the space is opened the next time.
 *
 * Keys of epochs that were opened before are kept beside them: opening a wrap again costs more than reading a key. Locking
 * removes these (`accounts/device.ts`).
 */

import { deviceStore } from '@accounts/device'
import { type Bytes, b64u, decodeText, encodeText, unb64u } from '@protocol/encoding'
import {
  type Checkpoint,
  type EpochPin,
  NO_PINS,
  type Pin,
  type Pins,
  readCheckpoint,
  type SpacePin,
  writeCheckpoint,
} from '@protocol/pins'
import type { KnownKeys, OpenedSpace } from '@protocol/reader'
import { admittedKeys, recallAdmitted } from '@protocol/verify'

const NAME = 'pins'

/** The pins of this device; undefined when it has none yet (a new device). */
export async function storedPins(): Promise<Pins | undefined> {
  const bytes = await (await deviceStore()).get(NAME)
  return bytes && readCheckpoint(JSON.parse(decodeText(bytes)) as Checkpoint)
}

/** Raise the pins by what was seen, and return them. */
export function pin(seen: Pins): Promise<Pins> {
  return navigator.locks.request('sociallook-pins', async () => {
    const joined = join((await storedPins()) ?? NO_PINS, seen)
    await (await deviceStore()).put(NAME, encodeText(JSON.stringify(writeCheckpoint(joined))))
    return joined
  })
}

const join = (a: Pins, b: Pins): Pins => ({
  spaces: joined(a.spaces, b.spaces, higherSpace),
  institutions: joined(a.institutions, b.institutions, higher),
  teams: joined(a.teams, b.teams, higherEpoch),
  people: joined(a.people, b.people, higher),
})

function joined<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, choose: (a: T, b: T) => T): Map<string, T> {
  const all = new Map(a)
  for (const [name, value] of b) {
    const before = all.get(name)
    all.set(name, before ? choose(before, value) : value)
  }
  return all
}

const higher = (a: Pin, b: Pin): Pin => (b[0] > a[0] ? b : a)

const higherEpoch = <T extends EpochPin>(a: T, b: T): T => (b.epoch > a.epoch ? b : a)

/** Chain and epochs of a space rise alone; `tail` and `floor` belong together, the higher floor is the later reading. */
const higherSpace = (a: SpacePin, b: SpacePin): SpacePin => {
  const reading = b.tail && b.floor >= a.floor ? b : a
  return {
    ...(b.seq > a.seq || !a.head ? { seq: b.seq, head: b.head } : { seq: a.seq, head: a.head }),
    ...epochOf(higherEpoch(a, b)),
    tail: reading.tail,
    floor: reading.floor,
  }
}

const epochOf = ({ epoch, hash, moved }: EpochPin): EpochPin => ({ epoch, hash, moved })

// Opened keys ----------------------------------------------------------------------------------------------------------

type Listed = readonly (readonly [number, string])[]

interface Kept {
  readonly space: Listed
  readonly teams: readonly (readonly [string, Listed])[]
}

const listed = (keys: ReadonlyMap<number, Bytes>): Listed => [...keys].map(([number, key]) => [number, b64u(key)])
const unlisted = (keys: Listed): ReadonlyMap<number, Bytes> =>
  new Map(keys.map(([number, key]) => [number, unb64u(key)]))

/** The keys of this space and of its teams that this device opened before. The reader checks each against its epoch. */
export async function openedKeys(space: string): Promise<KnownKeys> {
  recalled ??= recallPublicKeys()
  await recalled
  const bytes = await (await deviceStore()).get(`keys/${space}`)
  if (!bytes) return {}
  const kept = JSON.parse(decodeText(bytes)) as Kept
  return { space: unlisted(kept.space), teams: new Map(kept.teams.map(([team, keys]) => [team, unlisted(keys)])) }
}

export async function keepOpenedKeys(space: string, { keys, teamKeys }: OpenedSpace, known: KnownKeys): Promise<void> {
  await keepPublicKeys()
  const teams = [...teamKeys].map(([team, each]) => [team, listed(each)] as const)
  if (known.space?.size === keys.size && sizes(known.teams) === sizes(teamKeys)) return
  const kept: Kept = { space: listed(keys), teams }
  await (await deviceStore()).put(`keys/${space}`, encodeText(JSON.stringify(kept)))
}

const sizes = (teams: ReadonlyMap<string, ReadonlyMap<number, Bytes>> = new Map()): number =>
  [...teams.values()].reduce((sum, keys) => sum + keys.size, 0)

// Public keys ----------------------------------------------------------------------------------------------------------

const ADMITTED = 'admitted'

let recalled: Promise<void> | undefined
let kept = 0

/** Public keys that this device found good before: on a phone that is most of the time an opening takes. */
async function recallPublicKeys(): Promise<void> {
  const bytes = await (await deviceStore()).get(ADMITTED)
  if (!bytes) return
  const known = JSON.parse(decodeText(bytes)) as string[]
  kept = known.length
  recallAdmitted(known)
}

async function keepPublicKeys(): Promise<void> {
  const known = admittedKeys()
  if (known.length === kept) return
  kept = known.length
  await (await deviceStore()).put(ADMITTED, encodeText(JSON.stringify(known)))
}
