"""The local secret that citizens are keyed with (`spec.md` § 7): made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rettid.errors import UsageError, reason

KEY_NAME = "noegle"
KEY_BYTES = 32


def local_key(key_file: Path | None = None) -> bytes:
    """The secret: that of `key_file`, else the user's own, made on first use.

    Raises UsageError for a key file that is missing or empty: another key would give every citizen another id.
    """
    if key_file is not None:
        return _read(key_file, "Angiv den fil, som nøglen ligger i, efter --noegle.")
    path = _own_path()
    try:
        if not path.exists():
            make(path)
    except OSError as fault:
        raise UsageError(
            f"{path}: nøglen kan ikke laves ({reason(fault)}). Bed om adgang til mappen, eller angiv en fil efter --noegle."
        ) from fault
    return _read(path, "Slet filen, så laves en ny; borgernes id bliver da andre end før.")


def _own_path() -> Path:
    import platformdirs  # noqa: PLC0415  only when a citizen is keyed

    return Path(platformdirs.user_config_dir("rettid")) / KEY_NAME


def make(path: Path) -> None:
    """Make a new secret at `path`, readable by its owner only. One that is there already is kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked into place: two first runs at once end with one whole key, never half of one.
    aside = path.with_name(f"{KEY_NAME}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def _read(path: Path, advice: str) -> bytes:
    try:
        key = path.read_bytes().strip()
    except OSError as fault:
        raise UsageError(f"{path.name}: nøglen kan ikke læses ({reason(fault)}). {advice}") from fault
    if not key:
        raise UsageError(f"{path.name}: nøglen er tom. {advice}")
    return key
