// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Pairing and invitations: a token the server never sees proves who scanned what (SPEC section 10). */

import { type Bytes, b64u, pae, SUITE, unb64u } from './encoding'
import { require } from './errors'
import { decode, encode } from './formats'
import { randomBytes } from './seal'

const ROLES = ['helper', 'staff', 'admin']
const FRAGMENT = 'p='

/** How long an offer holds: on a screen, on paper. */
export const SCREEN_MS = 10 * 60 * 1000
export const SLIP_MS = 7 * 24 * 60 * 60 * 1000

/** What a QR code or slip says. A poster has no pairing, issuer and token, and `expires` 0. */
export interface Offer {
  readonly pairing: string
  readonly role: string
  readonly institution: string
  readonly team: string
  readonly issuer: string
  readonly token: string
  readonly expires: number
}

/** 16 bytes that never reach a server. */
export const newToken = (): string => b64u(randomBytes(16))

/** Only an address and a fingerprint: nobody proves anything. */
export const isPoster = ({ token }: Offer): boolean => token === ''

/** The fragment of the https link, without `#`. @throws Refusal E_SCHEMA */
export function writeOffer(offer: Offer): string {
  check(offer)
  return FRAGMENT + b64u(encode('pairing-offer', offer))
}

/** The offer of a scanned link's fragment. @throws Refusal E_SCHEMA, E_SUITE */
export function readOffer(fragment: string): Offer {
  require(fragment.startsWith(FRAGMENT), 'E_SCHEMA', 'not a pairing link')
  const { suite, ...offer } = decode<Offer & { suite: string }>(
    'pairing-offer',
    unb64u(fragment.slice(FRAGMENT.length)),
  )
  check(offer)
  return offer
}

function check({ pairing, issuer, token, expires, role, team }: Offer): void {
  const parts = [pairing, issuer, token, expires].filter(Boolean).length
  require(ROLES.includes(role) &&
    (parts === 0 || parts === 4) &&
    (role !== 'staff' || team), 'E_SCHEMA', 'not an offer')
}

const covered = ({ issuer, role, expires }: Offer, scanner: string): Bytes =>
  pae(`${SUITE}/pair`, unb64u(scanner), unb64u(issuer), role, expires)

const tokenKey = ({ token }: Offer): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', unb64u(token), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])

/** 32 bytes only somebody who saw the token can compute; `scanner`: own fingerprint. */
export async function answer(offer: Offer, scanner: string): Promise<string> {
  return b64u(new Uint8Array(await crypto.subtle.sign('HMAC', await tokenKey(offer), covered(offer, scanner))))
}

/**
 * The issuer's check, with its own copy of the offer, before anything is signed.
 * @throws Refusal E_PAIR: poster, used, expired, or an answer for another fingerprint (relayed) or token (unknown)
 */
export async function checkAnswer(
  offer: Offer,
  scanner: string,
  given: string,
  now: number,
  used: boolean,
): Promise<void> {
  require(!isPoster(offer) && !used && now < offer.expires, 'E_PAIR', 'used or expired')
  const genuine = await crypto.subtle.verify('HMAC', await tokenKey(offer), unb64u(given), covered(offer, scanner))
  require(genuine, 'E_PAIR', 'answer to another offer or by somebody else')
}
