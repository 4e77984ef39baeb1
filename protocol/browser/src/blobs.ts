// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Files: sealed in chunks of 64 KiB under a key of their own, length hidden by Padmé (SPEC section 9). */

import { type Bytes, b64u, concat, idBytes, pae, sameBytes, sha256, structureHash, unb64u } from './encoding'
import { require } from './errors'
import type { BlobRef } from './formats'
import { aesKey, baseKey, decrypt, PREFIX, randomBytes, singleUse } from './seal'

const LABEL = 'sociallook/1/blob'
const CHUNK = 65_536
const TAG = 16

/** The largest file, in bytes. */
export const MAX_LENGTH = 20_000_000

/** Told after each chunk how much is done, 0 to 1. */
export type Progress = (done: number) => void

/** The padded length: at most 12 % more, leaking O(log log n) bits (Nikitin et al., PETS 2019). */
export function padme(length: number): number {
  if (length < 2) return length
  const exponent = 31 - Math.clz32(length)
  const step = 2 ** (exponent - (32 - Math.clz32(exponent)))
  return Math.ceil(length / step) * step
}

const chunkCount = (padded: number): number => Math.max(1, Math.ceil(padded / CHUNK))

/** How many bytes the server stores for a file of this length. */
export const sealedLength = (length: number): number => PREFIX + padme(length) + TAG * chunkCount(padme(length))

/** A sealed file: the reference for the record and the bytes for the server, to be sent with `sealed.slice(…)`. */
export interface SealedBlob {
  readonly reference: BlobRef
  readonly sealed: Blob
}

/** Reads, seals and hashes chunk by chunk, so memory holds one chunk. @throws Refusal E_SCHEMA above 20,000,000 bytes */
export async function sealBlob(
  vault: string,
  blob: string,
  file: Blob,
  progress?: Progress,
  random = randomBytes,
): Promise<SealedBlob> {
  require(file.size <= MAX_LENGTH, 'E_SCHEMA', 'file too large')
  const [secret, salt] = [random(32), random(32)]
  const additionalData = headerOf(vault, blob)
  const [single, commitment] = await singleUse(await baseKey(secret), LABEL, additionalData, salt)
  const key = await aesKey(single, 'encrypt')
  const prefix = concat(salt, commitment)
  const pieces: Blob[] = [new Blob([prefix])]
  const hashes: Bytes[] = []
  const padded = padme(file.size)
  const count = chunkCount(padded)
  for (let number = 0; number < count; number++) {
    const chunk = await filledChunk(file, number, padded)
    const box = new Uint8Array(
      await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce(number, count), additionalData }, key, chunk),
    )
    hashes.push(await sha256(box))
    pieces.push(new Blob([box]))
    progress?.((number + 1) / count)
  }
  const reference = { blob, key: b64u(secret), length: file.size, hash: await structureHash('blob', prefix, ...hashes) }
  return { reference, sealed: new Blob(pieces) }
}

/** Chunk `number` of the file, with zeros where the file has ended. */
async function filledChunk(file: Blob, number: number, padded: number): Promise<Bytes> {
  const start = number * CHUNK
  const chunk = new Uint8Array(Math.min(CHUNK, padded - start))
  chunk.set(new Uint8Array(await file.slice(start, start + chunk.length).arrayBuffer()))
  return chunk
}

/**
 * The file; `type` is for the page, the protocol does not know it. Nothing is returned before the whole was checked.
 * @throws Refusal E_AEAD (altered, cut, reordered), E_COMMIT (another key), E_SCHEMA (padding)
 */
export async function openBlob(
  vault: string,
  reference: BlobRef,
  sealed: Blob,
  type = '',
  progress?: Progress,
): Promise<Blob> {
  const count = chunkCount(padme(reference.length))
  const prefix = await bytesOf(sealed, 0, PREFIX)
  const complete =
    sealed.size === sealedLength(reference.length) && (await hashOf(prefix, sealed, count)) === reference.hash
  require(complete, 'E_AEAD', 'another file than the record names')
  const additionalData = headerOf(vault, reference.blob)
  const [single, commitment] = await singleUse(
    await baseKey(unb64u(reference.key)),
    LABEL,
    additionalData,
    prefix.subarray(0, 32),
  )
  require(sameBytes(commitment, prefix.subarray(32)), 'E_COMMIT', "another key than the file's")
  const key = await aesKey(single, 'decrypt')
  const pieces: Blob[] = []
  for (let number = 0; number < count; number++) {
    const chunk = await decrypt(key, nonce(number, count), additionalData, await chunkOf(sealed, number))
    const end = Math.max(0, Math.min(chunk.length, reference.length - number * CHUNK))
    require(chunk.subarray(end).every((byte) => byte === 0), 'E_SCHEMA', 'padding')
    pieces.push(new Blob([chunk.subarray(0, end)]))
    progress?.((number + 1) / count)
  }
  return new Blob(pieces, { type })
}

async function hashOf(prefix: Bytes, sealed: Blob, count: number): Promise<string> {
  const hashes: Bytes[] = []
  for (let number = 0; number < count; number++) hashes.push(await sha256(await chunkOf(sealed, number)))
  return structureHash('blob', prefix, ...hashes)
}

const chunkOf = (sealed: Blob, number: number): Promise<Bytes> =>
  bytesOf(sealed, PREFIX + number * (CHUNK + TAG), CHUNK + TAG)

const bytesOf = async (blob: Blob, start: number, length: number): Promise<Bytes> =>
  new Uint8Array(await blob.slice(start, start + length).arrayBuffer())

/** Counter in 11 bytes, then whether the chunk is the last one. */
function nonce(number: number, count: number): Bytes {
  const bytes = new Uint8Array(12)
  new DataView(bytes.buffer).setUint32(7, number)
  bytes[11] = number === count - 1 ? 1 : 0
  return bytes
}

const headerOf = (vault: string, blob: string): Bytes => pae(LABEL, idBytes(vault), idBytes(blob))
