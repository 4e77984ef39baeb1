# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Which built file stands behind a name. `hatch_build.py` wrote the manifest that is read here."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class Asset:
    """One built file and everything it imports before it can run, as addresses."""

    address: str
    imports: tuple[str, ...]


class UnknownAsset(LookupError):
    """A template asks for a file that the build does not know."""


@cache
def manifest() -> dict[str, Asset]:
    """All assets of this build, for example `messaging/thread.js` and `shell/icons.svg`."""
    file = settings.BROWSER_ASSETS / "manifest.json"
    if not file.exists():
        raise UnknownAsset("The browser assets have not been built: ./run build")
    return {
        name: Asset(_address(entry["file"]), tuple(_address(name) for name in entry["imports"]))
        for name, entry in json.loads(file.read_text())["files"].items()
    }


def find(name: str) -> Asset:
    try:
        return manifest()[name]
    except KeyError:
        raise UnknownAsset(f"There is no asset {name!r} in this build; hatch_build.py says what becomes one.") from None


def asset(name: str) -> str:
    """The address of one file."""
    return find(name).address


def _address(file: str) -> str:
    return f"{settings.STATIC_URL}{file}"
