// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** The other thread of the test pages. */

import { answerLooks } from '@protocol/elsewhere'

answerLooks(self as unknown as Parameters<typeof answerLooks>[0])
