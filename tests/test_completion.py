"""Completion for bash: every command, option, form and format that there is, asked of the command itself."""
import re
import subprocess

import pytest

from common import INDICATORS, PROGRAM, ROOT, TARGETS

FILE = ROOT / "share" / "budgetpress.bash"


def complete(*words, folder=None):
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _budgetpress; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, "bash", FILE, PROGRAM, *words], capture_output=True, encoding="utf-8", check=True,
                          cwd=folder)
    assert done.stderr == ""
    return done.stdout.split()


COMMANDS = complete("")


def test_commands():
    printed = subprocess.run([PROGRAM, "--lang", "en", "nonsense-nonsense"], capture_output=True, encoding="utf-8").stderr
    assert COMMANDS == re.search(r"there are: (.*)\)", printed)[1].split(", ")
    assert complete("ren") == ["render"] and complete("--lang", "zh", "ren") == ["render"]


@pytest.mark.parametrize("command", COMMANDS)
def test_options(command):
    """Those in the help; and each one is an option, whatever else is wrong with the line."""
    options = [option for option in complete(command, "-") if option.startswith("--")]
    assert {"--lang", "--help"} <= set(options)
    for option in options:
        done = subprocess.run([PROGRAM, command, "--lang", "en", option], capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
        assert "unknown option" not in done.stderr, option


def test_values(tmp_path):
    assert complete("render", "--form", "") == [INDICATORS, TARGETS]
    assert {"pdf", "xlsx"} <= set(complete("batch", "-f", "")) and complete("check", "--format", "s") == ["sarif"]
    assert complete("render", "--option", "pdf.profile=") == [f"pdf.profile={word}" for word in ("archive", "print", "plain")]
    (tmp_path / "a b.json").touch()
    assert complete("render", "a", folder=tmp_path) == ["a", "b.json"]  # one name, split here
