// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * What the person wishes but has not allowed yet: one object for each relation, kept as a draft on this device. The review
 * page compares it with what holds now; nothing of it is sent before that.
 */

import type { Subject } from '@protocol/formats'
import { draftText, keepDraft } from '@vault/drafts'
import type { Helper } from './helpers'
import { type Level, raises } from './levels'

/** When it ends: after a day, a month, half a year, a year, never, or at the end of a day (`2027-05-31`). Empty: not said. */
export type End = '' | 'day' | 'month' | 'half' | 'year' | 'never' | string

/** Somebody shall read along in one area of this relation. */
export interface AlongWish {
  readonly relation: string
  readonly area: string
}

/** A connection that does not exist yet. */
export interface NewHelper {
  readonly subject: Subject
  /** The offer that was scanned (b64u), to be answered afterwards. */
  readonly offer: string
  /** How this helper shall call me; may be empty. */
  readonly called: string
  readonly name: string
  readonly kind: string
  readonly team: string
  /** Scanned from their screen or slip, with a token; not from a poster, which anybody can hang up. */
  readonly paired: boolean
}

export interface Wish {
  readonly relation: string
  readonly connect?: NewHelper
  /** Wished levels by area; only areas somebody has touched. */
  readonly levels: Readonly<Record<string, Level>>
  readonly along: readonly AlongWish[]
  /** Take up what was paused, exactly as it was. */
  readonly resume: boolean
  /** A word of the closed list, and own words beside it. */
  readonly purpose: string
  readonly ownWords: string
  readonly end: End
  /** Undefined: not said yet. */
  readonly history?: boolean
}

const NAME = 'rights/wishes'

export const emptyWish = (relation: string): Wish => ({
  relation,
  levels: {},
  along: [],
  resume: false,
  purpose: '',
  ownWords: '',
  end: '',
})

/** All wishes that are not allowed yet, oldest first. */
export async function wishes(): Promise<Wish[]> {
  const text = await draftText(NAME)
  return text ? (JSON.parse(text) as Wish[]) : []
}

export async function wishFor(relation: string): Promise<Wish> {
  return (await wishes()).find((wish) => wish.relation === relation) ?? emptyWish(relation)
}

/** Keep a wish; one that wishes nothing is forgotten. */
export const keepWish = (wish: Wish): Promise<void> =>
  change((all) => [
    ...all.filter(({ relation }) => relation !== wish.relation),
    ...(wishesSomething(wish) ? [wish] : []),
  ])

export const dropWish = (relation: string): Promise<void> =>
  change((all) => all.filter((wish) => wish.relation !== relation))

/** One change after the other, also with several pages open. */
function change(step: (all: readonly Wish[]) => readonly Wish[]): Promise<void> {
  return navigator.locks.request('sociallook-wishes', async () => {
    const all = step(await wishes())
    await keepDraft(NAME, all.length > 0 ? JSON.stringify(all) : '')
  })
}

const wishesSomething = ({ connect, levels, along, resume }: Wish): boolean =>
  connect !== undefined || resume || along.length > 0 || Object.keys(levels).length > 0

/** Wish another level in one area; what holds already is no wish. */
export function withLevel(wish: Wish, helper: Helper, area: string, level: Level): Wish {
  const { [area]: _before, ...others } = wish.levels
  const now = helper.cells.get(area)?.level ?? 'none'
  return { ...wish, levels: level === now ? others : { ...others, [area]: level } }
}

/** The wished levels that give more than holds now: they have to be reviewed. */
export const raised = (wish: Wish, helper: Helper | undefined): [area: string, level: Level][] =>
  Object.entries(wish.levels).filter(([area, level]) => raises(helper?.cells.get(area)?.level ?? 'none', level))

const DAY = 86_400_000

/** The moment a grant made now ends, ms since 1970 UTC; 0: never. A day ends in the evening, in the person's own time. */
export function endsAt(end: End, now = new Date()): number {
  if (end === 'never' || end === '') return 0
  if (end === 'day') return now.getTime() + DAY
  if (end === 'month') return endOf(now.getFullYear(), now.getMonth() + 1, now.getDate())
  if (end === 'half') return endOf(now.getFullYear(), now.getMonth() + 6, now.getDate())
  if (end === 'year') return endOf(now.getFullYear() + 1, now.getMonth(), now.getDate())
  const [year = 0, month = 1, day = 1] = end.split('-').map(Number)
  return new Date(year, month - 1, day + 1).getTime() - 1
}

/** The last millisecond of that day, or of the month's last day where the month is shorter. */
function endOf(year: number, month: number, day: number): number {
  const last = new Date(year, month + 1, 0).getDate()
  return new Date(year, month, Math.min(day, last) + 1).getTime() - 1
}
