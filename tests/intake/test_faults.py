"""Exports that can't be read: a Danish message that says where, what and what to do; never a trace."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from rettid.errors import IntakeError, RettidError
from rettid.intake import read

from .conftest import balanced, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "filen er tom"),
        (b"  \r\n ", "filen er tom"),
        (b"PK\x03\x04 halv", "beskadiget"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 halv", "beskadiget"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "beskyttet med adgangskode"),
        (b"<html><p>Adgang n\xc3\xa6gtet</p></html>", "web- eller XML-side"),
        (b"%PDF-1.7", "en PDF"),
        (b"a;b\n\x81\x8d\x8f\x90\x9d", r"hverken UTF-8 eller Windows-1252 \(byte 5\)"),
        (b"a\x00b\x00", "hverken tekst eller en projektmappe"),
        (b"forloeb_id;startdato\n", "der er overskrifter, men ingen rækker"),
        (b"forloeb_id;startdato\n;2018-01-01\n", "ingen af de 1 rækker er et forløb"),
        (b"a;b\n1;2\n", "ingen profil kender udtrækket"),
    ],
)
def test_what_can_not_be_read(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "udtræk.csv"
    path.write_bytes(data)
    with pytest.raises(IntakeError, match=message) as fault:
        read([path])
    assert str(fault.value).startswith("udtræk.csv")
    assert str(tmp_path) not in str(fault.value)


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"findes-ikke\.csv: filen eller mappen findes ikke"):
        read([tmp_path / "findes-ikke.csv"])
    folder = tmp_path / "tom"
    folder.mkdir()
    for name in (".skjult.csv", "~$aaben.xlsx", "manifest.json"):
        (folder / name).write_text("x")
    with pytest.raises(IntakeError, match="tom: mappen har ingen udtræk"):
        read([folder])
    with pytest.raises(IntakeError, match="ingen filer at læse"):
        read([])


def test_what_the_headers_lack_is_told(export: Callable[..., Path]) -> None:
    text = "Personnummer formateret;Borger.Navn_;Målgruppe.Målgruppe\n610180-1234;Bo;6.1\n"
    with pytest.raises(IntakeError) as fault:
        read([export(borgere=text)])
    assert str(fault.value).splitlines() == [
        "borgere.csv: ingen profil kender udtrækket, for der er intet ark med forløb (borgere med startdato).",
        (
            '  borgere.csv: ligner mest forloeb. Fundet: cpr ("Personnummer formateret"), navn ("Borger.Navn_"), '
            'maalgruppe ("Målgruppe.Målgruppe").'
        ),
        '    Mangler startdato, fx overskriften "Startdato", "Ledig fra", "Første ledighedsdag".',
        "Sig, hvad kolonnerne betyder, så læses udtrækket fremover: rettid map borgere.csv",
    ]


def test_a_message_shows_no_citizen(export: Callable[..., Path]) -> None:
    with pytest.raises(IntakeError, match="ingen overskriftsrække") as fault:
        read([export(liste="610180-1234;Bo Hansen;01-01-2018\n620180-1234;Åse Hansen;01-02-2018\n")])
    assert "Hansen" not in str(fault.value)


def test_two_profiles_that_fit_equally_well(export: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from rettid.intake import profiles  # noqa: PLC0415

    twin = replace(profiles.find("kanonisk"), dato="dmy")
    twins = {"en": replace(twin, navn="en"), "to": replace(twin, navn="to", dato="mdy")}
    monkeypatch.setattr(profiles, "shipped", lambda: twins)
    with pytest.raises(IntakeError, match='profilerne "en" og "to" passer lige godt'):
        read([export(forloeb="forloeb_id,startdato\nF1,2018-01-01\n")])


def test_every_fault_is_one_the_user_can_act_on(tmp_path: Path) -> None:
    """Any bytes are read or refused in words: no other error comes out."""
    samples = [
        b"\xff\xfea",
        b'"',
        b'a;"b',
        b"\xef\xbb\xbf",
        b"sep=;\n",
        b"sep=",
        b"\n\n\n",
        b"a\rb\rc",
        b"PK\x03\x04",
        b";;;;\n;;;;",
    ]
    path = tmp_path / "x.csv"
    for data in samples:
        path.write_bytes(data)
        with pytest.raises(RettidError):
            read([path])


def test_two_profiles_that_read_every_cell_alike_are_no_choice(export: Callable[..., Path]) -> None:
    text = "CPR;Ydelse;Målgruppe;Startdato;Seneste samtale\n6101801234;A-dagpenge;6.1;03-09-2018;12-12-2018\n"
    reading = read([export(sager=text)])
    assert balanced(reading)
    assert rows_of(reading, "forloeb", "startdato", "maalgruppe") == [(date(2018, 9, 3), "6.1")]


def test_a_very_long_cell_is_read_in_no_time(export: Callable[..., Path]) -> None:
    """A pattern that goes over such a cell again and again takes minutes."""
    folder = export(forloeb=f"forloeb_id;navn;startdato\nF1;{'bogstaver' * 20_000} 123;2018-01-01\n")
    begun = time.perf_counter()
    assert balanced(read([folder]))
    assert time.perf_counter() - begun < 5
