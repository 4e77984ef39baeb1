// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Getting one record to the server. Epoch and `prev` are assigned here, not when the text was typed:
 * somebody was faster (`E_PREV`): seal again after theirs · the epoch is stale (`E_STALE`): start the next one, if we may ·
 * an answer was lost: look whether the record is there before trying again.
 */

import { type Change, groundOf, refresh, wire, write } from '@protocol/changes'
import { Refusal } from '@protocol/errors'
import { ask, isRefused } from '@shell/transport'
import { checkpointAfterWrite } from './checkpoint'
import type { Waiting } from './outbox'
import type { Space } from './spaces'

const TRIES = 8

/** @throws Offline; Refused (the right is gone); Refusal E_CLOCK, E_SCHEMA, E_AUTHOR_NOT_GRANTED */
export async function deliver(space: Space, item: Waiting): Promise<void> {
  await navigator.locks.request(`sociallook-write/${space.id}`, () => untilAccepted(space, item))
  if (space.isOwner && item.kind !== 'checkpoint') void checkpointAfterWrite().catch(() => undefined)
}

async function untilAccepted(space: Space, item: Waiting): Promise<void> {
  if (!space.fresh) await space.steps.refresh()
  await space.steps.loadNewer()
  for (let tries = 1; !isThere(space, item); tries++) {
    try {
      return await post(space, await sealed(space, item))
    } catch (error) {
      if (tries >= TRIES || !isRefused(error, 'E_PREV', 'E_STALE')) throw error
      if (error.code === 'E_STALE') await space.steps.refresh()
      await space.steps.loadNewer()
    }
  }
}

const isThere = (space: Space, { record, version }: Waiting): boolean =>
  space.entries.some((entry) => entry.state === 'open' && entry.record === record && entry.version === version)

/** The record as a change: alone under the current epoch, or with the epoch it begins. */
async function sealed(space: Space, item: Waiting): Promise<Change> {
  const { verified, tail, me } = space
  if (!space.mayWrite) throw new Refusal('E_AUTHOR_NOT_GRANTED', 'no right to write here')
  if (verified.isStale) verified.mayStart()
  else verified.mayWrite()
  const { record, version, kind, body, refs, blobs, at } = item
  const draft = { record, version, kind, body, refs, blobs, at }
  const act = { keys: me.keys, at: space.serverTime }
  const unreadable = verified.unreadable.has(verified.newest.epoch)
  return unreadable
    ? refresh(act, groundOf(verified, tail), [draft], 'unreadable')
    : write(act, groundOf(verified, tail), [draft])
}

async function post(space: Space, change: Change): Promise<void> {
  const posted = wire(change)
  const [only] = posted.records
  if (posted.epochs.length || !only) await ask('POST', '/changes', posted)
  else await ask('POST', `/spaces/${space.id}/records`, only)
  if (posted.epochs.length) await space.steps.refresh()
}
