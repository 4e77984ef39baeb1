// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * HPKE (RFC 9180) base mode, single shot, empty AAD: KEM 0x647A X-Wing (draft-connolly-cfrg-xwing-kem), HKDF-SHA256,
 * AES-256-GCM. ML-KEM-768 comes from a library, X25519 from the engine: a fifth of the time of a JavaScript curve.
 */

import { sha3_256, shake256 } from '@noble/hashes/sha3.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import { type Bytes, b64u, concat, encodeText, unb64u } from './encoding'
import { Refusal, require } from './errors'
import { aesKey, decrypt, randomBytes } from './seal'
import { admitKem } from './verify'

const MLKEM_PUBLIC = 1184
const MLKEM_CIPHERTEXT = 1088
const ENC = MLKEM_CIPHERTEXT + 32
const XWING_LABEL = encodeText('\\.//^\\')
const SUITE_ID = concat(encodeText('HPKE'), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 2))
const VERSION = encodeText('HPKE-v1')
const EMPTY = new Uint8Array(0)
const ZEROS = new Uint8Array(32) // an empty HMAC key: engines refuse to import zero bytes
const BASE_POINT = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 9 : 0))
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20)

type Agree = (publicKey: Bytes) => Promise<Bytes>

/** X25519 with this secret; browsers without it in the engine load one in JavaScript. */
async function x25519(secret: Bytes): Promise<Agree> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8_PREFIX, secret), 'X25519', false, ['deriveBits'])
    return async (publicKey) => {
      const peer = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, [])
      return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, key, 256))
    }
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotSupportedError') throw error
    const { default: nacl } = await import('tweetnacl')
    return async (publicKey) => contributing(nacl.scalarMult(secret, publicKey) as Bytes)
  }
}

/** RFC 7748 section 6.1: what engines refuse by themselves. */
function contributing(agreed: Bytes): Bytes {
  if (agreed.every((byte) => byte === 0)) throw new RangeError('public key of small order')
  return agreed
}

const combine = (mlkem: Uint8Array, agreed: Bytes, ephemeral: Bytes, publicKey: Bytes): Bytes =>
  sha3_256(concat(mlkem, agreed, ephemeral, publicKey, XWING_LABEL)) as Bytes

/** A key pair for receiving: the 32-byte seed expanded once, used for many wraps. */
export class KemKey {
  /** 1216 bytes: ML-KEM-768 ‖ X25519. */
  readonly publicKey: string
  readonly #decapsulation: Uint8Array
  readonly #agree: Agree
  readonly #ownX25519: Bytes

  private constructor(publicKey: Bytes, decapsulation: Uint8Array, agree: Agree) {
    this.publicKey = b64u(publicKey)
    this.#decapsulation = decapsulation
    this.#agree = agree
    this.#ownX25519 = publicKey.subarray(MLKEM_PUBLIC)
  }

  static async from(seed: Bytes): Promise<KemKey> {
    require(seed.length === 32, 'E_SCHEMA', 'a seed has 32 bytes')
    const expanded = shake256(seed, { dkLen: 96 }) as Bytes
    const mlkem = ml_kem768.keygen(expanded.subarray(0, 64))
    const agree = await x25519(expanded.slice(64))
    return new KemKey(concat(mlkem.publicKey, await agree(BASE_POINT)), mlkem.secretKey, agree)
  }

  /** The plaintext. @throws Refusal E_AEAD for anything not wrapped to this key with this `info` */
  async unwrap(info: Bytes, wrap: Bytes): Promise<Bytes> {
    require(wrap.length > ENC, 'E_AEAD', 'too short')
    const [key, nonce] = await schedule(await this.#decapsulate(wrap.subarray(0, ENC)), info)
    return decrypt(await aesKey(key, 'decrypt'), nonce, EMPTY, wrap.subarray(ENC))
  }

  async #decapsulate(enc: Bytes): Promise<Bytes> {
    const ephemeral = enc.subarray(MLKEM_CIPHERTEXT)
    try {
      const mlkem = ml_kem768.decapsulate(enc.subarray(0, MLKEM_CIPHERTEXT), this.#decapsulation)
      return combine(mlkem, await this.#agree(ephemeral), ephemeral, this.#ownX25519)
    } catch {
      throw new Refusal('E_AEAD', 'decapsulation')
    }
  }
}

/** `enc ‖ ct` for the holder of this key (1216 bytes); `info` is bound. @throws Refusal E_SIG for a key nobody can wrap to */
export async function wrap(publicKey: string, info: Bytes, plaintext: Bytes): Promise<Bytes> {
  admitKem(publicKey)
  const recipient = unb64u(publicKey)
  const own = recipient.subarray(MLKEM_PUBLIC)
  const agree = await x25519(randomBytes(32))
  const mlkem = ml_kem768.encapsulate(recipient.subarray(0, MLKEM_PUBLIC))
  const ephemeral = await agree(BASE_POINT)
  const shared = combine(mlkem.sharedSecret, await agree(own), ephemeral, own)
  const [key, iv] = await schedule(shared, info)
  const box = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: EMPTY },
    await aesKey(key, 'encrypt'),
    plaintext,
  )
  return concat(mlkem.cipherText, ephemeral, new Uint8Array(box))
}

/** RFC 9180 section 5.1, mode base: AEAD key and base nonce. */
async function schedule(shared: Bytes, info: Bytes): Promise<[Bytes, Bytes]> {
  const [pskHash, infoHash, secret] = await Promise.all([
    extract(ZEROS, 'psk_id_hash', EMPTY),
    extract(ZEROS, 'info_hash', info),
    extract(shared, 'secret', EMPTY),
  ])
  const context = concat(Uint8Array.of(0), pskHash, infoHash)
  return Promise.all([expandLabelled(secret, 'key', context, 32), expandLabelled(secret, 'base_nonce', context, 12)])
}

const extract = (salt: Bytes, label: string, ikm: Bytes): Promise<Bytes> =>
  hmac(salt, concat(VERSION, SUITE_ID, encodeText(label), ikm))

async function expandLabelled(secret: Bytes, label: string, info: Bytes, length: number): Promise<Bytes> {
  const block = concat(Uint8Array.of(0, length), VERSION, SUITE_ID, encodeText(label), info, Uint8Array.of(1))
  return (await hmac(secret, block)).subarray(0, length) // never more than one block
}

async function hmac(secret: Bytes, message: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
}
