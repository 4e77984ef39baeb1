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
    typeof part === 'string' ? utf8.encode(part) : typeof part === 'number' ? u64(part) : part,
  )
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

/** Base64 in the engine (ES2026); others go the long way below. */
const engine = Uint8Array as unknown as { fromBase64?: (text: string, options: object) => Bytes }
const FROM = { alphabet: 'base64url' } as const
const TO = { alphabet: 'base64url', omitPadding: true } as const

/** Base64url without padding. */
export function b64u(bytes: Uint8Array): string {
  if (engine.fromBase64) return (bytes as unknown as { toBase64(options: object): string }).toBase64(TO)
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** @throws Refusal E_SCHEMA unless the text is canonical base64url (unused bits zero). */
export function unb64u(text: string): Bytes {
  try {
    const bytes = engine.fromBase64 ? engine.fromBase64(text, FROM) : fromBase64(text)
    if (text.length === Math.ceil((bytes.length * 4) / 3) && endsCanonically(text)) return bytes
  } catch {
    // the refusal below says it
  }
  throw new Refusal('E_SCHEMA', 'not base64url')
}

function fromBase64(text: string): Bytes {
  if (!CANONICAL_B64U.test(text)) throw new SyntaxError('not base64url')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
}

const CANONICAL_B64U = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

/** Whether the unused bits of the last character are zero; the rest was checked by decoding. */
const endsCanonically = (text: string): boolean =>
  text.length % 4 === 0 || (text.length % 4 === 2 ? 'AQgw' : 'AEIMQUYcgkosw048').includes(text.at(-1) as string)

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

export const sha256 = async (bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

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
export const vaultOf = async (person: string): Promise<string> =>
  idText(await sha256(pae(`${SUITE}/vault`, unb64u(person))))

/** The id of a team's own space for an area, for example `labels`. */
export const teamSpace = async (team: string, area: string): Promise<string> =>
  idText(await sha256(pae(`${SUITE}/space`, idBytes(team), area)))
