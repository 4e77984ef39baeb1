// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { PageElement } from './element'

/**
 * Reads a part of the page aloud: `<read-aloud of="id" data-stop="…"><button><span>…</span></button></read-aloud>`.
 * Only voices that live on the device, because others would send the text to somebody. Without one the button stays hidden.
 */
class ReadAloud extends PageElement {
  #start = ''

  protected override start(): void {
    if (!('speechSynthesis' in globalThis)) return
    this.#start = this.#label.textContent
    this.on(this.find('button'), 'click', () => this.#toggle())
    this.on(speechSynthesis, 'voiceschanged', () => this.#offer())
    this.#offer()
  }

  protected override stop(): void {
    if (this.hasAttribute('speaking')) speechSynthesis.cancel()
  }

  get #label(): HTMLElement {
    return this.find('button span')
  }

  #target(): HTMLElement | null {
    return document.getElementById(this.getAttribute('of') ?? '')
  }

  #voice(): SpeechSynthesisVoice | undefined {
    const language = this.#target()?.closest<HTMLElement>('[lang]')?.lang ?? 'de'
    const speaks = (voice: SpeechSynthesisVoice): boolean => voice.lang.toLowerCase().startsWith(language.slice(0, 2))
    return speechSynthesis.getVoices().find((voice) => voice.localService && speaks(voice))
  }

  #offer(): void {
    this.hidden = this.#voice() === undefined
  }

  #toggle(): void {
    const speaking = this.hasAttribute('speaking')
    speechSynthesis.cancel()
    if (!speaking) this.#speak()
  }

  #speak(): void {
    const voice = this.#voice()
    const target = this.#target()
    if (!voice || !target) return
    for (const sentence of readable(target, this)) {
      const utterance = new SpeechSynthesisUtterance(sentence)
      utterance.voice = voice
      utterance.lang = voice.lang
      this.on(utterance, 'end', () => this.#show(speechSynthesis.pending || speechSynthesis.speaking))
      this.on(utterance, 'error', () => this.#show(false))
      speechSynthesis.speak(utterance)
    }
    this.#show(true)
  }

  #show(speaking: boolean): void {
    this.toggleAttribute('speaking', speaking)
    this.#label.textContent = speaking ? this.words('stop') : this.#start
  }
}

/** What a sighted person reads, block by block; long texts stop some voices after a quarter of a minute. */
function readable(target: HTMLElement, except: HTMLElement): string[] {
  const blocks = [...target.querySelectorAll<HTMLElement>('h1, h2, h3, p, li, dt, dd, summary, label')]
  const leaves = blocks.filter(
    (block) => block.checkVisibility() && !except.contains(block) && !block.querySelector('p, li, h3'),
  )
  const texts = (leaves.length > 0 ? leaves : [target]).map((block) => block.textContent.trim())
  return texts.filter((text) => text !== '')
}

customElements.define('read-aloud', ReadAloud)
