# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Every text of the screens exists in every language that is offered. `python -m tests.house.catalogue` helps."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.catalogue import CATALOGUES, found, in_python, in_template, is_translated, read

PLACES = re.compile(r"%\((\w+)\)s|{(\w+)}")


def test_every_offered_language_has_a_catalogue() -> None:
    languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert {file.parts[-3] for file in CATALOGUES} == languages


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_catalogue_is_complete(file: Path) -> None:
    catalogue = read(file)
    texts = found()
    missing = [text for text in texts if text not in catalogue or not is_translated(catalogue[text].string)]
    assert not missing, f"{len(missing)} texts without translation, run python -m tests.house.catalogue"
    gone = [message.id for message in catalogue if message.id and message.id not in texts]
    assert not gone, "texts that no screen shows any more"
    assert not [message.id for message in catalogue if message.fuzzy]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-3])
def test_translations_keep_every_placeholder(file: Path) -> None:
    for message in read(file):
        if not message.id:
            continue
        wanted, got = (" ".join([text] if isinstance(text, str) else text) for text in (message.id, message.string))
        assert set(PLACES.findall(wanted)) == set(PLACES.findall(got)), message.id


def test_texts_are_found_wherever_they_stand() -> None:
    template = """{% load i18n %}{% translate "Eins" %}{% translate 'Zwei "zwei"' as x %}
    {% include "a" with t=_("Drei") %}
    {% blocktranslate trimmed %}
      Vier {{ x }}
    {% endblocktranslate %}{% blocktranslate count n=n %}Ein Ding{% plural %}{{ n }} Dinge{% endblocktranslate %}"""
    assert set(in_template(template)) == {"Eins", 'Zwei "zwei"', "Drei", "Vier %(x)s", ("Ein Ding", "%(n)s Dinge")}
    assert set(in_python("_('Eins'); gettext_lazy('Zwei'); ngettext('Ein Ding', '%s Dinge', n); print('nein')")) == {
        "Eins",
        "Zwei",
        ("Ein Ding", "%s Dinge"),
    }


def test_no_english_words_in_scripts() -> None:
    """Texts come from the template: a string in a script that looks like a sentence is a mistake."""
    sentence = re.compile(r"""(['"`])[A-ZÄÖÜ][a-zäöüß]+ [^'"`]*\1""")
    for script in Path("sociallook").glob("*/static/**/*.ts"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script.read_text(), flags=re.DOTALL)
        assert not sentence.search(code), f"{script}: {sentence.search(code)}"
