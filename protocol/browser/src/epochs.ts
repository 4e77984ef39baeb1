// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Starting an epoch and opening its wraps (SPEC section 7). */

import { type Epoch, isTeamKey, readEpoch } from './chains'
import { type Bytes, b64u, concat, idBytes, pae, sameBytes, sha256, structureHash, u32, unb64u } from './encoding'
import { type Code, refusal, require } from './errors'
import { counting, type Moment, membersAt, type Plan, persons } from './evaluate'
import { decode, type EpochRecord, encode, type Recipient } from './formats'
import type { Keys } from './keys'
import { breathe } from './pace'
import { derive, randomBytes } from './seal'
import type { KemKey } from './wraps' // its code is loaded when a wrap is made or opened, not before a cached message is read

/** Number of an epoch to its key SK (32 bytes). */
export type SpaceKeys = ReadonlyMap<number, Bytes>

/** A new epoch: the signed record, one wrap for each recipient in its order, and the key (which stays here). */
export interface Started {
  readonly record: Epoch
  readonly wraps: readonly string[]
  readonly key: Bytes
}

/** What an epoch is started for: where, when, after which one and why. */
export interface Beginning {
  readonly vault: string
  readonly space: string
  readonly before: Epoch | undefined
  readonly at: number
  readonly reason: 'open' | 'change' | 'stale' | 'unreadable'
}

/**
 * Start the next epoch with a fresh key for exactly the recipients of `plan`, signed by the starter's newest W. `plan`
 * comes from `recipients(moment, at)`; `older`: which older keys each wrap carries.
 */
export async function startEpoch(
  { vault, space, before, at, reason }: Beginning,
  moment: Moment,
  plan: Plan,
  keys: Keys,
  older: ReadonlyMap<Recipient, SpaceKeys>,
  random = randomBytes,
): Promise<Started> {
  const number = (before?.epoch ?? 0) + 1
  const key = random(32)
  const unwrapped: Omit<EpochRecord, 'suite'> = {
    vault,
    space,
    epoch: number,
    at: Math.max(at, before?.at ?? 0),
    starter: keys.person,
    generation: keys.newest.generation,
    reason,
    heads: plan.heads,
    recipients: plan.recipients,
    commitment: b64u(await commitment(key, vault, space, number)),
    public: vault === space ? (await teamKem(key, vault, number)).publicKey : '',
    prev: before?.hash ?? '',
    wraps: [],
  }
  const context = encode('epoch', unwrapped)
  const { wrap } = await import('./wraps')
  const wraps: Bytes[] = []
  for (const to of plan.recipients) {
    wraps.push(
      await wrap(
        publicKeyOf(moment, to),
        await wrapInfo(context, to),
        wrappedKeys(number, key, older.get(to) ?? new Map()),
      ),
    )
    await breathe()
  }
  const hashes = await Promise.all(wraps.map((each) => structureHash('wrap', each)))
  const signed = await (await keys.newest.signer()).signed('epoch', encode('epoch', { ...unwrapped, wraps: hashes }))
  return { record: await readEpoch(signed), wraps: wraps.map(b64u), key }
}

const publicKeyOf = (moment: Moment, { team, person }: Recipient): string =>
  (team ? moment.teams.get(team)?.public : moment.statements.get(person)?.kem) ?? ''

/**
 * Which older keys each wrap carries: those from the recipient's first epoch on, unless it got the epoch before. Reason
 * `unreadable` carries them for everybody again. A key space carries every older key to everybody.
 */
export function olderKeys(
  moment: Moment,
  { vault, space, before, at, reason }: Beginning,
  plan: Plan,
  held: SpaceKeys,
): ReadonlyMap<Recipient, SpaceKeys> {
  const anew = reason === 'unreadable' || vault === space
  const had = new Set(before?.recipients.map(holder))
  const carried = plan.recipients
    .filter((to) => anew || !had.has(holder(to)))
    .map((to) => {
      const first = firstEpoch(moment, to, at)
      return [to, new Map([...held].filter(([number]) => number >= first))] as const
    })
  return new Map(carried)
}

/** Who can open what: a person keeps every W, but a new team generation may have new members. */
const holder = ({ team, person, generation }: Recipient): string => person || `${team} ${generation}`

/** The first epoch a recipient may open: 1 for the owner and in team spaces, else the lowest `since` that counts. */
function firstEpoch(moment: Moment, { team, person }: Recipient, at: number): number {
  if (!moment.space || person === moment.space.owner) return 1
  const members = membersAt(moment)
  const mine = counting(moment.space, at).filter((grant) =>
    team ? grant.subject.team === team && !grant.subject.person : [...persons(grant, members)].includes(person),
  )
  return Math.min(...mine.map(({ since }) => since))
}

/** Binds a record to its key and reveals nothing of it; 32 bytes. */
export const commitment = (key: Bytes, vault: string, space: string, epoch: number): Promise<Bytes> =>
  derive(key, 'sociallook/1/epoch-key', idBytes(vault), idBytes(space), epoch)

/** The X-Wing seed of a team's generation, from the key of its key space's epoch of that number. */
export const teamSeed = (key: Bytes, team: string, generation: number): Promise<Bytes> =>
  derive(key, 'sociallook/1/team-kem', idBytes(team), generation)

/** The receiving key of a team's generation. */
export const teamKem = async (key: Bytes, team: string, generation: number): Promise<KemKey> =>
  (await import('./wraps')).KemKey.from(await teamSeed(key, team, generation))

/** HPKE `info`: the record without wraps, and for whom. */
const wrapInfo = (context: Bytes, { team, person, generation }: Recipient): Promise<Bytes> =>
  sha256(pae('sociallook/1/wrap', context, team && idBytes(team), unb64u(person), generation))

/** Plaintext of a wrap: the key, then older ones with their numbers, strictly descending. */
function wrappedKeys(number: number, key: Bytes, older: SpaceKeys): Bytes {
  const lower = [...older].filter(([each]) => each < number).sort(([a], [b]) => b - a)
  return concat(key, ...lower.flatMap(([each, old]) => [u32(each), old]))
}

/**
 * The keys a wrap carries, by epoch; the record's own is checked, older ones with `checkCommitment`.
 * @throws Refusal E_EPOCH_RECIPIENTS (not a recipient), E_COMMIT (another wrap, another key), E_AEAD, E_SCHEMA
 */
export async function openWrap(record: Epoch, to: Recipient, kem: KemKey, wrapped: Bytes): Promise<SpaceKeys> {
  const index = record.recipients.findIndex((each) => holder(each) === holder(to) && each.generation === to.generation)
  require(index >= 0, 'E_EPOCH_RECIPIENTS', 'not a recipient')
  require((await structureHash('wrap', wrapped)) ===
    record.wraps[index], 'E_COMMIT', 'another wrap than the record names')
  const context = encode('epoch', { ...decode<EpochRecord>('epoch', unb64u(record.signed.bytes)), wraps: [] })
  const keys = parseWrapped(record.epoch, await kem.unwrap(await wrapInfo(context, to), wrapped))
  await checkCommitment(record, keys.get(record.epoch) as Bytes)
  return keys
}

function parseWrapped(number: number, plaintext: Bytes): SpaceKeys {
  require(plaintext.length >= 32 && (plaintext.length - 32) % 36 === 0, 'E_SCHEMA', 'not the contents of a wrap')
  const keys = new Map([[number, plaintext.slice(0, 32)]])
  let lowest = number
  for (let at = 32; at < plaintext.length; at += 36) {
    const older = new DataView(plaintext.buffer, plaintext.byteOffset + at).getUint32(0)
    require(older >= 1 && older < lowest, 'E_SCHEMA', 'older keys not descending')
    keys.set(older, plaintext.slice(at + 4, at + 36))
    lowest = older
  }
  return keys
}

/** Refuses E_COMMIT unless this is the key of this epoch (and, in a key space, of this public key). */
export async function checkCommitment(record: Epoch, key: Bytes): Promise<void> {
  require(await isCommitted(record, key), 'E_COMMIT', "another key than the epoch's")
  if (!isTeamKey(record)) return
  const { publicKey } = await teamKem(key, record.vault, record.epoch)
  require(publicKey === record.public, 'E_COMMIT', "another key than the team's")
}

/** Whether the record commits to this key. Enough for a key that was checked here before. */
export const isCommitted = async (record: Epoch, key: Bytes): Promise<boolean> =>
  sameBytes(await commitment(key, record.vault, record.space, record.epoch), unb64u(record.commitment))

/** Join what several wraps carried, each checked against its own record; also which epochs had only a false key. */
export async function collectKeys(
  records: readonly Epoch[],
  opened: readonly SpaceKeys[],
): Promise<[Map<number, Bytes>, Map<number, Code>]> {
  const good = new Map<number, Bytes>()
  const wrong = new Map<number, Code>()
  const known = new Map(records.map((record) => [record.epoch, record]))
  for (const [number, key] of opened.flatMap((keys) => [...keys])) {
    const record = known.get(number)
    const code = record && (await refusal(checkCommitment(record, key)))
    if (code) wrong.set(number, code)
    else if (record) good.set(number, key)
  }
  for (const number of good.keys()) wrong.delete(number)
  return [good, wrong]
}
