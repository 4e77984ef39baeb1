// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** A new access sheet: six new words in place of the old. Every other sign-in ends with them. */

import { b64u } from '@protocol/encoding'
import { sealMethod } from '@protocol/keys'
import { drawWords, PARAMETERS, unlockByWords } from '@protocol/passphrase'
import { ask } from '@shell/transport'
import { keepSheet, type Proof, prove, refreshAccount, type Sheet } from './session'
import { wordList } from './word-list'

/** @throws WrongProof, NoPasskey, Offline, Refused */
export async function replaceWords(proof: Proof): Promise<Sheet> {
  const account = await refreshAccount()
  const { accountKey } = await prove(account, proof)
  const words = drawWords(await wordList())
  const { verifier, kek } = await unlockByWords(words, account.login, account.installation, PARAMETERS)
  const { method, sealed } = await sealMethod(account.person, accountKey, { method: crypto.randomUUID(), kind: 'words', kek })
  const sheet = { login: account.login, words }
  await keepSheet(sheet) // before the old words end: whatever breaks now, one of the two sheets opens
  await ask('POST', '/account/words', { ...(await proven(account, proof)), verifier: b64u(verifier), method: { method, sealed } })
  accountKey.fill(0)
  kek.fill(0)
  await refreshAccount()
  return sheet
}

/** What shows the server that it is really this person: the old words. */
async function proven(account: { login: string; installation: string }, proof: Proof): Promise<{ verifier_now: string }> {
  if (proof.kind !== 'words') throw new Error('the server asks for the old words')
  const { verifier } = await unlockByWords(proof.words, account.login, account.installation, PARAMETERS)
  return { verifier_now: b64u(verifier) }
}
