// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { clone } from '@shell/parts'
import type { Level } from './levels'
import { drawMark, type Mark } from './marks'

const SUFFIX = { none: '0', read: '1', join: '2', paused: 'p' } as const

/** The large sign of a right, from the part `bond` or `bond-paused`. */
export function bond(state: Level | 'paused', mark: Mark): HTMLElement {
  const made = clone(state === 'paused' ? 'bond-paused' : 'bond')
  made.classList.add(`bond-${SUFFIX[state]}`)
  const place = made.querySelector('[data-mark]')
  if (place) drawMark(place, mark)
  return made
}
