// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { clone } from '@shell/parts'
import { LEVELS, type Level } from './levels'
import { areaIcon, areaWord, say } from './sayings'

/** The choice of a right in one area for one helper; `chosen` is undefined where nothing may be preselected. */
export function choice(area: string, name: string, chosen: Level | undefined): HTMLElement {
  const field = clone('choice', {
    area: areaWord(area),
    whose: `${name}: ${areaWord(area)} `,
    m0: say(area, 'none', name),
    m1: say(area, 'read', name),
    m2: say(area, 'join', name),
  })
  field.dataset['choice'] = area
  field.querySelector('[data-icon]')?.replaceWith(areaIcon(area))
  field.querySelectorAll<HTMLInputElement>('input').forEach((input, index) => {
    const meaning = field.querySelector(`.m${index}`)
    if (meaning) meaning.id = `${area}-${index}`
    input.id = `${area}-choice-${index}`
    input.name = area
    input.setAttribute('aria-describedby', `${area}-${index}`)
    input.checked = LEVELS[index] === chosen
  })
  return field
}

/** The level chosen in a field made by `choice`, undefined if none is. */
export function chosenLevel(field: Element): Level | undefined {
  return LEVELS[Number(field.querySelector<HTMLInputElement>('input:checked')?.value ?? -1)]
}

export function chooseLevel(field: Element, level: Level): void {
  const input = field.querySelector<HTMLInputElement>(`input[value="${LEVELS.indexOf(level)}"]`)
  if (input) input.checked = true
}
