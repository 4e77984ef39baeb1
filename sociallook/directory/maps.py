# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The ground of the map, if the operator has one. Without it the map is drawn over outlines that we bring ourselves."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from sociallook.shell.headers import POLICY


@dataclass(frozen=True)
class Tiles:
    """`url` as in settings.MAP_TILES; `source`: whose they are, shown below the map."""

    url: str
    source: str

    @property
    def policy(self) -> dict[str, str]:
        """What pages with a map may load beyond all others, for `own_policy`: from one foreign server, or nothing."""
        server = urlsplit(self.url)
        if not server.netloc:
            return {}
        line = "connect-src" if server.path.endswith(".pmtiles") else "img-src"
        return {line.replace("-", "_"): f"{POLICY[line]} {server.scheme}://{server.netloc}"}


def tiles() -> Tiles:
    """As the operator has set it; empty by default."""
    return Tiles(settings.MAP_TILES, settings.MAP_SOURCE)
