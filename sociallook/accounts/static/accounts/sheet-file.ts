// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The access sheet as a PDF, made in the browser because whoever makes it knows the words
 * (docs/decisions/access-sheet.md). One A4 page, tagged, so that it can be read aloud; its texts are those of the page.
 */

import { writeSheet } from '@protocol/passphrase'
import { modules } from '@shell/qr'
import { PDFDocument, registerStdFonts, type Structure } from 'pdfkit'
import Helvetica from 'pdfkit/standard-fonts/Helvetica'
import HelveticaBold from 'pdfkit/standard-fonts/HelveticaBold'
import type { Sheet } from './session'

const LEFT = 56 // points, 20 mm
const WIDTH = 483
const CODE = 132
const INK = '#13272c'

/** Make the file and hand it to the browser's downloads. `paper`: the element that shows the sheet. */
export async function saveSheet(paper: HTMLElement, sheet: Sheet): Promise<void> {
  const address = URL.createObjectURL(await sheetFile(paper, sheet))
  const link = document.createElement('a')
  link.href = address
  link.download = `${paper.dataset['file'] ?? ''} ${sheet.login}.pdf`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

export async function sheetFile(paper: HTMLElement, sheet: Sheet): Promise<Blob> {
  registerStdFonts(Helvetica, HelveticaBold)
  const pdf = new PDFDocument({
    size: 'A4',
    margin: LEFT,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    lang: document.documentElement.lang,
    info: { Title: textOf(paper, 'h2'), Creator: 'Sociallook', Producer: 'Sociallook' },
  })
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const done = new Promise<Blob>((resolve) => {
    pdf.on('data', (chunk) => chunks.push(chunk))
    pdf.on('end', () => resolve(new Blob(chunks, { type: 'application/pdf' })))
  })
  new Page(pdf, paper.querySelector('.sheet-paper') as HTMLElement).draw(sheet)
  pdf.end()
  return done
}

const textOf = (element: Element, selector: string): string =>
  (element.querySelector(selector)?.textContent ?? '').replace(/\s+/gu, ' ').trim()

class Page {
  readonly #pdf: PDFDocument
  readonly #paper: HTMLElement
  readonly #root: Structure

  constructor(pdf: PDFDocument, paper: HTMLElement) {
    this.#pdf = pdf
    this.#paper = paper
    this.#root = pdf.struct('Document')
    pdf.addStructure(this.#root)
  }

  draw(sheet: Sheet): void {
    const [login = '', words = '', scan = '', ...rest] = [...this.#paper.querySelectorAll('h3')].map((each) =>
      each.textContent.trim(),
    )
    this.#write('H1', textOf(this.#paper, 'h2'), 24)
    this.#write('P', textOf(this.#paper, '[data-line="keep"]'), 11, 6)
    const top = this.#pdf.y + 22
    this.#pdf.y = top
    this.#write('H2', login, 12, 0, WIDTH - CODE - 30)
    this.#write('P', sheet.login, 20, 4, WIDTH - CODE - 30, true)
    this.#write('H2', words, 12, 16, WIDTH - CODE - 30)
    this.#words([...this.#paper.querySelectorAll('[data-words] li')].map((each) => each.textContent))
    const bottom = this.#pdf.y
    this.#code(scan, sheet, top)
    this.#pdf.y = Math.max(bottom, top + CODE + 40)
    this.#write('H2', rest[0] ?? '', 14, 18)
    this.#steps([...this.#paper.querySelectorAll('.steps li')].map((each) => each.textContent.trim()))
    this.#write('H2', rest[1] ?? '', 14, 18)
    this.#write('P', textOf(this.#paper, '[data-line="lost"]'), 12, 6)
    this.#write('P', textOf(this.#paper, '[data-line="fold"]'), 12, 12)
  }

  #write(kind: 'H1' | 'H2' | 'P', text: string, size: number, above = 0, width = WIDTH, bold = kind !== 'P'): void {
    const y = this.#pdf.y + above
    this.#root.add(this.#pdf.struct(kind, () => this.#text(text, size, LEFT, y, width, bold)))
  }

  #text(text: string, size: number, x: number, y: number, width: number, bold: boolean): void {
    this.#pdf
      .font(bold ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(size)
      .fillColor(INK)
      .text(text, x, y, { width })
  }

  /** Two columns of three, numbered, in reading order. */
  #words(words: readonly string[]): void {
    const top = this.#pdf.y + 8
    const list = this.#list()
    words.forEach((word, i) => {
      const [x, y] = [LEFT + (i % 2) * 160, top + Math.floor(i / 2) * 30]
      this.#item(list, () => this.#text(`${i + 1}.  ${word}`, 17, x, y, 155, true))
    })
    list.end()
    this.#pdf.y = top + 3 * 30
  }

  #steps(steps: readonly string[]): void {
    const list = this.#list()
    steps.forEach((step, i) => {
      const y = this.#pdf.y + 6
      this.#item(list, () => this.#text(`${i + 1}.  ${step}`, 12, LEFT, y, WIDTH, false))
    })
    list.end()
  }

  #list(): Structure {
    const list = this.#pdf.struct('L')
    this.#root.add(list)
    return list
  }

  #item(list: Structure, content: () => void): void {
    const item = this.#pdf.struct('LI')
    list.add(item)
    item.add(this.#pdf.struct('LBody', content))
    item.end()
  }

  #code(heading: string, sheet: Sheet, top: number): void {
    const x = LEFT + WIDTH - CODE
    this.#root.add(this.#pdf.struct('H2', () => this.#text(heading, 12, x, top, CODE, true)))
    const rows = modules(writeSheet(sheet.login, sheet.words))
    const module = CODE / rows.length
    const alt = this.#paper.querySelector('[data-qr]')?.getAttribute('aria-label') ?? ''
    this.#root.add(
      this.#pdf.struct('Figure', { alt }, () => {
        rows.forEach((row, line) => {
          row.forEach((on, column) => {
            if (on) this.#pdf.rect(x + column * module, top + 20 + line * module, module + 0.05, module + 0.05)
          })
        })
        this.#pdf.fill('#000000')
      }),
    )
  }
}
