"""Runs inputs through `rettid.intake.read` in processes of their own and tells what became of them.

A fault is any exception but RettidError, the end of the process, more than LIMIT seconds, or rows that don't add up.
`python -m tests.fuzz.harness 10000` runs that many and ends with 1 when there was a fault.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from tests.fuzz.inputs import Input

LIMIT = 10.0
MEMORY = 4 << 30
READ, REFUSED, FAULT = "læst", "afvist", "FEJL"


@dataclass(frozen=True)
class Outcome:
    """What became of an input: READ, REFUSED or FAULT, the words for it, and the seconds it took."""

    given: Input
    kind: str
    words: str
    seconds: float


def _work(pipe: Connection) -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:
        pass
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "noegle"
        key.write_text("prøve")
        while (given := pipe.recv()) is not None:
            pipe.send(_outcome(given, Path(folder) / given.navn, key))


def _outcome(given: Input, path: Path, key: Path) -> tuple[str, str]:
    from rettid.errors import RettidError  # noqa: PLC0415  in the worker only
    from rettid.intake import read  # noqa: PLC0415
    from tests.intake.conftest import balanced  # noqa: PLC0415

    path.write_bytes(given.data)
    try:
        reading = read([path], key_file=key, password=lambda _: "hemmelig")
    except RettidError as refusal:
        words = str(refusal)
        return (FAULT, f"{given.raekker} rækker: {words}") if given.raekker else (REFUSED, words)
    except BaseException:  # noqa: BLE001 - this is what is looked for; Polars' panics are no Exceptions
        return FAULT, traceback.format_exc(limit=-6)
    finally:
        path.unlink()
    rows = sum(sheet.raekker_laest for sheet in reading.sheets)
    if not balanced(reading) or (given.raekker is not None and rows != given.raekker):
        return FAULT, f"{rows} rækker, ventet {given.raekker}: {reading.sheets}"
    return READ, f"{rows} rækker"


class Worker:
    """A process that reads; a new one after one that ended or had to be stopped."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other,), daemon=True)
        self._process.start()
        other.close()
        self._fresh = True

    def run(self, given: Input) -> Outcome:
        begun = time.perf_counter()
        try:
            self._pipe.send(given)
            # The first input also waits for the imports.
            kind, words = self._pipe.recv() if self._pipe.poll(LIMIT + 30 * self._fresh) else (FAULT, "for lang tid")
        except (EOFError, OSError):
            kind, words = FAULT, "processen endte"
        taken = time.perf_counter() - begun
        self._fresh = False
        if words in {"for lang tid", "processen endte"}:
            self.stop()
            self._start()
        return Outcome(given, kind, words, taken)

    def stop(self) -> None:
        self._process.kill()
        self._process.join()


def run(inputs: Iterable[Input], workers: int = 2) -> list[Outcome]:
    """What became of each input."""
    pool = [Worker() for _ in range(workers)]
    work = iter(list(inputs))

    def drain(worker: Worker) -> list[Outcome]:
        return [worker.run(given) for given in work]

    try:
        # An iterator over a list is shared safely: each input goes to one worker.
        with ThreadPoolExecutor(workers) as threads:
            return [outcome for found in threads.map(drain, pool) for outcome in found]
    finally:
        for worker in pool:
            worker.stop()


def log(outcomes: list[Outcome]) -> str:
    """The account of a run."""
    kinds = Counter(outcome.kind for outcome in outcomes)
    lines = [f"{len(outcomes)} input: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))]
    by_harm = Counter((outcome.given.slags, outcome.kind) for outcome in outcomes)
    lines += [
        f"  {harm:38} " + "  ".join(f"{kind} {by_harm[harm, kind]}" for kind in sorted(kinds))
        for harm in sorted({each.given.slags for each in outcomes})
    ]
    slowest = max(outcomes, key=lambda each: each.seconds)
    lines.append(f"langsomst: nr. {slowest.given.nr} ({slowest.given.slags}), {slowest.seconds:.1f} s")
    lines += [
        f"\n{FAULT} nr. {each.given.nr} ({each.given.slags}): {each.words}" for each in outcomes if each.kind == FAULT
    ]
    return "\n".join(lines)


def main() -> int:
    """Run as many inputs as the first argument says, from the number in the second on."""
    from tests.fuzz.inputs import build  # noqa: PLC0415  not needed in the workers

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes = run(build(at) for at in range(first, first + number))
    sys.stdout.write(log(outcomes) + "\n")
    return int(any(each.kind == FAULT for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
