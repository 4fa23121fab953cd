"""Who may import whom (design: data moves one way), who asks what day it is, and that nobody calls out."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1] / "rettid"
EDGES = "fastexcel openpyxl xlsxwriter rich typer rettid.intake rettid.cli rettid.screen rettid.output rettid.progress"
PICTURES = "altair vl_convert docx docxtpl"
NETWORK = "socket ssl urllib http ftplib smtplib telnetlib xmlrpc asyncio requests httpx aiohttp webbrowser fsspec"


@cache
def _trees(room: str) -> list[tuple[str, ast.Module]]:
    files = (HOME / room).rglob("*.py") if (HOME / room).is_dir() else [HOME / f"{room}.py"]
    return [(path.relative_to(HOME.parent).as_posix(), _tree(path)) for path in files]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imported(tree: ast.Module) -> set[str]:
    """Every module that is imported, late and for types too; of `from a import b` both a and a.b."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the room"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def _reaching(rooms: str, forbidden: str) -> list[tuple[str, str]]:
    """Each import by one of the rooms of one of the forbidden modules or of what is in them."""
    walls = tuple(f"{name}." for name in forbidden.split())
    trees = [each for room in rooms.split() for each in _trees(room)]
    return [(path, name) for path, tree in trees for name in _imported(tree) if f"{name}.".startswith(walls)]


@pytest.mark.parametrize(
    ("rooms", "forbidden"),
    [
        (
            (
                "engine rules rates quotas exempted benefits explanation measures statistics "
                "periods spans tables caseload errors findings continuity quality holidays deviations needs responsible "
                "rhythm schedule cover disclosure trend forecast targets followup stated bookings"
            ),
            EDGES,
        ),
        ("quality", "rettid.summary rettid.manifest rettid.inspection"),
        ("measures", "rettid.caseload rettid.summary rettid.manifest rettid.quality"),
        ("rules", "rettid.engine rettid.rates rettid.caseload rettid.summary"),
        (
            "intake",
            "rettid.engine rettid.rules rettid.rates rettid.quality rettid.screen rettid.summary rettid.output rich typer",
        ),
        ("engine", "rettid.rates rettid.caseload rettid.summary rettid.manifest rettid.proof rettid.explanation"),
        ("explanation", f"{EDGES} rettid.rates rettid.caseload rettid.summary rettid.quality"),
        ("rates caseload", "rettid.engine rettid.rules"),
        ("trend", "rettid.summary rettid.manifest rettid.store"),
        ("targets", "rettid.summary rettid.manifest rettid.forecast rettid.targetfile"),
        ("cover", "rettid.summary rettid.manifest rettid.rules rettid.measures"),
        ("forecast", "rettid.summary rettid.manifest rettid.measures numpy scipy"),
        ("coverplan", "rettid.screen rettid.summary rettid.output rich"),
        (
            "tables periods errors findings",
            "rettid.intake rettid.engine rettid.rules rettid.rates rettid.spans rettid.caseload",
        ),
        (
            (
                "screen output manifest summary proof progress inspection ratetables forecasts whatifs capacities exits "
                "fixlists check_document coverplan coverbook"
            ),
            "typer fastexcel openpyxl",
        ),
        ("unattended", "rettid.cli rettid.screen rettid.engine rettid.rules rettid.summary rich typer"),
        ("store", "typer rich fastexcel openpyxl xlsxwriter rettid.cli rettid.screen rettid.engine rettid.intake"),
        (
            "store/address store/changes store/choice store/frames store/record store/retention",
            f"{EDGES} filelock psycopg rettid.store.folder rettid.store.postgres",
        ),
        (
            "engine rules rates quotas caseload summary measures quality screen",
            "rettid.store.folder rettid.store.postgres",
        ),
        ("benchmarks", "openpyxl xlsxwriter rich typer rettid.cli rettid.screen rettid.output rettid.summary"),
        (
            (
                "benchmarks/when benchmarks/figures benchmarks/roles benchmarks/choice benchmarks/judgement "
                "benchmarks/development benchmarks/own benchmarks/recount benchmarks/gap"
            ),
            "fastexcel rettid.intake.sources rettid.intake.convert rettid.benchmarks.read rettid.benchmarks.table",
        ),
        ("report", "typer rich fastexcel rettid.cli rettid.intake"),
        (
            (
                "report/model report/sources report/build report/numbers report/measures report/guard report/parts "
                "report/shown report/provenance report/promises report/method report/ministry report/committee "
                "report/monthly report/published report/replayed"
            ),
            f"{PICTURES} fastexcel openpyxl xlsxwriter rettid.output",
        ),
        ("trend benchmarks disclosure rates statistics", PICTURES),
        ("lists/memory lists/lines lists/alike lists/seen lists/typed lists/own", EDGES),
        (".", NETWORK),
    ],
)
def test_no_room_reaches_where_it_may_not(rooms: str, forbidden: str) -> None:
    assert not _reaching(rooms, forbidden)


def test_only_the_command_line_is_at_the_top() -> None:
    users = {path for path, _ in _reaching(".", "rettid.cli") if not path.startswith("rettid/cli/")}
    assert users == {"rettid/__main__.py"}


def test_only_one_module_speaks_to_a_database() -> None:
    assert {path for path, _ in _reaching(".", "psycopg sqlite3")} == {"rettid/store/postgres.py"}


def test_only_the_command_line_asks_what_day_it_is() -> None:
    clocks = {"today", "now", "utcnow", "localtime", "gmtime", "time_ns"}
    users = {
        path
        for path, tree in _trees(".")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in clocks)
        or (isinstance(node, ast.alias) and node.name == "time")
    }
    assert users == {"rettid/cli/judging.py"}
