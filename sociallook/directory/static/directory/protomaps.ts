// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Vector tiles from one file (PMTiles), drawn on a canvas. Loaded only where an operator has such a file. */

import * as leaflet from 'leaflet'
import { leafletLayer } from 'protomaps-leaflet'

export function protomaps(url: string, flavor: 'light' | 'dark', lang: string): leaflet.Layer {
  Object.assign(globalThis, { L: leaflet }) // the library looks for it there
  return leafletLayer({ url, flavor, lang }) as unknown as leaflet.Layer
}
