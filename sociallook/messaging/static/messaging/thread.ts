// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { Refusal } from '@protocol/errors'
import { relationHere } from '@rights/address'
import { helper, onChange, person } from '@rights/network'
import { coReaders } from '@rights/readers'
import { PageElement } from '@shell/element'
import { put } from '@shell/redraw'
import { isRefused, Offline } from '@shell/transport'
import { clock, day } from '@shell/words'
import { type Entry, newestVersions, type OpenEntry, type OutboxEntry, refusedPart } from '@vault/entries'
import { drawFile, type FileBody } from '@vault/file'
import { listSpaces, openSpace, type Space } from '@vault/spaces'
import { markSeen } from '@vault/unread'
import { Compose } from './compose'

type Shown = OpenEntry | OutboxEntry

/** `<message-thread>`: what one client and one helper write to each other, live, and the box to write. */
export class MessageThread extends PageElement {
  #space: Space | undefined
  #owner = ''
  #compose: Compose | undefined
  #closing: AbortController | undefined
  /** Staff know who this is: somebody of the team has met them. Before that nothing is uploaded about a named person. */
  #isMet = false
  /** Articles by what they show, so that nothing is drawn twice and nothing loses its place while somebody reads. */
  readonly #drawn = new Map<string, HTMLElement>()
  #loaded = false

  protected override start(): void {
    onChange(() => void this.#follow(), this.signal)
    void this.#follow()
  }

  async #follow(): Promise<void> {
    try {
      await this.#open()
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Offline || isRefused(error, 'not_available'))) throw error
      this.#close()
      this.find('[data-list]').replaceChildren(this.#explained(error))
    }
  }

  /** Nothing of a space that could not be checked is shown, and nothing is written into it. */
  #explained(error: Error): HTMLElement {
    return error instanceof Refusal
      ? this.clone(refusedPart(error.code, 'refused-space'), { code: error.code })
      : this.clone('unreachable')
  }

  /** Open the space of this page's relation, or close it when the right is gone. */
  async #open(): Promise<void> {
    const { spaces } = await listSpaces()
    const listed = spaces.find(({ relation, area }) => relation === relationHere() && area === 'messages')
    if (!listed) return this.#close()
    await this.#names()
    if (this.#space) return this.#drawFrame(this.#space)
    const space = await openSpace(listed.space)
    if (this.#space) return // several events came while it was opening: one box, one listener
    this.#space = space
    this.on(space, 'change', () => this.#change(space))
    const closing = new AbortController()
    this.signal.addEventListener('abort', () => closing.abort())
    this.#closing = closing
    this.#compose = new Compose(this.find<HTMLFormElement>('[data-compose]'), this, space, closing.signal)
    await this.#drawFrame(space)
    await space.load()
    this.#loaded = true
    this.#draw(space)
    this.on(this.find('[data-older] button'), 'click', () => void space.loadOlder())
  }

  #close(): void {
    this.#closing?.abort() // a right may come back while the page is open: then there is a new box, and only one
    this.find('[data-loading]').hidden = true
    this.find('[data-compose]').hidden = true
    this.find('[data-none]').hidden = true
    if (this.dataset['side'] === 'staff') this.find('[data-list]').replaceChildren()
    this.#drawn.clear()
    this.#space = undefined
  }

  /** What the owner of the folder is called here, and whether they were met. */
  async #names(): Promise<void> {
    const found = this.dataset['side'] === 'staff' ? await person(relationHere()) : undefined
    this.#owner = found?.name ?? ''
    this.#isMet = found?.verified ?? false
  }

  /** Who reads along, who reads at all, and whether there is a box to write. */
  async #drawFrame(space: Space): Promise<void> {
    const readers = coReaders(space)
    const along = this.find('[data-along]')
    const names = readers.along.map(({ name }) => name)
    along.replaceChildren(...(names.length ? [this.clone('along', { names: this.#list(names) })] : []))
    along.querySelector('[data-change]')?.setAttribute('href', `/helfernetz/${space.relation}#vernetzung`)
    this.find('[data-compose]').hidden = !(space.mayWrite || space.refusal) // what was typed stays in sight
    this.find('[data-readonly]').hidden = space.mayWrite || Boolean(space.refusal)
    this.#compose?.allowFiles(space.isOwner || this.#isMet)
    if (!space.isOwner) return
    const all = [(await helper(space.relation))?.name ?? '', ...names].filter(Boolean)
    this.find('[data-readers]').textContent = this.words('readBy', { names: this.#list(all) })
  }

  #list(names: readonly string[]): string {
    return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${this.words('and')} ${names.at(-1)}`
  }

  #change(space: Space): void {
    const alarm = this.find('[data-alarm]')
    if (space.refusal && !alarm.hasChildNodes()) alarm.append(this.clone('refused-space', { code: space.refusal }))
    this.#draw(space)
  }

  #draw(space: Space): void {
    const nodes: Node[] = []
    let before = ''
    for (const entry of shown(space.entries)) {
      const date = 'at' in entry ? day(new Date(entry.at)) : before
      if (date !== before) nodes.push(this.#once(`date ${date}`, () => this.clone('date', { date })))
      before = date
      nodes.push(this.#once(keyOf(entry), () => this.#article(space, entry)))
    }
    const list = this.find('[data-list]')
    const atEnd = innerHeight + scrollY > document.body.scrollHeight - 400
    put(list, nodes)
    this.find('[data-loading]').hidden = this.#loaded || nodes.length > 0
    this.find('[data-none]').hidden = !this.#loaded || nodes.length > 0
    this.find('[data-older]').hidden = !space.hasOlder
    this.#tellNew(space)
    if (this.#loaded && atEnd && nodes.length) list.lastElementChild?.scrollIntoView({ block: 'nearest' })
    if (this.#loaded && document.visibilityState === 'visible') void markSeen(space.id, space.position)
  }

  #once(key: string, make: () => HTMLElement): HTMLElement {
    const made = this.#drawn.get(key) ?? make()
    this.#drawn.set(key, made)
    return made
  }

  #heard = 0

  /** A message that comes while the page is open is announced; the focus stays where it is. */
  #tellNew(space: Space): void {
    const last = space.entries.findLast(
      (entry): entry is OpenEntry => entry.state === 'open' && entry.kind === 'message',
    )
    if (this.#loaded && this.#heard && last && last.position > this.#heard && !last.mine) {
      this.announce(this.words('new', { name: this.#nameOf(space, last) }))
    }
    this.#heard = Math.max(this.#heard, space.position, 1)
  }

  #nameOf(space: Space, entry: Shown): string {
    if (entry.mine) return this.words('you')
    return (entry.role === 'owner' ? this.#owner : space.names.get(entry.author)) || this.words('someone')
  }

  #article(space: Space, entry: Entry): HTMLElement {
    switch (entry.state) {
      case 'refused':
        return this.clone(refusedPart(entry.code), { code: entry.code })
      case 'gap':
        return this.clone('gap')
      case 'deleted':
        return this.clone('deleted')
      case 'open':
        return this.#message(space, entry, entry.mine ? 'mine' : 'theirs')
      default:
        return this.#unsent(space, entry)
    }
  }

  #message(space: Space, entry: Shown, part: string): HTMLElement {
    const name = this.#nameOf(space, entry)
    const time = clock(new Date(entry.at))
    const article = this.clone(part, { name, time })
    article.querySelector('time')?.setAttribute('datetime', new Date(entry.at).toISOString())
    const bubble = article.querySelector('[data-bubble]') as HTMLElement
    bubble.lang = typeof entry.body['lang'] === 'string' ? entry.body['lang'] : ''
    bubble.id = `m-${entry.record}-${entry.version}`
    bubble.append(...paragraphs(String(entry.body['text'] ?? '')))
    const files = (entry.body['files'] ?? []) as readonly FileBody[]
    files.forEach((file, i) => {
      const blob = entry.blobs[i]
      if (blob) bubble.append(drawFile(this, space, blob, file))
    })
    const aloud = article.querySelector('read-aloud')
    aloud?.setAttribute('of', bubble.id)
    const what = aloud?.querySelector('[data-slot="what"]')
    if (what) what.textContent = `: ${name}, ${time}`
    return article
  }

  #unsent(space: Space, entry: OutboxEntry): HTMLElement {
    const article = this.#message(space, entry, entry.state)
    article.querySelector('[data-drop]')?.addEventListener('click', () => void space.discard(entry))
    article.querySelector('[data-edit]')?.addEventListener('click', () => {
      const field = this.find<HTMLTextAreaElement>('textarea')
      field.value = [field.value, String(entry.body['text'])].filter(Boolean).join('\n')
      field.dispatchEvent(new Event('input', { bubbles: true }))
      field.focus()
      void space.discard(entry)
    })
    return article
  }

  protected override stop(): void {
    this.#space = undefined
    this.#drawn.clear()
  }
}

/** What a thread shows: messages in their newest version, and whatever could not be shown, each in its place. */
function shown(entries: readonly Entry[]): Entry[] {
  const current = new Set<Entry>(newestVersions(entries))
  return entries.filter((entry) => ('kind' in entry ? entry.kind === 'message' && current.has(entry) : true))
}

const keyOf = (entry: Entry): string =>
  'version' in entry ? `${entry.state} ${entry.record} ${entry.version}` : `${entry.state} ${entry.position}`

function paragraphs(text: string): HTMLElement[] {
  return text
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((part) => {
      const paragraph = document.createElement('p')
      for (const [i, line] of part.split('\n').entries()) {
        paragraph.append(...(i ? [document.createElement('br')] : []), line)
      }
      return paragraph
    })
}
