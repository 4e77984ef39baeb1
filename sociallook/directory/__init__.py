# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Public services: what exists, where, for whom, who is responsible, and which papers are needed.

The names are those of HSDS 3 (Open Referral Human Services Data Specification) with a German profile. Everything that
stands here is meant for the public; what must stay hidden, such as the address of a women's shelter, is not stored.

The server can see: what organisations publish about their offers, and who of them or of the editors changed it when;
a question and a place for as long as it answers them.

It is never told: who asks. A question is not kept with a person, a session or an address, and nothing here leads to
a client's account or a vault. Only editors, who are professionals, are named by their account.
"""
