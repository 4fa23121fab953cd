"""`rettid lists` when things go wrong: killed, two at once, no room, a list that can't be read. Nothing is lost, nothing is torn."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rettid.cli import listing
from rettid.lists.encrypted import _opened, encrypted, password_in
from rettid.store import open_store
from tests.cli.asking import ROOT, WORKBASE, ask, refused
from tests.cli.killing import runs
from tests.cli.lists_asking import (
    ANE,
    BEFORE,
    DAY,
    EARLIER,
    LATER,
    LIST,
    command,
    lists,
    made,
    names,
    notes,
    tree,
    udtraek,
    workbooks,
    write_note,
)
from tests.lists.filled import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.asking import Answer
    from tests.cli.killing import Runs

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX")
NOTE = "Ringet op; husk de unge 😀\nIgen på onsdag"
ANES = LIST.replace(".xlsx", "-ane-baek.xlsx")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export."""
    return udtraek(tmp_path_factory.mktemp("givet") / "udtræk")


@pytest.fixture(scope="module")
def filled_in(given: Path) -> Path:
    """A folder with the list of a fortnight ago, and what was typed in it. Not to be changed."""
    folder = given.with_name("fra sidst")
    made(given, folder, pr=EARLIER)
    write_note(folder / BEFORE, NOTE)
    return folder


@pytest.fixture
def folder(filled_in: Path, tmp_path: Path) -> Path:
    """One's own copy of it."""
    return Path(shutil.copytree(filled_in, tmp_path / "lister"))


# --- Killed ----------------------------------------------------------------------------------------------------

LEFT_BY_A_KILLED_RUN = re.compile(r"(historik/)?\.(rettid-liste-.+|[\d-]+-[0-9a-f-]+\.parquet)\.[a-z0-9_]{8}")


class State:
    """A folder as it was before a run, and the lists as they are after one that is not killed."""

    def __init__(self, run: Runs, export: Path, place: Path, *options: str) -> None:
        self._run, self._export, self._place, self._options = run, export, place, options
        self.old = workbooks(place)
        fresh = self.copy("rolig")
        self.told = run.run(fresh, *command(export, fresh, *options))
        self.new = workbooks(fresh)
        assert self.told["code"] == 0
        assert self.new != self.old

    def copy(self, name: str) -> Path:
        """The folder as it was."""
        return Path(shutil.copytree(self._place, self._place.with_name(name)))

    def killed(self, folder: Path, **when: Any) -> bool:
        """Whether a run in the folder was killed before it ended; every list is then whole, the old or the new."""
        before = workbooks(folder)
        told = self._run.run(folder, *command(self._export, folder, *self._options), **when)
        assert told["code"] in (0, -9)
        found = tree(folder)
        for name in self.old.keys() | self.new.keys():
            assert found.get(name) in (before.get(name), self.old.get(name), self.new.get(name)), name
        strange = [name for name in found if name not in self.old.keys() | self.new.keys()]
        assert not [name for name in strange if "historik/2" not in name and not LEFT_BY_A_KILLED_RUN.fullmatch(name)]
        return told["code"] != 0

    def check_next_run(self, folder: Path) -> None:
        """The next run makes the lists there would have been, clears away, and stores the run once."""
        assert lists(self._export, folder, *self._options).code == 0
        assert workbooks(folder) == self.new
        assert not [name for name in names(folder) if name.startswith(".") and name != ".rettid.lock"]
        history = open_store(folder / "historik")
        assert len(names(folder / "historik") - {".laas"}) == history.runs().height
        assert history.faults() == []


def states(run: Runs, export: Path, work: Path, filled_in: Path) -> Iterator[State]:
    """A first list, and one over a list of the same day with notes; in one workbook and in one per caseworker too."""
    for options in ([], ["--delt"]):
        kind = "delt" if options else "samlet"
        (work / kind / "første").mkdir(parents=True)
        yield State(run, export, work / kind / "første", *options)
        again = shutil.copytree(filled_in, work / kind / "igen" / "lister")
        made(export, again, *options)
        write_note(again / (ANES if options else LIST), "I dag", 6)
        yield State(run, export, again, *options)


@posix
def test_a_killed_run_tears_no_list_and_the_next_one_goes_on(given: Path, folder: Path) -> None:
    """Killed again and again in one folder, each time a little further on, the last time while the run is being stored."""
    made(given, folder, "--delt")
    write_note(folder / ANES, "I dag", 6)
    with runs() as run:
        state = State(run, given, folder, "--delt")
        last = state.told["points"]
        for point in (last * share // 16 for share in (8, 11, 16)):
            assert state.killed(folder, point=point), point
    assert workbooks(folder) == state.new, "ved den sidste var listerne skrevet"
    state.check_next_run(folder)
    assert notes(folder / LIST) == notes(folder / ANES) == [NOTE, "I dag"]


@posix
@pytest.mark.slow
def test_killed_two_hundred_times_at_random(given: Path, filled_in: Path, tmp_path: Path) -> None:
    chance = random.Random(27082018)
    counts = {"dræbt": 0, "nåede det": 0, "gamle": 0, "nye": 0, "blandet": 0, "efterladt": 0}
    with runs() as run:
        for number, state in enumerate(states(run, given, tmp_path, filled_in)):
            for turn in range(50):
                folder = state.copy(f"dræbt {number} {turn}")
                if turn % 2:
                    killed = state.killed(folder, seconds=chance.uniform(0, state.told["seconds"]))
                else:
                    killed = state.killed(folder, point=chance.randint(1, state.told["points"]))
                found = workbooks(folder)
                stands = "nye" if found == state.new else "gamle" if found == state.old else "blandet"
                for word in (stands, "dræbt" if killed else "nåede det"):
                    counts[word] += 1
                counts["efterladt"] += bool([name for name in tree(folder) if LEFT_BY_A_KILLED_RUN.fullmatch(name)])
                state.check_next_run(folder)
                shutil.rmtree(folder)
    print(counts)  # noqa: T201
    assert counts["dræbt"] > 150
    assert min(counts[word] for word in ("gamle", "nye", "blandet", "efterladt")) > 0


# --- Two at once -----------------------------------------------------------------------------------------------


@contextmanager
def a_run_under_way(given: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A real run that has the folder, and waits for the bytes of the list before: its `--forrige` is a pipe that we fill."""
    pipe = folder.with_name("rør.xlsx")
    os.mkfifo(pipe)
    words = map(str, command(given, folder, "--forrige", pipe))
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "rettid", *words], cwd=ROOT, **streams) as process:
        waiting = threading.Event()

        def fill() -> None:
            with pipe.open("wb") as file:  # opens when the run reads it
                waiting.set()
                go.wait()
                file.write((folder / BEFORE).read_bytes())

        go = threading.Event()
        filler = threading.Thread(target=fill, daemon=True)
        filler.start()
        assert waiting.wait(60)
        yield process, pipe
        go.set()
        filler.join()
        process.wait()


@posix
def test_of_two_runs_at_once_the_second_ends_and_touches_nothing(given: Path, folder: Path, tmp_path: Path) -> None:
    history = ("--historik", folder / "historik")
    with a_run_under_way(given, folder) as (first, _):
        before = tree(folder)
        refused(lists(given, folder), f"{folder}: en anden kørsel er i gang", f"proces {first.pid}", "Vent")
        assert tree(folder) == before
        assert made(given, tmp_path / "et andet team", "--team", "Nord", *history), "en anden mappe, samme historik"
        assert "Køge" not in ask("history", "--sted", folder / "historik").message
        assert ask("history", "--sted", folder / "historik").code == 0
    assert first.returncode == 0, first.stderr and first.stderr.read()
    assert notes(folder / LIST) == [NOTE]
    assert open_store(folder / "historik").runs().height == 3
    assert (folder / "rettid.log").read_text(encoding="utf-8").count('hvad="en anden kørsel er i gang"') == 1


def while_it_runs(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen between the reading and the writing."""
    write = listing._write

    def interrupted(*arguments: Any) -> None:
        happens()
        write(*arguments)

    monkeypatch.setattr(listing, "_write", interrupted)


def test_what_is_saved_while_it_runs_is_not_written_over(
    given: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(given, folder)
    while_it_runs(monkeypatch, lambda: write_note(folder / LIST, "Skrevet imens", 6))
    refused(lists(given, folder), f"{LIST}: listen er gemt af nogen, mens denne kørsel stod på", "Prøv igen")
    assert notes(folder / LIST) == [NOTE, "Skrevet imens"]
    assert not [name for name in names(folder) if name.startswith(".rettid-liste")]
    while_it_runs(monkeypatch, lambda: (folder / f"~${LIST}").write_bytes(b"\x03Ane" + b" " * 51))
    refused(lists(given, folder), "åben i Excel hos Ane")
    monkeypatch.undo()
    (folder / f"~${LIST}").unlink()
    made(given, folder)
    assert notes(folder / LIST) == [NOTE, "Skrevet imens"]


def test_a_list_of_the_same_name_that_is_no_edition_of_it_is_not_written_over(given: Path, tmp_path: Path) -> None:
    """The team Nord's list, and the file of a caseworker who is called Nord."""
    made(given, tmp_path / "lister", "--team", "Nord")
    other = udtraek(tmp_path / "udtræk", ("Nord", ANE))
    before = tree(tmp_path / "lister")
    refused(lists(other, tmp_path / "lister", "--delt"), f"rettid-liste-{DAY}-nord.xlsx: der ligger allerede en liste")
    assert tree(tmp_path / "lister") == before


def test_a_folder_that_goes_while_it_runs(given: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    while_it_runs(monkeypatch, lambda: shutil.rmtree(folder))
    refused(lists(given, folder), "filen kan ikke skrives (mappen findes ikke)", "--out")
    assert not folder.exists()


# --- No room, no access ----------------------------------------------------------------------------------------


@posix
def test_a_file_that_may_grow_no_further(given: Path, folder: Path) -> None:
    """A limit on the size of files, as good as a full disk: first on the workbook, then on the history alone."""
    import resource  # noqa: PLC0415

    made(given, folder, "--delt")
    before, soft = tree(folder), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before[LIST]) - 1000, soft[1]))
        refused(lists(given, folder, "--delt", "--ugentlig"), f"{LIST}: filen kan ikke skrives", "Skaf plads", "--out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, soft)
    assert tree(folder) == before


@posix
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="kun root kan lave en lille disk")
def test_a_full_disk(given: Path, filled_in: Path, tmp_path: Path) -> None:
    """Real disks with ever more room: for half the list, for the list without the history, for all."""
    made(given, tmp_path / "rummelig")
    whole = kilobytes(workbooks(tmp_path / "rummelig"))
    half, listed, stored = (on_a_disk(room, given, filled_in, tmp_path) for room in (whole // 2, whole + 8, 400))
    refused(half, "filen kan ikke skrives (disken er fuld). Skaf plads", lines=half.message.count("\n"))
    assert listed.code == 2
    assert listed.message.startswith("Listerne er skrevet, men kørslen er ikke gemt i historikken. ")
    assert "historikken kan ikke skrives (disken er fuld). Skaf plads" in listed.message
    assert stored.code == 0


def on_a_disk(room: int, given: Path, filled_in: Path, work: Path) -> Answer:
    """A run on a disk with so many kB of room beside what lies there: nothing is lost, the new list is there or it is not."""
    with a_disk(work / f"disk {room}", kilobytes(tree(filled_in)) + 4 + room) as disk:
        folder = Path(shutil.copytree(filled_in, disk / "lister"))
        before = tree(folder)
        answer = lists(given, folder)
        after = tree(folder)
        assert {name: after[name] for name in before} == before
        assert not [name for name in after if LEFT_BY_A_KILLED_RUN.fullmatch(name)]
        assert after.keys() - before.keys() >= {LIST, f"{LIST}.manifest.json"} or after == before
    return answer


def kilobytes(files: dict[str, bytes]) -> int:
    """What they take on a disk with pages of 4 kB."""
    return sum(-(-len(data) // 4096) * 4 for data in files.values())


@contextmanager
def a_disk(place: Path, size: int) -> Iterator[Path]:
    """A disk in memory of so many kB."""
    place.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if (
        not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", place], check=False).returncode
    ):
        pytest.skip("mount er ikke tilladt her")
    try:
        yield place
    finally:
        subprocess.run([str(umount), place], check=True)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Without the rights of root, to whom every folder is open."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix
def test_a_folder_without_access(given: Path, folder: Path, tmp_path: Path) -> None:
    for path in (tmp_path, given.parent, *given.parent.rglob("*"), *folder.rglob("*"), folder):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in (*tmp_path.parents, *given.parents):
        if path != Path("/") and path.owner() == Path(tmp_path).owner():
            path.chmod(path.stat().st_mode | 0o055)
    before = tree(folder)
    folder.chmod(0o555)
    arguments = command(given, folder)
    with as_somebody_else():
        answer = ask(*arguments)
    refused(answer, f"{folder}: mappen kan ikke bruges (der er ikke adgang til den)", "--out", lines=2)
    assert tree(folder) == before


def test_a_path_that_is_no_folder(given: Path, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("min", encoding="utf-8")
    refused(lists(given, tmp_path / "fil"), "mappen kan ikke bruges (der ligger noget andet af det navn)")
    refused(lists(given, tmp_path / "fil" / "lister"), "mappen kan ikke bruges (stien går gennem noget")
    refused(lists(given, tmp_path / ("x" * 300)), "navnet er for langt")
    assert names(tmp_path) == {"fil", "indstillinger"}
    assert (tmp_path / "fil").read_text(encoding="utf-8") == "min"


@pytest.mark.parametrize("place", ["fil", "postgresql://127.0.0.1:1/rettid"])
def test_a_history_that_can_not_be_reached_stops_no_list(given: Path, tmp_path: Path, place: str) -> None:
    pytest.importorskip("psycopg")
    (tmp_path / "fil").write_text("min", encoding="utf-8")
    where = place if "//" in place else tmp_path / place
    answer = lists(given, tmp_path / "lister", "--historik", where)
    assert answer.code == 2
    assert answer.message.startswith("Listerne er skrevet, men kørslen er ikke gemt i historikken. ")
    assert f"Skrevet: {tmp_path / 'lister' / LIST}" in answer.screen.replace("\n  ", " ")
    assert set(workbooks(tmp_path / "lister")) == {LIST, f"{LIST}.manifest.json"}
    assert " kode=2 " in (tmp_path / "lister" / "rettid.log").read_text(encoding="utf-8")


def test_a_log_that_can_not_be_written_stops_no_list(given: Path, tmp_path: Path) -> None:
    (tmp_path / "rettid.log").mkdir()
    answer = lists(given, tmp_path)
    assert answer.code == 0
    assert answer.message == "rettid.log: loggen kan ikke skrives (det er en mappe). Kørslen er ikke ændret af det.\n"
    assert (tmp_path / LIST).exists()


# --- A list before that can't be used --------------------------------------------------------------------------


def _worked_in(work: Callable[[Desk], object]) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        desk = Desk((folder / BEFORE).read_bytes())
        work(desk)
        desk.book.save(folder / BEFORE)

    return do


def _written(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / BEFORE).write_bytes(change((folder / BEFORE).read_bytes()))


def _twice(desk: Desk) -> None:
    desk[ANE].insert_rows(6)
    desk.put(ANE, 6, desk.values(ANE, 5))
    desk.type(6, "En anden")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "åben": (lambda folder: (folder / f"~${BEFORE}").write_bytes(b"\x03Ane" + b" " * 51), "åben i Excel hos Ane. Gem og luk"),
    "halv": (_written(lambda data: data[: len(data) // 2]), "beskadiget, eller den er ikke gemt færdig"),
    "tom": (_written(lambda _: b""), "ikke en Excel-projektmappe"),
    "en byte": (_written(lambda data: data[:9000] + bytes([data[9000] ^ 255]) + data[9001:]), "beskadiget"),
    "en anden fil": (lambda folder: shutil.copy(ROOT / WORKBASE, folder / BEFORE), "ikke en liste fra rettid"),
    "uden note": (_worked_in(lambda desk: desk[ANE].delete_cols(desk.column("Note"))), f'ark "{ANE}": kolonnen "Note" er slettet'),
    "uden id": (_worked_in(lambda desk: desk[ANE].delete_cols(desk.column("rettid-id"))), 'kolonnen "rettid-id"'),
    "uden data": (_worked_in(lambda desk: desk.book.remove(desk["rettid-data"])), 'det skjulte ark "rettid-data" er slettet'),
    "to noter": (_worked_in(_twice), f'ark "{ANE}", række 6: rækkerne er om det samme krav'),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_list_that_can_not_be_read_stops_it_and_nothing_is_touched(given: Path, folder: Path, kind: str) -> None:
    do, words = BROKEN[kind]
    do(folder)
    before = tree(folder)
    refused(lists(given, folder), BEFORE, words)
    assert tree(folder) == before


def test_a_list_that_belongs_to_something_else_stops_it(given: Path, folder: Path, tmp_path: Path) -> None:
    made(given, tmp_path / "nord", "--team", "Nord", pr=EARLIER)
    made(given, tmp_path / "senere", pr=LATER)
    (tmp_path / "nøgle").write_text("en anden", encoding="utf-8")
    north = tmp_path / "nord" / f"rettid-liste-{EARLIER}-nord.xlsx"
    before = tree(folder)
    refused(lists(given, folder, "--forrige", north), "for teamet Nord, og denne kørsel er for alle team")
    refused(
        lists(given, folder, "--team", "Syd", "--forrige", north), "for teamet Nord, og denne kørsel er for teamet Syd"
    )
    refused(
        lists(given, folder, "--forrige", tmp_path / "senere" / f"rettid-liste-{LATER}.xlsx"),
        "pr. 10-09-2018, og denne",
    )
    refused(lists(given, folder, "--noegle", tmp_path / "nøgle"), "med en anden nøgle", "--noegle")
    other = udtraek(tmp_path / "udtræk", forloeb_id="1", borger_id="1")
    refused(lists(other, folder), "ingen af listens 8 sager er i dette udtræk", "--forrige")
    assert tree(folder) == before


def test_a_locked_list_needs_its_password_and_is_locked_again(given: Path, folder: Path, tmp_path: Path) -> None:
    codes = [tmp_path / "rigtig", tmp_path / "forkert"]
    for code in codes:
        code.write_text(f"{code.name}\n", encoding="utf-8")
        code.chmod(0o600)
    open_one = Path(shutil.copytree(folder, tmp_path / "åben"))
    (folder / BEFORE).write_bytes(encrypted((folder / BEFORE).read_bytes(), password_in(codes[0])))
    before = tree(folder)
    refused(lists(given, folder), f"{BEFORE}: listen er beskyttet med adgangskode", "--adgangskode-fil")
    refused(lists(given, folder, "--adgangskode-fil", codes[1]), "adgangskoden passer ikke", "--adgangskode-fil")
    assert tree(folder) == before
    made(given, folder, "--adgangskode-fil", codes[0])
    made(given, open_one)
    assert _opened((folder / LIST).read_bytes(), password_in(codes[0])) == (open_one / LIST).read_bytes()
