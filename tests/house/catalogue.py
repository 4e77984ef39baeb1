# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Finds every text of the screens and keeps the catalogues in step: `python -m tests.house.catalogue`.

The texts themselves are German and stand in templates and Python. The command adds new ones to each catalogue with an
empty translation, keeps those that stayed, drops those that went. It needs no gettext programs.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
# What templatize() writes for {% translate %} and {% blocktranslate %}.
IN_TEMPLATE = re.compile(r"""\b(n?gettext|_)\(((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"),?\s*)+)""")

Text = str | tuple[str, str]


def found() -> dict[Text, set[str]]:
    """Every text and the files it stands in. A pair is singular and plural."""
    texts: dict[Text, set[str]] = {}
    for file in sorted((*ROOT.glob("sociallook/**/*.py"), *ROOT.glob("sociallook/**/*.html"))):
        if "tests" in file.parts:
            continue
        read = in_python if file.suffix == ".py" else in_template
        for text in read(file.read_text()):
            texts.setdefault(text, set()).add(str(file.relative_to(ROOT)))
    return texts


def in_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if name in SINGLE and words:
            yield words[0]
        elif name in PLURAL and len(words) == 2:
            yield words[0], words[1]


def in_template(source: str) -> Iterator[Text]:
    for call in IN_TEMPLATE.finditer(templatize(source)):
        words = ast.literal_eval(f"({call[2].rstrip().rstrip(',')},)")
        yield (words[0], words[1]) if call[1] == "ngettext" else words[0]


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, domain="django")


def update(file: Path) -> int:
    """Bring one catalogue into step; returns how many texts still wait for a translation."""
    old = read(file)
    new = Catalog(
        locale=old.locale,
        domain="django",
        header_comment=old.header_comment,
        project="Sociallook",
        version="1",
        copyright_holder="Sociallook contributors",
        msgid_bugs_address="publiccode.yml",
        last_translator="Sociallook contributors",
        language_team="Sociallook contributors",
        creation_date=old.creation_date,  # a date that moves with every run would only make noise
        revision_date=old.revision_date,
        fuzzy=False,
    )
    for text, files in sorted(found().items(), key=lambda item: (min(item[1]), str(item[0]))):
        known = old.get(text)
        empty = ("", "") if isinstance(text, tuple) else ""
        kept = known.string if known and isinstance(known.string, str) == isinstance(text, str) else empty
        new.add(text, kept, locations=[(name, 0) for name in sorted(files)])
    with file.open("wb") as stream:
        write_po(stream, new, width=0, omit_header=False, include_lineno=False, sort_output=False)
    return sum(1 for message in new if message.id and not is_translated(message.string))


def is_translated(string: str | tuple[str, ...] | list[str]) -> bool:
    return bool(string) if isinstance(string, str) else all(string)


if __name__ == "__main__":
    for catalogue in CATALOGUES:
        print(f"{catalogue.relative_to(ROOT)}: {update(catalogue)} texts wait for a translation")
