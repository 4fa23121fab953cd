"""Time rettid against the bare read of the same files, pandas and plain Python; print Markdown tables.

    python benchmarks/run.py [--forloeb 100000] [--events 1000000] [--runs 5] [--skip-slow] [--data DIR]

Each measurement is a fresh process; wall clock, CPU (user + system, children's threads included) and peak memory come
from the operating system when it ends. The commands take turns, so that a busy moment hits all of them; the tables
show medians. `--skip-slow` leaves out pandas and plain Python. Without `--data` the export is made in
`benchmarks/data/` the first time and used again. A command that fails is shown with the end of its message.
Only the standard library: a big parent process would count in its children's peak memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACK = HERE / "eksempelpakke.toml"
PR = "2019-12-31"
SAMPLE_SUFFIXES = {".csv", ".txt", ".xlsx"}
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes on macOS, in kB elsewhere


@dataclass(frozen=True)
class Measurement:
    """One process: seconds, seconds, bytes, exit code, the last line it wrote to stderr."""

    wall: float
    cpu: float
    memory: int
    code: int
    message: str

    @property
    def succeeded(self) -> bool:
        """Whether the process did its work."""
        return self.code == 0


@dataclass(frozen=True)
class Command:
    """A name for the table, the command line, and the file it writes, if any."""

    name: str
    line: list[str]
    out: Path | None = None


def measure(command: Command) -> Measurement:
    """Run the command once, from the root of the checkout; an earlier result is removed first."""
    if command.out is not None:
        command.out.unlink(missing_ok=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
        started = time.perf_counter()
        process = subprocess.Popen(command.line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        lines = stderr.read().strip().splitlines()
    cpu = usage.ru_utime + usage.ru_stime
    return Measurement(wall, cpu, usage.ru_maxrss * RSS_UNIT, process.returncode, lines[-1] if lines else "")


def measure_in_turn(commands: list[Command], runs: int) -> dict[str, list[Measurement]]:
    """`runs` measurements of each command, one of each at a time; one that fails is not tried again."""
    results: dict[str, list[Measurement]] = {command.name: [] for command in commands}
    for run in range(runs):
        for command in commands:
            earlier = results[command.name]
            if all(result.succeeded for result in earlier):
                print(f"run {run + 1} of {runs}: {command.name}", file=sys.stderr)
                earlier.append(measure(command))
    return results


def script(name: str, *arguments: str | Path) -> list[str]:
    """The command line of a script in this folder."""
    return [sys.executable, str(HERE / name), *map(str, arguments)]


def rettid(*arguments: str | Path) -> list[str]:
    """The command line of rettid."""
    return [sys.executable, "-m", "rettid", *map(str, arguments)]


def audit_commands(data: Path, outputs: Path, *, skip_slow: bool) -> list[Command]:
    """The bare read, rettid and, unless skipped, the two other audits."""
    out = outputs / "rettid.parquet"
    options = ("--regler", PACK, "--pr", PR, "--format", "parquet", "--out", out)
    commands = [
        Command("bare read", script("bare_read.py", data)),
        Command("rettid", rettid("audit", data, *options), out),
    ]
    if not skip_slow:
        for name in ("pandas", "plain"):
            out = outputs / f"{name}.parquet"
            commands.append(Command(name, script(f"audit_{name}.py", data, PACK, PR, out), out))
    return commands


def small_commands() -> list[Command]:
    """`rettid --help`, and the audit of each file in `sample_data/`."""
    folder = ROOT / "sample_data"
    samples = sorted(path for path in folder.glob("*") if path.suffix.lower() in SAMPLE_SUFFIXES)
    return [
        Command("rettid --help", rettid("--help")),
        *(Command(f"rettid audit {path.name}", rettid("audit", path)) for path in samples),
    ]


def table(results: dict[str, list[Measurement]], base: str | None = None) -> str:
    """Medians as a Markdown table, with ratios to the command named `base` if there is one."""
    yardstick = results[base] if base else None
    if yardstick and not yardstick[-1].succeeded:
        yardstick = None
    ratios = f" wall / {base} | CPU / {base} | memory / {base} |" if yardstick else ""
    lines = [f"| command | runs | wall s | CPU s | peak MB |{ratios}"]
    lines.append("|---|" + "---:|" * (lines[0].count("|") - 2))
    lines += [row(name, measured, yardstick) for name, measured in results.items()]
    return "\n".join(lines)


def row(name: str, measured: list[Measurement], yardstick: list[Measurement] | None) -> str:
    """One line of the table."""
    last = measured[-1]
    if not last.succeeded:
        empty = " – |" * (6 if yardstick else 3)
        return f"| {name}: failed ({last.code}) {last.message.replace('|', '/')} | {len(measured)} |{empty}"
    wall, cpu, memory = medians(measured)
    line = f"| {name} | {len(measured)} | {wall:.2f} | {cpu:.2f} | {memory / 1e6:.0f} |"
    if yardstick:
        for value, base in zip((wall, cpu, memory), medians(yardstick), strict=True):
            line += f" {value / base:.1f} |"
    return line


def medians(measured: list[Measurement]) -> tuple[float, float, float]:
    """Median wall, CPU and memory."""
    return (
        median(result.wall for result in measured),
        median(result.cpu for result in measured),
        median(result.memory for result in measured),
    )


def make_data(folder: Path, forloeb: int, events: int) -> None:
    """Make the export unless it is there; a marker file beside the folder says that it was finished."""
    done = folder.with_name(f"{folder.name}.done")
    if not done.exists():
        print(f"making {forloeb} forløb and {events} events", file=sys.stderr)
        options = ("--forloeb", str(forloeb), "--events", str(events), "--out", folder)
        subprocess.run(script("make_data.py", *options), check=True)
        done.touch()


def compare_outputs(outputs: Path) -> None:
    """Say of every pair of audits whether they agree; plain Python is the one the others are held against."""
    plain = outputs / "plain.parquet"
    for other in (outputs / "rettid.parquet", outputs / "pandas.parquet"):
        if plain.exists() and other.exists():
            print(f"\nplain (A) and {other.stem} (B):\n", flush=True)
            subprocess.run(script("compare.py", plain, other), check=False)


def parse_arguments() -> argparse.Namespace:
    """The options; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Time rettid, the bare read, pandas and plain Python.")
    parser.add_argument("--forloeb", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-slow", action="store_true", help="leave out pandas and plain Python")
    parser.add_argument("--data", type=Path, help="folder of the export (default: benchmarks/data/…)")
    return parser.parse_args()


def main() -> int:
    """Print the tables; 1 when any command failed."""
    args = parse_arguments()
    data = (args.data or HERE / "data" / f"{args.forloeb}-{args.events}").resolve()
    if args.data is None or not (data / "forloeb.csv").exists():
        make_data(data, args.forloeb, args.events)
    with tempfile.TemporaryDirectory() as folder:
        commands = audit_commands(data, Path(folder), skip_slow=args.skip_slow)
        measure(commands[0])  # unmeasured: brings the files into the disk cache
        big = measure_in_turn(commands, args.runs)
        small = measure_in_turn(small_commands(), args.runs)
        print(f"### {data.name}: medians of {args.runs} runs\n\n{table(big, 'bare read')}")
        print(f"\n### Start-up and samples\n\n{table(small)}")
        compare_outputs(Path(folder))
    return 0 if all(measured[-1].succeeded for measured in (big | small).values()) else 1


if __name__ == "__main__":
    sys.exit(main())
