# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The sheets for organisations, places and offers: filled in by a person in a form, or by a line of a table.

A field bears the name of what it fills in `directory.content`. Whatever a sheet does not show stays as it was.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID, uuid5

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from sociallook.directory import places
from sociallook.directory.categories import categories
from sociallook.directory.content import Address, LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing import texts
from sociallook.directory.editing.texts import Lines

Said = Any
"""A text, or one that is translated when it is shown."""
Kind = TypeVar("Kind", OrganizationContent, LocationContent, ServiceContent)
Group = tuple[Said, tuple[str, ...]]
YES = {"ja", "j", "yes", "y", "true", "wahr", "1", "x", "on"}
NO = {"nein", "n", "no", "false", "falsch", "0", "off"}
MOST_CATEGORIES = 5


# --- Fields ---


def line(label: Said, hint: Said = "", *, required: Said = "", longest: int = 500) -> Any:
    """One line of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": required},
    )


def words(label: Said, hint: Said = "", rows: int = 3) -> Any:
    """Some lines of text."""
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


def web(label: Said) -> Any:
    """An address of the web; without its beginning it is taken as https."""
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": _("Das ist keine Internet-Adresse. Ein Beispiel: https://www.beispiel.de")},
    )


def mail(label: Said, hint: Said = "") -> Any:
    """An address of an office."""
    return forms.EmailField(
        label=label,
        help_text=hint,
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={"invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: beratung@beispiel.de")},
    )


class Answer(forms.ChoiceField):
    """Yes, no, or not said. Reads what people write into tables."""

    def __init__(self, label: Said, hint: Said = "") -> None:
        answers = [("", _("Keine Angabe")), ("ja", _("Ja")), ("nein", _("Nein"))]
        super().__init__(label=label, help_text=hint, required=False, choices=answers)

    def prepare_value(self, value: Any) -> Any:
        return {True: "ja", False: "nein", None: ""}.get(value, value) if not isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        word = str(value or "").strip().casefold()
        if word in YES | NO:
            return word in YES
        if word:
            raise forms.ValidationError(_("Hier geht nur „ja“ oder „nein“."))
        return None


class Flag(Answer):
    """Yes, or not."""

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value))


class Selects(forms.Select):
    """The same choice several times, the best first."""

    template_name = "directory/editing/selects.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:  # noqa: ARG002
        return data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        chosen = [each for each in (value if isinstance(value, list) else [value]) if each][:MOST_CATEGORIES]
        chosen += [""] * (min(len(chosen) + 1, MOST_CATEGORIES) - len(chosen))
        context["selects"] = [
            {"options": self.options(name, [one]), "first": place == 0, "number": place + 1}
            for place, one in enumerate(chosen)
        ]
        return context


@cache
def need_names() -> Mapping[str, str]:
    """Ids, and names in all languages, in small letters → id."""
    named = {name.casefold(): key for key, each in categories().items() for name in each.names.values()}
    return named | {key: key for key in categories()}


class Needs(forms.Field):
    """What an offer helps with: ids or German names of needs, the best fitting first."""

    widget = Selects

    def __init__(self, label: Said, hint: Said = "") -> None:
        super().__init__(label=label, help_text=hint, required=True)
        self.error_messages["required"] = _("Bitte wählen Sie, wobei das Angebot hilft.")

    def clean(self, value: Any) -> list[str]:
        given = value if isinstance(value, list) else texts.LINES.split(str(value or ""))
        wanted = [str(word).strip() for word in given if str(word).strip()]
        if not wanted:
            raise forms.ValidationError(self.error_messages["required"])
        return list(dict.fromkeys(need for word in wanted for need in self._ids(word)))

    @staticmethod
    def _ids(word: str) -> list[str]:
        """A name may hold a comma; if it is no name, a comma stands between two."""
        known = need_names()
        if word.casefold() in known:
            return [known[word.casefold()]]
        parts = [part.strip().casefold() for part in word.split(",")]
        if all(part in known for part in parts):
            return [known[part] for part in parts]
        raise forms.ValidationError(
            _("Diese Art von Hilfe kennt das Verzeichnis nicht: %(word)s"), params={"word": word[:80]}
        )


# --- Sheets ---


class Sheet(forms.Form, Generic[Kind]):
    """`groups`: headings and the names of their fields. `lists`: fields that hold several things."""

    use_required_attribute = False
    shape: type[Kind]
    groups: ClassVar[Sequence[Group]]
    lists: ClassVar[Mapping[str, Lines]] = {}

    def __init__(self, data: Mapping[str, Any] | None, before: Kind) -> None:
        self.before: Kind = before
        super().__init__(data, initial=self.shown(before), auto_id="feld-%s")

    def again(self, data: Mapping[str, Any], before: Kind) -> Self:
        """The same sheet with only these fields, for another line of a table: much quicker than a new one."""
        other = copy(self)
        other.fields = {name: field for name, field in self.fields.items() if name in data}
        other.data, other.before, other.is_bound = data, before, True
        other.initial, other.__dict__["_errors"], other.__dict__["_bound_fields_cache"] = {}, None, {}
        return other

    @classmethod
    def shown(cls, content: Kind) -> dict[str, Any]:
        """What stands in the fields."""
        things = content.model_dump(mode="json")
        return {
            name: cls.lists[name].written(things[name]) if name in cls.lists else things[name]
            for name in cls.base_fields
            if name in things
        }

    def values(self) -> dict[str, Any]:
        """What the fields say, in the words of `directory.content`. Call it when the sheet is valid."""
        known = self.before.model_dump(mode="json")
        given = {name: value for name, value in self.cleaned_data.items() if name in known}
        written: dict[str, Any] = known | {
            name: self.lists[name].parsed(value, known[name]) if name in self.lists else value
            for name, value in given.items()
        }
        return written

    def clean(self) -> dict[str, Any]:
        """The whole must be something that can be published."""
        if not self.errors:
            try:
                self.content = self.shape.model_validate(self.values())
            except ValidationError as wrong:
                for error in wrong.errors():
                    name = str(error["loc"][0]) if error["loc"] else ""
                    self._complain(name, _("Das ist hier nicht möglich oder zu lang."))
        return self.cleaned_data

    def _complain(self, name: str, sentence: Said) -> None:
        """About a field, or about the whole when the field is not on this sheet."""
        self.add_error(name if name in self.fields else None, sentence)

    content: Kind
    """What the valid sheet says."""

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields."""
        return [(str(heading), [self[name] for name in names]) for heading, names in self.groups]


EACH_IN_A_LINE = _("Jede Angabe in eine eigene Zeile.")
PHONE_HINT = _("Eine Nummer in jeder Zeile. Nach einem Komma: was sie ist. „030 23125 001, Sekretariat“")
CONTACT_HINT = _("Eine Person in jeder Zeile, nur dienstlich: „Sabine Brandt, Leitung, brandt@beispiel.de“")
HOURS_HINT = _("So, wie Sie es sagen: „Mo bis Fr 9-12, Di 14-18“ oder „nach Vereinbarung“.")


class OrganizationSheet(Sheet[OrganizationContent]):
    """Who offers something."""

    shape = OrganizationContent
    groups = (
        (_("Wer sind Sie?"), ("name", "alternate_name", "description")),
        (_("Wie erreicht man Sie?"), ("phones", "email", "website", "contacts")),
        (_("Weitere Angaben"), ("legal_status", "year_incorporated", "logo", "uri")),
    )
    lists: ClassVar = {"phones": texts.PHONES, "contacts": texts.CONTACTS}

    name = line(_("Name der Organisation"), required=_("Bitte geben Sie den Namen der Organisation an."))
    alternate_name = line(_("Anderer Name oder Abkürzung"))
    description = words(_("Was Sie tun"), _("In kurzen Sätzen, wie Sie es am Telefon sagen würden."))
    phones = words(_("Telefon"), PHONE_HINT, 2)
    email = mail(_("E-Mail"))
    website = web(_("Internet-Adresse"))
    contacts = words(_("Ansprechpersonen"), CONTACT_HINT, 2)
    legal_status = line(_("Rechtsform"))
    year_incorporated = forms.IntegerField(
        label=_("Gegründet im Jahr"),
        required=False,
        min_value=800,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Bitte geben Sie ein Jahr an, zum Beispiel 1998.")},
    )
    logo = web(_("Adresse des Logos"))
    uri = web(_("Kennung im Internet (URI)"))


class LocationSheet(Sheet[LocationContent]):
    """Where something is offered."""

    shape = LocationContent
    groups = (
        (_("Wo ist das?"), ("name", "address_1", "address_2", "postal_code", "city", "location_confidential")),
        (_("Wie kommt man hin und hinein?"), ("transportation", "wheelchair", "accessibility", "description")),
        (_("Wer ist dort, und wann?"), ("schedules", "phones", "languages", "contacts")),
        (_("Für die Karte"), ("latitude", "longitude", "area", "location_type", "alternate_name", "url")),
    )
    lists: ClassVar = {
        "phones": texts.PHONES, "contacts": texts.CONTACTS, "languages": texts.LANGUAGES,
        "schedules": texts.HOURS, "accessibility": texts.ACCESS,
    }  # fmt: skip
    ADDRESS: ClassVar = ("address_1", "address_2", "postal_code", "city")

    name = line(_("Name des Ortes"), _("Zum Beispiel: Beratungsstelle Altstadt"))
    address_1 = line(_("Straße und Hausnummer"))
    address_2 = line(_("Zusatz"), _("Zum Beispiel: Hinterhaus, 2. Stock"))
    postal_code = line(_("Postleitzahl"), longest=10)
    city = line(_("Stadt oder Gemeinde"))
    location_confidential = Flag(
        _("Muss geheim bleiben, wo das ist?"),
        _("Zum Beispiel bei einem Frauenhaus. Dann speichern wir nur den Landkreis, sonst nichts."),
    )
    transportation = words(_("Weg dorthin"), _("Haltestelle, Parkplatz, Eingang."), 2)
    wheelchair = Answer(_("Kommt man mit dem Rollstuhl hinein?"))
    accessibility = words(_("Was bei einer Behinderung hilft"), EACH_IN_A_LINE, 2)
    description = words(_("Sonst noch wichtig zu diesem Ort"), rows=2)
    schedules = words(_("Öffnungszeiten dieses Ortes"), HOURS_HINT, 2)
    phones = words(_("Telefon an diesem Ort"), PHONE_HINT, 2)
    languages = line(_("Sprachen an diesem Ort"), _("Mit Komma getrennt: Deutsch, Türkisch"))
    contacts = words(_("Ansprechpersonen an diesem Ort"), CONTACT_HINT, 2)
    latitude = forms.FloatField(
        label=_("Breitengrad"), required=False, min_value=-90, max_value=90, localize=True,
        error_messages={"invalid": _("Bitte geben Sie eine Zahl wie 51,505 an.")},
    )  # fmt: skip
    longitude = forms.FloatField(
        label=_("Längengrad"), required=False, min_value=-180, max_value=180, localize=True,
        error_messages={"invalid": _("Bitte geben Sie eine Zahl wie 10,791 an.")},
    )  # fmt: skip
    area = forms.RegexField(
        r"\A(\d{2}|\d{3}|\d{5}|\d{8})\Z", label=_("Amtlicher Gemeindeschlüssel"), required=False,
        help_text=_("Nur nötig, wenn die Postleitzahl fehlt."),
        error_messages={"invalid": _("Der Schlüssel hat 2, 3, 5 oder 8 Ziffern.")},
    )  # fmt: skip
    location_type = forms.ChoiceField(
        label=_("Art des Ortes"), required=False,
        choices=[("physical", _("Man kann hingehen")), ("postal", _("Nur Post")), ("virtual", _("Im Internet"))],
    )  # fmt: skip
    alternate_name = line(_("Anderer Name des Ortes"))
    url = web(_("Internet-Adresse des Ortes"))

    @classmethod
    def shown(cls, content: LocationContent) -> dict[str, Any]:
        address = content.addresses[0].model_dump() if content.addresses else {}
        return super().shown(content) | {name: address.get(name, "") for name in cls.ADDRESS}

    def values(self) -> dict[str, Any]:
        values = super().values()
        first, rest = (values["addresses"] or [{}])[0], values["addresses"][1:]
        given = {name: self.cleaned_data.get(name, first.get(name, "")) for name in self.ADDRESS}
        values["addresses"] = ([{**first, **given}] if any(given.values()) else []) + rest
        values["location_type"] = values["location_type"] or "physical"
        moved = given != {name: first.get(name, "") for name in self.ADDRESS}
        if moved and "area" not in self.changed_data and values["id"] and values["area"]:
            values["area"] = ""  # it belonged to the old address; `actions` finds the new one
        return values

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to say in which district it is."""
        given = super().clean()
        if self.errors or self.content.location_type != "physical" or self.content.area:
            return given
        if self.content.latitude is None:
            address = self.content.addresses[0] if self.content.addresses else Address()
            found = {place.area for place in places.look_up(f"{address.postal_code} {address.city}")}
            if not found:
                self._complain("postal_code", _("Diese Postleitzahl oder Stadt kennen wir nicht."))
            elif len(found) > 1:
                self._complain("area", _("Hier gibt es mehrere Landkreise. Bitte geben Sie den Schlüssel an."))
        return given


class ServiceSheet(Sheet[ServiceContent]):
    """What is offered. `locations` are those of its organisation."""

    shape = ServiceContent
    groups = (
        (_("Was bieten Sie an?"), ("name", "categories", "description", "easy_description", "alternate_name")),
        (_("Für wen?"), ("eligibility_description", "for_young_people", "minimum_age", "maximum_age", "service_areas")),
        (_("Wo?"), ("places", "phone_advice", "online_advice")),
        (_("Wann?"), ("schedules", "status", "alert")),
        (_("Wie erreicht man Sie?"), ("phones", "email", "url", "contacts", "application_process")),
        (_("Was kostet es?"), ("free_of_charge", "fees_description", "cost_options")),
        (_("Was bringt man mit?"), ("required_documents",)),
        (_("In welchen Sprachen?"), ("languages", "interpretation_services")),
        (_("Für die Fachwelt"), ("legal_basis", "leistungsschluessel", "accreditations", "assurer_email")),
    )
    lists: ClassVar = {
        "phones": texts.PHONES, "contacts": texts.CONTACTS, "languages": texts.LANGUAGES, "schedules": texts.HOURS,
        "service_areas": texts.AREAS, "cost_options": texts.COSTS, "required_documents": texts.PAPERS,
    }  # fmt: skip

    name = line(_("Name des Angebots"), required=_("Bitte geben Sie dem Angebot einen Namen."))
    categories = Needs(_("Wobei hilft das?"), _("Das Wichtigste zuerst."))
    description = words(_("Was ist das?"), _("In kurzen Sätzen, wie Sie es am Telefon sagen würden."), 4)
    easy_description = words(_("Dasselbe in Leichter Sprache"))
    alternate_name = line(_("Anderer Name des Angebots"))
    eligibility_description = words(_("Wer darf kommen?"), rows=2)
    for_young_people = Flag(_("Ist es besonders für junge Menschen?"))
    minimum_age = forms.FloatField(label=_("Ab welchem Alter?"), required=False, min_value=0, max_value=130)
    maximum_age = forms.FloatField(label=_("Bis zu welchem Alter?"), required=False, min_value=0, max_value=130)
    service_areas = words(
        _("Nur für Menschen aus einer Gegend?"),
        _("Landkreis oder Stadt, eine in jeder Zeile. Leer heißt: für alle."),
        2,
    )
    places = forms.MultipleChoiceField(
        label=_("An welchen Orten?"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Diesen Ort gibt es nicht mehr.")},
    )  # fmt: skip
    phone_advice = Flag(_("Beraten Sie am Telefon?"))
    online_advice = Flag(_("Beraten Sie im Internet?"))
    schedules = words(_("Öffnungszeiten"), HOURS_HINT, 2)
    status = forms.ChoiceField(
        label=_("Gibt es das Angebot gerade?"), required=False,
        choices=[
            ("active", _("Ja")),
            ("temporarily closed", _("Vorübergehend nicht")),
            ("inactive", _("Nein, vielleicht wieder")),
            ("defunct", _("Nein, nicht mehr")),
        ],
    )  # fmt: skip
    alert = words(_("Gerade wichtig"), _("Zum Beispiel: Im August geschlossen."), 2)
    phones = words(_("Telefon für dieses Angebot"), PHONE_HINT, 2)
    email = mail(_("E-Mail für dieses Angebot"))
    url = web(_("Internet-Adresse des Angebots"))
    contacts = words(_("Ansprechpersonen"), CONTACT_HINT, 2)
    application_process = words(_("Wie meldet man sich an?"), rows=2)
    free_of_charge = Answer(_("Ist es kostenlos?"))
    fees_description = words(_("Was es kostet"), rows=2)
    cost_options = words(_("Verschiedene Preise"), EACH_IN_A_LINE, 2)
    required_documents = words(_("Papiere"), EACH_IN_A_LINE, 2)
    languages = line(_("Sprachen"), _("Mit Komma getrennt: Deutsch, Türkisch"))
    interpretation_services = words(_("Dolmetschen"), rows=2)
    legal_basis = line(_("Rechtsgrundlage"), _("Zum Beispiel: § 28 SGB VIII"))
    leistungsschluessel = forms.RegexField(
        r"\A\d{14}\Z", label=_("Leistungsschlüssel (LeiKa)"), required=False,
        help_text=_("14 Ziffern, nur wenn Sie ihn kennen."),
        error_messages={"invalid": _("Der Leistungsschlüssel hat 14 Ziffern.")},
    )  # fmt: skip
    accreditations = words(_("Anerkennungen"), rows=2)
    assurer_email = mail(_("E-Mail für Rückfragen zu diesen Angaben"))

    def __init__(
        self, data: Mapping[str, Any] | None, before: ServiceContent, locations: Sequence[LocationContent] = ()
    ) -> None:
        super().__init__(data, before)
        language = get_language() or "de"
        needs = sorted(((key, each.name(language)) for key, each in categories().items()), key=lambda need: need[1])
        self.fields["categories"].widget.choices = [("", _("– bitte wählen –")), *needs]
        self.fields["places"].choices = [(str(each.id), where(each)) for each in locations]  # type: ignore[attr-defined]
        if not locations:
            self.fields["places"].widget = forms.MultipleHiddenInput()
        chosen = {str(offer.location_id) for offer in before.service_at_locations if offer.location_id}
        self.initial["places"] = [str(each.id) for each in locations if str(each.id) in chosen]

    def values(self) -> dict[str, Any]:
        values = super().values()
        offers = {str(offer.location_id): offer.model_dump(mode="json") for offer in self.before.service_at_locations}
        service = UUID(str(values["id"]))
        values["service_at_locations"] = [
            offers.get(place) or {"id": str(uuid5(service, place)), "location_id": place}
            for place in self.cleaned_data.get("places", [])
        ]
        values["status"] = values["status"] or "active"
        return values

    def clean(self) -> dict[str, Any]:
        """An age range begins before it ends."""
        given = super().clean()
        youngest, oldest = given.get("minimum_age"), given.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self._complain("maximum_age", _("Das höchste Alter liegt unter dem niedrigsten."))
        return given


def where(location: LocationContent) -> str:
    """A place in one line, for those who know it."""
    if location.location_confidential:
        return f"{places.district(location.area)} ({_('geheimer Ort')})"
    address = location.addresses[0] if location.addresses else None
    parts = [location.name, *([address.address_1, f"{address.postal_code} {address.city}".strip()] if address else [])]
    return ", ".join(filter(None, parts)) or location.url or places.district(location.area) or str(_("Ort ohne Namen"))
