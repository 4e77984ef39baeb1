// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** In the head of pages that are opened with a secret in the fragment, before every other script. */

import './token-here'
