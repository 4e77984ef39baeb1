// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The map itself: Leaflet over the outlines of `outlines.mjs`. Loaded when somebody wants a map, never before.
 *
 * Leaflet's own buttons, popups, text icons and attribution write markup, which Trusted Types forbid. Buttons and the
 * source stand in the template instead, and marks are elements of the template given to `Mark`. Each mark is a link to
 * its entry of the list, which says everything: the map has no words of its own.
 */

import { type District, default as outlines } from '@generated/outlines.topojson'
import type { Feature, Geometry } from 'geojson'
import {
  DomEvent,
  geoJSON,
  Icon,
  type LatLngBounds,
  type LatLngExpression,
  type Map as LeafletMap,
  latLng,
  latLngBounds,
  layerGroup,
  map as leaflet,
  marker,
  type Point,
  tileLayer,
} from 'leaflet'
import { feature } from 'topojson-client'

/** One offer of the list. Degrees, WGS 84. */
export interface Spot {
  readonly latitude: number
  readonly longitude: number
  /** Makes a fresh link to the offer's entry, as the template has it. */
  readonly link: () => HTMLElement
}

export interface Ground {
  /** Keys of districts that matter here; the map begins with them when there is nothing else to show. */
  readonly area: string
  /** The operator's own tiles, `https://…/{z}/{x}/{y}.png`, or a file of Protomaps, `….pmtiles`; empty: outlines only. */
  readonly tiles: string
  readonly dark: boolean
  readonly language: string
  /** Makes a button for marks that would lie on each other. */
  readonly heap: (count: number) => HTMLElement
}

export interface Drawn {
  readonly zoom: (steps: number) => void
  readonly whole: () => void
  readonly end: () => void
}

const NEAR = 46 // px: marks closer than this are put together
const ROW = 3 // as many marks may stand side by side
const CLOSEST = 15
const NEAREST = 11 // at first: a few towns around stay in sight
const LINE = 30 // px that the name of a town needs above and below
const LETTER = 8.5 // px, and beside for each letter
const NAMES = 'names' // the layer below the marks
const MARGIN: [number, number] = [48, 40] // px: a mark
const GERMANY = latLngBounds([47.2, 5.8], [55.1, 15.1])

export async function draw(place: HTMLElement, spots: readonly Spot[], ground: Ground): Promise<Drawn> {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const map = leaflet(place, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false, // the wheel belongs to the page
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
    zoomSnap: 0.5,
    minZoom: 5,
    maxZoom: CLOSEST,
    maxBounds: GERMANY.pad(0.3),
  })
  const districts = addOutlines(map, ground)
  const fit = (some: readonly Spot[]): void =>
    void map.fitBounds(extent(some, districts), { padding: MARGIN, maxZoom: NEAREST, animate: false })
  const whole = (): void => fit(spots)
  fit(around(spots, districts)) // what is far away waits for "show everything"
  if (!ground.tiles) addNames(map, spots) // tiles bring their own
  addMarks(map, spots, ground)
  // Whoever cannot drag taps where the middle shall be (WCAG 2.5.7).
  map.on('click', ({ latlng }) => map.panTo(latlng, { animate: !still }))
  if (ground.tiles) await addTiles(map, ground)
  return { zoom: (steps) => void map.setZoom(map.getZoom() + steps), whole, end: () => void map.remove() }
}

// --- ground -----------------------------------------------------------------------------------------------------------

/** Draws all districts; returns the bounds of those that matter here, if there are any. */
function addOutlines(map: LeafletMap, { area }: Ground): LatLngBounds | undefined {
  const { features } = feature(outlines, outlines.objects.districts)
  const here = (one: Feature<Geometry, District>): boolean => area !== '' && String(one.id) === area.slice(0, 5)
  const layer = geoJSON<District>(features, {
    interactive: false,
    // colours are those of the style sheet: they follow light, dark and forced colours
    style: (one) => ({ className: one && here(one) ? 'land land-here' : 'land', smoothFactor: 0.6 }),
  }).addTo(map)
  const bounds = latLngBounds([])
  layer.eachLayer((one) => {
    if ('feature' in one && 'getBounds' in one && here(one.feature as Feature<Geometry, District>))
      bounds.extend((one.getBounds as () => LatLngBounds)())
  })
  return bounds.isValid() ? bounds : undefined
}

/** Those in and around the district that matters here, if there are any; else all. */
function around(spots: readonly Spot[], districts: LatLngBounds | undefined): readonly Spot[] {
  const region = districts?.pad(0.5)
  const near = spots.filter(({ latitude, longitude }) => region?.contains([latitude, longitude]))
  return near.length > 0 ? near : spots
}

function extent(spots: readonly Spot[], districts: LatLngBounds | undefined): LatLngBounds {
  const bounds = latLngBounds(spots.map(({ latitude, longitude }) => latLng(latitude, longitude)))
  if (districts) bounds.extend(districts) // a place alone would say nothing about where it is
  return bounds.isValid() ? bounds : GERMANY
}

/** The operator's tiles lie under the outlines. What draws Protomaps is loaded for it alone. */
async function addTiles(map: LeafletMap, { tiles, dark, language }: Ground): Promise<void> {
  if (!new URL(tiles, location.href).pathname.endsWith('.pmtiles')) {
    tileLayer(tiles, { maxNativeZoom: CLOSEST }).addTo(map)
    return
  }
  const { protomaps } = await import('./protomaps')
  protomaps(tiles, dark ? 'dark' : 'light', language).addTo(map)
}

// --- names of towns ---------------------------------------------------------------------------------------------------

/** As many names as have room, the towns first that the outlines name first. For the eye only. */
function addNames(map: LeafletMap, spots: readonly Spot[]): void {
  map.createPane(NAMES)
  const layer = layerGroup().addTo(map)
  const show = (): void => {
    layer.clearLayers()
    const bounds = map.getBounds()
    const taken: Box[] = spots.map(({ latitude, longitude }) => ({
      point: map.latLngToContainerPoint([latitude, longitude]),
      half: NEAR / 2,
    }))
    for (const [name, longitude, latitude] of towns(map.getZoom())) {
      const at = latLng(latitude, longitude)
      if (!bounds.contains(at)) continue
      const point = map.latLngToContainerPoint(at)
      const short = name.replace(/[/(].*/, '').trim()
      const box = { point, half: (short.length * LETTER) / 2 }
      if (taken.some((other) => lieOnEachOther(box, other))) continue
      taken.push(box)
      mark(at, () => nameOf(short), NAMES).addTo(layer)
    }
  }
  map.on('moveend zoomend', show)
  show()
}

interface Box {
  readonly point: Point
  /** Half its width in px. */
  readonly half: number
}

function lieOnEachOther(one: Box, other: Box): boolean {
  const { x, y } = one.point.subtract(other.point)
  return Math.abs(x) < one.half + other.half && Math.abs(y) < LINE
}

/** From far away one town for each district is enough. */
function* towns(zoom: number): Generator<District['towns'][number]> {
  const most = zoom < 8 ? 1 : zoom < 10 ? 4 : 99
  for (let place = 0; place < most; place += 1) {
    let more = false
    for (const { properties } of outlines.objects.districts.geometries) {
      const town = (properties as District).towns[place]
      if (!town) continue
      more = true
      yield town
    }
    if (!more) return
  }
}

function nameOf(text: string): HTMLElement {
  const name = document.createElement('span')
  name.className = 'map-name'
  name.ariaHidden = 'true'
  name.textContent = text
  return name
}

// --- marks ------------------------------------------------------------------------------------------------------------

/** An icon of Leaflet that is simply an element. */
const Drawing = Icon.extend({
  createIcon(this: Icon & { options: { make: () => HTMLElement } }): HTMLElement {
    return this.options.make()
  },
}) as new (options: {
  make: () => HTMLElement
  iconUrl: ''
}) => Icon

/** A place on the map whose element the style sheet centres. It keeps its own role and its own focus. */
function mark(at: LatLngExpression, make: () => HTMLElement, pane = 'markerPane'): ReturnType<typeof marker> {
  return marker(at, { icon: new Drawing({ make, iconUrl: '' }), keyboard: false, interactive: false, pane })
}

/** Marks that would lie on each other stand side by side, or become a button that leads nearer. */
function addMarks(map: LeafletMap, spots: readonly Spot[], { heap }: Ground): void {
  const layer = layerGroup().addTo(map)
  const show = (): void => {
    layer.clearLayers()
    for (const group of together(map, spots)) {
      const bounds = latLngBounds(group.map(({ latitude, longitude }) => latLng(latitude, longitude)))
      const apart = map.getBoundsZoom(bounds) > map.getZoom() && map.getZoom() < CLOSEST
      const closer = (): void => {
        map.fitBounds(bounds, { padding: MARGIN })
        map.getContainer().focus() // the button is gone
      }
      const make = (): HTMLElement =>
        group.length > ROW && apart
          ? onClick(heap(group.length), closer)
          : row(group, () => map.panInside(bounds.getCenter()))
      mark(bounds.getCenter(), make).addTo(layer)
    }
  }
  map.on('zoomend', show)
  show()
}

/** Groups of spots that are near each other at this zoom, in the order of the list. */
function together(map: LeafletMap, spots: readonly Spot[]): Spot[][] {
  const groups: { at: Point; spots: Spot[] }[] = []
  for (const spot of spots) {
    const at = map.latLngToLayerPoint([spot.latitude, spot.longitude])
    const group = groups.find((one) => one.at.distanceTo(at) < NEAR)
    if (group) group.spots.push(spot)
    else groups.push({ at, spots: [spot] })
  }
  return groups.map((group) => group.spots)
}

function row(group: readonly Spot[], show: () => void): HTMLElement {
  const links = document.createElement('span')
  links.className = 'map-row'
  links.append(...group.map(({ link }) => link()))
  links.addEventListener('focusin', show)
  DomEvent.disableClickPropagation(links)
  return links
}

function onClick(button: HTMLElement, act: () => void): HTMLElement {
  button.addEventListener('click', act)
  DomEvent.disableClickPropagation(button)
  return button
}
