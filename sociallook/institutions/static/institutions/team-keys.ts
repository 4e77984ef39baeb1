// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The keys of my teams. A holder's page renews a stale key by itself as long as nobody new has to be judged; a newcomer is
 * taken in only by hand (SPEC section 5). The first member of a team starts its first key.
 */

import { storedPins } from '@accounts/pinned'
import { session } from '@accounts/session'
import type { Epoch } from '@protocol/chains'
import { refresh, startTeamKey, type TeamGround, teamGround, wire } from '@protocol/changes'
import { teamSpace } from '@protocol/encoding'
import type { Bundle } from '@protocol/formats'
import { NO_PINS } from '@protocol/pins'
import { readParties } from '@protocol/reader'
import { ask, isRefused } from '@shell/transport'
import { type Office, office } from './office'

/** Members of a team who do not hold its key yet. */
export function newcomers({ state, parties }: Office, team: string): string[] {
  const members = [...(state.teams.get(team)?.members ?? [])]
  const held = new Set(recorded(parties.teams.get(team)))
  return members.filter((person) => !held.has(person))
}

const recorded = (records: readonly Epoch[] | undefined): string[] =>
  records?.at(-1)?.recipients.map(({ person }) => person) ?? []

/** Give the team's key to newcomers whom a holder knows in person. */
export async function confirm(institution: string, team: string, persons: readonly string[]): Promise<void> {
  await start(await office(institution), team, new Set(persons))
}

/** Renew what is stale, begin what is missing; quietly, because another holder may be faster. */
export async function keepTeamKeys(): Promise<void> {
  const { account } = await session()
  for (const { institution, team } of account.memberships) {
    if (team) await keep(institution, team).catch(unlessFaster)
  }
}

async function keep(institution: string, team: string): Promise<void> {
  const { person } = await session()
  const found = await office(institution)
  const records = found.parties.teams.get(team) ?? []
  if (records.length === 0) await start(found, team, new Set([person]))
  else if (recorded(records).includes(person) && isStale(found, records)) await start(found, team, new Set())
  await beginLabels(institution, team)
}

function unlessFaster(error: unknown): void {
  if (!isRefused(error, 'E_PREV', 'E_STALE', 'not_available')) throw error
}

/** A key is stale once the institution's chain or a holder's keys have moved. */
function isStale({ state, parties }: Office, records: readonly Epoch[]): boolean {
  const newest = records.at(-1)
  if (!newest || newest.heads.institutions[0]?.head !== state.head) return true
  return newest.heads.statements.some(({ person, statement }) => parties.people.get(person)?.at(-1)?.hash !== statement)
}

async function start(found: Office, team: string, taken: ReadonlySet<string>): Promise<void> {
  const { keys } = await session()
  const ground = await groundOf(found, team, taken)
  await ask('POST', '/changes', wire(await startTeamKey({ keys, at: Date.now() }, ground)))
}

async function groundOf({ state, parties }: Office, team: string, taken: ReadonlySet<string>): Promise<TeamGround> {
  const institution = parties.institutions.get(state.institution)
  if (!institution) throw new Error('verified, but not there')
  const records = parties.teams.get(team) ?? []
  const confirmed = new Set([...recorded(records), ...taken])
  const held = records.length > 0 ? await heldKeys(team) : new Map()
  return { team, institution, people: parties.people, confirmed, records, held }
}

/** The team's keys of all generations that are wrapped to me. */
async function heldKeys(team: string): Promise<TeamGround['held']> {
  const [bundle, { keys }, pins] = await Promise.all([ask<Bundle>('GET', `/spaces/${team}`), session(), storedPins()])
  const { institutions, statements, epochs, wraps } = bundle
  const offered = { institutions, statements, teams: [{ team, epochs, wraps }] }
  return (await readParties(offered, keys, pins ?? NO_PINS)).teamKeys.get(team) ?? new Map()
}

/** The team's own space for labels, once its key stands. */
async function beginLabels(institution: string, team: string): Promise<void> {
  const { spaces } = await ask<{ spaces: { space: string }[] }>('GET', '/spaces')
  const labels = await teamSpace(team, 'labels')
  if (spaces.some(({ space }) => space === labels)) return
  const [{ keys, person }, { parties }] = await Promise.all([session(), office(institution)])
  if (!recorded(parties.teams.get(team)).includes(person)) return
  const ground = await teamGround(team, 'labels', parties)
  await ask('POST', '/changes', wire(await refresh({ keys, at: Date.now() }, ground)))
}
