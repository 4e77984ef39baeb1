// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import '@rights/client-list'
import { session } from '@accounts/session'
import { keepTeamKeys } from '@institutions/team-keys'
import { confirmAnswers } from '@rights/pairings'

/** What waited for a member of the team to be online: the team's key, and clients who scanned a code. */
async function catchUp(): Promise<void> {
  const { account } = await session()
  if (account.role !== 'professional') return location.replace('/heute')
  await keepTeamKeys()
  await confirmAnswers()
}

void catchUp()
