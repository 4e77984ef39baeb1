// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Values in IndexedDB, sealed under the device key D: one AES-GCM CryptoKey that no script can export. Some browsers lose keys
 * silently, so D is tried when the store is opened and every value is read back and opened before it counts as kept.
 */

import { type Bytes, concat, encodeText, sameBytes } from '@protocol/encoding'
import { Refusal } from '@protocol/errors'
import { randomBytes } from '@protocol/seal'
import type { Store } from './store'

const NAME = 'sociallook-device'
const VERSION = 1
const NONCE = 12

export class DeviceStore implements Store {
  readonly persistent = true
  readonly #database: IDBDatabase
  readonly #key: CryptoKey

  private constructor(database: IDBDatabase, key: CryptoKey) {
    this.#database = database
    this.#key = key
  }

  /** Whether anything was ever kept here; asking creates nothing. */
  static async exists(): Promise<boolean> {
    try {
      return (await indexedDB.databases()).some(({ name }) => name === NAME)
    } catch {
      return false
    }
  }

  /** @throws Refusal E_STORE when this browser keeps no keys */
  static async open(): Promise<DeviceStore> {
    try {
      const database = await openDatabase()
      return new DeviceStore(database, await deviceKey(database))
    } catch (error) {
      throw new Refusal('E_STORE', error instanceof Error ? error.name : '')
    }
  }

  async get(name: string): Promise<Bytes | undefined> {
    const sealed = (await request(this.#values('readonly').get(name))) as Bytes | undefined
    return sealed && this.#open(name, sealed)
  }

  async #open(name: string, sealed: Bytes): Promise<Bytes> {
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(
          this.#parameters(name, sealed.subarray(0, NONCE)),
          this.#key,
          sealed.subarray(NONCE),
        ),
      )
    } catch {
      throw new Refusal('E_STORE', 'a value that this device cannot open')
    }
  }

  async put(name: string, value: Bytes): Promise<void> {
    const nonce = randomBytes(NONCE)
    const box = new Uint8Array(await crypto.subtle.encrypt(this.#parameters(name, nonce), this.#key, value))
    const values = this.#values('readwrite') // one transaction: another page may be putting or removing the same
    values.put(concat(nonce, box), name)
    const kept = (await request(values.get(name))) as Bytes | undefined
    const back = kept && (await this.#open(name, kept))
    if (!back || !sameBytes(back, value)) throw new Refusal('E_STORE', 'not what was put')
  }

  async remove(name: string): Promise<void> {
    await request(this.#values('readwrite').delete(name))
  }

  async names(prefix: string): Promise<string[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
    return (await request(this.#values('readonly').getAllKeys(range))) as string[]
  }

  /** Values and D go: what was here cannot be opened again. */
  async clear(): Promise<void> {
    const transaction = this.#database.transaction(['values', 'keys'], 'readwrite')
    transaction.objectStore('values').clear()
    await request(transaction.objectStore('keys').clear())
    this.#database.close()
  }

  #values(mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction('values', mode).objectStore('values')
  }

  /** The name is authenticated: values cannot be swapped. */
  #parameters(name: string, iv: Bytes): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: encodeText(name) }
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, VERSION)
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('keys')
    opening.result.createObjectStore('values')
  }
  return request(opening).then((database) => {
    database.onversionchange = () => database.close()
    return database
  })
}

/** D, made when it is first needed. What counts is the key that was read back, tried on something. */
async function deviceKey(database: IDBDatabase): Promise<CryptoKey> {
  const keys = (mode: IDBTransactionMode): IDBObjectStore => database.transaction('keys', mode).objectStore('keys')
  const kept = (await request(keys('readonly').get('D'))) as CryptoKey | undefined
  if (!kept) {
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    await request(keys('readwrite').add(made, 'D')).catch(() => undefined) // another tab was faster: its key counts
  }
  const back = kept ?? ((await request(keys('readonly').get('D'))) as CryptoKey)
  const iv = randomBytes(NONCE)
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, back, encodeText('sociallook'))
  await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, back, box)
  return back
}

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB'))
  })
}
