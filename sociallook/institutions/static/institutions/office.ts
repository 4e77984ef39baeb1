// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** An institution as its own people see it: verified against its fingerprint and this device's pins. */

import { pin, storedPins } from '@accounts/pinned'
import { session } from '@accounts/session'
import type { InstitutionState } from '@protocol/chains'
import type { Bundle, Signed } from '@protocol/formats'
import { NO_PINS } from '@protocol/pins'
import { type Parties, readParties } from '@protocol/reader'
import { ask } from '@shell/transport'
import { certifiedNames, type OfferedName } from './names'

export interface Office {
  readonly state: InstitutionState
  /** The operator knows who stands behind it. */
  readonly verified: boolean
  /** Fingerprint of a person to the certified work name. */
  readonly names: ReadonlyMap<string, string>
  readonly parties: Parties
}

interface Answer {
  readonly verified: boolean
  readonly entries: readonly Signed[]
  readonly teams: readonly { readonly team: string; readonly epochs: readonly Signed[] }[]
  readonly statements: Bundle['statements']
}

/** @throws Refusal, Refused not_available, Offline */
export async function office(institution: string): Promise<Office> {
  const path = `/institutions/${encodeURIComponent(institution)}`
  const [answer, offered, { keys }] = await Promise.all([
    ask<Answer>('GET', path),
    ask<OfferedName[]>('GET', `${path}/names`),
    session(),
  ])
  const parties = await readParties(
    {
      institutions: [{ institution, entries: answer.entries }],
      teams: answer.teams.map((team) => ({ ...team, wraps: [] })),
      statements: answer.statements,
    },
    keys,
    (await storedPins()) ?? NO_PINS,
  )
  await pin(parties.pins)
  const chain = parties.institutions.get(institution)
  if (!chain) throw new Error('verified, but not there')
  return {
    state: chain.newest,
    verified: answer.verified,
    names: await certifiedNames([answer], offered),
    parties,
  }
}

/** Where I work; undefined for an account that belongs to no institution yet. */
export async function myInstitution(): Promise<string | undefined> {
  const { account } = await session()
  return account.memberships[0]?.institution
}
