// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { live } from '@notifications/live'
import { drawMark, type Helper, helpers, onChange } from '@rights/network'
import { PageElement } from '@shell/element'
import { redraw } from '@shell/redraw'
import { day } from '@shell/words'
import { type Listed, listSpaces, openSpace } from '@vault/spaces'
import { unseen } from '@vault/unread'

/** `<thread-list>`: a client's threads, one for each helper, what is new first. What is new, only this device knows. */
export class ThreadList extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    live('record', () => void this.#draw(), this.signal)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const [everybody, { spaces }] = await Promise.all([helpers(), listSpaces()])
    const threads = everybody.flatMap((helper) => {
      const listed = spaces.find(({ space }) => space === helper.spaces.get('messages'))
      return listed ? [{ helper, listed }] : []
    })
    const fresh = await unseen(threads.map(({ listed }) => listed))
    const ordered = threads.toSorted((a, b) => Number(fresh.has(b.listed.space)) - Number(fresh.has(a.listed.space)))
    const rows = await Promise.all(
      ordered.map(({ helper, listed }) => this.#row(helper, listed, fresh.has(listed.space))),
    )
    this.find('[data-loading]').hidden = true
    this.find('[data-none]').hidden = rows.length > 0
    const list = this.find('[data-list]')
    list.hidden = rows.length === 0
    redraw(list, rows)
  }

  async #row(helper: Helper, { space, position }: Listed, isNew: boolean): Promise<HTMLElement> {
    const about = isNew ? this.words('new') : await this.#last(space, position)
    const row = this.clone('row', { name: helper.name, about })
    drawMark(row.querySelector('[data-mark]') as Element, helper.mark)
    row.querySelector('a')?.setAttribute('href', `${this.dataset['to']}${helper.relation}`)
    return row
  }

  /** When the last message was written; needs the newest records only. */
  async #last(id: string, position: number): Promise<string> {
    if (position === 0) return this.words('never')
    const space = await openSpace(id).catch(() => undefined)
    await space?.load()
    if (space?.entries.some(({ state }) => state === 'waiting')) return this.words('wait')
    const last = space?.entries.findLast((entry) => entry.state === 'open' && entry.kind === 'message')
    return last && 'at' in last ? this.words('old', { date: day(new Date(last.at)) }) : this.words('never')
  }
}
