"""The sample exports, each read once in a process, and judged once by the same packs on the same day; rule pages are parsed once.

The files do not change while the tests run, and neither what was read nor what was judged can be changed.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rettid import engine, intake
from rettid.engine import audit_periods
from rettid.engine.spells import spells
from rettid.intake import profiles, read, secret
from rettid.rules.load import read_pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import polars as pl
    import pytest

    from rettid.engine.spells import Spells
    from rettid.intake import Reading
    from rettid.rules import Pack
    from rettid.rules.page import Page
    from rettid.tables import Tables

_FOLDER = Path(__file__).resolve().parents[1] / "sample_data"
_BESIDE = ("progress", "password")
"""What is said to the user or asked of him meanwhile; it changes nothing in what is read."""

_read: dict[object, Reading] = {}
_periods: dict[object, Spells] = {}
_funds: dict[object, pl.DataFrame] = {}
_packs: dict[object, Pack] = {}


def remembered(patch: pytest.MonkeyPatch) -> None:
    """The commands remember the samples, but for what a test has put something else in the place of."""
    for module, name, own, once in (
        (intake, "read", read, read_once),
        (import_module("rettid.engine.spells"), "spells", spells, _spells_once),
        (engine, "audit_periods", audit_periods, _judged_once),
        (import_module("rettid.rules.load"), "read_pack", read_pack, _pack_once),
    ):
        if getattr(module, name) is own:
            patch.setattr(module, name, once)


def _pack_once(page: Page, valg: Mapping[str, str] | None = None) -> Pack:
    """The pack of a page with these words in it; a page that is changed is another."""
    key = (page.path, page.toml, tuple(sorted((valg or {}).items())))
    if key not in _packs:
        _packs[key] = read_pack(page, valg)
    return _packs[key]


def read_once(paths: Sequence[Path], **options: Any) -> Reading:
    """As `intake.read`, but a sample that was read with the same options and the same key is not read again.

    With a profile that was named or is the user's own everything is read anew: its file may change.
    """
    files = tuple(Path(path).resolve() for path in paths)
    own = options.get("own_profiles", profiles.NONE_OF_OWN)
    if options.get("profile") or own != profiles.NONE_OF_OWN or not all(_FOLDER in file.parents for file in files):
        return read(paths, **options)
    codes = {name: sorted(some) for name, some in (options.get("extra_codes") or {}).items()}
    how = {name: said for name, said in options.items() if name not in (*_BESIDE, "key_file", "own_profiles")}
    key = (files, secret.local_key(options.get("key_file")), repr(sorted({**how, "extra_codes": codes}.items())))
    if key not in _read:
        _read[key] = read(paths, **options)
    return _read[key]


def _spells_once(tables: Tables, packs: Sequence[Pack], pr: date) -> Spells:
    if not any(tables is reading.tables for reading in _read.values()):
        return spells(tables, packs, pr)
    key = (id(tables), tuple(packs), pr)
    if key not in _periods:
        _periods[key] = spells(tables, packs, pr)
    return _periods[key]


def _judged_once(tables: Tables, packs: Sequence[Pack], *, pr: date, kendt_pr: date | None = None) -> pl.DataFrame:
    if not any(tables is found.tables for found in _periods.values()):
        return audit_periods(tables, packs, pr=pr, kendt_pr=kendt_pr)
    key = (id(tables), tuple(packs), pr, kendt_pr)
    if key not in _funds:
        _funds[key] = audit_periods(tables, packs, pr=pr, kendt_pr=kendt_pr)
    return _funds[key]
