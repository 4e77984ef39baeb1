// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Bytes: integers, base64url, ids, PAE, hashes and the names derived from them (SPEC sections 1 to 3 and 6). */

import { Refusal, require } from './errors'

export type Bytes = Uint8Array<ArrayBuffer>
export type Part = string | number | Uint8Array

export const SUITE = 'sociallook/1'

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const encodeText = (value: string): Bytes => utf8.encode(value)

/** @throws Refusal E_SCHEMA unless the bytes are UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw new Refusal('E_SCHEMA', 'not UTF-8')
  }
}

/** 4 bytes, unsigned, big endian. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** 8 bytes, unsigned, big endian; `value` is an integer below 2^53. */
export function u64(value: number): Bytes {
  const bytes = new Uint8Array(8)
  putU64(new DataView(bytes.buffer), 0, value)
  return bytes
}

function putU64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, Math.floor(value / 0x1_0000_0000))
  view.setUint32(offset + 4, value >>> 0)
}

export function concat(...parts: Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Pre-authentication encoding: count, then length and bytes of each part. Ids are given as `idBytes(id)`. */
export function pae(...parts: Part[]): Bytes {
  const pieces = parts.map((part) =>
    typeof part === 'string' ? utf8.encode(part) : typeof part === 'number' ? u64(part) : part)
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + 8 + piece.length, 8))
  const view = new DataView(joined.buffer)
  putU64(view, 0, pieces.length)
  let offset = 8
  for (const piece of pieces) {
    putU64(view, offset, piece.length)
    joined.set(piece, offset + 8)
    offset += 8 + piece.length
  }
  return joined
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0) // constant time in the contents
  return difference === 0
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Uint8Array(128)
for (let i = 0; i < 64; i++) VALUES[DIGITS.charCodeAt(i)] = i

const CANONICAL_B64U = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

/** Base64url without padding. */
export function b64u(bytes: Uint8Array): string {
  let text = ''
  const whole = bytes.length - (bytes.length % 3)
  for (let i = 0; i < whole; i += 3) {
    const n = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number)
    text += (DIGITS[n >> 18] as string) + DIGITS[(n >> 12) & 63] + DIGITS[(n >> 6) & 63] + DIGITS[n & 63]
  }
  if (bytes.length - whole === 1) {
    const n = (bytes[whole] as number) << 4
    text += (DIGITS[n >> 6] as string) + DIGITS[n & 63]
  } else if (bytes.length - whole === 2) {
    const n = ((bytes[whole] as number) << 10) | ((bytes[whole + 1] as number) << 2)
    text += (DIGITS[n >> 12] as string) + DIGITS[(n >> 6) & 63] + DIGITS[n & 63]
  }
  return text
}

/** @throws Refusal E_SCHEMA unless the text is canonical base64url (unused bits zero). */
export function unb64u(text: string): Bytes {
  require(isB64u(text), 'E_SCHEMA', 'not base64url')
  const bytes = new Uint8Array((text.length * 3) >> 2)
  let written = 0
  let pending = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    pending = ((pending << 6) | (VALUES[text.charCodeAt(i)] as number)) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[written++] = (pending >> bits) & 255
    }
  }
  return bytes
}

/** Canonical base64url, and of exactly `length` bytes where one is given. */
export const isB64u = (text: string, length?: number): boolean =>
  (length === undefined || text.length === Math.ceil((length * 4) / 3)) && CANONICAL_B64U.test(text)

export const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The 16 bytes of an id written as a lower-case UUID. */
export function idBytes(id: string): Bytes {
  require(ID.test(id), 'E_SCHEMA', 'not an id')
  const hex = id.replaceAll('-', '')
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

/** The first 16 of these bytes, written as an id. */
export function idText(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** Hash of a structure of this type, 32 bytes. Never put signature bytes in: engines disagree about hostile ones. */
export const structureHash = async (type: string, ...parts: Part[]): Promise<string> =>
  b64u(await sha256(pae(`${SUITE}/hash/${type}`, ...parts)))

/** Commitment to a text that is shown elsewhere, 32 bytes; the salt has 16 bytes. */
export async function salted(salt: Bytes, text: string): Promise<string> {
  require(salt.length === 16, 'E_SCHEMA', 'a salt has 16 bytes')
  return b64u(await sha256(pae(`${SUITE}/salted`, salt, text)))
}

/** The name of the person whose root key (Ed25519, 32 bytes) this is. It is what gets pinned. */
export const fingerprint = async (root: string): Promise<string> => b64u(await sha256(pae(`${SUITE}/id`, unb64u(root))))

/** The id of this person's vault. Being computed, nobody can offer another owner for a vault. */
export const vaultOf = async (person: string): Promise<string> => idText(await sha256(pae(`${SUITE}/vault`, unb64u(person))))

/** The id of a team's own space for an area, for example `labels`. */
export const teamSpace = async (team: string, area: string): Promise<string> =>
  idText(await sha256(pae(`${SUITE}/space`, idBytes(team), area)))
