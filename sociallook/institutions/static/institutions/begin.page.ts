// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import '@accounts/unlock-panel'
import { refreshAccount, unlockRoot } from '@accounts/session'
import { showStep } from '@accounts/steps'
import type { UnlockPanel } from '@accounts/unlock-panel'
import type { Keys } from '@protocol/keys'
import { PageElement } from '@shell/element'
import { type FieldError, showErrors } from '@shell/errors'
import { fill } from '@shell/parts'
import { ask } from '@shell/transport'
import { Entries, workName } from './chain'
import { forgetSecret, secret } from './secret'
import { hindrance, isUsed } from './steps'
import { keepTeamKeys } from './team-keys'

interface Invited {
  readonly name: string
  readonly kind: string
}

/** `<begin-institution>`: the chain of an institution begins in the browser of its first administrator. */
class BeginInstitution extends PageElement {
  #invitation = ''
  #invited: Invited | undefined

  protected override start(): void {
    this.on(this.#form, 'change', () => {
      this.find('[data-own-name]').hidden = this.#value('works') !== 'yes'
    })
    this.on<SubmitEvent>(this.#form, 'submit', (event) => event.preventDefault())
    this.find<UnlockPanel>('unlock-panel').onProof = async (proof) => {
      const missing = this.#missing()
      showErrors(this.#form, missing)
      if (missing.length === 0) await unlockRoot(proof, (keys) => this.#begin(keys)).then(() => this.#finish())
    }
    void this.#look()
  }

  get #form(): HTMLFormElement {
    return this.find<HTMLFormElement>('[data-step="form"] form')
  }

  #value(name: string): string {
    const value = new FormData(this.#form).get(name)
    return typeof value === 'string' ? value.trim() : ''
  }

  async #look(): Promise<void> {
    this.#invitation = await secret()
    const step = await hindrance(this.#invitation)
    if (step) return showStep(this, step)
    try {
      this.#invited = await ask<Invited>('POST', '/institutions/invitation', { invitation: this.#invitation })
    } catch (error) {
      if (isUsed(error)) return showStep(this, 'used')
      throw error
    }
    const kinds = this.find<HTMLTemplateElement>('template[data-kinds]').getAttribute(`data-${this.#invited.kind}`)
    fill(this.find('[data-step="form"]'), { name: this.#invited.name, kind: kinds ?? '' })
    showStep(this, 'form')
  }

  #missing(): FieldError[] {
    const found: FieldError[] = []
    if (!this.#value('team')) found.push({ field: this.find('#first-team'), text: this.words('nameMissing') })
    if (!this.#value('works')) found.push({ field: this.find('#works-yes'), text: this.words('roleMissing') })
    if (this.#value('works') === 'yes' && !this.#value('own')) {
      found.push({ field: this.find('#own-name'), text: this.words('ownMissing') })
    }
    return found
  }

  async #begin(keys: Keys): Promise<void> {
    const { person, statements } = keys
    const root = statements[0]?.root ?? ''
    const { name = '', kind = '' } = this.#invited ?? {}
    const chain = new Entries(keys, undefined, new Map([[person, statements]]))
    await chain.add('begin', { name, kind, root })
    const team = crypto.randomUUID()
    await chain.add('team_add', { team, name: this.#value('team') })
    if (this.#value('works') === 'yes') await chain.addMember(team, workName(person, this.#value('own')), root)
    await chain.send('', this.#invitation)
  }

  async #finish(): Promise<void> {
    await forgetSecret()
    await refreshAccount()
    await keepTeamKeys()
    location.assign('/stelle')
  }
}

customElements.define('begin-institution', BeginInstitution)
