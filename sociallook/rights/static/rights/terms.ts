// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { FieldError } from '@shell/errors'
import { clone } from '@shell/parts'
import { day, words } from '@shell/words'
import { endsAt, type Wish } from './wish'

/** What belongs to a grant: what it is for, from when, until when. Made from the part `terms`; nothing is preselected. */
export class TermsField {
  readonly element: HTMLElement
  readonly #id: string

  /** `history`: whether anything is there already that could be given along; `older`: its words. */
  constructor(id: string, wish: Wish, history: boolean, older: string) {
    this.#id = id
    this.element = clone('terms', { older })
    for (const field of this.element.querySelectorAll<HTMLElement>('[data-id]')) {
      const name = field.dataset['id'] ?? ''
      field.id = `${name}-${id}`
      if (field instanceof HTMLInputElement && field.type === 'radio') field.name = `history-${id}`
      if (field.matches('select, input:not([type="radio"])'))
        field.closest('.field')?.querySelector('label')?.setAttribute('for', field.id)
    }
    this.#end.setAttribute('aria-describedby', this.#hint.id)
    this.element.querySelector<HTMLElement>('[data-history]')?.toggleAttribute('hidden', !history)
    this.#fill(wish)
    this.element.addEventListener('change', () => this.#show())
    this.#show()
  }

  get #purpose(): HTMLSelectElement {
    return this.#field('purpose')
  }
  get #own(): HTMLInputElement {
    return this.#field('own')
  }
  get #end(): HTMLSelectElement {
    return this.#field('end')
  }
  get #date(): HTMLInputElement {
    return this.#field('date')
  }
  get #hint(): HTMLElement {
    return this.#field('hint')
  }

  /** What was chosen, put into the wish. */
  into(wish: Wish): Wish {
    const history = this.#chosenHistory
    const { history: _before, ...rest } = wish
    return {
      ...rest,
      purpose: this.#purpose.value,
      ownWords: this.#own.value.trim(),
      end: this.#end.value === 'date' ? this.#date.value : this.#end.value,
      ...(history === undefined ? {} : { history }),
    }
  }

  /** The purpose as a sentence: the line of the list, or own words. */
  get purpose(): string {
    const own = this.#own.value.trim()
    const line = this.#purpose.selectedOptions[0]?.textContent?.trim() ?? ''
    if (this.#asksOwnWords) return own
    return own ? `${line}: ${own}` : line
  }

  get until(): number {
    return endsAt(this.#end.value === 'date' ? this.#date.value : this.#end.value)
  }

  get history(): boolean {
    return this.#chosenHistory ?? false
  }

  /** What is missing. */
  get missing(): FieldError[] {
    const say = (name: string): string => words(this.element, name)
    const errors: FieldError[] = []
    if (!this.#purpose.value) errors.push({ field: this.#purpose, text: say('noPurpose') })
    if (this.#asksOwnWords && !this.#own.value.trim()) errors.push({ field: this.#own, text: say('noWords') })
    const ask = this.element.querySelector<HTMLElement>('[data-history]')
    if (ask && !ask.hidden && this.#chosenHistory === undefined)
      errors.push({ field: this.#field('now'), text: say('noHistory') })
    if (!this.#end.value) errors.push({ field: this.#end, text: say('noEnd') })
    else if (this.#end.value === 'date' && !(this.until > Date.now()))
      errors.push({ field: this.#date, text: say('noDate') })
    return errors
  }

  get #asksOwnWords(): boolean {
    return this.#purpose.selectedOptions[0]?.hasAttribute('data-own') ?? false
  }

  get #chosenHistory(): boolean | undefined {
    const chosen = this.element.querySelector<HTMLInputElement>('input[type="radio"]:checked')
    return chosen ? chosen.value === 'all' : undefined
  }

  #field<T extends HTMLElement>(name: string): T {
    const found = this.element.querySelector<T>(`#${name}-${CSS.escape(this.#id)}`)
    if (!found) throw new Error(`terms: missing ${name}`)
    return found
  }

  #fill({ purpose, ownWords, end, history }: Wish): void {
    this.#purpose.value = purpose
    this.#own.value = ownWords
    this.#end.value = /^\d/.test(end) ? 'date' : end
    if (/^\d/.test(end)) this.#date.value = end
    if (history !== undefined) this.#field<HTMLInputElement>(history ? 'all' : 'now').checked = true
    const tomorrow = new Date(Date.now() + 86_400_000)
    this.#date.min = tomorrow.toISOString().slice(0, 10)
  }

  #show(): void {
    this.#date.closest<HTMLElement>('.field')?.toggleAttribute('hidden', this.#end.value !== 'date')
    this.#hint.textContent = this.until ? words(this.element, 'ends', { date: day(new Date(this.until)) }) : ''
  }
}
