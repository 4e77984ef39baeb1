// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** A new access sheet: six new words in place of the old. Every other sign-in ends with them. */

import { b64u } from '@protocol/encoding'
import { type Account as Opened, sealMethod } from '@protocol/keys'
import { drawWords, PARAMETERS, unlockByWords } from '@protocol/passphrase'
import { ask } from '@shell/transport'
import type { Account } from './account'
import { keepSheet, openByPrf, type Proof, prove, refreshAccount, type Sheet } from './session'
import { wordList } from './word-list'

/** @throws WrongProof, NoPasskey, Offline, Refused */
export async function replaceWords(proof: Proof): Promise<Sheet> {
  const account = await refreshAccount()
  const { opened, shown } = await proven(account, proof)
  const { accountKey } = opened
  const words = drawWords(await wordList())
  const { verifier, kek } = await unlockByWords(words, account.login, account.installation, PARAMETERS)
  const { method, sealed } = await sealMethod(account.person, accountKey, {
    method: crypto.randomUUID(),
    kind: 'words',
    kek,
  })
  const sheet = { login: account.login, words }
  await keepSheet(sheet) // before the old words end: whatever breaks now, one of the two sheets opens
  await ask('POST', '/account/words', { ...shown, verifier: b64u(verifier), method: { method, sealed } })
  accountKey.fill(0)
  kek.fill(0)
  await refreshAccount()
  return sheet
}

/** One gesture opens the account here and shows the server who asks: by the verifier of the old words, or a passkey's answer. */
async function proven(account: Account, proof: Proof): Promise<{ opened: Opened; shown: object }> {
  if (proof.kind === 'words') {
    const { verifier } = await unlockByWords(proof.words, account.login, account.installation, PARAMETERS)
    return { opened: await prove(account, proof), shown: { verifier_now: b64u(verifier) } }
  }
  const { signInWith } = await import('./passkey')
  const options = await ask<PublicKeyCredentialRequestOptionsJSON>('POST', '/sign-in/passkey/start')
  const { credential, id, prf } = await signInWith(
    { ...options, allowCredentials: unlocking(account) },
    account.installation,
  )
  return { opened: await openByPrf(account, id, prf), shown: { credential } }
}

const unlocking = ({ methods }: Account): PublicKeyCredentialDescriptorJSON[] =>
  methods.flatMap(({ credential, sealed }) => (credential && sealed ? [{ type: 'public-key', id: credential }] : []))
