// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Grant } from '@protocol/chains'
import { PageElement } from '@shell/element'
import { clock, day } from '@shell/words'
import { openSpace, type Space } from '@vault/spaces'
import { relationHere } from './address'
import { type Helper, helper, helpers, subjectKey } from './helpers'
import { contents, stateOf } from './known'
import { levelOf } from './levels'
import { onChange } from './network'
import { say, sayAlong } from './sayings'

/** One line of the ledger: a grant and what was agreed about it. */
interface Receipt {
  readonly at: number
  readonly what: string
  readonly who: string
  readonly purpose: string
  readonly until: number
  readonly ended: boolean
  readonly text: string
  readonly lang: string
}

/** `<grant-ledger>`: every grant to one helper with its receipt, from the signed chains, to keep as a file. */
class GrantLedger extends PageElement {
  #receipts: readonly Receipt[] = []
  #helper: Helper | undefined

  protected override start(): void {
    onChange(() => void this.#draw(), this.signal)
    this.on(this.find('[data-save]'), 'click', () => this.#save())
    void this.#draw()
  }

  async #draw(): Promise<void> {
    this.#helper = await helper(relationHere())
    this.#receipts = this.#helper ? await this.#read(this.#helper) : []
    this.hidden = this.#receipts.length === 0
    this.find('[data-list]').replaceChildren(...this.#receipts.map((receipt) => this.#row(receipt)))
  }

  /** Newest first. The consents lie in this helper's contact space, the grants in the chains of all my spaces. */
  async #read(mine: Helper): Promise<Receipt[]> {
    const contact = mine.spaces.get('contact')
    const entries = contact ? await contents(await openSpace(contact)) : []
    const consents = new Map(
      entries.filter(({ kind }) => kind === 'consent').map((entry) => [entry.body['grant'] as string, entry.body]),
    )
    const receipts: Receipt[] = []
    for (const other of await helpers()) {
      for (const id of other.spaces.values()) {
        const space = await openSpace(id)
        for (const grant of stateOf(space)?.grants.values() ?? []) {
          if (subjectKey(grant.subject) === subjectKey(mine.subject))
            receipts.push(this.#receipt(grant, space, mine, other, consents.get(grant.grant)))
        }
      }
    }
    return receipts.sort((a, b) => b.at - a.at)
  }

  #receipt(
    grant: Grant,
    space: Space,
    mine: Helper,
    other: Helper,
    consent: Readonly<Record<string, unknown>> | undefined,
  ): Receipt {
    const verbs = (consent?.['verbs'] as string[] | undefined) ?? grant.verbs
    return {
      at: grant.at,
      what: this.#what(space.area, verbs, mine, other),
      who: [mine.name, mine.team].filter(Boolean).join(', '),
      purpose: (consent?.['purpose'] as string | undefined) ?? '',
      until: grant.until,
      ended: grant.verbs.length === 0 || (grant.until > 0 && grant.until <= Date.now()),
      text: (consent?.['text'] as string | undefined) ?? '',
      lang: (consent?.['lang'] as string | undefined) ?? '',
    }
  }

  #what(area: string, verbs: readonly string[], mine: Helper, other: Helper): string {
    if (area === 'contact') return this.words('connected', { name: mine.name })
    return other.relation === mine.relation
      ? say(area, levelOf(verbs), mine.name)
      : sayAlong(area, true, mine.name, other.name)
  }

  #row(receipt: Receipt): HTMLElement {
    const row = this.clone('receipt', {
      what: receipt.what,
      when: moment(receipt.at),
      facts: this.#facts(receipt).join(' '),
      text: receipt.text,
    })
    if (!receipt.text) row.querySelector('details')?.remove()
    const text = row.querySelector<HTMLElement>('[data-slot="text"]')
    if (text && receipt.lang) text.lang = receipt.lang
    return row
  }

  #facts({ purpose, until, ended }: Receipt): string[] {
    return [
      purpose ? this.words('purpose', { purpose }) : '',
      until ? this.words('until', { date: day(new Date(until)) }) : this.words('noEnd'),
      ended ? this.words('ended') : '',
    ].filter(Boolean)
  }

  /** A plain text file, made here: nobody else gets to know that it was kept. */
  #save(): void {
    const blocks = this.#receipts.map((receipt) =>
      [
        moment(receipt.at),
        receipt.what,
        this.words('who', { who: receipt.who }),
        ...this.#facts(receipt),
        this.words('channel'),
        receipt.text,
      ]
        .filter(Boolean)
        .join('\n'),
    )
    const text = [this.words('fileTitle', { name: this.#helper?.name ?? '' }), ...blocks].join('\n\n')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
    link.download = this.words('fileName')
    link.click()
    URL.revokeObjectURL(link.href)
    this.announce(this.words('saved'))
  }
}

const moment = (at: number): string => `${day(new Date(at))}, ${clock(new Date(at))}`

customElements.define('grant-ledger', GrantLedger)
