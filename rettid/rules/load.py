"""Pages → packs. What is unclear is refused, all of it at once, with file, line, krav and key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import tomltext
from rettid.errors import RuleError
from rettid.rules import keys
from rettid.rules.pack import AgeBand, Choice, Krav, Later, NotCounting, Only, Pack, Suspension, Trigger, Unbroken
from rettid.rules.page import Page, read_page
from rettid.tables import SCHEMAS
from rettid.tomltext import TomlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_BLOCKS = ("fravaer", "krav", "suspension", "overgang", "periode", "valg")

SHIPPED = Path(__file__).parent.parent / "regler"


def load_packs(paths: Iterable[Path | str] | None = None, valg: Mapping[str, str] | None = None) -> tuple[Pack, ...]:
    """The packs of the pages at `paths` (files or folders), by default the shipped ones, ordered by file name.

    `valg` answers the pages' questions: `{"broendby-2018/graense": "foer"}`. Raises RuleError naming every fault of
    every page, when two pages have the same id, and when an answer in `valg` is none of a page's.
    """
    pages = [read_page(file) for path in ([SHIPPED] if paths is None else paths) for file in _files(Path(path))]
    packs, faults = [], []
    for page in pages:
        try:
            packs.append(read_pack(page, valg))
        except RuleError as fault:
            faults.append(str(fault))
    faults += [
        f'To regelsider har samme id "{name}": {_names(name, packs)}. Giv den ene et andet id.'
        for name in _doubles(packs)
    ]
    if faults:
        raise RuleError("\n".join(faults))
    return tuple(packs)


def check_asked(valg: Iterable[str], packs: Iterable[Pack]) -> None:
    """Raises RuleError when `valg` names a question that no pack asks."""
    asked = [f"{pack.id}/{choice.id}" for pack in packs for choice in pack.valg]
    for name in valg:
        if name not in asked:
            raise RuleError(f'Valget "{name}" kendes ikke. Siderne spørger om: {", ".join(asked) or "intet"}.')


def check_named(packs: Sequence[Pack]) -> None:
    """Raises RuleError when an `andel` counts a krav that none of the packs has, or a krav uses a share that no `andel` gives it."""
    known = {(pack.id, krav.id) for pack in packs for krav in pack.krav}
    counted = {duty for pack in packs for krav in pack.krav for duty in krav.duties(pack.id)}
    faults = [
        f'{pack.path}, krav "{krav.id}", nøglen "af": peger på kravet "{owner}/{duty}", som ikke findes på siderne.'
        for pack in packs
        for krav in pack.krav
        for owner, duty in krav.duties(pack.id)
        if (owner, duty) not in known
    ]
    faults += [
        f'{pack.path}, krav "{krav.id}", nøglen "bruger_andel": ingen andel på siderne tæller kravet. '
        'Nævn det i en andels "af", eller brug "fritager".'
        for pack in packs
        for krav in pack.krav
        if krav.bruger_andel and (pack.id, krav.id) not in counted
    ]
    if faults:
        raise RuleError("\n".join(faults))


def read_pack(page: Page, valg: Mapping[str, str] | None = None) -> Pack:
    """The pack of one page, its questions answered by `valg`. Raises RuleError with one line per fault."""
    document = _parse(page)
    faults = _Faults(page)
    document["valg"] = _chosen(document, valg or {}, faults)
    pack = _pack(document, page.path, faults)
    if faults.found:
        raise RuleError("\n".join(faults.found))
    return pack


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix in {".md", ".toml"} and file.name != "README.md")
        if not found:
            raise RuleError(
                f"{path}: mappen har ingen regelsider (.md eller .toml). Giv stien til en regelside med --regler."
            )
        return found
    if not path.exists():
        raise RuleError(f"{path}: regelsiden findes ikke. Se de medfølgende pakker med: rettid rules")
    return [path]


def _doubles(packs: list[Pack]) -> list[str]:
    return [name for name, count in Counter(pack.id for pack in packs).items() if count > 1]


def _names(pack_id: str, packs: list[Pack]) -> str:
    return " og ".join(str(pack.path) for pack in packs if pack.id == pack_id)


def _parse(page: Page) -> dict[str, Any]:
    try:
        document = tomltext.loads(page.toml)
    except TomlError as fault:
        raise RuleError(
            f"{page.path}, {fault.sted}: TOML-blokken kan ikke læses: {fault.hvad}. Ret linjen; se docs/regelsider.md."
        ) from fault
    if not document:
        raise RuleError(
            f"{page.path}: siden har ingen ```toml-blok. Se docs/regelsider.md for, hvordan en regelside ser ud."
        )
    return document


@dataclass(slots=True)
class _Faults:
    """The faults of a page, each with its place."""

    page: Page
    found: list[str] = field(default_factory=list)

    def add(self, place: _Place, key: str | None, reason: str) -> None:
        """Note a fault in the table at `place`."""
        line = self.page.line_of(place.table, place.index, key) or self.page.line_of(place.table, place.index, None)
        where = f", linje {line}" if line else ""
        name = f', nøglen "{key}"' if key else ""
        self.found.append(f"{self.page.path}{where}{place.name}{name}: {reason}.")


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of the document: its header, which of them it is, and its name in a message."""

    table: str | None = None
    index: int = 0
    name: str = ""


def _convert(
    given: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]], place: _Place, faults: _Faults
) -> dict[str, Any]:
    """The values of `given` converted; unknown keys and unusable values become faults."""
    values = {}
    for key, raw in given.items():
        if key not in known:
            faults.add(place, key, f"nøglen kendes ikke{_meant(key, known)}")
            continue
        try:
            values[key] = known[key](raw)
        except ValueError as reason:
            faults.add(place, key, str(reason))
    return values


def _meant(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, list(known), n=1)
    return f' – mente du "{near[0]}"?' if near else f". Kendte nøgler: {', '.join(sorted(known))}"


def _need(names: Iterable[str], given: Mapping[str, Any], place: _Place, faults: _Faults, why: str) -> None:
    for key in names:
        if key not in given:
            faults.add(place, None, f'nøglen "{key}" mangler ({why})')


def _pack(document: dict[str, Any], path: Path, faults: _Faults) -> Pack:
    document = dict(document)
    blocks, absence, pauses = document.pop("krav", []), document.pop("fravaer", {}), document.pop("suspension", [])
    handover, period = document.pop("overgang", {}), document.pop("periode", {})
    choices, only = document.pop("valg"), document.pop("hvor", None)
    top = _Place()
    head = _convert(document, {**keys.HEAD, **dict.fromkeys(_BLOCKS, str)}, top, faults)
    _need(keys.HEAD_NEEDED, document, top, faults, "den skal stå i pakkens hoved")
    law = head.get("art") == "lov"
    if law:
        _need(keys.LAW_NEEDED[3:], document, top, faults, "en lovpakke skal have den")
    if not isinstance(blocks, list) or not blocks:
        faults.add(top, None, "pakken har ingen krav. Skriv mindst ét [[krav]]")
        blocks = []
    inherited = {key: head.pop(key) for key in keys.INHERITED if key in head}
    absences = _convert(_table(absence, "fravaer", faults), keys.ABSENCE, _Place("fravaer", 0, ", [fravaer]"), faults)
    inherited["fritager"] = absences.pop("fritager", ())
    if only is not None:
        inherited["hvor"] = _convert({"hvor": only}, {"hvor": _only}, top, faults).get("hvor", ())
    handed = _convert(
        _table(handover, "overgang", faults), keys.HANDOVER, _Place("overgang", 0, ", [overgang]"), faults
    )
    requirements = [_krav(block, number, inherited, faults, law=law) for number, block in enumerate(blocks)]
    found = [krav for krav in requirements if krav is not None]
    _check_references(found, faults)
    if any(krav.efter_overgang for krav in found) and "over_timer" not in handed:
        faults.add(
            top, None, "et krav har efter_overgang, men pakken siger ikke, hvornår sagen overgår: [overgang] over_timer"
        )
    return Pack(
        **{"id": "", "titel": "", "art": "lov", "version": "", **head},
        krav=tuple(found),
        path=path,
        **absences,
        suspension=tuple(_suspensions(pauses, faults)),
        overgang=handed.get("over_timer"),
        periode=Unbroken(
            **_convert(_table(period, "periode", faults), keys.PERIOD, _Place("periode", 0, ", [periode]"), faults)
        ),
        valg=choices,
    )


def _table(value: Any, name: str, faults: _Faults) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    faults.add(_Place(), name, f"skal være en tabel: [{name}]")
    return {}


def _suspensions(blocks: list[dict[str, Any]], faults: _Faults) -> list[Suspension]:
    found = []
    for number, block in enumerate(blocks):
        place = _Place("suspension", number, f", [[suspension]] nr. {number + 1}")
        values = _convert(block, keys.SUSPENSION, place, faults)
        _need(("fra", "til"), block, place, faults, "en suspension har en første og en sidste dag")
        if values.keys() >= {"fra", "til"}:
            if values["til"] < values["fra"]:
                faults.add(place, "til", f"{values['til']} er før {values['fra']}")
            found.append(Suspension(**values))
    return found


def _krav(
    block: dict[str, Any], number: int, inherited: Mapping[str, Any], faults: _Faults, *, law: bool
) -> Krav | None:
    place = _Place("krav", number, f', krav "{block.get("id", number + 1)}"')
    before = len(faults.found)
    known = {
        **keys.KRAV,
        "alder": lambda value: _bands(value, place, faults),
        "udloeser": lambda value: _trigger(value, place, faults),
        "forud_for": lambda value: _later(value, place, faults),
        "taeller_ikke": lambda value: _not_counting(value, place, faults),
        "hvor": _only,
    }
    values = {**inherited, **_convert(block, known, place, faults)}
    _need(("id", "titel", "form"), block, place, faults, "ethvert krav skal have den")
    form = values.get("form")
    if form is not None:
        _check_form(form, block, values, place, faults)
    _need(keys.LAW_NEEDED[:3] if law else (), values, place, faults, "den skal stå i kravet eller i lovpakkens hoved")
    if len(faults.found) > before:
        return None
    return Krav(
        **{"hjemmel": "", "kilde": "", "efterproevet": "udledt", "haendelse": "samtale", "ur": "kalender", **values}
    )


def _check_form(form: str, block: Mapping[str, Any], values: Mapping[str, Any], place: _Place, faults: _Faults) -> None:
    """Every form has keys that it needs and keys that mean nothing to it."""
    banded = form == "senest" and values.get("alder") and all(band.senest for band in values["alder"])
    _need(
        (key for key in keys.NEEDED_BY_FORM[form] if not (key == "senest" and banded)),
        block,
        place,
        faults,
        f'formen "{form}" skal have den',
    )
    for key in block:
        if keys.foreign_to_form(key, form):
            faults.add(place, key, f'nøglen bruges ikke af formen "{form}"')
    if form != "andel":
        _need(("haendelse",), block, place, faults, "ethvert krav skal have den")
        if form in keys.ON_A_CLOCK:
            _need(("ur",), values, place, faults, "den skal stå i kravet eller i pakkens hoved")
    for kind in set(values.get("bruger_andel", ())) & set(values.get("fritager", ())):
        faults.add(place, "bruger_andel", f'"{kind}" står også i fritager: det kan kun fritage på én måde')
    _check_event(values, place, faults)
    _check_not_counting(values, place, faults)
    _check_age(form, values, place, faults)
    _check_order(values, place, faults)


def _check_event(values: Mapping[str, Any], place: _Place, faults: _Faults) -> None:
    event = values.get("haendelse")
    foreign = {
        "samtale": ("min_varighed", "loentilskud_efterfrist", "dato"),
        "tilbud": ("former", "afholdt_af", "med_a_kasse"),
    }.get(str(event), ())
    for key in foreign:
        if key in values:
            faults.add(place, key, f'nøglen bruges ikke af hændelsen "{event}"')
    if values.get("dato") == "afgivet":
        for key in ("min_varighed", "loentilskud_efterfrist"):
            if key in values:
                faults.add(place, key, "nøglen kan ikke bruges, når det er den dag, tilbuddet blev afgivet, der tæller")
    if "loentilskud_efterfrist" in values and values.get("antal", 1) != 1:
        faults.add(place, "loentilskud_efterfrist", "nøglen kan ikke bruges sammen med antal over 1")


def _check_not_counting(values: Mapping[str, Any], place: _Place, faults: _Faults) -> None:
    counted = values.get("typer")
    for kind in {kind for item in values.get("taeller_ikke", ()) for kind in item.typer}:
        if counted and kind not in counted:
            faults.add(place, "taeller_ikke", f'"{kind}" er ikke blandt kravets typer')


def _check_order(values: Mapping[str, Any], place: _Place, faults: _Faults) -> None:
    """A window, or a time that gaps are counted in, that ends before it begins would make nothing, silently."""
    for first, last in (("tidligst", "senest"), ("fra", "indtil")):
        if {first, last} <= values.keys() and values[first].days_at_least >= values[last].days_at_most:
            faults.add(place, last, f"skal være længere end {first} ({values[first]})")


def _check_age(form: str, values: Mapping[str, Any], place: _Place, faults: _Faults) -> None:
    bands = values.get("alder") or ()
    if form != "senest" and any(band.senest for band in bands):
        faults.add(place, "alder", 'kun formen "senest" kan have en frist i et aldersbånd')
    if form != "senest" and values.get("alder_ved") == "frist":
        faults.add(place, "alder_ved", '"frist" kan kun bruges af formen "senest"')
    if "alder_ved" in values and not bands:
        faults.add(place, "alder_ved", "nøglen kræver aldersbånd i alder")


def _bands(value: Any, place: _Place, faults: _Faults) -> tuple[AgeBand, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(band, dict) for band in value):
        raise ValueError('skal være en liste af bånd, for eksempel [{ under = 30, senest = "13 uger" }]')
    bands = tuple(AgeBand(**_convert(band, keys.AGE_BAND, place, faults)) for band in value)
    for band in bands:
        if band.fra is not None and band.under is not None and band.fra >= band.under:
            raise ValueError(f"båndet fra {band.fra} under {band.under} er tomt")
    return bands


def _trigger(value: Any, place: _Place, faults: _Faults) -> Trigger:
    if not isinstance(value, dict) or "haendelse" not in value:
        raise ValueError(
            'skal være en tabel med mindst haendelse, for eksempel { haendelse = "samtale", status = "udeblevet" }'
        )
    if value["haendelse"] == "samtale" and "dato" in value:
        raise ValueError("dato kan kun bruges, når udløseren er et tilbud")
    _refuse_of_offers(value)
    return Trigger(**{"haendelse": "samtale", **_convert(value, keys.TRIGGER, place, faults)})


def _refuse_of_offers(value: Mapping[str, Any]) -> None:
    """Filters of interviews mean nothing to an event that is an offer. Raises ValueError."""
    for key in ("former", "afholdt_af"):
        if value["haendelse"] == "tilbud" and key in value:
            raise ValueError(f"{key} kan kun bruges, når hændelsen er en samtale")


def _later(value: Any, place: _Place, faults: _Faults) -> Later:
    if not isinstance(value, dict) or "haendelse" not in value:
        raise ValueError(
            'skal være en tabel med mindst haendelse, for eksempel { haendelse = "samtale", typer = ["jobsamtale"] }'
        )
    _refuse_of_offers(value)
    return Later(**{"haendelse": "samtale", **_convert(value, keys.LATER, place, faults)})


def _not_counting(value: Any, place: _Place, faults: _Faults) -> tuple[NotCounting, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) and "typer" in item for item in value):
        raise ValueError(
            'skal være en liste, for eksempel [{ typer = ["mentor"], fra = 2023-03-22, til = 2026-06-30 }]'
        )
    found = tuple(NotCounting(**{"typer": (), **_convert(item, keys.NOT_COUNTING, place, faults)}) for item in value)
    for item in found:
        if item.fra and item.til and item.til < item.fra:
            raise ValueError(f"{item.til} er før {item.fra}")
    return found


def _only(value: Any) -> tuple[Only, ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError('skal være en tabel af kolonner og værdier, for eksempel { ydelse = ["ledighedsydelse"] }')
    for column in value:
        if SCHEMAS["forloeb"].get(column, pl.String()) != pl.String():
            raise ValueError(f'kolonnen "{column}" er ikke en tekst')
    return tuple(Only(str(column), keys.texts(values)) for column, values in value.items())


def _chosen(document: dict[str, Any], valg: Mapping[str, str], faults: _Faults) -> tuple[Choice, ...]:
    """The page's questions with their answers; what an answer says otherwise is put into the document's krav."""
    questions = document.pop("valg", [])
    if not isinstance(questions, list) or not all(isinstance(question, dict) for question in questions):
        faults.add(_Place(), "valg", "skal være tabeller: [[valg]]")
        return ()
    found = []
    for number, question in enumerate(questions):
        place = _Place("valg", number, f', valg "{question.get("id", number + 1)}"')
        values = _convert(question, keys.CHOICE, place, faults)
        _need(("id", "titel", "standard", "muligheder"), question, place, faults, "ethvert valg skal have den")
        if not values.keys() >= {"id", "titel", "standard", "muligheder"}:
            continue
        names = (values["standard"], *values["muligheder"])
        answer = valg.get(f"{document.get('id')}/{values['id']}", values["standard"])
        if answer not in names:
            faults.add(place, "muligheder", f'"{answer}" er ikke en mulighed. Vælg blandt: {", ".join(names)}')
            continue
        found.append(Choice(values["id"], values["titel"], names, answer))
        for name, changes in values["muligheder"].items():
            _put(document, changes if isinstance(changes, dict) else {}, place, faults, apply=name == answer)
    return tuple(found)


def _put(document: dict[str, Any], changes: dict[str, Any], place: _Place, faults: _Faults, *, apply: bool) -> None:
    """Put the keys that an answer says otherwise into the krav it names, or into every krav ("alle")."""
    blocks = [block for block in document.get("krav", []) if isinstance(block, dict)]
    known = {"alle", *(block.get("id") for block in blocks)}
    for name, values in changes.items():
        if name not in known or not isinstance(values, dict):
            faults.add(place, "muligheder", f'"{name}" er ikke et krav i pakken. Skriv et kravs id, eller "alle"')
        elif apply:
            for block in blocks:
                if name == block.get("id"):
                    block.update(values)
                elif name == "alle":
                    form = str(block.get("form"))
                    block.update({key: value for key, value in values.items() if not keys.foreign_to_form(key, form)})


def _check_references(requirements: list[Krav], faults: _Faults) -> None:
    ids = Counter(krav.id for krav in requirements)
    for number, krav in enumerate(requirements):
        place = _Place("krav", number, f', krav "{krav.id}"')
        if ids[krav.id] > 1:
            faults.add(place, "id", "to krav i pakken har samme id")
        shares = {krav.id for krav in requirements if krav.form == "andel"}
        for name in krav.af:
            if "/" not in name and name not in ids:
                faults.add(place, "af", f'peger på kravet "{name}", som ikke findes i pakken')
            if name in shares:
                faults.add(place, "af", f'peger på "{name}", som selv er en andel')
