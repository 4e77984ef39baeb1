# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook institution`: the operator lets institutions begin and says which ones are known."""

from datetime import UTC, datetime

import click

WORDS_MAY_BEGIN_WITH_A_DASH = {"ignore_unknown_options": True}
"""A fingerprint in base64url may."""


@click.group()
def institution() -> None:
    """Institutions: invite, verify, list."""
    import django  # noqa: PLC0415 - the settings are read when a command runs, not before

    django.setup()


@institution.command()
@click.argument("name")
@click.option("--kind", required=True, help="What it is: jobcenter, youth_office, welfare, school, training, …")
def add(name: str, kind: str) -> None:
    """Invite somebody to begin the institution NAME. Prints a link that is good once, for seven days."""
    from sociallook.institutions import actions  # noqa: PLC0415

    try:
        link = actions.add(name, kind)
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo("Give this link to the first administrator, in person or in a letter. It works once, for 7 days:")
    click.echo(link)


@institution.command(context_settings=WORDS_MAY_BEGIN_WITH_A_DASH)
@click.argument("fingerprint", type=click.UNPROCESSED)
def verify(fingerprint: str) -> None:
    """Say that you know who stands behind the institution with this FINGERPRINT."""
    from sociallook_protocol.encoding import unb64u  # noqa: PLC0415
    from sociallook_protocol.errors import Refusal  # noqa: PLC0415

    from sociallook.institutions import actions  # noqa: PLC0415

    try:
        found = actions.verify(unb64u(fingerprint))
    except (ValueError, Refusal) as wrong:
        raise click.ClickException(str(wrong)) from None
    click.echo(f"{found.name} is verified as of {found.verified_on}.")


@institution.command("list")
def list_all() -> None:
    """All institutions and open invitations."""
    from sociallook_protocol.encoding import b64u  # noqa: PLC0415

    from sociallook.institutions.models import Institution, Invitation  # noqa: PLC0415

    for found in Institution.objects.order_by("name"):
        verified = f"verified {found.verified_on}" if found.verified_on else "not verified"
        click.echo(f"{b64u(bytes(found.id))}  {found.kind:12}  {verified:19}  {found.name}")
    for invited in Invitation.objects.order_by("until"):
        until = datetime.fromtimestamp(invited.until / 1000, UTC).date()
        click.echo(f"{'invited until ' + str(until):43}  {invited.kind:12}  {'':19}  {invited.name}")
