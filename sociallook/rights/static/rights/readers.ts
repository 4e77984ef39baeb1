// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Who reads in a space, from its signed chain. Co-readers see each other; the consent page says so. */

import type { Subject } from '@protocol/formats'
import type { Space } from '@vault/spaces'
import { countingIn, subjectKey } from './helpers'

export interface CoReader {
  readonly subject: Subject
  readonly name: string
}

/** `with`: whom the relation is with; `along`: others who were allowed to follow it. */
export function coReaders(space: Space): { readonly with: readonly CoReader[]; readonly along: readonly CoReader[] } {
  const first = [...(space.view.chain?.newest.grants.values() ?? [])][0]?.subject
  const found = new Map(
    countingIn(space).map(({ subject }) => [subjectKey(subject), { subject, name: nameOf(space, subject) }]),
  )
  const key = first ? subjectKey(first) : ''
  return {
    with: [...found].filter(([each]) => each === key).map(([, reader]) => reader),
    along: [...found].filter(([each]) => each !== key).map(([, reader]) => reader),
  }
}

const nameOf = (space: Space, { institution, person }: Subject): string =>
  space.view.institutions.get(institution)?.newest.name ?? space.names.get(person) ?? ''
