// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'

/** `<share-link address="/…" data-copied="…" hidden><button>…</button></share-link>`: copies a whole address. */
export class ShareLink extends PageElement {
  protected override start(): void {
    if (!navigator.clipboard) return
    this.hidden = false
    this.on(this.find('button'), 'click', () => void this.#copy())
  }

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(new URL(this.getAttribute('address') ?? '', location.href).href)
    this.find('[data-done]').hidden = false
    this.announce(this.words('copied'))
  }
}
