// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** How far an import is; when it has ended the page shows its report. Without script there is a button. */

import { PageElement } from '@shell/element'
import { ask } from '@shell/transport'

const PAUSE = 1_000 // ms

interface Stand {
  readonly state: string
  readonly progress: number
  readonly total: number
}

class ImportProgress extends PageElement {
  protected override start(): void {
    const again = window.setInterval(() => void this.#look(), PAUSE)
    this.signal.addEventListener('abort', () => window.clearInterval(again))
  }

  async #look(): Promise<void> {
    const path = `/directory/imports/${this.dataset['job']}`
    const stand = await ask<Stand>('GET', path, undefined, { signal: this.signal }).catch(() => undefined)
    if (!stand) return
    if (stand.state !== 'waiting' && stand.state !== 'running') location.reload()
    const bar = this.find<HTMLProgressElement>('progress')
    bar.max = Math.max(stand.total, 1)
    bar.value = stand.progress
    this.find('[data-slot="count"]').textContent = stand.total
      ? this.words('count', { progress: stand.progress, total: stand.total })
      : ''
  }
}

customElements.define('import-progress', ImportProgress)
