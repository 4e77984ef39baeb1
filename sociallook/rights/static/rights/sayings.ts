// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Every right as a plain sentence. All of them stand in the template part `rights/parts/areas.html`. */

import { words } from '@shell/words'
import type { Level } from './levels'

/** The name of an area on the screen. */
export const areaWord = (area: string): string => words(part(area), 'word')

/** Its icon. */
export const areaIcon = (area: string): Node => document.importNode(part(area).content, true)

/** "Jobcenter Musterstadt darf Ihre Nachrichten lesen und Ihnen schreiben." */
export const say = (area: string, level: Level, name: string): string => words(part(area), level, { name })

/** The same for a table. */
export const sayShort = (area: string, level: Level, name: string): string =>
  words(part(area), `short${capital(level)}`, { name })

/** What a helper does, without saying who: "Schreibt mit Ihnen." Nothing for no right. */
export const sayDoes = (area: string, level: Level): string =>
  level === 'none' ? '' : words(part(area), `does${capital(level)}`)

/** That somebody reads along with `name`, or does not. */
export const sayAlong = (area: string, along: boolean, reader: string, name: string): string =>
  words(part(area), along ? 'along' : 'alone', { reader, name })

export const sayAlongShort = (area: string, reader: string, name: string): string =>
  words(part(area), 'shortAlong', { reader, name })

/** "Auch die Nachrichten von früher" */
export const sayOlder = (area: string): string => words(part(area), 'older')

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function part(area: string): HTMLTemplateElement {
  const found = document.querySelector<HTMLTemplateElement>(`template[data-area="${CSS.escape(area)}"]`)
  if (!found) throw new Error(`area without sentences: ${area}`)
  return found
}
