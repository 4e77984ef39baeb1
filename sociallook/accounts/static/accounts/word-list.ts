// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The words of the access sheet: reading what people type, suggesting, and finding what was meant. The list itself is
 * loaded when somebody begins to type. Everything happens on the device.
 */

import { normalForm } from '@protocol/passphrase'

let list: Promise<readonly string[]> | undefined

/** The words, sorted. */
export const wordList = (): Promise<readonly string[]> =>
  (list ??= import('@generated/words.json').then((module) => module.default as readonly string[]))

/** "1. Wort", as it stands on the sheet above each word. The word itself is in the list too. */
const NUMBERED = /\d+\s*\.\s*wort(?=\s+\p{L})/gu

/** The words in what was typed or pasted: commas, line breaks, numbers ("1. Wort") and capitals do no harm. */
export const wordsIn = (typed: string): string[] =>
  normalForm(typed)
    .replace(NUMBERED, ' ')
    .split(/[^\p{L}]+/u)
    .filter(Boolean)

/** Up to five words that begin like this; the letters have to be at least two. */
export function suggestions(beginning: string, words: readonly string[]): string[] {
  if (beginning.length < 2 || words.includes(beginning)) return []
  return words.filter((word) => word.startsWith(fold(beginning))).slice(0, 5)
}

/** The one word of the list that was meant, if there is one at a distance of one slip; undefined otherwise. */
export function meant(typed: string, words: readonly string[]): string | undefined {
  const folded = fold(typed)
  if (words.includes(folded)) return folded
  const near = words.filter((word) => oneSlipApart(folded, word))
  return near.length === 1 ? near[0] : undefined
}

/** The list knows no umlauts. */
const fold = (word: string): string =>
  word.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss')

/** One letter too many, too few, wrong, or two neighbours swapped. */
function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}

/** A login name as typed: capitals, spaces and long dashes do no harm. */
export const loginIn = (typed: string): string => normalForm(typed).replace(/[\s\p{Pd}_]+/gu, '-')

export const LOGIN = /^[a-z]+-[a-z]+-\d{4}$/
