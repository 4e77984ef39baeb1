// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Sealing under a single-use key with a key commitment (SPEC section 2). */

import { type Bytes, concat, type Part, pae, sameBytes, u32 } from './encoding'
import { Refusal, require } from './errors'

/** A 32-byte secret as HKDF base key: it derives, and never leaves the engine again. */
export type BaseKey = CryptoKey

/** Bytes of salt and commitment before the ciphertext. */
export const PREFIX = 64
export const NONCE = new Uint8Array(12)
const NO_SALT = new Uint8Array(0)

/** Gives so many random bytes. Only tests pass anything but `randomBytes`. */
export type Random = (length: number) => Bytes

export const randomBytes: Random = (length) => crypto.getRandomValues(new Uint8Array(length))

export const baseKey = (secret: Bytes): Promise<BaseKey> =>
  crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])

export async function expand(key: BaseKey, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8))
}

/** 32 bytes derived from a secret for one labelled purpose. */
export async function derive(secret: Bytes | BaseKey, label: string, ...parts: Part[]): Promise<Bytes> {
  const key = secret instanceof Uint8Array ? await baseKey(secret) : secret
  return expand(key, NO_SALT, pae(label, ...parts), 32)
}

export const aesKey = (secret: Bytes, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', secret, 'AES-GCM', false, [usage])

/** The AES-256 key and the key commitment for this salt, 32 bytes each. */
export async function singleUse(key: BaseKey, label: string, header: Bytes, salt: Bytes): Promise<[Bytes, Bytes]> {
  const okm = await expand(key, salt, pae(label, header), 64)
  return [okm.subarray(0, 32), okm.subarray(32)]
}

function pad(plaintext: Uint8Array, size: number): Bytes {
  require(size === 0 || plaintext.length + 4 <= size, 'E_SCHEMA', 'too long for its padding')
  const padded = new Uint8Array(size || plaintext.length + 4)
  padded.set(u32(plaintext.length))
  padded.set(plaintext, 4)
  return padded
}

function unpad(padded: Bytes): Bytes {
  require(padded.length >= 4, 'E_SCHEMA', 'no length')
  const end = 4 + new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  let filler = end <= padded.length ? 0 : 1
  for (let i = end; i < padded.length; i++) filler |= padded[i] as number
  require(filler === 0, 'E_SCHEMA', 'filler')
  return padded.subarray(4, end)
}

/** salt (32) ‖ commitment (32) ‖ AES-256-GCM; padded to `size` bytes, 0 for none. `salt` is given by tests only. */
export async function seal(
  key: BaseKey,
  label: string,
  header: Bytes,
  plaintext: Uint8Array,
  size: number,
  salt = randomBytes(32),
): Promise<Bytes> {
  const [single, commitment] = await singleUse(key, label, header, salt)
  const cipherKey = await aesKey(single, 'encrypt')
  const box = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: NONCE, additionalData: header },
    cipherKey,
    pad(plaintext, size),
  )
  return concat(salt, commitment, new Uint8Array(box))
}

/** The plaintext. @throws Refusal E_COMMIT (another key, label or header), E_AEAD (altered), E_SCHEMA (padding) */
export async function unseal(key: BaseKey, label: string, header: Bytes, sealed: Bytes): Promise<Bytes> {
  require(sealed.length >= PREFIX, 'E_COMMIT', 'too short')
  const [single, commitment] = await singleUse(key, label, header, sealed.subarray(0, 32))
  require(sameBytes(commitment, sealed.subarray(32, PREFIX)), 'E_COMMIT', label)
  return unpad(await decrypt(await aesKey(single, 'decrypt'), NONCE, header, sealed.subarray(PREFIX)))
}

/** AES-256-GCM. @throws Refusal E_AEAD */
export async function decrypt(key: CryptoKey, iv: Bytes, additionalData: Bytes, box: Bytes): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, box))
  } catch {
    throw new Refusal('E_AEAD')
  }
}
