// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Who helps me: the relations of a client. */

import type { Grant, InstitutionState } from '@protocol/chains'
import { counting } from '@protocol/evaluate'
import type { Subject } from '@protocol/formats'
import { type Listed, listSpaces, openSpace, type Space } from '@vault/spaces'
import { contents, firstEnd, grouped, institutionOf, lastEnd, openAll, stateOf } from './known'
import { COLUMNS, type Level, levelOf } from './levels'
import { type Mark, markOf, PERSON } from './marks'

/** One field of the matrix: what one helper may do in one area. */
export interface Cell {
  readonly area: string
  /** Empty as long as this area was never opened for the helper. */
  readonly space: string
  readonly level: Level
  /** Ms since 1970 UTC when the first of the grants ends; 0: no end. */
  readonly until: number
  /** The grants of the helper that count now. */
  readonly grants: readonly Grant[]
  /** Other helpers who may read here: networking. */
  readonly readers: readonly Reader[]
}

/** Another helper who reads along. */
export interface Reader {
  /** The reader's own relation, empty if the device does not know it. */
  readonly relation: string
  readonly subject: Subject
  readonly name: string
  readonly mark: Mark
  readonly until: number
  readonly grants: readonly Grant[]
}

export interface Helper {
  readonly relation: string
  readonly subject: Subject
  /** The institution's name, or that of a private person. */
  readonly name: string
  /** The word the institution's chain says about itself, for example `jobcenter`; empty for a private person. */
  readonly kind: string
  readonly team: string
  /** Everybody who reads what is granted here; the name is empty where it is not known. */
  readonly people: readonly { readonly person: string; readonly name: string }[]
  /** Paired by a code of theirs with a token; else trusted on first use. What the operator says does not count here. */
  readonly verified: boolean
  readonly mark: Mark
  /** Fields by area, in the order of the columns. */
  readonly cells: ReadonlyMap<string, Cell>
  /** Space by area, `contact` too. Only what has been opened. */
  readonly spaces: ReadonlyMap<string, string>
  /** When the last right of the helper ends, ms; 0: no end. */
  readonly until: number
  /** `on`: connected, whatever is granted · `paused`: everything rests · `ended`: no longer connected. */
  readonly state: 'on' | 'paused' | 'ended'
  /** When it was paused, ms; else 0. */
  readonly pausedAt: number
  /** A named refusal if a chain could not be verified: show nothing of it but the code. */
  readonly refused: string
}

/** What a pause remembers. */
export interface PausedGrant {
  readonly space: string
  readonly area: string
  readonly verbs: readonly string[]
  readonly until: number
  readonly purpose: string
  readonly subject: Subject
}

/** All relations of this client, in the order in which they began. */
export async function helpers(): Promise<Helper[]> {
  const [{ spaces }, notes] = await Promise.all([listSpaces(), ownNotes()])
  const relations = new Map<string, Listed[]>([...notes.helpers.keys()].map((relation) => [relation, []]))
  for (const listed of spaces) {
    if (listed.relation && listed.role === 'owner')
      relations.set(listed.relation, [...(relations.get(listed.relation) ?? []), listed])
  }
  return Promise.all([...relations].map(([relation, listed]) => describe(relation, listed, notes)))
}

/** One relation of this client; undefined if there is none of this id. */
export async function helper(relation: string): Promise<Helper | undefined> {
  const [{ spaces }, notes] = await Promise.all([listSpaces(), ownNotes()])
  const listed = spaces.filter((each) => each.relation === relation && each.role === 'owner')
  return listed.length > 0 || notes.helpers.has(relation) ? describe(relation, listed, notes) : undefined
}

/** The grants that were ended by a pause and come back with „Fortsetzen“. */
export async function pausedGrants(relation: string): Promise<readonly PausedGrant[]> {
  return (await ownNotes()).paused.get(relation)?.grants ?? []
}

/** Key of a subject, for comparing. */
export const subjectKey = ({ institution, team, person }: Subject): string => `${institution} ${team} ${person}`

interface HelperNote {
  readonly relation: string
  readonly institution: string
  readonly team: string
  readonly person: string
  readonly name: string
  readonly team_name: string
  /** When the code was scanned, ms; 0: not yet. */
  readonly verified: number
}

interface Notes {
  readonly helpers: ReadonlyMap<string, HelperNote>
  readonly paused: ReadonlyMap<string, { readonly grants: readonly PausedGrant[]; readonly at: number }>
}

/** The client's own part, empty if there is none. */
export async function ownSpace(): Promise<string> {
  const { spaces } = await listSpaces()
  return spaces.find(({ area, role }) => area === 'own' && role === 'owner')?.space ?? ''
}

/** Their code was scanned on a connection that stands already: from now on they count as checked. */
export async function noteVerified(relation: string): Promise<void> {
  const [own, notes] = await Promise.all([ownSpace(), ownNotes()])
  const note = notes.helpers.get(relation)
  if (note) await (await openSpace(own)).write('helper', { ...note, verified: Date.now() })
}

/** What the client keeps for itself about its relations, in its own part. */
async function ownNotes(): Promise<Notes> {
  const helpers = new Map<string, HelperNote>()
  const paused = new Map<string, { grants: readonly PausedGrant[]; at: number }>()
  const own = await ownSpace()
  const {
    spaces: [notes],
  } = await openAll(own ? [{ space: own }] : [])
  if (!notes) return { helpers, paused }
  for (const { kind, body, at } of await contents(notes)) {
    if (kind === 'helper') helpers.set(body['relation'] as string, body as unknown as HelperNote)
    if (kind === 'paused') paused.set(body['relation'] as string, { grants: body['grants'] as PausedGrant[], at })
  }
  return { helpers, paused }
}

async function describe(relation: string, listed: readonly Listed[], notes: Notes): Promise<Helper> {
  const { spaces, refused } = await openAll(listed)
  const note = notes.helpers.get(relation)
  const subject = subjectOf(spaces, note)
  const institution = institutionOf(spaces, subject.institution)
  const cells = new Map(
    COLUMNS.map((area) => [
      area,
      cellOf(
        area,
        spaces.find((space) => space.area === area),
        subject,
        notes,
      ),
    ]),
  )
  const connected = spaces.some((space) => grantsOf(space, subject).length > 0)
  const paused = notes.paused.get(relation)
  const rests = !connected && paused !== undefined && paused.grants.length > 0
  return {
    relation,
    subject,
    name: institution?.name ?? note?.name ?? '',
    kind: institution?.kind ?? '',
    team: institution?.teams.get(subject.team)?.name ?? note?.team_name ?? '',
    people: membersOf(institution, subject, spaces),
    verified: Boolean(note?.verified),
    mark: subject.institution ? markOf(institution?.kind ?? '') : PERSON,
    cells,
    spaces: new Map(spaces.map((space) => [space.area, space.id])),
    until: lastEnd([...cells.values()].flatMap((cell) => cell.grants)),
    state: rests ? 'paused' : connected ? 'on' : 'ended',
    pausedAt: rests ? paused.at : 0,
    refused,
  }
}

/** Whom the relation is with: the first grant in its contact space says so. */
function subjectOf(spaces: readonly Space[], note: HelperNote | undefined): Subject {
  const contact = spaces.find(({ area }) => area === 'contact')
  const [first] = contact ? (stateOf(contact)?.grants.values() ?? []) : []
  return first?.subject ?? { institution: note?.institution ?? '', team: note?.team ?? '', person: note?.person ?? '' }
}

function membersOf(
  institution: InstitutionState | undefined,
  subject: Subject,
  spaces: readonly Space[],
): Helper['people'] {
  const members = subject.person ? [subject.person] : [...(institution?.teams.get(subject.team)?.members ?? [])]
  const nameOf = (person: string): string => spaces.map(({ names }) => names.get(person)).find(Boolean) ?? ''
  return members.map((person) => ({ person, name: nameOf(person) }))
}

/** The grants of a space that count now. */
export function countingIn(space: Space): Grant[] {
  const state = stateOf(space)
  return state ? counting(state, Date.now()) : []
}

const grantsOf = (space: Space, subject: Subject): Grant[] =>
  countingIn(space).filter((grant) => subjectKey(grant.subject) === subjectKey(subject))

function cellOf(area: string, space: Space | undefined, subject: Subject, notes: Notes): Cell {
  const own = space ? grantsOf(space, subject) : []
  const others = grouped(space ? countingIn(space).filter((grant) => !own.includes(grant)) : [], (grant) =>
    subjectKey(grant.subject),
  )
  return {
    area,
    space: space?.id ?? '',
    level: levelOf([...new Set(own.flatMap(({ verbs }) => verbs))]),
    until: firstEnd(own),
    grants: own,
    readers: space ? [...others.values()].map((each) => readerOf(each as [Grant, ...Grant[]], space, notes)) : [],
  }
}

function readerOf(grants: readonly [Grant, ...Grant[]], space: Space, notes: Notes): Reader {
  const [{ subject }] = grants
  const note = [...notes.helpers.values()].find((each) => subjectKey(each) === subjectKey(subject))
  const institution = space.view.institutions.get(subject.institution)?.newest
  return {
    relation: note?.relation ?? '',
    subject,
    name: institution?.name ?? note?.name ?? '',
    mark: subject.institution ? markOf(institution?.kind ?? '') : PERSON,
    until: firstEnd(grants),
    grants,
  }
}
