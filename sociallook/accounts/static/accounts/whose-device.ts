// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** "Gehört dieses Gerät Ihnen?" (`parts/device.html`): the answer, or the error to show when there is none. */

import type { FieldError } from '@shell/errors'
import { sentence } from './sentences'

/** True for an own device, false for a foreign one, undefined when nothing was chosen. */
export function ownDevice(form: HTMLFormElement): boolean | undefined {
  const chosen = new FormData(form).get('device')
  return chosen === null ? undefined : chosen === 'own'
}

export function unanswered(form: HTMLFormElement): FieldError[] {
  const field = form.querySelector<HTMLElement>('#device')
  return field && ownDevice(form) === undefined ? [{ field, text: sentence('device_missing') }] : []
}
