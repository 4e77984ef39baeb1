// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Whom my teams may help: the people who have granted a professional something. */

import { session } from '@accounts/session'
import { vaultOf } from '@protocol/encoding'
import { Refusal } from '@protocol/errors'
import { counting } from '@protocol/evaluate'
import { type Entry, type Listed, listSpaces, openSpace } from '@vault/spaces'
import { contents, grouped, institutionOf, lastEnd, openAll, stateOf } from './known'
import { COLUMNS, type Level, levelOf } from './levels'

/** An area of a case that was granted. */
export interface Granted {
  readonly area: string
  readonly space: string
  readonly verbs: readonly string[]
  readonly level: Level
  /** Of the newest record, for what is new. */
  readonly position: number
}

/** One client who has granted something to a team of mine. */
export interface Person {
  readonly relation: string
  readonly vault: string
  /** The team's own label, else the name the person gave, else empty. */
  readonly name: string
  /** Only the team's own label. */
  readonly label: string
  /** Somebody of the team has met the person to whom this vault belongs, and confirmed it. */
  readonly verified: boolean
  /** `network`: the relation is another team's, mine may read along. */
  readonly through: 'relation' | 'network'
  readonly areas: ReadonlyMap<string, Granted>
  /** The contact space of the own relation, else empty. */
  readonly contact: string
}

/** With what only the chains tell. */
export interface PersonInDetail extends Person {
  /** The team of mine that was granted it. */
  readonly institution: string
  readonly team: string
  readonly teamName: string
  /** When the last grant ends, ms; 0: no end. */
  readonly until: number
  /** Whether the team has a place for names of its own yet. */
  readonly mayLabel: boolean
}

/** Everybody who has granted something to a team of mine. */
export async function people(): Promise<Person[]> {
  const [{ spaces }, labels] = await Promise.all([listSpaces(), teamNotes()])
  const granted = grouped(
    spaces.filter(({ role, relation }) => role === 'helper' && relation),
    ({ relation }) => relation,
  )
  return Promise.all([...granted].map(([relation, listed]) => personOf(relation, listed, labels)))
}

/** One of them; undefined when nothing is (or no longer) granted: the page says „Nicht verfügbar.“ */
export async function person(relation: string): Promise<PersonInDetail | undefined> {
  const [{ spaces }, notes, { account }] = await Promise.all([listSpaces(), teamNotes(), session()])
  const listed = spaces.filter((each) => each.relation === relation && each.role === 'helper')
  if (listed.length === 0) return undefined
  const [found, opened] = await Promise.all([personOf(relation, listed, notes), openAll(listed)])
  const teams = new Set(account.memberships.map(({ team }) => team ?? ''))
  const grants = opened.spaces.flatMap((space) => {
    const state = stateOf(space)
    return state ? counting(state, Date.now()).filter(({ subject }) => teams.has(subject.team)) : []
  })
  const { institution = '', team = '' } = grants[0]?.subject ?? {}
  return {
    ...found,
    institution,
    team,
    teamName: institutionOf(opened.spaces, institution)?.teams.get(team)?.name ?? '',
    until: lastEnd(grants),
    mayLabel: spaces.some(({ area }) => area === 'labels'),
  }
}

/** Give a client a name of the team's own. An empty one takes it away. Resolves with what has become of it (docs/browser.md). */
export async function rename(relation: string, name: string): Promise<Entry> {
  const [{ spaces }, detail] = await Promise.all([listSpaces(), person(relation)])
  const labels = spaces.filter(({ area }) => area === 'labels')
  const own = labels.find(({ vault }) => vault === detail?.team) ?? labels[0]
  if (!own) throw new Refusal('E_NO_WRAP', 'no space for labels')
  return (await openSpace(own.space)).write('label', { relation, name })
}

interface TeamNotes {
  readonly labels: ReadonlyMap<string, string>
  /** The vaults of the people who were met, by the relation they answered for. */
  readonly confirmed: ReadonlyMap<string, ReadonlySet<string>>
}

/** What my teams have noted about their clients. */
async function teamNotes(): Promise<TeamNotes> {
  const labels = new Map<string, string>()
  const confirmed = new Map<string, Set<string>>()
  const { spaces } = await listSpaces()
  await Promise.all(
    spaces
      .filter(({ area }) => area === 'labels')
      .map(async ({ space }) => {
        for (const { kind, body } of await contents(await openSpace(space))) {
          if (kind === 'label') labels.set(body['relation'] as string, body['name'] as string)
          if (kind !== 'confirmed') continue
          const { relation, person } = body as { relation: string; person: string }
          confirmed.set(relation, (confirmed.get(relation) ?? new Set()).add(await vaultOf(person)))
        }
      }),
  )
  return { labels, confirmed }
}

async function personOf(
  relation: string,
  listed: readonly Listed[],
  { labels, confirmed }: TeamNotes,
): Promise<Person> {
  const label = labels.get(relation) ?? ''
  const contact = listed.find(({ area }) => area === 'contact')?.space ?? ''
  const areas = COLUMNS.flatMap((area) => listed.filter((each) => each.area === area))
  return {
    relation,
    vault: listed[0]?.vault ?? '',
    name: label || (contact && (await givenName(contact))),
    label,
    verified: contact !== '' && (await isOf(contact, confirmed.get(relation) ?? new Set())),
    through: contact ? 'relation' : 'network',
    areas: new Map(
      areas.map(({ area, space, verbs, position }) => [area, { area, space, verbs, level: levelOf(verbs), position }]),
    ),
    contact,
  }
}

/**
 * Whether this contact space belongs to somebody who was met (`met`: vaults). Its vault counts as its chain says it, not as the
 * list does: a server cannot move a confirmation to another person.
 */
export async function isOf(contact: string, met: ReadonlySet<string>): Promise<boolean> {
  if (met.size === 0) return false
  const {
    spaces: [space],
  } = await openAll([{ space: contact }])
  return space !== undefined && met.has(space.vault)
}

/** The name the person chose for this helper, from the contact space. */
async function givenName(contact: string): Promise<string> {
  const {
    spaces: [space],
  } = await openAll([{ space: contact }])
  const names = space ? (await contents(space)).filter(({ kind, role }) => kind === 'name' && role === 'owner') : []
  return (names.at(-1)?.body['name'] as string | undefined) ?? ''
}
