# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The fictional people of the demo: `python -m sociallook_sdk.demo ADDRESS FILE`.

They do everything through the SDK, so their data are sealed like everybody else's. Nobody here exists.
FILE gets the cast: `[{role, institution, login, words, url}]`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import typst
from sociallook_protocol.encoding import b64u

from sociallook_sdk import documents, institutions, messaging, rights, vault
from sociallook_sdk.accounts import Me, Role, Sheet, now_ms, register
from sociallook_sdk.messaging import File
from sociallook_sdk.rights import Helper, Terms
from sociallook_sdk.transport import HttpTransport

DAY = 24 * 60 * 60 * 1000
JOIN = ("read", "write")
READ = ("read",)
DEPOSIT = ("add", "read")
YOUNG, GROWN, ADVICE = "Junge Leute", "Erwachsene", "Beratung"


@dataclass
class Person:
    """Somebody of the cast with their device and their sheet."""

    role: str
    me: Me = field(repr=False)
    sheet: Sheet = field(repr=False)
    institution: str = ""


@dataclass
class Town:
    """Musterstadt: address of the platform, and everybody in it by role."""

    address: str
    people: dict[str, Person] = field(default_factory=dict)

    def enter(self, role: str, kind: Role, institution: str = "") -> Person:
        """Somebody opens an account and keeps the sheet."""
        me, sheet = register(HttpTransport(self.address), kind)
        me.confirm_sheet()
        person = Person(role, me, sheet, institution)
        self.people[role] = person
        return person

    def cast(self) -> list[dict[str, str]]:
        """For the file and for the terminal."""
        lines = [
            {
                "role": person.role,
                "institution": person.institution,
                "login": person.sheet.login,
                "words": person.sheet.words,
                "url": f"{self.address}/anmelden",
            }
            for person in self.people.values()
        ]
        return [*lines, {"role": "operator", "institution": "", "login": "", "words": "", "url": self.address}]


@dataclass(frozen=True)
class Office:
    """An institution of the town; its administrator; its teams by name."""

    fingerprint: bytes
    boss: Person
    teams: dict[str, str]


def main(address: str, file: Path) -> None:
    """Bring everybody in and write down who they are, for this user's eyes only."""
    town = Town(address)
    offices = _offices(town)
    deniz = town.enter("client", "client")
    samira = town.enter("second_client", "client")
    _history_of_deniz(deniz, town, offices)
    _history_of_samira(samira, town, offices)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(town.cast(), out, ensure_ascii=False, indent=2)


# Institutions and their people ----------------------------------------------------------------------


def _offices(town: Town) -> dict[str, Office]:
    jobcenter = _open_office(town, "jobcenter_admin", ("Jobcenter Musterstadt", "jobcenter"), (YOUNG, GROWN))
    worker = _join(town, jobcenter, YOUNG, "jobcenter_worker", "Sabine Brandt")
    _join(town, jobcenter, YOUNG, "jobcenter_standin", "Torben Reuter", holder=worker)
    _join(town, jobcenter, GROWN, "jobcenter_colleague", "Uwe Lange")
    institutions.start_labels(worker.me, jobcenter.fingerprint, jobcenter.teams[YOUNG])
    return {
        "jobcenter": jobcenter,
        "youth": _small_office(town, "jugendamt_worker", "Torsten Lindner", "Jugendamt Musterstadt", "youth_office"),
        "welfare": _small_office(town, "jugendwerk_worker", "Amara Okafor", "Jugendwerk Musterstadt e. V.", "welfare"),
        "debts": _small_office(town, "stranger_worker", "Heike Sommer", "Schuldnerberatung Musterstadt", "counselling"),
    }


def _small_office(town: Town, role: str, name: str, institution: str, kind: str) -> Office:
    """One person who administers and advises."""
    office = _open_office(town, role, (institution, kind), (ADVICE,), name)
    institutions.start_labels(office.boss.me, office.fingerprint, office.teams[ADVICE])
    return office


def _open_office(town: Town, role: str, what: tuple[str, str], teams: tuple[str, ...], own_name: str = "") -> Office:
    boss = town.enter(role, "professional", what[0])
    founding = institutions.Founding(what[0], what[1], teams, own_name)
    fingerprint, ids = institutions.begin(boss.me, boss.sheet.words, _invitation(*what), founding)
    _operator("institution", "verify", b64u(fingerprint))
    return Office(fingerprint, boss, ids)


def _invitation(name: str, kind: str) -> str:
    """The token of the link that the operator's command prints."""
    return _operator("institution", "add", name, "--kind", kind).rpartition("#i=")[2].strip()


def _operator(*command: str) -> str:
    """What the operator does: on the command line, without any account."""
    done = subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("sociallook"), *command], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def _join(town: Town, office: Office, team: str, role: str, name: str, holder: Person | None = None) -> Person:
    """Invitation, answer, signature of the administrator, and the team's key from somebody who holds it."""
    boss = office.boss
    person = town.enter(role, "professional", boss.institution)
    offer = institutions.invite(boss.me, office.fingerprint, office.teams[team])
    institutions.accept(person.me, offer, name)
    institutions.take_in(boss.me, boss.sheet.words, offer)
    person.me.refresh()
    institutions.start_key((holder or person).me, office.fingerprint, office.teams[team], {person.me.person})
    return person


# What happened in the last weeks ----------------------------------------------------------------------


def _history_of_deniz(deniz: Person, town: Town, offices: dict[str, Office]) -> None:
    work = Terms("Ausbildung oder Arbeit finden", "Text der Einwilligung, Fassung 1")
    jobcenter = _connect(deniz, town, offices["jobcenter"], YOUNG, "jobcenter_worker", work, JOIN, DEPOSIT)
    youth = _connect(deniz, town, offices["youth"], ADVICE, "jugendamt_worker", work, JOIN, ())
    welfare = _connect(deniz, town, offices["welfare"], ADVICE, "jugendwerk_worker", work, JOIN, READ)
    rights.network(deniz.me, deniz.sheet.words, jobcenter, "messages", youth, work)
    _name(deniz, "Deniz K.")
    worker = town.people["jobcenter_worker"]
    _talk(
        jobcenter,
        [
            (worker, 23, "Guten Tag Herr K., schön, dass Sie da sind. Hier können Sie mir jederzeit schreiben."),
            (deniz, 22, "Hallo Frau Brandt, danke. Ich habe mich in der Tischlerei Holm vorgestellt."),
            (worker, 20, "Das freut mich. Wie lange dauert das Praktikum?"),
            (deniz, 20, "Zwei Wochen. Am Montag geht es los."),
            (deniz, 3, "Das Praktikum hat mir gut gefallen. Wie geht es jetzt weiter?"),
        ],
    )
    letter = _document(
        "Ausbildung Tischlerei Holm",
        "Die Tischlerei Holm sucht ab August eine Auszubildende oder einen Auszubildenden.",
    )
    thread = messaging.thread(worker.me, jobcenter.relation)
    said = "Die Tischlerei sucht ab August jemanden für die Ausbildung. Ich habe Ihnen die Stelle angehängt."
    messaging.write(thread, said, [letter], at=now_ms() - DAY)
    _talk(
        welfare,
        [
            (town.people["jugendwerk_worker"], 12, "Hallo Deniz, brauchst du Hilfe bei der Bewerbung?"),
            (deniz, 11, "Ja, gerne. Können wir den Lebenslauf zusammen ansehen?"),
            (town.people["jugendwerk_worker"], 11, "Klar. Lege ihn in deinen Ordner und teile ihn mit mir."),
        ],
    )
    _talk(youth, [(town.people["jugendamt_worker"], 9, "Guten Tag, ich bin jetzt für Sie zuständig. Torsten Lindner.")])
    own = documents.folder(deniz.me)
    documents.add(
        own, _document("Lebenslauf", "Deniz K., Musterstadt. Schulabschluss und zwei Praktika."), at=now_ms() - 10 * DAY
    )
    documents.add(
        own,
        _document("Zeugnis Praktikum", "Herr K. hat zwei Wochen in unserer Werkstatt mitgearbeitet."),
        at=now_ms() - 2 * DAY,
    )
    shared = documents.documents(own)[0]
    documents.share(shared, documents.folder(deniz.me, welfare.relation))


def _history_of_samira(samira: Person, town: Town, offices: dict[str, Office]) -> None:
    work = Terms("Ausbildung oder Arbeit finden", "Text der Einwilligung, Fassung 1")
    jobcenter = _connect(samira, town, offices["jobcenter"], YOUNG, "jobcenter_worker", work, JOIN, READ)
    _name(samira, "Samira A.")
    worker = town.people["jobcenter_worker"]
    _talk(
        jobcenter,
        [
            (worker, 16, "Guten Tag Frau A., haben Sie schon einen Platz im Sprachkurs?"),
            (samira, 15, "Ja, ab nächster Woche. Der Kurs ist vormittags."),
            (worker, 15, "Sehr gut. Melden Sie sich, wenn Sie Fahrkarten brauchen."),
        ],
    )


def _connect(  # noqa: PLR0913, PLR0917 - the facts of one consent
    client: Person,
    town: Town,
    office: Office,
    team: str,
    worker: str,
    terms: Terms,
    messages: tuple[str, ...],
    files: tuple[str, ...],
) -> Helper:
    """Paired on the worker's screen, so both sides know who the other is."""
    professional = town.people[worker].me
    offer = institutions.invite_client(professional, office.fingerprint, office.teams[team])
    areas = {"messages": messages} | ({"documents": files} if files else {})
    name = "Deniz K." if client.role == "client" else "Samira A."
    helper = rights.connect_helper(client.me, client.sheet.words, offer, areas, terms, name=name)
    rights.confirm(professional, offer)
    return helper


def _name(client: Person, name: str) -> None:
    own = next(each for each in vault.spaces(client.me) if each.area == "own")
    vault.Space.open(client.me, own.space).write("name", {"name": name})


def _talk(helper: Helper, lines: list[tuple[Person, int, str]]) -> None:
    """Each line: who, how many days ago, what. Written now, dated then."""
    for number, (person, days, text) in enumerate(lines):
        at = now_ms() - days * DAY + number * 60_000
        messaging.write(messaging.thread(person.me, helper.relation), text, at=at)


def _document(title: str, text: str) -> File:
    """A real PDF of one page, accessible (PDF/UA-1)."""
    source = (
        f'#set document(title: "{title}")\n#set text(lang: "de", size: 12pt)\n#set page(paper: "a4")\n'
        f"= {title}\n\n{text}\n\n_Dieses Schreiben ist erfunden._\n"
    )
    data = typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
    return File(title, f"{title}.pdf", "application/pdf", data)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
