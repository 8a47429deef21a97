"""The examples of docs/scripting.md, run as they stand there."""
import json
import os
import re
import shutil
import subprocess

import pytest

from common import EXAMPLE, PROGRAM, ROOT

pytestmark = pytest.mark.slow


def example(language):
    text = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)
    assert len(blocks) == 1, f"{len(blocks)} examples in {language}"
    return blocks[0]


@pytest.fixture
def place(tmp_path):
    """A folder with two tables, and the command on the path."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "budgetpress").symlink_to(PROGRAM)
    (tmp_path / "tables").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "tables" / "a.json")
    shutil.copy(ROOT / "examples" / "two-agencies-2025.json", tmp_path / "tables" / "b.json")
    return tmp_path


def run(folder, *command):
    environment = {**{k: v for k, v in os.environ.items() if k != "MAKEFLAGS"}, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "LANG": "en"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60)


def test_makefile(place):
    (place / "Makefile").write_text(example("make"), encoding="utf-8")
    done = run(place, "make", "all", "check")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (place / "out").iterdir()) == ["a.pdf", "a.xlsx", "b.pdf", "b.xlsx"]
    (place / "tables" / "b.json").touch()
    again = run(place, "make")
    assert "render tables/b.json" in again.stdout and "tables/a.json" not in again.stdout
    assert run(place, "make", "-q").returncode == 0


def test_shell_script(place):
    script = place / "night.sh"
    script.write_text(example("sh"), encoding="utf-8")
    done = run(place, "sh", script)
    assert done.returncode == 0 and done.stdout == "all tables are published\n", done.stderr
    assert (place / "published" / "广州互联网法院" / "2024" / "a.pdf").exists()
    (place / "tables" / "c.json").write_text('{"schema": "budgetpress/1"}')
    done = run(place, "sh", script)
    assert done.returncode == 1 and done.stdout.startswith("some tables have errors; the others are published:\n")
    assert subprocess.run(["shellcheck", script]).returncode == 0 if shutil.which("shellcheck") else True


def test_python_program(place):
    (place / "tables" / "c.json").write_text("{", encoding="utf-8")
    program = place / "feed.py"
    program.write_text(example("python"), encoding="utf-8")
    done = run(place, "python3", "-B", program)
    assert done.returncode == 0, done.stderr
    lines = sorted(done.stdout.splitlines())
    assert lines[0] == "a 3 pages, 3285.71 万元"
    assert lines[1].startswith("b ") and lines[2].startswith("c failed: not JSON")
    assert (place / "stream" / "2024" / "a.pdf").exists()


def test_job_list(place):
    (place / "jobs.ndjson").write_text(example("ndjson"), encoding="utf-8")
    done = run(place, "budgetpress", "batch", "jobs.ndjson", "--to", "out", "-f", "xlsx")
    assert done.returncode == 0, done.stderr
    made = sorted(p.relative_to(place / "out").as_posix() for p in (place / "out").rglob("*") if p.is_file())
    assert made == ["lists/a.xlsx", "plain/b.pdf", "receipts.ndjson", "tables/a.xlsx"]


def test_tables_of_members_are_true(place):
    """Every member that the guide names is one, and every one of a receipt is named."""
    assert run(place, "budgetpress", "batch", "tables", "--to", "out", "-f", "xlsx").returncode == 0
    receipts = [json.loads(line) for line in (place / "out" / "receipts.ndjson").read_text(encoding="utf-8").splitlines()]
    text = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text[text.index("## Receipts"):]))
    assert set(receipts[1]) - {"input", "form"} <= named
    assert set(receipts[1]["outputs"][0]) <= named
