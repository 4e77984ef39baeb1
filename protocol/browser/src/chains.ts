// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Signed, hash-chained histories: key statements, institutions, spaces, epoch records (SPEC sections 3, 5, 6, 7).
 *
 * A chain is read entry by entry with `extend…`; `read…` reads a whole list. Checks run in the order of SPEC section 6:
 * format, context, position, issuer's right, signature, meaning. Whether an epoch record is *justified* is judged in
 * `evaluate`.
 */

import { AREAS } from './areas'
import { fingerprint, structureHash, unb64u, vaultOf } from './encoding'
import { require } from './errors'
import {
  decode,
  type EpochRecord,
  type Grant as GrantTerms,
  type InstitutionEntry,
  type KeyStatement,
  type Signed,
  type SpaceEntry,
  type Subject,
} from './formats'
import { breathe } from './pace'
import { admit, admitKem, verifySigned } from './verify'

const REASONS = new Set(['open', 'change', 'stale', 'unreadable'])

/** A structure as read, with the hash that others name it by and the signed bytes it came in. */
export type Read<T> = T & { readonly hash: string; readonly signed: Signed }

async function readSigned<T>(format: string, signed: Signed): Promise<Read<T>> {
  const bytes = unb64u(signed.bytes)
  const values = decode<T & object>(format, bytes)
  return { ...values, hash: await structureHash(format, bytes), signed }
}

// Key statements -----------------------------------------------------------------------------------------------------

/** The public halves of one person's working keys of one generation, certified by the root key. */
export type Statement = Read<KeyStatement>

/** Fingerprint of a person to all statements, generation 1 first. */
export type People = ReadonlyMap<string, readonly Statement[]>

/** Check the next statement. @throws Refusal E_KEY_PIN (other root), E_FORK, E_CHAIN_CTX, E_SIG, E_SCHEMA, E_SUITE */
export async function extendStatements(
  person: string,
  before: readonly Statement[],
  signed: Signed,
): Promise<Statement> {
  const statement = await readSigned<KeyStatement>('key-statement', signed)
  const own = statement.person === person && (await fingerprint(statement.root)) === person
  require(own, 'E_KEY_PIN', 'another root key for this person')
  checkPosition(statement.generation, statement.prev, before.length + 1, before.at(-1)?.hash ?? '')
  await verifySigned(statement.root, 'key-statement', signed)
  await admit(statement.sign)
  admitKem(statement.kem)
  return statement
}

/** All statements of a person, generation 1 first. */
export async function readStatements(person: string, signed: readonly Signed[]): Promise<Statement[]> {
  const statements: Statement[] = []
  for (const each of signed) {
    statements.push(await extendStatements(person, statements, each))
    await breathe()
  }
  return statements
}

// Institutions -------------------------------------------------------------------------------------------------------

/** A team at one head of its institution's chain; `members` are fingerprints. */
export interface Team {
  readonly name: string
  readonly members: ReadonlySet<string>
}

/** What an institution's chain says at one head. */
export interface InstitutionState {
  readonly institution: string
  readonly seq: number
  readonly head: string
  readonly name: string
  readonly kind: string
  readonly administrators: ReadonlySet<string>
  readonly teams: ReadonlyMap<string, Team>
  readonly roots: ReadonlyMap<string, string>
}

/**
 * Check the next entry and return the state after it. Without a state the entry must be `begin`.
 * @throws Refusal E_SCHEMA, E_SUITE, E_CHAIN_CTX, E_FORK, E_CHAIN_UNSIGNED (not the issuer's right), E_SIG
 */
export async function extendInstitution(
  state: InstitutionState | undefined,
  signed: Signed,
  people: People,
): Promise<InstitutionState> {
  const entry = await readSigned<InstitutionEntry>('institution-entry', signed)
  if (!state) return beginInstitution(entry)
  require(entry.op !== 'begin' || entry.seq === 0, 'E_CHAIN_CTX', 'an institution begins once')
  require(entry.seq === 0 || entry.institution === state.institution, 'E_CHAIN_CTX', 'entry of another institution')
  checkPosition(entry.seq, entry.prev, state.seq + 1, state.head)
  mayChangeInstitution(state, entry)
  await verifySigned(issuingKey(state.roots.get(entry.issuer) as string, entry, people), 'institution-entry', signed)
  return { ...state, ...(await changed(state, entry)), seq: entry.seq, head: entry.hash }
}

async function beginInstitution(entry: Read<InstitutionEntry>): Promise<InstitutionState> {
  const begins =
    entry.op === 'begin' &&
    entry.seq === 0 &&
    !entry.institution &&
    !entry.prev &&
    entry.issuer === (await fingerprint(entry.root))
  require(begins, 'E_CHAIN_CTX', 'not the beginning of an institution')
  require(entry.generation === 0, 'E_CHAIN_UNSIGNED', 'needs the root key')
  await verifySigned(entry.root, 'institution-entry', entry.signed)
  return {
    institution: entry.hash,
    seq: 0,
    head: entry.hash,
    name: entry.name,
    kind: entry.kind,
    administrators: new Set([entry.issuer]),
    teams: new Map(),
    roots: new Map([[entry.issuer, entry.root]]),
  }
}

function mayChangeInstitution(state: InstitutionState, entry: InstitutionEntry): void {
  const leaves = entry.op === 'member_remove' && entry.issuer === entry.person && state.roots.has(entry.issuer)
  require(state.administrators.has(entry.issuer) || leaves, 'E_CHAIN_UNSIGNED', 'issuer is no administrator')
  const takes = entry.op === 'admin_remove' || entry.op === 'member_remove'
  require(entry.generation === 0 || takes, 'E_CHAIN_UNSIGNED', 'needs the root key')
}

async function changed(state: InstitutionState, entry: InstitutionEntry): Promise<Partial<InstitutionState>> {
  switch (entry.op) {
    case 'begin':
      throw new TypeError('an institution begins once') // refused before
    case 'admin_add':
      means(!state.administrators.has(entry.person), 'is an administrator already')
      return { administrators: new Set([...state.administrators, entry.person]), roots: await withRoot(state, entry) }
    case 'admin_remove':
      means(state.administrators.has(entry.person), 'is no administrator')
      means(state.administrators.size > 1, 'the last administrator stays')
      return { administrators: without(state.administrators, entry.person) }
    case 'team_add':
      means(!state.teams.has(entry.team), 'team exists')
      return { teams: new Map(state.teams).set(entry.team, { name: entry.name, members: new Set() }) }
    case 'member_add':
      return { teams: withMember(state, entry), roots: await withRoot(state, entry) }
    case 'member_remove':
      return { teams: withoutMember(state, entry) }
  }
}

interface Membership {
  readonly team: string
  readonly person: string
}

function withMember(state: InstitutionState, { team, person }: Membership): ReadonlyMap<string, Team> {
  const grown = knownTeam(state, team)
  means(!grown.members.has(person), 'is a member already')
  return new Map(state.teams).set(team, { ...grown, members: new Set([...grown.members, person]) })
}

function withoutMember(state: InstitutionState, { team, person }: Membership): ReadonlyMap<string, Team> {
  const shrunk = knownTeam(state, team)
  means(shrunk.members.has(person), 'is no member')
  return new Map(state.teams).set(team, { ...shrunk, members: without(shrunk.members, person) })
}

function knownTeam(state: InstitutionState, team: string): Team {
  const known = state.teams.get(team)
  means(known !== undefined, 'unknown team')
  return known
}

const without = (set: ReadonlySet<string>, item: string): ReadonlySet<string> =>
  new Set([...set].filter((each) => each !== item))

async function withRoot(
  state: InstitutionState,
  { person, root }: { person: string; root: string },
): Promise<ReadonlyMap<string, string>> {
  means((await fingerprint(root)) === person, 'root key of somebody else')
  await admit(root)
  return new Map(state.roots).set(person, root)
}

/** All states of a chain, by position. */
export class Chain<State extends { readonly head: string }> {
  readonly states: readonly State[]
  readonly newest: State

  constructor(states: readonly State[]) {
    const newest = states.at(-1)
    require(newest !== undefined, 'E_CHAIN_CTX', 'a chain without a beginning')
    this.states = states
    this.newest = newest
  }

  /** The state at this head, undefined if it is not in the chain. */
  at(head: string): State | undefined {
    return this.states.findLast((state) => state.head === head)
  }
}

export type InstitutionChain = Chain<InstitutionState>

/** A whole chain; E_CHAIN_CTX unless its fingerprint is `institution`. */
export async function readInstitution(
  institution: string,
  signed: readonly Signed[],
  people: People,
): Promise<InstitutionChain> {
  const states: InstitutionState[] = []
  for (const each of signed) {
    const state = await extendInstitution(states.at(-1), each, people)
    require(state.institution === institution, 'E_CHAIN_CTX', 'another institution')
    states.push(state)
    await breathe()
  }
  return new Chain(states)
}

// Spaces -------------------------------------------------------------------------------------------------------------

/** A grant and the verbs it still has. */
export interface Grant extends GrantTerms {
  readonly at: number
}

/** What a space's chain says at one head. `grants` keeps ended ones (without verbs). */
export interface SpaceState {
  readonly vault: string
  readonly space: string
  readonly area: string
  readonly relation: string
  readonly owner: string
  readonly root: string
  readonly seq: number
  readonly head: string
  readonly grants: ReadonlyMap<string, Grant>
  readonly closed: boolean
}

/** `team`, `contact` (person in a team) or `private` (person). @throws Refusal E_SCHEMA for anything else */
export function subjectForm({ institution, team, person }: Subject): 'team' | 'contact' | 'private' {
  if (institution && team) return person ? 'contact' : 'team'
  means(!institution && !team && person, 'not a subject')
  return 'private'
}

/**
 * Check the next entry and return the state after it. Without a state the entry must be `open`.
 * @throws Refusal E_SCHEMA, E_SUITE, E_CHAIN_CTX, E_FORK, E_CHAIN_UNSIGNED (not the issuer's right), E_SIG
 */
export async function extendSpace(state: SpaceState | undefined, signed: Signed, people: People): Promise<SpaceState> {
  const entry = await readSigned<SpaceEntry>('space-entry', signed)
  if (!state) return openChain(entry)
  require(entry.vault === state.vault && entry.space === state.space, 'E_CHAIN_CTX', 'entry of another space')
  checkPosition(entry.seq, entry.prev, state.seq + 1, state.head)
  require(entry.op !== 'open', 'E_CHAIN_CTX', 'a space is opened once')
  require(entry.issuer === state.owner, 'E_CHAIN_UNSIGNED', 'issuer is not the owner')
  require(entry.generation === 0 || entry.op === 'revoke', 'E_CHAIN_UNSIGNED', 'needs the root key')
  await verifySigned(issuingKey(state.root, entry, people), 'space-entry', signed)
  return applyEntry(state, entry)
}

async function openChain(entry: Read<SpaceEntry>): Promise<SpaceState> {
  const { issuer, vault } = entry
  const opens =
    entry.op === 'open' &&
    entry.seq === 0 &&
    !entry.prev &&
    (await fingerprint(entry.root)) === issuer &&
    (await vaultOf(issuer)) === vault
  require(opens, 'E_CHAIN_CTX', 'not the opening of a space of this owner')
  require(entry.generation === 0, 'E_CHAIN_UNSIGNED', 'needs the root key')
  await verifySigned(entry.root, 'space-entry', entry.signed)
  const area = AREAS.get(entry.area)
  means(area !== undefined && area.granted !== 'team', 'not an area of a person')
  return opened(entry)
}

/** The state after `open`, whose signature is known to be good. */
export const opened = (entry: Read<SpaceEntry> & { op: 'open' }): SpaceState => ({
  vault: entry.vault,
  space: entry.space,
  area: entry.area,
  relation: entry.relation,
  owner: entry.issuer,
  root: entry.root,
  seq: 0,
  head: entry.hash,
  grants: new Map(),
  closed: false,
})

/** The state after an entry whose signature and position are known to be good. @throws Refusal E_SCHEMA if it means nothing */
export function applyEntry(state: SpaceState, entry: Read<SpaceEntry>): SpaceState {
  means(!state.closed, 'the space is closed')
  const moved = { ...state, seq: entry.seq, head: entry.hash }
  if (entry.op === 'grant') return { ...moved, grants: new Map(state.grants).set(entry.grant, granted(state, entry)) }
  if (entry.op === 'revoke') return { ...moved, grants: new Map(state.grants).set(entry.grant, revoked(state, entry)) }
  return { ...moved, closed: true }
}

function granted(
  state: SpaceState,
  { grant, subject, verbs, since, until, at, purpose, text }: GrantTerms & { at: number },
): Grant {
  means(!state.grants.has(grant), 'grant id used twice')
  const possible = AREAS.get(state.area)?.verbs ?? []
  means(
    verbs.every((verb) => possible.includes(verb)),
    'unknown verb',
  )
  means(verbs.includes('read'), 'a verb without read')
  subjectForm(subject)
  means(subject.person !== state.owner, 'the owner needs no grant')
  return { grant, subject, verbs, since, until, at, purpose, text }
}

function revoked(state: SpaceState, entry: { grant: string; verbs: readonly string[] }): Grant {
  const grant = state.grants.get(entry.grant)
  means(grant !== undefined, 'unknown grant')
  means(entry.verbs.length > 0 && entry.verbs.every((verb) => grant.verbs.includes(verb)), 'the grant has no such verb')
  return {
    ...grant,
    verbs: entry.verbs.includes('read') ? [] : grant.verbs.filter((verb) => !entry.verbs.includes(verb)),
  }
}

export type SpaceChain = Chain<SpaceState>

/** A whole chain; E_CHAIN_CTX unless it is the chain of this vault and space. */
export async function readSpace(
  vault: string,
  space: string,
  signed: readonly Signed[],
  people: People,
): Promise<SpaceChain> {
  const states: SpaceState[] = []
  for (const each of signed) {
    const state = await extendSpace(states.at(-1), each, people)
    require(state.vault === vault && state.space === space, 'E_CHAIN_CTX', 'another space')
    states.push(state)
    await breathe()
  }
  return new Chain(states)
}

// Epoch records ------------------------------------------------------------------------------------------------------

export type Epoch = Read<EpochRecord>

/** A record of a team's key space: vault and space are both the team's id. */
export const isTeamKey = (record: EpochRecord): boolean => record.vault === record.space

/** Format only. @throws Refusal E_SCHEMA, E_SUITE */
export async function readEpoch(signed: Signed): Promise<Epoch> {
  const record = await readSigned<EpochRecord>('epoch', signed)
  means(record.wraps.length === record.recipients.length, 'one wrap for each recipient')
  means(REASONS.has(record.reason), 'unknown reason')
  means((record.public !== '') === isTeamKey(record), 'public key of a team belongs into a team key record')
  means(
    record.recipients.every(({ team, person }) => (team === '') !== (person === '')),
    'not a recipient',
  )
  return record
}

/**
 * Check that `record` follows `before` in this space; `first`: number expected when there is none before. A reader who may
 * not see the beginning gets its first record without a check of `prev`. @throws Refusal E_CHAIN_CTX, E_FORK
 */
export function linkEpoch(vault: string, space: string, before: Epoch | undefined, record: Epoch, first = 1): Epoch {
  require(record.vault === vault && record.space === space, 'E_CHAIN_CTX', 'epoch of another space')
  if (!before) {
    require(record.epoch === first && (first !== 1) === (record.prev !== ''), 'E_CHAIN_CTX', 'not the first epoch')
    return record
  }
  checkPosition(record.epoch, record.prev, before.epoch + 1, before.hash)
  require(record.at >= before.at, 'E_CHAIN_CTX', 'older than the epoch before')
  return record
}

// What all chains share ----------------------------------------------------------------------------------------------

/** The public Ed25519 key of W_generation. @throws Refusal E_CHAIN_UNSIGNED if the person stated no such generation */
export function workingKey(people: People, person: string, generation: number): string {
  const statement = people.get(person)?.[generation - 1]
  require(statement !== undefined, 'E_CHAIN_UNSIGNED', 'no such key generation')
  return statement.sign
}

const issuingKey = (root: string, entry: { issuer: string; generation: number }, people: People): string =>
  entry.generation === 0 ? root : workingKey(people, entry.issuer, entry.generation)

/** A taken position is a fork, a gap is out of context. */
function checkPosition(number: number, prev: string, expected: number, head: string): void {
  require(number >= expected, 'E_FORK', 'this position is taken')
  require(number === expected && prev === head, 'E_CHAIN_CTX', 'does not follow the entry before')
}

function means(condition: unknown, what: string): asserts condition {
  require(condition, 'E_SCHEMA', what)
}
