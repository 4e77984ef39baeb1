// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** How long it takes until a thread can be read: everything verified, decrypted and judged, as a page does it. */

import { readStatements } from '@protocol/chains'
import { lookElsewhere } from '@protocol/elsewhere'
import { concat, unb64u } from '@protocol/encoding'
import type { Bundle, Signed } from '@protocol/formats'
import { Keys, Working } from '@protocol/keys'
import { breathe } from '@protocol/pace'
import { NO_PINS } from '@protocol/pins'
import { type Look, type OpenedSpace, openRecords, openSpace, type StoredRecord } from '@protocol/reader'
import { openSealed, readHeader } from '@protocol/records'

interface Given {
  readonly bundle: Bundle
  readonly records: readonly StoredRecord[]
  readonly keys: {
    readonly person: string
    readonly statements: readonly Signed[]
    readonly working: readonly { readonly kem: string; readonly sign: string }[]
  }
}

/** Milliseconds: to verify the space; from then until 50 and all records are open; the longest task. */
interface Times {
  readonly space: number
  readonly first: number
  readonly all: number
  readonly longest: number
  readonly opened: number
}

async function verifiedSpace({ bundle, keys: { person, statements, working } }: Given): Promise<OpenedSpace> {
  const own = working.map(({ kem, sign }, i) => new Working(i + 1, concat(unb64u(kem), unb64u(sign))))
  return openSpace(bundle, new Keys(person, await readStatements(person, statements), own), NO_PINS, bundle.now)
}

async function readThread(given: Given, elsewhere?: Look): Promise<Times> {
  const tasks = watchTasks()
  const begun = performance.now()
  const space = await verifiedSpace(given)
  const ready = performance.now()
  let [opened, first] = [0, 0]
  for await (const slice of openRecords(space, given.records, '', elsewhere)) {
    opened += slice.filter(({ state }) => state === 'open').length
    if (opened >= 50) first ||= performance.now() - ready
  }
  const all = performance.now() - ready
  return { space: ready - begun, first, all, longest: await tasks(), opened }
}

/** For comparison: only derive, decrypt and decode, one after the other, without any judgement. */
async function decryptOnly(given: Given): Promise<{ all: number }> {
  const sight = await (await verifiedSpace(given)).sight()
  const begun = performance.now()
  for (const { header, sealed } of given.records) {
    const headed = readHeader(unb64u(header))
    const seen = sight.epochs.get(headed.epoch)
    if (seen && typeof seen.key !== 'string') await openSealed(headed, unb64u(sealed), seen.key)
    await breathe()
  }
  return { all: performance.now() - begun }
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

const given = fetch('thread.json').then((answer) => answer.json() as Promise<Given>)

Object.assign(globalThis, {
  decryptOnly: async () => decryptOnly(await given),
  readHere: async () => readThread(await given),
  readElsewhere: async () => readThread(await given, another),
})
