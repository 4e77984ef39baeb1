# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Types of the JSON door: base64url of exact length, ids, signed things. In Python: bytes and UUID."""

from collections.abc import Callable
from typing import Annotated, Any, Final
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from sociallook_protocol.encoding import ID, b64u, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed

DOOR: Final = "/api/"
"""Where all addresses of the JSON door begin."""


def _reader(lengths: tuple[int, ...]) -> Callable[[object], bytes]:
    def read(value: object) -> bytes:
        if isinstance(value, bytes | memoryview):
            data = bytes(value)
        elif isinstance(value, str):
            try:
                data = unb64u(value)
            except Refusal as refusal:
                raise ValueError(refusal.detail) from None
        else:
            raise ValueError("not base64url")  # noqa: TRY004 - pydantic collects ValueErrors
        if lengths and len(data) not in lengths:
            raise ValueError("wrong length")
        return data

    return read


def _bytes(*lengths: int) -> Any:
    return (
        BeforeValidator(_reader(lengths)),
        PlainSerializer(b64u, return_type=str, when_used="always"),
        WithJsonSchema({"type": "string", "format": "base64url", "pattern": "^[A-Za-z0-9_-]*$"}),
    )


def _id(value: object) -> UUID:
    if isinstance(value, UUID):
        return value
    if isinstance(value, str) and ID.fullmatch(value):
        return UUID(value)
    raise ValueError("not an id")


Bytes = Annotated[bytes, *_bytes()]
B16 = Annotated[bytes, *_bytes(16)]
B32 = Annotated[bytes, *_bytes(32)]
MaybeB16 = Annotated[bytes, *_bytes(0, 16)]
MaybeB32 = Annotated[bytes, *_bytes(0, 32)]
SealedKey = Annotated[bytes, *_bytes(116)]
"""32 bytes sealed with size 0: salt 32, commitment 32, length 4, key 32, tag 16 (SPEC section 2)."""
SealedKeyOrNone = Annotated[bytes, *_bytes(0, 116)]
Point = Annotated[bytes, *_bytes(65)]
"""An uncompressed point of P-256."""
SealedPair = Annotated[bytes, *_bytes(148)]
"""64 bytes sealed likewise."""
Id = Annotated[
    UUID,
    BeforeValidator(_id),
    PlainSerializer(str, return_type=str, when_used="always"),
    WithJsonSchema({"type": "string", "pattern": f"^{ID.pattern}$"}),
]


def _maybe_id(value: object) -> UUID | None:
    return None if value in {None, ""} else _id(value)


def _id_or_nothing(value: UUID | None) -> str:
    return str(value or "")


MaybeId = Annotated[
    UUID | None,
    BeforeValidator(_maybe_id),
    PlainSerializer(_id_or_nothing, return_type=str, when_used="always"),
    WithJsonSchema({"type": "string", "pattern": f"^({ID.pattern})?$"}),
]
"""The empty text stands for none."""


class SignedJson(Schema):
    """Signed bytes as they travel."""

    bytes: Bytes
    signature: Bytes

    @property
    def signed(self) -> Signed:
        """The same for the protocol."""
        return Signed(self.bytes, self.signature)

    @classmethod
    def of(cls, signed: Signed) -> "SignedJson":
        """From the protocol."""
        return cls(bytes=signed.data, signature=signed.signature)


class RefusalJson(Schema):
    """Every refusal of the JSON door."""

    code: str
    message: str


REFUSALS: Final = dict.fromkeys((400, 401, 403, 404, 409, 410, 413, 429), RefusalJson)
"""Every operation may refuse; `response={200: …} | REFUSALS` says so in the OpenAPI document."""
