// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Bytes } from '@protocol/encoding'

/** Named values of the signed-in person, on the device (`device-store.ts`) or only in memory (`held.ts`). */
export interface Store {
  /** Whether values outlive the browser. */
  readonly persistent: boolean
  get(name: string): Promise<Bytes | undefined>
  /** @throws Refusal E_STORE when the browser does not give back what was put */
  put(name: string, value: Bytes): Promise<void>
  remove(name: string): Promise<void>
  names(prefix: string): Promise<string[]>
  clear(): Promise<void>
}
