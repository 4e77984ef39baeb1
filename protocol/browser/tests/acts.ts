// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What people do in a browser, with fresh randomness; Python opens what comes out. */

import { sealBlob } from '@protocol/blobs'
import { readStatements } from '@protocol/chains'
import {
  type Act,
  type Ground,
  give,
  grant,
  groundOf,
  heldBy,
  knowing,
  openOwn,
  refresh,
  revoke,
  startTeamKey,
  teamGround,
  wire,
  write,
} from '@protocol/changes'
import { b64u, concat, unb64u } from '@protocol/encoding'
import { read } from '@protocol/formats'
import { addGeneration, createAccount, Keys, Root, sealAccount, Working } from '@protocol/keys'
import { answer, newToken, type Offer, writeOffer } from '@protocol/pairing'
import { NO_PINS } from '@protocol/pins'
import { openSpace, readParties } from '@protocol/reader'

// biome-ignore lint/suspicious/noExplicitAny: what the Python side sends is checked by the protocol
type Json = any

async function actor({ person, statements, working, root }: Json, at: number): Promise<Act> {
  const own = working.map(({ kem, sign }: Json, i: number) => new Working(i + 1, concat(unb64u(kem), unb64u(sign))))
  const keys = new Keys(person, await readStatements(person, statements), own, await Root.from(unb64u(root)))
  return { keys, at }
}

async function grounds(given: Json): Promise<[Act, Ground]> {
  const act = await actor(given.keys, given.bundle.now)
  const space = await openSpace(given.bundle, act.keys, NO_PINS, act.at)
  const parties = await readParties(read('parties', given.parties), act.keys, NO_PINS)
  return [act, knowing(groundOf(space, given.tail), parties)]
}

const message = (act: Act, text: string) => ({ kind: 'message', at: act.at, body: { text, lang: 'de', files: [] } })

const ACTS: Record<string, (given: Json) => Promise<Json>> = {
  write: async (given) => {
    const [act, ground] = await grounds(given)
    return wire(
      await write(
        act,
        ground,
        given.texts.map((text: string) => message(act, text)),
      ),
    )
  },
  unreadable: async (given) => {
    const [act, ground] = await grounds(given)
    return wire(await refresh(act, ground, [message(act, given.text)], 'unreadable'))
  },
  grant: async (given) => {
    const [act, ground] = await grounds(given)
    const giving = give(given.subject, given.verbs, {
      since: given.since,
      purpose: 'Arbeit finden',
      text: 'Ich bin einverstanden.',
    })
    return wire(await grant(act, ground, [giving]))
  },
  revoke: async (given) => {
    const [act, ground] = await grounds(given)
    return wire(await revoke(act, ground, heldBy(ground, given.subject, act.at)))
  },
  register: async (given) => {
    const methods = [{ method: given.method, kind: 'words', kek: unb64u(given.kek) }] as const
    const account = await createAccount(methods)
    const [keys] = await addGeneration(account.keys.withRoot(account.keys.root))
    const again = await sealAccount(keys, methods)
    return { rows: again.rows, change: wire(await openOwn({ keys, at: given.at })) }
  },
  teamKey: async (given) => {
    const act = await actor(given.keys, given.at)
    const parties = await readParties(read('parties', given.parties), act.keys, NO_PINS)
    const { team, institution, confirmed } = given
    const ground = {
      team,
      institution: parties.institutions.get(institution) as NonNullable<ReturnType<typeof parties.institutions.get>>,
      people: parties.people,
      confirmed: new Set<string>(confirmed),
      records: parties.teams.get(team) ?? [],
      held: parties.teamKeys.get(team) ?? new Map(),
    }
    return wire(await startTeamKey(act, ground))
  },
  teamSpace: async (given) => {
    const act = await actor(given.keys, given.at)
    const parties = await readParties(read('parties', given.parties), act.keys, NO_PINS)
    const label = { kind: 'label', at: act.at, body: { relation: given.relation, name: given.name } }
    return wire(await write(act, await teamGround(given.team, 'labels', parties), [label]))
  },
  blob: async ({ vault, blob, data }) => {
    const progress: number[] = []
    const { reference, sealed } = await sealBlob(vault, blob, new Blob([unb64u(data)]), (done) => progress.push(done))
    return { reference, sealed: b64u(new Uint8Array(await sealed.arrayBuffer())), progress }
  },
  answer: async ({ offer, scanner }) => {
    const own: Offer = { ...offer, token: newToken() }
    return { fragment: writeOffer(own), answer: await answer(own, scanner) }
  },
}

export const act = ({ name, given }: { name: string; given: Json }): Promise<Json> =>
  (ACTS[name] as (given: Json) => Promise<Json>)(given)
