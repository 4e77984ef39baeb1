// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** What the verified chains of some opened spaces say together. */

import type { Grant, InstitutionState, SpaceState } from '@protocol/chains'
import { Refusal } from '@protocol/errors'
import { isRefused, Offline } from '@shell/transport'
import { newestVersions } from '@vault/entries'
import { openSpace, type Space } from '@vault/spaces'

/** Hears `change` when a space that was opened here has moved: it follows the live stream by itself. */
export const moved = new EventTarget()

const read = new WeakMap<Space, Promise<void>>()
const watched = new WeakSet<Space>()

/** Everything that can be shown of a space, newest versions, oldest first. */
export async function contents(space: Space): Promise<ReturnType<typeof newestVersions>> {
  const loaded = read.get(space) ?? space.load().then(() => space.loadOlder())
  read.set(space, loaded)
  await loaded
  watch(space)
  return newestVersions(space.entries)
}

function watch(space: Space): void {
  if (watched.has(space)) return
  watched.add(space)
  space.addEventListener('change', () => moved.dispatchEvent(new Event('change')))
}

/** Opens what may be seen and verified; `refused` is the code of what cannot be. Without a network: what was seen before. */
export async function openAll(
  listed: readonly { readonly space: string }[],
): Promise<{ spaces: Space[]; refused: string }> {
  const spaces: Space[] = []
  let refused = ''
  await Promise.all(
    listed.map(async ({ space }) => {
      try {
        const opened = await openSpace(space)
        watch(opened)
        spaces.push(opened)
      } catch (error) {
        if (error instanceof Refusal) refused = error.code
        else if (!(error instanceof Offline || isRefused(error, 'not_available'))) throw error
      }
    }),
  )
  return { spaces, refused }
}

export const stateOf = (space: Space): SpaceState | undefined => space.view.chain?.newest

/** The institution at its newest known head. */
export function institutionOf(spaces: readonly Space[], institution: string): InstitutionState | undefined {
  for (const { view } of spaces) {
    const chain = view.institutions.get(institution)
    if (chain) return chain.newest
  }
  return undefined
}

/** Ms; 0 if none of the grants ends. */
export function firstEnd(grants: readonly Grant[]): number {
  const ends = grants.map(({ until }) => until).filter(Boolean)
  return ends.length > 0 ? Math.min(...ends) : 0
}

/** When the last of the grants ends, ms; 0 if one of them never does. */
export function lastEnd(grants: readonly Grant[]): number {
  const ends = grants.map(({ until }) => until)
  return ends.includes(0) || ends.length === 0 ? 0 : Math.max(...ends)
}

/** Items by a key, in the order in which each key came first. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
