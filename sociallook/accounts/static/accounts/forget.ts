// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Signing out: nothing of this person stays in this browser, whether or not the server can be reached. */

import { ask } from '@shell/transport'
import { forgetDevice } from './device'

export async function forgetEverything(): Promise<void> {
  await ask('POST', '/sign-out', undefined, { keepalive: true }).catch(() => undefined) // the server also clears: Clear-Site-Data
  await forgetDevice().catch(() => undefined) // Clear-Site-Data may have been faster
  sessionStorage.clear()
  localStorage.clear()
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
  for (const name of await caches.keys()) await caches.delete(name)
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? []
  for (const worker of workers)
    await (await worker.pushManager?.getSubscription())?.unsubscribe().catch(() => undefined)
}
