// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { redraw } from '@shell/redraw'
import { day } from '@shell/words'
import { type Helper, helpers } from './helpers'
import { drawMark } from './marks'
import { onChange } from './network'
import { drawNetwork, strongest } from './picture'
import { sayAlongShort, sayDoes } from './sayings'

const PICTURE = { none: 'pictureNone', read: 'pictureRead', join: 'pictureJoin', paused: 'picturePaused' } as const

/** `<helper-network>`: everybody who helps, as a picture and as a list that says the same. */
class HelperNetwork extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const found = await helpers()
    const present = found.filter(({ state }) => state !== 'ended')
    this.find('[data-loading]').hidden = true
    this.find('[data-none]').hidden = found.length > 0
    this.find('[data-some]').hidden = found.length === 0
    this.find('[data-picture]').hidden = present.length === 0
    fill(this, { lead: this.#lead(found) })
    drawNetwork(this.find<SVGSVGElement>('svg.pic'), present, this.words('me'), (helper) => this.#inPicture(helper))
    redraw(
      this.find('[data-list]'),
      found.map((helper) => this.#row(helper)),
    )
  }

  /** "Vier helfen Ihnen. Eine Stelle ruht." */
  #lead(found: readonly Helper[]): string {
    const count = (wanted: Helper['state']): number => found.filter(({ state }) => state === wanted).length
    const [active, paused] = [count('on'), count('paused')]
    if (found.length === 0) return this.words('leadNone')
    const sentences = [active > 0 ? this.#sentence('on', active) : this.words('onNone')]
    if (paused > 0) sentences.push(this.#sentence('rest', paused))
    return [...sentences, this.words('middle')].join(' ')
  }

  /** A sentence that begins with a number, as a word while the language's list lasts. */
  #sentence(name: string, count: number): string {
    const word = this.words('numbers').split(' ')[count]
    const begun = word ? word.charAt(0).toLocaleUpperCase() + word.slice(1) : String(count)
    return this.counted(name, count).replace(/^\d+/, begun)
  }

  #inPicture(helper: Helper): string {
    return this.words(PICTURE[strongest(helper)], { name: this.#nameOf(helper) })
  }

  #nameOf({ name, team }: Helper): string {
    return team ? `${name}, ${team}` : name
  }

  #row(helper: Helper): HTMLElement {
    const row = this.clone('row', { name: helper.name, about: this.#about(helper), also: this.#along(helper) })
    row.querySelector('a')?.setAttribute('href', `/helfernetz/${helper.relation}`)
    const mark = row.querySelector('[data-mark]')
    if (mark) drawMark(mark, helper.mark)
    return row
  }

  #about(helper: Helper): string {
    if (helper.refused) return this.words('refused', { code: helper.refused })
    if (helper.state === 'paused') return this.words('paused', { date: day(new Date(helper.pausedAt)) })
    const does = [...helper.cells].map(([area, { level }]) => sayDoes(area, level)).filter(Boolean)
    return does.length > 0 ? does.join(' ') : this.words(helper.state === 'ended' ? 'ended' : 'nothing')
  }

  /** Who reads along here, and whether the helper was never checked. */
  #along(helper: Helper): string {
    const readers = [...helper.cells.values()].flatMap(({ area, readers: along }) =>
      along.map(({ name }) => sayAlongShort(area, name, helper.name)),
    )
    return [...readers, ...(helper.verified ? [] : [this.words('unchecked')])].join(' ')
  }
}

customElements.define('helper-network', HelperNetwork)
