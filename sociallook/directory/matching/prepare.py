# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Learns the model from the vocabulary of this version, once: `./run build` and the making of a package call it."""

import hashlib
import shutil
from pathlib import Path

from sociallook.directory.matching.model import Model
from sociallook.directory.matching.vocabulary import CATEGORIES, DATA, files, shipped

HERE = Path(__file__).resolve().parent
MARK = "made-from"
METHOD = ("letters.py", "slips.py", "grams.py", "signs.py", "places.py", "vocabulary.py", "training.py", "model.py")


def prepare(folder: Path) -> None:
    """Bring the model in `folder` up to date. Learns for about half a minute if data or method have changed."""
    mark = folder / MARK
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return
    fresh = folder.with_name(f"{folder.name}.new")  # the old files stay whole for whoever has them in memory
    shutil.rmtree(fresh, ignore_errors=True)
    Model.trained(shipped()).save(fresh)
    (fresh / MARK).write_text(wanted)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def fingerprint() -> str:
    """One hash over everything that shows in the model: the entries and the code that learns from them."""
    known = hashlib.sha256()
    for file in [
        CATEGORIES,
        DATA / "places.csv",
        *sorted(DATA.glob("crisis_*.json")),
        *files(),
        *(HERE / name for name in METHOD),
    ]:
        known.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return known.hexdigest()
