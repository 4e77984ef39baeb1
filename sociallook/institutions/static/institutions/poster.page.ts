// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { drawCode } from '@shell/qr'
import { linkOf, posterOffer } from './offers'
import { myInstitution, office } from './office'

/** `<team-poster>`: what hangs on the wall. Its code holds the institution's fingerprint and the address, no secret. */
class TeamPoster extends PageElement {
  protected override start(): void {
    this.on(this.find('[data-print]'), 'click', () => print())
    void this.#draw()
  }

  async #draw(): Promise<void> {
    const institution = await myInstitution()
    if (!institution) return location.replace('/team')
    const { state } = await office(institution)
    const team = location.pathname.split('/').at(-1) ?? ''
    const fingerprint = state.institution.match(/.{1,4}/g)?.join(' ') ?? ''
    fill(this, { name: state.name, team: state.teams.get(team)?.name ?? '', fingerprint })
    this.find('[data-code]').append(drawCode(linkOf(posterOffer(institution, team))))
  }
}

customElements.define('team-poster', TeamPoster)
