# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Imports: a file is kept, looked at, tried, and then all of it is written or nothing. The report stays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import DataError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sociallook.base.refusals import Refused
from sociallook.directory import actions, hsds_reader
from sociallook.directory.actions import Imported
from sociallook.directory.categories import categories
from sociallook.directory.content import ServiceContent
from sociallook.directory.editing.models import Import, ImportProfile
from sociallook.directory.editing.readers import Item, Reading, Unreadable, osm, tables, xzufi

LARGEST: Final = 60 * 1024 * 1024
"""Bytes of one file."""
MOST_TOLD: Final = 200
"""Problems that a report lists; the others are counted."""
STEP: Final = 100
"""Items between two moves of the progress bar."""
DEFAULT: Final = "*"
"""In `Import.columns`: the need under which things are filed that name none."""
KEPT: Final = timedelta(days=7)
"""So long a file waits for somebody to import it."""


def prepare(data: bytes, *, format: str, source: str, by: str, need: str = "", profile: str = "") -> Import:  # noqa: A002
    """Keep a file to be looked at. `need`: id for things that name none; `profile`: name of a kept one.

    Refuses 400 `unreadable`, 400 `no_category`, 404 `no_profile`, 413 `too_large`.
    """
    if len(data) > LARGEST:
        raise Refused(413, "too_large", _("Die Datei ist zu groß. Erlaubt sind 60 Megabyte."))
    if not data.strip():
        raise Refused(400, "unreadable", _("Die Datei ist leer."))
    if need and need not in categories():
        raise Refused(400, "no_category", _("Diese Art von Hilfe kennt das Verzeichnis nicht."))
    columns = _columns(data, profile) if format == Import.Format.CSV else {}
    if need:
        columns[DEFAULT] = need
    return Import.objects.create(
        format=format, source=source[:200], by=by, at=timezone.now(), data=data, columns=columns
    )


def _columns(data: bytes, profile: str) -> dict[str, str]:
    try:
        headings = tables.table(data, 1).headings
    except Unreadable as wrong:
        raise Refused(400, "unreadable", str(wrong)) from None
    if not profile:
        return suggested(headings)
    found = ImportProfile.objects.filter(name=profile).first()
    if found is None:
        raise Refused(404, "no_profile", _("Diese Zuordnung gibt es nicht."))
    return dict(found.columns)


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """What the headings say, or a profile that knows all of them."""
    for profile in ImportProfile.objects.order_by("name"):
        if profile.columns.keys() - {DEFAULT} and profile.columns.keys() - {DEFAULT} <= set(headings):
            return dict(profile.columns)
    return tables.guess(headings)


def read(job: Import, most: int | None = None) -> Reading:
    """What the file holds. `most`: only so many lines of a table. Raises Unreadable."""
    data, default = bytes(job.data or b""), [each for each in [job.columns.get(DEFAULT, "")] if each]
    if job.format == Import.Format.CSV:
        return tables.read(data, {name: field for name, field in job.columns.items() if name != DEFAULT}, default, most)
    if job.format == Import.Format.OSM:
        return osm.read(data, default)
    if job.format == Import.Format.XZUFI:
        return xzufi.read(data, default)
    return _read_hsds(data)


def _read_hsds(data: bytes) -> Reading:
    """HSDS numbers no lines: items are counted, and a problem names its item."""
    found = hsds_reader.read_hsds(data)
    told = [" – ".join(filter(None, (each.item, each.field, each.sentence))) for each in found.problems]
    return Reading(
        items=[Item(number, content) for number, content in enumerate(found.items, 1)],
        problems=list(enumerate(told, 1)),
    )


# --- Writing all or nothing ---


def start(job: Import, *, dry_run: bool) -> None:
    """Hand it to the workers. Refuses 409 `running` while it is under way or when the file is gone."""
    startable = (Import.State.PREPARED, Import.State.DONE, Import.State.REFUSED)
    found = Import.objects.select_for_update().get(id=job.id)
    if found.state not in startable or found.data is None:
        raise Refused(409, "running", _("Dieser Import läuft schon oder ist fertig."))
    job.dry_run, job.state, job.progress, job.total, job.report = dry_run, Import.State.WAITING, 0, 0, {}
    job.save()


def run(job_id: UUID) -> Import:
    """Read the file and write what is in it. Whatever is wrong, nothing is written and the report says what."""
    job = Import.objects.get(id=job_id)
    job.state = Import.State.RUNNING
    job.save()
    try:
        reading = read(job)
        counts = _write(job, reading) if not reading.problems else Imported(0, 0, 0)
    except Unreadable as wrong:
        reading, counts = Reading(problems=[(1, str(wrong))]), Imported(0, 0, 0)
    job.report = report(reading, counts)
    job.state = Import.State.REFUSED if reading.problems else Import.State.DONE
    if not job.dry_run and not reading.problems:
        job.data = None
    job.progress = job.total = len(reading.items)
    job.save()
    return job


def report(reading: Reading, counts: Imported) -> dict[str, Any]:
    """What stays of an import."""
    return asdict(counts) | {
        "problems": reading.problems[:MOST_TOLD],
        "more": max(len(reading.problems) - MOST_TOLD, 0),
        "skipped": reading.skipped[:MOST_TOLD],
        "skipped_count": len(reading.skipped),
    }


def _write(job: Import, reading: Reading) -> Imported:
    """In one transaction, organisations first. What cannot be written becomes a problem, and then nothing is."""
    counts = {"new": 0, "changed": 0, "same": 0}
    items = sorted(reading.items, key=lambda item: isinstance(item.content, ServiceContent))
    by = f"Import: {job.source} · {job.by}"
    with _meter(job) as move, transaction.atomic():
        before = transaction.savepoint()
        for number, item in enumerate(items):
            if number % STEP == 0:
                move(number, len(items))
            _write_one(item, by, counts, reading)
        if job.dry_run or reading.problems:
            transaction.savepoint_rollback(before)
    return Imported(**counts)


def _write_one(item: Item, by: str, counts: dict[str, int], reading: Reading) -> None:
    try:
        done = actions.import_offers([item.content], by)
    except Refused as refusal:
        reading.problems.append((item.line, f"{item.content.name[:80]}: {refusal.message}"))
        return
    except DataError:
        reading.problems.append((item.line, _("{name}: Eine Zahl ist zu groß.").format(name=item.content.name[:80])))
        return
    for name, count in asdict(done).items():
        counts[name] += count


@contextmanager
def _meter(job: Import) -> Iterator[Any]:
    """Shows others how far it is, over a connection of its own: what the transaction writes shows at its end."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:

            def move(progress: int, total: int) -> None:
                cursor.execute(
                    "UPDATE directory_import SET progress = %s, total = %s WHERE id = %s", [progress, total, job.id]
                )

            yield move
    finally:
        beside.close()


def sweep() -> None:
    """Files that nobody has imported go; reports stay."""
    Import.objects.filter(at__lt=timezone.now() - KEPT, data__isnull=False).update(data=None)


def save_profile(name: str, columns: dict[str, str], by: str) -> ImportProfile:
    """Remember which column is which field."""
    profile, _new = ImportProfile.objects.update_or_create(name=name[:100], defaults={"columns": columns, "by": by})
    return profile
