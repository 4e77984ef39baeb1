# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""How long until a thread can be read: everything verified, decrypted and judged, in Chromium slowed down.

    .venv/bin/python -m bench.opening [--records 1000] [--rate 6] [--runs 5]

The best of some runs counts: whatever else the machine does only ever adds. `rate` slows the page down, as the
developer tools do, but not the second thread, which on a phone has a core of its own.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from protocol.browser.tests.engines import Chromium, build, chromium, served
from protocol.browser.tests.long_thread import long_thread


def run(page: Chromium, function: str, rate: int, runs: int) -> dict[str, float]:
    """The best of some runs, and the processor time of the page's thread in the cheapest one (not slowed down)."""
    session = page.page.context.new_cdp_session(page.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def once(slowed: int) -> dict[str, float]:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        before = _thread_time(session)
        found: dict[str, float] = page.call(function, None)
        return {**found, "cpu": _thread_time(session) - before}

    once(1)  # warm
    slowed = [once(rate) for _ in range(runs)]
    best = {key: min(each[key] for each in slowed) for key in slowed[0]}
    return {**best, "cpu": min(once(1)["cpu"] for _ in range(runs))}


def _thread_time(session: Any) -> float:
    """Milliseconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "ThreadTime"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=6)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("chromium"):
        sys.exit("Chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, "opening", "worker")
        (folder / "thread.json").write_text(json.dumps(long_thread(options.records)))
        with (
            sync_playwright() as playwright,
            served(folder) as url,
            chromium(playwright.chromium, f"{url}/opening.html") as page,
        ):
            alone = run(page, "decryptOnly", options.rate, options.runs)
            print(f"{options.records} records of 1 KiB, processor slowed down {options.rate} times")
            print(f"decrypt only                {alone['all']:6.0f} ms   page {alone['cpu']:4.0f} ms CPU")
            for function, title in (("readHere", "one thread"), ("readElsewhere", "with a second thread")):
                print(line(title, run(page, function, options.rate, options.runs), alone))


def line(title: str, found: dict[str, float], alone: dict[str, float]) -> str:
    """One line of figures."""
    return (
        f"{title:<27} {found['all']:6.0f} ms   page {found['cpu']:4.0f} ms CPU   first 50 {found['first']:.0f} ms, "
        f"space {found['space']:.0f} ms, longest task {found['longest']:.0f} ms, "
        f"{found['all'] / alone['all']:.2f} x decrypt only, {found['opened']:.0f} opened"
    )


if __name__ == "__main__":
    main()
