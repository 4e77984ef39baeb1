// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { Refusal } from '@protocol/errors'
import { relationHere } from '@rights/address'
import { type Helper, helpers, onChange, person } from '@rights/network'
import { coReaders } from '@rights/readers'
import { question } from '@shell/dialog'
import { PageElement } from '@shell/element'
import { redraw } from '@shell/redraw'
import { said } from '@shell/said'
import { day } from '@shell/words'
import { type Entry, fate, newestVersions, type OpenEntry, type OutboxEntry, refusedPart } from '@vault/entries'
import { drawFile, type FileBody } from '@vault/file'
import { isClockOff, listSpaces, openSpace, type Space } from '@vault/spaces'
import { markSeen } from '@vault/unread'
import { Deposit } from './deposit'

type Shown = OpenEntry | OutboxEntry

/** One place where documents lie: the own folder, or what one helper sees. */
interface Shelf {
  readonly space: Space
  readonly name: string
  readonly helper: Helper | undefined
}

/** The same stored file on a helper's shelf; `isThere`: at the server, not only meant. */
interface Share {
  readonly shelf: Shelf
  readonly record: string
  readonly isThere: boolean
}

/** `<document-folder>`: documents by place, with their ways, and the form to deposit one. */
export class DocumentFolder extends PageElement {
  #shelves: Shelf[] = []
  #owner = ''
  /** Staff know who this is: somebody of the team has met them. Before that nothing is uploaded about a named person. */
  #isMet = false
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
    try {
      await this.#fill()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      redraw(this.find('[data-sections]'), [this.clone('refused-space', { code: error.code })])
      this.find('[data-loading]').hidden = true
    }
  }

  async #fill(): Promise<void> {
    this.#shelves = await (this.#isStaff ? this.#caseShelf() : this.#clientShelves())
    const [first] = this.#shelves
    this.find('[data-gone]').hidden = Boolean(first)
    const mayAdd = first?.space.mayWrite ?? false
    this.find('[data-add]').hidden = !(mayAdd && (first?.space.isOwner || this.#isMet))
    this.querySelector('[data-not-met]')?.toggleAttribute('hidden', !mayAdd || this.#isMet)
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
    const found = await person(relationHere())
    this.#owner = found?.name ?? ''
    this.#isMet = found?.verified ?? false
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
    const [first] = this.#shelves
    this.find('[data-add]').inert = Boolean(first?.space.refusal)
    const sections = redraw(
      this.find('[data-sections]'),
      this.#shelves.map((shelf) => this.#section(shelf)),
    )
    for (const [i, shelf] of this.#shelves.entries()) {
      const list = sections[i]?.querySelector('[data-list]')
      if (list) redraw(list, this.#rows(shelf))
    }
  }

  #section(shelf: Shelf): HTMLElement {
    const section = this.clone('section', { name: shelf.name })
    if (!shelf.name) section.querySelector('h2')?.remove()
    const along = shelf.helper ? coReaders(shelf.space).along.map(({ name }) => name) : []
    if (along.length)
      section
        .querySelector('h2')
        ?.after(this.clone('along', { names: this.words('alsoSees', { names: along.join(', ') }) }))
    section.id = shelf.helper?.relation ?? 'own'
    const { refusal } = shelf.space
    if (refusal) section.querySelector('[data-list]')?.before(this.clone('refused-space', { code: refusal }))
    return section
  }

  #rows(shelf: Shelf): HTMLElement[] {
    const { entries } = shelf.space
    const refused = entries.flatMap((entry) =>
      entry.state === 'refused' ? [this.clone(refusedPart(entry.code), { code: entry.code })] : [],
    )
    const shown = documentsOf(entries).toReversed()
    const rows = [...refused, ...shown.map((entry) => this.#document(shelf, entry))]
    return rows.length ? rows : [this.clone('empty')]
  }

  #document(shelf: Shelf, entry: Shown): HTMLElement {
    const body = entry.body as unknown as FileBody
    const others = shelf.helper ? [] : this.#shares(entry).filter(({ isThere }) => isThere)
    const names = others.flatMap((other) => this.#readers(other.shelf)).join(', ')
    const seen = names ? this.words('seenBy', { names }) : ''
    const date = day(new Date(entry.at))
    const row = this.clone('document', { by: this.words('by', { name: this.#nameOf(shelf.space, entry), date }), seen })
    row.dataset['of'] = [entry.record, entry.version, ...others.map(({ record }) => record)].join(' ')
    const [blob] = entry.blobs
    const place = row.querySelector('[data-file-place]')
    if (blob)
      place?.replaceWith(
        entry.state === 'open' ? drawFile(this, shelf.space, blob, body) : this.clone('unsent', { title: body.title }),
      )
    const acts = row.querySelector('[data-acts]') as HTMLElement
    acts.inert = Boolean(shelf.space.refusal)
    if (entry.state !== 'open') {
      acts.before(this.clone(entry.state))
      this.#act(acts, entry.state === 'waiting' ? 'not-send' : 'drop', body, () => shelf.space.discard(entry))
      return row
    }
    if (!shelf.helper && !this.#isStaff) {
      this.#act(acts, 'share', body, () => this.#share(entry, body))
      for (const other of others) this.#unshare(acts, other, body)
    }
    if (entry.mine) this.#act(acts, 'rename', body, () => this.#rename(shelf.space, entry, body))
    if (entry.mine || shelf.space.isOwner) this.#act(acts, 'delete', body, () => this.#delete(shelf, entry, body))
    return row
  }

  #act(acts: HTMLElement, part: string, body: FileBody, run: () => Promise<void>): void {
    const button = this.clone(part, { what: `: ${body.title}` })
    button.addEventListener('click', () => void this.#safely(run))
    acts.append(button)
  }

  async #safely(run: () => Promise<void>): Promise<void> {
    await run().catch((error: unknown) => said(this.words(isClockOff(error) ? 'clock' : 'trouble')))
  }

  /** Say what has become of something that was written; never that it is there before it is. */
  #tell(entry: Entry, done: string, values: Record<string, string>): void {
    said(this.words(fate(entry, done), values))
  }

  #nameOf(space: Space, entry: Shown): string {
    if (entry.mine) return this.words('you')
    return (entry.role === 'owner' ? this.#owner : space.names.get(entry.author)) || this.words('someone')
  }

  /** Where else the same stored file lies: those helpers see it as soon as the server has it. */
  #shares(entry: Shown): Share[] {
    return this.#shelves.flatMap((shelf) => {
      if (!shelf.helper) return []
      const found = documentsOf(shelf.space.entries).find((each) => each.blobs[0]?.blob === entry.blobs[0]?.blob)
      return found ? [{ shelf, record: found.record, isThere: found.state === 'open' }] : []
    })
  }

  /** Everybody who sees now what lies on a shelf: the helper, and others who were allowed to follow it. */
  #readers({ space }: Shelf): string[] {
    const readers = coReaders(space)
    return [...readers.with, ...readers.along].map(({ name }) => name).filter(Boolean)
  }

  #unshare(acts: HTMLElement, { shelf, record }: Share, body: FileBody): void {
    const name = shelf.helper?.name ?? ''
    const button = this.clone('unshare', { words: this.words('endFor', { name }), what: `: ${body.title}` })
    button.addEventListener(
      'click',
      () =>
        void this.#safely(async () => {
          const names = this.#readers(shelf).join(', ') || name
          await shelf.space.remove(record)
          said(this.words('unshared', { names }))
        }),
    )
    acts.append(button)
  }

  async #share(entry: Shown, body: FileBody): Promise<void> {
    const dialog = this.#open('ask-share')
    const shared = new Set(this.#shares(entry).map(({ shelf }) => shelf))
    const possible = this.#shelves.filter(
      (shelf) => shelf.helper && shelf.helper.cells.get('documents')?.level !== 'none' && !shared.has(shelf),
    )
    const choices = possible.map((shelf, i) => this.#choice(shelf, i))
    dialog.querySelector('[data-choices]')?.append(...choices)
    const nobody = dialog.querySelector<HTMLElement>('[data-nobody]')
    if (nobody) nobody.hidden = choices.length > 0
    const answer = await question(dialog)
    dialog.remove()
    const chosen = answer ? possible[Number(answer)] : undefined
    if (!chosen?.helper) return
    const { title, name, type, size } = body
    const written = await chosen.space.write('document', { title, name, type, size }, { blobs: entry.blobs })
    this.#tell(written, 'shared', { names: this.#readers(chosen).join(', '), title })
  }

  /** One helper to choose, with everybody who would see it too. */
  #choice({ space, helper }: Shelf, value: number): HTMLElement {
    const along = coReaders(space).along.map(({ name }) => name)
    const names = along.length ? this.words('alsoSees', { names: along.join(', ') }) : ''
    const button = this.clone('choice', { name: helper?.name ?? '', along: names }) as HTMLButtonElement
    button.value = String(value)
    return button
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
    const options = { record: entry.record, blobs: entry.blobs }
    this.#tell(await space.write('document', { title, name, type, size }, options), 'renamed', { title })
  }

  async #delete({ space, helper }: Shelf, entry: Shown, body: FileBody): Promise<void> {
    const dialog = this.#open('ask-delete', { title: body.title, what: this.#whatDeletes(helper, entry) })
    const answer = await question(dialog)
    dialog.remove()
    if (!answer) return
    await space.remove(entry.record)
    said(this.words('deleted', { title: body.title }))
  }

  /** In the own folder it goes from there; what was shown to helpers is theirs to see until that is ended. */
  #whatDeletes(helper: Helper | undefined, entry: Shown): string {
    if (helper || this.#isStaff) return this.words('deletesHere')
    const names = this.#shares(entry).flatMap(({ shelf }) => this.#readers(shelf))
    return names.length ? this.words('deletesOwnShared', { names: names.join(', ') }) : this.words('deletesOwn')
  }

  #open(part: string, texts: Record<string, string> = {}): HTMLDialogElement {
    const dialog = this.clone(part, texts) as HTMLDialogElement
    this.append(dialog)
    return dialog
  }
}

const documentsOf = (entries: readonly Entry[]): Shown[] =>
  newestVersions(entries).filter(({ kind }) => kind === 'document')
