// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Notifications of the device. The push carries nothing; `news.ts` in the service worker decides what to show. Everything here
 * fails softly: without push a person sees what is new when the page is opened, as before.
 */

import { session } from '@accounts/session'
import { decodeText, encodeText, unb64u } from '@protocol/encoding'
import { ask } from '@shell/transport'
import type { Texts } from './news'

export type PushState = 'off' | 'on' | 'denied' | 'impossible' | 'foreign'

const DETAILS = 'details'
const NAMES = 'names'

/** Only on an own device: a foreign one must not speak of anybody after they have left. */
export async function pushState(): Promise<PushState> {
  if (!(await session()).ownDevice) return 'foreign'
  if (!('PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator)) return 'impossible'
  if (Notification.permission === 'denied') return 'denied'
  return (await subscription()) ? 'on' : 'off'
}

/** Ask the browser (our own question came before) and tell the server where to knock. */
export async function turnOn(texts: Texts): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState()
  tellWorker({ type: 'texts', texts })
  const { spaces } = await ask<{ spaces: { space: string; position: number }[] }>('GET', '/spaces')
  tellWorker({ type: 'seen', spaces }) // what is there already is no news
  const { key } = await ask<{ key: string }>('GET', '/push/key')
  const { pushManager } = await navigator.serviceWorker.ready
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: unb64u(key) })
  const { endpoint, keys } = made.toJSON()
  try {
    await ask('POST', '/push/subscriptions', { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] })
  } catch (error) {
    await made.unsubscribe()
    throw error
  }
  return 'on'
}

export async function turnOff(): Promise<PushState> {
  const made = await subscription()
  if (!made) return 'off'
  await ask('DELETE', '/push/subscriptions', { endpoint: made.endpoint })
  await made.unsubscribe()
  await showNames(false)
  return pushState()
}

const subscription = async (): Promise<PushSubscription | null> =>
  (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null

/** Tell the worker what has been shown, so that it is not told again. */
export function seen(spaces: readonly { readonly space: string; readonly position: number }[]): void {
  tellWorker({ type: 'seen', spaces })
}

function tellWorker(message: object): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage(message))
}

// From whom ------------------------------------------------------------------------------------------------------------

/** Whether the person wants to see from whom something is new. */
export const showsNames = async (): Promise<boolean> => (await (await session()).store.get(DETAILS)) !== undefined

export async function showNames(on: boolean): Promise<void> {
  const { store } = await session()
  if (on) return store.put(DETAILS, encodeText('1'))
  await store.remove(DETAILS)
  await store.remove(NAMES)
}

/** Keep the verified name of the helper of a space for the worker, sealed; locking the device removes it. */
export async function rememberName(space: string, name: string): Promise<void> {
  if (!name || !(await showsNames())) return
  const { store } = await session()
  await navigator.locks.request('sociallook-names', async () => {
    const bytes = await store.get(NAMES)
    const names = bytes ? (JSON.parse(decodeText(bytes)) as Record<string, string>) : {}
    if (names[space] !== name) await store.put(NAMES, encodeText(JSON.stringify({ ...names, [space]: name })))
  })
}
