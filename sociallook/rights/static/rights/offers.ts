// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * An offer that was scanned before there was an account: it waits in the device's store (sealed, or in memory) until the
 * person is back from the registration. Never in an address and never in a storage that others can read.
 */

import { deviceStore } from '@accounts/device'
import { decodeText, encodeText } from '@protocol/encoding'

const NAME = 'offer'
const PATIENCE = 3_000 // ms to wait for the worker that holds it on a page change

/** The fragment of a pairing link in any text a person may paste: the whole link, or what stands behind the `#`. */
export const offerIn = (text: string): string => /(?:^|#|\s)(p=[\w-]{20,2000})\s*$/.exec(text.trim())?.[1] ?? ''

/** Whether it will still be there on the next page. */
export async function keepOffer(offer: string): Promise<boolean> {
  const store = await deviceStore()
  await store.put(NAME, encodeText(offer))
  return store.persistent || (await isHeld())
}

/** The waiting offer, taken away. */
export async function takeOffer(): Promise<string> {
  const store = await deviceStore()
  const bytes = await store.get(NAME)
  if (bytes) await store.remove(NAME)
  return bytes ? decodeText(bytes) : ''
}

/** On a first visit the worker that holds it may still be starting. */
async function isHeld(): Promise<boolean> {
  const workers = navigator.serviceWorker
  if (!workers) return false
  if (workers.controller) return true
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE)
    workers.addEventListener(
      'controllerchange',
      () => {
        clearTimeout(timer)
        resolve(true)
      },
      { once: true },
    )
  })
}
