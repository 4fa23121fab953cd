"""The sample exports, each read once in a process: the files do not change while the tests run, and a `Reading` can't."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rettid.intake import profiles, read, secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake import Reading

_FOLDER = Path(__file__).resolve().parents[1] / "sample_data"
_BESIDE = ("progress", "password")
"""What is said to the user or asked of him meanwhile; it changes nothing in what is read."""

_read: dict[tuple[object, ...], Reading] = {}


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
