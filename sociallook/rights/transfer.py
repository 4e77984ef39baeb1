# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Answers that are large or asked for often, written without detours."""

import json as parser
import re
from binascii import b2a_base64
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from sociallook_protocol.encoding import unb64u
from sociallook_protocol.errors import Refusal

from sociallook.rights.door import Page
from sociallook.rights.letters import Letter
from sociallook.vault import blobs
from sociallook.vault.models import Blob

JSON: Final = "application/json; charset=utf-8"
RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


def json(value: Any, status: int = 200) -> HttpResponse:
    """A JSON answer, in the same form for everybody."""
    text = parser.dumps(value, default=_plain, separators=(",", ":"), ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=JSON)


def _plain(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


RECORD: Final = b'{"position":%d,"header":"%b","sealed":"%b"}'
DELETED: Final = b'{"position":%d,"header":"%b","sealed":"","hash":"%b"}'
URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def records(page: Page) -> HttpResponse:
    """A page of records. Numbers and base64url need no escaping, so the JSON is put together as it is."""
    lines = (
        DELETED % (position, _b64u(header), _b64u(digest))
        if sealed is None
        else RECORD % (position, _b64u(header), _b64u(sealed))
        for position, header, sealed, digest in page.records
    )
    return HttpResponse(b'{"records":[%b],"position":%d}' % (b",".join(lines), page.newest), content_type=JSON)


def _b64u(data: bytes) -> bytes:
    """`sociallook_protocol.encoding.b64u` as bytes."""
    return b2a_base64(data, newline=False).translate(URL_SAFE).rstrip(b"=")


def letter(body: bytes) -> Letter:
    """`{"header", "sealed", "blobs"}` as a letter; refuses E_SCHEMA whatever is anything else."""
    try:
        given = parser.loads(body)
        header, sealed, blobs = given["header"], given["sealed"], given.get("blobs", [])
        ids = [UUID(blob) for blob in blobs]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refusal("E_SCHEMA", "not a record") from None
    if not isinstance(header, str) or not isinstance(sealed, str):
        raise Refusal("E_SCHEMA", "not a record")
    return Letter.read(unb64u(header), unb64u(sealed), ids)


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
    step = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await step():
        yield chunk
