// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Reading an access sheet from the camera or a picture. Resolves with its text, '' when the person stopped. */

import { readSheet } from '@protocol/passphrase'
import { Said } from './sentences'

export async function scanSheet(): Promise<string> {
  const { scanCamera } = await import('@shell/scan')
  const dialog = document.querySelector<HTMLDialogElement>('[data-scanner]')
  return dialog ? explained(() => scanCamera(dialog, isSheet)) : ''
}

export async function scanSheetPicture(file: Blob): Promise<string> {
  const { scanPicture } = await import('@shell/scan')
  const text = await explained(() => scanPicture(file))
  if (!isSheet(text)) throw new Said('sheet_foreign')
  return text
}

function isSheet(text: string): boolean {
  try {
    return readSheet(text).login !== ''
  } catch {
    return false
  }
}

async function explained(step: () => Promise<string>): Promise<string> {
  const { ScanProblem } = await import('@shell/scan')
  return step().catch((error: unknown) => {
    if (!(error instanceof ScanProblem)) throw error
    throw new Said(error.problem === 'nothing_found' ? 'sheet_not_found' : error.problem)
  })
}
