// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** `<push-choice>`: notifications of this device, on or off, with or without names. */

import { session, startPage } from '@accounts/session'
import { PageElement } from '@shell/element'
import { said } from '@shell/said'
import type { Texts } from './news'
import { type PushState, pushState, showNames, showsNames, turnOff, turnOn } from './push'

class PushChoice extends PageElement {
  protected override start(): void {
    void this.#begin()
    this.on(
      this.find('[data-act="on"]'),
      'click',
      () => void this.#change(async () => turnOn(await this.#texts()), 'on'),
    )
    this.on(this.find('[data-act="off"]'), 'click', () => void this.#change(turnOff, 'off'))
    this.on(this.#details, 'change', () => void showNames(this.#details.checked))
  }

  get #details(): HTMLInputElement {
    return this.find<HTMLInputElement>('[data-details]')
  }

  async #texts(): Promise<Texts> {
    const path = startPage(await session())
    return {
      title: this.words('title'),
      body: this.words('body'),
      from: this.words('from'),
      fromSeveral: this.words('fromSeveral'),
      path,
    }
  }

  async #begin(): Promise<void> {
    const state = await pushState()
    this.#details.checked = await showsNames()
    this.#show(state)
    this.hidden = false
  }

  #show(state: PushState): void {
    for (const part of this.querySelectorAll<HTMLElement>('[data-state]')) part.hidden = part.dataset['state'] !== state
  }

  /** Push is an extra: whatever goes wrong, nothing else stops working. */
  async #change(step: () => Promise<PushState>, wanted: 'on' | 'off'): Promise<void> {
    try {
      const state = await step()
      this.#show(state)
      if (state === wanted) said(this.words(wanted))
    } catch {
      said(this.words('failed'))
    }
  }
}

customElements.define('push-choice', PushChoice)
