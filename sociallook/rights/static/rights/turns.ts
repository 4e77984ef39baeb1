// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What a wish would change: the difference between what is wished and what holds now. Pure. */

import type { Helper, PausedGrant } from './helpers'
import { COLUMNS, type Level, levelOf } from './levels'
import { raised, type Wish } from './wish'

/** One field that changes. `reader`: it is about somebody who reads along with `name`. */
export interface Turn {
  readonly area: string
  readonly before: Level
  readonly after: Level
  readonly name: string
  readonly reader: string
}

/** The changes of one wish, in the order of the columns; `paused`: what a pause has ended, for taking it up again. */
export function turnsOf(
  wish: Wish,
  helper: Helper | undefined,
  all: readonly Helper[],
  paused: readonly PausedGrant[] = [],
): Turn[] {
  const name = helper?.name ?? wish.connect?.name ?? ''
  if (wish.resume)
    return paused.filter(({ area }) => COLUMNS.includes(area)).map((grant) => resumed(grant, name, helper, all))
  const cells = raised(wish, helper).map(([area, after]) => ({
    area,
    before: helper?.cells.get(area)?.level ?? 'none',
    after,
    name,
    reader: '',
  }))
  const along = wish.along.map(({ area, relation }) => ({
    area,
    before: 'none' as const,
    after: 'read' as const,
    name,
    reader: all.find((each) => each.relation === relation)?.name ?? '',
  }))
  return [...cells, ...along].sort((a, b) => COLUMNS.indexOf(a.area) - COLUMNS.indexOf(b.area))
}

function resumed(
  { area, verbs, subject, space }: PausedGrant,
  name: string,
  helper: Helper | undefined,
  all: readonly Helper[],
): Turn {
  const owner = all.find(({ spaces }) => [...spaces.values()].includes(space))
  const receiver = all.find((each) => each.subject.team === subject.team && each.subject.person === subject.person)
  const isOwn = owner?.relation === helper?.relation && receiver?.relation === helper?.relation
  return {
    area,
    before: 'none',
    after: levelOf(verbs),
    name: isOwn ? name : (owner?.name ?? name),
    reader: isOwn ? '' : (receiver?.name ?? name),
  }
}

/** Whether two looks at the same wish say the same. */
export const sameTurns = (a: readonly Turn[], b: readonly Turn[]): boolean => JSON.stringify(a) === JSON.stringify(b)
