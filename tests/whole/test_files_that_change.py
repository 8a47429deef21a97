"""Files that somebody cuts short, writes to or replaces while a command reads them: the command says so, or reads the old file; it never
crashes and makes nothing of a half. A library loaded before all others changes the file in the middle of its reading."""
import json
import os
import pathlib
import subprocess

import pytest

from common import EXAMPLE, PROGRAM, font_set, model_of, project, read_json, render

SANITIZED = "asan" in str(PROGRAM)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SANITIZED, reason="the sanitizers want to be loaded first")]
READER = PROGRAM.parent / "budgetpress-read-pdf"

# After half of what is asked for in the N-th reading of $FILE from its beginning, what $CHANGE says is done to it: by another process,
# since a confined one could not.
HOOK = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_it(int fd)
{
    struct stat a, b;
    const char *file = getenv("FILE");
    return file && !fstat(fd, &a) && !stat(file, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static void change(const struct stat *st, const char *what)
{
    struct timespec times[2] = {st->st_atim, {st->st_mtim.tv_sec + (strcmp(what, "secretly") ? 7 : 0), st->st_mtim.tv_nsec}};
    int fd = open(getenv("FILE"), O_RDWR);
    if (!strcmp(what, "cut"))
        ftruncate(fd, 0);
    else if (!strcmp(what, "shorten"))
        ftruncate(fd, st->st_size - 9);
    else if (!strcmp(what, "grow"))
        pwrite(fd, "     ", 5, st->st_size);
    else  /* no quote, no bracket is left */
        for (off_t at = 0; at < st->st_size; at += 4096)
            pwrite(fd, memset(malloc(4096), 'a', 4096), st->st_size - at < 4096 ? st->st_size - at : 4096, at);
    futimens(fd, times);
    close(fd);
}

static int ask[2], answer[2];

__attribute__((constructor)) static void start(void)
{
    struct stat st;
    char c;
    if (!getenv("FILE") || pipe2(ask, O_CLOEXEC) || pipe2(answer, O_CLOEXEC) || fork())
        return;
    close(ask[1]);
    for (int i = 0; i < 3; i++)
        close(i);
    while (read(ask[0], &c, 1) == 1) {
        if (!stat(getenv("FILE"), &st))
            change(&st, getenv("CHANGE"));
        write(answer[1], &c, 1);
    }
    _exit(0);
}

ssize_t pread(int fd, void *to, size_t size, off_t at)
{
    static int count;
    char c = 0;
    int it = !at && is_it(fd) && ++count == atoi(getenv("NUMBER"));
    ssize_t got = syscall(SYS_pread64, fd, to, it && size > 1 ? size / 2 : size, at);
    if (it && write(ask[1], &c, 1) == 1)
        read(answer[0], &c, 1);
    return got;
}
"""


@pytest.fixture(scope="module")
def hook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hook")
    (folder / "hook.c").write_text(HOOK, encoding="utf-8")
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", folder / "hook.so", folder / "hook.c"], check=True)
    return folder / "hook.so"


def run(hook, file, change, *command, number=1, **options):
    environment = {**os.environ, "LD_PRELOAD": str(hook), "FILE": str(file), "CHANGE": change, "NUMBER": str(number)}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60, **options)


def model_file(folder, name="a.json", count=300):
    file = folder / name
    file.write_text(json.dumps(model_of([project(k) for k in range(count)]), ensure_ascii=False, indent=1), encoding="utf-8")
    return file


COMMANDS = {
    "check": lambda d, f: ["check", f], "check-json": lambda d, f: ["check", "-f", "json", f],
    "render": lambda d, f: ["render", f, "-o", d / "o.csv"], "diff-old": lambda d, f: ["diff", f, d / "other.json"],
    "diff-new": lambda d, f: ["diff", d / "other.json", f], "fix": lambda d, f: ["check", "--fix", d / "o.json", f],
    "verify": lambda d, f: ["verify", "--model", f, d / "other.csv"],
}


@pytest.mark.parametrize("change", ["cut", "shorten", "grow", "garble"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_model_that_changes_while_it_is_read(tmp_path, hook, command, change):
    model_file(tmp_path, "other.json")
    render(tmp_path, read_json(tmp_path / "other.json"), "other.csv")
    file = model_file(tmp_path)
    done = run(hook, file, change, PROGRAM, *COMMANDS[command](tmp_path, file))
    assert done.returncode == 3 and "BP1020" in done.stderr + done.stdout, (done.stdout, done.stderr)
    assert not (tmp_path / "o.csv").exists() and not (tmp_path / "o.json").exists()


@pytest.mark.parametrize("change", ["cut", "shorten", "grow", "garble"])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_table_that_changes_while_it_is_imported(tmp_path, hook, name, change):
    file, = render(tmp_path, read_json(EXAMPLE), name)
    done = run(hook, file, change, PROGRAM, "import", file, "-o", tmp_path / "o.json")
    assert done.returncode == 3 and "BP1020" in done.stderr, done.stderr
    assert not (tmp_path / "o.json").exists()


@pytest.mark.parametrize("change", ["cut", "shorten", "grow", "garble"])
def test_a_pdf_that_changes_while_it_is_read(tmp_path, hook, change):
    file, = render(tmp_path, read_json(EXAMPLE), "a.pdf")
    with open(file, "rb") as standard:
        environment = {"LD_PRELOAD": str(hook), "FILE": str(file), "CHANGE": change, "NUMBER": "1"}
        done = subprocess.run([READER], stdin=standard, capture_output=True, encoding="utf-8", env=environment, timeout=60)
    assert done.returncode == 1 and done.stdout.splitlines()[-1] == "failed changed"


@pytest.mark.parametrize("change", ["cut", "garble"])
def test_an_input_of_a_batch_that_changes_while_its_name_is_looked_for(tmp_path, hook, change):
    """The parent reads it first, for its department; then a worker reads what is there by then."""
    inputs = tmp_path / "in"
    inputs.mkdir()
    model_file(inputs, "b.json", 3)
    file = model_file(inputs)
    done = run(hook, file, change, PROGRAM, "batch", inputs, "--to", tmp_path / "out", "-f", "csv", "--name", "{department}-{name}.{ext}")
    receipts = [json.loads(line) for line in (tmp_path / "out" / "receipts.ndjson").read_text(encoding="utf-8").splitlines()]
    states = {pathlib.Path(r["input"]).name: r["status"] for r in receipts if "job" in r}
    assert done.returncode == 1 and states == {"a.json": "failed", "b.json": "done"}, done.stderr


def large_file(folder):
    """Text enough to be released while it is read, and a finding at its end."""
    projects = [project(k, goal=["目标。" * 400]) for k in range(3000)]
    projects[-1]["goal"] = ["尺寸12*3×4。"]
    file = folder / "large.json"
    file.write_text(json.dumps(model_of(projects), ensure_ascii=False, indent=1), encoding="utf-8")
    assert file.stat().st_size > 9 << 20
    return file


def test_lines_of_a_large_model_are_told_though_its_text_was_released(tmp_path):
    file = large_file(tmp_path)
    done = subprocess.run([PROGRAM, "check", "-f", "json", file], capture_output=True, encoding="utf-8")
    found, = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "BP3502"]
    line = next(n for n, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "尺寸" in text)
    assert found["line"] == line and found["pointer"] == "/projects/2999/goal/0"


@pytest.mark.parametrize("change", ["cut", "garble", "secretly"])
def test_a_large_model_that_changes_before_its_lines_are_told(tmp_path, hook, change):
    """It is read again for them: what is then no JSON is not walked through, even where its time and size are the old ones."""
    file = large_file(tmp_path)
    done = run(hook, file, change, PROGRAM, "check", "-f", "json", file, number=2)
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == 3 and [f["code"] for f in findings if f["severity"] == "error"] == ["BP1020"]
    assert all("line" not in f for f in findings)


def test_a_large_csv_file_that_changes_before_its_lines_are_told(tmp_path, hook):
    rows = ["某局2024年绩效目标表", "单位：万元", "项目名称,财政拨款,绩效目标"]
    rows += [f"项目{k},1.00,{'好' * 600}。" for k in range(6000)] + ["项目,1x,好。"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert file.stat().st_size > 9 << 20
    whole = subprocess.run([PROGRAM, "import", file, "-o", tmp_path / "o.json"], capture_output=True, encoding="utf-8")
    assert whole.returncode == 1 and f"a.csv:{len(rows)}:" in whole.stderr
    done = run(hook, file, "cut", PROGRAM, "import", file, "-o", tmp_path / "o.json", number=2)
    assert done.returncode == 3 and "BP1020" in done.stderr, done.stderr


FONT_HOOK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
void *hb_blob_create_from_file_or_fail(const char *path)
{
    void *(*next)(const char *) = dlsym(RTLD_NEXT, "hb_blob_create_from_file_or_fail");
    void *blob = next(path);
    const struct timespec times[2] = {{1}, {1}};
    if (!strcmp(path, getenv("FILE"))) {
        if (!strcmp(getenv("CHANGE"), "cut"))
            truncate(path, 0);
        else if (!strcmp(getenv("CHANGE"), "write"))
            utimensat(AT_FDCWD, path, times, 0);
        else
            rename(getenv("OTHER"), path);
    }
    return blob;
}
"""


@pytest.mark.parametrize("change, status", [("cut", 3), ("write", 3), ("replace", 0)])
def test_a_font_that_changes_while_it_is_used(tmp_path, change, status):
    """Fonts are mapped: one that is cut short or written to is told, and nothing is made of it; one that a package replaces is
    used as it was."""
    import fontmaker
    (tmp_path / "hook.c").write_text(FONT_HOOK, encoding="utf-8")
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", tmp_path / "hook.so", tmp_path / "hook.c", "-ldl"], check=True)
    path = fontmaker.save(fontmaker.truetype(), tmp_path)
    other = tmp_path / "other.ttf"
    other.write_bytes(path.read_bytes())
    fonts = font_set(tmp_path, {"family": "Made", "file": str(path)},
                     {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2})
    environment = {**os.environ, "LD_PRELOAD": str(tmp_path / "hook.so"), "FILE": str(path), "CHANGE": change, "OTHER": str(other)}
    done = subprocess.run([PROGRAM, "render", EXAMPLE, "-o", tmp_path / "a.pdf", "--font-set", fonts], env=environment,
                          capture_output=True, encoding="utf-8")
    assert done.returncode == status and ("BP1020" in done.stderr) == (status == 3), done.stderr
    assert (tmp_path / "a.pdf").exists() == (status == 0) and not list(tmp_path.glob(".budgetpress-*"))
