// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { clone } from './parts'
import { counted } from './words'

/** One field that needs the person, and the sentence that says what it needs. */
export type FieldError = { readonly field: HTMLElement; readonly text: string }

/**
 * Show what a form still needs, the same way a server-rendered form does: a summary on top with a link to each field,
 * each field marked and tied to its sentence, the focus on the summary. Nothing that was typed is touched.
 */
export function showErrors(form: HTMLFormElement, found: readonly FieldError[]): void {
  clearErrors(form)
  if (found.length === 0) return
  for (const { field, text } of found) mark(field, text)
  const summary = clone('errors', { title: counted(template(), 'fields', found.length) })
  summary.querySelector('ul')?.append(...found.map(line))
  form.prepend(summary)
  summary.focus()
}

/** Forget what was shown; called before each new try. */
export function clearErrors(form: HTMLFormElement): void {
  form.querySelector(':scope > [data-errors]')?.remove()
  for (const sentence of form.querySelectorAll('[data-error-of]')) {
    const field = document.getElementById(sentence.getAttribute('data-error-of') ?? '')
    field?.removeAttribute('aria-invalid')
    if (field) describe(field, (ids) => ids.filter((id) => id !== sentence.id))
    sentence.closest('.field')?.classList.remove('field-bad')
    sentence.remove()
  }
}

function mark(field: HTMLElement, text: string): void {
  const sentence = clone('field-error', { text })
  sentence.id = `${field.id}-bad`
  sentence.dataset['errorOf'] = field.id
  const outside = field.closest('.picks') ?? field.closest('label') ?? field // inside, it would become part of the name
  outside.before(sentence)
  field.setAttribute('aria-invalid', 'true')
  describe(field, (ids) => [...ids, sentence.id])
  field.closest('.field')?.classList.add('field-bad')
}

function line({ field, text }: FieldError): HTMLElement {
  const item = clone('error-line', { text })
  const link = item.querySelector('a')
  link?.setAttribute('href', `#${field.id}`)
  // A fragment alone scrolls; the person wants to type.
  link?.addEventListener('click', (event) => {
    event.preventDefault()
    field.focus()
  })
  return item
}

function describe(field: Element, change: (ids: string[]) => string[]): void {
  const ids = change((field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  if (ids.length > 0) field.setAttribute('aria-describedby', ids.join(' '))
  else field.removeAttribute('aria-describedby')
}

function template(): HTMLElement {
  const found = document.querySelector<HTMLElement>('template[data-part="errors"]')
  if (!found) throw new Error('part missing: errors')
  return found
}
