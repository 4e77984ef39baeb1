// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Files that were chosen and are not sent yet. On the person's own device they lie sealed under its key, like the text beside
 * them; elsewhere, or where there is no room, they live in this page, and the browser asks before it is left.
 */

import { deviceStore } from '@accounts/device'
import { type Bytes, concat, decodeText, encodeText, u32 } from '@protocol/encoding'
import { Refusal } from '@protocol/errors'

export class KeptFiles {
  readonly #prefix: string
  /** Where each one is kept; '' while it is only here. */
  readonly #files = new Map<File, string>()

  /** `draft`: the name of the text they belong to. */
  constructor(draft: string, signal: AbortSignal) {
    this.#prefix = `draft/${draft}/file/`
    window.addEventListener('beforeunload', (event) => this.#warn(event), { signal })
  }

  get list(): readonly File[] {
    return [...this.#files.keys()]
  }

  /** What was chosen on an earlier page, before what was chosen since. */
  async load(): Promise<void> {
    const store = await deviceStore()
    const since = [...this.#files]
    this.#files.clear()
    for (const name of await store.names(this.#prefix)) {
      const bytes = await store.get(name)
      if (bytes) this.#files.set(fileFrom(bytes), name)
    }
    for (const [file, name] of since) this.#files.set(file, name)
  }

  async add(file: File): Promise<void> {
    this.#files.set(file, '')
    const name = await this.#keep(file)
    if (this.#files.has(file)) this.#files.set(file, name)
    else if (name) await (await deviceStore()).remove(name)
  }

  /** They were sent, or are no longer wanted. */
  async remove(...files: readonly File[]): Promise<void> {
    const names = files.map((file) => this.#files.get(file) ?? '').filter(Boolean)
    for (const file of files) this.#files.delete(file)
    for (const name of names) await (await deviceStore()).remove(name)
  }

  /** Its name in the store; '' where it cannot be kept. */
  async #keep(file: File): Promise<string> {
    const store = await deviceStore()
    if (!store.persistent) return ''
    const name = `${this.#prefix}${Date.now()}-${crypto.randomUUID()}`
    try {
      await store.put(name, await bytesOf(file))
      return name
    } catch (error) {
      if (!(error instanceof DOMException || error instanceof Refusal)) throw error // no room, or the file itself has gone
      return ''
    }
  }

  #warn(event: BeforeUnloadEvent): void {
    if ([...this.#files.values()].includes('')) event.preventDefault()
  }
}

/** `u32 length of what it is ‖ what it is, as JSON ‖ contents` */
async function bytesOf(file: File): Promise<Bytes> {
  const head = encodeText(JSON.stringify({ name: file.name, type: file.type }))
  return concat(u32(head.length), head, new Uint8Array(await file.arrayBuffer()))
}

function fileFrom(bytes: Bytes): File {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const { name, type } = JSON.parse(decodeText(bytes.subarray(4, end))) as { name: string; type: string }
  return new File([bytes.subarray(end)], name, { type })
}
