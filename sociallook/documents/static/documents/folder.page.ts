// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Parts of the pages with documents: a client's folder, and a professional's case. */

import '@rights/client-list'
import '@rights/case-head'
import '@rights/may-here'
import { DocumentFolder } from './folder'

customElements.define('document-folder', DocumentFolder)
