// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** A person's keys: root R, account key RK, working keys W_n, and the sealed rows a server keeps (SPEC section 3). */

import { extendStatements, readStatements, type Statement } from './chains'
import { type Bytes, b64u, fingerprint, idBytes, pae, unb64u } from './encoding'
import { require } from './errors'
import { encode, type KeyStatement, read, type Signed } from './formats'
import { type BaseKey, baseKey, derive, randomBytes, seal, unseal } from './seal'
import { Signer } from './sign'
import type { KemKey } from './wraps'

const UNLOCK = 'sociallook/1/unlock'
const ROOT = 'sociallook/1/root'
const WORKING = 'sociallook/1/working'

/** Root key R: identity and everything that gives rights. In memory for one reviewed act, at most five minutes. */
export class Root {
  readonly person: string
  readonly signer: Signer
  readonly #seed: Bytes

  private constructor(person: string, signer: Signer, seed: Bytes) {
    this.person = person
    this.signer = signer
    this.#seed = seed
  }

  static async from(seed: Bytes): Promise<Root> {
    const signer = await Signer.from(seed)
    return new Root(await fingerprint(signer.publicKey), signer, seed)
  }

  /** The row the server keeps. */
  async sealed(accountKey: Bytes): Promise<string> {
    return b64u(await seal(await baseKey(accountKey), ROOT, pae(unb64u(this.person)), this.#seed, 0))
  }

  /** When the reviewed act is over. */
  forget(): void {
    this.#seed.fill(0)
    this.signer.forget()
  }
}

/** Working key W_n: X-Wing seed ‖ Ed25519 seed. Everything derived from it is made once. */
export class Working {
  readonly generation: number
  readonly signer: () => Promise<Signer>
  readonly kem: () => Promise<KemKey>
  readonly #seeds: Bytes
  readonly #macBase: () => Promise<BaseKey>
  readonly #macs = new Map<string, Promise<CryptoKey>>()

  constructor(generation: number, seeds: Bytes) {
    require(seeds.length === 64, 'E_SCHEMA', 'a working key has 64 bytes')
    this.generation = generation
    this.#seeds = seeds
    this.signer = once(() => Signer.from(seeds.slice(32)))
    this.kem = once(async () => (await import('./wraps')).KemKey.from(seeds.slice(0, 32)))
    this.#macBase = once(() => baseKey(seeds.slice(32)))
  }

  /** HMAC key of the owner's words in one space of its own vault: a proof for its devices and for nobody else. */
  authorMac(vault: string, space: string): Promise<CryptoKey> {
    const known = this.#macs.get(space) ?? this.#makeAuthorMac(vault, space)
    this.#macs.set(space, known)
    return known
  }

  async #makeAuthorMac(vault: string, space: string): Promise<CryptoKey> {
    const secret = await derive(await this.#macBase(), 'sociallook/1/author-mac', idBytes(vault), idBytes(space))
    return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  }

  /** The 64 bytes, for sealing them: under RK for the server, under D for this device. */
  seeds(): Bytes {
    return this.#seeds.slice()
  }
}

/** A function that is computed once and remembered. */
function once<T>(compute: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined
  return () => (value ??= compute())
}

/** What a person's device holds. `root` is there during a step-up only. */
export class Keys {
  readonly person: string
  readonly statements: readonly Statement[]
  readonly working: readonly Working[]
  readonly root: Root | undefined

  constructor(person: string, statements: readonly Statement[], working: readonly Working[], root?: Root) {
    this.person = person
    this.statements = statements
    this.working = working
    this.root = root
  }

  /** The generation in use. */
  get newest(): Working {
    return this.generation(this.working.length)
  }

  /** W of this generation. @throws Refusal E_SIG if there is none */
  generation(number: number): Working {
    const working = this.working[number - 1]
    require(working !== undefined, 'E_SIG', 'no such key generation')
    return working
  }

  withRoot(root: Root | undefined): Keys {
    return new Keys(this.person, this.statements, this.working, root)
  }
}

/** R during a step-up. */
export function rootOf({ root }: Keys): Root {
  if (!root) throw new TypeError('this needs the root key: step up first')
  return root
}

/** One way to unlock; `kek` has 32 bytes. */
export interface Method {
  readonly method: string
  readonly kind: 'words' | 'passkey'
  readonly kek: Bytes
}

export interface MethodRow {
  readonly method: string
  readonly kind: string
  readonly sealed: string
}
export interface WorkingRow {
  readonly generation: number
  readonly sealed: string
}

/** What the server keeps of an account (format `account`). */
export interface Rows {
  readonly person: string
  readonly statements: readonly Signed[]
  readonly methods: readonly MethodRow[]
  readonly root: string
  readonly working: readonly WorkingRow[]
}

/** A person's keys with the account key; `rows` goes to the server. */
export interface Account {
  readonly keys: Keys
  readonly accountKey: Bytes
  readonly rows: Rows
}

/** New R, W_1 and RK, the first statement and all sealed rows. */
export async function createAccount(methods: readonly Method[]): Promise<Account> {
  const root = await Root.from(randomBytes(32))
  const [keys] = await addGeneration(new Keys(root.person, [], [], root))
  return sealAccount(keys, methods)
}

/** All rows under a new account key: at the beginning and after a device was lost. Needs R. */
export async function sealAccount(keys: Keys, methods: readonly Method[]): Promise<Account> {
  const accountKey = randomBytes(32)
  const rows: Rows = {
    person: keys.person,
    statements: keys.statements.map(({ signed }) => signed),
    methods: await Promise.all(methods.map((method) => sealMethod(keys.person, accountKey, method))),
    root: await rootOf(keys).sealed(accountKey),
    working: await Promise.all(keys.working.map((working) => sealWorking(keys.person, accountKey, working))),
  }
  return { keys, accountKey, rows }
}

/** The row of one unlock method. Methods come and go alone. */
export async function sealMethod(person: string, accountKey: Bytes, { method, kind, kek }: Method): Promise<MethodRow> {
  const sealed = await seal(await baseKey(kek), UNLOCK, methodHeader(person, method, kind), accountKey, 0)
  return { method, kind, sealed: b64u(sealed) }
}

/** The row of one generation of W. */
export async function sealWorking(person: string, accountKey: Bytes, working: Working): Promise<WorkingRow> {
  const sealed = await seal(
    await baseKey(accountKey),
    WORKING,
    pae(unb64u(person), working.generation),
    working.seeds(),
    0,
  )
  return { generation: working.generation, sealed: b64u(sealed) }
}

/** The next W and its statement, signed by R. The caller seals W and starts every stale epoch anew. */
export async function addGeneration(keys: Keys): Promise<[Keys, Signed]> {
  const root = rootOf(keys)
  const working = new Working(keys.working.length + 1, randomBytes(64))
  const statement: Omit<KeyStatement, 'suite'> = {
    person: keys.person,
    root: root.signer.publicKey,
    generation: working.generation,
    kem: (await working.kem()).publicKey,
    sign: (await working.signer()).publicKey,
    prev: keys.statements.at(-1)?.hash ?? '',
  }
  const signed = await root.signer.signed('key-statement', encode('key-statement', statement))
  const statements = [...keys.statements, await extendStatements(keys.person, keys.statements, signed)]
  return [new Keys(keys.person, statements, [...keys.working, working], root), signed]
}

/**
 * Open the rows (JSON of format `account`) by one unlock method. R stays sealed, see `stepUp`. @throws Refusal E_SCHEMA,
 * E_NO_WRAP (no such method), E_COMMIT, E_AEAD, E_KEY_PIN (public keys that are not these), E_ROLLBACK (a generation is missing)
 */
export async function openAccount(value: unknown, method: string, kek: Bytes): Promise<Account> {
  const rows = read<Rows>('account', value)
  const row = rows.methods.find((each) => each.method === method)
  require(row !== undefined, 'E_NO_WRAP', 'no such unlock method')
  const header = methodHeader(rows.person, method, row.kind)
  const accountKey = await unseal(await baseKey(kek), UNLOCK, header, unb64u(row.sealed))
  const statements = await readStatements(rows.person, rows.statements)
  const working = await Promise.all(rows.working.map((each) => openWorking(rows.person, accountKey, each)))
  await checkGenerations(statements, working)
  return { keys: new Keys(rows.person, statements, working), accountKey, rows }
}

/** The keys with R, for a reviewed set of changes and at most 5 minutes. @throws Refusal E_COMMIT, E_AEAD, E_KEY_PIN */
export async function stepUp({ keys, accountKey, rows }: Account): Promise<Keys> {
  const seed = await unseal(await baseKey(accountKey), ROOT, pae(unb64u(keys.person)), unb64u(rows.root))
  require(seed.length === 32, 'E_KEY_PIN', 'not a root key')
  const root = await Root.from(seed)
  require(root.person === keys.person, 'E_KEY_PIN', 'root key of somebody else')
  return keys.withRoot(root)
}

async function openWorking(person: string, accountKey: Bytes, { generation, sealed }: WorkingRow): Promise<Working> {
  return new Working(
    generation,
    await unseal(await baseKey(accountKey), WORKING, pae(unb64u(person), generation), unb64u(sealed)),
  )
}

async function checkGenerations(statements: readonly Statement[], working: readonly Working[]): Promise<void> {
  const complete =
    statements.length > 0 &&
    working.length === statements.length &&
    working.every(({ generation }, i) => generation === i + 1)
  require(complete, 'E_ROLLBACK', 'a key generation is missing')
  for (const [i, mine] of working.entries()) {
    const [sign, kem] = [(await mine.signer()).publicKey, (await mine.kem()).publicKey]
    require(statements[i]?.sign === sign &&
      statements[i].kem === kem, 'E_KEY_PIN', 'the server states other keys for me')
  }
}

const methodHeader = (person: string, method: string, kind: string): Bytes => pae(unb64u(person), idBytes(method), kind)
