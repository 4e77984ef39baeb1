// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The second thread of a page: it opens long runs of records while the page stays awake (`second-thread.ts`). */

import { answerLooks } from '@protocol/elsewhere'

answerLooks(self)
