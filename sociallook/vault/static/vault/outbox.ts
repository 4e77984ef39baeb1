// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What was written and is not at the server yet, sealed under the device's key. Every record goes through here, so a cut
 * network, a closed tab or a crash between "Senden" and the answer loses nothing. The record id is chosen once: a second try
 * is never a second record.
 */

import { deviceStore } from '@accounts/device'
import { decodeText, encodeText } from '@protocol/encoding'
import type { BlobRef, RecordRef } from '@protocol/formats'

export interface Waiting {
  readonly space: string
  readonly record: string
  readonly version: number
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
  readonly refs: readonly RecordRef[]
  readonly blobs: readonly BlobRef[]
  readonly at: number
  /** `kept`: the right is gone; the person decides what becomes of the text. */
  readonly state: 'waiting' | 'kept'
}

const name = ({ space, record, version }: Pick<Waiting, 'space' | 'record' | 'version'>): string =>
  `outbox/${space}/${record}/${version}`

export async function put(item: Waiting): Promise<void> {
  await (await deviceStore()).put(name(item), encodeText(JSON.stringify(item)))
}

export async function remove(item: Pick<Waiting, 'space' | 'record' | 'version'>): Promise<void> {
  await (await deviceStore()).remove(name(item))
}

/** All of one space, or of all spaces, oldest first. */
export async function waiting(space = ''): Promise<Waiting[]> {
  const store = await deviceStore()
  const names = await store.names(space ? `outbox/${space}/` : 'outbox/')
  const found = await Promise.all(names.map((each) => store.get(each)))
  return found.flatMap((bytes) => (bytes ? [JSON.parse(decodeText(bytes)) as Waiting] : [])).sort((a, b) => a.at - b.at)
}
