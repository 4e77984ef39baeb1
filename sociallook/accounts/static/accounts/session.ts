// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The signed-in person on this device.
 *
 *     const me = await session()              // leads to /anmelden when nobody is signed in here, or it is locked
 *     await unlockRoot(proof, (keys) => …)    // step-up: whatever gives rights needs the root key, once, for one reviewed set
 *     await lock(); await signOut()
 *
 * The working keys W open and seal what is read and written every day. They lie in the store of `device.ts`. The account key
 * and the root key R exist only while one of the functions here runs.
 */

import { readStatements } from '@protocol/chains'
import { type Bytes, b64u, decodeText, encodeText, unb64u } from '@protocol/encoding'
import { Refusal, require } from '@protocol/errors'
import { Keys, type Account as Opened, openAccount, stepUp, Working } from '@protocol/keys'
import { ask, isRefused } from '@shell/transport'
import { type Account, type Method, type Role, rowsOf } from './account'
import { deviceStore, forgetDevice, handOver, keepHere, lockDevice } from './device'
import type { Store } from './store'

export type { Account, Membership, Role } from './account'

/** The person, as long as this page is open. */
export interface Session {
  readonly account: Account
  /** Fingerprint, b32. */
  readonly person: string
  readonly vault: string
  readonly role: Role
  /** Without the root key; that one comes by `unlockRoot`. */
  readonly keys: Keys
  /** False on a device that is not the person's own: nothing is kept. */
  readonly ownDevice: boolean
  /** It is the person's own device, but its browser loses keys (E_STORE). */
  readonly forgetful: boolean
  readonly store: Store
}

/** How a person proves once more who they are. */
export type Proof = { readonly kind: 'words'; readonly words: string } | { readonly kind: 'passkey' }

/** These are not the words of this account, or this passkey cannot open it. Nothing was sent anywhere. */
export class WrongProof extends Error {
  override readonly name = 'WrongProof'
}

const FIVE_MINUTES = 5 * 60_000
const ENDED = new BroadcastChannel('sociallook-session')

// --- Who is here ----------------------------------------------------------------------------------------------------

let current: Promise<Session | undefined> | undefined

/** The session; without one, or when the browser has lost its key, the page is left for the sign-in page, which leads back here. */
export async function session(): Promise<Session> {
  return (await resume().catch(onlyLost)) ?? leaveForSignIn()
}

function onlyLost(error: unknown): undefined {
  if (!(error instanceof Refusal && error.code === 'E_STORE')) throw error
}

/** The session, or undefined when nobody is signed in here or the device is locked. */
export const resume = (): Promise<Session | undefined> => (current ??= open())

/** The account this device knows, signed in or locked. */
export const knownAccount = (): Promise<Account | undefined> => recall<Account>('account')

async function open(): Promise<Session | undefined> {
  const store = await deviceStore()
  const [account, seeds] = await Promise.all([knownAccount(), recall<string[]>('working')])
  if (!account || !seeds || seeds.length < account.working.length) return undefined // locked, or a newer key was made elsewhere
  const { person, vault, role } = account
  const working = seeds.map((each, i) => new Working(i + 1, unb64u(each)))
  const keys = new Keys(person, await readStatements(person, account.statements), working)
  const forgetful = (await recall<boolean>('forgetful')) ?? false
  if (!store.persistent) offerDone()
  if (!store.persistent && !forgetful) void import('./idle').then(({ watchIdle }) => watchIdle(signOut))
  return { account, person, vault, role, keys, ownDevice: store.persistent, forgetful, store }
}

/** On a device that is not the person's own, the bar of every page has "Fertig" (T-6). */
function offerDone(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-done]')) {
    button.hidden = false
    button.addEventListener('click', () => void signOut())
  }
}

/** Where the person begins. */
export const startPage = ({ role }: Session): string => (role === 'client' ? '/heute' : '/eingang')

/** Leave for the sign-in page; the way back stands in the fragment, which no server sees. */
function leaveForSignIn(): Promise<never> {
  location.replace(`/anmelden#weiter=${encodeURIComponent(location.pathname)}`)
  return new Promise(() => undefined)
}

/** Ask the server about the account again: passkeys, memberships; a sign-in that was ended elsewhere locks this device. */
export async function refreshAccount(): Promise<Account> {
  const account = await ask<Account>('GET', '/account').catch((error: unknown) => {
    if (isRefused(error, 'signed_out')) return lock() // drafts stay; the keys go
    throw error
  })
  await remember('account', account)
  current = undefined
  return account
}

// --- Register and sign in --------------------------------------------------------------------------------------------

/** What stands on the access sheet. Kept until the person has confirmed it, so that a reload loses nothing. */
export interface Sheet {
  readonly login: string
  readonly words: string
}

export const unconfirmedSheet = (): Promise<Sheet | undefined> => recall<Sheet>('sheet')

export const keepSheet = (sheet: Sheet): Promise<void> => remember('sheet', sheet)

/** The person has the sheet: the words are forgotten here. */
export async function sheetConfirmed(): Promise<void> {
  await (await deviceStore()).remove('sheet')
  await refreshAccount()
}

/** Open an account. Nothing is asked but whose device it is (`stay`: my own); login name and words are drawn here. @throws Offline, Refused */
export async function register(role: Role, stay: boolean): Promise<Sheet> {
  const { openNewAccount } = await import('./new-account')
  const { account, opened, sheet } = await openNewAccount(role, stay)
  await begin(account, opened, stay)
  await keepSheet(sheet)
  return sheet
}

/** @throws Refused wrong_words, slow_down; Refusal E_KDF_FLOOR (a server that asks for weaker protection); Offline */
export async function signInByWords(login: string, words: string, stay: boolean): Promise<void> {
  const { unlockByWords } = await import('@protocol/passphrase')
  const start = await ask<{ installation: string; kdf: { m: number; t: number; p: number } }>(
    'POST',
    '/sign-in/start',
    { login },
  )
  const { verifier, kek } = await unlockByWords(words, login, start.installation, start.kdf)
  const account = await ask<Account>('POST', '/sign-in', { login, verifier: b64u(verifier), stay })
  await begin(account, await openBy(account, wordsMethod(account), kek), stay)
}

/** @throws NoPasskey, Refused, Offline; WrongProof for a passkey that signs in but cannot unlock */
export async function signInByPasskey(stay: boolean): Promise<void> {
  const { signInWith } = await import('./passkey')
  const [{ installation }, options] = await Promise.all([
    ask<{ installation: string }>('POST', '/sign-in/start', { login: '' }),
    ask<PublicKeyCredentialRequestOptionsJSON>('POST', '/sign-in/passkey/start'),
  ])
  const answer = await signInWith(options, installation)
  const account = await ask<Account>('POST', '/sign-in/passkey', { credential: answer.credential, stay })
  await begin(account, await openByPrf(account, answer.id, answer.prf), stay)
}

/** After `lock`: the working keys come back. No network is needed. @throws WrongProof, NoPasskey */
export async function unlock(proof: Proof): Promise<void> {
  const account = (await knownAccount()) ?? (await leaveForSignIn())
  await begin(account, await prove(account, proof), (await deviceStore()).persistent)
}

/**
 * Take the working keys into the store, on the device only if it is the person's own (`stay`). Whoever was here before is
 * forgotten first. A browser that keeps nothing still works, in memory: `ownDevice` of the session says so.
 */
async function begin(account: Account, opened: Opened, stay: boolean): Promise<void> {
  const before = await knownAccount()
  if (before && before.person !== account.person) await forgetDevice()
  await remember('account', account)
  await remember(
    'working',
    opened.keys.working.map((key) => b64u(key.seeds())),
  )
  if (stay) await keepHere().catch(onlyLost) // then in memory only
  if (stay && !(await deviceStore()).persistent) await remember('forgetful', true)
  current = undefined
  const { openOwnSpaces } = await import('./own-spaces')
  await openOwnSpaces(account, () => stepUp(opened))
  opened.accountKey.fill(0)
  await handOver()
}

// --- Step-up ---------------------------------------------------------------------------------------------------------

/**
 * Open the root key for one reviewed set of changes; it is zeroed when `act` ends, and after five minutes.
 * @throws WrongProof, NoPasskey; whatever `act` throws
 */
export async function unlockRoot<T>(proof: Proof, act: (keys: Keys) => Promise<T>): Promise<T> {
  const account = (await knownAccount()) ?? (await leaveForSignIn())
  const opened = await prove(account, proof)
  const keys = await stepUp(opened)
  opened.accountKey.fill(0)
  const forget = (): void => keys.root?.forget()
  const timer = setTimeout(forget, FIVE_MINUTES)
  try {
    return await act(keys)
  } finally {
    clearTimeout(timer)
    forget()
  }
}

/** The opened account, for what needs the account key itself. Only for this room: zero `accountKey` after use. */
export async function prove(account: Account, proof: Proof): Promise<Opened> {
  if (proof.kind === 'words') {
    const { PARAMETERS, unlockByWords } = await import('@protocol/passphrase')
    const { kek } = await unlockByWords(proof.words, account.login, account.installation, PARAMETERS)
    return openBy(account, wordsMethod(account), kek)
  }
  const { unlockWith } = await import('./passkey')
  const credentials = account.methods.filter(({ sealed }) => sealed).flatMap(({ credential }) => credential ?? [])
  const answer = await unlockWith(credentials, account.installation)
  return openByPrf(account, answer.id, answer.prf)
}

function wordsMethod(account: Account): Method {
  const found = account.methods.find(({ kind }) => kind === 'words')
  require(found !== undefined, 'E_NO_WRAP', 'no row for the words')
  return found
}

/** Only for this room. @throws WrongProof */
export async function openByPrf(account: Account, credential: string, prf: Bytes | undefined): Promise<Opened> {
  const method = account.methods.find((each) => each.credential === credential)
  if (!method?.sealed || !prf) throw new WrongProof('this passkey cannot unlock')
  const { passkeyKek } = await import('@protocol/passphrase')
  return openBy(account, method, await passkeyKek(prf, account.person))
}

async function openBy(account: Account, method: Method, kek: Bytes): Promise<Opened> {
  try {
    return await openAccount(rowsOf(account), method.method, kek)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'E_COMMIT') throw new WrongProof('does not open the account key')
    throw error
  } finally {
    kek.fill(0)
  }
}

// --- Lock and leave --------------------------------------------------------------------------------------------------

/** Take the keys off the device. What is cached stays sealed; drafts stay. Every open page of this browser is left. */
export async function lock(): Promise<never> {
  await lockDevice()
  return leave('/anmelden')
}

/** Sign out and remove everything of this person from the device, also when the server cannot be reached. */
export async function signOut(): Promise<never> {
  const { forgetEverything } = await import('./forget')
  await forgetEverything()
  return leave('/')
}

function leave(path: string): Promise<never> {
  current = undefined
  ENDED.postMessage(path)
  location.replace(path)
  return new Promise(() => undefined) // the page is being left
}

ENDED.addEventListener('message', async ({ data }) => {
  const store = await deviceStore()
  if (!store.persistent) await store.clear() // or leaving this page would hand the keys to the worker once more
  location.replace(data === '/' ? '/' : '/anmelden')
})
// A page that the browser kept alive behind "back" may hold keys of a session that has ended.
addEventListener('pageshow', (event) => event.persisted && location.reload())

// --- The store -------------------------------------------------------------------------------------------------------

async function recall<T>(name: string): Promise<T | undefined> {
  const bytes = await (await deviceStore()).get(name)
  return bytes && (JSON.parse(decodeText(bytes)) as T)
}

async function remember(name: string, value: unknown): Promise<void> {
  await (await deviceStore()).put(name, encodeText(JSON.stringify(value)))
}
