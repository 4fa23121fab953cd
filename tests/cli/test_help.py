"""The help pages: Danish throughout, nothing left out, and there before anything heavy is loaded."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import typer.main

from rettid import cli
from tests.cli.asking import ROOT, ask

HEAVY = r"polars|_polars_runtime\w*|rich|fastexcel|openpyxl|xlsxwriter|pydantic\w*|numpy|pyarrow|platformdirs"
ENGLISH = r"(?i)\b(the|show|usage|options?|arguments?|commands?|required|default|this|message|and|with|list|path|text|str|int|float|bool)\b"

GROUP = typer.main.get_command(cli.app)
COMMANDS = GROUP.commands  # type: ignore[attr-defined]


def test_the_commands_are_those_of_the_issue() -> None:
    assert set(COMMANDS) >= {"audit", "check", "rules"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help_in_danish_and_is_shown(name: str) -> None:
    page = " ".join(ask(name, "--help").screen.split())
    assert COMMANDS[name].help
    for parameter in COMMANDS[name].params:
        assert parameter.help, parameter.name
        assert parameter.help.endswith(".")
        assert parameter.help in page
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert f" {option} " in page


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_no_english_is_left(name: str) -> None:
    answer = ask(*name.split(), "--help")
    assert (answer.code, answer.err) == (0, b"")
    page = re.sub(r"--[\w-]+", "", answer.screen)
    assert not re.search(ENGLISH, page), re.search(ENGLISH, page)
    assert "[[" not in page
    assert "<" not in page
    assert max(map(len, answer.screen.splitlines())) <= 100


def test_every_command_stands_with_its_whole_question() -> None:
    page = " ".join(ask("--help").screen.split())
    for name, command in COMMANDS.items():
        question = command.help.split("\n\n")[0]
        assert f"{name} {' '.join(question.split())}" in page
    assert "..." not in page.replace("KOMMANDO ...", "")


def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "rettid", "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    loaded = [line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert "rettid.cli" in loaded
    assert not [name for name in loaded if re.fullmatch(HEAVY, name.split(".")[0])]


def test_the_readme_has_every_command() -> None:
    path = ROOT / "README.md"
    if not path.exists():
        pytest.skip("README.md er ikke skrevet endnu")
    text = path.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"rettid {name}" not in text]
    mentioned = set(
        re.findall(r"(?<![\w-])--[a-zæøå][\w-]*", " ".join(re.findall(r"rettid (?:audit|check|rules)[^\n`]*", text)))
    )
    known = {option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts}
    assert mentioned <= known | {"--help"}
