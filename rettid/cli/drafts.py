"""Files that `map` and `init` write for the user to keep and edit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from click import Abort

from rettid.cli.opening import Opening, own_folder, read_export
from rettid.cli.options import say
from rettid.errors import DONE, RettidError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.mapping import Proposal
    from rettid.rules import Pack


def profile_text(proposal: Proposal, name: str, paths: list[Path]) -> str:
    """The profile as TOML."""
    from rettid.intake.profile_text import profile_text

    return profile_text(proposal, name, [path.resolve().name for path in paths])


def prove(paths: list[Path], text: str, key: Path | None, packs: Sequence[Pack], opening: Opening) -> None:
    """Read the files with the profile that is about to be written, and show what came of each row."""
    from tempfile import TemporaryDirectory

    from rettid.screen.map import show_proof

    with TemporaryDirectory() as folder:
        draft = Path(folder) / "profil.toml"
        draft.write_text(text, encoding="utf-8")
        try:
            show_proof(read_export(paths, str(draft), key, packs, opening), sys.stdout)
        except RettidError as fault:
            print(f"\nUdtrækket kan ikke læses med profilen endnu:\n{fault}")


def profile_name(paths: list[Path]) -> str:
    """What a profile is called after the export it was made from."""
    from rettid.intake.names import snake

    return snake(paths[0].resolve().stem).replace("_", "-") or "profil"


def profile_place(name: str) -> Path | None:
    """Where the user wants the profile; None for nowhere."""
    here, own = Path(f"{name}.toml"), own_folder() / f"{name}.toml"
    print(
        f"\nSkriv profilen: 1 her i mappen ({here})   2 i din indstillingsmappe, så rettid selv finder den   - slet ikke"
    )
    while (answer := asked_for("Hvor? [2]: ") or "2") not in ("1", "2", "-"):
        print("Skriv 1, 2 eller -.")
    return {"1": here, "2": own, "-": None}[answer]


def toml_file(out: Path) -> Path:
    """The file of `--out`. Raises UsageError when it is not called .toml."""
    if out.suffix != ".toml":
        raise UsageError(f"--out {out}: filen skal ende på .toml, for eksempel --out {out.stem}.toml.")
    return out


def write_text(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a file that the user will edit. One that is there already is kept, unless the user says otherwise."""
    from rettid.output import write_files

    if path.exists() and not overwrite:
        if not at_a_terminal():
            raise UsageError(
                f"{path}: filen findes. Vælg et andet navn med --out, eller skriv hen over den med --overskriv."
            )
        if asked_for(f"{path} findes. Skriv hen over den? [n]: ").lower() not in ("j", "ja"):
            raise Abort
    if path.parent == own_folder():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_files({path: lambda file: file.write(text.encode())})
    say(f"{path} er skrevet.", DONE)


def at_a_terminal() -> bool:
    """Whether there is someone to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def asked_for(prompt: str) -> str:
    """The user's answer. The end of the input ends the command."""
    try:
        return input(prompt).strip()
    except EOFError as end:
        raise Abort from end
