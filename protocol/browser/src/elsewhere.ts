// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Opening records in a worker, so that a cheap phone scrolls while it verifies. Keys go there as CryptoKeys that no script
 * can export.
 *
 *     vault/reading.worker.ts:  answerLooks(self)
 *     page:                     openRecords(space, rows, after, lookElsewhere(() => new Worker(address, { type: 'module' })))
 */

import { type Found, type Look, lookHere, type Sight, type StoredRecord } from './sight'

interface Asked {
  readonly number: number
  readonly sight: number
  /** The first time only. */
  readonly data?: Sight
  readonly records: readonly StoredRecord[]
}

interface Answered {
  readonly number: number
  readonly found?: Found[]
}

/** In the page: look in this worker, which is started when it is first needed. Without workers the work is done here. */
export function lookElsewhere(start: () => Worker): Look {
  const waiting = new Map<number, (found: Found[] | undefined) => void>()
  const sights = new WeakMap<Sight, number>()
  let worker: Worker | undefined
  let broken = false
  let [questions, known] = [0, 0]

  const ready = (): Worker => {
    if (worker) return worker
    worker = start()
    worker.onmessage = ({ data: { number, found } }: MessageEvent<Answered>) => {
      waiting.get(number)?.(found)
      waiting.delete(number)
    }
    worker.onerror = () => {
      broken = true // its script could not be loaded, or it fell over: nothing more is asked of it
      for (const give of waiting.values()) give(undefined)
    }
    return worker
  }

  const ask = (sight: Sight, records: readonly StoredRecord[]): Promise<Found[] | undefined> =>
    new Promise((resolve) => {
      const seen = sights.get(sight)
      const at = seen ?? ++known
      sights.set(sight, at)
      const number = ++questions
      waiting.set(number, resolve)
      ready().postMessage({ number, sight: at, records, ...(seen === undefined && { data: sight }) } satisfies Asked)
    })

  return async (sight, records) => {
    const found = broken ? undefined : await ask(sight, records).catch(() => undefined)
    return found ?? lookHere(sight, records)
  }
}

/** In the worker: answer what the page asks, in its order. */
export function answerLooks(scope: {
  onmessage: ((event: MessageEvent<Asked>) => void) | null
  postMessage(answer: Answered): void
}): void {
  const sights = new Map<number, Sight>()
  scope.onmessage = async ({ data: { number, sight, data, records } }) => {
    if (data) sights.set(sight, data)
    const known = sights.get(sight)
    const found = known && (await lookHere(known, records).catch(() => undefined))
    scope.postMessage(found ? { number, found } : { number })
  }
}
