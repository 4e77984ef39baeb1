// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Areas and verbs of the rights matrix: data shared by both implementations (`protocol/areas.json`). */

import areas from '../../areas.json' with { type: 'json' }

/** One column of the matrix. `granted` says how: `connect`, `cell`, `team` (no chain) or `never`. */
export interface Area {
  readonly verbs: readonly string[]
  readonly granted: string
}

export const AREAS: ReadonlyMap<string, Area> = new Map(Object.entries(areas))

/** The verb of an ordinary record in this area: its first verb besides `read`. */
export const writingVerb = (area: string): string => AREAS.get(area)?.verbs.find((verb) => verb !== 'read') ?? 'write'
