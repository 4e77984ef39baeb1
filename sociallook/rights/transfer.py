# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Answers that are large or asked for often, written without detours."""

import json as writer
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from sociallook.vault import blobs
from sociallook.vault.models import Blob

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def json(value: Any, status: int = 200) -> HttpResponse:
    """A JSON answer, in the same form for everybody."""
    text = writer.dumps(value, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def blob(request: HttpRequest, row: Blob) -> HttpResponse | StreamingHttpResponse:
    """A sealed document or one range of it (RFC 9110 section 14), never held in memory as a whole."""
    asked = _range(request.headers.get("Range", ""), row.size)
    if asked is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
    start, stop = asked
    chunks = blobs.read(row, start, stop)
    response = StreamingHttpResponse(
        _asynchronous(chunks) if isinstance(request, ASGIRequest) else chunks,
        content_type="application/octet-stream",
        status=200 if stop - start == row.size else 206,
        headers={"Content-Length": str(stop - start), "Accept-Ranges": "bytes", "Cache-Control": "no-store"},
    )
    if response.status_code == 206:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{row.size}"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None if it cannot be satisfied. Other units than bytes are ignored."""
    match = RANGE.fullmatch(header)
    if not match or match[0] == "bytes=-":
        return 0, size
    first, last = match[1], match[2]
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    return (start, stop) if start < stop else None


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while chunk := await sync_to_async(next, thread_sensitive=False)(chunks, b""):
        yield chunk
