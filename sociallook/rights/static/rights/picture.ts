// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The helper network as an SVG: I am the circle in the middle, helpers stand around me, the line is the right. Everything
 * in it stands in the list below as well, so the picture is an extra and each helper in it a link.
 */

import type { Helper } from './helpers'
import type { Level } from './levels'
import { icon } from './marks'

const NAMESPACE = 'http://www.w3.org/2000/svg'
const WIDTH = 360
const RADIUS = { x: 122, y: 128 }
const ME = 42
const NODE = 28
const ROOM = 64 // for a mark and its name

interface Point {
  readonly x: number
  readonly y: number
}

/** What the ear hears at a helper in the picture. */
export type NameInPicture = (helper: Helper) => string

/** Fill `<svg class="pic">`; `mine` is the word in the middle. */
export function drawNetwork(svg: SVGSVGElement, helpers: readonly Helper[], mine: string, nameOf: NameInPicture): void {
  const rings = Math.max(1, Math.ceil(helpers.length / PER_RING))
  const width = WIDTH + 2 * (rings - 1) * GROWTH
  const middle = { x: width / 2, y: 0 }
  const places = new Map(helpers.map((helper, index) => [helper, place(index, helpers.length, middle)]))
  const heights = [...places.values()].map(({ y }) => y)
  const [top, bottom] = [Math.min(-ME, ...heights) - ROOM, Math.max(ME, ...heights) + ROOM]
  svg.setAttribute('viewBox', `0 ${top} ${width} ${bottom - top}`)
  for (const old of svg.querySelectorAll(':scope > :not(title)')) old.remove()
  svg.append(
    hidden([...places].flatMap(([helper, at]) => tie(middle, at, helper))),
    hidden(helpers.flatMap((helper) => peeks(helper, places, middle))),
    hidden([
      node('circle', { class: 'me', cx: middle.x, cy: middle.y, r: ME }),
      text('me-t', middle.x, middle.y + 8, mine),
    ]),
    ...[...places].map(([helper, at]) => link(helper, at, middle, nameOf)),
  )
}

const PER_RING = 7
const GROWTH = 96

/** Evenly around me, the first on the upper left; more than seven stand in further rings. */
function place(index: number, count: number, middle: Point): Point {
  const ring = Math.floor(index / PER_RING)
  const onRing = Math.min(PER_RING, count - ring * PER_RING)
  const start = onRing === 1 ? -90 : onRing === 2 ? -140 : -90 - 180 / onRing
  const angle = ((start + ((index % PER_RING) * 360) / onRing + ring * 25) * Math.PI) / 180
  const [x, y] = [RADIUS.x + ring * GROWTH, RADIUS.y + ring * GROWTH]
  return { x: round(middle.x + x * Math.cos(angle)), y: round(middle.y + y * Math.sin(angle)) }
}

const round = (value: number): number => Math.round(value * 10) / 10

/** The strongest right decides how the line looks; nothing granted: no line. */
export function strongest({ cells, state }: Helper): Level | 'paused' {
  if (state === 'paused') return 'paused'
  const levels = [...cells.values()].map(({ level }) => level)
  return levels.includes('join') ? 'join' : levels.includes('read') ? 'read' : 'none'
}

function tie(middle: Point, at: Point, helper: Helper): SVGElement[] {
  const right = strongest(helper)
  if (right === 'none') return []
  if (right !== 'paused')
    return [
      node('path', {
        class: `tie ${right === 'join' ? 'both' : 'read'}`,
        d: `M${middle.x} ${middle.y}L${at.x} ${at.y}`,
      }),
    ]
  const [before, after] = [between(middle, at, 0.52), between(middle, at, 0.62)]
  return [
    node('path', {
      class: 'tie rest',
      d: `M${middle.x} ${middle.y}L${between(middle, at, 0.47).x} ${between(middle, at, 0.47).y}`,
    }),
    node('path', {
      class: 'tie rest',
      d: `M${between(middle, at, 0.67).x} ${between(middle, at, 0.67).y}L${at.x} ${at.y}`,
    }),
    bar(middle, at, before),
    bar(middle, at, after),
  ]
}

/** One of the two strokes of a pause, across the line. */
function bar(from: Point, to: Point, at: Point): SVGElement {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const [x, y] = [(9 * (to.y - from.y)) / length, (-9 * (to.x - from.x)) / length]
  return node('path', {
    class: 'tie rest',
    d: `M${round(at.x - x)} ${round(at.y - y)}L${round(at.x + x)} ${round(at.y + y)}`,
  })
}

const between = (from: Point, to: Point, share: number): Point => ({
  x: round(from.x + (to.x - from.x) * share),
  y: round(from.y + (to.y - from.y) * share),
})

/** A dotted bow from whoever reads along to the line it reads. */
function peeks(helper: Helper, places: ReadonlyMap<Helper, Point>, middle: Point): SVGElement[] {
  const at = places.get(helper)
  const relations = new Set(
    [...helper.cells.values()].flatMap(({ readers }) => readers.map(({ relation }) => relation)),
  )
  const readers = [...places].filter(([other]) => other !== helper && relations.has(other.relation))
  if (!at) return []
  return readers.flatMap(([, from], index) => {
    const eye = between(middle, at, 0.56 - index * 0.2)
    const bend = between(middle, between(from, eye, 0.5), 1.25)
    const group = node('g', { class: 'berry' }) // as in the legend
    group.append(
      node('path', { class: 'tie peek', d: `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${eye.x} ${eye.y}` }),
      node('circle', { class: 'bg', cx: eye.x, cy: eye.y, r: 17 }),
      sign('eye', eye, 22),
    )
    return [group]
  })
}

function link(helper: Helper, at: Point, middle: Point, nameOf: NameInPicture): SVGElement {
  const above = at.y < middle.y - NODE // otherwise the line to me would cross the name
  const made = node('a', {
    class: helper.mark.hue,
    href: `/helfernetz/${helper.relation}`,
    'aria-label': nameOf(helper),
  })
  const shape = helper.mark.person
    ? node('circle', { class: 'node', cx: at.x, cy: at.y, r: NODE + 2 })
    : node('rect', { class: 'node', x: at.x - NODE, y: at.y - NODE, width: 2 * NODE, height: 2 * NODE, rx: 15 })
  made.append(
    shape,
    sign(helper.mark.icon, at, 32),
    text('', at.x, above ? at.y - NODE - 10 : at.y + NODE + 22, shortName(helper.name)),
  )
  return made
}

/** As many whole words of the name as fit beside a mark; at least the first. */
function shortName(name: string): string {
  const [first = '', ...rest] = name.split(/\s+/)
  let short = first
  for (const word of rest) {
    if (short.length + word.length >= LONGEST) break
    short += ` ${word}`
  }
  return short
}

const LONGEST = 14

function sign(name: string, { x, y }: Point, size: number): SVGElement {
  const drawn = icon(name, 'ic')
  for (const [key, value] of Object.entries({ x: x - size / 2, y: y - size / 2, width: size, height: size }))
    drawn.setAttribute(key, String(value))
  return drawn
}

function hidden(parts: readonly SVGElement[]): SVGElement {
  const group = node('g', { 'aria-hidden': 'true' })
  group.append(...parts)
  return group
}

function text(classes: string, x: number, y: number, words: string): SVGElement {
  const made = node('text', { ...(classes ? { class: classes } : {}), x, y })
  made.textContent = words
  return made
}

function node(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
