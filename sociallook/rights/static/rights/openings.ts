// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The access log as a hash chain: every line names the hash of the line before it, and the device remembers the newest line it
 * has seen. So a line that is changed or taken out later is missed.
 */

import type { Store } from '@accounts/store'
import { b64u, concat, decodeText, encodeText, idBytes, sha256, u64, unb64u } from '@protocol/encoding'

/** A line as the server tells it (docs/api/README.md). `act`: at which door. */
export interface Opening {
  readonly seq: number
  readonly at: number
  readonly person: string
  /** Of the professional; told by the server, not certified. */
  readonly name: string
  readonly institution: string
  readonly space: string
  readonly area: string
  readonly relation: string
  readonly act: 'rights' | 'records' | 'blob' | 'write'
  readonly outcome: 'opened' | 'refused'
  readonly position: number
  readonly prev: string
  readonly hash: string
}

const NAME = 'access-head'

interface Head {
  readonly seq: number
  readonly hash: string
}

/** Whether these lines, newest first, follow each other without a gap or change, and fit what this device has seen. */
export async function isWhole(vault: string, lines: readonly Opening[], store: Store): Promise<boolean> {
  const hashes = await Promise.all(lines.map((line) => hashOf(vault, line)))
  const linked = lines.every((line, i) => {
    const before = lines[i + 1]
    return hashes[i] === line.hash && (before ? line.prev === before.hash && line.seq === before.seq + 1 : true)
  })
  return linked && fits(lines, await pinned(store))
}

/** Remember the newest line that was seen here. */
export async function remember(lines: readonly Opening[], store: Store): Promise<void> {
  const [newest] = lines
  if (newest && newest.seq > ((await pinned(store))?.seq ?? -1)) {
    await store.put(NAME, encodeText(JSON.stringify({ seq: newest.seq, hash: newest.hash })))
  }
}

async function pinned(store: Store): Promise<Head | undefined> {
  const bytes = await store.get(NAME)
  return bytes && (JSON.parse(decodeText(bytes)) as Head)
}

function fits(lines: readonly Opening[], head: Head | undefined): boolean {
  if (!head) return true
  const same = lines.find(({ seq }) => seq === head.seq)
  const newest = lines[0]?.seq ?? -1
  return same ? same.hash === head.hash : newest > head.seq
}

/** SHA-256 over the fields of a line, as `rights/sql/log.sql` makes it. */
async function hashOf(
  vault: string,
  { seq, prev, at, person, space, position, act, outcome }: Opening,
): Promise<string> {
  const before = unb64u(prev)
  return b64u(
    await sha256(
      concat(
        idBytes(vault),
        u64(seq),
        u64(before.length),
        before,
        u64(at),
        unb64u(person),
        idBytes(space),
        u64(position),
        encodeText(`${act} ${outcome}`),
      ),
    ),
  )
}
