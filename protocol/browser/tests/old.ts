// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Take from this browser what older ones do not have: curves and base64 in the engine, WebAssembly. */
export function growOld(): void {
  const { subtle } = crypto
  const importKey = subtle.importKey.bind(subtle) as (...given: unknown[]) => Promise<CryptoKey>
  const missing = async (...given: unknown[]): Promise<CryptoKey> => {
    if (given[2] === 'Ed25519' || given[2] === 'X25519') throw new DOMException('', 'NotSupportedError')
    return importKey(...given)
  }
  Object.defineProperty(subtle, 'importKey', { value: missing })
  Object.defineProperty(globalThis, 'WebAssembly', { value: undefined })
  Object.defineProperty(Uint8Array, 'fromBase64', { value: undefined })
}
