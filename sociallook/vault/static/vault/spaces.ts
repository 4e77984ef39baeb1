// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What the person may see, verified before it is shown.
 *
 *     const { spaces } = await listSpaces()                       // sizes and rights, nothing sealed
 *     const space = await openSpace(id)                           // chains, epochs and keys checked by the protocol's reader
 *     space.addEventListener('change', () => draw(space.entries)) // after load, write, or when something waiting was sent
 *     await space.load()                                          // newest 50, then what came since
 *     await space.loadOlder()                                     // the next older ones, 'change' after every 50
 *     const entry = await space.write('message', { text, lang: 'de', files: [] })
 *
 * Without a network the cache answers (`space.fresh` is false then) and `write` puts the record into the outbox.
 */

import { ask, isRefused, Offline } from '@shell/transport'
import type { Account } from '@accounts/session'
import type { Entry } from './entries'

export type { Account }

/** A space as the server lists it (docs/api/README.md). Only a hint: rights are judged from the chains. */
export interface Listed {
  readonly space: string
  readonly vault: string
  readonly area: string
  /** Empty for own parts and team spaces. */
  readonly relation: string
  readonly role: 'owner' | 'helper'
  readonly verbs: readonly string[]
  readonly epoch: number
  readonly stale: boolean
  readonly chain: number
  /** Of the newest record. */
  readonly position: number
  readonly through: 'own' | 'relation' | 'network'
}

export interface Listing {
  readonly spaces: readonly Listed[]
  /** False when this is what the server said last time. */
  readonly fresh: boolean
}

export interface WriteOptions {
  /** Default: `write` where the area has it, else `add`. */
  readonly verb?: string
  readonly refs?: readonly { readonly record: string; readonly version: number; readonly hash: string }[]
  readonly blobs?: readonly { readonly blob: string; readonly key: string; readonly length: number; readonly hash: string }[]
  /** Change this record: a new version. */
  readonly record?: string
}

export { ask, isRefused, Offline }
export type { Entry }
