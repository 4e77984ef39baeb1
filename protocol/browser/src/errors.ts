// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The named refusals of SPEC section 11. */
export type Code =
  | 'E_KEY_PIN'
  | 'E_CHAIN_UNSIGNED'
  | 'E_CHAIN_CTX'
  | 'E_FORK'
  | 'E_COMMIT'
  | 'E_AEAD'
  | 'E_SCHEMA'
  | 'E_SUITE'
  | 'E_SIG'
  | 'E_AUTHOR_NOT_GRANTED'
  | 'E_FORGED'
  | 'E_EPOCH_SIG'
  | 'E_EPOCH_RECIPIENTS'
  | 'E_STALE'
  | 'E_ROLLBACK'
  | 'E_GAP'
  | 'E_CLOCK'
  | 'E_KDF_FLOOR'
  | 'E_STORE'
  | 'E_NO_WRAP'
  | 'E_PAIR'

/** Stop with a named refusal and show nothing partial. `detail` is for developers: never secret, never personal. */
export class Refusal extends Error {
  readonly code: Code
  readonly detail: string

  constructor(code: Code, detail = '') {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'Refusal'
    this.code = code
    this.detail = detail
  }
}

/** Refuse unless `condition` holds. */
export function require(condition: unknown, code: Code, detail = ''): asserts condition {
  if (!condition) throw new Refusal(code, detail)
}

/** The code with which something was refused, undefined if it went through. Other errors are thrown on. */
export async function refusal(attempt: Promise<unknown>): Promise<Code | undefined> {
  try {
    await attempt
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}
