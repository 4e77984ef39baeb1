// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from './element'

/** `<print-page hidden><button>…</button></print-page>`: paper in one tap. Without script the browser's own menu does it. */
class PrintPage extends PageElement {
  protected override start(): void {
    this.hidden = false
    this.on(this.find('button'), 'click', () => print())
  }
}

customElements.define('print-page', PrintPage)
