// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Names of professionals, as their institution certified them: only a name that fits its hash in the chain is used. */

import { salted, unb64u } from '@protocol/encoding'
import { decode, type InstitutionEntry, type Signed } from '@protocol/formats'

export interface OfferedName {
  readonly person: string
  readonly name: string
  readonly salt: string
}

/** Fingerprint to name. `institutions`: chains whose signatures were checked. */
export async function certifiedNames(
  institutions: readonly { readonly entries: readonly Signed[] }[],
  offered: readonly OfferedName[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, Set<string>>()
  for (const { entries } of institutions) {
    for (const { bytes } of entries) {
      const entry = decode<InstitutionEntry>('institution-entry', unb64u(bytes))
      if (entry.op !== 'member_add' && entry.op !== 'admin_add') continue
      hashes.set(entry.person, (hashes.get(entry.person) ?? new Set()).add(entry.name_hash))
    }
  }
  const names = new Map<string, string>()
  for (const { person, name, salt } of offered) {
    if (hashes.get(person)?.has(await salted(unb64u(salt), name))) names.set(person, name)
  }
  return names
}
