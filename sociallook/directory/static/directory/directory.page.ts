// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import { AskHelp } from './ask-help'
import { OfferMap } from './offer-map'
import { ShareLink } from './share-link'

customElements.define('ask-help', AskHelp)
customElements.define('offer-map', OfferMap)
customElements.define('share-link', ShareLink)
