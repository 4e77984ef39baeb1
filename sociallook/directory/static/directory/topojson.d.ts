// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What `outlines.mjs` writes. */
declare module '@generated/outlines.topojson' {
  import type { GeometryCollection, Topology } from 'topojson-specification'

  export interface District {
    readonly name: string
    /** Name, longitude, latitude. */
    readonly towns: readonly (readonly [string, number, number])[]
  }

  const outlines: Topology<{ districts: GeometryCollection<District> }>
  export default outlines
}
