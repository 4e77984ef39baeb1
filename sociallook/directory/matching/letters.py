# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One spelling for what people write in many ways.

`fold` brings a text to small Latin, Arabic or Persian letters: without accents (Çocuk → cocuk, młody → mlody), umlauts
in both of their spellings (für, fuer → fur), Cyrillic by one romanisation, Arabic and Persian letters that only
keyboards tell apart made one. `romanised` gives the other ways in which the same Cyrillic text is typed on a Latin
keyboard; the model learns from them, because nobody keeps to a standard.
"""

import re
import unicodedata

LONGEST = 1_000
"""Characters that are looked at. A question is shorter; in a pasted letter the beginning says what it is about."""

SAME = str.maketrans("ıłøđæœəأإآٱىئؤةکیۀ", "ilodaoaااااييوهكيه")
NOTHING = str.maketrans(dict.fromkeys("ـء\u200d\u00ad’'ʼ`´", ""))
CYRILLIC: dict[str, str] = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя",
        "a,b,v,g,g,d,e,ye,yo,zh,z,y,i,yi,y,k,l,m,n,o,p,r,s,t,u,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya".split(","),  # noqa: SIM905
        strict=True,
    )
)
LATIN = {ord(letter): latin for letter, latin in CYRILLIC.items()}
RUSSIAN_ONLY = frozenset("ыэёъ")

# Ways of typing Cyrillic on a Latin keyboard, as differences from `CYRILLIC`.
UKRAINIAN_WAYS = (
    {"г": "h", "х": "kh", "и": "y", "й": "i", "є": "ie", "ї": "i", "ю": "iu", "я": "ia"},  # passport
    {"г": "h", "х": "h", "и": "y", "й": "y", "ц": "c", "щ": "sch"},
    {"г": "g", "х": "h", "и": "i", "й": "j", "є": "je", "ї": "ji", "ю": "ju", "я": "ja", "ж": "j"},
    {"г": "h", "х": "ch", "и": "y", "й": "j", "є": "je", "ю": "ju", "я": "ja", "в": "w", "ш": "sch", "ч": "tsch"},
)
RUSSIAN_WAYS = (
    {"и": "i", "й": "i", "х": "kh", "е": "e", "ы": "y", "ю": "iu", "я": "ia"},  # passport
    {"и": "i", "й": "y", "х": "h", "ы": "y", "ц": "c", "щ": "sh"},
    {"и": "i", "й": "j", "х": "h", "ы": "i", "ю": "ju", "я": "ja", "ж": "j", "ё": "e"},
    {"и": "i", "й": "j", "х": "ch", "ю": "ju", "я": "ja", "в": "w", "з": "s", "ш": "sch", "ч": "tsch"},
)

UMLAUT = re.compile(r"([aou])e")
RUN = re.compile(r"(.)\1{2,}")
NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Words of small letters and digits with one space between them. Takes any text, also broken Unicode."""
    plain = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).casefold()
    plain = plain.translate(NOTHING).translate(SAME).translate(LATIN)
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    one_umlaut = UMLAUT.sub(r"\1", RUN.sub(r"\1\1", bare))
    return NOT_A_WORD.sub(" ", one_umlaut).strip()[:LONGEST]


def romanised(text: str) -> list[str]:
    """Other Latin spellings of a Cyrillic text; none for other scripts."""
    small = text.casefold()
    if not any("а" <= letter <= "ґ" for letter in small):
        return []
    ways = RUSSIAN_WAYS if RUSSIAN_ONLY & set(small) else UKRAINIAN_WAYS
    return [small.translate({ord(letter): latin for letter, latin in (CYRILLIC | way).items()}) for way in ways]
