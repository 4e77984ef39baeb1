# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Fetches the package manager uv in the version and with the hash that uv.lock names. Uses the standard library only.

Debian's Python comes without pip, ensurepip and venv; uv needs none of them.
"""

import hashlib
import io
import os
import platform
import re
import ssl
import sys
import tomllib
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path


def wheel() -> tuple[str, str, str]:
    """Version, address and SHA-256 of the wheel for this machine."""
    packages = tomllib.loads(Path("uv.lock").read_text())["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    system = "macosx" if sys.platform == "darwin" else "manylinux"
    for candidate in uv["wheels"]:
        name = candidate["url"].rsplit("/", 1)[1]
        if system in name and platform.machine() in name:
            return uv["version"], candidate["url"], candidate["hash"].removeprefix("sha256:")
    sys.exit(f"There is no uv for this machine ({sys.platform}, {platform.machine()}).")


def on_mirror(address: str) -> str:
    """The same file on the package index that the environment names, if any (PEP 503)."""
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    if not index:
        return address
    page = index.rstrip("/") + "/uv/"
    name = re.escape(address.rsplit("/", 1)[1])
    found = re.search(rf'href="([^"]*{name}[^"]*)"', read(page).decode())
    if found is None:
        sys.exit(f"{page} does not offer {address.rsplit('/', 1)[1]}.")
    return urllib.parse.urljoin(page, found[1])


def read(address: str) -> bytes:
    """What lies there. Without a list of trusted authorities we go on: the hash decides, not the sender."""
    try:
        return download(address)
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ssl.SSLCertVerificationError):
            sys.exit(f"{address} cannot be reached: {error.reason}")
    unverified = ssl.create_default_context()
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    return download(address, unverified)


def download(address: str, trust: ssl.SSLContext | None = None) -> bytes:
    with urllib.request.urlopen(address, timeout=120, context=trust) as answer:  # noqa: S310 - https from uv.lock
        return bytes(answer.read())


def main(target: Path) -> None:
    version, address, expected = wheel()
    mark = target.with_name("version")
    if target.exists() and mark.exists() and mark.read_text() == version:
        return
    content = read(on_mirror(address))
    if hashlib.sha256(content).hexdigest() != expected:
        sys.exit(f"{address} is not the file that uv.lock names. Nothing was installed.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        binary = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        target.write_bytes(archive.read(binary))
    target.chmod(0o755)
    mark.write_text(version)


main(Path(sys.argv[1]))
