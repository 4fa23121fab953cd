from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from rettid.errors import UsageError
from rettid.intake.secret import local_key

if TYPE_CHECKING:
    from pathlib import Path


def test_the_key_is_made_once_for_its_owner_only(own_settings: Path) -> None:
    key = local_key()
    path = own_settings / "rettid" / "noegle"
    assert len(bytes.fromhex(key.decode())) == 32
    assert local_key() == key == path.read_bytes().strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["noegle"]


def test_another_key_file(tmp_path: Path) -> None:
    path = tmp_path / "min.noegle"
    path.write_text("hemmelig\n")
    assert local_key(path) == b"hemmelig"


def test_a_key_file_that_is_missing_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"mangler\.noegle: nøglen kan ikke læses"):
        local_key(tmp_path / "mangler.noegle")
    (tmp_path / "tom").write_text(" \n")
    with pytest.raises(UsageError, match="tom: nøglen er tom"):
        local_key(tmp_path / "tom")
