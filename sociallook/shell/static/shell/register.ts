// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { scriptAddress } from './trusted'

/** Make pages that were seen readable without a network. Without a service worker everything else works the same. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(scriptAddress('/service-worker.js') as string, { scope: '/' }).catch(() => undefined)
}
