// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The sentences of the account pages (`parts/sentences.html`), and which one fits what went wrong. */

import { Refusal } from '@protocol/errors'
import { isRefused, Offline, Refused } from '@shell/transport'
import { counted, words } from '@shell/words'

function template(): HTMLElement {
  const found = document.querySelector<HTMLElement>('template[data-part="sentences"]')
  if (!found) throw new Error('part missing: sentences')
  return found
}

export const sentence = (name: string, values: Record<string, string | number> = {}): string =>
  words(template(), name, values)

export const countedSentence = (name: string, count: number, values: Record<string, string | number> = {}): string =>
  counted(template(), name, count, values)

/** "fünf" for 5; digits where the language's list ends. */
export function numberWord(number: number): string {
  return sentence('numbers').split(' ')[number] ?? String(number)
}

/** Our own errors name their sentence. */
export class Said extends Error {
  constructor(name: string, values: Record<string, string | number> = {}) {
    super(sentence(name, values))
  }
}

/** One clear sentence for whatever stopped us. */
export function explain(error: unknown): string {
  if (error instanceof Said) return error.message
  if (error instanceof Offline || isUnloaded(error)) return sentence('offline')
  if (isRefused(error, 'wrong_words')) return sentence('wrong_words')
  if (isRefused(error, 'E_CLOCK')) return sentence('clock')
  if (isRefused(error, 'slow_down')) {
    return sentence('slow_down', { minutes: countedSentence('minute', Math.max(1, Math.ceil(error.retryAfter / 60))) })
  }
  if (error instanceof Refusal) return explainRefusal(error)
  if (error instanceof Refused) return sentence('refused', { code: error.code })
  if (error instanceof Error && error.name === 'WrongProof') return sentence('wrong_proof')
  if (error instanceof Error && error.name === 'NoPasskey') return sentence('no_passkey')
  throw error // a fault of ours must not hide behind a friendly sentence
}

/** A part of the program that is loaded when used and could not be: browsers have no common name for it. */
const isUnloaded = (error: unknown): boolean => error instanceof TypeError && /import|module/i.test(error.message)

function explainRefusal({ code }: Refusal): string {
  if (code === 'E_KDF_FLOOR') return sentence('floor')
  if (code === 'E_STORE') return sentence('e_store')
  return sentence('unsafe', { code })
}
