// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Records from the 51st of a run on are opened in a worker, so that a cheap phone scrolls while it verifies. The frame of
 * the page names its script; without it, or without workers, the work is done in the page.
 */

import { lookElsewhere } from '@protocol/elsewhere'
import { scriptAddress } from '@shell/trusted'

export const secondThread = lookElsewhere(() => {
  const address = document.querySelector<HTMLMetaElement>('meta[name="second-thread"]')?.content
  if (!address) throw new TypeError('the frame names no second thread')
  return new Worker(scriptAddress(address) as string, { type: 'module' })
})
