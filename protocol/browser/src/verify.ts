// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Ed25519 (RFC 8032) verification that leaves engines nothing to disagree about (SPEC section 2). */

import { hashes, Point } from '@noble/ed25519'
import { type Bytes, concat, type Part, pae, sameBytes, unb64u } from './encoding'
import { require } from './errors'
import type { Signed } from './formats'

const ORDER = Point.CURVE().n

const littleEndian = (bytes: Uint8Array): bigint => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)

const ORDER_BYTES = Uint8Array.from({ length: 32 }, (_, i) => Number((ORDER >> BigInt(8 * i)) & 255n))

/** Whether S < L, both little endian. */
function isBelowOrder(s: Uint8Array): boolean {
  const i = s.findLastIndex((byte, at) => byte !== ORDER_BYTES[at])
  return i >= 0 && (s[i] as number) < (ORDER_BYTES[i] as number)
}

function isAdmissible(publicKey: Bytes): boolean {
  try {
    const point = Point.fromBytes(publicKey) // strict: canonical encoding, on the curve
    return !point.is0() && point.isTorsionFree()
  } catch {
    return false
  }
}

const MLKEM_BYTES = 1152
const MLKEM_Q = 3329
const FIELD = 2n ** 255n - 19n

/** The u coordinates of X25519 that give zero with every key (RFC 7748 section 6.1), reduced. */
const NO_CONTRIBUTION = new Set([
  0n,
  1n,
  FIELD - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
])

/**
 * Refuse an X-Wing key (1216 bytes) that nobody could encapsulate to: ML-KEM coefficients must be reduced (FIPS 203
 * section 7.2), the X25519 point not of small order. Else one bad key in a statement would keep everybody from starting
 * an epoch. @throws Refusal E_SIG
 */
export function admitKem(publicKey: string): void {
  const bytes = unb64u(publicKey)
  let reduced = bytes.length === 1216
  for (let i = 0; reduced && i < MLKEM_BYTES; i += 3) {
    const [a, b, c] = bytes.subarray(i, i + 3) as unknown as [number, number, number]
    reduced = (a | ((b & 15) << 8)) < MLKEM_Q && ((b >> 4) | (c << 4)) < MLKEM_Q
  }
  const u = littleEndian(bytes.subarray(1184)) & (2n ** 255n - 1n)
  require(reduced && !NO_CONTRIBUTION.has(u % FIELD), 'E_SIG', 'encapsulation key not admitted')
}

type Verifier = (signature: Bytes, message: Bytes) => Promise<boolean>

const verifiers = new Map<string, Promise<Verifier>>()
const admitted = new Set<string>()

/** Keys that this device has admitted before: the proof that a point is torsion-free is the dearest thing to repeat. */
export function recallAdmitted(publicKeys: Iterable<string>): void {
  for (const publicKey of publicKeys) admitted.add(publicKey)
}

/** All keys admitted so far, for a device store that others cannot write to. */
export const admittedKeys = (): readonly string[] => [...admitted]

/**
 * The verifier of an admitted public key: canonical, on the curve, torsion-free, not the identity. Each key is
 * admitted and imported once. @throws Refusal E_SIG
 */
export function admit(publicKey: string): Promise<Verifier> {
  let verifier = verifiers.get(publicKey)
  if (!verifier) {
    verifier = makeVerifier(publicKey, unb64u(publicKey))
    verifiers.set(publicKey, verifier)
  }
  return verifier
}

async function makeVerifier(name: string, publicKey: Bytes): Promise<Verifier> {
  require(admitted.has(name) || isAdmissible(publicKey), 'E_SIG', 'public key not admitted')
  admitted.add(name)
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    return (signature, message) => crypto.subtle.verify('Ed25519', key, signature, message)
  } catch {
    return (signature, message) => verifyWithoutEngine(publicKey, signature, message)
  }
}

/** RFC 8032 verification for browsers without Ed25519: S·B − k·A must encode to R. */
async function verifyWithoutEngine(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const digest = await hashes.sha512Async(concat(signature.subarray(0, 32), publicKey, message))
  const left = Point.BASE.multiply(littleEndian(signature.subarray(32)), false)
  const right = Point.fromBytes(publicKey).multiply(littleEndian(digest) % ORDER, false)
  return sameBytes(left.subtract(right).toBytes(), signature.subarray(0, 32))
}

/** Verify a signature of `type` over these parts. @throws Refusal E_SIG */
export async function verifyStrict(publicKey: string, type: string, signature: Bytes, ...parts: Part[]): Promise<void> {
  require(signature.length === 64 && isBelowOrder(signature.subarray(32)), 'E_SIG', 'not a signature')
  const verifier = await admit(publicKey)
  require(await verifier(signature, pae(`sociallook/1/sig/${type}`, ...parts)), 'E_SIG', type)
}

const verified = new Set<string>()

/** Verify something signed; in one page once, for the same chains come with many spaces. @throws Refusal E_SIG, E_SCHEMA */
export async function verifySigned(publicKey: string, type: string, { bytes, signature }: Signed): Promise<void> {
  const name = `${publicKey} ${type} ${signature} ${bytes}`
  if (verified.has(name)) return
  await verifyStrict(publicKey, type, unb64u(signature), unb64u(bytes))
  verified.add(name)
}
