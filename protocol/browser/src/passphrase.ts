// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The six words: normal form, Argon2id, verifier and KEK (SPEC section 4). */

import { type Bytes, encodeText, pae, sha256, unb64u } from './encoding'
import { require } from './errors'
import { derive, type Random, randomBytes } from './seal'

/** Fixed by the suite: memory in KiB, passes, lanes. */
export const PARAMETERS = { m: 19456, t: 2, p: 1 } as const

const SHEET = 'SOCIALLOOK1'

export interface Parameters {
  readonly m: number
  readonly t: number
  readonly p: number
}

/** `verifier` signs in (it goes to the server), `kek` opens the account key (it stays). 32 bytes each. */
export interface Unlock {
  readonly verifier: Bytes
  readonly kek: Bytes
}

/** The Unicode property White_Space; the `\s` of the two languages differ. */
const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g

/** NFKC, lower case, trimmed, single spaces: what somebody types from a sheet of paper. */
export const normalForm = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(WHITE_SPACE, ' ').replace(/^ | $/g, '')

/** @throws Refusal E_KDF_FLOOR unless the server repeats the suite's parameters exactly, before anything is derived */
export function checkParameters(offered: Parameters): void {
  const same =
    Object.keys(offered).length === 3 &&
    offered.m === PARAMETERS.m &&
    offered.t === PARAMETERS.t &&
    offered.p === PARAMETERS.p
  require(same, 'E_KDF_FLOOR', "other parameters than the suite's")
}

/** Derive verifier and KEK with Argon2id (RFC 9106); takes 50 ms to a second. @throws Refusal E_KDF_FLOOR */
export async function unlockByWords(
  words: string,
  login: string,
  installation: string,
  offered: Parameters,
): Promise<Unlock> {
  checkParameters(offered)
  const master = await argon2id(
    encodeText(normalForm(words)),
    await sha256(pae('sociallook/1/salt', installation, login)),
  )
  const [verifier, kek] = await Promise.all([derive(master, 'sociallook/1/auth'), derive(master, 'sociallook/1/kek')])
  return { verifier, kek }
}

async function argon2id(password: Bytes, salt: Bytes): Promise<Bytes> {
  const { m, t, p } = PARAMETERS
  try {
    const wasm = await import('./argon2')
    const hash = await wasm.argon2id({
      password,
      salt,
      memorySize: m,
      iterations: t,
      parallelism: p,
      hashLength: 32,
      outputType: 'binary',
    })
    return hash as Bytes
  } catch {
    const { argon2idAsync } = await import('@noble/hashes/argon2.js') // WebAssembly is blocked here: slower, same result
    return (await argon2idAsync(password, salt, { m, t, p, dkLen: 32 })) as Bytes
  }
}

/** What a passkey's PRF is asked for (WebAuthn level 3); 32 bytes. */
export const prfInput = (installation: string): Promise<Bytes> => sha256(pae('sociallook/1/prf-input', installation))

/** The KEK of a passkey from the 32 bytes its PRF gave. */
export const passkeyKek = (prfOutput: Bytes, person: string): Promise<Bytes> =>
  derive(prfOutput, 'sociallook/1/prf', unb64u(person))

/** The hash of the word list of SPEC section 4: its words joined by line feeds. */
export const WORDLIST_SHA256 = 'bab8a193a881cf1de212336600fa1cfe480c2fa5489c03b2a7ce99d66d5da6e6'

/** Uniform in `0 … limit - 1`, by rejection of 2-byte numbers cut to the bits needed. */
function below(limit: number, random: Random): number {
  const mask = 2 ** Math.ceil(Math.log2(limit)) - 1
  for (;;) {
    const [high, low] = random(2) as unknown as [number, number]
    const drawn = ((high << 8) | low) & mask
    if (drawn < limit) return drawn
  }
}

const word = (list: readonly string[], random: Random): string => list[below(list.length, random)] as string

/** Six words of the list, uniformly drawn, with single spaces: about 77 bits. */
export function drawWords(list: readonly string[], random = randomBytes): string {
  if (list.length !== 7652) throw new RangeError('another word list than the specified one')
  return Array.from({ length: 6 }, () => word(list, random)).join(' ')
}

/** A generated login name `word-word-dddd`. Nobody chooses one: chosen names tell who somebody is. */
export const drawLogin = (list: readonly string[], random = randomBytes): string =>
  `${word(list, random)}-${word(list, random)}-${String(below(10_000, random)).padStart(4, '0')}`

/** Text of the QR code on the access sheet. Not a URL: a camera app must not send it anywhere. */
export const writeSheet = (login: string, words: string): string => `${SHEET} ${login} ${normalForm(words)}`

/** Login name and words of a scanned sheet. @throws Refusal E_SCHEMA */
export function readSheet(text: string): { login: string; words: string } {
  const [mark, login, ...words] = text.split(' ')
  require(mark === SHEET && login && words.length === 6 && words.every(Boolean), 'E_SCHEMA', 'not an access sheet')
  return { login, words: words.join(' ') }
}
