// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Clients who scanned a code of mine: their answer is judged here, and the team remembers that they are who they are. */

import { type Answered, answersTo, close, shown } from '@institutions/offers'
import { teamSpace, vaultOf } from '@protocol/encoding'
import { listSpaces, openSpace } from '@vault/spaces'
import { contents } from './known'
import { isOf } from './people'

/**
 * Judge what came in, one page at a time; each genuine answer becomes a signed `confirmed` in the team's own space. Only when
 * that stands the code is closed: until then the answer waits at the server, and the next page tries again.
 */
export function confirmAnswers(): Promise<Answered[]> {
  return navigator.locks.request('sociallook-answers', async () => {
    const offers = (await shown()).filter(({ role }) => role === 'helper')
    const confirmed: Answered[] = []
    for (const offer of offers) {
      const first = await firstOwner(await answersTo(offer))
      if (!(first && (await remember(first)))) continue
      await close(offer)
      confirmed.push(first)
    }
    return confirmed
  })
}

/** The first who answered for a relation of their own; whoever names somebody else's is passed over (E_PAIR). */
async function firstOwner(answers: readonly Answered[]): Promise<Answered | undefined> {
  const { spaces } = await listSpaces()
  for (const answered of answers) {
    const contact = spaces.find(({ relation, area }) => relation === answered.relation && area === 'contact')
    if (contact && (await isOf(contact.space, new Set([await vaultOf(answered.person)])))) return answered
  }
  return undefined
}

/** Whether it stands at the server. Without a place for it (the team has no key yet) or without a network: not yet. */
async function remember({ offer, relation, person }: Answered): Promise<boolean> {
  const labels = await teamSpace(offer.team, 'labels')
  const { spaces } = await listSpaces()
  if (!spaces.some(({ space }) => space === labels)) return false
  const space = await openSpace(labels)
  const before = (await contents(space)).find(
    ({ kind, body }) => kind === 'confirmed' && body['relation'] === relation && body['person'] === person,
  )
  if (before?.state === 'open') return true
  if (before) await space.discard(before) // an earlier try that never arrived
  return (await space.write('confirmed', { relation, person, how: 'code' })).state === 'open'
}
