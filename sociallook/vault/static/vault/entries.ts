// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What stands in a space, as a page shows it: in chain order, nothing left out. docs/browser.md says how to show each. */

import type { BlobRef, RecordRef } from '@protocol/formats'

interface Placed {
  /** Place in the chain. Waiting entries come after all others and have a position above them. */
  readonly position: number
}

interface Written {
  readonly record: string
  readonly version: number
  readonly kind: string
  /** By kind, see `protocol/kinds.json`. Put it on the page only by `textContent`. */
  readonly body: Readonly<Record<string, unknown>>
  readonly blobs: readonly BlobRef[]
  readonly refs: readonly RecordRef[]
  /** The author's time, ms since 1970 UTC. */
  readonly at: number
  readonly role: 'owner' | 'helper'
  readonly mine: boolean
}

/** Checked in all points. */
export interface OpenEntry extends Placed, Written {
  readonly state: 'open'
  /** Fingerprint of the author, b32. */
  readonly author: string
  /** What another record names when it refers to this version. */
  readonly hash: string
}

/** A check failed. Show the neutral sentence and the code, nothing else. */
export interface RefusedEntry extends Placed {
  readonly state: 'refused'
  readonly code: string
  readonly record: string
}

/** Its ciphertext was deleted; its place in the chain is kept. */
export interface DeletedEntry extends Placed {
  readonly state: 'deleted'
  readonly record: string
}

/** A link of the chain is missing before the next entry. */
export interface GapEntry extends Placed {
  readonly state: 'gap'
}

/** Written on this device. `waiting`: sent as soon as there is a network. `kept`: not sent, the right is gone. */
export interface OutboxEntry extends Placed, Written {
  readonly state: 'waiting' | 'kept'
  readonly author: string
}

export type Entry = OpenEntry | RefusedEntry | DeletedEntry | GapEntry | OutboxEntry

/** Which word says what has become of something that was written: `done` only when the server has it. */
export const fate = ({ state }: Entry, done: string): string =>
  state === 'open' ? done : state === 'waiting' ? 'waiting' : 'kept'

/** The part that shows a refused entry or space: a missing key is no attack, and there is something to do about it. */
export const refusedPart = (code: string, part = 'refused'): string => (code === 'E_NO_WRAP' ? 'no-key' : part)

/** The entries a page usually wants: content only, the newest version of each record. */
export function newestVersions(entries: readonly Entry[]): (OpenEntry | OutboxEntry)[] {
  const found = new Map<string, OpenEntry | OutboxEntry>()
  for (const entry of entries) {
    if (entry.state === 'deleted') found.delete(entry.record)
    if (entry.state !== 'open' && entry.state !== 'waiting' && entry.state !== 'kept') continue
    const before = found.get(entry.record)
    if (!before || before.version < entry.version) found.set(entry.record, entry)
  }
  return [...found.values()].sort((a, b) => a.position - b.position)
}
