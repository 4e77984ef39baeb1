// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What the person may see, verified before it is shown.
 *
 *     const { spaces } = await listSpaces()                       // sizes and rights, nothing sealed
 *     const space = await openSpace(id)                           // chains, epochs and keys checked; one object per page
 *     space.addEventListener('change', () => draw(space.entries)) // something came, was sent, was deleted, or a right moved
 *     await space.load()                                          // the newest 50; later: what came since
 *     await space.loadOlder()                                     // everything older, 'change' as it is opened
 *     const entry = await space.write('message', { text, lang: 'de', files: [] })
 *
 * Without a network the cache answers (`space.fresh` is false then) and `write` leaves the record in the outbox. Opened spaces
 * follow the live stream by themselves: a page only listens to `change`.
 */

import { pin } from '@accounts/pinned'
import { type Session, session } from '@accounts/session'
import { certifiedNames, type OfferedName } from '@institutions/names'
import { live } from '@notifications/live'
import { rememberName } from '@notifications/push'
import { AREAS } from '@protocol/areas'
import { unb64u } from '@protocol/encoding'
import { type Code, Refusal, require } from '@protocol/errors'
import { membersAt, newest, rights, type View } from '@protocol/evaluate'
import type { BlobRef, Bundle, RecordRef } from '@protocol/formats'
import { type OpenedSpace, openRecords, type ReadRecord, openSpace as verify } from '@protocol/reader'
import { readHeader, recordHash, requireFits } from '@protocol/records'
import { ask, isRefused, Offline } from '@shell/transport'
import type { Row } from './cache'
import { currentPins } from './checkpoint'
import type { Entry, OpenEntry, OutboxEntry } from './entries'
import { cache, type Listed, type Listing, listAnew, listSpaces } from './listing'
import { keepOpenedKeys, openedKeys } from './opened-keys'
import * as outbox from './outbox'
import { secondThread } from './second-thread'

export type { Entry } from './entries'
export { type Listed, type Listing, listAnew, listSpaces } from './listing'

const FIRST = 15 // fills a phone's screen: read these while the rest comes
const NEWEST = 50
const MOST = 1000

export interface WriteOptions {
  readonly refs?: readonly RecordRef[]
  readonly blobs?: readonly BlobRef[]
  /** Change this record: a new version of it. */
  readonly record?: string
}

/** What the server offers for a space: a bundle of the protocol, and names beside it. */
interface Offered extends Bundle {
  readonly names: readonly OfferedName[]
}

const opened = new Map<string, Promise<Space>>()

/** A space, verified. @throws Refusal (nothing of it may be shown), Refused not_available, Offline (and never seen here) */
export function openSpace(id: string): Promise<Space> {
  follow()
  const space = opened.get(id) ?? Space.open(id)
  opened.set(id, space)
  space.catch(() => opened.delete(id))
  return space
}

export class Space extends EventTarget {
  readonly id: string
  readonly me: Session
  #offered: Offered
  #verified: OpenedSpace
  #names: ReadonlyMap<string, string>
  #fresh: boolean
  #rows: Row[] = []
  #entries: Entry[] = []
  #waiting: OutboxEntry[] = []
  #tail = ''
  #refusal: Code | '' = ''
  #work: Promise<unknown> = Promise.resolve()

  private constructor(id: string, me: Session, state: Verified) {
    super()
    this.id = id
    this.me = me
    this.#offered = state.offered
    this.#verified = state.verified
    this.#names = state.names
    this.#fresh = state.fresh
  }

  /** Use `openSpace`. */
  static async open(id: string): Promise<Space> {
    const me = await session()
    const space = new Space(id, me, await verified(id, me))
    await space.#readOutbox()
    return space
  }

  get vault(): string {
    return this.#offered.vault
  }

  get area(): string {
    return this.#verified.area
  }

  /** Empty for own parts and team spaces. */
  get relation(): string {
    return this.#offered.relation
  }

  get isOwner(): boolean {
    return this.#verified.isOwner
  }

  /** Chains, teams and people of this space, verified. */
  get view(): View {
    return this.#verified.view
  }

  /** The server's time by what it said last, ms: what is signed carries it (E_CLOCK guards the difference). */
  get serverTime(): number {
    return this.#verified.now + (Date.now() - this.#verified.clock)
  }

  /** For building changes. @throws Refusal when something was refused here: nothing is built on that. */
  get verified(): OpenedSpace {
    if (this.#refusal) throw new Refusal(this.#refusal, 'refused while the page was open')
    return this.#verified
  }

  /** The code of what was refused while the page was open, else ''. The page raises the alarm; only a reload ends it. */
  get refusal(): Code | '' {
    return this.#refusal
  }

  /** Fingerprint to certified name of professionals. */
  get names(): ReadonlyMap<string, string> {
    return this.#names
  }

  /** False while only the cache has answered. */
  get fresh(): boolean {
    return this.#fresh
  }

  /** Hash of the newest record known here, '' if there is none. */
  get tail(): string {
    return this.#tail
  }

  /** In chain order, what is not sent yet at the end. */
  get entries(): readonly Entry[] {
    return [...this.#entries, ...this.#waiting]
  }

  /** Position of the newest record loaded. */
  get position(): number {
    return this.#rows.at(-1)?.position ?? 0
  }

  /** Whether older records than those loaded may exist. */
  get hasOlder(): boolean {
    return (this.#rows[0]?.position ?? 1) > 1 && !this.#complete
  }

  #complete = false

  /** What I may do here now, judged from the chain. */
  get verbs(): readonly string[] {
    const { chain } = this.view
    if (!chain || this.isOwner) return AREAS.get(this.area)?.verbs ?? []
    return rights(chain.newest, membersAt(newest(this.view)), this.#verified.now).get(this.me.person) ?? []
  }

  /** Whether I may add something here. The owner may always; nobody may after a refusal. */
  get mayWrite(): boolean {
    return !this.#refusal && (this.isOwner || this.verbs.some((verb) => verb !== 'read'))
  }

  // Reading ----------------------------------------------------------------------------------------------------------

  /** The first time the newest 50 (from the cache at once, then from the server), later what came since. */
  load(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#rows.length === 0) await this.#showCached()
      try {
        await (this.#rows.length === 0 || !this.#loadedOnce ? this.#loadNewest() : this.#loadNewer())
      } catch (error) {
        if (!(error instanceof Offline)) throw error
        this.#fresh = false
        this.#changed()
      }
    })
  }

  #loadedOnce = false

  /** All older ones, in slices that keep the page awake. */
  loadOlder(): Promise<void> {
    return this.#inOrder(async () => {
      while (this.hasOlder) {
        const before = this.#rows[0]?.position ?? 1
        const rows = await this.#fetch(`before=${before}&limit=${MOST}`).catch(async (error: unknown) => {
          if (error instanceof Offline) return (await cache).rows(this.id, 0, before - 1)
          throw error
        })
        this.#complete = rows.length < MOST
        if (rows.length) await this.#openAll([...rows, ...this.#rows])
      }
    })
  }

  async #showCached(): Promise<void> {
    const rows = await (await cache).rows(this.id, 0, Number.MAX_SAFE_INTEGER)
    if (rows.length) await this.#openAll(rows.slice(-NEWEST))
  }

  /** Corrects what was shown before where the server says otherwise: something was deleted. */
  async #loadNewest(): Promise<void> {
    const limit = this.#rows.length ? NEWEST : FIRST
    const rows = await this.#fetch(`before=${Number.MAX_SAFE_INTEGER}&limit=${limit}`)
    const joined = continued(this.#rows, rows)
    if (!sameRows(joined, this.#rows)) await this.#openAll(joined)
    this.#loadedOnce = true
    this.#complete = rows.length < limit
    if (limit === FIRST && !this.#complete) await this.#loadRest(rows)
  }

  /** What belongs to the newest 50 but not to the first screenful. */
  async #loadRest(first: Row[]): Promise<void> {
    const rows = await this.#fetch(`before=${first[0]?.position ?? 1}&limit=${NEWEST - FIRST}`)
    this.#complete = rows.length < NEWEST - FIRST
    if (rows.length) await this.#openAll([...rows, ...first])
  }

  async #loadNewer(): Promise<void> {
    for (;;) {
      const rows = await this.#fetch(`after=${this.position}&limit=${MOST}`)
      if (rows.length) await this.#openNewer(rows)
      if (rows.length < MOST) return
    }
  }

  async #fetch(query: string): Promise<Row[]> {
    const { records } = await ask<{ records: Row[] }>('GET', `/spaces/${this.id}/records?${query}`)
    const rows = records.toSorted((a, b) => a.position - b.position)
    await (await cache).keepRows(this.id, rows)
    return rows
  }

  /** Open a run from its beginning: links, versions and authors are judged along the whole run. */
  async #openAll(rows: Row[]): Promise<void> {
    const first = this.#entries.length === 0
    const entries: Entry[] = []
    for await (const slice of this.#opening(rows, undefined)) {
      entries.push(...slice)
      if (first) this.#show(entries)
    }
    this.#rows = rows
    this.#show(entries)
    await this.#finishReading()
  }

  async #openNewer(rows: Row[]): Promise<void> {
    const entries = [...this.#entries]
    const earlier = entries.filter((entry) => entry.state === 'open')
    for await (const slice of this.#opening(rows, this.#tail, earlier)) entries.push(...slice)
    this.#rows = [...this.#rows, ...rows]
    this.#show(entries)
    await this.#finishReading()
  }

  async *#opening(
    rows: readonly Row[],
    after: string | undefined,
    earlier: readonly OpenEntry[] = [],
  ): AsyncGenerator<Entry[]> {
    let next = 0
    for await (const slice of openRecords(this.#verified, rows, after, secondThread, earlier)) {
      yield slice.map((result) => {
        const row = rows[Math.min(next, rows.length - 1)] as Row
        if (result.state === 'refused' && result.code === 'E_GAP' && !result.record)
          return { state: 'gap', position: row.position }
        next += 1
        return entryOf(result, row.position, this.me.person)
      })
    }
  }

  async #finishReading(): Promise<void> {
    this.#tail = await this.#hashOf(this.#rows.at(-1))
    // only what could be opened: a false record at the end must not make this device forget how far it had read
    if (this.#entries.at(-1)?.state === 'open')
      this.#verified = this.#verified.withPins(await pin(this.#verified.readUpTo(this.#tail)))
    await this.#dropSent()
    this.#changed()
  }

  async #hashOf(row: Row | undefined): Promise<string> {
    if (!row) return ''
    return row.sealed ? recordHash(unb64u(row.header), unb64u(row.sealed)) : (row.hash ?? '')
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = [...entries]
    this.#changed()
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'))
  }

  /** One step at a time: loading, sending and refreshing never cross. */
  #inOrder<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#work.then(step)
    this.#work = done.catch(() => undefined)
    return done
  }

  /** Rights, teams or epochs moved, or something was deleted: verify what the server offers now. */
  refresh(): Promise<void> {
    return this.#inOrder(async () => {
      await this.#refresh()
      if (this.#loadedOnce) await this.#loadNewest()
    })
  }

  /** What was checked before stays on the page; from a refusal on nothing is written here, and the page raises the alarm. */
  async #refresh(): Promise<void> {
    const state = await verified(this.id, this.me, true).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      this.#refusal = error.code
      this.#changed()
      throw error
    })
    const before = this.#verified
    this.#offered = state.offered
    this.#verified = state.verified
    this.#names = state.names
    this.#fresh = state.fresh
    // an epoch that could not be read then, and can now
    if (this.#rows.length && state.verified.keys.size !== before.keys.size) await this.#openAll(this.#rows)
    else this.#changed()
  }

  // Writing ----------------------------------------------------------------------------------------------------------

  /**
   * Write a record. It is in the outbox before anything else happens. Resolves with its state: `open` (the server has it),
   * `waiting` (sent as soon as there is a network) or `kept` (the right is gone; the text stays).
   * @throws Refusal E_SCHEMA (too long: make it a document), E_CLOCK, and whatever means that nothing may be trusted here
   */
  async write(kind: string, body: Readonly<Record<string, unknown>>, options: WriteOptions = {}): Promise<Entry> {
    const item = await this.#queued(kind, body, options)
    try {
      await this.send(item)
    } catch (error) {
      await this.#forget(item) // whoever asked still has it
      throw error
    }
    const sent = this.#entries.findLast((entry) => 'record' in entry && entry.record === item.record)
    return this.#waiting.find(({ record }) => record === item.record) ?? sent ?? asEntry(item, this, 0)
  }

  async #queued(kind: string, body: Readonly<Record<string, unknown>>, options: WriteOptions): Promise<outbox.Waiting> {
    const { record = crypto.randomUUID(), refs = [], blobs = [] } = options
    const versions = this.entries.flatMap((entry) =>
      'version' in entry && entry.record === record ? [entry.version] : [],
    )
    const item: outbox.Waiting = {
      space: this.id,
      record,
      version: Math.max(0, ...versions) + 1,
      kind,
      body,
      refs,
      blobs,
      at: Date.now(),
      state: 'waiting',
    }
    requireFits(item, this.me.keys, this.isOwner) // later nobody would be there to shorten it
    await outbox.put(item)
    await this.#readOutbox()
    return item
  }

  /** Try to send something of the outbox; also used for what an earlier page left behind. What throws leaves it there. */
  async send(item: outbox.Waiting): Promise<void> {
    const { deliver } = await import('./deliver')
    try {
      await this.#inOrder(() => deliver(this, item))
      await this.load()
    } catch (error) {
      if (error instanceof Offline) return
      if (!isRightGone(error)) throw error
      await outbox.put({ ...item, state: 'kept' })
    } finally {
      await this.#readOutbox()
    }
  }

  /** Steps of `deliver`, which runs inside the order of this space. */
  readonly steps = {
    refresh: () => this.#refresh(),
    loadNewer: () => (this.#loadedOnce ? this.#loadNewer() : this.#loadNewest()),
  }

  /** Take an unsent text back: the person has copied or no longer wants it. */
  discard(entry: OutboxEntry): Promise<void> {
    return this.#forget({ space: this.id, record: entry.record, version: entry.version })
  }

  async #forget(item: Pick<outbox.Waiting, 'space' | 'record' | 'version'>): Promise<void> {
    await outbox.remove(item)
    await this.#readOutbox()
  }

  /** Delete a record of mine (as owner of the vault: any). Its place in the chain stays. */
  async remove(record: string): Promise<void> {
    await ask('DELETE', `/spaces/${this.id}/records/${record}`)
    const emptied = async (row: Row): Promise<Row> => ({ ...row, sealed: '', hash: await this.#hashOf(row) }) // what follows builds on it
    this.#rows = await Promise.all(
      this.#rows.map((row) => (readHeader(unb64u(row.header)).record === record ? emptied(row) : row)),
    )
    await (await cache).keepRows(this.id, this.#rows)
    await this.#inOrder(() => this.#openAll(this.#rows))
  }

  async #readOutbox(): Promise<void> {
    const items = await outbox.waiting(this.id)
    this.#waiting = items.map((item, i) => asEntry(item, this, this.position + i + 1))
    this.#changed()
  }

  /** What has arrived is no longer waiting, even if its answer was lost. */
  async #dropSent(): Promise<void> {
    const arrived = this.#waiting.filter(({ record, version }) =>
      this.#entries.some((entry) => entry.state === 'open' && entry.record === record && entry.version === version),
    )
    for (const { record, version } of arrived) await outbox.remove({ space: this.id, record, version })
    if (arrived.length) await this.#readOutbox()
  }
}

// Verifying ------------------------------------------------------------------------------------------------------------

interface Verified {
  readonly offered: Offered
  readonly verified: OpenedSpace
  readonly names: ReadonlyMap<string, string>
  readonly fresh: boolean
}

/** Fetch (or take from the cache) and verify. `anew`: what is cached will not do. */
async function verified(id: string, me: Session, anew = false): Promise<Verified> {
  const pins = await currentPins()
  const listing = await listSpaces()
  const { offered, heard, fresh, fetched } = await offer(id, anew, listing)
  const { names, ...bundle } = offered
  requireListed(id, offered, listing)
  const known = await openedKeys(id)
  const space = await verify(bundle, me.keys, pins, heard, known)
  if (fetched) await (await cache).put(`bundle/${id}`, offered) // only now: what was refused is asked for again
  await Promise.all([pin(space.pins), keepOpenedKeys(id, space, known), rememberName(id, helperName(space))])
  return { offered, verified: space, names: await certifiedNames(bundle.institutions, names), fresh }
}

/** What is offered is what was asked for, and what the list says of it: nobody is led into somebody else's. @throws Refusal E_CHAIN_CTX */
function requireListed(id: string, { space, vault, area, relation }: Offered, { spaces }: Listing): void {
  const listed = spaces.find((each) => each.space === id) ?? { vault, area, relation }
  const same = listed.vault === vault && listed.area === area && listed.relation === relation
  require(space === id && same, 'E_CHAIN_CTX', 'another space than asked for, or listed as something else')
}

interface Heard {
  readonly offered: Offered
  /** The device's time when the server said `offered.now`, ms. */
  readonly heard: number
  readonly fresh: boolean
  /** Not from the cache. */
  readonly fetched?: boolean
}

async function offer(id: string, anew: boolean, listing: Listing): Promise<Heard> {
  const kept = await cache
  const cached = await kept.get<Offered>(`bundle/${id}`)
  const { now, heard, fresh } = listing
  if (cached && !fresh) return { offered: cached, heard: cached.now, fresh }
  if (cached && !anew && isUnmoved(cached, listing)) return { offered: { ...cached, now }, heard, fresh }
  try {
    const offered = await ask<Offered>('GET', `/spaces/${id}`)
    return { offered, heard: Date.now(), fresh: true, fetched: true }
  } catch (error) {
    if (isRefused(error, 'not_available')) await kept.drop(id)
    if (cached && error instanceof Offline) return { offered: cached, heard: cached.now, fresh: false }
    throw error
  }
}

/** The institution that a client's space was first granted to. */
function helperName({ isOwner, view: { chain, institutions } }: OpenedSpace): string {
  const [first] = isOwner ? (chain?.newest.grants.values() ?? []) : []
  return institutions.get(first?.subject.institution ?? '')?.newest.name ?? ''
}

/** Nothing of a space has moved when the server's list names the same chain and epoch and calls neither stale. */
function isUnmoved(cached: Offered, { spaces }: Listing): boolean {
  const listed = spaces.find(({ space }) => space === cached.space)
  return (
    listed !== undefined &&
    !listed.stale &&
    !cached.stale &&
    listed.epoch === cached.epoch &&
    (cached.chain.length === 0 || listed.chain === cached.chain.length - 1)
  )
}

// Entries --------------------------------------------------------------------------------------------------------------

function entryOf(result: ReadRecord, position: number, me: string): Entry {
  if (result.state === 'deleted') return { state: 'deleted', position, record: result.header.record }
  if (result.state === 'refused') return { state: 'refused', position, record: result.record, code: result.code }
  const {
    header: { record, version, role },
    hash,
    author,
    contents: { kind, at, body, refs, blobs },
  } = result
  return {
    state: 'open',
    position,
    record,
    version,
    role,
    hash,
    author,
    mine: author === me,
    kind,
    at,
    body,
    refs,
    blobs,
  }
}

function asEntry(item: outbox.Waiting, space: Space, position: number): OutboxEntry {
  const { record, version, kind, body, refs, blobs, at, state } = item
  const role = space.isOwner ? 'owner' : 'helper'
  return { state, position, record, version, kind, body, refs, blobs, at, role, mine: true, author: space.me.person }
}

const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length &&
  a.every((row, i) => row.position === b[i]?.position && row.header === b[i].header && row.sealed === b[i].sealed)

/** `rows` with what is known before them, if nothing is missing in between. */
function continued(known: readonly Row[], rows: Row[]): Row[] {
  const first = rows[0]?.position ?? 0
  const before = known.filter(({ position }) => position < first)
  return before.at(-1)?.position === first - 1 ? [...before, ...rows] : rows
}

const isRightGone = (error: unknown): boolean =>
  isRefused(error, 'not_available', 'E_AUTHOR_NOT_GRANTED', 'E_EPOCH_SIG') ||
  (error instanceof Refusal && (error.code === 'E_AUTHOR_NOT_GRANTED' || error.code === 'E_EPOCH_SIG'))

/** Whether something was not written because this device's clock is more than five minutes off. */
export const isClockOff = (error: unknown): boolean =>
  isRefused(error, 'E_CLOCK') || (error instanceof Refusal && error.code === 'E_CLOCK')

// Following ------------------------------------------------------------------------------------------------------------

let following = false

/** Opened spaces follow what happens; and what waits is sent as soon as there is a network. */
function follow(): void {
  if (following) return
  following = true
  live('record', ({ space, position }) => void moved(space, (each) => each.position < position && each.load()))
  live('space', ({ space }) => void moved(space, (each) => each.refresh()))
  live('team', () => void catchUp())
  live('again', () => void catchUp().then(sendWaiting))
  void sendWaiting()
}

async function moved(id: string, act: (space: Space) => unknown): Promise<void> {
  const space = await opened.get(id)?.catch(() => undefined)
  // The page shows what it has, and the next event tries again. A refusal stands in the space, where the page sees it.
  if (space) await Promise.resolve(act(space)).catch(() => undefined)
}

/** Compare what is open with the server's list, and fetch only what has moved. */
async function catchUp(): Promise<void> {
  const { spaces, fresh } = await listAnew().catch((): Listing => ({ spaces: [], now: 0, heard: 0, fresh: false }))
  if (!fresh) return
  for (const [id] of opened) {
    const listed = spaces.find(({ space }) => space === id)
    await moved(id, (space) => followListed(space, listed))
  }
}

async function followListed(space: Space, listed: Listed | undefined): Promise<void> {
  const { chain } = space.view
  const same =
    listed &&
    !listed.stale &&
    listed.epoch === space.verified.newest.epoch &&
    listed.chain === (chain?.newest.seq ?? listed.chain)
  if (!same || !space.fresh) await space.refresh()
  if (listed && listed.position > space.position) await space.load()
}

/** Send what an earlier page or a lost network left behind. One page of the browser does it. */
export async function sendWaiting(): Promise<void> {
  await navigator.locks.request('sociallook-outbox', { ifAvailable: true }, async (lock) => {
    if (!lock) return
    for (const item of await outbox.waiting()) {
      if (item.state !== 'waiting') continue
      const space = await openSpace(item.space).catch((error: unknown) => {
        if (!isRightGone(error)) return undefined
        return outbox.put({ ...item, state: 'kept' }).then(() => undefined)
      })
      await space?.send(item).catch((error: unknown) => keepIfTooLong(item, error))
    }
  })
}

/** What can never be sent does not wait for ever; anything else may be sent from another page, another day. */
async function keepIfTooLong(item: outbox.Waiting, error: unknown): Promise<void> {
  if (error instanceof Refusal && error.code === 'E_SCHEMA') await outbox.put({ ...item, state: 'kept' })
}
