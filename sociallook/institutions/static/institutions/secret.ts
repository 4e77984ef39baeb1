// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** A secret that came before there was an account waits in the device's store, sealed or in memory. */

import { deviceStore, handOver } from '@accounts/device'
import { decodeText, encodeText } from '@protocol/encoding'
import { secretHere } from './token-here'

const NAME = 'invitation'

/** The secret of this page or the one that waits. It stays until `forgetSecret`. */
export async function secret(): Promise<string> {
  const store = await deviceStore()
  if (secretHere) {
    await store.put(NAME, encodeText(secretHere))
    await handOver() // the person is about to leave for an account, perhaps before the first visit has a worker
    return secretHere
  }
  const bytes = await store.get(NAME)
  return bytes ? decodeText(bytes) : ''
}

export async function forgetSecret(): Promise<void> {
  await (await deviceStore()).remove(NAME)
}
