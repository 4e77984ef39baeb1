// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Which spaces there are for me: what the server lists, or what it listed last time. One request for the whole page. */

import { session } from '@accounts/session'
import { live } from '@notifications/live'
import { ask, Offline } from '@shell/transport'
import { openCache } from './cache'

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
  /** Number of the newest entry of the space's chain. */
  readonly chain: number
  /** Of the newest record; 0 if there is none. */
  readonly position: number
  readonly through: 'own' | 'relation' | 'network'
}

export interface Listing {
  readonly spaces: readonly Listed[]
  /** The server's time when it answered, ms. */
  readonly now: number
  /** The device's time when the answer came, ms. */
  readonly heard: number
  /** False when this is what the server said last time. */
  readonly fresh: boolean
}

export const cache = session().then(({ ownDevice }) => openCache(ownDevice))

let current: Promise<Listing> | undefined

/** The list, asked for once until something changes. */
export function listSpaces(): Promise<Listing> {
  listen()
  current ??= fetchListing()
  return current
}

/** Ask again: something has changed. */
export function listAnew(): Promise<Listing> {
  current = undefined
  return listSpaces()
}

async function fetchListing(): Promise<Listing> {
  const kept = await cache
  try {
    const answer = await ask<{ now: number; spaces: Listed[] }>('GET', '/spaces')
    await kept.put('spaces', answer)
    return { ...answer, heard: Date.now(), fresh: true }
  } catch (error) {
    current = undefined // the next one asks again
    const before = error instanceof Offline ? await kept.get<{ now: number; spaces: Listed[] }>('spaces') : undefined
    if (before) return { ...before, heard: before.now, fresh: false }
    throw error
  }
}

let listening = false

function listen(): void {
  if (listening) return
  listening = true
  const forget = (): void => {
    current = undefined
  }
  for (const type of ['record', 'space', 'spaces', 'again'] as const) live(type, forget)
}
