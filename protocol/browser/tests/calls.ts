// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The calls that vectors make: each takes JSON and gives JSON, or refuses. The same table under the same names as
 * `sociallook_vectors.calls` in Python; nothing here knows what the vectors expect.
 */

import words from '@generated/words.json' with { type: 'json' }
import { openBlob, padme } from '@protocol/blobs'
import {
  type Epoch,
  type InstitutionChain,
  type InstitutionState,
  type People,
  readEpoch,
  readInstitution,
  readSpace,
  readStatements,
  type SpaceState,
  type Statement,
} from '@protocol/chains'
import {
  type Bytes,
  b64u,
  concat,
  encodeText,
  fingerprint,
  idBytes,
  type Part,
  pae,
  salted,
  sha256,
  structureHash,
  teamSpace,
  unb64u,
  vaultOf,
} from '@protocol/encoding'
import { checkCommitment, commitment, openWrap, teamSeed } from '@protocol/epochs'
import { Refusal } from '@protocol/errors'
import {
  counting,
  evaluate,
  firstEpochs,
  type Moment,
  membersAt,
  recipients,
  rights,
  starters,
  type TeamMembers,
} from '@protocol/evaluate'
import {
  type BlobRef,
  type Bundle,
  decode,
  encode,
  type Recipient,
  type Signed,
  type SpaceEntry,
} from '@protocol/formats'
import { Keys, openAccount, type Rows, rootOf, stepUp, Working } from '@protocol/keys'
import { answer, checkAnswer, type Offer, readOffer, writeOffer } from '@protocol/pairing'
import * as passphrase from '@protocol/passphrase'
import { type Checkpoint, NO_PINS, type Pins, readCheckpoint, writeCheckpoint } from '@protocol/pins'
import {
  type Known,
  type Look,
  type OpenedSpace,
  openRecords,
  openSpace,
  type ReadRecord,
  type StoredRecord,
} from '@protocol/reader'
import { openSealed, readHeader } from '@protocol/records'
import { baseKey, derive, expand, seal, unseal } from '@protocol/seal'
import { admit, admitKem, verifyStrict } from '@protocol/verify'
import { KemKey } from '@protocol/wraps'

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of any shape
type Json = any

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function part(value: Json): Part {
  if ('bytes' in value) return unb64u(value.bytes)
  if ('id' in value) return idBytes(value.id)
  return 'text' in value ? value.text : value.int
}

const parts = (given: Json): Part[] => given.parts.map(part)

const entriesOf = (map: ReadonlyMap<string, Json>): [string, Json][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

async function peopleOf(values: Json): Promise<People> {
  const people = new Map<string, Statement[]>()
  for (const { person, statements } of values) people.set(person, await readStatements(person, statements))
  return people
}

async function keysOf({ person, statements, working }: Json): Promise<Keys> {
  const own = working.map(({ kem, sign }: Json, i: number) => new Working(i + 1, concat(unb64u(kem), unb64u(sign))))
  return new Keys(person, await readStatements(person, statements), own)
}

const keysJson = (keys: Keys): Json => ({
  person: keys.person,
  statements: keys.statements.map(({ signed }) => signed),
  working: keys.working.map((each) => ({
    kem: b64u(each.seeds().subarray(0, 32)),
    sign: b64u(each.seeds().subarray(32)),
  })),
})

const institutionJson = (state: InstitutionState): Json => ({
  ...state,
  administrators: [...state.administrators].sort(),
  teams: Object.fromEntries(
    entriesOf(state.teams).map(([team, { name, members }]) => [team, { name, members: [...members].sort() }]),
  ),
  roots: Object.fromEntries(entriesOf(state.roots)),
})

const spaceJson = ({ root: _, ...state }: SpaceState): Json => ({ ...state, grants: [...state.grants.values()] })

function readJson(found: ReadRecord): Json {
  if (found.state === 'deleted') return { deleted: found.header.record }
  if (found.state === 'refused') return { refused: found.code, record: found.record }
  const { header, author, epoch, hash, contents } = found
  return { record: header.record, version: header.version, role: header.role, author, epoch, hash, contents }
}

/** From the body of a checkpoint, checked as one; empty: nothing pinned. */
function pinsOf(value: Json): Pins {
  if (!value || Object.keys(value).length === 0) return NO_PINS
  const body = { spaces: [], institutions: [], teams: [], people: [], ...value }
  const inner = {
    author: b64u(new Uint8Array(32)),
    generation: 1,
    kind: 'checkpoint',
    at: 0,
    body,
    refs: [],
    blobs: [],
  }
  return readCheckpoint(
    decode<{ body: Checkpoint }>('record-inner', encode('record-inner', { ...inner, proof: '' })).body,
  )
}

const openGiven = async (given: Json): Promise<OpenedSpace> =>
  openSpace(given.bundle as Bundle, await keysOf(given.keys), pinsOf(given.pins), given.clock)

async function readAll(
  space: OpenedSpace,
  stored: readonly StoredRecord[],
  after?: string,
  elsewhere?: Look,
  earlier: readonly StoredRecord[] = [],
): Promise<Json[]> {
  const known: Known[] = []
  for await (const slice of openRecords(space, earlier)) known.push(...slice.flatMap(knownOf))
  const found: Json[] = []
  for await (const slice of openRecords(space, stored, after, elsewhere, known)) found.push(...slice.map(readJson))
  return found
}

const knownOf = (read: ReadRecord): Known[] =>
  read.state === 'open'
    ? [{ record: read.header.record, version: read.header.version, author: read.author, hash: read.hash }]
    : []

/** The same run of records opened in this thread and in another. */
export async function readTwice(given: Json, elsewhere: Look): Promise<Json[][]> {
  const space = await openGiven(given)
  return [await readAll(space, given.records, ''), await readAll(space, given.records, '', elsewhere)]
}

async function openSpaceCall(given: Json): Promise<Json> {
  const opened = await openGiven(given)
  return {
    area: opened.area,
    owner: opened.isOwner,
    epoch: opened.newest.epoch,
    stale: opened.isStale,
    readable: [...opened.keys.keys()].sort((a, b) => a - b),
    unreadable: Object.fromEntries([...opened.unreadable].map(([number, code]) => [String(number), code])),
    pins: writeCheckpoint('tail' in given ? opened.readUpTo(given.tail) : opened.pins),
    ...('records' in given && {
      records: await readAll(opened, given.records, given.after ?? undefined, undefined, given.earlier),
    }),
  }
}

async function openAccountCall(given: { rows: Rows; method: string; kek: string }): Promise<Json> {
  const account = await openAccount(given.rows, given.method, unb64u(given.kek))
  const root = rootOf(await stepUp(account))
  const header = pae(unb64u(root.person))
  const again = unb64u(await root.sealed(account.accountKey))
  return {
    keys: keysJson(account.keys),
    root: b64u(await unseal(await baseKey(account.accountKey), 'sociallook/1/root', header, again)),
  }
}

async function evaluateCall(given: Json): Promise<Json> {
  const entries = given.entries.map(({ bytes }: Signed) => decode<SpaceEntry>('space-entry', unb64u(bytes)))
  const teams = new Map<string, ReadonlySet<string>>(
    given.teams.map((each: Json) => [`${each.institution} ${each.team}`, new Set(each.members)]),
  )
  const members: TeamMembers = (institution, team) => teams.get(`${institution} ${team}`) ?? new Set()
  return Object.fromEntries(entriesOf(evaluate(entries, members, given.at)))
}

async function openWrapCall(given: Json): Promise<Json> {
  const record = await readEpoch(given.record)
  const keys = await openWrap(record, given.to as Recipient, await KemKey.from(unb64u(given.seed)), unb64u(given.wrap))
  return Object.fromEntries([...keys].map(([number, key]) => [String(number), b64u(key)]))
}

async function openBlobCall(given: Json): Promise<string> {
  const { blob, key, length, hash } = given
  const opened = await openBlob(given.vault, { blob, key, length, hash } as BlobRef, new Blob([unb64u(given.data)]))
  return b64u(new Uint8Array(await opened.arrayBuffer()))
}

const offerOf = (given: Json): Offer => readOffer(writeOffer(given))

const sealed = async ({ key, label, header, plaintext, size, salt }: Json): Promise<Bytes> =>
  seal(await baseKey(unb64u(key)), label, unb64u(header), unb64u(plaintext), size, unb64u(salt))

const unsealed = async ({ key, label, header, sealed: box }: Json): Promise<Bytes> =>
  unseal(await baseKey(unb64u(key)), label, unb64u(header), unb64u(box))

const wordlistHash = async (): Promise<string> => hex(await sha256(encodeText(words.join('\n'))))

async function openSealedCall(given: Json): Promise<Json> {
  const header = readHeader(unb64u(given.header))
  const { bytes: _, ...inner } = await openSealed(header, unb64u(given.sealed), await baseKey(unb64u(given.key)))
  return inner
}

/** Only for fuzzing: who gets the key at some moments, and who may do what then. */
async function recipientsCall(given: Json): Promise<Json> {
  const people = await peopleOf(given.statements)
  const institutions = new Map<string, InstitutionChain>()
  for (const { institution, entries } of given.institutions) {
    institutions.set(institution, await readInstitution(institution, entries, people))
  }
  const teams = new Map<string, Epoch[]>()
  for (const { team, epochs } of given.teams) teams.set(team, await Promise.all(epochs.map(readEpoch)))
  const chain = await readSpace(given.vault, given.space, given.chain, people)
  return given.moments.map((pick: Json) => {
    const moment: Moment = {
      vault: given.vault,
      space: chain.states[pick.chain - 1],
      institutions: known(institutions, pick.institutions, ({ states }, at) => states[at]),
      teams: known(teams, pick.teams, (records, at) => records[at]),
      statements: known(people, pick.people, (statements, at) => statements[at]),
    }
    return judgement(moment, pick.at)
  })
}

function known<T, S>(
  all: ReadonlyMap<string, T>,
  counts: Record<string, number>,
  at: (value: T, index: number) => S | undefined,
): Map<string, S> {
  const found = [...all].map(([name, value]) => [name, at(value, (counts[name] ?? 0) - 1)] as const)
  return new Map(found.filter((entry): entry is readonly [string, S & {}] => entry[1] !== undefined))
}

function judgement(moment: Moment, at: number): Json {
  const space = moment.space as SpaceState
  const members = membersAt(moment)
  try {
    const { heads, recipients: to } = recipients(moment, at)
    return {
      rights: Object.fromEntries(entriesOf(rights(space, members, at))),
      first: Object.fromEntries(firstEpochs(space, members, at)),
      counting: counting(space, at).map(({ grant }) => grant),
      starters: [...starters(moment, at)].sort(),
      heads: {
        chain: heads.chain,
        institutions: Object.fromEntries(heads.institutions.map(({ institution, head }) => [institution, head])),
        teams: Object.fromEntries(heads.teams.map(({ team, record }) => [team, record])),
        statements: Object.fromEntries(heads.statements.map(({ person, statement }) => [person, statement])),
      },
      recipients: to,
    }
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.code }
    throw error
  }
}

const CALLS: Record<string, (given: Json) => Json> = {
  'encoding.pae': (g) => b64u(pae(...parts(g))),
  'encoding.unb64u': (g) => hex(unb64u(g.text)),
  'encoding.id': (g) => hex(idBytes(g.id)),
  'encoding.hash': (g) => structureHash(g.type, ...g.bytes.map(unb64u)),
  'encoding.salted': (g) => salted(unb64u(g.salt), g.text),
  'encoding.fingerprint': (g) => fingerprint(g.root),
  'encoding.vault': (g) => vaultOf(g.person),
  'encoding.team_space': (g) => teamSpace(g.team, g.area),
  'formats.decode': (g) => decode(g.format, unb64u(g.bytes)),
  'formats.encode': (g) => b64u(encode(g.format, g.values)),
  'verify.admit': async (g) => void (await admit(g.public)),
  'verify.admit_kem': (g) => admitKem(g.public),
  'verify.verify': (g) => verifyStrict(g.public, g.type, unb64u(g.signature), ...parts(g)),
  'seal.hkdf': async (g) => b64u(await expand(await baseKey(unb64u(g.key)), unb64u(g.salt), unb64u(g.info), g.length)),
  'seal.derive': async (g) => b64u(await derive(unb64u(g.key), g.label, ...parts(g))),
  'seal.seal': async (g) => b64u(await sealed(g)),
  'seal.unseal': async (g) => b64u(await unsealed(g)),
  'wraps.kem_public': async (g) => (await KemKey.from(unb64u(g.seed))).publicKey,
  'wraps.unwrap': async (g) => b64u(await (await KemKey.from(unb64u(g.seed))).unwrap(unb64u(g.info), unb64u(g.wrap))),
  'passphrase.normal_form': (g) => passphrase.normalForm(g.text),
  'passphrase.unlock': async (g) => {
    const { verifier, kek } = await passphrase.unlockByWords(g.words, g.login, g.installation, g.offered)
    return { verifier: b64u(verifier), kek: b64u(kek) }
  },
  'passphrase.prf_input': async (g) => b64u(await passphrase.prfInput(g.installation)),
  'passphrase.passkey_kek': async (g) => b64u(await passphrase.passkeyKek(unb64u(g.prf), g.person)),
  'passphrase.wordlist': async () => ({ sha256: await wordlistHash(), words: words.length }),
  'passphrase.read_sheet': (g) => Object.values(passphrase.readSheet(g.text)),
  'passphrase.write_sheet': (g) => passphrase.writeSheet(g.login, g.words),
  'keys.open_account': openAccountCall,
  'chains.read_statements': async (g) =>
    (await readStatements(g.person, g.statements)).map(({ generation, hash }) => ({ generation, hash })),
  'chains.read_institution': async (g) =>
    institutionJson((await readInstitution(g.institution, g.entries, await peopleOf(g.statements))).newest),
  'chains.read_space': async (g) =>
    spaceJson((await readSpace(g.vault, g.space, g.entries, await peopleOf(g.statements))).newest),
  'evaluate.evaluate': evaluateCall,
  'epochs.commitment': async (g) => b64u(await commitment(unb64u(g.key), g.vault, g.space, g.epoch)),
  'epochs.check_commitment': async (g) => checkCommitment(await readEpoch(g.record), unb64u(g.key)),
  'epochs.team_seed': async (g) => b64u(await teamSeed(unb64u(g.key), g.team, g.generation)),
  'epochs.open_wrap': openWrapCall,
  'records.open_sealed': openSealedCall,
  'blobs.padme': (g) => padme(g.length),
  'blobs.open_blob': openBlobCall,
  'pairing.read_offer': (g) => readOffer(g.fragment),
  'pairing.write_offer': (g) => writeOffer(offerOf(g.offer)),
  'pairing.answer': (g) => answer(offerOf(g.offer), g.scanner),
  'pairing.check_answer': (g) => checkAnswer(offerOf(g.offer), g.scanner, g.answer, g.now, g.used),
  'pins.checkpoint': (g) => writeCheckpoint(pinsOf(g.body)),
  'fuzz.recipients': recipientsCall,
  'reader.open_space': openSpaceCall,
  'reader.may_write': async (g) => (await openGiven(g)).mayWrite(),
}

/** `{out}` or `{refusal}` of one case; anything else that goes wrong is `{error}`. */
export async function outcome({ call, in: given }: { call: string; in: Json }): Promise<Json> {
  try {
    const run = CALLS[call]
    if (!run) throw new TypeError(`no such call: ${call}`)
    return { out: (await run(given)) ?? null }
  } catch (error) {
    return error instanceof Refusal ? { refusal: error.code } : { error: String((error as Error).stack ?? error) }
  }
}
