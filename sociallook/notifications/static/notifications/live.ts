// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What happens now. One stream for the whole browser: the page that holds the lock listens to the server and tells the other
 * pages; when it is closed, another takes over. Events carry ids only; pages fetch what they show, with their own cursor.
 *
 *     live('record', ({ space }) => …, this.signal)
 *
 * `again`: something may have been missed (network back, page back, another leader). It is followed by a `spaces`, so who
 * only draws lists need not care; opened spaces of `vault/spaces.ts` load by themselves and dispatch `change`.
 */

export interface LiveEvents {
  record: { readonly type: 'record'; readonly space: string; readonly position: number }
  space: { readonly type: 'space'; readonly space: string }
  spaces: { readonly type: 'spaces' }
  team: { readonly type: 'team'; readonly team: string }
  pairing: { readonly type: 'pairing'; readonly pairing: string }
  account: { readonly type: 'account' }
  again: { readonly type: 'again' }
}

export type LiveEvent = LiveEvents[keyof LiveEvents]
type Type = keyof LiveEvents
type Listener<T extends Type = Type> = (event: LiveEvents[T]) => void

const TYPES = ['record', 'space', 'spaces', 'team', 'pairing', 'account'] as const
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000

const listeners = new Map<Type, Set<Listener>>()
const others = new BroadcastChannel('sociallook-live')

/** Listen to one type of event until `signal` is aborted. The first listener of this page joins the browser's one stream. */
export function live<T extends Type>(type: T, listener: Listener<T>, signal?: AbortSignal): void {
  join()
  const heard = listeners.get(type) ?? new Set()
  listeners.set(type, heard.add(listener as Listener))
  signal?.addEventListener('abort', () => heard.delete(listener as Listener))
}

function tellHere(event: LiveEvent): void {
  for (const listener of listeners.get(event.type) ?? []) listener(event)
  if (event.type === 'again') tellHere({ type: 'spaces' })
}

function tellAll(event: LiveEvent): void {
  others.postMessage(event)
  tellHere(event)
}

let joined = false

function join(): void {
  if (joined) return
  joined = true
  others.addEventListener('message', ({ data }: MessageEvent<LiveEvent>) => tellHere(data))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tellHere({ type: 'again' }) // a sleeping page hears nothing
  })
  addEventListener('online', () => tellHere({ type: 'again' }))
  void navigator.locks.request('sociallook-live', lead)
}

/** Runs in one page of the browser at a time, until that page is closed. */
async function lead(): Promise<void> {
  let pause = FIRST_PAUSE
  for (;;) {
    const heard = await stream()
    pause = heard ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE)
    await untilTimeOrOnline(pause)
  }
}

/** One connection; resolves when it has ended for good, with whether it ever was open. */
function stream(): Promise<boolean> {
  const source = new EventSource('/api/v1/events')
  let opened = false
  source.addEventListener('open', () => {
    opened = true
    tellAll({ type: 'again' })
  })
  for (const type of TYPES) {
    source.addEventListener(type, ({ data }: MessageEvent<string>) =>
      tellAll({ ...(JSON.parse(data) as object), type } as LiveEvent),
    )
  }
  return new Promise((resolve) => {
    source.addEventListener('error', () => {
      // the browser reconnects by itself after a cut; after a refusal it gives up, and so it does when it is offline
      if (source.readyState === EventSource.CLOSED) resolve(opened)
    })
  })
}

function untilTimeOrOnline(time: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time)
    addEventListener(
      'online',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
