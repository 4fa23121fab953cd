"""`rettid figures` as it is asked: options, files, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid.statistics.causes import cause, cumulated
from rettid.statistics.figures import Stated, percent
from tests.cli.asking import ask, presentable, refused
from tests.depth import tries

LETTERS = Path(__file__).parents[1] / "data" / "maal" / "tal-i-brevene.csv"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


def test_the_figures_of_the_letters() -> None:
    """Inventory A.2, numbers 1, 9, 10 and 11, as one file."""
    told = ask("figures", LETTERS)
    assert told.code == 0, told.message
    presentable(told.screen)
    assert told.screen.startswith("Tal, der er efterregnet: 6 tal, 4 passer ikke\n")
    for words in (
        "1.160 af 1.744 er 66,5 %, ikke 74 %.",
        "Så er 166 til 173 personer udeladt",
        "58 er et antal uden nævner, ikke en andel.",
        "Tabel 1: 37 + 19 + 1 + 26 + 18 = 101, ikke 100, men det kan 5 afrundede tal godt give.",
        "Indsatsområde 5: der er varslet 7, og 6 er opregnet: 1 mangler.",
    ):
        assert words in told.screen


def test_the_same_from_excel_and_as_data(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    with LETTERS.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(tmp_path / "tal.xlsx")
    parts = [json.loads(ask("figures", path, "--format", "json").out) for path in (LETTERS, tmp_path / "tal.xlsx")]
    bare = [[{name: value for name, value in row.items() if name != "sted"} for row in rows] for rows in parts]
    assert bare[0] == bare[1]
    assert [row["passer"] for row in bare[0]] == [False, False, None, True, False, False]
    assert [(row["naevner_fra"], row["naevner_til"]) for row in bare[0][:2]] == [(1558, 1578), (1571, 1588)]
    table = list(csv.DictReader(io.StringIO(ask("figures", LETTERS, "--format", "csv").screen)))
    assert [row["aarsag"] for row in table[:3]] == ["en mindre nævner", "en mindre nævner", "et antal uden nævner"]


@pytest.mark.parametrize(
    ("hits", "everybody", "said", "why"),
    [
        *(
            (2, 3, "67", "passer"),
            (2, 3, "66", "afkortet i stedet for afrundet"),
            (66, 100, "34", "det er resten, ikke andelen"),
        ),
        *(
            (47, 100, "74", "to cifre er byttet om"),
            (58, None, "74", "et antal uden nævner"),
            (5, 4, "80", "tælleren er større end nævneren"),
        ),
        *(
            (30, 100, "20", "en større nævner"),
            (30, 100, "50", "en mindre nævner"),
            (30, 100, "0", "ingen nævner giver den procent"),
        ),
    ],
)
def test_the_likely_cause(hits: int, everybody: int | None, said: str, why: str) -> None:
    assert cause(Stated(hits, everybody, *percent(said))) == why


@tries(50)
@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 2))
def test_a_rightly_rounded_share_always_passes(everybody: int, hits: int, decimals: int) -> None:
    share = Fraction(100 * min(hits, everybody), everybody)
    rounded = Fraction(int(share * 10**decimals + Fraction(1, 2)), 10**decimals)
    assert cause(Stated(min(hits, everybody), everybody, rounded, decimals)) == "passer"


def test_only_counts_that_fit_together_are_added() -> None:
    apart = [Stated(100, 400, *percent("25")), Stated(80, 400, *percent("20"))]
    assert cumulated(apart) == apart
    together = [Stated(100, 400, *percent("25")), Stated(80, 400, *percent("45"))]
    assert [share.taeller for share in cumulated(together)] == [100, 180]


def test_what_is_asked_wrongly(tmp_path: Path) -> None:
    refused(ask("figures"), "Hvilke tal?", "--taeller 1160")
    refused(ask("figures", "--taeller", "mange"), '--taeller: "mange" er ikke et helt antal')
    refused(ask("figures", "--naevner", "100"), "--taeller mangler")
    refused(
        ask("figures", "--taeller", "1", "--taeller", "2", "--sagt", "50"), "--sagt er givet 1 gange og --taeller 2"
    )
    refused(ask("figures", "--taeller", "1", "--naevner", "2", "--sagt", "halvdelen"), '--sagt: "halvdelen"')
    refused(ask("figures", "--dele", "37,19,1"), "--dele", "plus imellem")
    refused(ask("figures", "--varslet", "5"), "--varslet og --opregnet")
    refused(ask("figures", LETTERS, "--taeller", "5"), "ikke begge dele")
    refused(ask("figures", tmp_path / "væk.csv"), "væk.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("navn;alder\nIda;40\n", ["tal.csv", "ingen rækker med tal", "hvad, tæller, nævner og sagt"]),
        ("hvad;tæller;nævner;sagt\nA;10,5;20;50\n", ["tal.csv, række 2, tæller", '"10,5" er ikke et helt tal']),
        ("hvad;tæller;nævner;sagt\nA;;20;50\n", ["række 2, tæller", "tom"]),
        ("hvad;tæller;nævner;sagt\nA;10;20;halv\n", ["række 2, sagt", '"halv" er ikke en procent']),
        ("hvad;varslet;opregnet\nA;5;\n", ["række 2", "både varslet og opregnet"]),
    ],
)
def test_files_that_can_not_be_understood(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "tal.csv").write_text(text, encoding="utf-8")
    answer = ask("figures", tmp_path / "tal.csv")
    refused(answer, *words, lines=answer.message.count("\n"))
