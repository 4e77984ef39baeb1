// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { session } from '@accounts/session'
import { live } from '@notifications/live'
import { drawMark, type Helper, helpers, onChange } from '@rights/network'
import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { redraw } from '@shell/redraw'
import { day } from '@shell/words'
import { newestVersions } from '@vault/entries'
import { type Listed, listSpaces, openSpace } from '@vault/spaces'
import { unseen } from '@vault/unread'

const SHOWN = ['messages', 'documents'] as const
const WHERE: Readonly<Record<string, string>> = { messages: '/nachrichten/', documents: '/dokumente#' }

interface News {
  readonly helper: Helper
  readonly listed: Listed
}

/** `<day-page>`: a client's day. One next step, the rest below, and nothing that counts or presses. */
export class DayPage extends PageElement {
  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    live('record', () => void this.#draw(), this.signal)
    fill(this, { date: day(new Date()) })
    void this.#greet()
    void this.#draw()
  }

  async #greet(): Promise<void> {
    await session()
    const { spaces } = await listSpaces()
    const own = spaces.find(({ area, role }) => area === 'own' && role === 'owner')
    if (!own) return
    const space = await openSpace(own.space)
    await space.load()
    const name = newestVersions(space.entries).findLast(({ kind }) => kind === 'name')?.body['name']
    if (typeof name === 'string' && name) fill(this, { greeting: this.words('greetingName', { name }) })
  }

  async #draw(): Promise<void> {
    const { account } = await session()
    const [everybody, { spaces }] = await Promise.all([helpers(), listSpaces()])
    const news = await this.#news(everybody, spaces)
    const [first, ...more] = news
    const sheet = !account.sheet_confirmed
    this.#show('[data-sheet]', sheet)
    this.#show('[data-first]', !sheet && everybody.length === 0)
    this.#show('[data-calm]', !sheet && everybody.length > 0 && !first)
    this.#show('[data-next]', !sheet && first !== undefined)
    this.#show('[data-more]', more.length > 0)
    this.#show('[data-helpers]', everybody.length > 0)
    if (first) this.#drawNext(first)
    redraw(
      this.find('[data-list]'),
      more.map((each) => this.#row(each.helper, this.#sentence(each), linkTo(each))),
    )
    const there = everybody.filter(({ state }) => state !== 'ended')
    redraw(
      this.find('[data-helper-list]'),
      there.map((each) => this.#row(each, each.team, `/helfernetz/${each.relation}`)),
    )
    this.find('[data-loading]').hidden = true
  }

  /** What is new on this device, by helper. */
  async #news(everybody: readonly Helper[], spaces: readonly Listed[]): Promise<News[]> {
    const all = everybody.flatMap((helper) =>
      SHOWN.flatMap((area) => {
        const listed = spaces.find(({ space }) => space === helper.spaces.get(area))
        return listed ? [{ helper, listed }] : []
      }),
    )
    const fresh = await unseen(all.map(({ listed }) => listed))
    return all.filter(({ listed }) => fresh.has(listed.space))
  }

  #drawNext(news: News): void {
    const next = this.find('[data-next]')
    const { helper } = news
    drawMark(next.querySelector('[data-mark]') as Element, helper.mark)
    fill(next, { name: helper.name, about: helper.team, what: this.#sentence(news) })
    next.querySelector('[data-link]')?.setAttribute('href', linkTo(news))
  }

  #sentence({ helper, listed }: News): string {
    return this.words(listed.area === 'documents' ? 'newDocument' : 'newFrom', { name: helper.name })
  }

  #row(helper: Helper, about: string, to: string): HTMLElement {
    const row = this.clone('row', { name: helper.name, about })
    drawMark(row.querySelector('[data-mark]') as Element, helper.mark)
    row.querySelector('a')?.setAttribute('href', to)
    return row
  }

  #show(selector: string, shown: boolean): void {
    this.find(selector).hidden = !shown
  }
}

const linkTo = ({ helper, listed }: News): string => `${WHERE[listed.area] ?? '/'}${helper.relation}`
