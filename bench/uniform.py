# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Whether the time of a refusal tells its reason (inclusion S-2): 500 interleaved calls for each reason.

    .venv/bin/python -m bench.uniform [--calls 500]

Reach: medians differ by less than 5 ms.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from bench.machine import Caller, server
from bench.records import cookies_of, installed


def main() -> None:
    """Ask for spaces that are paused, revoked, ended, somebody else's, never granted and not existing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as folder, installed(Path(folder)):
        from sociallook.rights.tests.test_uniform import REASONS  # noqa: PLC0415
        from sociallook.rights.tests.world import Town  # noqa: PLC0415

        town = Town.build()
        spaces = {reason.__name__: reason(town) for reason in REASONS}
        with server("config.wsgi:application") as (_, port):
            call = Caller(port, cookies_of(town.worker))
            times: dict[str, list[float]] = {name: [] for name in spaces}
            for _ in range(given.calls):
                for name, space in spaces.items():
                    began = time.perf_counter()
                    if call("GET", f"/api/v1/spaces/{space}/records")[0] != 404:
                        raise RuntimeError(name)
                    times[name].append((time.perf_counter() - began) * 1000)
    medians = {name: statistics.median(each) for name, each in times.items()}
    for name, median in medians.items():
        print(f"{name:<20} median {median:6.2f} ms")
    print(f"{'largest difference':<20} {max(medians.values()) - min(medians.values()):13.2f} ms")


if __name__ == "__main__":
    main()
