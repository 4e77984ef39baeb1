// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What a device has seen and will not unsee (SPEC section 10). Pins are values: every step gives new ones. */

import type { Epoch, InstitutionState, SpaceState, Statement } from './chains'
import { type Code, require } from './errors'
import type { Floor } from './evaluate'

/** Highest head and epoch of a space; `tail`: newest record read, `floor`: lowest epoch that may follow it. */
export interface SpacePin {
  readonly seq: number; readonly head: string; readonly epoch: number; readonly hash: string
  readonly tail: string; readonly floor: number
}

/** A position and the hash that stands there. */
export type Pin = readonly [number: number, hash: string]

/** The highest seen of each institution (seq, head), team (epoch), person (generation), and space. Survives structured cloning. */
export interface Pins {
  readonly spaces: ReadonlyMap<string, SpacePin>
  readonly institutions: ReadonlyMap<string, Pin>
  readonly teams: ReadonlyMap<string, Pin>
  readonly people: ReadonlyMap<string, Pin>
}

export const NO_PINS: Pins = { spaces: new Map(), institutions: new Map(), teams: new Map(), people: new Map() }
const NO_PIN: SpacePin = { seq: 0, head: '', epoch: 0, hash: '', tail: '', floor: 0 }

export const pinOf = (pins: Pins, space: string): SpacePin => pins.spaces.get(space) ?? NO_PIN

/** The lowest positions a head of a *new* epoch record may have. */
export function floorOf(pins: Pins, space: string): Floor {
  const found = new Map<string, number>()
  for (const [name, [seq]] of pins.institutions) found.set(`institution ${name}`, seq)
  for (const [team, [epoch]] of pins.teams) found.set(`team ${team}`, epoch)
  for (const [person, [generation]] of pins.people) found.set(`person ${person}`, generation)
  if (pins.spaces.has(space)) found.set(`chain ${space}`, pinOf(pins, space).seq)
  return found
}

/** @throws Refusal E_ROLLBACK (fewer generations than pinned), E_KEY_PIN (another key than pinned) */
export function pinPerson(pins: Pins, person: string, statements: readonly Statement[]): Pins {
  checkUnchanged(statements.map(({ hash }) => hash), pins.people.get(person), 1, 'E_KEY_PIN')
  const newest = statements.at(-1)
  return newest ? { ...pins, people: new Map(pins.people).set(person, [newest.generation, newest.hash]) } : pins
}

/** @throws Refusal E_ROLLBACK, E_FORK */
export function pinInstitution(pins: Pins, states: readonly InstitutionState[]): Pins {
  const newest = states.at(-1) as InstitutionState
  checkUnchanged(states.map(({ head }) => head), pins.institutions.get(newest.institution), 0)
  return { ...pins, institutions: new Map(pins.institutions).set(newest.institution, [newest.seq, newest.head]) }
}

/** @throws Refusal E_ROLLBACK, E_FORK */
export function pinTeam(pins: Pins, team: string, records: readonly Epoch[]): Pins {
  checkUnchanged(records.map(({ hash }) => hash), pins.teams.get(team), 1)
  const newest = records.at(-1)
  return newest ? { ...pins, teams: new Map(pins.teams).set(team, [newest.epoch, newest.hash]) } : pins
}

/** @throws Refusal E_ROLLBACK, E_FORK */
export function pinChain(pins: Pins, states: readonly SpaceState[]): Pins {
  const { space, seq, head } = states.at(-1) as SpaceState
  const pin = pinOf(pins, space)
  checkUnchanged(states.map((state) => state.head), pin.head ? [pin.seq, pin.head] : undefined, 0)
  return pinned(pins, space, { seq, head })
}

/** `records` may begin after number 1. @throws Refusal E_ROLLBACK, E_FORK */
export function pinEpochs(pins: Pins, space: string, records: readonly Epoch[]): Pins {
  const pin = pinOf(pins, space)
  const { epoch, hash } = records.at(-1) as Epoch
  require(epoch >= pin.epoch, 'E_ROLLBACK', 'an epoch known here is missing')
  require(records.every((record) => record.epoch !== pin.epoch || record.hash === pin.hash), 'E_FORK', 'another epoch at a known number')
  return pinned(pins, space, { epoch, hash })
}

/** After reading a space up to its newest record `tail`; `floor`: newest epoch, plus one if it is stale. */
export const pinTail = (pins: Pins, space: string, tail: string, floor: number): Pins => pinned(pins, space, { tail, floor })

const pinned = (pins: Pins, space: string, news: Partial<SpacePin>): Pins =>
  ({ ...pins, spaces: new Map(pins.spaces).set(space, { ...pinOf(pins, space), ...news }) })

function checkUnchanged(hashes: readonly string[], pin: Pin | undefined, first: 0 | 1, fork: Code = 'E_FORK'): void {
  if (!pin) return
  const [number, known] = pin
  require(number - first < hashes.length, 'E_ROLLBACK', 'less than known here is offered')
  require(hashes[number - first] === known, fork, 'another history than known here')
}

/** Body of a record of kind `checkpoint`. */
export interface Checkpoint extends Readonly<Record<string, unknown>> {
  readonly spaces: readonly ({ readonly space: string } & SpacePin)[]
  readonly institutions: readonly { readonly institution: string; readonly seq: number; readonly head: string }[]
  readonly teams: readonly { readonly team: string; readonly epoch: number; readonly hash: string }[]
  readonly people: readonly { readonly person: string; readonly generation: number; readonly hash: string }[]
}

export const writeCheckpoint = (pins: Pins): Checkpoint => ({
  spaces: sorted(pins.spaces).map(([space, { seq, head, epoch, hash, tail, floor }]) => ({ space, seq, head, epoch, hash, tail, floor })),
  institutions: sorted(pins.institutions).map(([institution, [seq, head]]) => ({ institution, seq, head })),
  teams: sorted(pins.teams).map(([team, [epoch, hash]]) => ({ team, epoch, hash })),
  people: sorted(pins.people).map(([person, [generation, hash]]) => ({ person, generation, hash })),
})

/** The pins of an opened `checkpoint`. */
export const readCheckpoint = (body: Checkpoint): Pins => ({
  spaces: new Map(body.spaces.map(({ space, ...pin }) => [space, pin])),
  institutions: new Map(body.institutions.map(({ institution, seq, head }) => [institution, [seq, head]])),
  teams: new Map(body.teams.map(({ team, epoch, hash }) => [team, [epoch, hash]])),
  people: new Map(body.people.map(({ person, generation, hash }) => [person, [generation, hash]])),
})

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
