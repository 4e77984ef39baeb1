// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Records: sealing one, opening one, proving who wrote it (SPEC section 8). */

import type { Epoch, Statement } from './chains'
import { type Bytes, b64u, concat, encodeText, pae, structureHash, unb64u } from './encoding'
import { require } from './errors'
import { type BlobRef, decode, encode, type RecordHeader, type RecordInner, type RecordRef } from './formats'
import type { Keys, Working } from './keys'
import { type BaseKey, randomBytes, seal, unseal } from './seal'
import { verifyStrict } from './verify'

const LABEL = 'sociallook/1/record'

/** Padded sizes, length field included. */
const SIZES = [512, 2048, 8192, 32768]

/** Salt, commitment and GCM tag. */
const OVERHEAD = 80

/** Where a record stands: its epoch, its id and version, and the hash of the space's record before it. */
export interface Place {
  readonly epoch: Epoch
  readonly record: string
  readonly version: number
  readonly verb: string
  readonly prev: string
}

/** What is said: `body` as `kinds.json` has it for `kind`; `at` in ms; references to records and blobs. */
export interface Contents {
  readonly kind: string
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
  readonly refs?: readonly RecordRef[]
  readonly blobs?: readonly BlobRef[]
}

/** A record as it is stored, both base64url; `hash` is what the next record of the space names as `prev`. */
export interface Sealed {
  readonly header: string
  readonly sealed: string
  readonly hash: string
}

/** A header with its bytes and the hash of the record it belongs to. */
export interface Header extends RecordHeader {
  readonly bytes: Bytes
}

/** @throws Refusal E_SUITE, E_SCHEMA (also for version 0 and an unknown role) */
export function readHeader(bytes: Bytes): Header {
  const header = decode<RecordHeader>('record-header', bytes)
  require(header.version >= 1 && (header.role === 'owner' || header.role === 'helper'), 'E_SCHEMA', 'version or role')
  return { ...header, bytes }
}

export const recordHash = (header: Bytes, sealed: Bytes): Promise<string> => structureHash('record', header, sealed)

/** Prove and seal. `isOwner`: of this (person's) vault. @throws Refusal E_SCHEMA if too long */
export async function sealRecord(
  { epoch, record, version, verb, prev }: Place,
  { kind, at, body, refs = [], blobs = [] }: Contents,
  keys: Keys,
  key: BaseKey,
  isOwner: boolean,
  random = randomBytes,
): Promise<Sealed> {
  const working = keys.newest
  const { vault, space } = epoch
  const role = isOwner ? 'owner' : 'helper'
  const headerOf = (before: string): Bytes =>
    encode('record-header', { vault, space, epoch: epoch.hash, record, version, verb, role, prev: before })
  const innerOf = (proof: string): Bytes =>
    encode('record-inner', { author: keys.person, generation: working.generation, kind, at, body, refs, blobs, proof })
  const proven = [headerOf(''), innerOf('')] as const
  const proof = isOwner
    ? await mac(working, epoch, proven)
    : await (await working.signer()).signature('record', ...proven)
  const header = headerOf(prev)
  const inner = innerOf(b64u(proof))
  const sealed = await seal(key, LABEL, header, inner, sizeFor(inner.length), random(32))
  return { header: b64u(header), sealed: b64u(sealed), hash: await recordHash(header, sealed) }
}

/** Before anything is kept to be sent later: @throws Refusal E_SCHEMA if no record can hold this, whoever seals it when */
export function requireFits({ kind, at, body, refs = [], blobs = [] }: Contents, keys: Keys, isOwner: boolean): void {
  const { generation } = keys.newest
  const proof = b64u(new Uint8Array(isOwner ? 32 : 64))
  sizeFor(encode('record-inner', { author: keys.person, generation, kind, at, body, refs, blobs, proof }).length)
}

/** The smallest padded size that holds so many bytes. */
function sizeFor(length: number): number {
  const size = SIZES.find((each) => length + 4 <= each)
  require(size !== undefined, 'E_SCHEMA', 'too long for a record: make it a document')
  return size
}

/** The opened inside of a record, proof not yet checked. */
export interface Inner extends RecordInner {
  readonly bytes: Bytes
}

/** Decrypt and parse; who wrote it is not checked yet. @throws Refusal E_COMMIT, E_AEAD, E_SCHEMA */
export async function openSealed(header: Header, sealed: Bytes, key: BaseKey): Promise<Inner> {
  const bytes = await unseal(key, LABEL, header.bytes, sealed)
  require(SIZES.includes(sealed.length - OVERHEAD), 'E_SCHEMA', 'not a size of records')
  return { ...decode<RecordInner>('record-inner', bytes), bytes }
}

/**
 * Whether the author wrote this; `stated`: the author's statement at the epoch's heads. Only the owner's own devices can
 * check an owner's proof beyond its form (`macs`: their keys by generation): nobody can prove to a third party what the
 * owner wrote. @throws Refusal E_SIG; E_FORGED when it is said to be mine and I did not write it
 */
export async function checkProof(
  header: Header,
  inner: Inner,
  stated: Statement,
  macs: ReadonlyMap<number, CryptoKey> | undefined,
): Promise<void> {
  const byOwner = header.role === 'owner'
  const proof = unb64u(inner.proof)
  const fits = inner.generation === stated.generation && proof.length === (byOwner ? 32 : 64)
  require(fits, 'E_SIG', 'proof of another kind or key generation')
  const proven = [emptied(header.bytes, header.prev), emptied(inner.bytes, inner.proof)] as const
  if (!byOwner) return verifyStrict(stated.sign, 'record', proof, ...proven)
  if (!macs) return
  const key = macs.get(inner.generation)
  require(key !== undefined, 'E_SIG', 'no such key generation')
  const mine = await crypto.subtle.verify('HMAC', key, proof, covered(proven))
  require(mine, 'E_FORGED', 'a record in my name that I did not write')
}

/** What a proof covers: header with `prev` and inner with `proof` empty. */
type Proven = readonly [header: Bytes, inner: Bytes]

const covered = (proven: Proven): Bytes => pae('sociallook/1/sig/record', ...proven)

/** The owner's proof: any device of the owner can make it, so it convinces nobody else. */
async function mac(working: Working, { vault, space }: Epoch, proven: Proven): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', await working.authorMac(vault, space), covered(proven)))
}

const END = encodeText('"}')

/** Canonical bytes with their last field, which is base64url text, emptied: cheaper than writing them again. */
const emptied = (bytes: Bytes, last: string): Bytes =>
  concat(bytes.subarray(0, bytes.length - last.length - END.length), END)
