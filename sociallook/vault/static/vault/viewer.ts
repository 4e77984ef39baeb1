// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { clone } from '@shell/parts'
import type { FileBody } from './file'

const MARKS: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46],
  'image/png': [0x89, 0x50, 0x4e, 0x47],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/gif': [0x47, 0x49, 0x46, 0x38],
  'image/webp': [0x52, 0x49, 0x46, 0x46],
}

/** Show an opened file in a dialog: a picture after a look at its first bytes, a PDF in the closed frame. */
export async function view(file: Blob, body: FileBody): Promise<void> {
  const dialog = clone('viewer', { title: body.title }) as HTMLDialogElement
  const place = dialog.querySelector('[data-place]') as HTMLElement
  const life = new AbortController()
  dialog.addEventListener('close', () => {
    life.abort()
    dialog.remove()
  })
  document.body.append(dialog)
  dialog.showModal()
  try {
    const type = await typeOf(file)
    if (type !== body.type) throw new Error('another type than it says')
    await (type === 'application/pdf'
      ? showPdf(place, file, life.signal)
      : showPicture(place, file, type, body.title, life.signal))
  } catch {
    place.replaceChildren(clone('unreadable'))
  }
}

/** What a file is, by its first bytes (WHATWG MIME Sniffing 6.1); the record's word alone is not believed. */
async function typeOf(file: Blob): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer())
  const found = Object.entries(MARKS).find(([type, mark]) => {
    const last = type === 'application/pdf' ? head.length - mark.length : 0 // PDF allows some bytes before its mark
    for (let at = 0; at <= last; at++) if (mark.every((byte, i) => head[at + i] === byte)) return true
    return false
  })
  return found?.[0] ?? ''
}

async function showPicture(
  place: HTMLElement,
  file: Blob,
  type: string,
  title: string,
  signal: AbortSignal,
): Promise<void> {
  const address = URL.createObjectURL(new Blob([file], { type }))
  signal.addEventListener('abort', () => URL.revokeObjectURL(address))
  const picture = document.createElement('img')
  picture.alt = title
  picture.src = address
  await picture.decode()
  place.replaceChildren(picture)
}

async function showPdf(place: HTMLElement, file: Blob, signal: AbortSignal): Promise<void> {
  const pdf = await file.arrayBuffer()
  const frame = clone('pdf-frame') as HTMLIFrameElement
  const heard = new Promise<void>((resolve, reject) => {
    addEventListener(
      'message',
      ({ source, data }) => {
        if (source !== frame.contentWindow) return
        if (data === 'ready') frame.contentWindow?.postMessage({ pdf }, '*', [pdf]) // an opaque origin has no name to address
        if (data === 'drawn') resolve()
        if (data === 'unreadable') reject(new Error('unreadable'))
      },
      { signal },
    )
  })
  place.append(frame)
  await heard
  place.querySelector('[data-loading]')?.remove()
  frame.classList.add('is-drawn')
}
