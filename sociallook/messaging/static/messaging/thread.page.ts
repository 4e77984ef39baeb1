// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Parts of the pages with one thread: a client's, and a professional's case. */

import '@rights/relation-head'
import '@rights/client-list'
import '@rights/case-head'
import '@rights/may-here'
import { MessageThread } from './thread'

customElements.define('message-thread', MessageThread)
