// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Long work in short tasks, so that a cheap phone stays responsive: engines run small WebCrypto calls on the spot. */

const BUDGET_MS = 12

let begun = 0

/** Let the page answer, if it has been kept waiting; costs nothing otherwise. */
export async function breathe(): Promise<void> {
  if (performance.now() - begun < BUDGET_MS) return
  await nextTask()
  begun = performance.now()
}

const scheduler = (globalThis as { scheduler?: { yield?: () => Promise<void> } }).scheduler

const nextTask = (): Promise<void> =>
  scheduler?.yield?.() ??
  new Promise((resolve) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      resolve()
    }
    channel.port2.postMessage(undefined)
  })
