"""What the caller of a reading decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rettid.intake import convert, profiles, secret
from rettid.tables import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rettid.intake.profiles import Profile


@dataclass(frozen=True)
class Settings:
    """What the caller decides: the key file and the codes that packs add. The key is read when a CPR number is met."""

    key_file: Path | None = None
    extra_codes: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @cached_property
    def _key(self) -> bytes:
        return secret.local_key(self.key_file)

    def key(self) -> bytes:
        """The local secret."""
        return self._key

    def book(self, name: str, profile: Profile) -> convert.CodeBook:
        """The code book of a code list under a profile."""
        words = profiles.shared().koder.get(name, {})
        codes = {*CODES.get(name, set(words.values())), *self.extra_codes.get(name, ())}
        return convert.code_book(codes, words, profile.vaerdier.get(name, {}))
