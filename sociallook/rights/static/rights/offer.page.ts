// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** In the head of /verbinden, before every other script of the page: see offer-here.ts. */

import './offer-here'
