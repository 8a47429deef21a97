"""Completion for bash: every command, option, form and format that there is, asked of the command itself."""
import os
import pty
import re
import select
import shlex
import subprocess

import pytest

from common import INDICATORS, PROGRAM, ROOT, TARGETS

FILE = ROOT / "share" / "budgetpress.bash"


def complete(*words, folder=None):
    """What is offered for the last word; parted as readline parts it, into words of a line."""
    line = " ".join(map(shlex.quote, map(str, [PROGRAM, *words])))
    words = [part for word in words for part in re.findall("[=:]+|[^=:]+", word) or [""]]
    script = 'COMP_LINE="$1"; source "$2"; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _budgetpress; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script, "bash", line, FILE, PROGRAM, *words], capture_output=True, encoding="utf-8", check=True,
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
    forms = subprocess.run([PROGRAM, "forms"], capture_output=True, encoding="utf-8").stdout
    assert complete("render", "--form", "") == [line.split("\t")[0] for line in forms.splitlines()] and {INDICATORS, TARGETS} <= set(forms.split())
    assert {"pdf", "xlsx"} <= set(complete("batch", "-f", "")) and complete("check", "--format", "s") == ["sarif"]
    assert complete("render", "--option", "pdf.profile=") == ["archive", "print", "plain"]
    (tmp_path / "a b.json").touch()
    assert complete("render", "a", folder=tmp_path) == ["a", "b.json"]  # one name, split here


def typed(keys, folder):
    """What stands on the command line of an interactive bash after these keys."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(folder)
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                   {**os.environ, "PS1": "READY", "TERM": "dumb", "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "INPUTRC": "/dev/null",
                    "HISTFILE": ""})
    seen = b""

    def wait_for(text):
        nonlocal seen
        while text not in seen:
            assert select.select([terminal], [], [], 60)[0], seen
            seen += os.read(terminal, 65536)

    try:
        wait_for(b"READY")
        os.write(terminal, f"source {FILE}; PS1=DONE\n".encode())
        wait_for(b"\nDONE")
        # the line is not run but printed: ^A and ^E make its words those of a printf
        os.write(terminal, f"{keys}\x01printf '<%s>' \x05 ; echo END''ED\n".encode())
        wait_for(b"ENDED")
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    printed, = (line for line in seen.decode().splitlines() if line.endswith("ENDED"))
    return re.findall("<([^>]*)>", printed)


@pytest.mark.parametrize("keys, line", [
    ("budgetpress render --option pdf.pro\tpri\t", ["budgetpress", "render", "--option", "pdf.profile=print"]),
    ("budgetpress render --option pdf.profile=pri\t", ["budgetpress", "render", "--option", "pdf.profile=print"]),
    ("budgetpress render --option=xlsx.profile=wor\t", ["budgetpress", "render", "--option=xlsx.profile=working"]),
    ("budgetpress render --lang=z\t", ["budgetpress", "render", "--lang=zh"]),
    ("budgetpress --lang=en ren\t", ["budgetpress", "--lang=en", "render"]),
    ("budgetpress render --form=project-performance-t\t", ["budgetpress", "render", f"--form={TARGETS}"]),
    ("budgetpress check --fix=a\t", ["budgetpress", "check", "--fix=a=b.json"]),
])
def test_completion_at_an_equals_sign_in_an_interactive_shell(tmp_path, keys, line):
    (tmp_path / "a=b.json").touch()
    assert typed(keys, tmp_path) == line
