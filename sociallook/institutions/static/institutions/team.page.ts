// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { refreshAccount, session } from '@accounts/session'
import { live } from '@notifications/live'
import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { fill } from '@shell/parts'
import { said } from '@shell/said'
import { Entries } from './chain'
import { type Office, office } from './office'
import { confirm, keepTeamKeys, newcomers } from './team-keys'

/** `<my-team>`: who stands in for whom, who is new, and leaving. */
class MyTeam extends PageElement {
  #me = ''

  protected override start(): void {
    for (const type of ['team', 'account', 'spaces'] as const) live(type, () => void this.#look(), this.signal)
    void this.#look(true)
  }

  async #look(first = false): Promise<void> {
    const [{ memberships }, { person }] = await Promise.all([refreshAccount(), session()])
    this.#me = person
    if (first) await keepTeamKeys()
    const [some] = memberships
    const found = some && (await office(some.institution))
    if (found) fill(this, { institution: found.state.name })
    const teams = memberships.flatMap(({ team }) => team ?? [])
    this.find('[data-none]').hidden = teams.length > 0
    this.find('[data-teams]').replaceChildren(...(found ? teams.map((team) => this.#team(found, team)) : []))
    this.find('[data-loading]').hidden = true
  }

  #team(found: Office, team: string): HTMLElement {
    const { name = '', members = new Set<string>() } = found.state.teams.get(team) ?? {}
    const waiting = new Set(newcomers(found, team))
    const section = this.clone('team', { name })
    const there = [...members].filter((person) => !waiting.has(person))
    section
      .querySelector('[data-members]')
      ?.append(...there.map((person) => this.clone('member', { name: this.#nameOf(found, person) })))
    const outside = section.querySelector<HTMLElement>('[data-outside]')
    if (outside) outside.hidden = !waiting.has(this.#me)
    section.querySelector('[data-poster]')?.setAttribute('href', `/stelle/plakat/${team}`)
    section.querySelector('[data-leave]')?.addEventListener('click', () => void this.#leave(found, team))
    const list = section.querySelector<HTMLElement>('[data-newcomers]')
    if (list && waiting.size > 0 && !waiting.has(this.#me)) {
      list.hidden = false
      list.append(...[...waiting].map((person) => this.#newcomer(found, team, person)))
    }
    return section
  }

  #nameOf({ names }: Office, person: string): string {
    return person === this.#me ? this.words('you') : (names.get(person) ?? this.words('unnamed'))
  }

  #newcomer(found: Office, team: string, person: string): HTMLElement {
    const name = this.#nameOf(found, person)
    const row = this.clone('newcomer', { name, what: `: ${name}` })
    row.querySelector('button')?.addEventListener('click', () => void this.#confirm(found, team, person, name))
    return row
  }

  async #confirm({ state }: Office, team: string, person: string, name: string): Promise<void> {
    await confirm(state.institution, team, [person]).then(
      () => said(this.words('confirmed', { name })),
      () => said(this.words('trouble')),
    )
    await this.#look()
  }

  async #leave({ state }: Office, team: string): Promise<void> {
    const dialog = this.clone('ask-leave') as HTMLDialogElement
    this.append(dialog)
    const answer = await question(dialog)
    dialog.remove()
    if (!answer) return
    const [{ keys, person }, { state: now, parties }] = await Promise.all([session(), office(state.institution)])
    const chain = new Entries(keys, now, parties.people)
    await chain.add('member_remove', { team, person })
    await chain.send(state.institution)
    said(this.words('left'))
    await this.#look()
  }
}

customElements.define('my-team', MyTeam)
