// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Inside the closed frame: draws the pages of a PDF that the page around it has opened. This frame has an origin of its own and
 * no network, so whatever a hostile file manages to do in here reaches nothing.
 *
 * In: `{ pdf: ArrayBuffer }`. Out: `ready`, `drawn` (first page), `unreadable`.
 */

import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist'
import * as worker from 'pdfjs-dist/build/pdf.worker.mjs'

// No worker of its own: an opaque origin may not start one. pdf.js then works in this frame, which is nobody else's.
Object.assign(globalThis, { pdfjsWorker: worker })
GlobalWorkerOptions.workerSrc = 'none'

const MOST = 200
const SHARP = Math.min(2, devicePixelRatio || 1)

const tell = (word: 'ready' | 'drawn' | 'unreadable'): void => parent.postMessage(word, '*')

addEventListener('message', ({ source, data }: MessageEvent<{ pdf?: unknown }>) => {
  if (source === parent && data.pdf instanceof ArrayBuffer) void draw(data.pdf)
})

async function draw(data: ArrayBuffer): Promise<void> {
  try {
    const pdf = await getDocument({ data, useSystemFonts: true, enableXfa: false, stopAtErrors: false, useWasm: false })
      .promise
    for (let number = 1; number <= Math.min(pdf.numPages, MOST); number++) {
      await drawPage(pdf, number)
      if (number === 1) tell('drawn')
    }
  } catch {
    tell('unreadable')
  }
}

async function drawPage(pdf: PDFDocumentProxy, number: number): Promise<void> {
  const page = await pdf.getPage(number)
  const width = Math.max(280, document.documentElement.clientWidth - 24)
  const scale = (width / page.getViewport({ scale: 1 }).width) * SHARP
  const viewport = page.getViewport({ scale })
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  canvas.setAttribute('role', 'img')
  canvas.setAttribute(
    'aria-label',
    (document.body.dataset['page'] ?? '').replace('{number}', String(number)).replace('{count}', String(pdf.numPages)),
  )
  const figure = document.createElement('figure')
  figure.append(canvas, await textOf(page))
  document.getElementById('pages')?.append(figure)
  await page.render({ canvas, viewport }).promise
}

/** What stands on the page, for people who listen. */
async function textOf(page: Awaited<ReturnType<PDFDocumentProxy['getPage']>>): Promise<HTMLElement> {
  const { items } = await page.getTextContent()
  const text = document.createElement('div')
  text.className = 'text'
  text.textContent = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(' ')
  return text
}

tell('ready')
