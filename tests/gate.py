# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What every change must pass before its tests are run: one readable list. `./run lint` runs it."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hatch_build import node

ROOT = Path(__file__).resolve().parent.parent
TSC = (str(node()), "node_modules/typescript/bin/tsc", "--project")
BIOME = str(next(iter(sorted(ROOT.glob("node_modules/@biomejs/cli-*/biome"))), "biome"))
TEMPLATES = tuple(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("sociallook/*/templates/**/*.html")))
ENVIRONMENT = os.environ | {"NO_COLOR": "1", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

CHECKS: dict[str, tuple[str, ...]] = {
    "Python: types": ("mypy",),
    "Python: rules": ("ruff", "check", "--quiet"),
    "Python: form": ("ruff", "format", "--check", "--quiet"),
    "floors of the house": ("lint-imports", "--no-cache"),
    "TypeScript: types": (*TSC, "tsconfig.json"),
    "TypeScript: types of workers": (*TSC, "tsconfig.worker.json"),
    "TypeScript and CSS: rules and form": (BIOME, "check", "--error-on-warnings", "--no-errors-on-unmatched"),
    "templates: rules": ("djlint", "--lint", "--quiet", "sociallook"),
    "templates: form": ("djade", "--check", "--target-version", "5.2", *TEMPLATES),
    "licences": ("reuse", "lint", "--quiet"),
}


def check(name: str) -> tuple[str, bool, str, float]:
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603
        CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    return name, done.returncode == 0, (done.stdout + done.stderr).strip(), time.monotonic() - began


REPAIRS = (
    ("ruff", "check", "--fix", "--quiet", "--exit-zero"),
    ("ruff", "format", "--quiet"),
    (BIOME, "check", "--write", "--log-level=none"),
    ("djade", "--target-version", "5.2", *TEMPLATES),
)


def repair() -> None:
    """What machines can bring into form."""
    for command in REPAIRS:
        subprocess.run(command, cwd=ROOT, check=False, env=ENVIRONMENT)  # noqa: S603


def main() -> None:
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, passed, output, seconds in pool.map(check, CHECKS):
            print(f"{'ok    ' if passed else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
            if not passed:
                failed.append(name)
                print(output, flush=True)
    if failed:
        sys.exit(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")


if __name__ == "__main__":
    repair() if "--repair" in sys.argv else main()
