# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door of rights and vault (docs/api/rights.md, docs/api/vault.md)."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field
from sociallook_protocol.chains import EpochRecord
from sociallook_protocol.errors import Refusal

from sociallook.accounts import actors
from sociallook.accounts.actors import SIGNED_IN
from sociallook.base.clock import now
from sociallook.base.refusals import NotAvailable, SignedOut
from sociallook.base.wire import B16, B32, REFUSALS, Bytes, Id, MaybeB32, SignedJson
from sociallook.rights import actions, bundles, changes, documents, door, letters, lists, transfer
from sociallook.rights.models import Opening
from sociallook.vault import blobs

router = Router(tags=["rights"], auth=SIGNED_IN)

Act = Opening.Act
At = Annotated[int, Field(ge=0, le=2**53 - 1)]


# --- Changes ---


class NewKeysJson(Schema):
    """The next working keys."""

    statement: SignedJson
    sealed: Bytes


class NameJson(Schema):
    """A professional's work name and the salt of its hash."""

    person: B32
    name: str = Field(max_length=200)
    salt: B16


class InstitutionChangeJson(Schema):
    """Entries of one institution; `institution` is empty if the first begins it."""

    institution: MaybeB32
    entries: list[SignedJson] = Field(max_length=200)
    names: list[NameJson] = Field(default=[], max_length=200)
    invitation: str = Field(default="", max_length=200)


class NewEpochJson(Schema):
    """An epoch record and its wraps."""

    record: SignedJson
    wraps: list[Bytes] = Field(max_length=1000)


class LetterJson(Schema):
    """A sealed record."""

    header: Bytes
    sealed: Bytes
    blobs: list[Id] = Field(default=[], max_length=letters.MOST_BLOBS)

    def letter(self) -> letters.Letter:
        """Checked as far as that goes without its space."""
        return letters.Letter.read(self.header, self.sealed, self.blobs)


class ChangeJson(Schema):
    """One reviewed set; each list may be missing."""

    statements: list[NewKeysJson] = Field(default=[], max_length=1)
    institutions: list[InstitutionChangeJson] = Field(default=[], max_length=10)
    entries: list[SignedJson] = Field(default=[], max_length=500)
    epochs: list[NewEpochJson] = Field(default=[], max_length=500)
    records: list[LetterJson] = Field(default=[], max_length=500)

    def change(self) -> changes.Change:
        """The same for the action."""
        return changes.Change(
            [changes.NewKeys(each.statement.signed, each.sealed) for each in self.statements],
            [
                changes.InstitutionChange(
                    each.institution,
                    [entry.signed for entry in each.entries],
                    [changes.Name(name.person, name.name, name.salt) for name in each.names],
                    each.invitation,
                )
                for each in self.institutions
            ],
            [each.signed for each in self.entries],
            [changes.NewEpoch(EpochRecord.read(each.record.signed), each.wraps) for each in self.epochs],
            [each.letter() for each in self.records],
        )


class Changed(Schema):
    """Which spaces moved."""

    spaces: list[Id]
    now: int


@router.post("/changes", response={200: Changed} | REFUSALS)
def change(request: HttpRequest, body: ChangeJson) -> dict[str, Any]:
    """Give, take, join, leave: all or nothing."""
    return {"spaces": actions.apply(actors.of(request), body.change()), "now": now()}


# --- Spaces ---


class SpaceJson(Schema):
    """One space the actor may read."""

    space: Id
    vault: Id
    area: str
    relation: str
    role: str
    verbs: list[str]
    epoch: int
    stale: bool
    chain: int
    position: int
    through: str


class SpacesJson(Schema):
    """All of them."""

    now: int
    spaces: list[SpaceJson]


@router.get("/spaces", response={200: SpacesJson} | REFUSALS)
def spaces(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - who asks is known to the database
    """What may I see?"""
    return {"now": now(), "spaces": lists.spaces()}


@router.get("/spaces/{uuid:space}", response={200: dict[str, Any]} | REFUSALS)
def bundle(request: HttpRequest, space: UUID) -> HttpResponse:
    """Everything needed to check and open this space."""
    permit = door.enter(actors.of(request), space, "read", act=Act.RIGHTS)
    if permit.role == "member" and not permit.epoch:
        raise NotAvailable  # the team has no key yet
    return transfer.json(bundles.bundle(permit))


class Page(Schema):
    """Which records: those after a position, or the last ones before it."""

    after: At | None = None
    before: At | None = None
    limit: int = Field(default=100, ge=1, le=door.MOST_RECORDS)


class RecordJson(Schema):
    """One record; of a deleted one only header and hash are left."""

    position: int
    header: str
    sealed: str
    hash: str | None = None


class RecordsJson(Schema):
    """A page, oldest first. `position`: the newest record of the space."""

    records: list[RecordJson]
    position: int


def _by_token(content: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the OpenAPI document says of an operation that finds out by itself who is signed in."""
    security: dict[str, Any] = {"security": [{type(each).__name__: []} for each in SIGNED_IN]}
    return security | ({"requestBody": {"content": content, "required": True}} if content else {})


def _token(request: HttpRequest) -> str:
    token = actors.token_of(request)
    if not token:
        raise SignedOut
    return token


@router.get(
    "/spaces/{uuid:space}/records", response={200: RecordsJson} | REFUSALS, auth=None, openapi_extra=_by_token()
)
@letters.one_statement
def records(request: HttpRequest, space: UUID, page: Query[Page]) -> HttpResponse:
    """Sealed records."""
    return transfer.records(door.page_by_token(_token(request), space, **page.model_dump()))


class Position(Schema):
    """Where the record now stands."""

    position: int


@router.post(
    "/spaces/{uuid:space}/records",
    response={201: Position} | REFUSALS,
    auth=None,
    openapi_extra=_by_token({"application/json": {"schema": LetterJson.model_json_schema()}}),
)
@letters.one_statement
def append(request: HttpRequest, space: UUID) -> HttpResponse:
    """Let a record in."""
    token = _token(request)
    letter = transfer.letter(request.body)
    if letter.header.space != str(space):
        raise Refusal("E_CHAIN_CTX", "record of another space")
    return transfer.json({"position": letters.append_by_token(token, letter)}, status=201)


@router.delete("/spaces/{uuid:space}/records/{uuid:record}", response={204: None} | REFUSALS)
def delete(request: HttpRequest, space: UUID, record: UUID) -> Status[Any]:
    """Ciphertext and blob references go, of all versions."""
    door.enter(actors.of(request), space, "act", act=Act.WRITE).delete(record)
    return Status(204, None)


# --- Documents ---


class NewBlob(Schema):
    """Announces an upload; `size` of the sealed stream in bytes."""

    blob: Id
    size: int


class Part(Schema):
    """How long each part but the last is."""

    part: int


@router.post("/spaces/{uuid:space}/blobs", response={201: Part} | REFUSALS)
def begin(request: HttpRequest, space: UUID, body: NewBlob) -> Status[Any]:
    """Begin an upload."""
    permit = door.enter(actors.of(request), space, "act", act=Act.WRITE)
    documents.begin(permit, body.blob, body.size)
    return Status(201, {"part": blobs.PART})


@router.put(
    "/spaces/{uuid:space}/blobs/{uuid:blob}/parts/{int:number}",
    response={204: None} | REFUSALS,
    auth=None,
    openapi_extra=_by_token({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}),
)
@letters.one_statement
def receive(request: HttpRequest, space: UUID, blob: UUID, number: int) -> HttpResponse:
    """One part, raw bytes."""
    documents.receive(_token(request), space, blob, number, request.body)
    return HttpResponse(status=204)


@router.get("/spaces/{uuid:space}/blobs/{uuid:blob}", response={200: bytes, 206: bytes} | REFUSALS)
def fetch(request: HttpRequest, space: UUID, blob: UUID) -> Any:
    """Raw bytes, whole or a range."""
    permit = door.enter(actors.of(request), space, "read", act=Act.BLOB)
    return transfer.blob(request, documents.fetch(permit, blob))


# --- Relations and the access log ---


@router.get("/relations", response={200: list[dict[str, Any]]} | REFUSALS)
def relations(request: HttpRequest) -> list[dict[str, Any]]:
    """A client's helpers; a professional's people."""
    actor = actors.of(request)
    return lists.own_relations(actor) if actor.is_client else lists.relations_of_teams()


@router.get("/access-log", response={200: list[dict[str, Any]]} | REFUSALS)
def access_log(request: HttpRequest, before: At | None = None) -> list[dict[str, Any]]:
    """Who looked in, or tried to. Each person sees that of the own vault only."""
    return lists.openings(actors.of(request), before)
