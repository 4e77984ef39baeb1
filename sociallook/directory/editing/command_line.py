# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook directory`: the operator names editors, lets offers in and out."""

import os
import sys
from pathlib import Path
from typing import TextIO

import click

FORMATS = ("csv", "hsds", "osm", "xzufi")


@click.group()
def directory() -> None:
    """The directory of help: editors, imports, export."""
    import django  # noqa: PLC0415 - the settings are read when a command runs, not before

    django.setup()


@directory.group()
def editor() -> None:
    """Editors check what providers and imports bring."""


@editor.command()
@click.argument("login")
@click.option("--name", default="", help="Work name that stands beside every change. [default: the login name]")
def add(login: str, name: str) -> None:
    """Let the professional with this LOGIN check the directory."""
    from django.conf import settings  # noqa: PLC0415

    from sociallook.directory.editing import editors  # noqa: PLC0415

    try:
        found = editors.add(login, name)
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo(f"{found.name} is an editor now: {settings.ORIGIN}/redaktion")


@editor.command()
@click.argument("login")
def remove(login: str) -> None:
    """The professional with this LOGIN checks no longer. What was checked stays."""
    from sociallook.directory.editing import editors  # noqa: PLC0415

    try:
        editors.remove(login)
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo(f"{login} is no editor any more.")


@editor.command("list")
def list_all() -> None:
    """All editors."""
    from sociallook.directory.editing import editors  # noqa: PLC0415

    for login, found in editors.everyone():
        click.echo(f"{login:24}  since {found.since}  {found.name}")


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True, help="What the file is.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--source", help="Where it comes from; stands beside every change. [default: the name of the file]")
@click.option("--need", default="", help="Id of the need for things that name none.")
@click.option("--profile", default="", help="CSV: which column is which field, as kept on the page of imports.")
def bring_in(file: Path, *, kind: str, dry_run: bool, source: str | None, need: str, profile: str) -> None:
    """Write everything that FILE offers, or nothing if anything in it is wrong."""
    from sociallook.base.refusals import Refused  # noqa: PLC0415
    from sociallook.directory.editing import imports  # noqa: PLC0415

    path = Path(os.environ.get("SOCIALLOOK_CALLED_FROM", ".")) / file
    try:
        job = imports.prepare(
            path.read_bytes(), format=kind, source=source or file.name, by="Betreiber", need=need, profile=profile
        )
    except (OSError, Refused) as wrong:
        raise click.ClickException(str(getattr(wrong, "message", wrong))) from None
    job.dry_run = dry_run
    job.save()
    done = imports.run(job.id)
    for line, sentence in done.report["problems"]:
        click.echo(f"{line}: {sentence}", err=True)
    if done.report["more"]:
        click.echo(f"… {done.report['more']} more", err=True)
    if done.report["problems"]:
        raise click.ClickException("Nothing was written.")
    counts = " · ".join(f"{name}: {done.report[name]}" for name in ("new", "changed", "same", "skipped_count"))
    click.echo(f"{counts}{' (dry run, nothing was written)' if dry_run else ''}")


@directory.command()
@click.option("--format", "kind", type=click.Choice(("hsds", "csv")), default="hsds", show_default=True)
@click.argument("target", type=click.File("w", encoding="utf-8"), default="-")
def export(target: TextIO, kind: str) -> None:
    """Write all offers to TARGET, or to standard output. Nothing in it leads to a confidential place."""
    from sociallook.directory import hsds  # noqa: PLC0415
    from sociallook.directory.editing import exports  # noqa: PLC0415

    target.writelines(exports.table() if kind == "csv" else hsds.export())


@directory.command()
@click.argument("organization", type=click.UUID)
def link(organization: str) -> None:
    """Print a link for whoever keeps the offers of this ORGANIZATION (id), to be given by other means than mail."""
    from sociallook.directory.editing import links  # noqa: PLC0415
    from sociallook.directory.models import Organization  # noqa: PLC0415

    found = Organization.objects.filter(id=organization).first()
    if found is None:
        sys.exit("There is no organisation with this id.")
    secret = links.issue(found)
    click.echo(f"For {found.name}, good once within 7 days:\n{secret.address}\nCode: {secret.code}")
