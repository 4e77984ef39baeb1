// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** From what a server offers to what may be shown: verify everything, open, judge (SPEC sections 7, 8, 10). */

import {
  type Epoch,
  type InstitutionChain,
  linkEpoch,
  type People,
  readEpoch,
  readInstitution,
  readSpace,
  readStatements,
  type SpaceChain,
  type Statement,
} from './chains'
import { type Bytes, unb64u } from './encoding'
import { collectKeys, isCommitted, openWrap, type SpaceKeys, teamKem } from './epochs'
import { type Code, refusal, require } from './errors'
import {
  areaOf,
  type Floor,
  institutionOf,
  isStale,
  judgeEpoch,
  judgeTeamKey,
  type Moment,
  moved,
  newest,
  recipients,
  teamMoved,
  type View,
} from './evaluate'
import { type Bundle, type RecordRef, read, type Wrap } from './formats'
import type { Keys } from './keys'
import { breathe } from './pace'
import {
  type EpochPin,
  NO_PIN,
  type Pins,
  pinChain,
  pinEpochs,
  pinInstitution,
  pinOf,
  pinPerson,
  pinTail,
  pinTeam,
} from './pins'
import { readHeader, recordHash } from './records'
import { baseKey } from './seal'
import {
  type Found,
  type Look,
  lookHere,
  type OpenedRecord,
  open,
  type ReadRecord,
  type SeenEpoch,
  type Sight,
  type StoredRecord,
} from './sight'

export type { DeletedRecord, Look, OpenedRecord, ReadRecord, RefusedRecord, StoredRecord } from './sight'

import type { KemKey } from './wraps'

const CLOCK_TOLERANCE_MS = 5 * 60 * 1000

/** Team to the keys of its key space, by generation: only teams the reader holds the key of. */
export type TeamKeys = ReadonlyMap<string, SpaceKeys>

/** Keys that this device opened before, by space and team: they spare opening wraps again. */
export interface KnownKeys {
  readonly space?: SpaceKeys
  readonly teams?: TeamKeys
}

/** Institutions, team keys and people, all checked; `teamKeys` are secret. */
export interface Parties {
  readonly institutions: ReadonlyMap<string, InstitutionChain>
  readonly teams: ReadonlyMap<string, readonly Epoch[]>
  readonly people: People
  readonly teamKeys: TeamKeys
  readonly pins: Pins
}

interface Facts {
  readonly view: View
  readonly area: string
  readonly epochs: readonly Epoch[]
  readonly moments: ReadonlyMap<string, Moment>
  readonly keys: SpaceKeys
  readonly unreadable: ReadonlyMap<number, Code>
  readonly teamKeys: TeamKeys
  readonly me: Keys
  readonly pins: Pins
  readonly now: number
  readonly clock: number
}

/**
 * A space whose chains and epochs were verified. `keys`: SK by epoch; `unreadable`: why an epoch has none. `now` is the
 * server's time in ms, `clock` the device's. `pins` are to be kept once the space was shown.
 */
export class OpenedSpace implements Facts {
  readonly view: View
  readonly area: string
  readonly epochs: readonly Epoch[]
  readonly moments: ReadonlyMap<string, Moment>
  readonly keys: SpaceKeys
  readonly unreadable: ReadonlyMap<number, Code>
  readonly teamKeys: TeamKeys
  readonly me: Keys
  readonly pins: Pins
  readonly now: number
  readonly clock: number
  readonly newest: Epoch
  #sight: Promise<Sight> | undefined

  constructor(facts: Facts) {
    this.view = facts.view
    this.area = facts.area
    this.epochs = facts.epochs
    this.moments = facts.moments
    this.keys = facts.keys
    this.unreadable = facts.unreadable
    this.teamKeys = facts.teamKeys
    this.me = facts.me
    this.pins = facts.pins
    this.now = facts.now
    this.clock = facts.clock
    this.newest = facts.epochs.at(-1) as Epoch
  }

  /** Whether the reader owns this vault. */
  get isOwner(): boolean {
    return this.view.chain?.newest.owner === this.me.person
  }

  /** Whether nothing may be written before a new epoch was started, by what is known here. */
  get isStale(): boolean {
    return this.unreadable.has(this.newest.epoch) || isStale(this.view, this.newest, this.now)
  }

  /** What is needed to judge records, as data. */
  sight(): Promise<Sight> {
    this.#sight ??= this.#look()
    return this.#sight
  }

  async #look(): Promise<Sight> {
    const { vault, space } = this.view
    const epochs = await Promise.all(
      this.epochs.map(async (record) => [record.hash, await this.#seen(record)] as const),
    )
    const macs = this.isOwner
      ? await Promise.all(
          this.me.working.map(async (each) => [each.generation, await each.authorMac(vault, space)] as const),
        )
      : []
    return { vault, space, epochs: new Map(epochs), me: this.me.person, macs: new Map(macs) }
  }

  async #seen(record: Epoch): Promise<SeenEpoch> {
    const secret = this.keys.get(record.epoch)
    const key = secret ? await baseKey(secret) : (this.unreadable.get(record.epoch) ?? 'E_NO_WRAP')
    return { record, moment: this.moments.get(record.hash) as Moment, key }
  }

  /** Ask before starting an epoch, with whatever is written under it. @throws Refusal E_CLOCK (device clock over 5 minutes off) */
  mayStart(): void {
    require(Math.abs(this.clock - this.now) <=
      CLOCK_TOLERANCE_MS, 'E_CLOCK', "device clock differs from the server's time")
  }

  /** Ask before every write. @throws Refusal E_CLOCK, E_STALE */
  mayWrite(): void {
    this.mayStart()
    require(!this.isStale, 'E_STALE', 'a new epoch has to be started first')
  }

  /** The same space under other pins. */
  withPins(pins: Pins): OpenedSpace {
    const same = new OpenedSpace({ ...this, pins })
    same.#sight = this.#sight
    return same
  }

  /** The pins after everything up to the space's newest record `tail` was read. */
  readUpTo(tail: string): Pins {
    return pinTail(
      this.pins,
      this.view.space,
      tail,
      this.newest.epoch + (isStale(this.view, this.newest, this.now) ? 1 : 0),
    )
  }
}

// A space ------------------------------------------------------------------------------------------------------------

/**
 * Verify everything a server offers for one space (JSON of format `bundle`) and open what is wrapped to me. `clock`: the
 * device's time in ms. Refused as a whole at the first thing that is not right.
 */
export async function openSpace(
  value: unknown,
  keys: Keys,
  pins: Pins,
  clock: number,
  known: KnownKeys = {},
): Promise<OpenedSpace> {
  const bundle = read<Bundle>('bundle', value)
  const { vault, space, now } = bundle
  const parties = await readParties(bundle, keys, pins, known.teams)
  const [chain, seen] = await readChain(bundle, parties)
  const view: View = {
    vault,
    space,
    chain,
    institutions: parties.institutions,
    teams: parties.teams,
    people: parties.people,
  }
  recipients(newest(view), now) // what is needed to judge the present and is not offered, is withheld
  const [epochs, moments] = await readEpochs(bundle, view, pinOf(pins, space))
  const after = pinEpochs(seen, space, epochs, moved(view, epochs.at(-1) as Epoch, now))
  const [opened, unreadable] = await openWraps(epochs, bundle.wraps, keys, parties.teamKeys, known.space)
  const area = await areaOf(newest(view), space)
  require(bundle.area === area &&
    bundle.relation === (chain?.newest.relation ?? ''), 'E_CHAIN_CTX', "another area or relation than the chain's")
  return new OpenedSpace({
    view,
    area,
    epochs,
    moments,
    keys: opened,
    unreadable,
    teamKeys: parties.teamKeys,
    me: keys,
    pins: after,
    now,
    clock,
  })
}

/** Check institutions, teams and statements (as in format `bundle`) and raise the pins. */
export async function readParties(
  offered: Pick<Bundle, 'institutions' | 'teams' | 'statements'>,
  keys: Keys,
  pins: Pins,
  known: TeamKeys = new Map(),
): Promise<Parties> {
  let after = pins
  const people = new Map<string, readonly Statement[]>()
  for (const { person, statements } of offered.statements) {
    const stated = await readStatements(person, statements)
    people.set(person, stated)
    after = pinPerson(after, person, stated)
  }
  const institutions = new Map<string, InstitutionChain>()
  for (const { institution, entries } of offered.institutions) {
    const chain = await readInstitution(institution, entries, people)
    institutions.set(institution, chain)
    after = pinInstitution(after, chain.states)
  }
  const teams = new Map<string, readonly Epoch[]>()
  const teamKeys = new Map<string, SpaceKeys>()
  for (const each of offered.teams) {
    const records = await readTeam(each, institutions, people, pins.teams.get(each.team) ?? NO_PIN)
    teams.set(each.team, records)
    const newestKey = records.at(-1)
    if (!newestKey) continue
    after = pinTeam(
      after,
      each.team,
      records,
      teamMoved(newestKey, institutions.get(institutionOf(newestKey)) as InstitutionChain, people),
    )
    const [opened] = await openWraps(records, each.wraps, keys, new Map(), known.get(each.team))
    if (opened.size > 0) teamKeys.set(each.team, opened)
  }
  return { institutions, teams, people, teamKeys, pins: after }
}

async function readTeam(
  { team, epochs }: Bundle['teams'][number],
  institutions: ReadonlyMap<string, InstitutionChain>,
  people: People,
  pin: EpochPin,
): Promise<readonly Epoch[]> {
  const records: Epoch[] = []
  let floor: Floor = new Map()
  for (const signed of epochs) {
    const record = linkEpoch(team, team, records.at(-1), await readEpoch(signed))
    const named = record.heads.institutions[0]?.institution ?? ''
    const institution = institutions.get(named)
    const same = institution !== undefined && named === (records[0] ?? record).heads.institutions[0]?.institution
    require(same, 'E_EPOCH_RECIPIENTS', 'team key of another or unknown institution')
    floor = (await judgeTeamKey(institution, people, records.at(-1), record, withMoved(floor, pin, record))).floor
    records.push(record)
    await breathe()
  }
  return records
}

/** A record after the pinned one may not name heads older than those known when the space was last opened. */
function withMoved(floor: Floor, pin: EpochPin, record: Epoch): Floor {
  if (record.epoch <= pin.epoch) return floor
  const higher = new Map(floor)
  for (const [position, number] of pin.moved) higher.set(position, Math.max(number, higher.get(position) ?? 0))
  return higher
}

async function readChain(bundle: Bundle, { people, pins }: Parties): Promise<[SpaceChain | undefined, Pins]> {
  if (bundle.chain.length === 0) return [undefined, pins]
  const chain = await readSpace(bundle.vault, bundle.space, bundle.chain, people)
  return [chain, pinChain(pins, chain.states)]
}

async function readEpochs(
  bundle: Bundle,
  view: View,
  pin: EpochPin,
): Promise<[readonly Epoch[], ReadonlyMap<string, Moment>]> {
  const records: Epoch[] = []
  const moments = new Map<string, Moment>()
  let floor: Floor = new Map()
  for (const signed of bundle.epochs) {
    const record = await readEpoch(signed)
    linkEpoch(view.vault, view.space, records.at(-1), record, record.epoch)
    const judged = await judgeEpoch(view, record, withMoved(floor, pin, record))
    floor = judged.floor
    moments.set(record.hash, judged.moment)
    records.push(record)
    await breathe()
  }
  require(records.length > 0 &&
    records.at(-1)?.epoch === bundle.epoch, 'E_ROLLBACK', 'the current epoch is not offered')
  return [records, moments]
}

/** Keys by epoch, and for every epoch without one the refusal that says why. */
async function openWraps(
  records: readonly Epoch[],
  wraps: readonly Wrap[],
  keys: Keys,
  teamKeys: TeamKeys,
  known: SpaceKeys = new Map(),
): Promise<[SpaceKeys, ReadonlyMap<number, Code>]> {
  const why = new Map<number, Code>(records.map(({ epoch }) => [epoch, 'E_NO_WRAP']))
  const remembered = new Map<number, Bytes>()
  for (const record of records) {
    const key = known.get(record.epoch)
    if (key && (await isCommitted(record, key))) remembered.set(record.epoch, key)
  }
  const missing = records.filter(({ epoch }) => !remembered.has(epoch))
  const opened: SpaceKeys[] = []
  for (const offered of wraps) {
    const record = records.find(({ epoch }) => epoch === offered.epoch)
    if (!record || !missing.some(({ epoch }) => epoch <= offered.epoch)) continue // it could carry older keys
    const code = await refusal(openOffered(record, offered, keys, teamKeys).then((carried) => opened.push(carried)))
    if (code) why.set(record.epoch, code)
    await breathe()
  }
  const [fresh, wrong] = await collectKeys(records, opened)
  const good = new Map([...fresh, ...remembered])
  return [good, new Map([...why, ...wrong].filter(([number]) => !good.has(number)))]
}

async function openOffered(record: Epoch, offered: Wrap, keys: Keys, teamKeys: TeamKeys): Promise<SpaceKeys> {
  return openWrap(record, offered, await receivingKey(offered, keys, teamKeys), unb64u(offered.wrap))
}

async function receivingKey({ team, person, generation }: Wrap, keys: Keys, teamKeys: TeamKeys): Promise<KemKey> {
  if (team) {
    const key = teamKeys.get(team)?.get(generation)
    require(key !== undefined, 'E_NO_WRAP', "the team's key is not mine")
    return teamKem(key, team, generation)
  }
  require(person === keys.person, 'E_NO_WRAP', 'wrapped to somebody else')
  return keys.generation(generation).kem()
}

// Records ------------------------------------------------------------------------------------------------------------

/**
 * One record; `asked`: the id and version that were asked for. Its place among other records is checked by `openRecords`.
 * @throws Refusal in this order E_SCHEMA, E_CHAIN_CTX, E_NO_WRAP, E_COMMIT, E_AEAD, E_SCHEMA, E_AUTHOR_NOT_GRANTED, E_SIG, E_FORGED
 */
export async function openRecord(
  space: OpenedSpace,
  { header, sealed }: StoredRecord,
  asked?: { readonly record: string; readonly version: number },
): Promise<OpenedRecord> {
  const headed = readHeader(unb64u(header))
  const same = !asked || (headed.record === asked.record && headed.version === asked.version)
  require(same, 'E_CHAIN_CTX', 'another record than asked for')
  const data = unb64u(sealed)
  return { ...(await open(await space.sight(), headed, data)), hash: await recordHash(headed.bytes, data) }
}

/** A version that was opened: by it are judged newer versions, and what refers to it. */
export interface Known {
  readonly record: string
  readonly version: number
  readonly author: string
  readonly hash: string
}

const versionOf = ({ record, version }: Pick<Known, 'record' | 'version'>): string => `${record} ${version}`

/**
 * Where a run of records stands: what the next `prev` must be, and the lowest epoch that may follow. `#known`: the newest
 * version of each record. `#versions`: the hash of each version, for those who refer to it.
 */
class Walk {
  readonly #space: OpenedSpace
  readonly #known = new Map<string, Known>()
  readonly #versions = new Map<string, string>()
  #prev: string | undefined
  #floor: number

  constructor(space: OpenedSpace, after: string | undefined, earlier: readonly Known[]) {
    const { tail, floor } = pinOf(space.pins, space.view.space)
    this.#space = space
    this.#prev = after
    this.#floor = after && after === tail ? floor : 0
    for (const each of earlier) this.#keep(each)
  }

  #keep(known: Known): void {
    this.#known.set(known.record, known)
    this.#versions.set(versionOf(known), known.hash)
  }

  step({ header, hash, result }: Found): ReadRecord[] {
    if (!header) return [result]
    const gap: ReadRecord[] =
      this.#prev === undefined || header.prev === this.#prev ? [] : [{ state: 'refused', record: '', code: 'E_GAP' }]
    this.#prev = hash
    const judged = result.state === 'open' ? this.#judged(result) : result
    const { tail, floor } = pinOf(this.#space.pins, this.#space.view.space)
    if (tail && hash === tail) this.#floor = Math.max(this.#floor, floor)
    return [...gap, judged]
  }

  #judged(record: OpenedRecord): ReadRecord {
    const { header, author, hash, contents } = record
    const met = contents.refs.filter((ref) => this.#versions.has(versionOf(ref)))
    const code = this.#misplaced(record) ?? this.#exchanged(met)
    if (code) return { state: 'refused', record: header.record, code }
    this.#keep({ record: header.record, version: header.version, author, hash })
    this.#floor = Math.max(this.#floor, record.epoch)
    return { ...record, contents: { ...contents, refs: met } }
  }

  #misplaced({ header, author, epoch }: OpenedRecord): Code | undefined {
    const before = this.#known.get(header.record)
    if (epoch < this.#floor || (before && header.version <= before.version)) return 'E_ROLLBACK'
    return before && author !== before.author ? 'E_AUTHOR_NOT_GRANTED' : undefined
  }

  /** What a record refers to must be what its author saw. */
  #exchanged(met: readonly RecordRef[]): Code | undefined {
    return met.some((ref) => this.#versions.get(versionOf(ref)) !== ref.hash) ? 'E_FORK' : undefined
  }
}

/** Records opened at a time: a task of a few milliseconds. */
const SLICE = 10

/** So many slices are opened here, at once. The rest is worth another thread. */
const HERE = 5

/**
 * A run of records in chain order, in slices short enough to keep the page awake. One bad record never hides another.
 * `after`: hash of the record before the run; empty: the run begins the space; undefined: not known (first visible one).
 * `elsewhere`: another thread that does the work from the 51st record on, see `lookElsewhere`. `earlier`: what was opened in
 * runs before this one.
 */
export async function* openRecords(
  space: OpenedSpace,
  stored: readonly StoredRecord[],
  after?: string,
  elsewhere?: Look,
  earlier: readonly Known[] = [],
): AsyncGenerator<ReadRecord[]> {
  const walk = new Walk(space, after, earlier)
  const sight = await space.sight()
  const slices = Array.from({ length: Math.ceil(stored.length / SLICE) }, (_, i) =>
    stored.slice(i * SLICE, (i + 1) * SLICE),
  )
  const looking: Promise<Found[]>[] = []
  let next = HERE
  for (const [i, slice] of slices.entries()) {
    for (const end = next + 2; elsewhere && next < Math.min(end, slices.length); next++) {
      looking[next] = elsewhere(sight, slices[next] ?? [])
    }
    const found = await (looking[i] ?? lookHere(sight, slice))
    yield found.flatMap((each) => walk.step(each))
    await breathe()
  }
}
