// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Who may do what, who gets the key, and whether an epoch record was justified (SPEC sections 6 and 7). Pure functions.
 *
 * A `View` is everything known; a `Moment` is what held at certain heads. All judgement is made on moments, with the time of
 * the epoch record or the author, never with the reader's own clock.
 */

import { AREAS } from './areas'
import {
  applyEntry,
  type Epoch,
  type Grant,
  type InstitutionChain,
  type InstitutionState,
  opened,
  type People,
  type Read,
  type SpaceChain,
  type SpaceState,
  type Statement,
  subjectForm,
} from './chains'
import { teamSpace } from './encoding'
import { type Code, Refusal, require } from './errors'
import type { EpochRecord, Heads, Recipient, SpaceEntry } from './formats'
import { verifySigned } from './verify'

/** Fingerprint of a person to the verbs it has, sorted. The owner is not listed. */
export type Rights = ReadonlyMap<string, readonly string[]>

/** The fingerprints of a team's members; empty for an unknown team. */
export type TeamMembers = (institution: string, team: string) => ReadonlySet<string>

const NOBODY: ReadonlySet<string> = new Set()

// Rights -------------------------------------------------------------------------------------------------------------

/** Who has which verbs at `at` (ms), given entries of one space whose signatures and positions were checked. */
export function evaluate(entries: readonly Read<SpaceEntry>[], teams: TeamMembers, at: number): Rights {
  let state: SpaceState | undefined
  for (const entry of entries)
    state = state ? applyEntry(state, entry) : opened(entry as Read<SpaceEntry> & { op: 'open' })
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
    for (const person of persons(grant, teams))
      first.set(person, Math.min(grant.since, first.get(person) ?? grant.since))
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

export const membersAt =
  (moment: Moment): TeamMembers =>
  (institution, team) =>
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
    institutions: new Map(
      heads.institutions.map(({ institution, head }) => [
        institution,
        offered(view.institutions.get(institution)?.at(head)),
      ]),
    ),
    teams: new Map(heads.teams.map(({ team, record }) => [team, offered(byHash(view.teams.get(team), record))])),
    statements: new Map(
      heads.statements.map(({ person, statement }) => [person, offered(byHash(view.people.get(person), statement))]),
    ),
  }
}

const byHash = <T extends { readonly hash: string }>(items: readonly T[] | undefined, wanted: string): T | undefined =>
  items?.findLast(({ hash }) => hash === wanted)

function mapped<K, V, W>(map: ReadonlyMap<K, V>, change: (value: V) => W | undefined): ReadonlyMap<K, W> {
  const entries = [...map].map(([key, value]) => [key, change(value)] as const)
  return new Map(entries.filter((entry): entry is readonly [K, W] & typeof entry => entry[1] !== undefined))
}

// Recipients ---------------------------------------------------------------------------------------------------------

/** What a new epoch must name: its heads and its recipients, both computed. */
export interface Plan {
  readonly heads: Heads
  readonly recipients: readonly Recipient[]
}

/**
 * Who gets the key of a space at `at`, computed from the chains alone, never taken from a server's list. A chain that is
 * needed but not in the moment is refused with the code `missing`.
 */
export function recipients(moment: Moment, at: number, missing: Code = 'E_ROLLBACK'): Plan {
  const needs = new Needs(moment, missing)
  if (moment.space) {
    needs.person(moment.space.owner)
    for (const grant of counting(moment.space, at)) needs.grant(grant)
  } else {
    needs.teamSpace()
  }
  return needs.plan()
}

/** Collects heads and recipients; each chain is named once. */
class Needs {
  readonly #moment: Moment
  readonly #missing: Code
  readonly #institutions = new Map<string, string>()
  readonly #teams = new Map<string, string>()
  readonly #statements = new Map<string, Statement>()
  readonly #found = new Map<string, Recipient>()

  constructor(moment: Moment, missing: Code) {
    this.#moment = moment
    this.#missing = missing
  }

  teamSpace(): void {
    const key = this.#known(this.#moment.teams, this.#moment.vault)
    this.#team(institutionOf(key), this.#moment.vault)
  }

  grant({ subject }: Grant): void {
    const form = subjectForm(subject)
    if (form === 'team') this.#team(subject.institution, subject.team)
    else if (form === 'private' || this.#members(subject.institution, subject.team).has(subject.person))
      this.person(subject.person)
  }

  person(person: string): void {
    this.#add({ team: '', person, generation: this.#statement(person).generation })
  }

  #team(institution: string, team: string): void {
    const members = this.#members(institution, team)
    const key = this.#moment.teams.get(team)
    if (!key || institutionOf(key) !== institution) return
    this.#teams.set(team, key.hash)
    const recorded = recordedMembers(key, members)
    for (const person of recorded) this.#statement(person)
    if (isFresh(key, this.#known(this.#moment.institutions, institution), this.#statements)) {
      this.#add({ team, person: '', generation: key.epoch })
    } else {
      for (const person of recorded) this.person(person)
    }
  }

  #add(recipient: Recipient): void {
    this.#found.set(`${recipient.team} ${recipient.person}`, recipient)
  }

  #statement(person: string): Statement {
    const statement = this.#known(this.#moment.statements, person)
    this.#statements.set(person, statement)
    return statement
  }

  #members(institution: string, team: string): ReadonlySet<string> {
    const state = this.#known(this.#moment.institutions, institution)
    this.#institutions.set(institution, state.head)
    return state.teams.get(team)?.members ?? NOBODY
  }

  #known<T>(found: ReadonlyMap<string, T>, name: string): T {
    const value = found.get(name)
    if (value === undefined) throw new Refusal(this.#missing, 'a chain is needed that is not among the heads')
    return value
  }

  plan(): Plan {
    return {
      heads: {
        chain: this.#moment.space?.head ?? '',
        institutions: sortedEntries(this.#institutions).map(([institution, head]) => ({ institution, head })),
        teams: sortedEntries(this.#teams).map(([team, record]) => ({ team, record })),
        statements: sortedEntries(this.#statements).map(([person, { hash }]) => ({ person, statement: hash })),
      },
      recipients: sortedEntries(this.#found).map(([, recipient]) => recipient),
    }
  }
}

const sortedEntries = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** The one institution that a team key record names; empty if it names none or several. */
export const institutionOf = ({ heads }: EpochRecord): string => {
  const [only, ...others] = heads.institutions
  return only && others.length === 0 ? only.institution : ''
}

/** Recipients of a team key record who are still members. */
export const recordedMembers = (key: EpochRecord, members: ReadonlySet<string>): Set<string> =>
  new Set(key.recipients.map(({ person }) => person).filter((person) => members.has(person)))

/** Whether a team key record still names exactly the heads of its institution and of its recipients. */
export const isFresh = (
  key: EpochRecord,
  institution: InstitutionState,
  statements: ReadonlyMap<string, Statement>,
): boolean =>
  key.heads.institutions.some(
    (named) => named.institution === institution.institution && named.head === institution.head,
  ) && key.heads.statements.every(({ person, statement }) => statements.get(person)?.hash === statement)

const samePlan = (plan: Plan, record: EpochRecord): boolean =>
  JSON.stringify([plan.heads, plan.recipients]) === JSON.stringify([record.heads, record.recipients])

// Judging epochs -----------------------------------------------------------------------------------------------------

/** How far each chain has come, by `chain <space>`, `institution …`, `team …`, `person …`. Later epochs may not lie below. */
export type Floor = ReadonlyMap<string, number>

/** How far each chain of a moment has come. */
export function positions(space: string, moment: Moment): Floor {
  const found = new Map<string, number>()
  for (const [name, { seq }] of moment.institutions) found.set(`institution ${name}`, seq)
  for (const [name, { epoch }] of moment.teams) found.set(`team ${name}`, epoch)
  for (const [name, { generation }] of moment.statements) found.set(`person ${name}`, generation)
  if (moment.space) found.set(`chain ${space}`, moment.space.seq)
  return found
}

/** The floor after having seen `found`; E_ROLLBACK if something found lies below the floor. */
export function raised(floor: Floor, found: Floor): Floor {
  for (const [position, number] of found)
    require(number >= (floor.get(position) ?? 0), 'E_ROLLBACK', 'an older head after a newer one')
  return new Map([...floor, ...found])
}

/** What has come further than it was named, or was not named at all. */
const movedSince = (named: Floor, found: Floor): Floor =>
  new Map([...found].filter(([position, number]) => number > (named.get(position) ?? -1)))

/** The chains the present depends on that are further than an epoch record names them. */
export function moved(view: View, record: EpochRecord, now: number): Floor {
  const present = momentAt(view, recipients(newest(view), now).heads)
  return movedSince(positions(view.space, momentAt(view, record.heads)), positions(view.space, present))
}

/** The same for a team key record: its institution and the statements of its recipients. */
export function teamMoved(record: EpochRecord, institution: InstitutionChain, people: People): Floor {
  const view = keySpace(record, institution, people)
  const named = momentAt(view, record.heads)
  const present = newest({ ...view, people: new Map([...people].filter(([person]) => named.statements.has(person))) })
  return movedSince(positions(record.space, named), positions(record.space, present))
}

/** All that a team key record may depend on. */
const keySpace = ({ vault, space }: EpochRecord, institution: InstitutionChain, people: People): View => ({
  vault,
  space,
  chain: undefined,
  institutions: new Map([[institution.newest.institution, institution]]),
  teams: new Map(),
  people,
})

/** An epoch that was judged: the moment of its heads, and the floor raised to them. */
export interface Judged {
  readonly moment: Moment
  readonly floor: Floor
}

/**
 * Whether an epoch record (already linked) was justified at its heads.
 * @throws Refusal E_ROLLBACK (unknown or older heads), E_EPOCH_SIG (starter), E_EPOCH_RECIPIENTS
 */
export async function judgeEpoch(view: View, record: Epoch, floor: Floor): Promise<Judged> {
  const moment = momentAt(view, record.heads)
  const higher = raised(floor, positions(view.space, moment))
  require(starters(moment, record.at).has(record.starter), 'E_EPOCH_SIG', 'starter is not entitled')
  await checkSignature(record, moment.statements)
  require(samePlan(
    recipients(moment, record.at, 'E_EPOCH_RECIPIENTS'),
    record,
  ), 'E_EPOCH_RECIPIENTS', 'other heads or recipients than computed')
  return { moment, floor: higher }
}

/** Who may start an epoch: the owner, whoever has a verb besides `read`; in a team's own space its recorded members. */
export function starters(moment: Moment, at: number): ReadonlySet<string> {
  const members = membersAt(moment)
  if (moment.space) {
    const held = [...rights(moment.space, members, at)].filter(([, verbs]) => verbs.some((verb) => verb !== 'read'))
    return new Set([moment.space.owner, ...held.map(([person]) => person)])
  }
  const key = moment.teams.get(moment.vault)
  return key ? recordedMembers(key, members(institutionOf(key), moment.vault)) : NOBODY
}

/**
 * Whether a team key record (already linked) was justified.
 * @throws Refusal E_ROLLBACK, E_EPOCH_SIG (starter not a recipient of this record and the one before), E_EPOCH_RECIPIENTS
 */
export async function judgeTeamKey(
  institution: InstitutionChain,
  people: People,
  before: Epoch | undefined,
  record: Epoch,
  floor: Floor,
): Promise<Judged> {
  const fingerprint = institution.newest.institution
  const named = new Set(record.recipients.map(({ person }) => person))
  require(namesItself(
    record,
    fingerprint,
    named,
  ), 'E_EPOCH_RECIPIENTS', "other heads than its institution's and its recipients'")
  const moment = momentAt(keySpace(record, institution, people), record.heads)
  const higher = raised(floor, positions(record.space, moment))
  const held =
    named.has(record.starter) && (!before || before.recipients.some(({ person }) => person === record.starter))
  require(held, 'E_EPOCH_SIG', 'starter does not hold the team key')
  await checkSignature(record, moment.statements)
  const members = membersAt(moment)(fingerprint, record.vault)
  const fit = record.recipients.every(
    ({ person, generation }) => members.has(person) && moment.statements.get(person)?.generation === generation,
  )
  require(fit, 'E_EPOCH_RECIPIENTS', 'recipient is no member, or has another key')
  return { moment, floor: higher }
}

const namesItself = (record: Epoch, institution: string, named: ReadonlySet<string>): boolean =>
  record.heads.chain === '' &&
  record.heads.teams.length === 0 &&
  institutionOf(record) === institution &&
  record.heads.statements.length === named.size &&
  record.heads.statements.every(({ person }) => named.has(person))

async function checkSignature(record: Epoch, statements: ReadonlyMap<string, Statement>): Promise<void> {
  const stated = statements.get(record.starter)
  require(stated !== undefined &&
    stated.generation === record.generation, 'E_EPOCH_SIG', "starter's key is not the one at the heads")
  try {
    await verifySigned(stated.sign, 'epoch', record.signed)
  } catch {
    throw new Refusal('E_EPOCH_SIG', 'signature of the epoch record')
  }
}

/** Whether writing under this epoch is forbidden at `now`: heads moved, or the end of a grant it counted has passed. */
export function isStale(view: View, record: Epoch, now: number): boolean {
  if (!samePlan(recipients(newest(view), now), record)) return true
  const { space } = momentAt(view, record.heads)
  return space !== undefined && counting(space, record.at).some(({ until }) => until > 0 && until <= now)
}

/** Whether a record of `person` with `verb`, dated `at`, may stand in this epoch (`moment`: its heads). */
export function mayAuthor(moment: Moment, record: EpochRecord, person: string, verb: string, at: number): boolean {
  if (!isRecipient(moment, record, person)) return false
  const { space } = moment
  if (!space || person === space.owner) return true
  const members = membersAt(moment)
  return [record.at, at].every((when) => rights(space, members, when).get(person)?.includes(verb))
}

/** Whether the key was wrapped to this person, or to a team whose key it holds. */
export function isRecipient(moment: Moment, record: EpochRecord, person: string): boolean {
  return record.recipients.some(
    (recipient) =>
      recipient.person === person ||
      moment.teams.get(recipient.team)?.recipients.some((holder) => holder.person === person),
  )
}

/** The area of a space; of a team's own space, the one its id was computed from. @throws Refusal E_CHAIN_CTX if there is none */
export async function areaOf(moment: Moment, space: string): Promise<string> {
  if (moment.space) return moment.space.area
  for (const [name, { granted }] of AREAS) {
    if (granted === 'team' && (await teamSpace(moment.vault, name)) === space) return name
  }
  throw new Refusal('E_CHAIN_CTX', 'not a space of this team')
}
