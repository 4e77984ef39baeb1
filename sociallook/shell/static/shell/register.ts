// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { scriptAddress } from './trusted'

/** Make pages that were seen readable without a network. Without a service worker everything else works the same. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(scriptAddress('/service-worker.js') as string, { scope: '/' }).catch(() => undefined)
  addEventListener('load', () => setTimeout(keepForLater, QUIET))
}

const QUIET = 5_000 // ms after the page is there: what is kept for offline must not make this page slower

/** Ask the worker to fetch the rest of the program. */
const keepForLater = (): void =>
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ type: 'keep' }))
