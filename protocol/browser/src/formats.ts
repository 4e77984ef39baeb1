// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Canonical JSON and the one table of formats (SPEC section 1; `protocol/formats.json`, `protocol/kinds.json`). A shape is
 * a scalar name, `[T]` (list), `[T, key, …]` (list strictly ascending by these keys, "." is the element itself) or
 * `{key: T, …}` (object with exactly these keys in this order). A scalar name that is itself a format means that format.
 * Byte strings stay base64url text inside structures: it compares and indexes directly.
 */

import formats from '../../formats.json' with { type: 'json' }
import kinds from '../../kinds.json' with { type: 'json' }
import { type Bytes, decodeText, encodeText, ID, isB64u, SUITE } from './encoding'
import { Refusal, require } from './errors'

/** A structure after checking. Its fields are those of `formats.json`; the interfaces below name them for the compiler. */
export type Shape = string | readonly [Shape, ...string[]] | { readonly [key: string]: Shape }

type Table = Readonly<Record<string, Shape>>
type Fields = Readonly<Record<string, unknown>>

const FORMATS = formats as unknown as Table
const KINDS = kinds as unknown as Table

const WORD = /^[a-z][a-z0-9_-]{0,31}$/
const SURROGATE = /\p{Surrogate}/u

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  flag: (value) => typeof value === 'boolean',
  int: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  suite: (value) => value === SUITE,
  text: (value) => typeof value === 'string' && !SURROGATE.test(value),
  word: (value) => typeof value === 'string' && WORD.test(value),
  id: (value) => typeof value === 'string' && ID.test(value),
  bytes: (value) => typeof value === 'string' && isB64u(value),
  b16: (value) => typeof value === 'string' && isB64u(value, 16),
  b32: (value) => typeof value === 'string' && isB64u(value, 32),
  b64: (value) => typeof value === 'string' && isB64u(value, 64),
  b1216: (value) => typeof value === 'string' && isB64u(value, 1216),
}

/** Parse canonical JSON of format `name`. @throws Refusal E_SUITE for another suite, E_SCHEMA for anything not canonical */
export function decode<T>(name: string, bytes: Uint8Array): T {
  const text = decodeText(bytes)
  const parsed = parse(text)
  require(fits(shapeOf(name, parsed), parsed, true) &&
    JSON.stringify(parsed) === text, 'E_SCHEMA', `not a canonical ${name}`)
  return parsed as T
}

/**
 * Canonical JSON of format `name`; `suite` is filled in. Once the shape fits, `JSON.stringify` writes exactly the form of
 * the specification: no white space, the same escapes, integers in one way. @throws Refusal E_SCHEMA
 */
export function encode<T extends object>(name: string, values: T): Bytes {
  const shape = shapeOf(name, values as Fields)
  const given = ('suite' in shape ? { suite: SUITE, ...values } : values) as Fields
  const ordered = Object.fromEntries(
    Object.keys(shape)
      .filter((key) => key in given)
      .map((key) => [key, given[key]]),
  )
  require(fits(shape, ordered, true), 'E_SCHEMA', `not a ${name}`)
  return encodeText(JSON.stringify(ordered))
}

/** Check a value that came as ordinary JSON (keys in any order) against format `name`. @throws Refusal E_SCHEMA */
export function read<T>(name: string, value: unknown): T {
  require(fits(FORMATS[name] as Shape, value, false), 'E_SCHEMA', `not a ${name}`)
  return value as T
}

function parse(text: string): Fields {
  try {
    const parsed: unknown = JSON.parse(text)
    if (isObject(parsed)) return parsed
  } catch {
    // the refusal below says it
  }
  throw new Refusal('E_SCHEMA', 'not a JSON object')
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shapes = new Map<string, Table>()

/** The keys of an object: those of the format, then those of its `op`; the body by `kind`. */
function shapeOf(name: string, parsed: Fields): Table {
  const shape = FORMATS[name] as Table
  if ('suite' in shape && 'suite' in parsed) require(parsed['suite'] === SUITE, 'E_SUITE', name)
  if ('op' in shape)
    return joined(name, String(parsed['op']), (op) => ({ ...shape, ...chosen(FORMATS, `${name}/${op}`) }))
  if ('body' in shape) return joined(name, String(parsed['kind']), (kind) => ({ ...shape, body: chosen(KINDS, kind) }))
  return shape
}

function joined(name: string, choice: string, join: (choice: string) => Table): Table {
  const key = `${name}/${choice}`
  const shape = shapes.get(key) ?? join(choice)
  shapes.set(key, shape)
  return shape
}

function chosen(table: Table, key: string): Table {
  require(Object.hasOwn(table, key), 'E_SCHEMA', 'unknown op or kind')
  return table[key] as Table
}

function fits(shape: Shape, value: unknown, ordered: boolean): boolean {
  if (typeof shape === 'string') return scalarFits(shape, value, ordered)
  if (isList(shape)) return listFits(shape, value, ordered)
  if (!isObject(value)) return false
  const expected = Object.keys(shape)
  const found = Object.keys(value)
  return (
    found.length === expected.length &&
    expected.every(
      (key, i) =>
        (ordered ? found[i] === key : Object.hasOwn(value, key)) && fits(shape[key] as Shape, value[key], ordered),
    )
  )
}

function scalarFits(type: string, value: unknown, ordered: boolean): boolean {
  const scalar = SCALARS[type]
  if (scalar) return scalar(value)
  if (type.endsWith('?')) return value === '' || scalarFits(type.slice(0, -1), value, ordered)
  return fits(FORMATS[type] as Shape, value, ordered)
}

const isList = (shape: Shape): shape is readonly [Shape, ...string[]] => Array.isArray(shape)

function listFits([element, ...keys]: readonly [Shape, ...string[]], value: unknown, ordered: boolean): boolean {
  if (!Array.isArray(value) || !value.every((item) => fits(element, item, ordered))) return false
  return keys.length === 0 || value.every((item, i) => i === 0 || ascends(value[i - 1], item, keys))
}

function ascends(before: unknown, after: unknown, keys: readonly string[]): boolean {
  if (keys[0] === '.') return (before as string) < (after as string)
  const [a, b] = [before as Record<string, string>, after as Record<string, string>]
  const key = keys.find((name) => a[name] !== b[name])
  return key !== undefined && (a[key] as string) < (b[key] as string)
}

export interface Signed {
  readonly bytes: string
  readonly signature: string
}

export interface KeyStatement {
  readonly suite: string
  readonly person: string
  readonly root: string
  readonly generation: number
  readonly kem: string
  readonly sign: string
  readonly prev: string
}

interface Entry {
  readonly suite: string
  readonly seq: number
  readonly prev: string
  readonly issuer: string
  readonly generation: number
  readonly at: number
}

export type InstitutionEntry = Entry & { readonly institution: string } & (
    | { readonly op: 'begin'; readonly name: string; readonly kind: string; readonly root: string }
    | { readonly op: 'admin_add'; readonly person: string; readonly root: string; readonly name_hash: string }
    | { readonly op: 'admin_remove'; readonly person: string }
    | { readonly op: 'team_add'; readonly team: string; readonly name: string }
    | {
        readonly op: 'member_add'
        readonly team: string
        readonly person: string
        readonly root: string
        readonly name_hash: string
      }
    | { readonly op: 'member_remove'; readonly team: string; readonly person: string }
  )

/** A team (institution and team), a contact person (all three) or a private person (person only). */
export interface Subject {
  readonly institution: string
  readonly team: string
  readonly person: string
}

export interface Grant {
  readonly grant: string
  readonly subject: Subject
  readonly verbs: readonly string[]
  readonly since: number
  readonly until: number
  readonly purpose: string
  readonly text: string
}

export type SpaceEntry = Entry & { readonly vault: string; readonly space: string } & (
    | { readonly op: 'open'; readonly area: string; readonly relation: string; readonly root: string }
    | ({ readonly op: 'grant' } & Grant)
    | { readonly op: 'revoke'; readonly grant: string; readonly verbs: readonly string[] }
    | { readonly op: 'close' }
  )

export interface Heads {
  readonly chain: string
  readonly institutions: readonly { readonly institution: string; readonly head: string }[]
  readonly teams: readonly { readonly team: string; readonly record: string }[]
  readonly statements: readonly { readonly person: string; readonly statement: string }[]
}

export interface Recipient {
  readonly team: string
  readonly person: string
  readonly generation: number
}

export interface EpochRecord {
  readonly suite: string
  readonly vault: string
  readonly space: string
  readonly epoch: number
  readonly at: number
  readonly starter: string
  readonly generation: number
  readonly reason: string
  readonly heads: Heads
  readonly recipients: readonly Recipient[]
  readonly commitment: string
  readonly public: string
  readonly prev: string
  readonly wraps: readonly string[]
}

export interface RecordHeader {
  readonly suite: string
  readonly vault: string
  readonly space: string
  readonly epoch: string
  readonly record: string
  readonly version: number
  readonly verb: string
  readonly role: 'owner' | 'helper'
  readonly prev: string
}

export interface RecordRef {
  readonly record: string
  readonly version: number
  readonly hash: string
}
export interface BlobRef {
  readonly blob: string
  readonly key: string
  readonly length: number
  readonly hash: string
}

export interface RecordInner {
  readonly author: string
  readonly generation: number
  readonly kind: string
  readonly at: number
  readonly body: Readonly<Record<string, unknown>>
  readonly refs: readonly RecordRef[]
  readonly blobs: readonly BlobRef[]
  readonly proof: string
}

export interface Wrap extends Recipient {
  readonly epoch: number
  readonly wrap: string
}

/** What a server offers for one space (`GET /spaces/{space}`). */
export interface Bundle {
  readonly vault: string
  readonly space: string
  readonly area: string
  readonly relation: string
  readonly chain: readonly Signed[]
  readonly epochs: readonly Signed[]
  readonly wraps: readonly Wrap[]
  readonly institutions: readonly { readonly institution: string; readonly entries: readonly Signed[] }[]
  readonly teams: readonly {
    readonly team: string
    readonly epochs: readonly Signed[]
    readonly wraps: readonly Wrap[]
  }[]
  readonly statements: readonly { readonly person: string; readonly statements: readonly Signed[] }[]
  readonly epoch: number
  readonly stale: boolean
  readonly now: number
}
