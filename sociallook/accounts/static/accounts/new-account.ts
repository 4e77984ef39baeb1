// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Opening an account: everything is drawn on the device; the server gets a name that says nothing, and sealed keys. */

import { b64u } from '@protocol/encoding'
import { createAccount, type Account as Opened } from '@protocol/keys'
import { drawLogin, drawWords, unlockByWords } from '@protocol/passphrase'
import { ask, isRefused } from '@shell/transport'
import type { Account, Role } from './account'
import type { Sheet } from './session'
import { wordList } from './word-list'

const TRIES = 5 // a login name is taken about once in 600 billion

export interface NewAccount {
  readonly account: Account
  readonly opened: Opened
  readonly sheet: Sheet
}

/** @throws Offline, Refused; Refusal E_KDF_FLOOR */
export async function openNewAccount(role: Role, stay: boolean): Promise<NewAccount> {
  for (let left = TRIES; ; left--) {
    try {
      return await tryOnce(role, stay)
    } catch (error) {
      if (left === 0 || !isRefused(error, 'login_taken')) throw error
    }
  }
}

async function tryOnce(role: Role, stay: boolean): Promise<NewAccount> {
  const list = await wordList()
  const sheet = { login: drawLogin(list), words: drawWords(list) }
  const start = await ask<{ installation: string; kdf: { m: number; t: number; p: number } }>(
    'POST',
    '/sign-in/start',
    { login: sheet.login },
  )
  const { verifier, kek } = await unlockByWords(sheet.words, sheet.login, start.installation, start.kdf)
  const opened = await createAccount([{ method: crypto.randomUUID(), kind: 'words', kek }])
  kek.fill(0)
  const {
    methods: [method],
    root,
    working: [working],
    statements: [statement],
  } = opened.rows
  const account = await ask<Account>('POST', '/accounts', {
    login: sheet.login,
    role,
    verifier: b64u(verifier),
    method: { method: method?.method, sealed: method?.sealed },
    root: { sealed: root },
    working,
    statement,
    stay,
  })
  return { account, opened, sheet }
}
