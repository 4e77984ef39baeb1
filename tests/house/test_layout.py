# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The house itself: rooms, furniture, names, and what may not stand in any file."""

import ast
import re
import subprocess
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

import hatch_build

ROOT = Path(__file__).resolve().parents[2]
LUMBER = {"utils", "util", "common", "core", "services", "service", "managers", "misc"}
ROOMS = sorted(path.parent for path in ROOT.glob("sociallook/*/__init__.py"))


@cache
def ours() -> list[Path]:
    """Every file of the project that git knows or would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def named(*suffixes: str) -> list[Path]:
    return [path for path in ours() if path.suffix in suffixes]


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_the_server_sees_and_what_it_is_never_told(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert "The server can see:" in said
    assert "It is never told:" in said


def test_rooms_are_those_of_the_settings() -> None:
    assert {room.name for room in ROOMS} == set(settings.ROOMS)


def test_no_file_is_a_lumber_room() -> None:
    """Name what it does."""
    assert [short(path) for path in named(".py", ".ts") if LUMBER & {path.stem, *path.parent.parts}] == []


def test_models_are_reached_by_import_only() -> None:
    for path in named(".py"):
        if "migrations" not in path.parts and path != Path(__file__):
            assert "get_model(" not in path.read_text(), short(path)


def test_relations_with_the_vault_go_through_rights() -> None:
    """The contract forbids the import; this forbids the way around it, in SQL."""
    table = re.compile(r"\b(FROM|JOIN|INTO|UPDATE|TABLE|ON)\s+(ONLY\s+)?\"?vault_[a-z]+", re.IGNORECASE)
    inside = [path for path in named(".py", ".sql") if {"vault", "rights"} & set(path.parts)]
    assert any(table.search(path.read_text()) for path in inside), "this test would find nothing"
    for path in named(".py", ".sql"):
        room = path.relative_to(ROOT).parts
        if room[0] in {"sociallook", "config"} and room[1] not in {"vault", "rights"} and "tests" not in room:
            assert not table.search(path.read_text()), short(path)


def test_the_public_half_of_the_protocol_is_the_only_one_a_server_may_import() -> None:
    """SPEC.md names both halves; the import contract must list every module of the secret one."""
    spec = (ROOT / "protocol" / "SPEC.md").read_text()
    named_public = re.search(r"Public, may be imported by a server: `([^`]+)`", spec)
    assert named_public
    public = set(named_public[1].split())
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter")
    forbidden = contract["importlinter:contract:secrets"]["forbidden_modules"].split()
    modules = {path.stem for path in (ROOT / "protocol/python/sociallook_protocol").glob("*.py")} - {"__init__"}
    assert {f"sociallook_protocol.{name}" for name in modules - public} == set(forbidden)


def test_python_and_typescript_of_the_protocol_have_the_same_file_names() -> None:
    python = {path.stem for path in (ROOT / "protocol/python/sociallook_protocol").glob("*.py")} - {"__init__"}
    typescript = {path.stem for path in (ROOT / "protocol/browser/src").glob("*.ts")}
    assert python <= typescript  # a browser has more to do: one thread for page and protocol, a store that may fail


def test_nothing_of_one_machine_is_in_any_file() -> None:
    home = re.compile(r"(?<![\w.~])/(home|Users)/[a-z][\w.-]*/|(?<![\w.])/root/[\w.]")
    for path in ours():
        if path.suffix in {".png", ".pdf", ".woff2"} or path == Path(__file__):
            continue
        text = path.read_text()
        assert str(ROOT) not in text or len(ROOT.parts) < 3, short(path)
        assert not home.search(text), f"{short(path)}: {home.search(text)}"


def test_the_licence_is_the_same_in_both_places() -> None:
    assert (ROOT / "LICENSE").read_bytes() == (ROOT / "LICENSES/EUPL-1.2.txt").read_bytes()


def test_the_browser_gets_what_the_sources_say() -> None:
    assert hatch_build.built_from() == hatch_build.fingerprint(), "run ./run build"


def test_locked_packages_come_from_the_public_registries_with_their_hash() -> None:
    python = (ROOT / "uv.lock").read_text()
    assert set(re.findall(r'registry = "([^"]+)"', python)) == {"https://pypi.org/simple"}
    assert len(re.findall(r"url = ", python)) == len(re.findall(r'hash = "sha256:', python))
    browser = (ROOT / "package-lock.json").read_text()
    resolved = re.findall(r'"resolved": "([^"]+)"', browser)
    assert {re.sub(r"(//[^/]+/).*", r"\1", address) for address in resolved} <= {"https://registry.npmjs.org/"}
    assert browser.count('"node_modules/') == browser.count('"integrity": "sha512-')
