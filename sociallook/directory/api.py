# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door of the editors: how far an import is. What everybody may read is HSDS (`hsds_api.py`)."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from sociallook.accounts.actors import SIGNED_IN
from sociallook.base.wire import REFUSALS, Id
from sociallook.directory.editing import editors
from sociallook.directory.editing.models import Import

router = Router(tags=["directory"])


class ImportJson(Schema):
    """`progress` of `total` organisations and services; 0 of 0 while the file is being read."""

    state: str
    progress: int
    total: int


@router.get("/directory/imports/{job}", response={200: ImportJson} | REFUSALS, auth=SIGNED_IN)
def progress(request: HttpRequest, job: Id) -> Import:
    """How far it is; editors only."""
    editors.of(request)
    return get_object_or_404(Import.objects.only("state", "progress", "total"), id=job)
