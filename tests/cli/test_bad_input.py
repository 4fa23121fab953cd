"""What can't be used: exit code 2, nothing on standard output, one Danish message that says where, what and what to do."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.cli.asking import (
    FASIT,
    MOMENTUM,
    ROOT,
    WORKBASE,
    ask,
    asked,
    balanced,
    cases_of,
    export,
    funds_of,
    presentable,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES: list[dict[str, Any]] = [
    {"forloeb_id": "F1", "borger_id": "B1", "navn": "Bo Alfa", "startdato": "2018-07-02", "team": "Nord"},
    {"forloeb_id": "F2", "borger_id": "B2", "navn": "Åse Beta", "startdato": "", "team": "Nord"},
]
for _case in CASES:
    _case |= {"foedselsdato": "1980-05-12", "maalgruppe": "6.1", "sagsbehandler": "Ida"}
INTERVIEWS = [{"forloeb_id": "F1", "dato": "2018-08-02", "samtaletype": "jobsamtale", "status": "afholdt"}]

PAGE = """\
# Prøvelov

```toml
id = "proevelov"
titel = "Prøvelov"
art = "lov"
version = "1"
kilde = "prøven"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-07-01
ur = "kalender"
```

## Samtalen

```toml
[[krav]]
id = "samtale"
titel = "Samtale inden for fire uger"
hjemmel = "§ 16 a"
ejer = "jobcenter"
haendelse = "samtale"
form = "senest"
senest = "4 uger"
```
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A small export that can be read."""
    return export(tmp_path / "udtræk", {"forloeb": CASES, "samtaler": INTERVIEWS})


# --- Files -----------------------------------------------------------------------------------------------------


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def _unreadable(folder: Path) -> dict[str, tuple[tuple[str, ...], int]]:
    """Files that can't be read, each with words of its message and the number of its lines."""
    sample = (ROOT / WORKBASE).read_bytes()
    (folder / "tom mappe").mkdir()
    (folder / "tom mappe" / "noter.docx").write_bytes(b"x")
    (folder / "tom.csv").write_bytes(b"")
    (folder / "tom.xlsx").write_bytes(b"")
    (folder / "overskrift.csv").write_bytes(b"forloeb_id,startdato\n")
    (folder / "fremmed.csv").write_bytes("Varenr.;Beløb\n1;2\n".encode())
    (folder / "afkortet.xlsx").write_bytes(sample[: len(sample) // 2])
    (folder / "ødelagt.xlsx").write_bytes(sample[:300] + b"\0" * 4000 + sample[4300:])
    (folder / "brev.xlsx").write_bytes(b"%PDF-1.7\n")
    _workbook(folder / "regnskab.xlsx", {"Ark1": [["Varenr.", "Beløb"], [1, 2]], "Ark2": []})
    _workbook(folder / "overskrift.xlsx", {"forloeb": [["forloeb_id", "startdato"]]})
    return {
        "findes-ikke.xlsx": (("findes ikke",), 1),
        "findes-ikke": (("findes ikke",), 1),
        "tom mappe": (("mappen har ingen udtræk", ".xlsx"), 1),
        "tom.csv": (("filen er tom",), 1),
        "tom.xlsx": (("filen er tom",), 1),
        "overskrift.csv": (("overskrifter, men ingen rækker",), 1),
        "overskrift.xlsx": (('ark "forloeb"', "overskrifter, men ingen rækker"), 1),
        "fremmed.csv": (("ingen profil kender udtrækket", "Varenr."), 3),
        "regnskab.xlsx": (("intet ark med forløb", 'ark "Ark1"', 'ark "Ark2"', "rettid map regnskab.xlsx"), 4),
        "afkortet.xlsx": (("beskadiget",), 1),
        "ødelagt.xlsx": (("beskadiget",), 1),
        "brev.xlsx": (("PDF",), 1),
    }


def _other_kinds(folder: Path) -> dict[str, tuple[str, ...]]:
    """Files that are something else than they are called, or spoiled on the way, each with words of its message."""
    kinds = {
        "program.csv": (b"MZ\x90\x00\x03" + bytes(200), ("et program",)),
        "billede.csv": (b"\x89PNG\r\n\x1a\n" + bytes(99), ("et billede",)),
        "brev.csv": (b"%PDF-1.7\n%\xe2\xe3", ("PDF",)),
        "tabel.csv": (b"PAR1\x15\x04\x15" + bytes(99) + b"PAR1", ("Parquet",)),
        "base.csv": (b"SQLite format 3\x00" + bytes(99), ("en database",)),
        "pakket.csv": (b"\x1f\x8b\x08" + bytes(99), ("gzip", "Pak den ud")),
        "nuller.csv": (bytes(5000), ("filen er tom",)),
        "støj.csv": (bytes(range(256)) * 20, ("hverken tekst eller en projektmappe",)),
        "to-byte.csv": (b"\xff\xfe" + bytes([0xFF, 0xDB]) * 300, ("ingen profil kender",)),
        "gammel.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), ("beskadiget",)),
        "side.xls": ("<html><p>Adgang nægtet</p></html>".encode(), ("web- eller XML-side", ".xlsx")),
        "anførselstegn.csv": (b'forloeb_id;startdato\nF1;"2018-01-01\nF2;2018-01-02\n', ("i række 2", "ikke lukket")),
        "bred.csv": (b";".join(b"k%d" % at for at in range(100_000)), ("100000 felter", "højst 2000")),
    }
    for name, (data, _) in kinds.items():
        (folder / name).write_bytes(data)
    with zipfile.ZipFile(folder / "bombe.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (50 << 20))
    with zipfile.ZipFile(folder / "tomt.zip", "w") as archive:
        archive.writestr("../brev.docx", b"x")
    words = {name: said for name, (_, said) in kinds.items()}
    return {**words, "bombe.xlsx": ("pakker ud til",), "tomt.zip": ("arkivet har ingen udtræk",)}


def test_a_file_that_is_something_else_than_it_is_called(tmp_path: Path) -> None:
    for name, words in _other_kinds(tmp_path).items():
        answer = ask("check", tmp_path / name)
        refused(answer, name, *words, lines=answer.message.count("\n") if name == "to-byte.csv" else 1)


def test_a_password_is_asked_for_or_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    book = ROOT / "tests" / "data" / "kvirk" / "adgangskode.xlsx"
    monkeypatch.delenv("RETTID_ADGANGSKODE", raising=False)
    refused(ask("check", book), "adgangskode.xlsx", "beskyttet med adgangskode", "--adgangskode")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    refused(ask("audit", book, "--adgangskode"), "--adgangskode", "RETTID_ADGANGSKODE")
    monkeypatch.setenv("RETTID_ADGANGSKODE", "forkert-kode")
    answer = ask("audit", book)
    refused(answer, "adgangskode.xlsx", "adgangskoden er forkert")
    assert "forkert-kode" not in answer.message
    monkeypatch.setenv("RETTID_ADGANGSKODE", "hemmelig")
    assert ask("audit", book, "--pr", "2018-12-31").code == 0


def test_an_encoding_that_is_none_or_not_the_files(good: Path) -> None:
    refused(ask("audit", good, "--kodning", "dansk"), "--kodning", '"dansk"', "cp1252", "cp850")
    (good / "forloeb.csv").write_bytes((good / "forloeb.csv").read_bytes().decode().encode("cp1252"))
    refused(ask("check", good, "--kodning", "utf-8"), "forloeb.csv", "ikke skrevet i UTF-8", "--kodning")


def test_a_file_that_is_written_while_it_is_read(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(100))
    monkeypatch.setattr("rettid.intake.sources.os.fstat", lambda _: SimpleNamespace(st_size=1, st_mtime_ns=next(ticks)))
    refused(ask("audit", good / "forloeb.csv"), "forloeb.csv", "bliver skrevet, mens den læses", "prøv igen")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows har andre rettigheder")
def test_a_file_or_folder_without_permission(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        monkeypatch.setenv("XDG_CONFIG_HOME", name)
        for locked in ("mappe", "lukket.csv", "ydre"):
            target = place / locked
            target.mkdir() if "." not in locked else target.write_bytes((good / "forloeb.csv").read_bytes())
            target.chmod(0o000)
        ask("check", good)  # everything is imported before the rights are given up
        with _as_another_user():
            answers = {path: ask("check", place / path) for path in ("mappe", "lukket.csv", "ydre/indre.csv")}
    for path, answer in answers.items():
        refused(answer, path.rpartition("/")[2], "der er ikke adgang til den")


@contextmanager
def _as_another_user() -> Iterator[None]:
    """For a while a user who is not root: root may open everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


# --- Options ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--pr", "--kendt-pr"])
@pytest.mark.parametrize(
    "day", ["31/12/2018", "31.12.2018", "20181231", "2018-02-30", "31-13-2018", "i dag", "2018", "'-", " "]
)
def test_a_day_in_a_wrong_form(good: Path, option: str, day: str) -> None:
    refused(ask("audit", good, option, day), option, f'"{day}"', "er ikke en dato", "2018-12-31", "31-12-2018")


@pytest.mark.parametrize("option", ["--pr", "--kendt-pr"])
def test_an_empty_day_is_no_day(good: Path, option: str) -> None:
    """A script whose variable is empty must not be answered as of today."""
    refused(ask("audit", good, option, ""), option, "er ikke en dato")


@pytest.mark.parametrize("period", ["2018H3", "2018K5", "2018-13", "H2", "andet halvår", "0018H1", ""])
def test_a_period_in_a_wrong_form(good: Path, period: str) -> None:
    refused(ask("audit", good, "--periode", period), "--periode", f'"{period}"', "2018H2", "2018K3", "2018-08")


def test_a_period_of_two_days_that_is_none(good: Path) -> None:
    refused(ask("audit", good, "--periode", "2018-12-31..2018-07-01"), "--periode", "slutter, før den begynder")
    refused(ask("audit", good, "--periode", "2018-07-01.."), "--periode", "er ikke en dato")


@pytest.mark.parametrize("percent", ["abc", "101", "-1", "nan", "inf", "80 procent", ""])
def test_a_threshold_that_is_no_percentage(good: Path, percent: str) -> None:
    refused(ask("audit", good, "--fejl-under", percent), "--fejl-under", f'"{percent}"', "fra 0 til 100")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profil", "workbse"], ["workbse", 'mente du "workbase"']),
        (["--profil", "excel"], ["excel", "fasit", "kanonisk", "momentum", "workbase"]),
        (["--profil", ""], ["fasit", "kanonisk", "momentum", "workbase"]),
        (["--profil", "findes-ikke.toml"], ["findes-ikke.toml"]),
        (["--lokal", "broendby"], ["broendby", 'Mente du "broendby-2018"']),
        (["--lokal", "xyz"], ["xyz", "broendby-2018", "faaborg-midtfyn-2018", "rettid rules"]),
        (["--lokal", "dagpenge-2020"], ["dagpenge-2020"]),
        (["--team", "Syd", "--pr", "2018-12-31"], ["--team", "Syd", "Nord"]),
        (["--team", "", "--pr", "2018-12-31"], ["--team", "Nord"]),
        (["--format", "xml"], ["--format", "xml", "json, csv, parquet"]),
        (["--format", ""], ["--format", "json, csv, parquet"]),
        (["--format", "CSV"], ["--format", "CSV", "json, csv, parquet"]),
        (["--out", "svar"], ["svar", "--format", "json", "csv", "parquet"]),
        (["--out", "svar.txt"], ["svar.txt", "--format", "json", "csv", "parquet"]),
        (["--regler", "findes-ikke.md"], ["findes-ikke.md", "findes ikke"]),
        (["--regler", "findes-ikke"], ["findes-ikke", "findes ikke"]),
        (["--regler", "rettid/intake/profiler"], ["krav"]),
        (["--regler", "sample_data/fasit-koege-2018"], ["ingen regelsider", ".md eller .toml"]),
        (["--noegl", "x"], ["--noegl", "mente du --noegle", "rettid audit --help"]),
        (["--xyz"], ["--xyz", "rettid audit --help"]),
        (["-v"], ["-v", "rettid audit --help"]),
        (["--proev"], ["--proev", "rettid audit --help"]),
        (["--pr"], ["--pr", "mangler en værdi"]),
        (["--format"], ["--format", "mangler en værdi"]),
    ],
)
def test_an_option_that_can_not_be_used(good: Path, arguments: list[str], words: list[str]) -> None:
    answer = ask("audit", good, *arguments)
    refused(answer, *words, lines=max(1, answer.message.count("\n")) if "rettid/intake/profiler" in arguments else 1)


def test_a_key_file_that_is_missing_or_empty(tmp_path: Path) -> None:
    refused(ask("audit", WORKBASE, "--noegle", tmp_path / "findes-ikke"), "findes-ikke", "nøglen", "--noegle")
    (tmp_path / "tom").write_bytes(b"\n")
    refused(ask("audit", WORKBASE, "--noegle", tmp_path / "tom"), "tom", "nøglen er tom", "--noegle")
    refused(ask("check", WORKBASE, "--noegle", tmp_path), "nøglen")


def test_a_place_that_can_not_be_written(good: Path, tmp_path: Path) -> None:
    day = ("--pr", "2018-12-31")
    refused(ask("audit", good, *day, "--out", tmp_path / "findes-ikke" / "svar.csv"), "svar.csv", "mappe")
    (tmp_path / "mappe.csv").mkdir()
    refused(ask("audit", good, *day, "--out", tmp_path / "mappe.csv"), "mappe.csv", "kan ikke skrives")
    refused(ask("audit", good, *day, "--out", good / "forloeb.csv" / "svar.csv"), "svar.csv", "kan ikke skrives")
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_the_same_pack_twice_is_not_counted_twice(good: Path) -> None:
    """Named as a page and by its id, a pack is one pack (or an error): a duty has one fund."""
    twice = ("--regler", "rettid/regler/broendby-2018.md", "--lokal", "broendby-2018")
    answer = ask("audit", good, "--pr", "2018-12-31", *twice, "--format", "csv")
    if answer.code == 0:
        ids = [line.split(",")[0] for line in answer.screen.splitlines()[1:]]
        assert len(ids) == len(set(ids))
    else:
        refused(answer, "broendby-2018")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], ["Der mangler FIL", "rettid audit --help"]),
        (["check"], ["Der mangler FIL", "rettid check --help"]),
        (["audi"], ['"audi"', "mente du audit", "rettid --help"]),
        (["rapport"], ['"rapport"', "findes ikke", "rettid --help"]),
        (["--xyz"], ["--xyz", "rettid --help"]),
        (["rules", "a", "b"], ['"b"', "rettid rules --help"]),
        (["rules", "dagpenge"], ['"dagpenge"', "Mente du", "rettid rules"]),
        (["rules", "xyz"], ['"xyz"', "dagpenge-2020", "rettid rules"]),
        (["rules", "--proev=ja"], ["--proev"]),
        (["rules", "--regler", "findes-ikke.md"], ["findes-ikke.md", "findes ikke"]),
        (["check", "findes-ikke.csv"], ["findes-ikke.csv", "findes ikke"]),
        (["check", FASIT, "--profil", "momentum"], ["momentum", "kender ikke udtrækket", "fasit"]),
        (["check", FASIT, "--team", "Ungeteamet"], ["--team", "rettid check --help"]),
        (["check", FASIT, "--format", "csv"], ["--format", "json"]),
        (["check", FASIT, "--out", "svar.csv"], ["--out", "--format json"]),
        (["check", FASIT, "--maal", "halvdelen"], ["--maal", "procent"]),
        (["explain", "RT-S99"], ["RT-S99", "rettid explain"]),
    ],
)
def test_a_command_that_can_not_be_understood(arguments: list[str], words: list[str]) -> None:
    answer = ask(*arguments)
    refused(answer, *words)


# --- Rule pages ------------------------------------------------------------------------------------------------


def _line(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ('senest = "4 uger"', 'senest = "4 uger"\nsenst = "5 uger"', "senst", ['"senst"', 'mente du "senest"']),
        ('senest = "4 uger"', 'senest = "4 ugr"', "senest", ['nøglen "senest"', '"4 ugr" er ikke en periode']),
        ('senest = "4 uger"', "senest = 4", "senest", ['nøglen "senest"', "er ikke en periode"]),
        ('hjemmel = "§ 16 a"\n', "", "[[krav]]", ['nøglen "hjemmel" mangler', "lovpakke"]),
        ('form = "senest"', 'form = "sidst"', "form", ['nøglen "form"', '"sidst"', "senest", "raekke"]),
        ('haendelse = "samtale"', 'haendelse = "møde"', "haendelse", ['nøglen "haendelse"', '"møde"', "tilbud"]),
        ('senest = "4 uger"\n', "", "[[krav]]", ['nøglen "senest" mangler']),
    ],
)
@pytest.mark.parametrize("command", [["rules"], ["audit", FASIT]])
def test_a_fault_in_a_krav_is_named_by_file_line_krav_and_key(  # noqa: PLR0917
    tmp_path: Path, command: list[str], old: str, new: str, at: str, words: list[str]
) -> None:
    assert PAGE.count(old) == 1
    text = PAGE.replace(old, new)
    path = tmp_path / "prøvelov.md"
    path.write_text(text, encoding="utf-8")
    place = ["prøvelov.md", f"linje {_line(text, at)}", 'krav "samtale"']
    refused(ask(*command, "--regler", path), *place, *words)


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("kontrolleret = 2026-11-22", 'kontrolleret = "i går"', "kontrolleret", ['nøglen "kontrolleret"', "dato"]),
        ("kontrolleret = 2026-11-22\n", "", None, ['nøglen "kontrolleret" mangler']),
        ('art = "lov"', 'art = "lov"\nkomune = "Køge"', "komune", ['nøglen "komune"', "kendes ikke"]),
        ('version = "1"\n', "", None, ['nøglen "version" mangler']),
        ('art = "lov"', "art = lov", "art", ["TOML"]),
        ("[[krav]]", "[[krav", "[[krav", ["TOML"]),
        ("```toml", "```text", None, ["```toml"]),
    ],
)
def test_a_fault_in_the_head_of_a_page(tmp_path: Path, old: str, new: str, at: str | None, words: list[str]) -> None:
    text = PAGE.replace(old, new)
    path = tmp_path / "prøvelov.md"
    path.write_text(text, encoding="utf-8")
    refused(
        ask("rules", "--regler", path), "prøvelov.md", *([f"linje {_line(text, at)}"] if at is not None else []), *words
    )


def test_every_fault_of_every_page_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text(PAGE.replace('"4 uger"', '"4 ugr"').replace("ejer", "ejr"), encoding="utf-8")
    (tmp_path / "to.md").write_text(PAGE.replace('form = "senest"', 'form = "x"'), encoding="utf-8")
    refused(ask("rules", "--regler", tmp_path), '"4 ugr"', '"ejr"', 'mente du "ejer"', '"x"', lines=3)


def test_pages_with_the_same_id(tmp_path: Path) -> None:
    for name in ("en.md", "to.md"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    refused(ask("audit", FASIT, "--regler", tmp_path), '"proevelov"', "en.md", "to.md")


def test_a_page_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "side.md").write_bytes(b"\xff\xfe\x00")
    refused(ask("rules", "--regler", tmp_path / "side.md"), "side.md", "UTF-8")


# --- A forløb without a start date -----------------------------------------------------------------------------


def test_a_case_without_a_start_is_undecided_and_listed(good: Path) -> None:
    assert sorted(balanced(good)) == [(1, 1, 0), (2, 2, 0)]
    (fund,) = [fund for fund in funds_of(good, "--pr", "2018-12-31") if fund["forloeb_id"] == "F2"]
    assert (fund["status"], fund["mangler_felt"]) == ("kan_ikke_afgoeres", "startdato")
    assert [fund[name] for name in ("pakke", "krav", "frist", "moedt", "dage")] == [None] * 5
    screen = ask("audit", good, "--pr", "2018-12-31").screen
    assert " · Kan ikke afgøres: 1 forpligtelse, fordi der mangler startdato (F2).\n" in screen
    presentable(screen)


@pytest.mark.parametrize(("sample", "pr"), [(FASIT, "2018-12-31"), (MOMENTUM, "2026-10-31"), (WORKBASE, "2018-12-31")])
def test_an_undecided_case_is_listed_so_that_it_is_found(sample: str, pr: str) -> None:
    """By the whole case number, or by its row where the export has no number that a person would search for."""
    (case,) = [case for case in cases_of(sample) if case["start"] is None]
    screen = asked("audit", sample, "--pr", pr).screen
    (note,) = re.findall(r"Kan ikke afgøres: 1 forpligtelse, fordi der mangler startdato \(([^)]*)\)", screen)
    assert note == (case["sag"] if sample == FASIT else f"række {case['raekke']}")
    assert not re.search(r"[0-9a-f]{12}", screen)


def test_rows_that_can_not_be_used_are_set_aside_and_told(good: Path) -> None:
    with (good / "samtaler.csv").open("a", encoding="utf-8") as file:
        file.write(
            "F1,31-02-2018,jobsamtale,afholdt\nF9,2018-08-03,jobsamtale,afholdt\n,2018-08-03,jobsamtale,afholdt\n"
        )
        file.write("F1,2018-08-02,jobsamtale,afholdt\n,,,\nF1,2018-09-02,kaffe,afholdt\n")
    assert (7, 2, 5) in balanced(good)
    screen = " ".join(ask("audit", good, "--pr", "2018-12-31").screen.split())
    assert "4 rækker brugt, 5 sat fra." in screen
    assert "Ukendt værdi i samtaler, samtaletype: »kaffe« (1 gang)." in screen
    assert sum(int(number) for number in re.findall(r"· (\d+) rækker? sat fra:", screen)) == 5
