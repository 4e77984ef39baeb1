// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Signing with Ed25519 seeds. */

import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import { type Bytes, b64u, concat, type Part, pae } from './encoding'
import type { Signed } from './formats'

// RFC 8410: OneAsymmetricKey of an Ed25519 seed
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

export class Signer {
  readonly publicKey: string
  #sign: (message: Bytes) => Promise<Bytes>

  private constructor(publicKey: string, sign: (message: Bytes) => Promise<Bytes>) {
    this.publicKey = publicKey
    this.#sign = sign
  }

  /** The key is imported non-extractable; browsers without Ed25519 sign in JavaScript. */
  static async from(seed: Bytes): Promise<Signer> {
    const publicKey = b64u(await getPublicKeyAsync(seed))
    try {
      const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8_PREFIX, seed), 'Ed25519', false, ['sign'])
      return new Signer(publicKey, async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message)))
    } catch {
      return new Signer(publicKey, (message) => signAsync(message, seed) as Promise<Bytes>)
    }
  }

  /** Signature of `type` over these parts, 64 bytes. */
  signature(type: string, ...parts: Part[]): Promise<Bytes> {
    return this.#sign(pae(`sociallook/1/sig/${type}`, ...parts))
  }

  async signed(type: string, bytes: Bytes): Promise<Signed> {
    return { bytes: b64u(bytes), signature: b64u(await this.signature(type, bytes)) }
  }

  /** After this it signs nothing any more. */
  forget(): void {
    this.#sign = () => Promise.reject(new TypeError('this key was put away'))
  }
}
