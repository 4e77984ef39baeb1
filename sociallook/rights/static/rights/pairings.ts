// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Clients who scanned a code of mine: their answer is judged here, and the team remembers that they are who they are. */

import { type Answered, answersTo, close, shown } from '@institutions/offers'
import { teamSpace } from '@protocol/encoding'
import { listSpaces, openSpace } from '@vault/spaces'

/** Judge what came in; each genuine answer becomes a signed `confirmed` in the team's own space. */
export async function confirmAnswers(): Promise<Answered[]> {
  const offers = (await shown()).filter(({ role }) => role === 'helper')
  const confirmed: Answered[] = []
  for (const offer of offers) {
    const [first] = (await answersTo(offer)).filter(({ relation }) => relation)
    if (!first) continue
    await remember(first)
    await close(offer)
    confirmed.push(first)
  }
  return confirmed
}

async function remember({ offer, relation, person }: Answered): Promise<void> {
  const labels = await teamSpace(offer.team, 'labels')
  const { spaces } = await listSpaces()
  if (!spaces.some(({ space }) => space === labels)) return
  await (await openSpace(labels)).write('confirmed', { relation, person, how: 'code' })
}
