# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Sign-in, ways to unlock, devices, public keys and the language of the screens.

The server can see: generated login names, a keyed hash of the login verifier, public keys and sealed private
keys.

It is never told: names, the six words, any key that opens something.
"""
