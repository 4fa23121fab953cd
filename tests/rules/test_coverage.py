"""Which law holds when: `rettid rules --tjek` finds an inserted overlap, hole and unknown key (`spec.md` § 3)."""

from pathlib import Path

import pytest

from rettid.cli import run
from rettid.rules import SHIPPED, load_packs
from rettid.rules.coverage import gaps

PAGE = """id = "{name}"
titel = "Prøve"
art = "{art}"
version = "1"
hjemmel = "§ 1"
kilde = "loven"
efterproevet = "lovtekst"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = {fra}
{more}
ur = "kalender"
[[krav]]
id = "k"
titel = "Krav"
haendelse = "samtale"
form = "senest"
senest = "4 uger"
"""


def page(folder: Path, name: str, fra: str, til: str | None, *, art: str = "lov", ydelse: str = "") -> None:
    more = (f"gaelder_til = {til}\n" if til else "") + (f'hvor = {{ ydelse = ["{ydelse}"] }}\n' if ydelse else "")
    text = PAGE.format(name=name, art=art, fra=fra, more=more)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def found(folder: Path) -> list[tuple[str, str, str, list[str]]]:
    return [
        (gap.art, f"{gap.fra:%d-%m-%Y}", f"{gap.til:%d-%m-%Y}", [pack.id for pack in gap.pakker])
        for gap in gaps(load_packs([folder]))
    ]


def test_one_law_at_a_time_is_neither_overlap_nor_hole(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-07-01", "2019-12-31")
    page(tmp_path, "b", "2020-01-01", None)
    page(tmp_path, "lokal", "2018-01-01", None, art="lokal")
    assert found(tmp_path) == []


def test_an_overlap_of_one_day_is_found(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-07-01", "2020-01-01")
    page(tmp_path, "b", "2020-01-01", None)
    assert found(tmp_path) == [("overlap", "01-01-2020", "01-01-2020", ["a", "b"])]


def test_a_pack_without_end_overlaps_the_next_to_the_end(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-07-01", None)
    page(tmp_path, "b", "2020-01-01", "2023-12-31")
    assert found(tmp_path) == [("overlap", "01-01-2020", "31-12-2023", ["a", "b"])]


def test_a_hole_of_one_day_is_found(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-07-01", "2019-12-30")
    page(tmp_path, "b", "2020-01-01", None)
    assert found(tmp_path) == [("hul", "31-12-2019", "31-12-2019", ["a", "b"])]


def test_a_long_pack_covers_the_hole_between_two_short_ones(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-01-01", None)
    page(tmp_path, "b", "2015-02-01", "2015-02-28")
    page(tmp_path, "c", "2016-01-01", None)
    assert {art for art, *_ in found(tmp_path)} == {"overlap"}


def test_packs_for_different_benefits_of_a_group_stand_beside_each_other(tmp_path: Path) -> None:
    page(tmp_path, "a", "2015-07-01", "2018-12-31", ydelse="ledighedsydelse")
    page(tmp_path, "b", "2016-01-01", None, ydelse="fleksløntilskud")
    page(tmp_path, "c", "2020-01-01", None, ydelse="ledighedsydelse")
    assert found(tmp_path) == [("hul", "01-01-2019", "31-12-2019", ["a", "c"])]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gaelder_til = 2019-12-31", "gaelder_til = 2020-01-31", "01-01-2020 til 31-01-2020"),
        ("gaelder_til = 2019-12-31", "gaelder_til = 2019-11-30", "01-12-2019 til 31-12-2019"),
    ],
)
def test_the_command_finds_what_is_inserted_in_the_shipped_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    for shipped in SHIPPED.glob("*.md"):
        text = shipped.read_text(encoding="utf-8")
        (tmp_path / shipped.name).write_text(
            text.replace(old, new) if shipped.stem == "dagpenge-2017" else text, encoding="utf-8"
        )
    assert run(["rules", "--tjek", str(tmp_path)]) == 1
    screen = capsys.readouterr().out
    assert said in screen
    assert "dagpenge-2017 og dagpenge-2020" in screen


def test_the_command_finds_an_unknown_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(tmp_path, "a", "2015-07-01", None)
    path = tmp_path / "a.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'senst = "5 uger"\n', encoding="utf-8")
    assert run(["rules", "--tjek", str(tmp_path)]) == 2
    assert (
        'a.toml, linje 19, krav "k", nøglen "senst": nøglen kendes ikke – mente du "senest"?' in capsys.readouterr().err
    )


def test_the_command_tries_every_answer_of_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(tmp_path, "a", "2015-07-01", None)
    path = tmp_path / "a.toml"
    question = '[[valg]]\nid = "v"\ntitel = "Hvad?"\nstandard = "x"\n[valg.muligheder.y]\nk = { senest = "fem uger" }\n'
    path.write_text(path.read_text(encoding="utf-8") + question, encoding="utf-8")
    assert run(["rules", "--tjek", str(tmp_path)]) == 2
    assert '"fem uger" er ikke en periode' in capsys.readouterr().err


def test_the_shipped_law_has_neither_overlap_nor_hole() -> None:
    assert [(gap.art, gap.maalgruppe, gap.fra, [pack.id for pack in gap.pakker]) for gap in gaps(load_packs())] == []


def test_the_command_finds_a_share_of_a_krav_that_is_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page(tmp_path, "a", "2015-07-01", None)
    path = tmp_path / "a.toml"
    share = '[[krav]]\nid = "q"\ntitel = "Q"\nform = "andel"\naf = "b/k"\nmindst = 0.75\nperiode = "måned"\n'
    path.write_text(path.read_text(encoding="utf-8") + share, encoding="utf-8")
    assert run(["rules", "--tjek", str(tmp_path)]) == 2
    assert 'krav "q", nøglen "af": peger på kravet "b/k", som ikke findes på siderne' in capsys.readouterr().err


def test_the_command_finds_a_share_used_that_nobody_gave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page(tmp_path, "a", "2015-07-01", None)
    path = tmp_path / "a.toml"
    plain = path.read_text(encoding="utf-8") + 'bruger_andel = ["konkret_vurdering"]\n'
    path.write_text(plain, encoding="utf-8")
    assert run(["rules", "--tjek", str(tmp_path)]) == 2
    assert 'krav "k", nøglen "bruger_andel": ingen andel på siderne tæller kravet.' in capsys.readouterr().err
    share = '[[krav]]\nid = "q"\ntitel = "Q"\nform = "andel"\naf = "k"\nmindst = 0.75\nperiode = "måned"\n'
    path.write_text(plain + share, encoding="utf-8")
    assert run(["rules", "--tjek", str(tmp_path)]) == 0
