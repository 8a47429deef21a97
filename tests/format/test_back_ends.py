"""What every back end of the registry keeps to, whatever it writes: `render --help` names them, so a new one is held to it at once."""
import os
import re
import resource
import subprocess

import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, render

HELP = subprocess.run([PROGRAM, "render", "--help", "--lang", "en"], capture_output=True, encoding="utf-8", check=True).stdout
FORMATS = re.search(r"^Formats: (.*)\.$", HELP, re.M)[1].split(", ")
MODELS = {
    "empty": model_of([]),
    "bare": model_of([project(1, goal=[], funding={})]),
    "tall": model_of([project(1, goal=["目标。" * 3000])]),
    "marks": model_of([project(1, name='<&>"\'\\,;=+-@|{}%', goal=["\t一\u3000二 ", "", "𠮷𬙂①≥"])]),
}
each_format = pytest.mark.parametrize("name", FORMATS)


def run(*args, **options):
    return subprocess.run([PROGRAM, *args], capture_output=True, timeout=100, **options)


def test_the_registry_is_read():
    assert {"pdf", "xlsx", "csv", "trace"} <= set(FORMATS)


@each_format
@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_every_table_is_written(tmp_path, name, form):
    written = set()
    for label, model in MODELS.items():
        (tmp_path / label).mkdir()
        written.add(render(tmp_path / label, model, f"a.{name}", form=form)[0].read_bytes())
    assert len(written) == len(MODELS) and all(written)


@each_format
def test_the_same_job_gives_the_same_bytes(tmp_path, name):
    """Whatever the clock, the language, the folder and the other outputs are; and on standard output."""
    (tmp_path / "other").mkdir()
    first, = render(tmp_path, EXAMPLE, f"a.{name}")
    environment = {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "HOME": "/nonexistent"}
    others = [f"b.{other}" for other in FORMATS]
    again = render(tmp_path / "other", EXAMPLE, *others, environment=environment)[FORMATS.index(name)]
    assert first.read_bytes() == again.read_bytes()
    done = run("render", EXAMPLE, "-f", name, "-o", "-", cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == first.read_bytes()


@each_format
def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path, name):
    for other in FORMATS:
        (tmp_path / f"a.{other}").write_bytes(b"old")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    outputs = [argument for other in FORMATS for argument in ("-o", tmp_path / f"a.{other}")]
    done = run("render", EXAMPLE, *outputs, "-f", name, "-o", "/dev/full")
    assert done.returncode == 3 and b"BP1004" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@each_format
def test_a_file_that_may_not_grow_is_not_there(tmp_path, name):
    """A limit on the size of files at many places: an error of the system, and no part of the file."""
    size = render(tmp_path, EXAMPLE, f"whole.{name}")[0].stat().st_size
    for i in range(8):
        limit = size * i // 8
        target = tmp_path / f"a.{name}"
        done = run("render", EXAMPLE, "-o", target,
                   preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        assert done.returncode == 3 and b"BP1004" in done.stderr, (limit, done.stderr)
        assert os.listdir(tmp_path) == [f"whole.{name}"]


@each_format
@pytest.mark.skipif("asan" in str(PROGRAM), reason="the sanitizers' own memory fits no bound")
def test_memory_that_is_short_is_said_to_be(tmp_path, name):
    for mebibytes in range(8, 72, 8):
        limit = mebibytes << 20
        done = run("render", EXAMPLE, "-o", tmp_path / f"a.{name}", env={**os.environ, "LANG": "en"},
                   preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        if done.returncode:
            # below what loading its libraries takes, the program does not begin: the loader says so, with 127
            assert done.returncode == 3 or (done.returncode == 127 and b"shared object" in done.stderr), (mebibytes, done.stderr)
            assert not list(tmp_path.iterdir())
        else:
            (tmp_path / f"a.{name}").unlink()


def test_the_guide_shows_where_this_is():
    assert "tests/format/test_back_ends.py" in (ROOT / "docs" / "adding-a-back-end.md").read_text(encoding="utf-8")
