// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { announce } from './announce'
import { clone, type Texts } from './parts'
import { counted, words } from './words'

/**
 * Base of the custom elements. Each has three places: its template (markup and words), its file (behaviour) and one line
 * of registration. It works in the light DOM, so labels, styles and find-in-page reach everything.
 *
 *     class UnreadList extends PageElement {
 *       protected override start(): void {
 *         this.on(this, 'click', (event) => …)
 *         this.append(this.clone('row', { name }))
 *         this.announce(this.words('loaded'))
 *       }
 *     }
 *     customElements.define('unread-list', UnreadList)
 *
 * Whatever was begun with `on` or `signal` ends by itself when the element leaves the page.
 */
export abstract class PageElement extends HTMLElement {
  #life = new AbortController()

  /** Aborted when the element leaves the page; for fetches, streams and listeners. */
  protected get signal(): AbortSignal {
    return this.#life.signal
  }

  connectedCallback(): void {
    this.#life = new AbortController()
    this.start()
  }

  disconnectedCallback(): void {
    this.#life.abort()
    this.stop()
  }

  /** The element is in the page, its children are there. */
  protected abstract start(): void

  /** What `signal` cannot end. */
  protected stop(): void {}

  protected on<E extends Event>(target: EventTarget, type: string, listener: (event: E) => void): void {
    target.addEventListener(type, (event) => listener(event as E), { signal: this.signal })
  }

  /** A child that the template promised. */
  protected find<T extends Element = HTMLElement>(selector: string): T {
    const found = this.querySelector<T>(selector)
    if (!found) throw new Error(`${this.localName}: missing ${selector}`)
    return found
  }

  protected clone(name: string, texts: Texts = {}): HTMLElement {
    return clone(name, texts, this)
  }

  protected words(name: string, values: Record<string, string | number> = {}): string {
    return words(this, name, values)
  }

  protected counted(name: string, count: number): string {
    return counted(this, name, count)
  }

  protected announce(text: string): void {
    announce(text)
  }
}
