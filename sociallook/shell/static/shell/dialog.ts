// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * Ask before something that cannot be undone. The question is a `<dialog>` of the template with a `<form method="dialog">`;
 * the answer is the value of the button that was pressed, or '' for Escape. The browser keeps and returns the focus.
 */
export function question(dialog: HTMLDialogElement): Promise<string> {
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
  })
}
