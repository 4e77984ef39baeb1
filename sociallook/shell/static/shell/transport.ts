// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The only place that talks to the server: the JSON door of docs/api/README.md.
 *
 *     const account = await ask<Account>('GET', '/account')
 *     await ask('POST', '/account/sheet')
 *
 * Three things can happen: an answer; `Refused` (the server said no, with a code word that a page maps to one of its
 * own sentences); `Offline` (no answer at all: the network is gone or the server is; nothing is known about the
 * outcome, so only calls that may be repeated are repeated). Nothing decrypted ever becomes part of an address.
 */

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const PREFIX = '/api/v1'

/** The server's "no". `code` is a word of docs/api/README.md or a named refusal (`E_STALE`, `E_PREV` …). */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  /** What the server adds for this code: `epoch`, `prev`, `position`. */
  readonly more: Readonly<Record<string, unknown>>
  /** Seconds to wait before another try, for `slow_down`; else 0. */
  readonly retryAfter: number

  constructor(status: number, code: string, more: Record<string, unknown> = {}, retryAfter = 0) {
    super(code)
    this.name = 'Refused'
    this.status = status
    this.code = code
    this.more = more
    this.retryAfter = retryAfter
  }
}

/** No answer came. */
export class Offline extends Error {
  constructor() {
    super('offline')
    this.name = 'Offline'
  }
}

/** A part of the program that is fetched when it is needed: `await program(import('./take'))`. @throws Offline if it cannot be had */
export const program = <T>(part: Promise<T>): Promise<T> =>
  part.catch((error: unknown) => {
    throw error instanceof TypeError ? new Offline() : error // ECMAScript leaves the error to the host: browsers take this one
  })

/** Whether `error` is the server's refusal with one of these codes. */
export const isRefused = (error: unknown, ...codes: string[]): error is Refused =>
  error instanceof Refused && codes.includes(error.code)

export interface Options {
  readonly signal?: AbortSignal | undefined
  /** Let the call outlive the page (sign-out, a draft sent on leaving). */
  readonly keepalive?: boolean
}

/**
 * Call the JSON door. `path` begins after `/api/v1`; `body` is sent as JSON. An empty answer is `undefined`.
 * @throws Refused, Offline; the reason of `signal` when it was aborted
 */
export async function ask<T = void>(method: Method, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const answer = await send(method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }),
    ...options,
  })
  const text = await read(() => answer.text(), options.signal)
  return (text ? JSON.parse(text) : undefined) as T
}

/** Send raw bytes, for example one part of a blob. @throws like `ask` */
export async function put(path: string, bytes: Uint8Array<ArrayBuffer>, options: Options = {}): Promise<void> {
  await send('PUT', path, { body: bytes, type: 'application/octet-stream', ...options })
}

/**
 * Fetch raw bytes as they arrive; `from` asks for the rest after so many bytes.
 * @throws like `ask`; reading the stream may throw `Offline`
 */
export async function* load(path: string, from = 0, options: Options = {}): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const answer = await send('GET', path, { ...(from ? { range: `bytes=${from}-` } : {}), ...options })
  const reader = answer.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await read(() => reader.read(), options.signal)
      if (done) return
      yield value as Uint8Array<ArrayBuffer>
    }
  } finally {
    await reader.cancel().catch(() => undefined) // left early: stop the download
  }
}

interface Sent extends Options {
  readonly body?: BodyInit
  readonly type?: string
  readonly range?: string
}

async function send(method: Method, path: string, sent: Sent): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json' })
  if (method !== 'GET') headers.set('X-Sociallook', '1')
  if (sent.type) headers.set('Content-Type', sent.type)
  if (sent.range) headers.set('Range', sent.range)
  const answer = await read(
    () =>
      fetch(PREFIX + path, {
        method,
        headers,
        body: sent.body ?? null,
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: sent.signal ?? null,
        keepalive: sent.keepalive ?? false,
      }),
    sent.signal,
  )
  if (answer.ok) return answer
  throw await refusal(answer)
}

/** Everything that breaks on the way is `Offline`, unless we aborted it ourselves. */
async function read<T>(step: () => Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  try {
    return await step()
  } catch {
    if (signal?.aborted) throw signal.reason
    throw new Offline()
  }
}

async function refusal(answer: Response): Promise<Error> {
  if (answer.status >= 502 && answer.status <= 504) return new Offline() // a proxy speaks: the server itself is away
  const said: unknown = await answer.json().catch(() => undefined)
  const { code, message: _message, ...more } = isObject(said) ? said : {}
  const word = typeof code === 'string' ? code : `http_${answer.status}`
  return new Refused(answer.status, word, more, Number(answer.headers.get('Retry-After') ?? 0) || 0)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
