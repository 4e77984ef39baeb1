// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Keys on a device that is not the person's own. Nothing is written: the values live in this page, and the service
 * worker holds a copy in memory while the person goes from page to page. When the browser puts the worker to sleep and
 * no page is open, they are gone. `service-worker.ts` answers these messages.
 */

import type { Bytes } from '@protocol/encoding'
import type { Store } from './store'

/** Messages to the service worker. It answers the second one through the port. */
export type HoldMessage =
  | { readonly type: 'hold'; readonly values: ReadonlyMap<string, Bytes> }
  | { readonly type: 'held' }
  | { readonly type: 'let-go' }

let worker: ServiceWorker | null = navigator.serviceWorker?.controller ?? null

/** The worker that is there, even while it does not yet look after this page. */
const found: Promise<void> = (async () => {
  const registration = await navigator.serviceWorker?.ready
  worker = registration?.active ?? worker
})()

// A new version of the program brings a new worker, which holds nothing yet.
navigator.serviceWorker?.addEventListener('controllerchange', () => {
  worker = navigator.serviceWorker.controller ?? worker
})

const KEEP_AWAKE = 20_000 // ms; an idle worker is put to sleep after 30 s
const PATIENCE = 6_000 // ms to wait for the worker of a first visit on a slow line; where there can be none, nobody waits
const STARTING = 10_000 // ms for one that is there: a busy device takes its time to wake it, and without its answer the keys are lost

export class HeldStore implements Store {
  readonly persistent = false
  readonly #values: Map<string, Bytes>

  constructor(values: ReadonlyMap<string, Bytes> = new Map()) {
    this.#values = new Map(values)
    window.addEventListener('pagehide', () => this.#hold())
    navigator.serviceWorker?.addEventListener('controllerchange', () => this.#hold())
    setInterval(() => this.#hold(), KEEP_AWAKE)
  }

  async get(name: string): Promise<Bytes | undefined> {
    return this.#values.get(name)
  }

  async put(name: string, value: Bytes): Promise<void> {
    this.#values.set(name, value)
    this.#hold()
  }

  async remove(name: string): Promise<void> {
    this.#values.delete(name)
    this.#hold()
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.#values.keys()].filter((name) => name.startsWith(prefix))
  }

  async clear(): Promise<void> {
    for (const value of this.#values.values()) value.fill(0)
    this.#values.clear()
    tell({ type: 'let-go' })
  }

  /** Before the page is left: until the worker has everything, or it is clear that there is none. */
  async handOver(): Promise<void> {
    await Promise.race([found, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
    this.#hold()
    await held()
  }

  #hold(): void {
    if (this.#values.size) tell({ type: 'hold', values: this.#values })
  }
}

/** What the worker holds for this browser; empty when there is no worker or it has slept. */
export async function held(): Promise<ReadonlyMap<string, Bytes>> {
  worker ??= (await navigator.serviceWorker?.getRegistration())?.active ?? null
  const asked = worker
  if (!asked) return new Map()
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(new Map()), STARTING)
    port1.onmessage = ({ data }: MessageEvent<ReadonlyMap<string, Bytes>>) => {
      clearTimeout(timer)
      resolve(data)
    }
    asked.postMessage({ type: 'held' } satisfies HoldMessage, [port2])
  })
}

function tell(message: HoldMessage): void {
  worker?.postMessage(message)
}
