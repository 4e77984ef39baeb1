// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import type { Drawn, Spot } from './map'

const ROOMY = '(min-width: 64em)' // beside the list, as `directory.page.css` has it

/**
 * `<offer-map style-sheet="…" area="16062" tiles="">`: the offers of the list as a picture. The list says all of it, and
 * stands first. Program and outlines are fetched when somebody asks for the map, or where it has its place beside the
 * list and comes into view; never for people who save data.
 */
export class OfferMap extends PageElement {
  #drawn: Drawn | undefined
  #opening = false

  protected override start(): void {
    if (this.#spots().length === 0) return
    this.hidden = false
    this.on(this.find('[data-open]'), 'click', () => this.#open())
    this.on(this.find('[data-closer]'), 'click', () => this.#drawn?.zoom(1))
    this.on(this.find('[data-farther]'), 'click', () => this.#drawn?.zoom(-1))
    this.on(this.find('[data-whole]'), 'click', () => this.#drawn?.whole())
    if (matchMedia(ROOMY).matches && !savesData()) this.#openInView()
  }

  protected override stop(): void {
    this.#drawn?.end()
  }

  #openInView(): void {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return
      watch.disconnect()
      void this.#open()
    })
    watch.observe(this)
    this.signal.addEventListener('abort', () => watch.disconnect())
  }

  async #open(): Promise<void> {
    if (this.#opening) return
    this.#opening = true
    const button = this.find<HTMLButtonElement>('[data-open]')
    const asked = document.activeElement === button
    button.ariaBusy = 'true'
    try {
      const [{ draw }] = await Promise.all([import('./map'), this.#dressed()])
      if (this.signal.aborted) return
      button.hidden = true
      this.find('[data-map]').hidden = false
      const ground = this.find('[data-ground]')
      this.#drawn = await draw(ground, this.#spots(), {
        area: this.getAttribute('area') ?? '',
        tiles: this.getAttribute('tiles') ?? '',
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
        language: document.documentElement.lang,
        heap: (count) => this.#heap(count),
      })
      if (asked) ground.focus({ preventScroll: true })
    } catch {
      this.announce(this.words('failed'))
      this.find('[data-failed]').hidden = false
      this.#opening = false
    } finally {
      button.ariaBusy = null
    }
  }

  /** The style sheet of the map, in the page before the map is. */
  #dressed(): Promise<unknown> {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = this.getAttribute('style-sheet') ?? ''
    const ready = new Promise((resolve, reject) => {
      link.addEventListener('load', resolve)
      link.addEventListener('error', reject)
    })
    document.head.append(link)
    return ready
  }

  /** From the list, so that map and list cannot say different things. What is confidential has no coordinates there. */
  #spots(): Spot[] {
    return [...document.querySelectorAll<HTMLElement>('[data-latitude][data-longitude]')].map((entry) => ({
      latitude: Number(entry.dataset['latitude']),
      longitude: Number(entry.dataset['longitude']),
      link: () => this.#link(entry),
    }))
  }

  #link(entry: HTMLElement): HTMLElement {
    const number = entry.dataset['number'] ?? ''
    const link = this.clone('map-mark', { number })
    if (link instanceof HTMLAnchorElement) link.href = `#${entry.id}`
    link.ariaLabel = this.words('mark', { number, name: entry.dataset['name'] ?? '' })
    return link
  }

  #heap(count: number): HTMLElement {
    const button = this.clone('map-heap', { count: String(count) })
    button.ariaLabel = this.words('heap', { count })
    return button
  }
}

function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData ?? false
}
