"""Why a run that nobody watches was not made, in words that its log may have."""

from __future__ import annotations

from rettid.errors import RettidError


class NotNowError(RettidError):
    """A run that can't be made now. `hvad` is the kind of fault, for the log: always the same words, without a value."""

    def __init__(self, text: str, hvad: str) -> None:
        super().__init__(text)
        self.hvad = hvad
