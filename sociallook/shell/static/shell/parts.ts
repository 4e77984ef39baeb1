// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Parts of a page that are made in the browser: clones of the template's `<template data-part="…">`, filled with text
 * and nothing else. So every word is translated by the server, and nothing that was decrypted can become markup.
 *
 *     const row = clone('row', { name: 'Herr K.', when: '8.45 Uhr' }, this)
 */

export type Texts = Readonly<Record<string, string | Node>>

/** A fresh clone of the part `name`, looked for in `within` first and then in the whole page. */
export function clone(name: string, texts: Texts = {}, within: ParentNode = document): HTMLElement {
  const selector = `template[data-part="${CSS.escape(name)}"]`
  const template = within.querySelector(selector) ?? document.querySelector(selector)
  const root = template instanceof HTMLTemplateElement ? template.content.firstElementChild : null
  if (!root) throw new Error(`part missing: ${name}`)
  const made = document.importNode(root, true)
  if (!(made instanceof HTMLElement)) throw new Error(`part is no element: ${name}`)
  fill(made, texts)
  return made
}

/** Put texts into the places marked `data-slot="name"` at or below `root`. A missing place is an error of the template. */
export function fill(root: Element, texts: Texts): void {
  for (const [name, text] of Object.entries(texts)) {
    const selector = `[data-slot="${CSS.escape(name)}"]`
    const slots = [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)]
    if (slots.length === 0) throw new Error(`slot missing: ${name}`)
    for (const slot of slots) slot.replaceChildren(text)
  }
}
