// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** An institution that is not (or no longer) connected: looked up by its fingerprint and verified against it. */

import { pin, storedPins } from '@accounts/pinned'
import { session } from '@accounts/session'
import { certifiedNames, type OfferedName } from '@institutions/names'
import type { InstitutionState } from '@protocol/chains'
import type { Bundle, Signed } from '@protocol/formats'
import { NO_PINS } from '@protocol/pins'
import { type Parties, readParties } from '@protocol/reader'
import { ask, isRefused } from '@shell/transport'

interface Answer {
  readonly institution: string
  readonly verified: boolean
  readonly entries: readonly Signed[]
  readonly teams: readonly { readonly team: string; readonly epochs: readonly Signed[] }[]
  readonly statements: Bundle['statements']
}

/** What an institution says about itself; `verified`: the operator of this platform has checked it. */
export interface Institution {
  readonly state: InstitutionState
  readonly verified: boolean
  readonly names: ReadonlyMap<string, string>
}

/** @throws Refusal if its chain is not the one of this fingerprint; Refused not_available; Offline */
export async function findInstitution(fingerprint: string): Promise<Institution> {
  const [answer, names] = await Promise.all([fetchInstitution(fingerprint), offeredNames(fingerprint)])
  const { institutions } = await partiesOf([answer])
  const chain = institutions.get(fingerprint)
  if (!chain) throw new Error('verified, but not there')
  return { state: chain.newest, verified: answer.verified, names: await certifiedNames([answer], names) }
}

/** Everything needed to give something to these institutions: chains, team keys, statements, verified and pinned. */
export async function findParties(fingerprints: Iterable<string>): Promise<Parties> {
  return partiesOf(await Promise.all([...new Set(fingerprints)].filter(Boolean).map(fetchInstitution)))
}

async function fetchInstitution(fingerprint: string): Promise<Answer> {
  const answer = await ask<Answer>('GET', `/institutions/${encodeURIComponent(fingerprint)}`)
  return { ...answer, institution: fingerprint } // the chain must be the one that was asked for
}

async function partiesOf(answers: readonly Answer[]): Promise<Parties> {
  const { keys } = await session()
  const parties = await readParties(
    {
      institutions: answers.map(({ institution, entries }) => ({ institution, entries })),
      teams: answers.flatMap(({ teams }) => teams.map((team) => ({ ...team, wraps: [] }))),
      statements: distinct(answers.flatMap(({ statements }) => statements)),
    },
    keys,
    (await storedPins()) ?? NO_PINS,
  )
  await pin(parties.pins)
  return parties
}

/** One person may work for two institutions of one answer. */
const distinct = (statements: Bundle['statements']): Bundle['statements'] => [
  ...new Map(statements.map((each) => [each.person, each])).values(),
]

/** Names are told to colleagues and to clients with a relation; nobody else needs them. */
async function offeredNames(fingerprint: string): Promise<readonly OfferedName[]> {
  try {
    return await ask<OfferedName[]>('GET', `/institutions/${encodeURIComponent(fingerprint)}/names`)
  } catch (error) {
    if (isRefused(error, 'not_available')) return []
    throw error
  }
}
