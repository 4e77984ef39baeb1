// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { day } from '@shell/words'
import { relationHere } from './address'
import { onChange, type PersonInDetail, person } from './network'

/** `<may-here>`: what a professional may do in this case, one sentence for each granted area. */
class MayHere extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const found = await person(relationHere())
    this.find('[data-list]').replaceChildren(...(found ? this.#sentences(found) : []))
    const until = found?.until ? this.words('until', { date: day(new Date(found.until)) }) : ''
    fill(this, { until })
  }

  #sentences({ areas, through }: PersonInDetail): HTMLElement[] {
    const granted = [...areas.values()]
      .filter(({ level }) => level !== 'none')
      .map(({ area, level }) => this.clone(`${area}-${level}`))
    return through === 'network' ? [...granted, this.clone('network')] : granted
  }
}

customElements.define('may-here', MayHere)
