// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The cells of the matrix: which areas there are and what their verbs mean for a person. Data: `protocol/areas.json`. */

import { AREAS } from '@protocol/areas'

/** No line, dots, a solid line: nothing, reading, joining in. */
export type Level = 'none' | 'read' | 'join'

export const LEVELS: readonly Level[] = ['none', 'read', 'join']

/** The columns of the matrix, in their order. */
export const COLUMNS: readonly string[] = [...AREAS]
  .filter(([, { granted }]) => granted === 'cell')
  .map(([area]) => area)

/** The verbs a level stands for in an area, sorted. */
export function verbsOf(area: string, level: Level): readonly string[] {
  if (level === 'none') return []
  return level === 'read' ? ['read'] : [...(AREAS.get(area)?.verbs ?? [])].sort()
}

/** Reading alone is `read`; every verb besides it is joining in. */
export function levelOf(verbs: readonly string[]): Level {
  if (!verbs.includes('read')) return 'none'
  return verbs.length === 1 ? 'read' : 'join'
}

/** Whether `after` gives more than `before`, so that it must be reviewed. */
export const raises = (before: Level, after: Level): boolean => LEVELS.indexOf(after) > LEVELS.indexOf(before)
