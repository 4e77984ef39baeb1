// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** How long it takes until a thread can be read: everything verified, decrypted and judged, as a page does it. */

import { readStatements } from '@protocol/chains'
import { lookElsewhere } from '@protocol/elsewhere'
import { concat, unb64u } from '@protocol/encoding'
import type { Bundle, Signed } from '@protocol/formats'
import { Keys, Working } from '@protocol/keys'
import { NO_PINS } from '@protocol/pins'
import { type Look, openRecords, openSpace, type StoredRecord } from '@protocol/reader'
import { admittedKeys, recallAdmitted } from '@protocol/verify'

interface Given {
  readonly bundle: Bundle
  readonly records: readonly StoredRecord[]
  readonly person: string
  readonly statements: readonly Signed[]
  readonly working: readonly { readonly kem: string; readonly sign: string }[]
}

/** Milliseconds: to verify the space; from then until 50 and all records are open; the longest task. */
interface Times {
  readonly space: number
  readonly first: number
  readonly all: number
  readonly longest: number
  readonly opened: number
}

async function readThread(given: Given, elsewhere?: Look): Promise<Times> {
  const working = given.working.map(({ kem, sign }, i) => new Working(i + 1, concat(unb64u(kem), unb64u(sign))))
  const keys = new Keys(given.person, await readStatements(given.person, given.statements), working)
  const tasks = watchTasks()
  const begun = performance.now()
  const space = await openSpace(given.bundle, keys, NO_PINS, given.bundle.now)
  const ready = performance.now()
  let [opened, first] = [0, 0]
  for await (const slice of openRecords(space, given.records, '', elsewhere)) {
    opened += slice.filter(({ state }) => state === 'open').length
    if (opened >= 50) first ||= performance.now() - ready
  }
  const all = performance.now() - ready
  return { space: ready - begun, first, all, longest: await tasks(), opened }
}

/** Watch for tasks over 50 ms, as the browser counts them, until asked for the longest. */
function watchTasks(): () => Promise<number> {
  const durations: number[] = []
  const observer = new PerformanceObserver((list) =>
    durations.push(...list.getEntries().map(({ duration }) => duration)),
  )
  observer.observe({ type: 'longtask' })
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 100)) // they are reported late
    observer.disconnect()
    return Math.max(0, ...durations)
  }
}

const another = lookElsewhere(() => new Worker('worker.js'))

Object.assign(globalThis, {
  admittedKeys,
  recallAdmitted,
  readThread,
  readElsewhere: (given: Given) => readThread(given, another),
})
