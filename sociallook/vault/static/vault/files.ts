// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Files of a space. Sealed on the device in chunks, sent and fetched in parts with progress; a cut network is waited for and
 * the work goes on where it stopped. Memory holds one chunk.
 *
 *     const blob = await upload(space, file, { progress, signal })             // then space.write(…, { blobs: [blob] })
 *     const file = await download(space, blob, { type, progress, signal })     // checked as a whole before it is returned
 *
 * A file that is uploaded but never named by a record is deleted by the server after a day.
 */

import { MAX_LENGTH, openBlob, type Progress, sealBlob, sealedLength } from '@protocol/blobs'
import type { BlobRef } from '@protocol/formats'
import { ask, load, Offline, put } from '@shell/transport'
import type { Space } from './spaces'

/** The largest file, in bytes. */
export const LARGEST = MAX_LENGTH

export interface Options {
  /** Told how much is done, 0 to 1. */
  readonly progress?: Progress
  /** Stops the work; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

const SEALING = 0.2 // share of the progress
const PATIENCE = 5_000 // ms between tries when the browser does not say that the network is back

/** Seal and send a file. @throws Refusal E_SCHEMA (too large), Refused, the reason of `signal` */
export async function upload(space: Space, file: Blob, { progress, signal }: Options = {}): Promise<BlobRef> {
  const blob = crypto.randomUUID()
  const { reference, sealed } = await sealBlob(space.vault, blob, file, (done) => {
    signal?.throwIfAborted()
    progress?.(done * SEALING)
  })
  const { part } = await patiently(
    () => ask<{ part: number }>('POST', `/spaces/${space.id}/blobs`, { blob, size: sealed.size }, { signal }),
    signal,
  )
  const parts = Math.ceil(sealed.size / part)
  for (let number = 0; number < parts; number++) {
    const bytes = new Uint8Array(await sealed.slice(number * part, (number + 1) * part).arrayBuffer())
    await patiently(() => put(`/spaces/${space.id}/blobs/${blob}/parts/${number}`, bytes, { signal }), signal)
    progress?.(SEALING + (1 - SEALING) * ((number + 1) / parts))
  }
  return reference
}

/** Fetch and open a file. @throws Refusal E_AEAD, E_COMMIT (not what the record names), Refused not_available, the reason of `signal` */
export async function download(
  space: Space,
  reference: BlobRef,
  { type = '', progress, signal }: Options & { readonly type?: string } = {},
): Promise<Blob> {
  const size = sealedLength(reference.length)
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let received = 0
  await patiently(async () => {
    for await (const piece of load(`/spaces/${space.id}/blobs/${reference.blob}`, received, { signal })) {
      pieces.push(piece)
      received += piece.length
      progress?.((1 - SEALING) * Math.min(1, received / size))
    }
  }, signal)
  return openBlob(space.vault, reference, new Blob(pieces), type, (done) => progress?.(1 - SEALING + SEALING * done))
}

/** Try again as long as only the network is missing. */
async function patiently<T>(step: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (;;) {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof Offline)) throw error
      await networkMayBeBack(signal)
    }
  }
}

function networkMayBeBack(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController()
    const goOn = (): void => {
      done.abort()
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(goOn, PATIENCE)
    addEventListener('online', goOn, { signal: done.signal })
    signal?.addEventListener(
      'abort',
      () => {
        done.abort()
        clearTimeout(timer)
        reject(signal.reason)
      },
      { signal: done.signal },
    )
  })
}
