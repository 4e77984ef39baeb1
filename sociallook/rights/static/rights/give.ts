// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Giving: what was reviewed becomes one transaction, signed by the root key. New spaces are opened, grants signed, keys
 * wrapped, and what was agreed is written down for the helper (`consent`) and for me (`helper`).
 */

import { session } from '@accounts/session'
import type { Act, Change, Giving } from '@protocol/changes'
import type { Subject } from '@protocol/formats'
import type { Keys } from '@protocol/keys'
import type { Parties } from '@protocol/reader'
import type { Contents } from '@protocol/records'
import { groundAt, send } from './grounds'
import { type Helper, ownSpace, type PausedGrant, pausedGrants } from './helpers'
import { findParties } from './institution'
import { verbsOf } from './levels'
import { raised, type Wish } from './wish'

/** What was agreed about everything in one wish. */
export interface Terms {
  readonly purpose: string
  /** The exact words that stood on the screen, with their version. */
  readonly text: string
  readonly lang: string
  /** Ms since 1970 UTC, 0: no end. */
  readonly until: number
  /** With what is there already. */
  readonly history: boolean
}

/** One reviewed wish: how things stand now, and on which terms. */
export interface Reviewed {
  readonly wish: Wish
  readonly helper: Helper | undefined
  readonly terms: Terms
}

/** Send all of it, or nothing. @throws Refused E_PREV, E_STALE (look again), sheet_first; Refusal; Offline */
export async function give(keys: Keys, reviewed: readonly Reviewed[], all: readonly Helper[]): Promise<void> {
  const protocol = await import('@protocol/changes')
  const plan = new Plan({ keys, at: Date.now() }, protocol)
  for (const each of reviewed) await planWish(plan, each, all)
  await send(await plan.change())
}

type Protocol = typeof import('@protocol/changes')

/** What happens in one space: one that exists, or one that is opened in this area of this relation. */
interface Slot {
  readonly space: string
  readonly relation: string
  readonly area: string
  readonly givings: Giving[]
  readonly contents: Contents[]
}

class Plan {
  readonly act: Act
  readonly protocol: Protocol
  readonly #slots = new Map<string, Slot>()

  constructor(act: Act, protocol: Protocol) {
    this.act = act
    this.protocol = protocol
  }

  slot(relation: string, area: string, space: string): Slot {
    const slot = this.#slots.get(space || `${relation} ${area}`) ?? { space, relation, area, givings: [], contents: [] }
    this.#slots.set(space || `${relation} ${area}`, slot)
    return slot
  }

  async change(): Promise<Change> {
    const slots = [...this.#slots.values()]
    const parties = await findParties(slots.flatMap(({ givings }) => givings.map(({ subject }) => subject.institution)))
    const changes: Change[] = []
    for (const slot of slots) changes.push(await this.#changeIn(slot, parties))
    return this.protocol.together(...changes)
  }

  async #changeIn({ space, relation, area, givings, contents }: Slot, parties: Parties): Promise<Change> {
    const { grant, knowing, openArea, write } = this.protocol
    if (!space) return openArea(this.act, parties, area, relation, givings, contents)
    const ground = await groundAt(space)
    return givings.length > 0
      ? grant(this.act, knowing(ground, parties), givings, contents)
      : write(this.act, ground, contents)
  }
}

async function planWish(plan: Plan, reviewed: Reviewed, all: readonly Helper[]): Promise<void> {
  const { wish, helper } = reviewed
  const subject = helper?.subject ?? wish.connect?.subject
  if (!subject) throw new Error('nobody to give to')
  const spaceOf = (area: string): string => helper?.spaces.get(area) ?? ''
  const contact = plan.slot(wish.relation, 'contact', spaceOf('contact'))
  if (wish.connect) await planConnection(plan, wish, contact)
  if (wish.resume) return planResume(plan, reviewed, all)
  if (helper?.state !== 'on')
    planGiving(plan, reviewed, { area: 'contact', verbs: ['read', 'write'], subject }, contact, contact)
  for (const [area, level] of raised(wish, helper)) {
    planGiving(
      plan,
      reviewed,
      { area, verbs: verbsOf(area, level), subject },
      plan.slot(wish.relation, area, spaceOf(area)),
      contact,
    )
  }
  for (const { relation, area } of wish.along) {
    const reader = all.find((each) => each.relation === relation)
    if (!reader) continue
    const told = plan.slot(relation, 'contact', reader.spaces.get('contact') ?? '')
    planGiving(
      plan,
      reviewed,
      { area, verbs: ['read'], subject: reader.subject },
      plan.slot(wish.relation, area, spaceOf(area)),
      told,
    )
  }
}

interface Given {
  readonly area: string
  readonly verbs: readonly string[]
  readonly subject: Subject
  readonly until?: number
  readonly purpose?: string
}

/** A grant in `slot`, and what was agreed in the subject's contact space `told`. */
function planGiving(plan: Plan, { terms }: Reviewed, given: Given, slot: Slot, told: Slot): void {
  const { area, verbs, subject, until = terms.until, purpose = terms.purpose } = given
  const giving = plan.protocol.give(subject, verbs, { until, since: terms.history ? 1 : 0, purpose, text: terms.text })
  slot.givings.push(giving)
  told.contents.push(plan.protocol.consent(giving, area, terms.lang, plan.act.at))
}

async function planConnection(plan: Plan, { relation, connect }: Wish, contact: Slot): Promise<void> {
  if (!connect) return
  const { at } = plan.act
  if (connect.called) contact.contents.push({ kind: 'name', at, body: { name: connect.called } })
  const { institution, team, person } = connect.subject
  const note = { relation, institution, team, person, name: connect.name, team_name: connect.team }
  const verified = connect.paired ? at : 0
  plan.slot('', 'own', await ownSpace()).contents.push({ kind: 'helper', at, body: { ...note, verified } })
}

/** Everything a pause has ended, as it was, but for what would have ended meanwhile. */
async function planResume(plan: Plan, reviewed: Reviewed, all: readonly Helper[]): Promise<void> {
  const { wish, helper } = reviewed
  const grants = (await pausedGrants(wish.relation)).filter(({ until }) => until === 0 || until > plan.act.at)
  for (const grant of grants) {
    const slot = plan.slot(relationOf(grant, all), grant.area, grant.space)
    const told = all.find(({ subject }) => sameSubject(subject, grant.subject)) ?? helper
    planGiving(
      plan,
      reviewed,
      grant,
      slot,
      plan.slot(told?.relation ?? '', 'contact', told?.spaces.get('contact') ?? ''),
    )
  }
  plan
    .slot('', 'own', await ownSpace())
    .contents.push({ kind: 'paused', at: plan.act.at, body: { relation: wish.relation, grants: [] } })
}

const relationOf = ({ space }: PausedGrant, all: readonly Helper[]): string =>
  all.find(({ spaces }) => [...spaces.values()].includes(space))?.relation ?? ''

const sameSubject = (a: Subject, b: Subject): boolean =>
  a.institution === b.institution && a.team === b.team && a.person === b.person

/** After a connection: tell the issuer of the code which relation answers it. The token itself never leaves the device. */
export async function answerOffer(offer: string, relation: string): Promise<void> {
  const [{ answer, readOffer, isPoster }, { ask }, { account, person }] = await Promise.all([
    import('@protocol/pairing'),
    import('@shell/transport'),
    session(),
  ])
  const read = readOffer(offer)
  if (isPoster(read)) return
  await ask('POST', `/pairings/${read.pairing}/answers`, {
    statements: account.statements,
    answer: await answer(read, person),
    relation,
  })
}
