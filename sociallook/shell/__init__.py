# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The frame of every page: components, browser assets, PWA manifest, service worker, error pages, security
headers.

The server can see: which page is asked for.

It is never told: who asks, and what the page will show once its sealed parts are opened.
"""
