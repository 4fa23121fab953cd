"""An example that can't be read names its line; one that is wrong is caught."""

from pathlib import Path

import pytest

from rettid.errors import RuleError
from rettid.proof import prove
from rettid.rules import load_packs

PAGE = """# Prøve

```toml
id = "proeve"
titel = "Prøve"
art = "lokal"
version = "1"
ur = "kalender"

[[krav]]
id = "k"
titel = "Krav"
haendelse = "samtale"
typer = ["jobsamtale"]
form = "senest"
senest = "4 uger"
```

### Eksempel: holdt på dagen

Pr. 31-12-2018.

| dato | til | hændelse |
|---|---|---|
| 02-07-2018 | | forløb: målgruppe 6.1 |
| 30-07-2018 | | samtale: jobsamtale |

| krav | nr | frist | mødt | status |
|---|---|---|---|---|
| k | 1 | 30-07-2018 | 30-07-2018 | rettidig |
"""


def proofs(tmp_path: Path, text: str) -> list[str]:
    page = tmp_path / "proeve.md"
    page.write_text(text, encoding="utf-8")
    return [difference for proof in prove(load_packs([page])) for difference in proof.differences]


def test_a_right_example_has_no_differences(tmp_path: Path) -> None:
    assert proofs(tmp_path, PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (
            "| 30-07-2018 | | samtale",
            "| 31-07-2018 | | samtale",
            "k nr. 1, status: siden siger rettidig, motoren siger for_sent",
        ),
        (
            "| k | 1 | 30-07-2018 |",
            "| k | 1 | 31-07-2018 |",
            "k nr. 1, frist: siden siger 2018-07-31, motoren siger 2018-07-30",
        ),
        ("| k | 1 |", "| k | 2 |", "k nr. 2: siden siger rettidig, motoren danner ingen forpligtelse"),
        ("rettidig |", "ingen |", "k nr. 1: siden siger ingen, motoren siger rettidig med frist 2018-07-30"),
    ],
)
def test_a_wrong_example_says_what_differs(tmp_path: Path, old: str, new: str, difference: str) -> None:
    assert difference in proofs(tmp_path, PAGE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Pr. 31-12-2018.", "", ["linje 19", "Pr. dd-mm-åååå"]),
        ("samtale: jobsamtale", "møde: jobsamtale", ["linje 26", '"møde" kendes ikke']),
        ("samtale: jobsamtale", "samtale: jobsamtale; videoo", ["linje 26", '"videoo" kendes ikke']),
        ("| 30-07-2018 | | samtale", "| 30-7-18 | | samtale", ["linje 26", '"30-7-18" er ikke en dato']),
        ("| krav | nr | frist |", "| krav | nr | fristen |", ["linje 30", '"fristen" kendes ikke']),
        ("forløb: målgruppe 6.1", "forløb: alder 30", ["linje 25", '"alder 30" kendes ikke']),
    ],
)
def test_an_example_that_cannot_be_read(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    with pytest.raises(RuleError) as refused:
        proofs(tmp_path, PAGE.replace(old, new))
    assert [word for word in words if word not in str(refused.value)] == [], str(refused.value)
