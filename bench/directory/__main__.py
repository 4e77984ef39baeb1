# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everything about "Hilfe finden" in numbers.

    .venv/bin/python -m bench.directory [needs] [crises] [latency] [offers] [requests] [pages]

Without names all parts run, one after another.
"""

import sys
from collections.abc import Callable

from bench.directory import crises, needs


def _offers() -> None:
    from bench.directory import offers  # noqa: PLC0415 - sets Django up

    sys.argv[1:] = []
    offers.main()


def _requests() -> None:
    from bench.directory import requests  # noqa: PLC0415

    requests.main()


def _pages() -> None:
    from bench.directory import pages  # noqa: PLC0415

    sys.argv[1:] = []
    pages.main()


PARTS: dict[str, tuple[Callable[[], None], ...]] = {
    "needs": (needs.compare, needs.leave_one_out),
    "crises": (crises.leave_one_out,),
    "latency": (needs.latency,),
    "offers": (_offers,),
    "requests": (_requests,),
    "pages": (_pages,),
}


def main() -> None:
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        sys.exit(f"There is no part {', '.join(unknown)}. Parts: {' '.join(PARTS)}")
    for name in chosen:
        print(f"\n== {name} ==", flush=True)
        for part in PARTS[name]:
            part()


if __name__ == "__main__":
    main()
