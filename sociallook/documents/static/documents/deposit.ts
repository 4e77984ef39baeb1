// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { PageElement } from '@shell/element'
import { clearErrors, type FieldError, showErrors } from '@shell/errors'
import { said } from '@shell/said'
import { size, words } from '@shell/words'
import { type Draft, openDraft } from '@vault/drafts'
import { type Entry, fate } from '@vault/entries'
import { LARGEST, upload } from '@vault/files'
import { KeptFiles } from '@vault/kept-files'
import { isClockOff, type Space } from '@vault/spaces'

/** The form with which a document is deposited: choose, name, send with progress. What was chosen stays until it is there. */
export class Deposit {
  readonly #form: HTMLFormElement
  readonly #element: PageElement
  readonly #space: Space
  readonly #title: HTMLInputElement
  readonly #kept: KeptFiles
  #draft: Draft | undefined
  #sending: AbortController | undefined

  constructor(form: HTMLFormElement, element: PageElement, space: Space, signal: AbortSignal) {
    this.#form = form
    this.#element = element
    this.#space = space
    this.#title = form.elements.namedItem('title') as HTMLInputElement
    form.addEventListener('submit', (event) => void this.#submit(event), { signal })
    form.querySelector('[data-abort]')?.addEventListener('click', () => this.#sending?.abort(), { signal })
    for (const picker of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
      picker.addEventListener('change', () => this.#choose(picker), { signal })
    }
    const name = `document/${space.id}`
    void openDraft(name, this.#title, signal).then((draft) => {
      this.#draft = draft
    })
    this.#kept = new KeptFiles(name, signal)
    void this.#kept.load().then(() => this.#drawChosen())
  }

  /** One at a time: the last one that was chosen. */
  get #file(): File | undefined {
    return this.#kept.list.at(-1)
  }

  #choose(picker: HTMLInputElement): void {
    clearErrors(this.#form)
    const [file] = picker.files ?? []
    picker.value = ''
    if (!file) return
    const problem = file.size > LARGEST ? 'large' : file.size === 0 ? 'noneSize' : ''
    if (problem) {
      showErrors(this.#form, [{ field: picker, text: words(this.#element, problem, { name: file.name }) }])
      return
    }
    void this.#kept.remove(...this.#kept.list)
    void this.#kept.add(file)
    if (!this.#title.value) this.#title.value = file.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')
    this.#drawChosen()
  }

  #drawChosen(): void {
    const place = this.#form.querySelector<HTMLElement>('[data-chosen]')
    if (!place) return
    place.hidden = !this.#file
    const text = this.#file ? `${this.#file.name}, ${size(this.#file.size)}` : ''
    place.querySelector('[data-slot="chosen"]')?.replaceChildren(text)
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.#sending) return
    const file = this.#file
    const title = this.#title.value.trim()
    showErrors(this.#form, this.#missing(file, title))
    if (!file || !title) return
    this.#sending = new AbortController()
    this.#busy(true)
    try {
      const progress = (done: number): void => this.#progress(done)
      const blob = await upload(this.#space, file, { signal: this.#sending.signal, progress })
      const entry = await this.#space.write(
        'document',
        { title, name: file.name, type: file.type, size: file.size },
        { blobs: [blob] },
      )
      this.#done(title, entry)
    } catch (error) {
      const text = words(this.#element, isClockOff(error) ? 'clock' : 'stopped')
      showErrors(this.#form, [{ field: this.#title, text }])
    } finally {
      this.#sending = undefined
      this.#busy(false)
    }
  }

  #missing(file: File | undefined, title: string): FieldError[] {
    const picker = this.#form.querySelector<HTMLElement>('#file')
    return [
      ...(file || !picker ? [] : [{ field: picker, text: words(this.#element, 'choose') }]),
      ...(title ? [] : [{ field: this.#title, text: words(this.#element, 'titleMissing') }]),
    ]
  }

  #done(title: string, entry: Entry): void {
    void this.#kept.remove(...this.#kept.list)
    this.#title.value = ''
    void this.#draft?.clear()
    this.#drawChosen()
    said(words(this.#element, fate(entry, 'deposited'), { title }))
  }

  #busy(busy: boolean): void {
    this.#form.querySelector('[type="submit"]')?.setAttribute('aria-busy', String(busy))
    const progress = this.#form.querySelector<HTMLElement>('[data-progress]')
    if (progress) progress.hidden = !busy
    this.#progress(0)
  }

  #progress(done: number): void {
    const bar = this.#form.querySelector('progress')
    if (bar) bar.value = Math.round(done * 100)
  }
}
