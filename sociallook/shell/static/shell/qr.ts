// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Draws a QR code as one SVG path: sharp on paper, dark on light in every colour scheme. */

import encodeQR from 'qr'

const QUIET = 4 // modules around the code (ISO/IEC 18004)
const SVG = 'http://www.w3.org/2000/svg'

/** The modules of the code, true for dark, with their quiet zone. Medium error correction. */
export const modules = (text: string): boolean[][] => encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })

export function drawCode(text: string): SVGSVGElement {
  const rows = modules(text)
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`)
  svg.setAttribute('class', 'qr')
  svg.setAttribute('shape-rendering', 'crispEdges')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(shape('#fff', `M0 0h${rows.length}v${rows.length}h-${rows.length}z`), shape('#13272c', dark(rows)))
  return svg
}

const dark = (rows: readonly boolean[][]): string =>
  rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('')

function shape(fill: string, path: string): SVGPathElement {
  const element = document.createElementNS(SVG, 'path')
  element.setAttribute('fill', fill)
  element.setAttribute('d', path)
  return element
}
