# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The search for offers (SQL and everything around it) among 100,000 of them, in a database made for this run.

    .venv/bin/python -m bench.directory.offers [--offers 100000] [--questions 1000]

The offers are those of the demo, copied to places all over Germany. `filled` is there for other benchmarks too.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.machine import cpu, postmaster
from config.installation import Installation

OWNER = """(SELECT organization_id FROM directory_serviceatlocation AS offer
              JOIN directory_service AS service ON service.id = offer.service_id WHERE offer.id = row.offer_id)"""
"""The organisation of a signpost."""
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""A Tuesday at ten in Berlin."""


@dataclass
class Times:
    """Milliseconds of each question."""

    name: str
    sql: list[float]
    whole: list[float]
    found: list[int]
    postgres: float = 0
    """Milliseconds of processor time of each question; unlike the others they do not grow on a busy machine."""
    python: float = 0

    def __str__(self) -> str:
        sql, whole = (f"p50 {late(each, 50):6.2f} p95 {late(each, 95):6.2f}" for each in (self.sql, self.whole))
        used = f"{self.postgres:5.2f} + {self.python:5.2f} ms CPU (PostgreSQL, Python)"
        return f"{self.name:<26} SQL {sql} ms   whole {whole} ms   {used}   {statistics.mean(self.found):7.1f} found"


def late(times: list[float], percent: int) -> float:
    """The percentile."""
    return statistics.quantiles(times, n=100)[percent - 1]


@contextmanager
def filled(offers: int) -> Iterator[Installation]:
    """An installation with so many offers; gone afterwards. Django is set up inside."""
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as home:
        installation = Installation(Path(home), "http://localhost:8000")
        with installation.running():
            _fill(offers)
            yield installation


def _fill(offers: int) -> None:
    from django.db import connections  # noqa: PLC0415 - Django reads the environment once

    from sociallook.directory import demo, places  # noqa: PLC0415
    from sociallook.directory.models import (  # noqa: PLC0415
        Location,
        Organization,
        Service,
        ServiceAtLocation,
        Signpost,
    )

    demo.bring_in(NOW.date())
    there = ServiceAtLocation.objects.count()
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE place (number int PRIMARY KEY, latitude float, longitude float, area text)")
        everywhere = [place for found in places._postcodes().values() for place in found]  # noqa: SLF001
        rows = [(i, place.latitude, place.longitude, place.area) for i, place in enumerate(everywhere)]
        cursor.executemany("INSERT INTO place VALUES (%s, %s, %s, %s)", rows)
        for model, owner in (
            (Organization, ""),
            (Location, "row.organization_id"),
            (Service, ""),
            (ServiceAtLocation, ""),
            (Signpost, OWNER),
        ):
            _copy(cursor, model, range(1, offers // there), _moved(owner, len(rows)) if owner else {})
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does sooner or later
    connections.close_all()


def _moved(owner: str, places: int) -> dict[str, str]:
    """Where a copy lies: at a place that follows from its organisation, and beside others as it lay before."""
    place = f"FROM place WHERE number = abs(hashtext({owner}::text || copy)) % {places}"
    return {
        "area": f"(SELECT area {place})",
        "latitude": f"(SELECT latitude {place}) + (10 * row.latitude - floor(10 * row.latitude)) / 10",
        "longitude": f"(SELECT longitude {place}) + (10 * row.longitude - floor(10 * row.longitude)) / 10",
    }


def _copy(cursor: Any, model: Any, copies: range, changed: dict[str, str]) -> None:
    """Every row once more for each copy; ids become others, the same for the same row and copy."""
    columns, values = [], []
    for field in model._meta.fields:  # noqa: SLF001 - Django's name for it is public
        if field.get_internal_type() == "BigAutoField":
            continue
        columns.append(f'"{field.column}"')
        if field.get_internal_type() in {"UUIDField", "ForeignKey"}:
            values.append(f'md5(row."{field.column}"::text || copy)::uuid')
        elif field.column in changed:
            values.append(f'CASE WHEN row."{field.column}" IS NOT NULL THEN {changed[field.column]} END')
        else:
            values.append(f'row."{field.column}"')
    table = model._meta.db_table  # noqa: SLF001
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - our own names
        f"FROM {table} AS row, generate_series({copies.start}, {copies.stop - 1}) AS copy"
    )


def measure(questions: int, postgres: int) -> Iterator[Times]:
    """Ask for all needs at places everywhere, in several ways, inside `filled`. `postgres`: its process id."""
    from django.db import connection  # noqa: PLC0415

    from sociallook.directory import places  # noqa: PLC0415
    from sociallook.directory.categories import categories  # noqa: PLC0415
    from sociallook.directory.search import PAGE, Filters, Results, find  # noqa: PLC0415

    def nothing(_need: str, _place: Any) -> Results:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Results(0, ())

    chance = random.Random(1)  # noqa: S311 - the same questions in every run
    needs, postcodes = list(categories()), list(places._postcodes())  # noqa: SLF001
    asked = [(chance.choice(needs), places.look_up(chance.choice(postcodes))[0]) for _ in range(questions)]
    ways: dict[str, Callable[[str, Any], Any]] = {
        "nothing, for comparison": nothing,
        "a need at a place": lambda need, place: find(need, place, Filters(), NOW),
        "the third page": lambda need, place: find(need, place, Filters(), NOW, offset=2 * PAGE),
        "wheelchair, free, Turkish": lambda need, place: find(
            need, place, Filters(wheelchair=True, free=True, language="tr"), NOW
        ),
        "open now": lambda need, place: find(need, place, Filters(open_now=True), NOW),
        "a need anywhere": lambda need, _place: find(need, None, Filters(), NOW),
    }
    for name, way in ways.items():
        yield _times(
            name, postgres, [lambda need=need, place=place, way=way: way(need, place) for need, place in asked]
        )


def _times(name: str, postgres: int, calls: list[Callable[[], Any]]) -> Times:
    from django.db import connection  # noqa: PLC0415

    times = Times(name, [], [], [])
    spent = 0.0

    def clocked(execute: Any, *given: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            spent += time.perf_counter() - began

    for call in calls[:20]:  # they only warm up
        call()
    before = cpu(postgres), time.process_time()
    with connection.execute_wrapper(clocked):
        for call in calls:
            began, spent = time.perf_counter(), 0.0
            found = call()
            times.whole.append(1000 * (time.perf_counter() - began))
            times.sql.append(1000 * spent)
            times.found.append(found.total)
    times.postgres = 1000 * (cpu(postgres) - before[0]) / len(calls)
    times.python = 1000 * (time.process_time() - before[1]) / len(calls)
    return times


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description="Search among many offers.")
    parser.add_argument("--offers", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=1000)
    given = parser.parse_args()
    began = time.monotonic()
    with filled(given.offers) as installation:
        from sociallook.directory.models import ServiceAtLocation, Signpost  # noqa: PLC0415

        counts = f"{ServiceAtLocation.objects.count():,} offers, {Signpost.objects.count():,} signposts"
        print(f"{counts}, filled in {time.monotonic() - began:.0f} s")
        for times in measure(given.questions, postmaster(installation.home / "postgres")):
            print(times)


if __name__ == "__main__":
    main()
