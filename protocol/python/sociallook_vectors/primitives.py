# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Vectors for bytes, formats, keys and seals. Known answers come from the RFCs named beside them."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sociallook_protocol import passphrase
from sociallook_protocol.encoding import b64u
from sociallook_protocol.seal import (
    NONCE,
    seal,
    single_use,
)
from sociallook_protocol.sign import public_key, sign
from sociallook_protocol.verify import (
    L,
    P,
    _add,
    _decompress,
)
from sociallook_protocol.wraps import kem_public

from sociallook_vectors.case import Case
from sociallook_vectors.world import Seeded
from sociallook_vectors.xwing import repeatable

ID = "0123abcd-4567-89ab-cdef-0123456789ab"
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def cases() -> list[Case]:
    """All of them."""
    return [*_bytes(), *_formats(), *_admission(), *_signatures(), *_seals(), *_wraps(), *_passphrases()]


def _bytes() -> list[Case]:
    pae = [
        ("nothing", []),
        ("one empty part", [{"text": ""}]),
        ("two empty parts", [{"text": ""}, {"bytes": ""}]),
        ("text, integer, id, bytes", [{"text": "grüß"}, {"int": 2**53 - 1}, {"id": ID}, {"bytes": b64u(KEY)}]),
    ]
    good = [("", ""), ("AA", "00"), ("AAE", "0001"), ("-_-_", "fbffbf")]
    bad = ["A", "AB", "AA==", "AA\n", " AA", "AA+A", "AA/A", "AAF", "ÄÄ", "AAAA\u0000"]
    bad_ids = [ID.upper(), ID.replace("-", ""), f"{{{ID}}}", ID[:-1], ID + "0", "", ID.replace("0", "g", 1), ID + "\n"]
    return [
        *(Case(name, "encoding.pae", {"parts": parts}) for name, parts in pae),
        *(Case(f"good {text!r}", "encoding.unb64u", {"text": text}, out=out) for text, out in good),
        *(Case(f"bad {text!r}", "encoding.unb64u", {"text": text}, "E_SCHEMA") for text in bad),
        Case("id", "encoding.id", {"id": ID}, out=ID.replace("-", "")),
        *(Case(f"bad id {text!r}", "encoding.id", {"id": text}, "E_SCHEMA") for text in bad_ids),
        Case("hash", "encoding.hash", {"type": "wrap", "bytes": [b64u(b"abc")]}),
        Case("hash of two", "encoding.hash", {"type": "record", "bytes": [b64u(b"a"), b64u(b"bc")]}),
        Case("salted", "encoding.salted", {"salt": b64u(bytes(16)), "text": "Wohnung finden"}),
        Case("short salt", "encoding.salted", {"salt": b64u(bytes(15)), "text": ""}, "E_SCHEMA"),
        Case("fingerprint", "encoding.fingerprint", {"root": b64u(public_key(KEY))}),
        Case("vault", "encoding.vault", {"person": b64u(KEY)}),
        Case("space of a team", "encoding.team_space", {"team": ID, "area": "labels"}),
    ]


def _formats() -> list[Case]:
    header = {
        "suite": "sociallook/1",
        "vault": ID,
        "space": ID,
        "epoch": b64u(KEY),
        "record": ID,
        "version": 1,
        "verb": "write",
        "role": "owner",
        "prev": "",
    }
    text = _json(header)

    def of(name: str, data: str | bytes, refusal: str = "E_SCHEMA", form: str = "record-header") -> Case:
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        return Case(name, "formats.decode", {"format": form, "bytes": b64u(raw)}, refusal)

    def changed(name: str, refusal: str = "E_SCHEMA", **fields: Any) -> Case:
        return of(name, _json({**header, **fields}), refusal)

    message = {"text": 'a"\\\b\t\n\f\r\u0001\u001f\u007f\u2028 grüß 🙂', "lang": "", "files": []}
    inner = {
        "author": b64u(KEY),
        "generation": 1,
        "kind": "message",
        "at": 0,
        "body": message,
        "refs": [],
        "blobs": [],
        "proof": "",
    }
    return [
        of("canonical", text, ""),
        of("every escape", _json(inner), "", "record-inner"),
        of("escaped slash", _json(inner).replace("grü", "gr\\/"), form="record-inner"),
        of("needless escape", _json(inner).replace("ß", "\\u00df"), form="record-inner"),
        of("upper-case escape", _json(inner).replace("\\u001f", "\\u001F"), form="record-inner"),
        of("raw control character", _json(inner).replace("\\t", "\t"), form="record-inner"),
        of("lone surrogate, escaped", _json(inner).replace("🙂", "\\ud83d"), form="record-inner"),
        of("lone surrogate, raw", _json(inner).replace("🙂", "\ud83d"), form="record-inner"),
        of("surrogate pair, escaped", _json(inner).replace("🙂", "\\ud83d\\ude42"), form="record-inner"),
        of("unknown kind", _json({**inner, "kind": "surprise"}), form="record-inner"),
        of("kind of a prototype", _json({**inner, "kind": "constructor"}), form="record-inner"),
        of("body of another kind", _json({**inner, "body": {}}), form="record-inner"),
        of("unknown op", _json(_entry("steal")), form="space-entry"),
        of("op with another's fields", _json({**_entry("close"), "grant": ID}), form="space-entry"),
        of(
            "verbs not sorted", _json({**_entry("revoke"), "grant": ID, "verbs": ["write", "read"]}), form="space-entry"
        ),
        of("verb twice", _json({**_entry("revoke"), "grant": ID, "verbs": ["read", "read"]}), form="space-entry"),
        of(
            "sorted verbs", _json({**_entry("revoke"), "grant": ID, "verbs": ["read", "write"]}), "", form="space-entry"
        ),
        changed("another suite", "E_SUITE", suite="sociallook/2"),
        changed("suite is no text", "E_SUITE", suite=1),
        of("another suite and broken otherwise", '{"suite":"sociallook/2","x":[null]}', "E_SUITE"),
        of("no suite", _json({key: header[key] for key in header if key != "suite"})),
        of("nothing", ""),
        of("not JSON", "{"),
        of("a list", "[]"),
        of("only null", "null"),
        of("byte order mark", "\ufeff" + text),
        of("not UTF-8", text.encode().replace(b"write", b"wri\xff")),
        of("overlong UTF-8", text.encode().replace(b"write", b"wri\xc0\xf4e")),
        of("white space", text.replace(":", ": ", 1)),
        of("line at the end", text + "\n"),
        of("key twice", text[:-1] + ',"prev":""}'),
        of("suite twice, last one good", '{"suite":"sociallook/2",' + text[1:]),
        of("other order", _json(dict(reversed(header.items())))),
        of("one key more", _json({**header, "more": 1})),
        of("__proto__ as key", text[:-1] + ',"__proto__":{}}'),
        of("one key less", _json({key: header[key] for key in header if key != "role"})),
        changed("null", prev=None),
        changed("true", version=True),
        changed("integer as text", version="1"),
        changed("text as integer", verb=1),
        changed("negative", version=-1),
        changed("2^53", version=2**53),
        changed("2^53 - 1", "", version=2**53 - 1),
        of("fraction", text.replace('"version":1', '"version":1.0')),
        of("exponent", text.replace('"version":1', '"version":1e0')),
        of("minus zero", text.replace('"version":1', '"version":-0')),
        of("leading zero", text.replace('"version":1', '"version":01')),
        of("huge integer", text.replace('"version":1', '"version":1' + "0" * 400)),
        of("NaN", text.replace('"version":1', '"version":NaN')),
        changed("upper-case id", vault=ID.upper()),
        changed("empty id", vault=""),
        changed("short bytes", epoch=b64u(KEY[:31])),
        changed("empty bytes", epoch=""),
        changed("unused bits", epoch=b64u(KEY)[:-1] + "9"),
        changed("padding", epoch=b64u(KEY) + "="),
        changed("upper-case word", verb="Write"),
        changed("long word", verb="w" * 33),
        changed("longest word", "", verb="w" * 32),
        changed("empty word", verb=""),
        of("deeply nested", "[" * 5_000 + "]" * 5_000),
        Case("encode", "formats.encode", {"format": "record-header", "values": header}, out=b64u(text.encode())),
        Case(
            "encode what is not allowed",
            "formats.encode",
            {"format": "record-header", "values": {**header, "version": -1}},
            "E_SCHEMA",
        ),
    ]


def _entry(op: str) -> dict[str, Any]:
    common = {"suite": "sociallook/1", "vault": ID, "space": ID, "seq": 1, "prev": b64u(KEY), "issuer": b64u(KEY)}
    return {**common, "generation": 1, "at": 0, "op": op}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# The eight points of small order and their non-canonical twins, as published in RFC 7748, libsodium's and
# "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020).
SMALL_ORDER = {
    "identity": "0100000000000000000000000000000000000000000000000000000000000000",
    "order 2": "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4": "0000000000000000000000000000000000000000000000000000000000000000",
    "order 4, negative": "0000000000000000000000000000000000000000000000000000000000000080",
    "order 8, first": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "order 8, second": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "order 8, third": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "order 8, fourth": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "identity with sign": "0100000000000000000000000000000000000000000000000000000000000080",
    "order 2 with sign": "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "identity, y = p + 1": "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "order 4, y = p": "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}


def _admission() -> list[Case]:
    def admit(name: str, public: bytes, refusal: str = "") -> Case:
        return Case(name, "verify.admit", {"public": b64u(public)}, refusal)

    good = public_key(KEY)
    point, torsion = _decompress(good), _decompress(bytes.fromhex(SMALL_ORDER["order 8, first"]))
    if point is None or torsion is None:
        raise AssertionError("both are points")
    mixed = _compress(_add(point, torsion))
    off_curve = next(y.to_bytes(32, "little") for y in range(2, 100) if _decompress(y.to_bytes(32, "little")) is None)
    kem = kem_public(KEY)
    coefficient = (3329).to_bytes(2, "little")
    low = ["00" * 32, "01" + "00" * 31, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"]

    def admit_kem(name: str, public: bytes, refusal: str = "E_SIG") -> Case:
        return Case(name, "verify.admit_kem", {"public": b64u(public)}, refusal)

    return [
        admit("ordinary key", good),
        *(admit(name, bytes.fromhex(text), "E_SIG") for name, text in SMALL_ORDER.items()),
        admit("ordinary key plus a point of order 8", mixed, "E_SIG"),
        admit("not on the curve", off_curve, "E_SIG"),
        admit("y above p", (P + 3).to_bytes(32, "little"), "E_SIG"),
        admit("31 bytes", good[:31], "E_SIG"),
        admit("33 bytes", good + b"\0", "E_SIG"),
        admit_kem("ordinary encapsulation key", kem, ""),
        admit_kem("coefficient not reduced", coefficient + kem[2:]),
        admit_kem("last coefficient not reduced", kem[:1150] + b"\xff\xff" + kem[1152:]),
        *(admit_kem(f"X25519 of small order {i}", kem[:1184] + bytes.fromhex(text)) for i, text in enumerate(low)),
        admit_kem("too short", kem[:-1]),
    ]


def _compress(point: tuple[int, int, int, int]) -> bytes:
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _signatures() -> list[Case]:
    public, signature = public_key(KEY), sign(KEY, "epoch", b"data")
    s = int.from_bytes(signature[32:], "little")

    def verify(name: str, refusal: str = "E_SIG", **changed: Any) -> Case:
        given = {"public": public, "type": "epoch", "signature": signature, **changed}
        parts = [{"bytes": b64u(given.pop("data", b"data"))}]
        given = {key: b64u(value) if isinstance(value, bytes) else value for key, value in given.items()}
        return Case(name, "verify.verify", {**given, "parts": parts}, refusal)

    identity = bytes.fromhex(SMALL_ORDER["identity"])
    return [
        verify("good signature", ""),
        verify("other data", data=b"datb"),
        verify("other type", type="record"),
        verify("other key", public=public_key(OTHER)),
        verify("S + L", signature=signature[:32] + (s + L).to_bytes(32, "little")),
        verify("S = L", signature=signature[:32] + L.to_bytes(32, "little")),
        verify("S with high bits", signature=signature[:63] + bytes([signature[63] | 0xE0])),
        verify("63 bytes", signature=signature[:63]),
        verify("65 bytes", signature=signature + b"\0"),
        verify("empty", signature=b""),
        verify("R not canonical", signature=bytes.fromhex(SMALL_ORDER["identity, y = p + 1"]) + signature[32:]),
        verify("key of small order, R = identity, S = 0", public=identity, signature=identity + bytes(32)),
        verify("flipped bit", signature=bytes([signature[0] ^ 1]) + signature[1:]),
    ]


def _seals() -> list[Case]:
    salt = Seeded("seal")(32)
    label, header, plaintext = "sociallook/1/record", b"header", b"Guten Tag"
    sealed = seal(KEY, label, header, plaintext, 512, lambda _: salt)

    def unseal(name: str, refusal: str = "", **changed: Any) -> Case:
        given = {"key": KEY, "label": label, "header": header, "sealed": sealed, **changed}
        return Case(name, "seal.unseal", {k: b64u(v) if isinstance(v, bytes) else v for k, v in given.items()}, refusal)

    def flipped(at: int) -> bytes:
        return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]

    def filled(padded: bytes) -> bytes:
        single, commitment = single_use(KEY, label, header, salt)
        return salt + commitment + AESGCM(single).encrypt(NONCE, padded, header)

    sealing = {
        "key": b64u(KEY),
        "label": label,
        "header": b64u(header),
        "plaintext": b64u(plaintext),
        "salt": b64u(salt),
    }
    # RFC 5869, appendix A.1 and A.3
    a1 = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    a3 = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    ikm = b64u(b"\x0b" * 22)
    return [
        Case(
            "RFC 5869 A.1",
            "seal.hkdf",
            {"key": ikm, "salt": b64u(bytes(range(13))), "info": b64u(bytes(range(0xF0, 0xFA))), "length": 42},
            out=b64u(bytes.fromhex(a1)),
        ),
        Case(
            "RFC 5869 A.3", "seal.hkdf", {"key": ikm, "salt": "", "info": "", "length": 42}, out=b64u(bytes.fromhex(a3))
        ),
        Case(
            "derive",
            "seal.derive",
            {"key": b64u(KEY), "label": "sociallook/1/epoch-key", "parts": [{"id": ID}, {"int": 7}]},
        ),
        Case("seal, padded", "seal.seal", {**sealing, "size": 512}, out=b64u(sealed)),
        Case("seal, not padded", "seal.seal", {**sealing, "size": 0}),
        Case("seal, exact fit", "seal.seal", {**sealing, "size": 4 + len(plaintext)}),
        Case("seal, too long", "seal.seal", {**sealing, "size": 3 + len(plaintext)}, "E_SCHEMA"),
        unseal("open"),
        unseal("other key", "E_COMMIT", key=OTHER),
        unseal("other label", "E_COMMIT", label="sociallook/1/blob"),
        unseal("other header", "E_COMMIT", header=b"headeR"),
        unseal("other salt", "E_COMMIT", sealed=flipped(0)),
        unseal("other commitment", "E_COMMIT", sealed=flipped(63)),
        unseal("altered", "E_AEAD", sealed=flipped(64)),
        unseal("altered tag", "E_AEAD", sealed=flipped(len(sealed) - 1)),
        unseal("cut by one", "E_AEAD", sealed=sealed[:-1]),
        unseal("only the prefix", "E_AEAD", sealed=sealed[:64]),
        unseal("shorter than the prefix", "E_COMMIT", sealed=sealed[:63]),
        unseal("empty", "E_COMMIT", sealed=b""),
        unseal("filler not zero", "E_SCHEMA", sealed=filled(b"\0\0\0\1ab")),
        unseal("length beyond the rest", "E_SCHEMA", sealed=filled(b"\0\0\0\3ab")),
        unseal("length 2^32 - 1", "E_SCHEMA", sealed=filled(b"\xff\xff\xff\xffab")),
        unseal("no length", "E_SCHEMA", sealed=filled(b"\0\0\0")),
        unseal("empty plaintext", sealed=filled(bytes(4))),
    ]


def _wraps() -> list[Case]:
    wrap = repeatable(Seeded("wraps"))(kem_public(KEY), b"info", b"a key of thirty-two bytes length")

    def unwrap(name: str, refusal: str = "E_AEAD", **changed: bytes) -> Case:
        given = {"seed": KEY, "info": b"info", "wrap": wrap, **changed}
        return Case(name, "wraps.unwrap", {key: b64u(value) for key, value in given.items()}, refusal)

    low_order = wrap[:1088] + bytes(32) + wrap[1120:]
    ephemeral = X25519PrivateKey.from_private_bytes(OTHER).public_key().public_bytes_raw()
    return [
        Case("public key of a seed", "wraps.kem_public", {"seed": b64u(KEY)}),
        Case("seed too short", "wraps.kem_public", {"seed": b64u(KEY[:31])}, "E_SCHEMA"),
        unwrap("open", ""),
        unwrap("other seed", seed=OTHER),
        unwrap("other info", info=b"infO"),
        unwrap("ML-KEM part altered", wrap=bytes([wrap[0] ^ 1]) + wrap[1:]),
        unwrap("X25519 part exchanged", wrap=wrap[:1088] + ephemeral + wrap[1120:]),
        unwrap("X25519 point of small order", wrap=low_order),
        unwrap("ciphertext altered", wrap=wrap[:-1] + bytes([wrap[-1] ^ 1])),
        unwrap("cut by one", wrap=wrap[:-1]),
        unwrap("only enc", wrap=wrap[:1120]),
        unwrap("empty", wrap=b""),
    ]


def _passphrases() -> list[Case]:
    installation = "7d9f3c1e-0000-4000-8000-000000000001"
    words = "abend birne kreide lupe wolke zimt"
    unlock = {
        "words": words,
        "login": "aal-zimt-0042",
        "installation": installation,
        "offered": dict(passphrase.PARAMETERS),
    }

    def offered(name: str, value: dict[str, Any]) -> Case:
        return Case(name, "passphrase.unlock", {**unlock, "offered": value}, "E_KDF_FLOOR")

    def normal(name: str, text: str, out: str) -> Case:
        return Case(name, "passphrase.normal_form", {"text": text}, out=out)

    sheet = f"SOCIALLOOK1 aal-zimt-0042 {words}"
    return [
        Case("six words", "passphrase.unlock", unlock),
        Case("the same, typed sloppily", "passphrase.unlock", {**unlock, "words": f"  {words.upper()}\u00a0 "}),
        Case("another login", "passphrase.unlock", {**unlock, "login": "aal-zimt-0043"}),
        offered("less memory", {"m": 19455, "t": 2, "p": 1}),
        offered("more memory", {"m": 19457, "t": 2, "p": 1}),
        offered("less time", {"m": 19456, "t": 1, "p": 1}),
        offered("nothing", {}),
        offered("one more", {"m": 19456, "t": 2, "p": 1, "v": 19}),
        offered("as text", {"m": "19456", "t": 2, "p": 1}),
        normal("plain", words, words),
        normal("capitals and spaces", " Abend\t BIRNE\n", "abend birne"),
        normal("no-break and ideographic space", "a\u00a0b\u3000c", "a b c"),
        normal("compatibility forms", "\uff41\ufb01 \u1e9b\u0323", "afi \u1e69"),
        normal("decomposed umlaut", "a\u0308pfel", "äpfel"),
        normal("byte order mark is no white space", "\ufeffa", "\ufeffa"),
        Case("PRF input", "passphrase.prf_input", {"installation": installation}),
        Case("KEK of a passkey", "passphrase.passkey_kek", {"prf": b64u(KEY), "person": b64u(OTHER)}),
        Case("word list", "passphrase.wordlist", {}),
        Case("write sheet", "passphrase.write_sheet", {"login": "aal-zimt-0042", "words": words}, out=sheet),
        Case("read sheet", "passphrase.read_sheet", {"text": sheet}, out=["aal-zimt-0042", words]),
        *(
            Case(f"no sheet {i}", "passphrase.read_sheet", {"text": text}, "E_SCHEMA")
            for i, text in enumerate(
                [
                    "",
                    "https://example.org",
                    sheet.removesuffix(" zimt"),
                    sheet + " x",
                    sheet.replace("1 ", "2 ", 1),
                    sheet.replace(" ", "  ", 1),
                ]
            )
        ),
    ]
