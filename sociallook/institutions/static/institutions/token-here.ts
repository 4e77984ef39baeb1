// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The secret in the fragment, taken out of the address before anything else runs: `i` of the operator, `p` of an invitation. */

const FRAGMENT = /^#(?:i=([\w-]{10,100})|(p=[\w-]{20,2000}))$/

const found = FRAGMENT.exec(location.hash)
export const secretHere = found?.[1] ?? found?.[2] ?? ''
if (location.hash) history.replaceState(null, '', location.pathname)
// Another invitation is opened while this page is: only the fragment changes, so the page would not notice.
addEventListener('hashchange', () => location.hash && location.reload())
