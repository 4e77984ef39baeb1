// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What the JSON door says about the signed-in person (docs/api/README.md, accounts). Keys in it are sealed. */

import type { Signed } from '@protocol/formats'
import type { Rows } from '@protocol/keys'

export type Role = 'client' | 'professional'

/** One way to unlock. A passkey without PRF has no `sealed`: it signs in and opens nothing. */
export interface Method {
  readonly method: string
  readonly kind: 'words' | 'passkey'
  readonly sealed: string
  /** Credential id of a passkey, b64u. */
  readonly credential?: string
}

export interface Membership {
  readonly institution: string
  readonly team: string | null
  readonly admin: boolean
}

export interface Account {
  readonly login: string
  readonly role: Role
  /** Fingerprint of the root key, b32. */
  readonly person: string
  readonly vault: string
  readonly installation: string
  readonly sheet_confirmed: boolean
  readonly methods: readonly Method[]
  readonly root: { readonly sealed: string }
  readonly working: readonly { readonly generation: number; readonly sealed: string }[]
  readonly statements: readonly Signed[]
  readonly memberships: readonly Membership[]
  readonly now: number
}

export interface SignInRow {
  readonly sign_in: string
  readonly device: string
  readonly current: boolean
}

/** The sealed rows as the protocol reads them. A passkey that cannot unlock has none. */
export const rowsOf = ({ person, statements, methods, root, working }: Account): Rows => ({
  person,
  statements: statements.map(({ bytes, signature }) => ({ bytes, signature })),
  methods: methods.filter(({ sealed }) => sealed).map(({ method, kind, sealed }) => ({ method, kind, sealed })),
  root: root.sealed,
  working: working.map(({ generation, sealed }) => ({ generation, sealed })),
})
