// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The service worker, served at /service-worker.js. Four duties, each in its own section:
 * files (the program, kept offline) · pages (their empty shells, kept offline by pattern) · held (keys of a device that is
 * not the person's own, in memory only) · push (says that something is new, and nothing else unless the person wants it).
 *
 * It never touches /api/: sealed records are cached by the pages themselves, and nothing is ever decrypted here but what
 * `push` is allowed to. Like `config` on the server it composes: the one file of this room that looks upwards.
 */

import { rememberTexts, type Texts, tellNews, toldNow } from '@notifications/news'

declare const self: ServiceWorkerGlobalScope
/** Set by the build: its name and all files a page may ask for. */
declare const BUILD: { readonly version: string; readonly files: readonly string[] }

const FILES = `files-${BUILD.version}`
const PAGES = `pages-${BUILD.version}`
const OFFLINE = '/offline' // shown for a page that this device has never seen
const NETWORK_PATIENCE = 4_000 // ms; then the kept page is shown, on a bad network that is the better one

self.addEventListener('install', (event) => {
  // only what is small: until the worker is there, nobody holds what a first visitor brings (see `held`)
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/static/')) event.respondWith(file(request))
  else if (request.mode === 'navigate' && isPage(url.pathname))
    event.respondWith(tellsWhatWasSought(url) ? passing(request) : page(request, url))
})

// --- files: their names carry a hash, so what is kept never goes stale ----------------------------------------------

/**
 * The whole program, when a page says that it is at rest (`register.ts`): nobody waits for what may be needed offline.
 * What older builds kept goes only when all of this one is there, and never by the hand of a worker about to be replaced.
 */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(FILES)
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  let lost = 0
  const missed = (): void => {
    lost += 1 // it is fetched when it is needed
  }
  for (const name of BUILD.files) if (!kept.has(name)) await cache.add(name).catch(missed)
  await keepOfflinePage()
  const { installing, waiting } = self.registration
  if (lost === 0 && !installing && !waiting) await dropOldBuilds()
}

async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(PAGES)
  if (!(await cache.match(OFFLINE))) await cache.add(OFFLINE).catch(() => undefined)
}

async function dropOldBuilds(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== FILES && name !== PAGES).map((name) => caches.delete(name)))
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone())
  return answer
}

// --- pages: the same empty shell for every id, filled by the page's own script --------------------------------------

const NEVER_KEPT = /^\/(?:api|static|healthz|metrics|sprache|redaktion|angebote-pflegen)(?:\/|$)|^\/service-worker\.js$/
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

const isPage = (path: string): boolean => !NEVER_KEPT.test(path)

/** Answers of "Hilfe finden" say what somebody needs: no device keeps them. The field for a question is kept. */
const tellsWhatWasSought = ({ pathname, search }: URL): boolean =>
  pathname.startsWith('/hilfe-finden') && (pathname !== '/hilfe-finden' || search !== '')

async function passing(request: Request): Promise<Response> {
  return fetch(request).catch(async () => offlinePage(await caches.open(PAGES)))
}

/** `/nachrichten/<id>` and `/nachrichten/<other id>` are one shell. The query is part of a public page's address. */
const pattern = (url: URL): string => url.pathname.replace(ID, 'id') + url.search

async function page(request: Request, url: URL): Promise<Response> {
  const key = new URL(pattern(url), self.location.origin).href
  const cache = await caches.open(PAGES)
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected && answer.type === 'basic') await cache.put(key, answer.clone())
    return answer
  })
  const kept = await cache.match(key)
  if (!kept) return fresh.catch(() => offlinePage(cache))
  return Promise.race([fresh, after(NETWORK_PATIENCE).then(() => kept.clone())]).catch(() => kept)
}

/** A page never seen on this device says so, in the language it was kept in. */
async function offlinePage(cache: Cache): Promise<Response> {
  return (await cache.match(new URL(OFFLINE, self.location.origin).href)) ?? Response.error()
}

const after = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time))

// --- held: see accounts/held.ts -------------------------------------------------------------------------------------

interface Message {
  readonly type: string
  readonly values?: ReadonlyMap<string, Uint8Array>
  /** What pages have shown, so that it is not told again. */
  readonly spaces?: readonly { readonly space: string; readonly position: number }[]
  readonly texts?: Texts
}

let values: ReadonlyMap<string, Uint8Array> = new Map()

self.addEventListener('message', (event) => {
  const message = event.data as Message
  if (message.type === 'hold') values = message.values ?? new Map()
  if (message.type === 'held') event.ports[0]?.postMessage(values)
  if (message.type === 'let-go') values = new Map()
  if (message.type === 'keep') event.waitUntil(keepFiles())
  if (message.type === 'seen') event.waitUntil(toldNow(message.spaces ?? []))
  if (message.type === 'texts' && message.texts) event.waitUntil(rememberTexts(message.texts))
})

// --- push -----------------------------------------------------------------------------------------------------------

self.addEventListener('push', (event) => {
  event.waitUntil(tellNews(self.registration))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(show(String(event.notification.data?.path ?? '/')))
})

/** Bring an open page to the front, else open one. */
async function show(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = pages.find((client) => new URL(client.url).pathname === path) ?? pages[0]
  if (!open) return void (await self.clients.openWindow(path))
  await open.focus().catch(() => undefined)
  if (new URL(open.url).pathname !== path) await open.navigate(path).catch(() => undefined)
}
