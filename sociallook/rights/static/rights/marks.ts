// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The mark of a helper: form, colour and icon by the kind of institution. The name always stands beside it. */

const NAMESPACE = 'http://www.w3.org/2000/svg'

export interface Mark {
  /** Name of a symbol in `icons.svg`, without `i-`. */
  readonly icon: string
  /** Class of the colour, see tokens.css. */
  readonly hue: string
  /** A circle for a person, a square for an institution. */
  readonly person: boolean
}

/** By the words of `institutions/kinds.py`. */
const BY_KIND: Readonly<Record<string, readonly [icon: string, hue: string]>> = {
  jobcenter: ['case', 'blue'],
  youth_office: ['family', 'berry'],
  welfare: ['sprout', 'moss'],
  school: ['words', 'rust'],
  training: ['wheel', 'rust'],
  counselling: ['coin', 'slate'],
}

export const PERSON: Mark = { icon: 'person', hue: 'violet', person: true }

/** The mark of an institution of this kind; kinds that are not known yet get a plain one. */
export function markOf(kind: string): Mark {
  const [icon, hue] = BY_KIND[kind] ?? ['case', 'slate']
  return { icon, hue, person: false }
}

/** Fill `<span class="mark" data-mark>`; its size (`mark-s`) stays. */
export function drawMark(place: Element, mark: Mark): void {
  place.classList.remove('mark-p', ...HUES)
  place.classList.add(mark.hue)
  if (mark.person) place.classList.add('mark-p')
  place.replaceChildren(icon(mark.icon))
}

/** One icon of the sprite that the page already uses. */
export function icon(name: string, classes = 'i'): SVGElement {
  return symbol(`i-${name}`, classes)
}

/** The small sign of a right. */
export const line = (state: string): SVGElement => symbol(`g-${state}`, 'g')

const HUES = ['blue', 'berry', 'moss', 'violet', 'rust', 'slate']

function symbol(name: string, classes: string): SVGElement {
  const svg = document.createElementNS(NAMESPACE, 'svg')
  svg.setAttribute('class', classes)
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(NAMESPACE, 'use')
  use.setAttribute('href', `${sprite()}#${name}`)
  svg.append(use)
  return svg
}

/** The address of icons.svg carries a hash; the frame of every page has an icon that knows it. */
function sprite(): string {
  const [address = ''] = (document.querySelector('svg use')?.getAttribute('href') ?? '').split('#')
  return address
}
