from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rettid.errors import UsageError
from rettid.intake import profiles
from rettid.intake.names import last_part, normalise, snake
from rettid.tables import CODES, SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = '[[ark]]\ntabel = "forloeb"\nkraever = ["cpr"]\n[ark.kolonner]\ncpr = ["CPR"]\n'


def load(folder: Path, text: str) -> profiles.Profile:
    path = folder / "min.toml"
    path.write_text(text, encoding="utf-8")
    return profiles.load(path)


def test_the_shipped_profiles_load_and_know_the_forloeb() -> None:
    assert set(profiles.shipped()) == {"kanonisk", "workbase", "fasit", "momentum"}
    for name, profile in profiles.shipped().items():
        assert profile.navn == name
        assert "forloeb" in {block.tabel for block in profile.ark}


def test_the_canonical_profile_names_every_column() -> None:
    for block in profiles.find("kanonisk").ark:
        assert set(SCHEMAS[block.tabel]) <= set(block.kolonner)
    assert {block.tabel for block in profiles.find("kanonisk").ark} == set(SCHEMAS)


def test_the_shared_synonyms_name_known_codes_and_no_word_twice() -> None:
    for name, words in profiles.shared().koder.items():
        assert name == "maalgruppe" or set(words.values()) <= set(CODES[name])
    given = profiles._toml(profiles.FOLDER / "koder.toml")
    given.pop("udelades")
    for name, listed in given.items():
        spelled = [(normalise(word), code) for code, words in listed.items() for word in {code, *words}]
        meanings = dict(spelled)
        assert all(meanings[word] == code for word, code in spelled), name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tittel = 'x'\n" + BLOCK, 'nøglen "tittel" kendes ikke; mente du "titel"'),
        (BLOCK.replace("forloeb", "forlob"), 'tabel "forlob" kendes ikke; mente du "forloeb"'),
        (BLOCK + 'stardato = ["x"]', 'kolonner "stardato" kendes ikke; mente du "startdato"'),
        (BLOCK.replace('["cpr"]', '["cprr"]'), 'kraever "cprr" kendes ikke; mente du "cpr"'),
        (BLOCK + "[vaerdier.samtaletyper]", 'kodelisten "samtaletyper" kendes ikke; mente du "samtaletype"'),
        ("dato = 'myd'\n" + BLOCK, 'dato = "myd" kendes ikke'),
        ("decimal = ';'\n" + BLOCK, 'decimal = ";" kendes ikke'),
        ("tegnsaet = 'latin-x'\n" + BLOCK, 'tegnsaet = "latin-x" kendes ikke'),
        ("navn = 'x'", r"ingen \[\[ark\]\]"),
        ("navn = ", "min.toml, linje 1, tegn 7: profilen er ikke gyldig TOML: der mangler en værdi. Ret linjen."),
        (BLOCK.replace("[ark.kolonner]", 'naar = { kolonne = "Art" }\n[ark.kolonner]'), "skriv både kolonne"),
    ],
)
def test_a_profile_is_strict(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(tmp_path, text)


def test_an_unknown_profile_is_an_error() -> None:
    with pytest.raises(UsageError, match='"fasitt" findes ikke; mente du "fasit"'):
        profiles.find("fasitt")
    with pytest.raises(UsageError, match="kan ikke åbnes"):
        profiles.find("findes-ikke.toml")


def test_columns_of_the_users_own(tmp_path: Path) -> None:
    block = load(tmp_path, BLOCK + '[ark.ekstra]\nydelse_ophoerer = ["Ophør"]').ark[0]
    assert block.kolonner["ydelse_ophoerer"] == ("Ophør",)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("CPR-nr.", "cprnr"),
        ("Målgruppe.Målgruppe_", "maalgruppemaalgruppe"),
        ("\ufeffFaldfrist *", "faldfrist"),
        ("Timer (pr. uge)", "timer"),
    ],
)
def test_headers_are_compared_in_normal_form(header: str, key: str) -> None:
    assert normalise(header) == key


def test_parts_and_column_names() -> None:
    assert last_part("Samtale.Dato_") == "dato"
    assert last_part("CPR-nr.") == ""
    assert snake("Ydelse ophører (dato)") == "ydelse_ophoerer_dato"
