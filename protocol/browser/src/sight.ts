// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What can be found out about a record alone, before its place among others is judged (SPEC section 8). All that is needed
 * for it is data, so that another thread can be given it: Ed25519 is the dearest part of reading.
 */

import type { Epoch } from './chains'
import { type Bytes, unb64u } from './encoding'
import { type Code, Refusal, require } from './errors'
import { type Moment, mayAuthor } from './evaluate'
import { type Contents, checkProof, type Header, openSealed, readHeader, recordHash } from './records'
import type { BaseKey } from './seal'

/** An epoch as a reader sees it: what held at its heads, and its key or the reason why there is none. */
export interface SeenEpoch {
  readonly record: Epoch
  readonly moment: Moment
  readonly key: BaseKey | Code
}

/** A space as a reader sees it. `macs`: by generation, the keys that tell the owner's devices their own words. */
export interface Sight {
  readonly vault: string
  readonly space: string
  readonly epochs: ReadonlyMap<string, SeenEpoch>
  readonly me: string
  readonly macs: ReadonlyMap<number, CryptoKey>
}

/** A record as the server offers it, both base64url; a deleted one has `sealed` empty. */
export interface StoredRecord {
  readonly header: string
  readonly sealed: string
}

/** A record that passed every check of SPEC section 8. */
export interface OpenedRecord {
  readonly state: 'open'
  readonly header: Header
  readonly hash: string
  readonly author: string
  readonly contents: Required<Contents>
  readonly epoch: number
}

/** A record that cannot be checked, or (E_GAP, without an id) a place where records are missing. */
export interface RefusedRecord {
  readonly state: 'refused'
  readonly record: string
  readonly code: Code
}

/** The server says that this record was deleted; its header stays. */
export interface DeletedRecord {
  readonly state: 'deleted'
  readonly header: Header
}

export type ReadRecord = OpenedRecord | RefusedRecord | DeletedRecord

/** The result for one record. Without header it is no record at all. */
export interface Found {
  readonly header?: Header
  readonly hash?: string
  readonly result: ReadRecord
}

/** Look at records, here or in another thread. */
export type Look = (sight: Sight, records: readonly StoredRecord[]) => Promise<Found[]>

export const lookHere: Look = (sight, records) => Promise.all(records.map((each) => look(sight, each)))

async function look(sight: Sight, stored: StoredRecord): Promise<Found> {
  let header: Header
  let sealed: Bytes
  try {
    sealed = unb64u(stored.sealed)
    header = readHeader(unb64u(stored.header))
  } catch (error) {
    return { result: refused(error, '') }
  }
  if (sealed.length === 0) return { header, result: { state: 'deleted', header } }
  const hash = await recordHash(header.bytes, sealed)
  try {
    return { header, hash, result: { ...(await open(sight, header, sealed)), hash } }
  } catch (error) {
    return { header, hash, result: refused(error, header.record) }
  }
}

function refused(error: unknown, record: string): RefusedRecord {
  if (!(error instanceof Refusal)) throw error
  return { state: 'refused', record, code: error.code }
}

/** @throws Refusal in this order E_CHAIN_CTX, E_NO_WRAP …, E_COMMIT, E_AEAD, E_SCHEMA, E_AUTHOR_NOT_GRANTED, E_SIG, E_FORGED */
export async function open(sight: Sight, header: Header, sealed: Bytes): Promise<Omit<OpenedRecord, 'hash'>> {
  const here = header.vault === sight.vault && header.space === sight.space
  require(here, 'E_CHAIN_CTX', 'record of another space')
  const seen = sight.epochs.get(header.epoch)
  require(seen !== undefined, 'E_CHAIN_CTX', 'unknown epoch')
  const { record, moment, key } = seen
  if (typeof key === 'string') throw new Refusal(key, 'no key for this epoch')
  const inner = await openSealed(header, sealed, key)
  const isOwner = moment.space?.owner === inner.author
  const entitled =
    (header.role === 'owner') === isOwner && mayAuthor(moment, record, inner.author, header.verb, inner.at)
  require(entitled, 'E_AUTHOR_NOT_GRANTED', 'author had no such right in this epoch')
  const stated = moment.statements.get(inner.author)
  require(stated !== undefined, 'E_AUTHOR_NOT_GRANTED', "author's key is not among the heads")
  await checkProof(header, inner, stated, inner.author === sight.me ? sight.macs : undefined)
  const { author, kind, at, body, refs, blobs } = inner
  return { state: 'open', header, author, contents: { kind, at, body, refs, blobs }, epoch: record.epoch }
}
