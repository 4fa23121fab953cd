"""What the caller of a reading decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.intake import convert, profiles, secret
from rettid.tables import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rettid.intake.personal import Numbers
    from rettid.intake.profiles import Profile


@dataclass(frozen=True)
class Settings:
    """What the caller decides: the key file and the codes that packs add. The key is read when a CPR number is met.

    `numbers` gathers the CPR numbers themselves; None where nobody asked for them.
    """

    key_file: Path | None = None
    extra_codes: Mapping[str, Iterable[str]] = field(default_factory=dict)
    numbers: Numbers | None = field(default=None, repr=False)

    @cached_property
    def _key(self) -> bytes:
        return secret.local_key(self.key_file)

    def key(self) -> bytes:
        """The local secret."""
        return self._key

    def book(self, name: str, profile: Profile) -> convert.CodeBook:
        """The code book of a code list under a profile. Raises UsageError for a code of the profile that is none."""
        words = profiles.shared().koder.get(name, {})
        codes = {*CODES.get(name, set(words.values())), *self.extra_codes.get(name, ())}
        for code in profile.vaerdier.get(name, {}).values():
            if name in CODES and code not in codes:
                near = get_close_matches(code, codes, n=1)
                meant = f'mente du "{near[0]}"?' if near else f"der er {', '.join(sorted(codes))}."
                raise UsageError(f'Profilen "{profile.navn}", [vaerdier.{name}]: koden "{code}" kendes ikke; {meant}')
        return convert.code_book(codes, words, profile.vaerdier.get(name, {}))
