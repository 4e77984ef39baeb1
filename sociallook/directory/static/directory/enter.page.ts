// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The link of a mail brings its token in the fragment: out of the address, into the form. One press opens it. */

const token = /^#k=([\w-]{20,40})$/.exec(location.hash)?.[1]
if (location.hash) history.replaceState(null, '', location.pathname)

const form = document.querySelector<HTMLFormElement>('[data-code-form]')
const field = form?.querySelector<HTMLInputElement>('input[name="code"]')
if (token && form && field) {
  field.value = token
  form.querySelector('[data-typed]')?.toggleAttribute('hidden', true)
  form.querySelector('[data-brought]')?.toggleAttribute('hidden', false)
  form.querySelector<HTMLButtonElement>('button')?.focus()
}
