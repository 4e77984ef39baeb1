// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Taking back: signed by the working key, so it is one tap and holds at once. Each function sends one transaction and tries
 * again by itself when somebody was faster.
 */

import { session } from '@accounts/session'
import type { Grant } from '@protocol/chains'
import type { Act, Change } from '@protocol/changes'
import { isRefused } from '@shell/transport'
import { openSpace } from '@vault/spaces'
import { groundAt, send } from './grounds'
import { countingIn, type Helper, helpers, ownSpace, type PausedGrant, type Reader, subjectKey } from './helpers'
import { contents } from './known'
import { type Level, verbsOf } from './levels'

const TRIES = 3

/** What is taken: space to grants (id to verbs). */
type Taking = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

/** Allow less in one area: the verbs of `level` stay, all others go. */
export async function lower(helper: Helper, area: string, level: Level): Promise<void> {
  const kept = verbsOf(area, level)
  await take(async () => {
    const now = await again(helper)
    const cell = now.cells.get(area)
    return new Map(cell?.space ? [[cell.space, lost(cell.grants, kept)]] : [])
  })
}

/** End that somebody reads along. */
export async function endAlong(space: string, reader: Reader): Promise<void> {
  await take(
    async () => new Map([[space, lost(countingIn(await openSpace(space)).filter(reaches(reader.subject)), [])]]),
  )
}

/** End everything of a relation: what the helper may, who reads along here, and where the helper reads along elsewhere. */
export async function endAll(helper: Helper): Promise<void> {
  const forget = async (): Promise<Pause> => ({ relation: helper.relation, grants: [] })
  await take(() => everything(helper), helper.state === 'paused' ? forget : undefined)
}

/** The same, remembered: „Fortsetzen“ brings it all back after a review. */
export async function pause(helper: Helper): Promise<void> {
  await take(
    async () => everything(helper),
    async (taking) => ({ relation: helper.relation, grants: await remembered(taking) }),
  )
}

/** The verbs each grant loses so that only `kept` remain. */
const lost = (grants: readonly Grant[], kept: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    grants
      .map(
        ({ grant, verbs }) =>
          [grant, kept.includes('read') ? verbs.filter((verb) => !kept.includes(verb)) : verbs] as const,
      )
      .filter(([, verbs]) => verbs.length > 0),
  )

const reaches =
  (subject: Grant['subject']) =>
  (grant: Grant): boolean =>
    subjectKey(grant.subject) === subjectKey(subject)

async function everything({ relation, subject }: Helper): Promise<Taking> {
  const taking = new Map<string, ReadonlyMap<string, readonly string[]>>()
  for (const each of await helpers()) {
    for (const space of each.spaces.values()) {
      const grants = countingIn(await openSpace(space))
      const gone = lost(each.relation === relation ? grants : grants.filter(reaches(subject)), [])
      if (gone.size > 0) taking.set(space, gone)
    }
  }
  return taking
}

/** What a pause has to remember of each grant it ends, with the purpose that was agreed. */
async function remembered(taking: Taking): Promise<PausedGrant[]> {
  const purposes = await agreedPurposes()
  const grants = await Promise.all(
    [...taking].map(async ([id, gone]) => {
      const space = await openSpace(id)
      return countingIn(space)
        .filter(({ grant }) => gone.has(grant))
        .map(({ grant, verbs, until, subject: { institution, team, person } }) => ({
          space: id,
          area: space.area,
          verbs: [...verbs].sort(),
          until,
          purpose: purposes.get(grant) ?? '',
          subject: { institution, team, person },
        }))
    }),
  )
  return grants.flat()
}

/** Grant to purpose, from the consents in all contact spaces. */
async function agreedPurposes(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { spaces } of await helpers()) {
    const contact = spaces.get('contact')
    if (!contact) continue
    for (const { kind, body } of await contents(await openSpace(contact))) {
      if (kind === 'consent') found.set(body['grant'] as string, body['purpose'] as string)
    }
  }
  return found
}

async function again({ relation }: Helper): Promise<Helper> {
  const found = (await helpers()).find((each) => each.relation === relation)
  if (!found) throw new Error('relation is gone')
  return found
}

interface Pause {
  readonly relation: string
  readonly grants: readonly PausedGrant[]
}

async function take(what: () => Promise<Taking>, note?: (taking: Taking) => Promise<Pause>): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      const taking = await what()
      if (taking.size > 0 || note) await send(await change(taking, note && (await note(taking))))
      return
    } catch (error) {
      if (left === 1 || !isRefused(error, 'E_PREV', 'E_STALE')) throw error
    }
  }
}

async function change(taking: Taking, paused: Pause | undefined): Promise<Change> {
  const { revoke, together, write } = await import('@protocol/changes')
  const act: Act = { keys: (await session()).keys, at: Date.now() }
  const changes: Change[] = []
  for (const [space, grants] of taking) changes.push(await revoke(act, await groundAt(space), grants))
  const own = paused && (await ownSpace())
  if (own) changes.push(await write(act, await groundAt(own), [{ kind: 'paused', at: act.at, body: { ...paused } }]))
  return together(...changes)
}
