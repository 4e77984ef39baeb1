// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What people do, as changes a server takes in one transaction: `{entries, epochs, records}` (SPEC section 12).
 *
 * Whoever starts an epoch writes its first record in the same change (`begin` if there is nothing to say). Giving needs
 * `keys.root`; taking does not. Each change also says how things stand `after` it, so that the next one can build on it.
 */

import { writingVerb } from './areas'
import {
  Chain,
  type Epoch,
  extendSpace,
  type Grant,
  type InstitutionChain,
  type People,
  type SpaceState,
} from './chains'
import { type Bytes, b64u, idText, salted, teamSpace, unb64u, vaultOf } from './encoding'
import { type Beginning, olderKeys, type SpaceKeys, type Started, startEpoch } from './epochs'
import { require } from './errors'
import { areaOf, counting, isStale, type Moment, newest, type Plan, recipients, type View } from './evaluate'
import { encode, type Recipient, type Signed, type Subject } from './formats'
import { type Keys, rootOf } from './keys'
import type { OpenedSpace, Parties } from './reader'
import { type Contents, type Sealed, sealRecord } from './records'
import { baseKey, randomBytes } from './seal'

/** Who acts, and when (ms, server's time). */
export interface Act {
  readonly keys: Keys
  readonly at: number
}

/** A space as it stands: what is known, its newest epoch, the keys held, the hash of its newest record. */
export interface Ground {
  readonly view: View
  readonly before: Epoch | undefined
  readonly held: SpaceKeys
  readonly tail: string
}

/** A record of a change and the blobs it refers to. */
export interface Attached {
  readonly sealed: Sealed
  readonly blobs: readonly string[]
}

/** What is posted (see `wire`); `after` stays here: how each touched space stands once the server has accepted. */
export interface Change {
  readonly entries: readonly Signed[]
  readonly epochs: readonly Started[]
  readonly records: readonly Attached[]
  readonly after: readonly Ground[]
}

/** Contents on their way: a record id chosen beforehand (so that a retry is no second record), or a new version. */
export interface Draft extends Contents {
  readonly record?: string
  readonly version?: number
}

/** A grant before it is signed. `since` 0: from now on. The texts lie in the contact space as a `consent`. */
export interface Giving {
  readonly grant: string
  readonly subject: Subject
  readonly verbs: readonly string[]
  readonly until: number
  readonly since: number
  readonly purpose: string
  readonly purposeSalt: string
  readonly text: string
  readonly textSalt: string
}

export const newId = (): string => idText(randomBytes(16))

/** Several changes in one transaction; they must touch different spaces. */
export const together = (...changes: readonly Change[]): Change => ({
  entries: changes.flatMap(({ entries }) => entries),
  epochs: changes.flatMap(({ epochs }) => epochs),
  records: changes.flatMap(({ records }) => records),
  after: changes.flatMap(({ after }) => after),
})

/** A change as JSON of format `change`. */
export const wire = ({ entries, epochs, records }: Change) => ({
  entries,
  epochs: epochs.map(({ record, wraps }) => ({ record: record.signed, wraps })),
  records: records.map(({ sealed: { header, sealed }, blobs }) => ({ header, sealed, blobs })),
})

/** An opened space, with the hash of its newest record (empty if there is none). */
export const groundOf = (space: OpenedSpace, tail: string): Ground => ({
  view: space.view,
  before: space.newest,
  held: space.keys,
  tail,
})

/** The same with what else is known of institutions, teams and people. */
export const knowing = (
  ground: Ground,
  { institutions, teams, people }: Pick<Parties, 'institutions' | 'teams' | 'people'>,
): Ground => ({
  ...ground,
  view: {
    ...ground.view,
    institutions: new Map([...ground.view.institutions, ...institutions]),
    teams: new Map([...ground.view.teams, ...teams]),
    people: new Map([...ground.view.people, ...people]),
  },
})

function stateOf({ view }: Ground): SpaceState {
  require(view.chain !== undefined, 'E_CHAIN_CTX', 'a space without a chain')
  return view.chain.newest
}

// The person's acts --------------------------------------------------------------------------------------------------

/** At registration: the person's own spaces, `own` and `documents`. */
export const openOwn = async (act: Act): Promise<Change> =>
  together(await openArea(act, undefined, 'own', '', []), await openArea(act, undefined, 'documents', '', []))

/** A new relation: its contact space, granted to the helper; `contents`: name and consent shown to it. */
export const connect = (
  act: Act,
  parties: Parties,
  relation: string,
  giving: Giving,
  contents: readonly Draft[],
): Promise<Change> => openArea(act, parties, 'contact', relation, [giving], contents)

/** A new space with its first grants, epoch and record. */
export async function openArea(
  act: Act,
  parties: Parties | undefined,
  area: string,
  relation: string,
  givings: readonly Giving[],
  contents: readonly Draft[] = [],
): Promise<Change> {
  const root = rootOf(act.keys)
  const view: View = {
    vault: await vaultOf(act.keys.person),
    space: newId(),
    chain: undefined,
    institutions: new Map(),
    teams: new Map(),
    people: new Map([[act.keys.person, act.keys.statements]]),
  }
  const alone: Ground = { view, before: undefined, held: new Map(), tail: '' }
  const ground = parties ? knowing(alone, parties) : alone
  const opening = await entry(act, ground, 'open', { area, relation, root: root.signer.publicKey })
  return change(act, await extended(ground, opening), givings, contents, [opening])
}

/** Give in a space that exists; `ground` knows the new helper (see `knowing`). */
export const grant = (
  act: Act,
  ground: Ground,
  givings: readonly Giving[],
  contents: readonly Draft[] = [],
): Promise<Change> => change(act, ground, givings, contents)

/** Let somebody follow another relation's space: `read` and nothing else. */
export function network(act: Act, ground: Ground, giving: Giving): Promise<Change> {
  require(giving.verbs.join() === 'read', 'E_SCHEMA', 'networking is reading')
  return grant(act, ground, [giving])
}

/** Take verbs of grants (id to verbs) and start a new epoch at once. Needs no root key. */
export async function revoke(
  act: Act,
  ground: Ground,
  grants: ReadonlyMap<string, readonly string[]>,
): Promise<Change> {
  const entries: Signed[] = []
  let now = ground
  for (const [name, verbs] of grants) {
    const taking = await entry(act, now, 'revoke', { grant: name, verbs: [...verbs].sort() })
    now = await extended(now, taking)
    entries.push(taking)
  }
  return advance(act, now, 'change', [], entries)
}

/** Take everything of a helper in all these spaces. A helper cannot tell it from an end. */
export async function pause(act: Act, grounds: readonly Ground[], subject: Subject): Promise<Change> {
  const changes: Change[] = []
  for (const ground of grounds) changes.push(await revoke(act, ground, heldBy(ground, subject, act.at)))
  return together(...changes)
}

/** The grants of a subject that count in a space, with their verbs. */
export const heldBy = (ground: Ground, subject: Subject, at: number): ReadonlyMap<string, readonly string[]> =>
  new Map(
    counting(stateOf(ground), at)
      .filter((given) => sameSubject(given.subject, subject))
      .map((given) => [given.grant, given.verbs]),
  )

const sameSubject = (a: Subject, b: Subject): boolean =>
  a.institution === b.institution && a.team === b.team && a.person === b.person

/** Sign ended grants again under new ids, from now on; `purposes`: purpose and text of each. */
export const resume = (
  act: Act,
  ground: Ground,
  ended: readonly Grant[],
  purposes: readonly (readonly [string, string])[],
): Promise<Change> =>
  grant(
    act,
    ground,
    ended.map(({ subject, verbs, until }, i) => {
      const [purpose, text] = purposes[i] as readonly [string, string]
      return give(subject, verbs, { until, purpose, text })
    }),
  )

/** Close all spaces of a relation. Only the owner can open them from then on. Needs the root key. */
export async function endRelation(act: Act, grounds: readonly Ground[]): Promise<Change> {
  const changes: Change[] = []
  for (const ground of grounds) {
    const closing = await entry(act, ground, 'close', {})
    changes.push(await advance(act, await extended(ground, closing), 'change', [], [closing]))
  }
  return together(...changes)
}

// Anybody's acts -----------------------------------------------------------------------------------------------------

/** Write records; under a stale epoch, start a new one first. */
export async function write(act: Act, ground: Ground, contents: readonly Draft[]): Promise<Change> {
  if (!ground.before || isStale(ground.view, ground.before, act.at)) return refresh(act, ground, contents)
  const key = ground.held.get(ground.before.epoch)
  require(key !== undefined, 'E_NO_WRAP', 'the newest epoch cannot be opened: refresh it')
  const [records, tail] = await seals(act, ground, ground.before, key, contents)
  return { entries: [], epochs: [], records, after: [{ ...ground, tail }] }
}

/** Start a new epoch: because the old one is stale, or (`unreadable`) because it cannot be opened. */
export const refresh = (
  act: Act,
  ground: Ground,
  contents: readonly Draft[] = [],
  reason: 'stale' | 'unreadable' = 'stale',
): Promise<Change> => advance(act, ground, ground.before ? reason : 'open', contents, [])

/** A grant with fresh id and salts. */
export const give = (
  subject: Subject,
  verbs: readonly string[],
  { until = 0, since = 0, purpose, text }: { until?: number; since?: number; purpose: string; text: string },
): Giving => ({
  grant: newId(),
  subject,
  verbs: [...verbs].sort(),
  until,
  since,
  purpose,
  text,
  purposeSalt: b64u(randomBytes(16)),
  textSalt: b64u(randomBytes(16)),
})

/** The record that lets the helper read what was agreed, and check it against the chain. */
export const consent = (giving: Giving, area: string, lang: string, at: number): Contents => ({
  kind: 'consent',
  at,
  body: {
    grant: giving.grant,
    area,
    verbs: giving.verbs,
    purpose: giving.purpose,
    purpose_salt: giving.purposeSalt,
    text: giving.text,
    text_salt: giving.textSalt,
    lang,
    until: giving.until,
    history: giving.since,
  },
})

// A team's acts ------------------------------------------------------------------------------------------------------

/** A team's key space as it stands; `confirmed`: members taken in, newcomers only after a look at them. */
export interface TeamGround {
  readonly team: string
  readonly institution: InstitutionChain
  readonly people: People
  readonly confirmed: ReadonlySet<string>
  readonly records: readonly Epoch[]
  readonly held: SpaceKeys
}

/** The team's first or next key, for the confirmed who are still members. Every wrap carries all older keys. */
export async function startTeamKey(
  act: Act,
  ground: TeamGround,
  reason: Beginning['reason'] = 'change',
): Promise<Change> {
  const {
    team,
    institution: { newest: state },
    people,
    confirmed,
    records,
    held,
  } = ground
  const members = [...(state.teams.get(team)?.members ?? [])].filter((person) => confirmed.has(person)).sort()
  require(members.includes(act.keys.person), 'E_EPOCH_SIG', 'the starter must hold the team key')
  const stated = new Map(
    members.map((person) => {
      const statement = people.get(person)?.at(-1)
      require(statement !== undefined, 'E_ROLLBACK', 'a member without a key statement')
      return [person, statement] as const
    }),
  )
  const moment: Moment = {
    vault: team,
    space: undefined,
    institutions: new Map([[state.institution, state]]),
    teams: new Map(),
    statements: stated,
  }
  const plan: Plan = {
    heads: {
      chain: '',
      institutions: [{ institution: state.institution, head: state.head }],
      teams: [],
      statements: [...stated].map(([person, { hash }]) => ({ person, statement: hash })),
    },
    recipients: [...stated].map(([person, { generation }]) => ({ team: '', person, generation })),
  }
  const before = records.at(-1)
  const beginning: Beginning = { vault: team, space: team, before, at: act.at, reason: before ? reason : 'open' }
  const older = new Map<Recipient, SpaceKeys>(plan.recipients.map((to) => [to, held]))
  return { entries: [], epochs: [await startEpoch(beginning, moment, plan, act.keys, older)], records: [], after: [] }
}

/** A team's own space before its first epoch. */
export const teamGround = async (
  team: string,
  area: string,
  { institutions, teams, people }: Parties,
): Promise<Ground> => ({
  view: { vault: team, space: await teamSpace(team, area), chain: undefined, institutions, teams, people },
  before: undefined,
  held: new Map(),
  tail: '',
})

// How a change is put together ---------------------------------------------------------------------------------------

async function change(
  act: Act,
  ground: Ground,
  givings: readonly Giving[],
  contents: readonly Draft[],
  entries: readonly Signed[] = [],
): Promise<Change> {
  const signed = [...entries]
  let now = ground
  for (const giving of givings) {
    const giveEntry = await entry(act, now, 'grant', await grantFields(giving, (now.before?.epoch ?? 0) + 1))
    now = await extended(now, giveEntry)
    signed.push(giveEntry)
  }
  return advance(act, now, now.before ? 'change' : 'open', contents, signed)
}

const grantFields = async (
  { grant: name, subject, verbs, since, until, purpose, purposeSalt, text, textSalt }: Giving,
  nextEpoch: number,
) => ({
  grant: name,
  subject: { institution: subject.institution, team: subject.team, person: subject.person },
  verbs,
  since: since || nextEpoch,
  until,
  purpose: await salted(unb64u(purposeSalt), purpose),
  text: await salted(unb64u(textSalt), text),
})

/** The next entry of a space's chain. Only `revoke` is signed by W; everything that gives needs R. */
async function entry(act: Act, { view }: Ground, op: string, fields: object): Promise<Signed> {
  const state = view.chain?.newest
  const takes = op === 'revoke'
  const signer = takes ? await act.keys.newest.signer() : rootOf(act.keys).signer
  return signer.signed(
    'space-entry',
    encode('space-entry', {
      vault: view.vault,
      space: view.space,
      seq: state ? state.seq + 1 : 0,
      prev: state?.head ?? '',
      issuer: act.keys.person,
      generation: takes ? act.keys.newest.generation : 0,
      at: act.at,
      op,
      ...fields,
    }),
  )
}

/** The ground after an entry, checked as everybody will check it. */
async function extended(ground: Ground, signed: Signed): Promise<Ground> {
  const { chain, people } = ground.view
  const state = await extendSpace(chain?.newest, signed, people)
  return { ...ground, view: { ...ground.view, chain: new Chain([...(chain?.states ?? []), state]) } }
}

/** Start the next epoch on this ground and write its first records. */
async function advance(
  act: Act,
  ground: Ground,
  reason: Beginning['reason'],
  contents: readonly Draft[],
  entries: readonly Signed[],
): Promise<Change> {
  const { view, before, held } = ground
  const moment = newest(view)
  const at = Math.max(act.at, before?.at ?? 0)
  const plan = recipients(moment, at)
  const beginning: Beginning = { vault: view.vault, space: view.space, before, at, reason }
  const started = await startEpoch(beginning, moment, plan, act.keys, olderKeys(moment, beginning, plan, held))
  const { record, key } = started
  const first = contents.length > 0 ? contents : [{ kind: 'begin', at: act.at, body: {} }]
  const [records, tail] = await seals(act, ground, record, key, first)
  const after: Ground = { view, before: record, held: new Map([...held, [record.epoch, key]]), tail }
  return { entries, epochs: [started], records, after: [after] }
}

async function seals(
  act: Act,
  { view, tail }: Ground,
  epoch: Epoch,
  secret: Bytes,
  contents: readonly Draft[],
): Promise<[Attached[], string]> {
  const moment = newest(view)
  const isOwner = moment.space?.owner === act.keys.person
  const verb = writingVerb(await areaOf(moment, view.space))
  const key = await baseKey(secret)
  const written: Attached[] = []
  let prev = tail
  for (const each of contents) {
    const sealed = await sealRecord(
      { epoch, record: each.record ?? newId(), version: each.version ?? 1, verb, prev },
      each,
      act.keys,
      key,
      isOwner,
    )
    written.push({ sealed, blobs: (each.blobs ?? []).map(({ blob }) => blob) })
    prev = sealed.hash
  }
  return [written, prev]
}
