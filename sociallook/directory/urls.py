# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from sociallook.directory import hsds_api

app_name = "directory"
urlpatterns = [*hsds_api.ADDRESSES]
