# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The command `sociallook`: what an operator does from a terminal."""

import asyncio
import os
import sys
from pathlib import Path

import click

from sociallook.directory.editing.command_line import directory
from sociallook.institutions.command_line import institution


@click.group()
def main() -> None:
    """Sociallook: help together, while the client decides who may see and do what."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


@main.command()
@click.option("--port", default=8800, show_default=True, help="Where the pages are served on this machine.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of all data. [default: the user's data folder]")
@click.option("--fresh", is_flag=True, help="Begin anew: all data in the folder are removed first.")
@click.option("--cast", type=click.Path(path_type=Path), help="Also write the demo people to this file, as JSON.")
def demo(*, port: int, data: Path | None, fresh: bool, cast: Path | None) -> None:
    """Start the platform with fictional people, for trying it out."""
    from config.demo import demo as run  # noqa: PLC0415
    from config.installation import usual_folder  # noqa: PLC0415

    run(from_caller(data or usual_folder()), port, fresh=fresh, cast=cast and from_caller(cast))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="Pages; live events are served on the next port.")
@click.option("--processes", default=os.cpu_count() or 1, show_default="one for each core")
@click.option("--threads", default=8, show_default=True, help="Threads of each process, one for each request.")
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve pages and live events in production, behind a reverse proxy."""
    from config.serve import serve as run  # noqa: PLC0415

    _start_django()
    sys.exit(run(host, port, processes, threads))


@main.command()
def worker() -> None:
    """Do background work until stopped. Any number of workers may run."""
    _start_django()
    from config.worker import work  # noqa: PLC0415

    asyncio.run(work())


@main.command()
@click.option("--check", is_flag=True, help="Only say whether something is left to do (exit code 1).")
def migrate(*, check: bool) -> None:
    """Bring the database to the state this version needs. Needs DATABASE_OWNER_URL."""
    from django.conf import settings  # noqa: PLC0415

    from config import database  # noqa: PLC0415

    _start_django()
    if "owner" not in settings.DATABASES:
        sys.exit("DATABASE_OWNER_URL is missing: migrations run as the owner of the database.")
    if check:
        sys.exit(1 if database.pending() else 0)
    database.migrate()


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests in an environment where ./run has set everything up."""
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("question", type=click.UNPROCESSED)
@click.option("--place", default="", help="Postcode or town.")
@click.option("--json", "as_json", is_flag=True, help="One object for each question.")
def ask(question: str, place: str, *, as_json: bool) -> None:
    """What helps with a QUESTION in everyday words; "-" reads one from each line of standard input."""
    from config.ask import ask as answer  # noqa: PLC0415

    answer(question, place, as_json=as_json)


@main.command()
def secrets() -> None:
    """Print fresh secrets for a new installation, ready for an environment file."""
    from config.secrets import fresh  # noqa: PLC0415

    for name, value in fresh().items():
        click.echo(f"{name}={value}")


main.add_command(directory)
main.add_command(institution)


def from_caller(path: Path) -> Path:
    """A path as it was meant in the folder in which `./run` was called."""
    return (Path(os.environ.get("SOCIALLOOK_CALLED_FROM", ".")) / path.expanduser()).resolve()


def _start_django() -> None:
    """Read the settings; what is missing there is said in plain words, not as a traceback."""
    import django  # noqa: PLC0415
    from django.core.checks import run_checks  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as incomplete:
        sys.exit(str(incomplete))
    if found := [problem for problem in run_checks() if problem.is_serious()]:
        sys.exit("\n".join(["Sociallook cannot start:", *(f"{problem.msg} {problem.hint or ''}" for problem in found)]))


if __name__ == "__main__":
    main()
