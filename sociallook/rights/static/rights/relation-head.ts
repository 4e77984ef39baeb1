// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { words } from '@shell/words'
import { relationHere } from './address'
import { drawMark, type Helper, helper, onChange } from './network'

/** `<relation-head>`: with which helper a client's page is about, and the way to what this helper may do. */
class RelationHead extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const found = await helper(relationHere())
    if (!found) fill(this, { name: this.words('notHere') })
    else this.#show(found)
  }

  #show(found: Helper): void {
    drawMark(this.find('[data-mark]'), found.mark)
    const people = found.people.map(({ name }) => name).filter(Boolean)
    fill(this, { name: found.name, about: [found.team, ...people.slice(0, 3)].filter(Boolean).join(', ') })
    const question = this.querySelector<HTMLElement>('[data-slot="question"]')
    const link = this.querySelector<HTMLAnchorElement>('[data-rights]')
    if (!question || !link) return
    question.textContent = words(question, 'text', { name: found.name })
    link.href = `/helfernetz/${found.relation}`
    link.hidden = false
  }
}

customElements.define('relation-head', RelationHead)
