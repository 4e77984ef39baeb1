// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { relationHere } from '@rights/address'
import { type Helper, helpers, onChange, person } from '@rights/network'
import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { said } from '@shell/said'
import { day } from '@shell/words'
import { type Entry, newestVersions, type OpenEntry, type OutboxEntry } from '@vault/entries'
import { drawFile, type FileBody } from '@vault/file'
import { listSpaces, openSpace, type Space } from '@vault/spaces'
import { markSeen } from '@vault/unread'
import { Deposit } from './deposit'

type Shown = OpenEntry | OutboxEntry

/** One place where documents lie: the own folder, or what one helper sees. */
interface Shelf {
  readonly space: Space
  readonly name: string
  readonly helper: Helper | undefined
}

/** `<document-folder>`: documents by place, with their ways, and the form to deposit one. */
export class DocumentFolder extends PageElement {
  #shelves: Shelf[] = []
  #owner = ''
  #deposit: Deposit | undefined
  readonly #followed = new Set<Space>()

  protected override start(): void {
    onChange(() => void this.#follow(), this.signal)
    void this.#follow()
  }

  get #isStaff(): boolean {
    return this.dataset['side'] === 'staff'
  }

  async #follow(): Promise<void> {
    this.#shelves = await (this.#isStaff ? this.#caseShelf() : this.#clientShelves())
    const [first] = this.#shelves
    this.find('[data-gone]').hidden = Boolean(first)
    this.find('[data-add]').hidden = !first?.space.mayWrite
    if (first && !this.#deposit)
      this.#deposit = new Deposit(this.find<HTMLFormElement>('[data-add]'), this, first.space, this.signal)
    for (const { space } of this.#shelves) await this.#load(space)
    this.#draw()
    this.find('[data-loading]').hidden = true
  }

  async #load(space: Space): Promise<void> {
    if (!this.#followed.has(space)) {
      this.#followed.add(space)
      this.on(space, 'change', () => this.#draw())
      await space.load()
      void space.loadOlder()
    }
    await markSeen(space.id, space.position)
  }

  async #caseShelf(): Promise<Shelf[]> {
    const { spaces } = await listSpaces()
    const listed = spaces.find(({ relation, area }) => relation === relationHere() && area === 'documents')
    if (!listed) return []
    this.#owner = (await person(relationHere()))?.name ?? ''
    return [{ space: await openSpace(listed.space), name: '', helper: undefined }]
  }

  async #clientShelves(): Promise<Shelf[]> {
    const [{ spaces }, everybody] = await Promise.all([listSpaces(), helpers()])
    const own = spaces.find(({ area, relation, role }) => area === 'documents' && !relation && role === 'owner')
    const shelves: Shelf[] = own
      ? [{ space: await openSpace(own.space), name: this.words('own'), helper: undefined }]
      : []
    for (const helper of everybody) {
      const id = helper.spaces.get('documents')
      if (id) shelves.push({ space: await openSpace(id), name: this.words('with', { name: helper.name }), helper })
    }
    return shelves
  }

  #draw(): void {
    this.find('[data-sections]').replaceChildren(...this.#shelves.map((shelf) => this.#section(shelf)))
  }

  #section(shelf: Shelf): HTMLElement {
    const section = this.clone('section', { name: shelf.name })
    if (!shelf.name) section.querySelector('h2')?.remove()
    section.id = shelf.helper?.relation ?? 'own'
    const shown = documentsOf(shelf.space.entries)
    const refused = shelf.space.entries.flatMap((entry) =>
      entry.state === 'refused' ? [this.clone('refused', { code: entry.code })] : [],
    )
    const rows = [...refused, ...shown.toReversed().map((entry) => this.#document(shelf, entry))]
    section.querySelector('[data-list]')?.append(...(rows.length ? rows : [this.clone('empty')]))
    return section
  }

  #document(shelf: Shelf, entry: Shown): HTMLElement {
    const body = entry.body as unknown as FileBody
    const others = shelf.helper ? [] : this.#seenBy(entry)
    const seen = others.length
      ? this.words('seenBy', { names: others.map(({ shelf: { helper } }) => helper?.name ?? '').join(', ') })
      : ''
    const date = day(new Date(entry.at))
    const row = this.clone('document', { by: this.words('by', { name: this.#nameOf(shelf.space, entry), date }), seen })
    const [blob] = entry.blobs
    if (blob) row.querySelector('[data-file-place]')?.replaceWith(drawFile(this, shelf.space, blob, body))
    const acts = row.querySelector('[data-acts]') as HTMLElement
    if (!shelf.helper && !this.#isStaff) {
      this.#act(acts, 'share', body, () => this.#share(entry, body))
      for (const other of others) this.#unshare(acts, other, body)
    }
    if (entry.mine) this.#act(acts, 'rename', body, () => this.#rename(shelf.space, entry, body))
    if (entry.mine || shelf.space.isOwner) this.#act(acts, 'delete', body, () => this.#delete(shelf.space, entry, body))
    return row
  }

  #act(acts: HTMLElement, part: string, body: FileBody, run: () => Promise<void>): void {
    const button = this.clone(part, { what: `: ${body.title}` })
    button.addEventListener('click', () => void this.#safely(run))
    acts.append(button)
  }

  async #safely(run: () => Promise<void>): Promise<void> {
    await run().catch(() => said(this.words('trouble')))
  }

  #nameOf(space: Space, entry: Shown): string {
    if (entry.mine) return this.words('you')
    return (entry.role === 'owner' ? this.#owner : space.names.get(entry.author)) || this.words('someone')
  }

  /** Where else the same stored file lies: those helpers see it. */
  #seenBy(entry: Shown): { shelf: Shelf; record: string }[] {
    return this.#shelves.flatMap((shelf) => {
      if (!shelf.helper) return []
      const found = documentsOf(shelf.space.entries).find((each) => each.blobs[0]?.blob === entry.blobs[0]?.blob)
      return found ? [{ shelf, record: found.record }] : []
    })
  }

  #unshare(acts: HTMLElement, { shelf, record }: { shelf: Shelf; record: string }, body: FileBody): void {
    const name = shelf.helper?.name ?? ''
    const button = this.clone('unshare', { words: this.words('endFor', { name }), what: `: ${body.title}` })
    button.addEventListener(
      'click',
      () =>
        void this.#safely(async () => {
          await shelf.space.remove(record)
          said(this.words('unshared', { name }))
        }),
    )
    acts.append(button)
  }

  async #share(entry: Shown, body: FileBody): Promise<void> {
    const dialog = this.#open('ask-share')
    const seeing = new Set(this.#seenBy(entry).map(({ shelf }) => shelf))
    const possible = this.#shelves.filter(
      (shelf) => shelf.helper && shelf.helper.cells.get('documents')?.level !== 'none' && !seeing.has(shelf),
    )
    const choices = possible.map((shelf, i) => {
      const button = this.clone('choice', { name: shelf.helper?.name ?? '' }) as HTMLButtonElement
      button.value = String(i)
      return button
    })
    dialog.querySelector('[data-choices]')?.append(...choices)
    const nobody = dialog.querySelector<HTMLElement>('[data-nobody]')
    if (nobody) nobody.hidden = choices.length > 0
    const answer = await question(dialog)
    dialog.remove()
    const chosen = answer ? possible[Number(answer)] : undefined
    if (!chosen?.helper) return
    const { title, name, type, size } = body
    await chosen.space.write('document', { title, name, type, size }, { blobs: entry.blobs })
    said(this.words('shared', { name: chosen.helper.name, title }))
  }

  async #rename(space: Space, entry: Shown, body: FileBody): Promise<void> {
    const dialog = this.#open('ask-rename')
    const field = dialog.querySelector('input') as HTMLInputElement
    field.value = body.title
    const answer = await question(dialog)
    dialog.remove()
    const title = field.value.trim()
    if (!answer || !title || title === body.title) return
    const { name, type, size } = body
    await space.write('document', { title, name, type, size }, { record: entry.record, blobs: entry.blobs })
    said(this.words('renamed', { title }))
  }

  async #delete(space: Space, entry: Shown, body: FileBody): Promise<void> {
    const dialog = this.#open('ask-delete', { title: body.title })
    const answer = await question(dialog)
    dialog.remove()
    if (!answer) return
    await space.remove(entry.record)
    said(this.words('deleted', { title: body.title }))
  }

  #open(part: string, texts: Record<string, string> = {}): HTMLDialogElement {
    const dialog = this.clone(part, texts) as HTMLDialogElement
    this.append(dialog)
    return dialog
  }
}

const documentsOf = (entries: readonly Entry[]): Shown[] =>
  newestVersions(entries).filter(({ kind }) => kind === 'document')
