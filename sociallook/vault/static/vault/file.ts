// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { Refusal } from '@protocol/errors'
import type { BlobRef } from '@protocol/formats'
import { announce } from '@shell/announce'
import { clone } from '@shell/parts'
import { size } from '@shell/words'
import { download } from './files'
import { listSpaces, openSpace, type Space } from './spaces'

/** What a record says about one of its files. */
export interface FileBody {
  readonly title: string
  readonly name: string
  readonly type: string
  readonly size: number
}

/** Only what a browser can show without running anything of it; everything else is download only. */
const SHEETS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
}

/** One file of a record with its ways: open, download, put into the own folder. `within` has the template's parts. */
export function drawFile(within: ParentNode, space: Space, blob: BlobRef, body: FileBody): HTMLElement {
  const node = clone('file', { title: body.title, size: size(body.size), what: `: ${body.title}` }, within)
  const kind = SHEETS[body.type] ?? 'other'
  node.querySelector('[data-sheet]')?.replaceWith(clone(`sheet-${kind}`, {}, within))
  const open = node.querySelector<HTMLElement>('[data-open]')
  if (open) open.hidden = kind === 'other'
  act(node, '[data-open]', async (file) => (await import('./viewer')).view(file, body), space, blob)
  act(node, '[data-save]', (file) => save(file, body), space, blob)
  const keep = node.querySelector<HTMLElement>('[data-keep]')
  if (keep && space.isOwner && space.relation) {
    keep.hidden = false
    keep.addEventListener('click', () => void keepIt(node, keep, blob, body))
  }
  return node
}

type With = (file: Blob) => void | Promise<void>

/** Fetch and open the file when the button is pressed, with progress, and once for both buttons. */
function act(node: HTMLElement, selector: string, use: With, space: Space, blob: BlobRef): void {
  node.querySelector(selector)?.addEventListener('click', () => void run(node, use, space, blob))
}

async function run(node: HTMLElement, use: With, space: Space, blob: BlobRef): Promise<void> {
  const progress = node.querySelector<HTMLElement>('[data-progress]')
  const bar = progress?.querySelector('progress')
  node.querySelector('[data-file-error]')?.remove()
  if (progress) progress.hidden = false
  try {
    const follow = (done: number): void => {
      if (bar) bar.value = Math.round(100 * done)
    }
    await use(await download(space, blob, { progress: follow }))
  } catch (error) {
    const code = error instanceof Refusal ? error.code : ''
    node.append(clone('file-error', { code }))
  } finally {
    if (progress) progress.hidden = true
  }
}

/** Hand the file to the person's device. The name is theirs to see; nothing is sent anywhere. */
function save(file: Blob, { name }: FileBody): void {
  const address = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** The same stored file, one more record in the own folder. */
async function keepIt(node: HTMLElement, button: HTMLElement, blob: BlobRef, body: FileBody): Promise<void> {
  const { spaces } = await listSpaces()
  const own = spaces.find(({ area, relation, role }) => area === 'documents' && !relation && role === 'owner')
  if (!own) return
  const { title, name, type, size: bytes } = body
  const place = await openSpace(own.space)
  const { state } = await place.write('document', { title, name, type, size: bytes }, { blobs: [blob] })
  button.hidden = true
  const kept = clone(state === 'open' ? 'file-kept' : 'file-later')
  node.append(kept)
  announce(kept.textContent?.trim() ?? '')
}
