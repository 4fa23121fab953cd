from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.asking import ROOT, Answer, presentable, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOLDEN = ROOT / "tests" / "golden"
FAULT = 70


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="skriv facit om i tests/golden, til bedømmelse med git diff")


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder of the test's own with a known key, a terminal of 80 columns without colour, and the checkout as folder."""
    folder = tmp_path / "indstillinger"
    (folder / "rettid").mkdir(parents=True)
    (folder / "rettid" / "noegle").write_text("prøve\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], Answer]:
    """Holds a command up against the file of that name: the command line, the exit code and both streams."""

    def hold(name: str, command: str) -> Answer:
        answer = say(command)
        assert answer.code != FAULT, answer.message
        presentable(answer.screen)
        text = f"$ {command}\nkode {answer.code}\n"
        text += "".join(
            f"\n--- {stream}\n{said}"
            for stream, said in (("stdout", answer.screen), ("stderr", answer.message))
            if said
        )
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--golden", default=False):
            path.write_bytes(text.encode())
        assert path.exists(), f"{path.name} findes ikke. Lav den: make golden"
        assert text == path.read_bytes().decode(), "ikke som facit. Er det rigtigt, så: make golden"
        return answer

    return hold
