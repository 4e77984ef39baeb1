# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everything about "Hilfe finden" in numbers.

    .venv/bin/python -m bench.directory [needs] [crises] [latency] [offers] [requests] [pages]

Without names all parts run, one after another. Leaving writers out takes ten minutes for each of the first two.
"""

import subprocess
import sys
from collections.abc import Callable

from bench.directory import crises, needs


def apart(name: str) -> Callable[[], None]:
    """A part with a database of its own: Django reads the environment once, so it gets a process of its own too."""

    def run() -> None:
        subprocess.run([sys.executable, "-m", f"bench.directory.{name}"], check=True)  # noqa: S603

    return run


PARTS: dict[str, tuple[Callable[[], None], ...]] = {
    "needs": (needs.compare, needs.unseen, needs.leave_one_out),
    "crises": (crises.unseen, crises.leave_one_out),
    "latency": (needs.latency,),
    "offers": (apart("offers"),),
    "requests": (apart("requests"),),
    "pages": (apart("pages"),),
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
