// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Passkeys (WebAuthn level 3) and their pseudo-random function (PRF), which is what unlocks. A passkey without PRF can
 * sign in but open nothing; `addPasskey` finds out before anything is promised. The PRF's output never leaves the device:
 * it is taken out of the answer before the answer is posted.
 */

import { type Bytes, b64u, unb64u } from '@protocol/encoding'
import { prfInput } from '@protocol/passphrase'
import { randomBytes } from '@protocol/seal'

/** The person closed the browser's question, or there was no fitting passkey. The browser does not tell which. */
export class NoPasskey extends Error {
  override readonly name = 'NoPasskey'
}

/** An answer to post, and the PRF's output where there was one. */
export interface Answered {
  readonly credential: Record<string, unknown>
  /** Credential id, b64u. */
  readonly id: string
  readonly prf: Bytes | undefined
}

export const passkeysPossible = (): boolean => typeof PublicKeyCredential === 'function'

/** Answer the server's request to sign in. @throws NoPasskey */
export function signInWith(options: PublicKeyCredentialRequestOptionsJSON, installation: string): Promise<Answered> {
  return get(requestOptions(options), installation)
}

/** Ask one of these passkeys for its PRF; nothing goes to the server. @throws NoPasskey */
export async function unlockWith(credentials: readonly string[], installation: string): Promise<Answered> {
  return get(
    {
      challenge: randomBytes(32),
      allowCredentials: credentials.map((id) => ({ type: 'public-key' as const, id: unb64u(id) })),
      userVerification: 'required',
    },
    installation,
  )
}

/** Make a new passkey and find out whether it can unlock: some authenticators say so only when they are asked again. @throws NoPasskey */
export async function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
  installation: string,
): Promise<Answered> {
  const input = await prfInput(installation)
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...creationOptions(options),
    extensions: { prf: { eval: { first: input } } },
  }
  const made = await ask(() => navigator.credentials.create({ publicKey }))
  const answer = answered(made)
  if (answer.prf || made.getClientExtensionResults().prf?.enabled !== true) return answer
  const again = await unlockWith([answer.id], installation)
  return { ...answer, prf: again.prf }
}

async function get(options: PublicKeyCredentialRequestOptions, installation: string): Promise<Answered> {
  const input = await prfInput(installation)
  const publicKey = { ...options, extensions: { prf: { eval: { first: input } } } }
  return answered(await ask(() => navigator.credentials.get({ publicKey })))
}

async function ask(step: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await step().catch((error: unknown) => {
    if (error instanceof DOMException) throw new NoPasskey(error.name)
    throw error
  })
  if (credential instanceof PublicKeyCredential) return credential
  throw new NoPasskey()
}

function answered(credential: PublicKeyCredential): Answered {
  const first = credential.getClientExtensionResults().prf?.results?.first
  return {
    credential: toJson(credential),
    id: b64u(new Uint8Array(credential.rawId)),
    prf: first ? bytes(first) : undefined,
  }
}

/** What the server checks. Written by hand rather than by `toJSON()`, which would carry the PRF's output along. */
function toJson(credential: PublicKeyCredential): Record<string, unknown> {
  const { response } = credential
  const common = {
    id: credential.id,
    rawId: b64u(new Uint8Array(credential.rawId)),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
  }
  const clientDataJSON = b64u(new Uint8Array(response.clientDataJSON))
  if (response instanceof AuthenticatorAttestationResponse) {
    const attestationObject = b64u(new Uint8Array(response.attestationObject))
    return { ...common, response: { clientDataJSON, attestationObject, transports: response.getTransports() } }
  }
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse
  return {
    ...common,
    response: {
      clientDataJSON,
      authenticatorData: b64u(new Uint8Array(authenticatorData)),
      signature: b64u(new Uint8Array(signature)),
      ...(userHandle ? { userHandle: b64u(new Uint8Array(userHandle)) } : {}),
    },
  }
}

const descriptor = (each: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor => ({
  type: 'public-key',
  id: unb64u(each.id),
  ...(each.transports ? { transports: each.transports as AuthenticatorTransport[] } : {}),
})

const requestOptions = (options: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions => ({
  challenge: unb64u(options.challenge),
  ...(options.rpId ? { rpId: options.rpId } : {}),
  ...(options.timeout ? { timeout: options.timeout } : {}),
  allowCredentials: (options.allowCredentials ?? []).map(descriptor),
  userVerification: 'required',
})

const creationOptions = (options: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions => ({
  challenge: unb64u(options.challenge),
  rp: options.rp,
  user: { ...options.user, id: unb64u(options.user.id) },
  pubKeyCredParams: options.pubKeyCredParams.map(({ alg }) => ({ type: 'public-key' as const, alg })),
  ...(options.timeout ? { timeout: options.timeout } : {}),
  excludeCredentials: (options.excludeCredentials ?? []).map(descriptor),
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  attestation: 'none',
})

function bytes(source: BufferSource): Bytes {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) as ArrayBuffer)
    : new Uint8Array(source)
}
