// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * A client's own spaces are opened with the account, while the root key is at hand. If the network broke just then they are
 * opened at the next sign-in: the server's list shows that they are missing.
 */

import { openOwn, wire } from '@protocol/changes'
import type { Keys } from '@protocol/keys'
import { ask, Offline } from '@shell/transport'
import type { Account } from './account'

/** `stepUp` is only called when something is missing. */
export async function openOwnSpaces(account: Account, stepUp: () => Promise<Keys>): Promise<void> {
  if (account.role !== 'client') return
  try {
    const { spaces } = await ask<{ spaces: { area: string; through: string }[] }>('GET', '/spaces')
    if (spaces.some(({ area, through }) => area === 'own' && through === 'own')) return
    const keys = await stepUp()
    await ask('POST', '/changes', wire(await openOwn({ keys, at: account.now })))
    keys.root?.forget()
  } catch (error) {
    if (!(error instanceof Offline)) throw error
  }
}
