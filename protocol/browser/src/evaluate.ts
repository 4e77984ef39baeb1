// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Who may do what, who gets the key, and whether an epoch record was justified (SPEC sections 6 and 7). Pure functions.
 *
 * A `View` is everything known; a `Moment` is what held at certain heads. All judgement is made on moments, with the time of
 * the epoch record or the author, never with the reader's own clock.
 */

import {
  type Epoch, type Grant, type InstitutionChain, type InstitutionState, type People, type Read, type SpaceChain,
  type SpaceState, type Statement, applyEntry, opened, subjectForm,
} from './chains'
import { require } from './errors'
import type { Heads, SpaceEntry } from './formats'

/** Fingerprint of a person to the verbs it has, sorted. The owner is not listed. */
export type Rights = ReadonlyMap<string, readonly string[]>

/** The fingerprints of a team's members; empty for an unknown team. */
export type TeamMembers = (institution: string, team: string) => ReadonlySet<string>

const NOBODY: ReadonlySet<string> = new Set()

// Rights -------------------------------------------------------------------------------------------------------------

/** Who has which verbs at `at` (ms), given entries of one space whose signatures and positions were checked. */
export function evaluate(entries: readonly Read<SpaceEntry>[], teams: TeamMembers, at: number): Rights {
  let state: SpaceState | undefined
  for (const entry of entries) state = state ? applyEntry(state, entry) : opened(entry as Read<SpaceEntry> & { op: 'open' })
  return state ? rights(state, teams, at) : new Map()
}

/** The same for a state. */
export function rights(state: SpaceState, teams: TeamMembers, at: number): Rights {
  const held = new Map<string, Set<string>>()
  for (const grant of counting(state, at)) {
    for (const person of persons(grant, teams)) held.set(person, new Set([...(held.get(person) ?? []), ...grant.verbs]))
  }
  return new Map([...held].map(([person, verbs]) => [person, [...verbs].sort()]))
}

/** The first epoch each person may open: the lowest `since` of the grants that count for them. */
export function firstEpochs(state: SpaceState, teams: TeamMembers, at: number): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  for (const grant of counting(state, at)) {
    for (const person of persons(grant, teams)) first.set(person, Math.min(grant.since, first.get(person) ?? grant.since))
  }
  return first
}

/** The grants that count at `at`: verbs left, space not closed, end not reached. */
export function counting(state: SpaceState, at: number): Grant[] {
  if (state.closed) return []
  return [...state.grants.values()].filter(({ verbs, until }) => verbs.length > 0 && (until === 0 || at < until))
}

/** Whom a grant reaches. A contact person counts while a member of that team. */
export function persons({ subject }: Grant, teams: TeamMembers): Iterable<string> {
  const form = subjectForm(subject)
  if (form === 'private') return [subject.person]
  const members = teams(subject.institution, subject.team)
  if (form === 'team') return members
  return members.has(subject.person) ? [subject.person] : []
}

// Views and moments --------------------------------------------------------------------------------------------------

/**
 * Everything known about one space, signatures checked. A team's own space has no `chain`. `teams`: key records of each
 * team, number 1 first, each judged by `judgeTeamKey`.
 */
export interface View {
  readonly vault: string
  readonly space: string
  readonly chain: SpaceChain | undefined
  readonly institutions: ReadonlyMap<string, InstitutionChain>
  readonly teams: ReadonlyMap<string, readonly Epoch[]>
  readonly people: People
}

/** What held at certain heads. In a team's own space there is no `space` and the vault is the team. */
export interface Moment {
  readonly vault: string
  readonly space: SpaceState | undefined
  readonly institutions: ReadonlyMap<string, InstitutionState>
  readonly teams: ReadonlyMap<string, Epoch>
  readonly statements: ReadonlyMap<string, Statement>
}

export const membersAt = (moment: Moment): TeamMembers => (institution, team) =>
  moment.institutions.get(institution)?.teams.get(team)?.members ?? NOBODY

/** The moment of all newest heads. */
export const newest = (view: View): Moment => ({
  vault: view.vault,
  space: view.chain?.newest,
  institutions: mapped(view.institutions, (chain) => chain.newest),
  teams: mapped(view.teams, (records) => records.at(-1)),
  statements: mapped(view.people, (statements) => statements.at(-1)),
})

/** The moment of these heads; E_ROLLBACK if one is not in the view (somebody knew more than is offered here). */
export function momentAt(view: View, heads: Heads): Moment {
  const offered = <T>(found: T | undefined): T => {
    require(found !== undefined, 'E_ROLLBACK', 'a named head is not offered')
    return found
  }
  const space = view.chain?.at(heads.chain)
  require((heads.chain !== '') === (space !== undefined), 'E_ROLLBACK', "head of the space's chain is not offered")
  return {
    vault: view.vault,
    space,
    institutions: new Map(heads.institutions.map(({ institution, head }) => [institution, offered(view.institutions.get(institution)?.at(head))])),
    teams: new Map(heads.teams.map(({ team, record }) => [team, offered(byHash(view.teams.get(team), record))])),
    statements: new Map(heads.statements.map(({ person, statement }) => [person, offered(byHash(view.people.get(person), statement))])),
  }
}

const byHash = <T extends { readonly hash: string }>(items: readonly T[] | undefined, wanted: string): T | undefined =>
  items?.findLast(({ hash }) => hash === wanted)

function mapped<K, V, W>(map: ReadonlyMap<K, V>, change: (value: V) => W | undefined): ReadonlyMap<K, W> {
  const entries = [...map].map(([key, value]) => [key, change(value)] as const)
  return new Map(entries.filter((entry): entry is readonly [K, W] & typeof entry => entry[1] !== undefined))
}
