"""A rule page that is unclear is refused: every fault at once, each with file, line, krav and key."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rettid.errors import RuleError
from rettid.rules import SHIPPED, check_asked, codes_named, keys, load_packs

EXAMPLE = Path(__file__).parents[1] / "data" / "eksempelpakke.toml"

HEAD = """id = "proeve"
titel = "Prøve"
art = "lokal"
version = "1"
ur = "kalender"
"""

KRAV = """
[[krav]]
id = "k"
titel = "Krav"
haendelse = "samtale"
form = "senest"
senest = "4 uger"
"""


def faults(tmp_path: Path, text: str, name: str = "proeve.toml") -> list[str]:
    """The lines of the refusal of a page with this text."""
    page = tmp_path / name
    page.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        load_packs([page])
    return [line.replace(f"{page}", "SIDE") for line in str(refused.value).splitlines()]


def test_a_plain_page_is_a_pack(tmp_path: Path) -> None:
    page = tmp_path / "proeve.toml"
    page.write_text(HEAD + KRAV, encoding="utf-8")
    (pack,) = load_packs([page])
    assert (pack.id, pack.krav[0].ur, str(pack.krav[0].senest)) == ("proeve", "kalender", "4 uger")


def test_toml_blocks_of_a_page_are_one_document_and_keep_their_lines(tmp_path: Path) -> None:
    page = f"# Prøve\n\nOrd.\n\n```toml\n{HEAD}```\n\nFlere ord.\n\n```toml{KRAV}hverr = 1\n```\n"
    assert faults(tmp_path, page, "proeve.md") == [
        'SIDE, linje 22, krav "k", nøglen "hverr": nøglen kendes ikke – mente du "hver"?.'
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('version = "1"', "", ['nøglen "version" mangler']),
        ('art = "lokal"', 'art = "lovlig"', ["linje 3", '"lovlig" er ikke en mulighed']),
        (
            'senest = "4 uger"',
            'senest = "4 ugr"',
            ["linje 12", 'krav "k"', 'nøglen "senest"', '"4 ugr" er ikke en periode'],
        ),
        ('senest = "4 uger"', "senest = 4", ['"4" er ikke en periode']),
        ('senest = "4 uger"', "", ['nøglen "senest" mangler', 'formen "senest"']),
        ('form = "senest"', 'form = "raekke"', ['nøglen "hver" mangler', 'bruges ikke af formen "raekke"']),
        ('haendelse = "samtale"', 'haendelse = "møde"', ['"møde" er ikke en mulighed']),
        ('haendelse = "samtale"', 'haendelse = "tilbud"\nformer = ["video"]', ['bruges ikke af hændelsen "tilbud"']),
        ('titel = "Krav"', 'titel = "Krav"\nformer = ["viedo"]', ['"viedo" er ikke en kendt kode']),
        ('titel = "Krav"', 'titel = "Krav"\nantal = 0', ["mindst 1"]),
        ('titel = "Krav"', 'titel = "Krav"\nalder_ved = "start"', ["kræver aldersbånd"]),
        ('titel = "Krav"', 'titel = "Krav"\nalder = [{ udner = 30 }]', ['mente du "under"']),
        ('titel = "Krav"', 'titel = "Krav"\nalder = [{ fra = 30, under = 30 }]', ["er tomt"]),
        ('titel = "Krav"', 'titel = "Krav"\nhenstand_undtaget = [0]', ["mindst 1"]),
        ('ur = "kalender"', "", ['nøglen "ur" mangler']),
        ('ur = "kalender"', 'ur = "kalender"\ngaelder_fra = "2018"', ["skal være en dato uden anførselstegn"]),
        ('ur = "kalender"', 'ur = "kalender"\nfrevaer = 1', ['mente du "fravaer"']),
        ('titel = "Krav"', 'titel = "Krav"\ndato = "afgivet"', ['bruges ikke af hændelsen "samtale"']),
        (
            'haendelse = "samtale"',
            'haendelse = "tilbud"\ndato = "afgivet"\nmin_varighed = "14 dage"\nloentilskud_efterfrist = "21 dage"',
            ['nøglen "min_varighed"', 'nøglen "loentilskud_efterfrist"', "den dag, tilbuddet blev afgivet"],
        ),
        ('haendelse = "samtale"', 'haendelse = "tilbud"\nmed_a_kasse = true', ['bruges ikke af hændelsen "tilbud"']),
        ('titel = "Krav"', 'titel = "Krav"\nmed_a_kasse = "ja"', ["skal være true eller false"]),
        ('titel = "Krav"', 'titel = "Krav"\ngraense = "før"', ['"før" er ikke en mulighed', "senest, foer"]),
        ('titel = "Krav"', 'titel = "Krav"\nanker = []', ["skal være en liste af tekster"]),
        ('titel = "Krav"', 'titel = "Krav"\nindtil = "8 uger"', ['bruges ikke af formen "senest"']),
        ('titel = "Krav"', 'titel = "Krav"\nhvor = { a_kasse = "3F" }', ["skal være en liste af tekster"]),
        ('titel = "Krav"', 'titel = "Krav"\nhvor = {}', ["skal være en tabel af kolonner og værdier"]),
        ('titel = "Krav"', 'titel = "Krav"\nhvor = { startdato = ["i dag"] }', ['"startdato" er ikke en tekst']),
        ('ur = "kalender"', 'ur = "kalender"\nhvor = { startdato = ["i dag"] }', ["linje 6", '"startdato" er ikke en']),
        ('titel = "Krav"', 'titel = "Krav"\ntaeller_ikke = [{ fra = 2023-01-01 }]', ["skal være en liste"]),
        (
            'titel = "Krav"',
            'titel = "Krav"\ntyper = ["jobsamtale"]\ntaeller_ikke = [{ typer = ["cv_samtale"] }]',
            ['"cv_samtale" er ikke blandt kravets typer'],
        ),
        (
            'titel = "Krav"',
            'titel = "Krav"\ntaeller_ikke = [{ typer = ["cv_samtale"], fra = 2023-01-02, til = 2023-01-01 }]',
            ["2023-01-01 er før 2023-01-02"],
        ),
        (
            'ur = "kalender"',
            'ur = "kalender"\n[[suspension]]\nfra = 2020-03-12\ntil = 2020-03-11',
            ["er før 2020-03-12"],
        ),
        (
            'ur = "kalender"',
            'ur = "kalender"\n[[suspension]]\nfra = 2020-03-12\ntil = 2020-03-12\nhaendelse = "møde"',
            ['"møde" er ikke en mulighed'],
        ),
        (
            'form = "senest"\nsenest = "4 uger"',
            'form = "efter"\nsenest = "4 uger"\nudloeser = { haendelse = "tilbud", former = ["video"] }',
            ['nøglen "udloeser"', "former kan kun bruges, når hændelsen er en samtale"],
        ),
        (
            'senest = "4 uger"',
            'senest = "4 uger"\nforud_for = { haendelse = "tilbud" }',
            ['bruges ikke af formen "senest"'],
        ),
        ('ur = "kalender"', "ur = ", ["linje 5, tegn", "TOML-blokken kan ikke læses: der mangler en værdi"]),
    ],
)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    said = "\n".join(faults(tmp_path, (HEAD + KRAV).replace(old, new, 1)))
    assert [word for word in words if word not in said] == [], said


FORUD = """
[[krav]]
id = "k"
titel = "Krav"
haendelse = "samtale"
form = "forud"
forud_for = { haendelse = "samtale", typer = ["jobsamtale"] }
"""


def test_what_comes_before_an_event_has_no_clock_of_its_own(tmp_path: Path) -> None:
    page = tmp_path / "proeve.toml"
    page.write_text(HEAD.replace('ur = "kalender"', "") + FORUD, encoding="utf-8")
    (pack,) = load_packs([page])
    assert pack.krav[0].form == "forud"
    keys = {"ur": '"ledighed"', "henstand": '"2 dage"', "henstand_undtaget": "[1]", "fritagelse_flytter": '"1 måned"'}
    said = faults(tmp_path, HEAD + FORUD + "".join(f"{key} = {value}\n" for key, value in keys.items()))
    assert [
        key for key in keys if not any(f'"{key}": nøglen bruges ikke af formen "forud"' in line for line in said)
    ] == []


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ('{ typer = ["jobsamtale"] }', "mindst haendelse"),
        ('{ haendelse = "samtale", nr = 0 }', "mindst 1"),
        ('{ haendelse = "samtale", status = "udeblevet" }', "nøglen kendes ikke"),
        (
            '{ haendelse = "tilbud", afholdt_af = ["jobcenter"] }',
            "afholdt_af kan kun bruges, når hændelsen er en samtale",
        ),
    ],
)
def test_what_a_later_event_can_say(tmp_path: Path, later: str, words: str) -> None:
    said = faults(tmp_path, HEAD + FORUD.replace('{ haendelse = "samtale", typer = ["jobsamtale"] }', later))
    assert words in "\n".join(said)
    assert faults(tmp_path, HEAD + FORUD.replace("forud_for", "# ")) == [
        'SIDE, linje 7, krav "k": nøglen "forud_for" mangler (formen "forud" skal have den).'
    ]


def test_an_answer_for_all_skips_the_krav_to_which_the_key_means_nothing(tmp_path: Path) -> None:
    choice = '[[valg]]\nid = "ur"\ntitel = "Ur?"\nstandard = "dage"\n[valg.muligheder.ledighed.alle]\nur = "ledighed"\n'
    page = tmp_path / "proeve.toml"
    page.write_text(HEAD + KRAV + FORUD.replace('"k"', '"f"') + choice, encoding="utf-8")
    (pack,) = load_packs([page], {"proeve/ur": "ledighed"})
    assert [krav.ur for krav in pack.krav] == ["ledighed", "kalender"]


def test_a_share_of_a_share(tmp_path: Path) -> None:
    share = '[[krav]]\nid = "{}"\ntitel = "A"\nform = "andel"\naf = "{}"\nmindst = 0.5\nperiode = "år"\n'
    assert faults(tmp_path, HEAD + KRAV + share.format("a", "k") + share.format("b", "a")) == [
        'SIDE, linje 24, krav "b", nøglen "af": peger på "a", som selv er en andel.'
    ]


def test_the_types_that_do_not_count_are_known_codes(tmp_path: Path) -> None:
    page = tmp_path / "proeve.toml"
    page.write_text(HEAD + KRAV + 'taeller_ikke = [{ typer = ["kaffemøde"] }]\n', encoding="utf-8")
    assert "kaffemøde" in codes_named(load_packs([page]))["samtaletype"]


def test_a_law_pack_needs_its_paragraph_and_where_it_is_from(tmp_path: Path) -> None:
    said = faults(tmp_path, HEAD.replace("lokal", "lov") + KRAV)
    for key in ("kontrolleret", "maalgruppe", "gaelder_fra"):
        assert f'SIDE: nøglen "{key}" mangler (en lovpakke skal have den).' in said
    for key in ("hjemmel", "kilde", "efterproevet"):
        assert any(f'krav "k": nøglen "{key}" mangler' in line for line in said)


def test_two_krav_or_two_packs_of_one_name(tmp_path: Path) -> None:
    assert any("samme id" in line for line in faults(tmp_path, HEAD + KRAV + KRAV))
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(HEAD + KRAV, encoding="utf-8")
    (tmp_path / "proeve.toml").unlink()
    with pytest.raises(RuleError, match="samme id"):
        load_packs([tmp_path])


@pytest.mark.parametrize("text", ["", "# Kun ord\n"])
def test_a_page_without_rules(tmp_path: Path, text: str) -> None:
    assert "ingen ```toml-blok" in faults(tmp_path, text, "proeve.md")[0]


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="findes ikke"):
        load_packs([tmp_path / "nej.md"])
    with pytest.raises(RuleError, match="ingen regelsider"):
        load_packs([tmp_path])
    (tmp_path / "binær.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleError, match="ikke UTF-8"):
        load_packs([tmp_path])


def test_every_key_of_the_example_pack_is_known() -> None:
    (pack,) = load_packs([EXAMPLE])
    assert [krav.form for krav in pack.krav] == [
        "raekke", "interval", "senest", "vindue", "mellemrum", "senest", "senest", "efter", "varsel", "andel",
        "mellemrum", "senest", "forud", "senest",
    ]  # fmt: skip
    assert (pack.krav[0].efterproevet, pack.krav[1].efterproevet) == ("myndighed", "udledt")
    assert pack.suspension[0].aarsag == "COVID-19"


def test_the_example_pack_uses_every_key() -> None:
    """It is the language at a glance: a key that is not in it is a key nobody has tried."""
    document = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    tables = {
        "alder": keys.AGE_BAND,
        "udloeser": keys.TRIGGER,
        "forud_for": keys.LATER,
        "taeller_ikke": keys.NOT_COUNTING,
    }
    blocks = {
        "suspension": keys.SUSPENSION, "fravaer": keys.ABSENCE, "overgang": keys.HANDOVER, "periode": keys.PERIOD, "valg": keys.CHOICE,
    }  # fmt: skip
    used = {name: _keys_of(document[name]) for name in blocks} | {"krav": _keys_of(document["krav"])}
    used |= {name: _keys_of([krav[name] for krav in document["krav"] if name in krav]) for name in tables}
    wanted = {name: set(known) for name, known in (blocks | tables).items()}
    wanted |= {"krav": {*keys.KRAV, *tables, "hvor"} - {"kilde"}}
    # the filters of a trigger are those of a krav; `status` and `dato` exclude each other in one trigger
    wanted["udloeser"], wanted["forud_for"] = {"haendelse", "typer", "status"}, {"haendelse", "nr"}
    assert {name: known - used[name] for name, known in wanted.items() if known - used[name]} == {}
    assert set(keys.HEAD) <= document.keys()


def _keys_of(tables: Any) -> set[str]:
    if isinstance(tables, dict):
        return set(tables)
    return {key for table in tables for key in _keys_of(table)}


def test_every_shipped_krav_says_where_it_is_from_and_how_sure_it_is() -> None:
    packs = load_packs()
    assert {pack.id for pack in packs} == {path.stem for path in SHIPPED.glob("*.md")} - {"README"}
    for pack in packs:
        assert pack.kontrolleret is not None
        for krav in pack.krav:
            assert krav.kilde, f"{pack.id}/{krav.id}"
            assert krav.hjemmel or pack.art == "lokal", f"{pack.id}/{krav.id}"


ASKING = (
    HEAD
    + """
[[valg]]
id = "graense"
titel = "Tæller selve dagen?"
standard = "senest"
[valg.muligheder.foer]
alle = { graense = "foer" }
k = { senest = "5 uger" }
"""
    + KRAV
)


def test_an_answer_replaces_keys_of_the_krav_it_names(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(ASKING, encoding="utf-8")
    (as_it_stands,), (answered,) = (load_packs([path], valg) for valg in ({}, {"proeve/graense": "foer"}))
    assert [(krav.graense, str(krav.senest)) for krav in as_it_stands.krav] == [("senest", "4 uger")]
    assert [(krav.graense, str(krav.senest)) for krav in answered.krav] == [("foer", "5 uger")]
    assert [(choice.standard, choice.valgt) for choice in answered.valg] == [("senest", "foer")]


def test_an_answer_that_the_page_does_not_know_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(ASKING, encoding="utf-8")
    with pytest.raises(RuleError, match=r'"efter" er ikke en mulighed. Vælg blandt: senest, foer'):
        load_packs([path], {"proeve/graense": "efter"})
    with pytest.raises(RuleError, match=r'Valget "proeve/uge" kendes ikke. Siderne spørger om: proeve/graense'):
        check_asked({"proeve/uge": "8"}, load_packs([path]))


def test_an_answer_names_krav_of_the_page(tmp_path: Path) -> None:
    text = ASKING.replace("k = { senest", "kk = { senest")
    assert faults(tmp_path, text) == [
        'SIDE, linje 7, valg "graense", nøglen "muligheder": "kk" er ikke et krav i pakken. Skriv et kravs id, eller "alle".'
    ]


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (
            'form = "vindue"\ntidligst = "6 måneder"\nsenest = "4 måneder"',
            "senest: skal være længere end tidligst (6 måneder)",
        ),
        ('form = "vindue"\ntidligst = "4 uger"\nsenest = "4 uger"', "senest: skal være længere end tidligst (4 uger)"),
        (
            'form = "mellemrum"\nhver = "6 uger"\nfra = "1 måned"\nindtil = "4 uger"',
            "indtil: skal være længere end fra (1 måned)",
        ),
    ],
)
def test_a_window_that_ends_before_it_begins_is_refused(tmp_path: Path, form: str, fault: str) -> None:
    krav = f'\n[[krav]]\nid = "k"\ntitel = "Krav"\nhaendelse = "samtale"\n{form}\n'
    key, reason = fault.split(": ")
    (line,) = faults(tmp_path, HEAD + krav)
    assert line.endswith(f'krav "k", nøglen "{key}": {reason}.')


def test_a_window_of_one_month_from_four_weeks_is_a_window(tmp_path: Path) -> None:
    page = tmp_path / "p.toml"
    krav = '\n[[krav]]\nid = "k"\ntitel = "K"\nhaendelse = "samtale"\nform = "vindue"\ntidligst = "4 uger"\nsenest = "1 måned"\n'
    page.write_text(HEAD + krav, encoding="utf-8")
    (pack,) = load_packs([page])
    assert str(pack.krav[0].tidligst) == "4 uger"


def test_an_absence_exempts_in_one_way_only(tmp_path: Path) -> None:
    both = 'fritager = ["barsel"]\nbruger_andel = ["konkret_vurdering", "barsel"]\n'
    assert faults(tmp_path, HEAD + KRAV + both) == [
        'SIDE, linje 14, krav "k", nøglen "bruger_andel": "barsel" står også i fritager: det kan kun fritage på én måde.'
    ]


def test_a_share_is_used_by_the_krav_it_counts_not_by_itself(tmp_path: Path) -> None:
    share = '\n[[krav]]\nid = "a"\ntitel = "A"\nform = "andel"\naf = "k"\nmindst = 0.75\nperiode = "måned"\nbruger_andel = ["x"]\n'
    assert faults(tmp_path, HEAD + KRAV + share) == [
        'SIDE, linje 21, krav "a", nøglen "bruger_andel": nøglen bruges ikke af formen "andel".'
    ]
