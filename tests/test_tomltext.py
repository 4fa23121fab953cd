"""TOML that a person has written wrong: the place and the fault in Danish, and none of the parser's own words."""

from __future__ import annotations

import pytest

from rettid import tomltext


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('navn = "x\ntitel = "y"\n', 'linje 1, tegn 10: citationstegnet (") er ikke lukket'),
        ('navn = "x\r\ntitel = "y"\r\n', 'linje 1, tegn 10: citationstegnet (") er ikke lukket'),
        ('navn = "x', 'linje 1, tegn 10: citationstegnet (") er ikke lukket'),
        ('navn "x"', "linje 1, tegn 6: der mangler et lighedstegn"),
        ("\nMine egne ord", "linje 2, tegn 6: der mangler et lighedstegn"),
        ('navn = "x"\nnavn = "y"', "linje 2, tegn 11: navnet står to gange i samme afsnit"),
        ("a = { b = 1, b = 2 }", "navnet står to gange i samme afsnit"),
        ("[a]\n[a]", "linje 2, tegn 3: afsnittet står to gange"),
        ("navn = æøå", 'linje 1, tegn 8: teksten skal stå i citationstegn: "æøå"'),
        ("navn = workbase # system", 'teksten skal stå i citationstegn: "workbase"'),
        ("navn = ", "linje 1, tegn 7: der mangler en værdi"),
        ("navn = # intet", "der mangler en værdi"),
        ('navn = ["x", "y"\n[ark]', "linje 2, tegn 1: listen er ikke lukket med ]"),
        ('navn = ["x", "y"', "listen er ikke lukket med ]"),
        ("[ark\n", "linje 1, tegn 5: afsnittets navn er ikke lukket med ]"),
        ('navn = "x" "y"', "linje 1, tegn 12: der står mere på linjen, end der skal"),
        ('regler = "C:\\Users"', "omvendt skråstreg"),
        ("dag = 2018-02-31", "linje 1, tegn 7: datoen findes ikke"),
        ("navn = ?", "linje 1, tegn 8: værdien kan ikke forstås"),
    ],
)
def test_the_place_and_the_fault(text: str, told: str) -> None:
    with pytest.raises(tomltext.TomlError) as fault:
        tomltext.loads(text)
    assert told in str(fault.value)
