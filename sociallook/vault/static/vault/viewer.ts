// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

import type { FileBody } from './file'

/** Shows a file. */
export function view(_place: HTMLElement, _file: Blob, _body: FileBody): void {}
