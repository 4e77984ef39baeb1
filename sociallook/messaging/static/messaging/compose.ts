// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { Refusal } from '@protocol/errors'
import type { BlobRef } from '@protocol/formats'
import { announce } from '@shell/announce'
import type { PageElement } from '@shell/element'
import { clearErrors, showErrors } from '@shell/errors'
import { clone } from '@shell/parts'
import { size, words } from '@shell/words'
import { type Draft, openDraft } from '@vault/drafts'
import { LARGEST, upload } from '@vault/files'
import type { Space } from '@vault/spaces'

/** The box to write a message, with files. What is typed is kept on the device until it is sent. */
export class Compose {
  readonly #form: HTMLFormElement
  readonly #element: PageElement
  readonly #space: Space
  readonly #field: HTMLTextAreaElement
  #draft: Draft | undefined
  #files: File[] = []
  #sending: AbortController | undefined
  #next = false

  constructor(form: HTMLFormElement, element: PageElement, space: Space, signal: AbortSignal) {
    this.#form = form
    this.#element = element
    this.#space = space
    this.#field = form.elements.namedItem('text') as HTMLTextAreaElement
    form.addEventListener('submit', (event) => void this.#submit(event), { signal })
    for (const picker of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      picker.addEventListener('change', () => this.#attach(picker), { signal })
    }
    form.querySelector('[data-abort]')?.addEventListener('click', () => this.#sending?.abort(), { signal })
    this.#field.addEventListener('keydown', (event) => this.#onKey(event), { signal })
    void openDraft(`message/${space.id}`, this.#field, signal).then((draft) => {
      this.#draft = draft
    })
  }

  /** Control and Enter send; Enter alone makes a new line, because a message is easily sent half written. */
  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit()
  }

  #attach(picker: HTMLInputElement): void {
    clearErrors(this.#form)
    for (const file of picker.files ?? []) {
      const problem = this.#problemOf(file)
      if (problem) showErrors(this.#form, [{ field: picker, text: problem }])
      else this.#files.push(file)
    }
    picker.value = ''
    this.#drawFiles()
  }

  #problemOf(file: File): string {
    if (file.size > LARGEST) return words(this.#element, 'large', { name: file.name })
    return file.size === 0 ? words(this.#element, 'noneSize', { name: file.name }) : ''
  }

  #drawFiles(): void {
    const list = this.#form.querySelector('[data-files]') as HTMLElement
    list.replaceChildren(
      ...this.#files.map((file) => {
        const item = clone(
          'attached',
          { name: file.name, size: size(file.size), what: `: ${file.name}` },
          this.#element,
        )
        item.querySelector('[data-remove]')?.addEventListener('click', () => {
          this.#files = this.#files.filter((each) => each !== file)
          this.#drawFiles()
          this.#field.focus()
        })
        return item
      }),
    )
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.#sending) {
      this.#next = true // the text stays and goes right after
      return
    }
    clearErrors(this.#form)
    const text = this.#field.value.trim()
    if (!text && this.#files.length === 0)
      return showErrors(this.#form, [{ field: this.#field, text: words(this.#element, 'empty') }])
    this.#sending = new AbortController()
    this.#busy(true)
    try {
      await this.#send(text, this.#sending.signal)
      this.#done(text)
    } catch (error) {
      showErrors(this.#form, [{ field: this.#field, text: this.#sentenceOf(error) }])
    } finally {
      this.#sending = undefined
      this.#busy(false)
    }
    if (this.#next) this.#form.requestSubmit()
    this.#next = false
  }

  async #send(text: string, signal: AbortSignal): Promise<void> {
    const total = this.#files.reduce((sum, file) => sum + file.size, 0)
    const blobs: BlobRef[] = []
    let before = 0
    for (const file of this.#files) {
      blobs.push(
        await upload(this.#space, file, {
          signal,
          progress: (done) => this.#progress((before + done * file.size) / total),
        }),
      )
      before += file.size
    }
    const files = this.#files.map((file) => ({
      title: titleOf(file.name),
      name: file.name,
      type: file.type,
      size: file.size,
    }))
    await this.#space.write('message', { text, lang: document.documentElement.lang, files }, { blobs })
  }

  #done(text: string): void {
    this.#files = []
    this.#drawFiles()
    if (this.#field.value.trim() === text) {
      // else something was typed meanwhile
      this.#field.value = ''
      void this.#draft?.clear()
    }
    announce(words(this.#element, 'sent'))
    this.#field.focus()
  }

  #sentenceOf(error: unknown): string {
    if (error instanceof Refusal && error.code === 'E_SCHEMA') return words(this.#element, 'long')
    return words(this.#element, this.#files.length ? 'stopped' : 'trouble')
  }

  #busy(busy: boolean): void {
    this.#form.querySelector('[type="submit"]')?.setAttribute('aria-busy', String(busy))
    const progress = this.#form.querySelector<HTMLElement>('[data-progress]')
    if (progress) progress.hidden = !busy || this.#files.length === 0
    this.#progress(0)
  }

  #progress(part: number): void {
    const bar = this.#form.querySelector('progress')
    if (bar) bar.value = Math.round(part * 100)
  }
}

/** "Ausbildung Tischlerei.pdf" → "Ausbildung Tischlerei". */
const titleOf = (name: string): string => name.replace(/\.[A-Za-z0-9]{1,5}$/, '') || name
