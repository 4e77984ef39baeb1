// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { resume, type Session } from '@accounts/session'
import { Refusal } from '@protocol/errors'
import { isRefused } from '@shell/transport'

/** Why an invited person cannot go on, as the step that says so; undefined for a professional without an institution. */
export async function hindrance(secret: string): Promise<string | undefined> {
  const me: Session | undefined = await resume()
  if (!secret) return me?.account.memberships.length ? 'belongs' : 'nothing'
  if (!me) return 'account'
  if (me.role === 'client') return 'client'
  return me.account.memberships.length > 0 ? 'belongs' : undefined
}

/** Whether a request was refused because the invitation no longer holds. */
export const isUsed = (error: unknown): boolean =>
  isRefused(error, 'E_PAIR', 'not_available') || (error instanceof Refusal && error.code === 'E_PAIR')
