// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Codes I have shown: their tokens stay on this device, and answers are judged here, also when I come back later. */

import { deviceStore } from '@accounts/device'
import { session } from '@accounts/session'
import { readStatements } from '@protocol/chains'
import { decodeText, encodeText } from '@protocol/encoding'
import { Refusal } from '@protocol/errors'
import type { Signed } from '@protocol/formats'
import { checkAnswer, newToken, type Offer, SCREEN_MS, SLIP_MS, writeOffer } from '@protocol/pairing'
import { ask, isRefused } from '@shell/transport'

const NAME = 'shown-offers'

/** Somebody who has proved that they saw my code. */
export interface Answered {
  readonly offer: Offer
  readonly person: string
  /** Root public key, certified by the statements. */
  readonly root: string
  readonly relation: string
  readonly name: string
  readonly salt: string
}

interface Given {
  readonly person: string
  readonly statements: readonly Signed[]
  readonly answer: string
  readonly relation: string | null
  readonly name: string
  readonly salt: string
}

/** Show a code: on a screen for 10 minutes, on paper for 7 days. */
export async function show(role: Offer['role'], institution: string, team: string, paper = false): Promise<Offer> {
  const { person } = await session()
  const expires = Date.now() + (paper ? SLIP_MS : SCREEN_MS)
  const offer = { pairing: crypto.randomUUID(), role, institution, team, issuer: person, token: newToken(), expires }
  await ask('POST', '/pairings', { pairing: offer.pairing, role, institution, team, expires })
  await keep([...(await shown()), offer])
  return offer
}

/** The link of a code; what matters stands in the fragment, which no server sees. */
export const linkOf = (offer: Offer): string =>
  `${location.origin}/${offer.role === 'helper' ? 'verbinden' : 'einladung'}#${writeOffer(offer)}`

/** What hangs on the wall: only the institution's fingerprint and the team. */
export const posterOffer = (institution: string, team: string): Offer => ({
  pairing: '',
  role: 'helper',
  institution,
  team,
  issuer: '',
  token: '',
  expires: 0,
})

/** My codes that still hold. */
export async function shown(): Promise<Offer[]> {
  const bytes = await (await deviceStore()).get(NAME)
  const kept = bytes ? (JSON.parse(decodeText(bytes)) as Offer[]) : []
  return kept.filter(({ expires }) => expires > Date.now())
}

const keep = async (offers: readonly Offer[]): Promise<void> =>
  (await deviceStore()).put(NAME, encodeText(JSON.stringify(offers)))

/** The genuine answers to a code, the first one first. Whoever cannot prove it is passed over (E_PAIR). */
export async function answersTo(offer: Offer): Promise<Answered[]> {
  const { answers } = await ask<{ answers: Given[] }>('GET', `/pairings/${offer.pairing}`).catch(gone)
  const found: Answered[] = []
  for (const { person, statements, answer, relation, name, salt } of answers) {
    try {
      const [first] = await readStatements(person, statements)
      await checkAnswer(offer, person, answer, Date.now(), false)
      if (first) found.push({ offer, person, root: first.root, relation: relation ?? '', name, salt })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  return found
}

function gone(error: unknown): { answers: Given[] } {
  if (isRefused(error, 'not_available')) return { answers: [] }
  throw error
}

/** No more answers: it was used or is no longer wanted. */
export async function close(offer: Offer): Promise<void> {
  await keep((await shown()).filter(({ pairing }) => pairing !== offer.pairing))
  await ask('POST', `/pairings/${offer.pairing}/close`).catch(gone)
}
