// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** One more passkey: made by the device, tried for its PRF, and the account key sealed under what the PRF gives. */

import { sealMethod } from '@protocol/keys'
import { passkeyKek } from '@protocol/passphrase'
import { ask } from '@shell/transport'
import { makePasskey } from './passkey'
import { type Proof, prove, refreshAccount } from './session'

/** Whether the new passkey can unlock; one that cannot may still sign in. @throws WrongProof, NoPasskey, Offline, Refused */
export async function addPasskey(proof: Proof): Promise<boolean> {
  const account = await refreshAccount()
  const { accountKey } = await prove(account, proof)
  const options = await ask<PublicKeyCredentialCreationOptionsJSON>('POST', '/account/passkeys/start')
  const { credential, prf } = await makePasskey(options, account.installation)
  const method = crypto.randomUUID()
  let sealed = ''
  if (prf) {
    const kek = await passkeyKek(prf, account.person)
    ;({ sealed } = await sealMethod(account.person, accountKey, { method, kind: 'passkey', kek }))
    kek.fill(0)
  }
  accountKey.fill(0)
  await ask('POST', '/account/passkeys', { credential, method: { method, sealed } })
  return prf !== undefined
}
