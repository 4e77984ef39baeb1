// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** New entries of an institution's chain, each checked as everybody will check it (SPEC section 5). */

import { extendInstitution, type InstitutionState, type People } from '@protocol/chains'
import { b64u, salted, unb64u } from '@protocol/encoding'
import { encode, type Signed } from '@protocol/formats'
import type { Keys } from '@protocol/keys'
import { randomBytes } from '@protocol/seal'
import { ask } from '@shell/transport'

/** The name a professional works under. Its salted hash stands in the chain, the name travels beside it. */
export interface WorkName {
  readonly person: string
  readonly name: string
  /** 16 bytes, b64u. */
  readonly salt: string
}

export const workName = (person: string, name: string): WorkName => ({ person, name, salt: b64u(randomBytes(16)) })

export class Entries {
  readonly #keys: Keys
  readonly #people: People
  readonly #entries: Signed[] = []
  readonly #names: WorkName[] = []
  #state: InstitutionState | undefined

  /** `keys` with R where something is given; leaving needs only W. */
  constructor(keys: Keys, state: InstitutionState | undefined, people: People) {
    this.#keys = keys
    this.#people = people
    this.#state = state
  }

  async add(op: string, fields: Readonly<Record<string, string>>): Promise<InstitutionState> {
    const { root, newest, person } = this.#keys
    const values = {
      institution: this.#state?.institution ?? '',
      seq: this.#state ? this.#state.seq + 1 : 0,
      prev: this.#state?.head ?? '',
      issuer: person,
      generation: root ? 0 : newest.generation,
      at: Date.now(),
      op,
      ...fields,
    }
    const signer = root?.signer ?? (await newest.signer())
    const entry = await signer.signed('institution-entry', encode('institution-entry', values))
    this.#state = await extendInstitution(this.#state, entry, this.#people)
    this.#entries.push(entry)
    return this.#state
  }

  /** Take somebody into a team. `root`: the root public key, as certified by the answer to the invitation. */
  async addMember(team: string, named: WorkName, root: string): Promise<InstitutionState> {
    this.#names.push(named)
    return this.add('member_add', {
      team,
      person: named.person,
      root,
      name_hash: await salted(unb64u(named.salt), named.name),
    })
  }

  async addAdministrator(named: WorkName, root: string): Promise<InstitutionState> {
    this.#names.push(named)
    return this.add('admin_add', {
      person: named.person,
      root,
      name_hash: await salted(unb64u(named.salt), named.name),
    })
  }

  /** All of it in one transaction. @throws Refused E_PREV (somebody was faster), not_available … */
  async send(institution: string, invitation = ''): Promise<void> {
    await ask('POST', '/changes', {
      institutions: [{ institution, entries: this.#entries, names: this.#names, invitation }],
    })
  }
}
