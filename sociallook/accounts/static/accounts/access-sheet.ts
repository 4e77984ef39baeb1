// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<access-sheet>`: shows, prints and saves the sheet (`parts/sheet.html`) and confirms that it is kept. */

import { writeSheet } from '@protocol/passphrase'
import { PageElement } from '@shell/element'
import { clone, fill } from '@shell/parts'
import { drawCode } from '@shell/qr'
import { ask } from '@shell/transport'
import { explain } from './sentences'
import { type Sheet, session, sheetConfirmed, startPage } from './session'

/** "ahorn" is easier to read as "Ahorn"; typing it either way is the same. */
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** A page that sent a newcomer here (an invitation, a scanned code) gets the person back. */
function pathAfter(): string | undefined {
  const wanted = decodeURIComponent(/[#&]weiter=([^&]*)/.exec(location.hash)?.[1] ?? '')
  return /^\/[^/\\]/.test(wanted) ? wanted : undefined
}

export class AccessSheet extends PageElement {
  #sheet: Sheet | undefined

  protected override start(): void {
    this.on(this.find('[data-act="print"]'), 'click', () => print())
    this.on(this.find('[data-act="save"]'), 'click', () => void this.#save())
    this.on(this.find('[data-act="confirm"]'), 'click', () => void this.#confirm())
  }

  async show(sheet: Sheet): Promise<void> {
    this.#sheet = sheet
    fill(this, { login: sheet.login })
    this.find('[data-words]').replaceChildren(
      ...sheet.words.split(' ').map((word) => clone('word', { word: capital(word) })),
    )
    this.find('[data-qr]').replaceChildren(drawCode(writeSheet(sheet.login, sheet.words)))
  }

  /** The file is made here: whoever makes it knows the words. */
  async #save(): Promise<void> {
    const busy = this.find('[data-busy]')
    busy.textContent = this.words('making')
    try {
      const { saveSheet } = await import('./sheet-file')
      await saveSheet(this, this.#sheet as Sheet)
      busy.textContent = this.words('saved')
    } catch {
      busy.textContent = this.words('failed')
    }
  }

  async #confirm(): Promise<void> {
    try {
      await ask('POST', '/account/sheet')
      await sheetConfirmed()
      location.replace(pathAfter() ?? startPage(await session()))
    } catch (error) {
      this.find('[data-errors-here]').textContent = explain(error)
    }
  }
}

customElements.define('access-sheet', AccessSheet)
