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
import { type Entry, fate } from '@vault/entries'
import { LARGEST, upload } from '@vault/files'
import { KeptFiles } from '@vault/kept-files'
import { isClockOff, type Space } from '@vault/spaces'

/** The box to write a message, with files. What is typed is kept on the device until it is sent. */
export class Compose {
  readonly #form: HTMLFormElement
  readonly #element: PageElement
  readonly #space: Space
  readonly #field: HTMLTextAreaElement
  #mayAttach = false
  #draft: Draft | undefined
  readonly #kept: KeptFiles
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
    space.addEventListener('change', () => space.refusal && this.#freeze(), { signal })
    this.#field.addEventListener('keydown', (event) => this.#onKey(event), { signal })
    const name = `message/${space.id}`
    void openDraft(name, this.#field, signal).then((draft) => {
      this.#draft = draft
    })
    this.#kept = new KeptFiles(name, signal)
    void this.#kept.load().then(() => this.#drawFiles())
  }

  /** Whether files may be attached here; else the form says why not. */
  allowFiles(allowed: boolean): void {
    this.#mayAttach = allowed
    this.#drawFiles()
    for (const part of this.#form.querySelectorAll<HTMLElement>('[data-attach]')) part.hidden = !allowed
    const note = this.#form.querySelector<HTMLElement>('[data-not-met]')
    if (note) note.hidden = allowed
  }

  /** Control and Enter send; Enter alone makes a new line, because a message is easily sent half written. */
  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit()
  }

  /** Something was refused here: nothing is sent any more. What was typed stays, to be read and copied. */
  #freeze(): void {
    this.#sending?.abort()
    this.#field.readOnly = true
    for (const each of this.#form.querySelectorAll<HTMLButtonElement | HTMLInputElement>('button, input'))
      each.disabled = true
  }

  #attach(picker: HTMLInputElement): void {
    clearErrors(this.#form)
    for (const file of this.#mayAttach ? (picker.files ?? []) : []) {
      const problem = this.#problemOf(file)
      if (problem) showErrors(this.#form, [{ field: picker, text: problem }])
      else void this.#kept.add(file)
    }
    picker.value = ''
    this.#drawFiles()
  }

  get #files(): readonly File[] {
    return this.#mayAttach ? this.#kept.list : []
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
          void this.#kept.remove(file)
          this.#drawFiles()
          this.#field.focus()
        })
        return item
      }),
    )
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.#space.refusal) return
    if (this.#sending) {
      this.#next = true // the text stays and goes right after
      return
    }
    clearErrors(this.#form)
    const text = this.#field.value.trim()
    const files = this.#files
    if (!text && files.length === 0)
      return showErrors(this.#form, [{ field: this.#field, text: words(this.#element, 'empty') }])
    this.#sending = new AbortController()
    this.#busy(true)
    try {
      const entry = await this.#send(text, files, this.#sending.signal)
      this.#done(text, files, entry)
    } catch (error) {
      if (!this.#space.refusal) showErrors(this.#form, [{ field: this.#field, text: this.#sentenceOf(error) }])
    } finally {
      this.#sending = undefined
      this.#busy(false)
    }
    if (this.#next) this.#form.requestSubmit()
    this.#next = false
  }

  async #send(text: string, attached: readonly File[], signal: AbortSignal): Promise<Entry> {
    const total = attached.reduce((sum, file) => sum + file.size, 0)
    const blobs: BlobRef[] = []
    let before = 0
    for (const file of attached) {
      blobs.push(
        await upload(this.#space, file, {
          signal,
          progress: (done) => this.#progress((before + done * file.size) / total),
        }),
      )
      before += file.size
    }
    const files = attached.map((file) => ({
      title: titleOf(file.name),
      name: file.name,
      type: file.type,
      size: file.size,
    }))
    return this.#space.write('message', { text, lang: document.documentElement.lang, files }, { blobs })
  }

  #done(text: string, files: readonly File[], entry: Entry): void {
    void this.#kept.remove(...files)
    this.#drawFiles()
    if (this.#field.value.trim() === text) {
      // else something was typed meanwhile
      this.#field.value = ''
      void this.#draft?.clear()
    }
    announce(words(this.#element, fate(entry, 'sent')))
    this.#field.focus()
  }

  #sentenceOf(error: unknown): string {
    if (isClockOff(error)) return words(this.#element, 'clock')
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
