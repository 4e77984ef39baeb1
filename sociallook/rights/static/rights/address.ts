// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

const RELATION = /\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/|$)/

/** The relation the page is about: the id in its address, for example `/helfernetz/<relation>`. */
export const relationHere = (): string => RELATION.exec(location.pathname)?.[1] ?? ''
