// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Sentences and dates in the language of the page. The sentences come from attributes of the template
 * (`data-sent="Gesendet"`, `data-files-one="Eine Datei"`, `data-files-other="{count} Dateien"`); none stands in a script.
 */

type Values = Readonly<Record<string, string | number>>

const language = (): string => document.documentElement.lang || 'de'

/** The sentence `name` of an element, with `{place}`s filled in. */
export function words(element: HTMLElement, name: string, values: Values = {}): string {
  const sentence = element.dataset[name]
  if (sentence === undefined) throw new Error(`words missing: ${name}`)
  return sentence.replace(/\{(\w+)\}/g, (whole, place: string) => String(values[place] ?? whole))
}

/** The sentence for a number: `data-<name>-one`, `-few`, `-many`, `-other` by the rules of the language (CLDR). */
export function counted(element: HTMLElement, name: string, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(language()).select(count)
  const key = name + form.charAt(0).toUpperCase() + form.slice(1)
  return words(element, key in element.dataset ? key : `${name}Other`, { count, ...values })
}

/** "Montag, 3. Mai", with the year when it is not this one. */
export function day(at: Date, now = new Date()): string {
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(language(), { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at)
}

/** "10 Uhr", "8.45 Uhr": the pattern stands in <html data-clock data-clock-full>. */
export function clock(at: Date): string {
  const [hour, minute] = [at.getHours(), at.getMinutes()]
  const values = { hour, minute: String(minute).padStart(2, '0') }
  return words(document.documentElement, minute === 0 ? 'clockFull' : 'clock', values)
}

/** "180 kB", "1,2 MB". */
export function size(bytes: number): string {
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  const digits = amount < 10 ? 1 : 0
  return new Intl.NumberFormat(language(), { style: 'unit', unit, maximumFractionDigits: digits }).format(amount)
}
