// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What the server sent, kept as it was sent: lists, bundles and sealed records. So pages open without a network.
 * Everything read from here is verified again like an answer of the server. Nothing here is needed to be right:
 * whatever fails means "not cached".
 *
 * On a device that is not the person's own the cache lives in memory only (`forget()` is never needed there).
 */

const NAME = 'sociallook-cache'
const VERSION = 1

/** One record as the server lists it. */
export interface Row {
  readonly position: number
  readonly header: string
  readonly sealed: string
  /** Of a deleted record, whose `sealed` is empty. */
  readonly hash?: string
}

export interface Cache {
  /** A JSON value under a name: `spaces`, `bundle/<space>`, `relations` … */
  get<T>(name: string): Promise<T | undefined>
  put(name: string, value: unknown): Promise<void>
  /** Rows of a space with `after` < position ≤ `upTo`, ascending. */
  rows(space: string, after: number, upTo: number): Promise<Row[]>
  keepRows(space: string, rows: readonly Row[]): Promise<void>
  /** Remove everything of one space (the right is gone). */
  drop(space: string): Promise<void>
}

/** The cache in IndexedDB. Falls back to memory where the browser refuses. */
export async function openCache(persistent: boolean): Promise<Cache> {
  if (!persistent) return new MemoryCache()
  try {
    return new DatabaseCache(await open())
  } catch {
    return new MemoryCache()
  }
}

/** Delete the cache from this device. */
export const forget = (): Promise<void> =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME)
    request.onsuccess = request.onerror = request.onblocked = () => resolve()
  })

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('values')
    request.result.createObjectStore('rows')
  }
  return done(request).then((database) => {
    database.onversionchange = () => database.close() // sign-out in another tab must not wait for this one
    return database
  })
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onerror = transaction.onabort = () => reject(transaction.error)
  })
}

class DatabaseCache implements Cache {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
  }

  async get<T>(name: string): Promise<T | undefined> {
    return this.#try(async () => (await done(this.#store('values', 'readonly').get(name))) as T | undefined, undefined)
  }

  async put(name: string, value: unknown): Promise<void> {
    await this.#try(() => done(this.#store('values', 'readwrite').put(value, name)), undefined)
  }

  async rows(space: string, after: number, upTo: number): Promise<Row[]> {
    if (upTo <= after) return []
    const range = IDBKeyRange.bound([space, after], [space, upTo], true, false)
    return this.#try(async () => (await done(this.#store('rows', 'readonly').getAll(range))) as Row[], [])
  }

  async keepRows(space: string, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    await this.#try(async () => {
      const store = this.#store('rows', 'readwrite')
      for (const row of rows) store.put(row, [space, row.position])
      await finished(store.transaction)
    }, undefined)
  }

  async drop(space: string): Promise<void> {
    const range = IDBKeyRange.bound([space], [space, []]) // [] sorts after every number
    await this.#try(async () => {
      await done(this.#store('values', 'readwrite').delete(`bundle/${space}`))
      await done(this.#store('rows', 'readwrite').delete(range))
    }, undefined)
  }

  #store(name: string, mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(name, mode).objectStore(name)
  }

  async #try<T>(step: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await step()
    } catch {
      return otherwise // a full or broken cache is no cache
    }
  }
}

class MemoryCache implements Cache {
  readonly #values = new Map<string, unknown>()
  readonly #rows = new Map<string, Map<number, Row>>()

  async get<T>(name: string): Promise<T | undefined> {
    return this.#values.get(name) as T | undefined
  }

  async put(name: string, value: unknown): Promise<void> {
    this.#values.set(name, value)
  }

  async rows(space: string, after: number, upTo: number): Promise<Row[]> {
    const rows = [...(this.#rows.get(space)?.values() ?? [])]
    return rows.filter((row) => row.position > after && row.position <= upTo).sort((a, b) => a.position - b.position)
  }

  async keepRows(space: string, rows: readonly Row[]): Promise<void> {
    const kept = this.#rows.get(space) ?? new Map<number, Row>()
    for (const row of rows) kept.set(row.position, row)
    this.#rows.set(space, kept)
  }

  async drop(space: string): Promise<void> {
    this.#values.delete(`bundle/${space}`)
    this.#rows.delete(space)
  }
}
