from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from rettid.lists.model import Lists
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, export
from tests.lists.workbooks import NOW, TABLES, THEN, Opened, filled_in, judged_on, opened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The few cases written by hand (`lille`) and the samples, each beside a key."""
    folder = tmp_path_factory.mktemp("lister")
    (folder / "noegle").write_text("prøve\n", encoding="utf-8")
    made = {"lille": export(folder / "lille", TABLES)}
    for name in (FASIT, MOMENTUM, WORKBASE):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        made[name] = folder / (ROOT / name).name
        copy(ROOT / name, made[name])
    return made


@pytest.fixture(scope="session")
def first_list(exports: dict[str, Path]) -> Lists:
    """The list of the few cases on the first Monday."""
    return Lists(judged_on(exports["lille"], THEN))


@pytest.fixture(scope="session")
def second_list(exports: dict[str, Path], first_list: Lists) -> Lists:
    """The list 14 days later, where people have worked in the first."""
    own = [("Bo Lund", ["=1+1", "", "ring til Jobnet"]), ("En, der er rejst", ["husk\nnøgler"])]
    return Lists(judged_on(exports["lille"], NOW), before=filled_in(first_list, deleted=1, own=own))


@pytest.fixture(scope="session")
def first(first_list: Lists) -> Opened:
    return opened(first_list)


@pytest.fixture(scope="session")
def second(second_list: Lists) -> Opened:
    return opened(second_list, key="0123456789abcdef")
