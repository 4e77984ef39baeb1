// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The one Trusted Types policy: scripts of our own origin may start as workers, nothing else may become code or markup.
 * Browsers without Trusted Types get the same check.
 */
const own = (address: string): string => {
  const url = new URL(address, location.origin)
  if (url.origin !== location.origin) throw new TypeError('foreign script')
  return url.href
}

const policy = window.trustedTypes?.createPolicy('sociallook', { createScriptURL: own })

/** The address of a worker or service worker, ready to be started. */
export function scriptAddress(address: string): TrustedScriptURL | string {
  return policy ? policy.createScriptURL(address) : own(address)
}
