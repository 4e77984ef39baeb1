// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What the service worker shows when it is woken by a push. The push itself says nothing (`{"sociallook":1}`): the worker asks
 * the server's list which spaces have moved, compares it with what it has told already, and shows one quiet sentence.
 * Nothing is decrypted, except the names of the helpers if the person wants to see from whom, on an own and unlocked device.
 */

import { DeviceStore } from '@accounts/device-store'
import { decodeText } from '@protocol/encoding'

/** The sentences, in the language of the page that turned notifications on. */
export interface Texts {
  readonly title: string
  readonly body: string
  /** With `{name}`. */
  readonly from: string
  readonly fromSeveral: string
  /** Where a touch leads. */
  readonly path: string
}

interface Listed {
  readonly space: string
  readonly position: number
}

const TAG = 'news' // one notification at a time: a newer one takes the place of the older
const NAME = 'sociallook-news'

/** Space to the highest position that was shown or told. */
type Told = Readonly<Record<string, number>>

/** Show that something is new, unless all of it was told or seen before. */
export async function tellNews(registration: ServiceWorkerRegistration): Promise<void> {
  const [texts, before, list] = await Promise.all([recall<Texts>('texts'), recall<Told>('told'), listed()])
  const moved = list?.filter(({ space, position }) => position > (before?.[space] ?? 0))
  if (moved?.length === 0) return
  if (list) await toldNow(list)
  const sentence = (await fromWhom(moved ?? [], texts)) ?? texts?.body ?? ''
  await registration.showNotification(texts?.title ?? 'Sociallook', {
    body: sentence,
    tag: TAG,
    data: { path: texts?.path ?? '/' },
  })
}

/** A page has shown these: no need to tell them. */
export const toldNow = (list: readonly Listed[]): Promise<void> =>
  change<Told>('told', (before = {}) => ({
    ...before,
    ...Object.fromEntries(list.map(({ space, position }) => [space, Math.max(position, before[space] ?? 0)])),
  }))

export const rememberTexts = (texts: Texts): Promise<void> => change<Texts>('texts', () => texts)

/** Undefined when the server does not answer or nobody is signed in: then only the bare sentence is shown. */
async function listed(): Promise<readonly Listed[] | undefined> {
  const answer = await fetch('/api/v1/spaces', { credentials: 'same-origin', cache: 'no-store' }).catch(() => undefined)
  return answer?.ok ? ((await answer.json()) as { spaces: Listed[] }).spaces : undefined
}

/** The names are there only if the person wants them, and only while the device is not locked. */
async function fromWhom(moved: readonly Listed[], texts: Texts | undefined): Promise<string | undefined> {
  if (!texts || moved.length === 0) return undefined
  const store = await DeviceStore.open().catch(() => undefined)
  const bytes = await store?.get('names').catch(() => undefined)
  if (!bytes) return undefined
  const names = JSON.parse(decodeText(bytes)) as Record<string, string>
  const known = new Set(moved.map(({ space }) => names[space] ?? ''))
  const [only] = known
  if (known.size > 1) return texts.fromSeveral
  return only ? texts.from.replace('{name}', only) : undefined
}

// A small store of its own: no secrets, read before any key is at hand --------------------------------------------------

async function recall<T>(name: string): Promise<T | undefined> {
  const database = await open()
  return done(database.transaction('values').objectStore('values').get(name)).finally(() =>
    database.close(),
  ) as Promise<T | undefined>
}

async function change<T>(name: string, step: (before: T | undefined) => T): Promise<void> {
  const database = await open()
  const values = database.transaction('values', 'readwrite').objectStore('values')
  const before = (await done(values.get(name))) as T | undefined
  await done(values.put(step(before), name)).finally(() => database.close())
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('values')
  return done(opening)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
  })
}
