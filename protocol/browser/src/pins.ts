// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What a device has seen and will not unsee (SPEC section 10). Pins are values: every step gives new ones. */

import type { Epoch, InstitutionState, SpaceState, Statement } from './chains'
import { type Code, require } from './errors'
import type { Floor } from './evaluate'

/** Highest epoch of a space or team. `moved`: chains known to be further than that epoch names them. */
export interface EpochPin {
  readonly epoch: number
  readonly hash: string
  readonly moved: Floor
}

/** Also the highest head; `tail`: newest record read, `floor`: lowest epoch that may follow it. */
export interface SpacePin extends EpochPin {
  readonly seq: number
  readonly head: string
  readonly tail: string
  readonly floor: number
}

/** A position and the hash that stands there. */
export type Pin = readonly [number: number, hash: string]

/** The highest seen of each institution (seq, head), person (generation, hash), team and space. Survives structured cloning. */
export interface Pins {
  readonly spaces: ReadonlyMap<string, SpacePin>
  readonly institutions: ReadonlyMap<string, Pin>
  readonly teams: ReadonlyMap<string, EpochPin>
  readonly people: ReadonlyMap<string, Pin>
}

export const NO_PINS: Pins = { spaces: new Map(), institutions: new Map(), teams: new Map(), people: new Map() }
export const NO_PIN: SpacePin = { epoch: 0, hash: '', moved: new Map(), seq: 0, head: '', tail: '', floor: 0 }

export const pinOf = (pins: Pins, space: string): SpacePin => pins.spaces.get(space) ?? NO_PIN

/** @throws Refusal E_ROLLBACK (fewer generations than pinned), E_KEY_PIN (another key than pinned) */
export function pinPerson(pins: Pins, person: string, statements: readonly Statement[]): Pins {
  checkUnchanged(
    statements.map(({ hash }) => hash),
    pins.people.get(person),
    1,
    'E_KEY_PIN',
  )
  const newest = statements.at(-1)
  return newest ? { ...pins, people: new Map(pins.people).set(person, [newest.generation, newest.hash]) } : pins
}

/** @throws Refusal E_ROLLBACK, E_FORK */
export function pinInstitution(pins: Pins, states: readonly InstitutionState[]): Pins {
  const newest = states.at(-1) as InstitutionState
  checkUnchanged(
    states.map(({ head }) => head),
    pins.institutions.get(newest.institution),
    0,
  )
  return { ...pins, institutions: new Map(pins.institutions).set(newest.institution, [newest.seq, newest.head]) }
}

/** `records` may not be empty. @throws Refusal E_ROLLBACK, E_FORK */
export function pinTeam(pins: Pins, team: string, records: readonly Epoch[], moved: Floor): Pins {
  const pin = pins.teams.get(team)
  checkUnchanged(
    records.map(({ hash }) => hash),
    pin && [pin.epoch, pin.hash],
    1,
  )
  const { epoch, hash } = records.at(-1) as Epoch
  return { ...pins, teams: new Map(pins.teams).set(team, { epoch, hash, moved }) }
}

/** @throws Refusal E_ROLLBACK, E_FORK */
export function pinChain(pins: Pins, states: readonly SpaceState[]): Pins {
  const { space, seq, head } = states.at(-1) as SpaceState
  const pin = pinOf(pins, space)
  checkUnchanged(
    states.map((state) => state.head),
    pin.head ? [pin.seq, pin.head] : undefined,
    0,
  )
  return pinned(pins, space, { seq, head })
}

/** `records` may begin after number 1, but not be empty. @throws Refusal E_ROLLBACK, E_FORK */
export function pinEpochs(pins: Pins, space: string, records: readonly Epoch[], moved: Floor): Pins {
  const pin = pinOf(pins, space)
  const { epoch, hash } = records.at(-1) as Epoch
  require(epoch >= pin.epoch, 'E_ROLLBACK', 'an epoch known here is missing')
  require(records.every(
    (record) => record.epoch !== pin.epoch || record.hash === pin.hash,
  ), 'E_FORK', 'another epoch at a known number')
  return pinned(pins, space, { epoch, hash, moved })
}

/** After reading a space up to its newest record `tail`; `floor`: newest epoch, plus one if it is stale. */
export const pinTail = (pins: Pins, space: string, tail: string, floor: number): Pins =>
  pinned(pins, space, { tail, floor })

const pinned = (pins: Pins, space: string, news: Partial<SpacePin>): Pins => ({
  ...pins,
  spaces: new Map(pins.spaces).set(space, { ...pinOf(pins, space), ...news }),
})

function checkUnchanged(hashes: readonly string[], pin: Pin | undefined, first: 0 | 1, fork: Code = 'E_FORK'): void {
  if (!pin) return
  const [number, known] = pin
  require(number - first < hashes.length, 'E_ROLLBACK', 'less than known here is offered')
  require(hashes[number - first] === known, fork, 'another history than known here')
}

type MovedList = readonly { readonly chain: string; readonly name: string; readonly number: number }[]

/** Body of a record of kind `checkpoint`. */
export interface Checkpoint extends Readonly<Record<string, unknown>> {
  readonly spaces: readonly (Omit<SpacePin, 'moved'> & { readonly space: string; readonly moved: MovedList })[]
  readonly institutions: readonly { readonly institution: string; readonly seq: number; readonly head: string }[]
  readonly teams: readonly {
    readonly team: string
    readonly epoch: number
    readonly hash: string
    readonly moved: MovedList
  }[]
  readonly people: readonly { readonly person: string; readonly generation: number; readonly hash: string }[]
}

export const writeCheckpoint = (pins: Pins): Checkpoint => ({
  spaces: sorted(pins.spaces).map(([space, { epoch, hash, moved, seq, head, tail, floor }]) => ({
    space,
    epoch,
    hash,
    moved: writeMoved(moved),
    seq,
    head,
    tail,
    floor,
  })),
  institutions: sorted(pins.institutions).map(([institution, [seq, head]]) => ({ institution, seq, head })),
  teams: sorted(pins.teams).map(([team, { epoch, hash, moved }]) => ({ team, epoch, hash, moved: writeMoved(moved) })),
  people: sorted(pins.people).map(([person, [generation, hash]]) => ({ person, generation, hash })),
})

/** The pins of an opened `checkpoint`. */
export const readCheckpoint = (body: Checkpoint): Pins => ({
  spaces: new Map(body.spaces.map(({ space, ...pin }) => [space, { ...pin, moved: readMoved(pin.moved) }])),
  institutions: new Map(body.institutions.map(({ institution, seq, head }) => [institution, [seq, head]])),
  teams: new Map(body.teams.map(({ team, ...pin }) => [team, { ...pin, moved: readMoved(pin.moved) }])),
  people: new Map(body.people.map(({ person, generation, hash }) => [person, [generation, hash]])),
})

const writeMoved = (moved: Floor): MovedList =>
  sorted(moved).map(([position, number]) => {
    const [chain = '', name = ''] = position.split(' ')
    return { chain, name, number }
  })

const readMoved = (moved: MovedList): Floor =>
  new Map(moved.map(({ chain, name, number }) => [`${chain} ${name}`, number]))

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
