// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { Offer } from '@protocol/pairing'
import { announce } from '@shell/announce'
import { clone } from '@shell/parts'
import { drawCode } from '@shell/qr'
import { clock, day, words } from '@shell/words'
import { linkOf } from './offers'

/** A code on the screen with its link. `element` has the words `until` and `copied` and the part `offer`. */
export function offerCard(element: HTMLElement, offer: Offer, withdraw: () => void): HTMLElement {
  const link = linkOf(offer)
  const end = new Date(offer.expires)
  const card = clone('offer', { until: words(element, 'until', { date: day(end), time: clock(end) }) }, element)
  card.querySelector('[data-code]')?.append(drawCode(link))
  const field = card.querySelector<HTMLInputElement>('[data-link]')
  if (field) field.value = link
  on(card, '[data-copy]', () => void navigator.clipboard.writeText(link).then(() => announce(words(element, 'copied'))))
  on(card, '[data-print]', () => print())
  on(card, '[data-withdraw]', withdraw)
  return card
}

function on(card: HTMLElement, selector: string, act: () => void): void {
  card.querySelector(selector)?.addEventListener('click', act)
}
