# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The command `sociallook`: what an operator does from a terminal."""

import os
import sys

import click


@click.group()
def main() -> None:
    """Sociallook: help together, while the client decides who may see and do what."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


@main.command()
@click.option("--check", is_flag=True, help="Only say whether something is left to do (exit code 1).")
def migrate(*, check: bool) -> None:
    """Bring the database to the state this version needs. Needs DATABASE_OWNER_URL."""
    from config.database import migrate as bring_up, pending  # noqa: PLC0415

    if check:
        sys.exit(1 if pending() else 0)
    bring_up()


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests in an environment where ./run has set everything up."""
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606


@main.command()
def secrets() -> None:
    """Print fresh secrets for a new installation, ready for an environment file."""
    from config.secrets import fresh  # noqa: PLC0415

    for name, value in fresh().items():
        click.echo(f"{name}={value}")
