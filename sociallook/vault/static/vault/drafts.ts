// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What a person has begun to write, sealed under the device's key. It survives a lost network, a closed tab, a lock and
 * a stale epoch; on a device that is not the person's own it lives as long as the keys do.
 *
 *     const draft = await openDraft(`message/${space.id}`, textarea)   // fills the field, follows what is typed
 *     await space.write(…); await draft.clear()
 */

import { deviceStore } from '@accounts/device'
import { decodeText, encodeText } from '@protocol/encoding'

const PAUSE = 400 // ms from one keeping to the next while somebody types

type Field = HTMLTextAreaElement | HTMLInputElement

export interface Draft {
  clear(): Promise<void>
}

/** The kept text of `name`, or an empty string. */
export async function draftText(name: string): Promise<string> {
  const bytes = await (await deviceStore()).get(`draft/${name}`)
  return bytes ? decodeText(bytes) : ''
}

export async function keepDraft(name: string, text: string): Promise<void> {
  const store = await deviceStore()
  await (text ? store.put(`draft/${name}`, encodeText(text)) : store.remove(`draft/${name}`))
}

/** Fill `field` with the draft of this name (unless something is typed already) and keep what is typed from now on. */
export async function openDraft(name: string, field: Field, signal?: AbortSignal): Promise<Draft> {
  let timer = 0
  let filled = false
  let order = Promise.resolve()
  const write = (text: string): Promise<void> => {
    const next = (): Promise<void> => keepDraft(name, text)
    order = order.then(next, next) // the newest comes last
    return order
  }
  const keep = (): void => {
    if (filled || field.value) void write(field.value) // an empty field before that says nothing
  }
  const typed = (): void => {
    if (timer) return
    keep() // at once: a page that is left has no time to seal anything
    timer = window.setTimeout(() => {
      timer = 0
      keep()
    }, PAUSE)
  }
  const options = signal ? { signal } : {}
  field.addEventListener('input', typed, options)
  field.addEventListener('change', keep, options)
  window.addEventListener('pagehide', keep, options) // all this first: on a slow device somebody types already
  const kept = await draftText(name)
  filled = true
  if (kept && !field.value) {
    field.value = kept
    field.dispatchEvent(new Event('input', { bubbles: true })) // whoever counts or resizes
  }
  return {
    async clear(): Promise<void> {
      clearTimeout(timer)
      timer = 0
      await write('')
    },
  }
}
