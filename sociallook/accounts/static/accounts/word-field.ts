// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * `<word-field>`: the field for the six words (`parts/words.html`). It counts, suggests from the list and says what is wrong
 * with a sentence. Paste, password managers and autofill work, because it is an ordinary text field.
 */

import { PageElement } from '@shell/element'
import { clone } from '@shell/parts'
import { countedSentence, numberWord, sentence } from './sentences'
import { meant, suggestions, wordList, wordsIn } from './word-list'

export class WordField extends PageElement {
  get input(): HTMLInputElement {
    return this.find<HTMLInputElement>('input')
  }

  protected override start(): void {
    this.on(this.input, 'focus', () => void wordList())
    this.on(this.input, 'input', () => void this.#typed())
    this.on<MouseEvent>(this.find('[data-suggestions]'), 'click', (event) => this.#choose(event))
  }

  /** What was asked about once: the list may be younger than the sheet, so whoever insists is believed. */
  #doubted = ''

  /** The words in normal form, or the sentence that says what is missing. Nothing that was typed is changed. */
  async check(): Promise<{ words: string } | { wrong: string }> {
    const typed = wordsIn(this.input.value)
    if (typed.length === 0) return { wrong: sentence('words_missing') }
    if (typed.length > 6) return { wrong: sentence('words_many', { number: numberWord(typed.length) }) }
    const words = await wordList()
    const understood = typed.map((word) => ({ word, near: words.includes(word) ? word : meant(word, words) }))
    const unknown = understood.find(({ word, near }) => near !== word)
    if (unknown && this.#doubted !== typed.join(' ')) {
      this.#doubted = typed.join(' ')
      return { wrong: this.#unknown(unknown.word, unknown.near) }
    }
    if (typed.length === 5) return { wrong: sentence('words_five') }
    if (typed.length < 6)
      return { wrong: countedSentence('wordsFew', typed.length, { number: numberWord(typed.length) }) }
    return { words: typed.join(' ') }
  }

  #unknown(word: string, near: string | undefined): string {
    return near ? sentence('word_near', { word, near }) : sentence('word_unknown', { word })
  }

  async #typed(): Promise<void> {
    const value = this.input.value
    const count = wordsIn(value).length
    const counter = this.find('[data-count]')
    counter.hidden = count === 0
    counter.textContent = sentence('count', { number: numberWord(count) })
    const beginning = /\p{L}*$/u.exec(value)?.[0].toLowerCase() ?? ''
    const found = beginning.length < 2 ? [] : suggestions(beginning, await wordList())
    if (this.input.value !== value) return // typed on meanwhile
    const list = this.find('[data-suggestions]')
    list.hidden = found.length === 0
    list.replaceChildren(...found.map((word) => clone('suggestion', { word })))
  }

  #choose(event: MouseEvent): void {
    const word = (event.target as Element).closest('button')?.textContent
    if (!word) return
    this.input.value = this.input.value.replace(/\p{L}*$/u, `${word} `)
    this.input.focus()
    this.input.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

customElements.define('word-field', WordField)
