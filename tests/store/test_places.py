"""Where a history lies, how long it is kept, and that no password is ever shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rettid.configuration import Configuration, as_text, load
from rettid.errors import StoreError, UsageError
from rettid.periods import Period
from rettid.store import open_store
from rettid.store.address import database, is_url, shown
from rettid.store.folder import FolderStore
from rettid.store.retention import first_kept, parse_keep
from tests.depth import tries

AROUND = st.text("@:/?#&=%[]., ab1", max_size=6)


@tries(50)
@given(
    before=AROUND,
    after=AROUND,
    form=st.sampled_from(["u:{}@vaert/base", "u:{}@vaert", "vaert/base?password={}", "u@v/b?a=b&password={}&c=d"]),
)
@example(before="1/", after="?", form="u:{}@vaert/base")
@example(before="1", after="", form="vaert/base?password={}@b")
def test_no_part_of_a_password_is_shown(before: str, after: str, form: str) -> None:
    for scheme in ("postgresql", "postgres", "POSTGRESQL", "mysql", "postgresql+psycopg"):
        url = f"{scheme}://{form.format(f'{before}hemmelig{after}')}"
        assert "hemmelig" not in shown(url)
        assert "hemmelig" not in shown(Path(url))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("postgresql://db.koege.dk/rettid", "postgresql://db.koege.dk/rettid"),
        ("postgres://koege:hemmelig@db:5432/rettid?sslmode=require", "postgresql://db/rettid"),
        ("postgresql:///rettid?host=/var/run", "postgresql:///rettid"),
        ("postgresql://u:p@[::1]/rettid", "postgresql://…"),
        ("lister/historik", "lister/historik"),
        ("C:/lister/historik", "C:/lister/historik"),
    ],
)
def test_a_place_as_it_is_shown(place: str, text: str) -> None:
    assert shown(place) == text
    assert is_url(place) == place.startswith("postgres")


def test_what_is_no_address_is_a_folder_and_an_unknown_address_is_refused(tmp_path: Path) -> None:
    assert isinstance(open_store(tmp_path), FolderStore)
    assert isinstance(open_store("C:/historik"), FolderStore)
    assert database(Path("postgresql://u:p@h/b")) == "postgresql://u:p@h/b"
    for place in ("mysql://u:hemmelig@h/b", "https://h/b", "POSTGRESQL://u:hemmelig@h/b"):
        with pytest.raises(StoreError, match="postgresql://bruger@server/database") as fault:
            open_store(place)
        assert "hemmelig" not in str(fault.value)


def test_how_long_runs_are_kept() -> None:
    today = date(2026, 11, 29)
    kept = {
        "2 år": (2024, 11, 29),
        "24 måneder": (2024, 11, 29),
        "1 år": (2025, 11, 29),
        "26 uger": (2026, 5, 31),
        "1 dag": (2026, 11, 28),
    }
    assert {text: first_kept(parse_keep(text), today) for text in kept} == {
        text: date(*day) for text, day in kept.items()
    }
    assert first_kept(parse_keep("4 år"), date(2024, 2, 29)) == date(2020, 2, 29)
    assert first_kept(parse_keep("1 år"), date(2024, 2, 29)) == date(2023, 2, 28)
    assert first_kept(parse_keep("100 år"), today) == date(1926, 11, 29)
    for text in ("0 dage", "0 år", "101 år", "9999 måneder", "2 aar", "-1 år", "", "to år", "2 år 3 dage"):
        with pytest.raises(ValueError, match="^" + text + "$"):
            parse_keep(text)


def test_the_configuration_says_where_and_how_long(tmp_path: Path) -> None:
    path = tmp_path / "rettid.toml"
    path.write_text('[historik]\nsted = "historik"\nslet_aeldre_end = "2 år"\n', encoding="utf-8")
    said = load(path)
    assert (said.historik_sted, said.slet_aeldre_end) == (str(tmp_path / "historik"), Period(24, "måneder"))
    path.write_text('[historik]\nsted = "postgresql://u:hemmelig@h/b"\n', encoding="utf-8")
    assert load(path).historik_sted == "postgresql://u:hemmelig@h/b"
    assert "hemmelig" not in repr(load(path))
    path.write_text(as_text(said), encoding="utf-8")
    assert load(path).historik_sted == said.historik_sted
    assert load(path).slet_aeldre_end == said.slet_aeldre_end
    path.write_text(as_text(Configuration()), encoding="utf-8")
    assert (load(path).historik_sted, load(path).slet_aeldre_end) == (None, None)
    for text, words in {
        'sted = "x"\nslet_aeldre_end = "0 dage"': r'linje 3: "slet_aeldre_end" skal være en periode',
        "slet_aeldre_end = 24": r'linje 2: "slet_aeldre_end" skal være en tekst',
        'stedet = "x"': r'linje 2: nøglen "stedet" kendes ikke. Mente du "sted"',
    }.items():
        path.write_text(f"[historik]\n{text}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=words):
            load(path)
