// SPDX-FileCopyrightText: 2026 Sociallook contributors
// SPDX-License-Identifier: EUPL-1.2

/** Loaded when somebody types six words. A module of its own, so that the library's other functions stay away. */
export { argon2id } from 'hash-wasm'
