// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Keys of epochs that were opened before, kept under the device's key: opening a wrap again costs more than reading a key.
 * Locking removes them (`accounts/device.ts`).
 */

import { deviceStore } from '@accounts/device'
import { type Bytes, b64u, decodeText, encodeText, unb64u } from '@protocol/encoding'
import type { KnownKeys, OpenedSpace } from '@protocol/reader'
import { admittedKeys, recallAdmitted } from '@protocol/verify'

type Listed = readonly (readonly [number, string])[]

interface Kept {
  readonly space: Listed
  readonly teams: readonly (readonly [string, Listed])[]
}

const listed = (keys: ReadonlyMap<number, Bytes>): Listed => [...keys].map(([number, key]) => [number, b64u(key)])
const unlisted = (keys: Listed): ReadonlyMap<number, Bytes> =>
  new Map(keys.map(([number, key]) => [number, unb64u(key)]))

/** The keys of this space and of its teams that this device opened before. The reader checks each against its epoch. */
export async function openedKeys(space: string): Promise<KnownKeys> {
  recalled ??= recallPublicKeys()
  await recalled
  const bytes = await (await deviceStore()).get(`keys/${space}`)
  if (!bytes) return {}
  const kept = JSON.parse(decodeText(bytes)) as Kept
  return { space: unlisted(kept.space), teams: new Map(kept.teams.map(([team, keys]) => [team, unlisted(keys)])) }
}

export async function keepOpenedKeys(space: string, { keys, teamKeys }: OpenedSpace, known: KnownKeys): Promise<void> {
  await keepPublicKeys()
  const teams = [...teamKeys].map(([team, each]) => [team, listed(each)] as const)
  if (known.space?.size === keys.size && sizes(known.teams) === sizes(teamKeys)) return
  const kept: Kept = { space: listed(keys), teams }
  await (await deviceStore()).put(`keys/${space}`, encodeText(JSON.stringify(kept)))
}

const sizes = (teams: ReadonlyMap<string, ReadonlyMap<number, Bytes>> = new Map()): number =>
  [...teams.values()].reduce((sum, keys) => sum + keys.size, 0)

// Public keys ----------------------------------------------------------------------------------------------------------

const ADMITTED = 'admitted'

let recalled: Promise<void> | undefined
let kept = 0

/** Public keys that this device found good before: on a phone that is most of the time an opening takes. */
async function recallPublicKeys(): Promise<void> {
  const bytes = await (await deviceStore()).get(ADMITTED)
  if (!bytes) return
  const known = JSON.parse(decodeText(bytes)) as string[]
  kept = known.length
  recallAdmitted(known)
}

async function keepPublicKeys(): Promise<void> {
  const known = admittedKeys()
  if (known.length === kept) return
  kept = known.length
  await (await deviceStore()).put(ADMITTED, encodeText(JSON.stringify(known)))
}
