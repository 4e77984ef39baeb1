// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/**
 * The offer in the page's fragment, taken out of the address before anything else runs: it holds a secret that neither the
 * history nor a screenshot should keep. `offer.page.ts` runs it in the head.
 */

const FRAGMENT = /^#(p=[\w-]{20,2000})$/

export const offerHere = FRAGMENT.exec(location.hash)?.[1] ?? ''
if (location.hash) history.replaceState(null, '', location.pathname)
// Another code is opened while this page is: only the fragment changes, so the page would not notice.
addEventListener('hashchange', () => location.hash && location.reload())
