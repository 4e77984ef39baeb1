// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What the tests call in a browser. */

import { lookElsewhere } from '@protocol/elsewhere'
import { act } from './acts'
import { outcome, readTwice } from './calls'
import { growOld } from './old'

if (location.search === '?old') growOld()

type Case = Parameters<typeof outcome>[0]

async function outcomes(cases: readonly Case[]): Promise<unknown[]> {
  const found: unknown[] = []
  for (const each of cases) found.push(await outcome(each))
  return found
}

const second = lookElsewhere(() => new Worker('worker.js'))
const broken = lookElsewhere(() => new Worker('nowhere.js'))

Object.assign(globalThis, {
  act,
  outcomes,
  readInBothThreads: (given: unknown) => readTwice(given, second),
  readWithBrokenWorker: (given: unknown) => readTwice(given, broken),
})
