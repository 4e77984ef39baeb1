// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

const drawn = new WeakMap<Element, string>()

/**
 * Put freshly made rows into `place`, but leave those alone that would look the same: news may come while a finger is on a
 * button, and a button that is replaced between down and up was never pressed. Opened, focused and loaded things stay too.
 *
 * What a row does must follow from how it looks; where it does not (two documents of one title), say it in its `data-of`.
 *
 * @returns what is there now, in the order of `fresh`
 */
export function redraw(place: Element, fresh: readonly HTMLElement[]): HTMLElement[] {
  const before = new Map<string, Element[]>()
  for (const element of place.children) {
    const look = drawn.get(element)
    if (look === undefined) continue
    before.set(look, [...(before.get(look) ?? []), element])
  }
  const rows = fresh.map((row) => {
    const look = row.outerHTML
    const kept = before.get(look)?.shift() as HTMLElement | undefined
    drawn.set(kept ?? row, look)
    return kept ?? row
  })
  put(place, rows)
  return rows
}

/** Bring the children of `place` into this order and touch only what is not where it belongs. */
export function put(place: Element, nodes: readonly Node[]): void {
  const wanted = new Set(nodes)
  for (const child of [...place.childNodes]) if (!wanted.has(child)) child.remove()
  for (const [i, node] of nodes.entries()) {
    if (place.childNodes[i] !== node) place.insertBefore(node, place.childNodes[i] ?? null)
  }
}
