// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<sheet-page>`: the sheet that is not confirmed yet, or a new one in place of the old. */

import { PageElement } from '@shell/element'
import type { AccessSheet } from './access-sheet'
import './access-sheet'
import { session, unconfirmedSheet } from './session'
import { showStep } from './steps'
import type { UnlockPanel } from './unlock-panel'
import './unlock-panel'

class SheetPage extends PageElement {
  protected override start(): void {
    void this.#begin()
    this.find<UnlockPanel>('unlock-panel').onProof = async (proof) => {
      const { replaceWords } = await import('./replace-words')
      await this.#show(await replaceWords(proof))
    }
  }

  async #begin(): Promise<void> {
    await session()
    const sheet = await unconfirmedSheet()
    if (sheet) await this.#show(sheet)
    else showStep(this, 'new')
  }

  async #show(sheet: { login: string; words: string }): Promise<void> {
    showStep(this, 'sheet')
    await this.find<AccessSheet>('access-sheet').show(sheet)
  }
}

customElements.define('sheet-page', SheetPage)
