// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What this device has seen and will not unsee, kept under the device's key. Several spaces are verified at once and
 * several pages are open at once, so pins are joined: of each chain the higher one stays. Two different hashes at one height
 * are a fork, which the protocol finds when the space is opened the next time.
 */

import { decodeText, encodeText } from '@protocol/encoding'
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
import { deviceStore } from './device'

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
