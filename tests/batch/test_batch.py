"""Batches: what becomes of jobs, names, receipts and streams. What is killed and full stands in test_batch_faults.py."""
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, font_set, model_of, project

SMALL = model_of([project(1)])


# A process that is looked at may end, or close a file, at any moment.

def wait_until(holds, run):
    """Waits for something that the run does before it ends."""
    deadline = time.monotonic() + 60
    while not holds():
        assert run.poll() is None and time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.002)


def opened(pid):
    """The names of the files that a process has open."""
    names = set()
    for entry in os.scandir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            names.add(os.readlink(entry.path))
    return names


def children(pid):
    done = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, encoding="utf-8")
    return [int(word) for word in done.stdout.split()]


def waits_for_a_pipe(pid):
    with contextlib.suppress(OSError):
        where = pathlib.Path(f"/proc/{pid}/wchan").read_text()
        return "fifo" in where or "wait_for_partner" in where
    return False


def write_model(path, model=SMALL):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    return path


def batch(folder, *arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run([PROGRAM, "batch", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8",
                          errors="surrogateescape", timeout=120, **options)


def receipts(target):
    """The plan, and the receipts of the jobs; each line must be JSON."""
    lines = [json.loads(line) for line in (target / "receipts.ndjson").read_text(encoding="utf-8").splitlines()]
    return [r for r in lines if "plan" in r], [r for r in lines if "job" in r]


def files(target):
    return sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_receipts(target):
    """Every output that a receipt names is there with its hash, and nothing else is there."""
    named = {"receipts.ndjson"}
    for receipt in receipts(target)[1]:
        for output in receipt.get("outputs", []):
            assert sha256(target / output["path"]) == output["sha256"]
            assert (target / output["path"]).stat().st_size == output["bytes"]
            named.add(output["path"])
    assert set(files(target)) == named


@pytest.fixture
def tree(tmp_path):
    for name in ("a.json", "sub/b.json", "sub/deeper/c.json"):
        write_model(tmp_path / "in" / name)
    (tmp_path / "in" / "note.txt").write_text("no model")
    write_model(tmp_path / "in" / ".hidden" / "x.json")
    return tmp_path


def test_one_job_is_told_as_one(tree):
    assert batch(tree, "in/a.json", "--to", "out", "-f", "trace").stderr.startswith("1 job: 1 done, 0 as before, 0 failed; ")


def test_folder_keeps_its_structure(tree):
    done = batch(tree, "in", "--to", "out", "-f", "pdf,trace", "-j", "2")
    assert done.returncode == 0, done.stderr
    assert "3 jobs: 3 done, 0 as before, 0 failed" in done.stderr and done.stdout == ""
    stems = ["a", "sub/b", "sub/deeper/c"]
    assert files(tree / "out") == sorted([f"{s}.{e}" for s in stems for e in ("pdf", "trace")] + ["receipts.ndjson"])
    check_receipts(tree / "out")
    single = tree / "single.pdf"
    subprocess.run([PROGRAM, "render", tree / "in" / "a.json", "-o", single], check=True)
    assert (tree / "out" / "a.pdf").read_bytes() == single.read_bytes()


@pytest.mark.parametrize("words", [["in"], ["in/*.json", "in/sub/*.json", "in/sub/deeper/*.json"]])
@pytest.mark.parametrize("name", ["{folder}/{name}.{ext}", "{folder}/{name} {title}.{ext}"])
def test_pipes_and_devices_in_a_folder_keep_nobody_waiting(tree, words, name):
    os.mkfifo(tree / "in" / "pipe.json")
    (tree / "in" / "link.json").symlink_to("pipe.json")
    (tree / "in" / "zero.json").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        folder = os.open(tree / "in", os.O_RDONLY)
        server.bind(f"/proc/self/fd/{folder}/socket.json")
        os.close(folder)
        done = batch(tree, *words, "--to", "out", "-f", "trace", "--name", name)
    assert done.returncode == 0, done.stderr
    assert "3 jobs: 3 done" in done.stderr


@pytest.mark.slow
def test_a_pipe_that_would_have_to_be_read_for_its_name_fails_alone(tree):
    os.mkfifo(tree / "in" / "pipe.json")
    done = batch(tree, "in", "in/pipe.json", "--to", "out", "-f", "trace", "--name", "{name} {title}.{ext}", "--timeout", "1")
    assert done.returncode == 3 and "in/pipe.json: error[BP6311]" in done.stderr and "3 done, 0 as before, 1 failed" in done.stderr


def test_receipt_says_what_was_made_of_what(tmp_path):
    shutil.copy(EXAMPLE, tmp_path / "court.json")
    assert batch(tmp_path, "court.json", "--to", "out", "-f", "pdf").returncode == 0
    plans, [receipt] = receipts(tmp_path / "out")
    assert len(plans) == 1 and plans[0]["jobs"] == plans[0]["shard_jobs"] == 1
    assert receipt["input"] == "court.json" and receipt["status"] == "done" and receipt["attempts"] == 1
    assert receipt["input_sha256"] == sha256(EXAMPLE)
    assert receipt["form"] == TARGETS and receipt["pages"] == 3 and receipt["projects"] == 10
    assert receipt["totals"] == {"fiscal_appropriation": "3281.21", "other": "4.50", "total": "3285.71"}
    assert receipt["department"] == "广州互联网法院" and receipt["fiscal_year"] == 2024 and receipt["amount_unit"] == "万元"
    assert receipt["findings"] == [] and receipt["seconds"] > 0 and receipt["finished"].endswith("Z")


def test_job_lines_override_the_batch(tree):
    lines = [{"input": "in/a.json", "id": "first", "formats": ["trace"], "output": "x/one"},
             {"input": "in/a.json", "form": INDICATORS, "output": "{form}/{name}.{ext}"},
             {"input": "in/sub/b.json", "formats": ["pdf", "trace"], "options": ["pdf.compact=0"]}]
    (tree / "jobs.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines) + "\n")
    done = batch(tree, "jobs.ndjson", "--to", "out", "-f", "trace")
    assert done.returncode == 0, done.stderr
    assert files(tree / "out") == sorted(["x/one.trace", f"{INDICATORS}/a.trace", "in/sub/b.pdf", "in/sub/b.trace",
                                          "receipts.ndjson"])
    labels = {r.get("id") for r in receipts(tree / "out")[1]}
    assert labels == {"first", None}


def test_pattern_and_models(tree):
    assert batch(tree, "in/*/*.json", "--to", "p", "-f", "trace").returncode == 0
    assert files(tree / "p") == ["receipts.ndjson", "sub/b.trace"]
    assert batch(tree, "in/a.json", "in/sub/b.json", "--to", "m", "-f", "trace").returncode == 0
    assert files(tree / "m") == ["in/a.trace", "in/sub/b.trace", "receipts.ndjson"]
    nothing = batch(tree, "in/*.xml", "--to", "n", "-f", "trace")
    assert nothing.returncode == 1 and "BP6305" in nothing.stderr and not (tree / "n").exists()


def test_names_from_the_model(tmp_path):
    for i, (name, year) in enumerate((("广州市/财政局", 2024), ("CON", 2025), ("..", 2026))):
        write_model(tmp_path / "in" / f"{i}.json", {**SMALL, "department": {"name": name}, "fiscal_year": year})
    done = batch(tmp_path, "in", "--to", "out", "-f", "trace", "--name", "{department}/{fiscal_year}/{form}.{ext}")
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "out") == sorted(["receipts.ndjson", f"广州市_财政局/2024/{TARGETS}.trace",
                                              f"CON_/2025/{TARGETS}.trace", f"_/2026/{TARGETS}.trace"])


@pytest.mark.parametrize("pattern,code", [("../{name}.{ext}", "BP6302"), ("/tmp/{name}.{ext}", "BP6302"), ("", "BP6302"),
                                          ("{nmae}", "BP6301"), ("{name", "BP6301"), ("a}", "BP6301")])
def test_bad_pattern_is_wrong_usage(tree, pattern, code):
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--name", pattern)
    assert done.returncode == 2 and code in done.stderr and not (tree / "out").exists()


@pytest.mark.parametrize("names", [("x/a.json", "x/A.json"), ("\u00c5ngstr\u00f6m.json", "A\u030angstro\u0308m.json"), ("a?.json", "a*.json"),
                                   ("x.json", "x.trace/y.json")])
def test_two_jobs_for_one_file_are_refused_before_anything_is_written(tmp_path, names):
    for name in names:
        write_model(tmp_path / "in" / name)
    if len(list((tmp_path / "in").rglob("*.json"))) < 2:
        pytest.skip("this file system takes the two names for one itself")
    done = batch(tmp_path, "in", "--to", "out", "-f", "trace")
    assert done.returncode == 1 and "BP6306" in done.stderr and not (tmp_path / "out").exists()


def test_identical_inputs_are_different_jobs(tmp_path):
    for i in range(4):
        write_model(tmp_path / "in" / f"{i}.json")
    assert batch(tmp_path, "in", "--to", "out", "-f", "trace").returncode == 0
    _, jobs = receipts(tmp_path / "out")
    assert len({r["job"] for r in jobs}) == 4 and len({r["input_sha256"] for r in jobs}) == 1


def test_no_job_writes_the_receipts(tmp_path):
    write_model(tmp_path / "a.json")
    (tmp_path / "jobs.ndjson").write_text('{"input":"a.json","output":"Receipts.ndjson/{name}"}\n')
    done = batch(tmp_path, "jobs.ndjson", "--to", "out", "-f", "trace")
    assert done.returncode == 1 and "BP6306" in done.stderr


def test_bad_job_lines_are_all_reported_and_nothing_begins(tree):
    (tree / "jobs.ndjson").write_text('{"input":"in/a.json"}\nnonsense\n\n{"input":"in/a.json","formats":["doc"]}\n'
                                      '{"inputs":"in/a.json"}\n{"input":"in/a.json","output":"/etc/x"}\n')
    done = batch(tree, "jobs.ndjson", "--to", "out", "-f", "trace")
    assert done.returncode == 2 and not (tree / "out").exists()
    for place in ("jobs.ndjson:2:1: error[BP2001]", "jobs.ndjson:4:", "BP1103", "jobs.ndjson:5:", "BP2103", "jobs.ndjson:6:", "BP6302"):
        assert place in done.stderr, place


def test_absolute_and_climbing_inputs_stay_in_the_target(tree):
    (tree / "work").mkdir()
    lines = [{"input": str(tree / "in" / "a.json")}, {"input": "../in/sub/b.json"}]
    (tree / "work" / "jobs.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert batch(tree / "work", "jobs.ndjson", "--to", "out", "-f", "trace").returncode == 0
    assert files(tree / "work" / "out") == sorted(["receipts.ndjson", "in/sub/b.trace", f"{tree}/in/a.trace".lstrip("/")])


def test_failures_are_counted_by_cause_and_harm_no_other_job(tree):
    write_model(tree / "in" / "bad1.json", {**SMALL, "fiscal_year": "x"})
    write_model(tree / "in" / "bad2.json", {**SMALL, "fiscal_year": "x"})
    (tree / "in" / "gone.json").symlink_to("nowhere.json")
    done = batch(tree, "in", "--to", "out", "-f", "trace", "-j", "1")
    assert done.returncode == 3
    assert "6 jobs: 3 done, 0 as before, 3 failed" in done.stderr
    assert "     2  BP2101 " in done.stderr and "in/bad1.json, in/bad2.json" in done.stderr
    assert "     1  BP1002 " in done.stderr and "in/gone.json" in done.stderr
    failed = [r for r in receipts(tree / "out")[1] if r["status"] == "failed"]
    assert len(failed) == 3 and all(r["findings"] and "outputs" not in r for r in failed)
    check_receipts(tree / "out")


def test_quiet_and_json(tree):
    write_model(tree / "in" / "bad.json", {**SMALL, "fiscal_year": "x"})
    done = batch(tree, "in", "--to", "out", "-f", "trace", "-q")
    assert done.stderr.splitlines() == [line for line in done.stderr.splitlines() if "error[BP2101]" in line] != []
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--restart", "--diagnostics=json")
    assert [json.loads(line)["code"] for line in done.stderr.splitlines()] == ["BP2101"]


def test_unreadable_folder_is_reported_and_the_rest_done(tree):
    if os.geteuid() == 0:  # root reads everything: take a name that cannot be a folder's
        user = ["setpriv", "--reuid=65534", "--clear-groups"]
        if not shutil.which("setpriv"):
            pytest.skip("setpriv is not there and root reads every folder")
    else:
        user = []
    (tree / "in" / "sub").chmod(0)
    for path in [tree, *tree.parents]:
        if path.stat().st_uid == os.geteuid() and path.as_posix().startswith("/tmp/"):
            path.chmod(0o777)
    done = subprocess.run([*user, PROGRAM, "batch", "in", "--to", "out", "-f", "trace"], cwd=tree, capture_output=True, encoding="utf-8")
    (tree / "in" / "sub").chmod(0o755)
    assert done.returncode == 3 and "BP1002" in done.stderr and "in/sub" in done.stderr
    assert "a.trace" in files(tree / "out")


# Going on.

def test_resume_skips_exactly_what_agrees(tree):
    target = tree / "out"
    first = batch(tree, "in", "--to", "out", "-f", "pdf,trace")
    assert first.returncode == 0
    before = {name: (target / name).stat().st_mtime_ns for name in files(target)}
    assert "3 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume").stderr
    assert {name: (target / name).stat().st_mtime_ns for name in files(target)} == before
    (target / "sub" / "b.pdf").write_bytes(b"touched by someone")
    assert "1 done, 2 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume").stderr
    (target / "a.trace").unlink()
    assert "1 done, 2 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume").stderr
    write_model(tree / "in" / "a.json", model_of([project(1), project(2)]))
    assert "1 done, 2 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume").stderr
    assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume", "--option",
                                          "pdf.compact=0").stderr
    assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "pdf,trace", "--resume",
                                          environment={"SOURCE_DATE_EPOCH": "1700000000"}).stderr
    check_receipts(target)
    plans, jobs = receipts(target)
    assert len(plans) == 1 and len(jobs) == 3  # lines that later ones made void are gone


def test_resume_sees_a_changed_template(tree):
    data = tree / "data"
    for part in ("templates", "fonts", "schema"):
        shutil.copytree(ROOT / part, data / part)
    environment = {"BUDGETPRESS_DATA": str(data)}
    assert batch(tree, "in", "--to", "out", "-f", "trace", environment=environment).returncode == 0
    form = data / "templates" / TARGETS / "form.json"
    text = form.read_text(encoding="utf-8")
    form.write_text(text + "\n", encoding="utf-8")
    assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr
    dictionary = data / "templates" / "dictionaries" / "performance-indicators.json"
    dictionary.write_text(dictionary.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr
    fonts = data / "fonts" / "noto.json"
    fonts.write_text(fonts.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr
    assert "0 done, 3 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr
    settings = form.parent / "checks.json"  # it can make an error of what was none, and the other way round
    for text in ('{"schema": "budgetpress-checks/1"}', '{"schema": "budgetpress-checks/1"}\n', None):
        settings.unlink() if text is None else settings.write_text(text, encoding="utf-8")
        assert "3 done, 0 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr
        assert "0 done, 3 as before" in batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment).stderr


def test_resume_sees_a_rule_that_was_turned_on(tree):
    data = tree / "data"
    for part in ("templates", "fonts", "schema"):
        shutil.copytree(ROOT / part, data / part)
    environment = {"BUDGETPRESS_DATA": str(data)}
    assert batch(tree, "in", "--to", "out", "-f", "trace", environment=environment).returncode == 0
    (data / "templates" / TARGETS / "checks.json").write_text(
        '{"schema": "budgetpress-checks/1", "rules": {"indicators-missing": {"severity": "error"}}}', encoding="utf-8")
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--resume", environment=environment)
    assert done.returncode == 1 and "BP3203" in done.stderr, done.stderr


def test_resume_sees_another_font_of_the_same_name(tree):
    import fontmaker
    path = fontmaker.save(fontmaker.truetype(), tree)
    fonts = font_set(tree, {"family": "Made", "file": str(path)},
                     {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2})
    words = ("in", "--to", "out", "-f", "trace", "--font-set", fonts)
    assert batch(tree, *words).returncode == 0
    assert "0 done, 3 as before" in batch(tree, *words, "--resume").stderr
    path.rename(tree / "old.ttf")
    fontmaker.save(fontmaker.truetype(rise=9), tree).rename(path)
    assert "3 done, 0 as before" in batch(tree, *words, "--resume").stderr
    path.unlink()
    assert "3 done, 0 as before" in batch(tree, *words, "--resume").stderr


def test_added_and_removed_jobs(tree):
    assert batch(tree, "in", "--to", "out", "-f", "trace").returncode == 0
    write_model(tree / "in" / "new.json")
    (tree / "in" / "a.json").unlink()
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--resume")
    assert "3 jobs: 1 done, 2 as before" in done.stderr
    plans, jobs = receipts(tree / "out")
    assert plans[-1]["jobs"] == 3 and {r["input"] for r in jobs} == {"in/new.json", "in/sub/b.json", "in/sub/deeper/c.json"}


def test_receipts_of_an_earlier_batch_are_not_overwritten_unasked(tree):
    assert batch(tree, "in", "--to", "out", "-f", "trace").returncode == 0
    before = (tree / "out" / "receipts.ndjson").read_bytes()
    done = batch(tree, "in", "--to", "out", "-f", "trace")
    assert done.returncode == 2 and "BP6308" in done.stderr
    write_model(tree / "other" / "z.json")
    done = batch(tree, "other", "--to", "out", "-f", "trace", "--resume")
    assert done.returncode == 2 and "BP6309" in done.stderr
    assert (tree / "out" / "receipts.ndjson").read_bytes() == before
    assert batch(tree, "in", "--to", "out", "-f", "trace", "--restart").returncode == 0


@pytest.mark.parametrize("tail", [b'{"job":"0123', b"\0\0\0\0\0\0", b"{"])
def test_torn_last_receipt_is_cut(tree, tail):
    assert batch(tree, "in", "--to", "out", "-f", "trace").returncode == 0
    path = tree / "out" / "receipts.ndjson"
    path.write_bytes(path.read_bytes() + tail)
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--resume")
    assert done.returncode == 0 and "3 as before" in done.stderr
    check_receipts(tree / "out")


def test_broken_receipt_in_the_middle_is_one_job_again(tree):
    assert batch(tree, "in", "--to", "out", "-f", "trace").returncode == 0
    path = tree / "out" / "receipts.ndjson"
    lines = path.read_bytes().split(b"\n")
    lines[1] = b"\0" * len(lines[1])
    path.write_bytes(b"\n".join(lines))
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--resume")
    assert done.returncode == 0 and "1 done, 2 as before" in done.stderr and "receipts.ndjson:2:1: warning[BP6316]" in done.stderr
    assert len(receipts(tree / "out")[1]) == 3


@pytest.mark.slow
def test_two_batches_do_not_share_a_target(tree):
    os.mkfifo(tree / "in" / "wait.json")
    first = subprocess.Popen([PROGRAM, "batch", "in/wait.json", "in", "--to", "out", "-f", "trace", "-j", "1"], cwd=tree, stderr=subprocess.DEVNULL)
    wait_until(lambda: (tree / "out" / "receipts.ndjson").exists(), first)  # it is begun once the target is locked
    done = batch(tree, "in/a.json", "--to", "out", "-f", "trace", "--resume")
    assert done.returncode == 3 and "BP6307" in done.stderr
    first.kill()
    first.wait()
    (tree / "in" / "wait.json").unlink()
    assert batch(tree, "in", "--to", "out", "-f", "trace", "--resume").returncode == 0


def test_a_batch_that_ends_while_the_next_one_waits_leaves_it_the_target(tree):
    """The one that ends removes the lock and its folder, which the other has open."""
    control = tree / "out" / ".budgetpress"
    control.mkdir(parents=True)
    with open(control / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen([PROGRAM, "batch", "in", "--to", "out", "-f", "trace"], cwd=tree, stderr=subprocess.PIPE)
        wait_until(lambda: str(control) in opened(second.pid), second)
        time.sleep(0.1)
        second.send_signal(signal.SIGSTOP)  # or it could open the lock between the two
        (control / "lock").unlink()
        control.rmdir()
        second.send_signal(signal.SIGCONT)
    errors = second.communicate(timeout=1200)[1]
    assert second.returncode == 0, errors
    check_receipts(tree / "out")


# Workers.


@pytest.mark.slow
def test_hanging_job_is_tried_twice_and_reported(tree):
    os.mkfifo(tree / "in" / "hang.json")
    done = batch(tree, "in", "in/hang.json", "--to", "out", "-f", "trace", "--timeout", "1", "-j", "2")
    assert done.returncode == 3 and "in/hang.json: error[BP6311]" in done.stderr and "3 done, 0 as before, 1 failed" in done.stderr
    [failed] = [r for r in receipts(tree / "out")[1] if r["status"] == "failed"]
    assert failed["attempts"] == 2 and failed["findings"][0]["name"] == "worker-timeout"


def test_killed_worker_loses_only_its_job(tree):
    os.mkfifo(tree / "in" / "hang.json")
    run = subprocess.Popen([PROGRAM, "batch", "in", "in/hang.json", "--to", "out", "-f", "trace", "-j", "1"], cwd=tree, stderr=subprocess.PIPE,
                           encoding="utf-8")
    killed = set()
    deadline = time.time() + 60
    while run.poll() is None and time.time() < deadline:
        for pid in children(run.pid):
            if waits_for_a_pipe(pid) and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    _, errors = run.communicate(timeout=1200)
    assert len(killed) == 2, "the job was not tried twice"
    assert run.returncode == 3 and "in/hang.json: error[BP6310]: its worker was ended by SIGKILL, twice" in errors
    assert "3 done, 0 as before, 1 failed" in errors


@pytest.mark.slow
def test_memory_of_a_worker_is_bounded(tmp_path):
    if "asan" in str(PROGRAM):
        pytest.skip("the sanitizer's own memory fits no bound")
    write_model(tmp_path / "in" / "large.json", model_of([project(i, goal=["目标" * 400]) for i in range(20000)]))
    write_model(tmp_path / "in" / "small.json")
    done = batch(tmp_path, "in", "--to", "out", "-f", "pdf", "--memory", "40M", "-j", "1")
    assert done.returncode == 3 and "1 done, 0 as before, 1 failed" in done.stderr
    assert (tmp_path / "out" / "small.pdf").exists() and not (tmp_path / "out" / "large.pdf").exists()
    assert "1 done, 1 as before" in batch(tmp_path, "in", "--to", "out", "-f", "pdf", "--memory", "8G", "--resume").stderr


# People.

def wait_for_receipts(target, count):
    deadline = time.time() + 60
    path = target / "receipts.ndjson"
    while time.time() < deadline and (not path.exists() or path.read_bytes().count(b"\n") < count + 1):
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.slow
def test_first_signal_finishes_running_jobs_second_stops(tmp_path, number):
    for i in range(3000):
        os.makedirs(tmp_path / "in", exist_ok=True)
        os.symlink(EXAMPLE, tmp_path / "in" / f"{i}.json")
    options = {"cwd": tmp_path, "stderr": subprocess.PIPE, "encoding": "utf-8",
               "preexec_fn": lambda: signal.signal(number, signal.SIG_DFL)}  # what starts the tests may have it ignored
    run = subprocess.Popen([PROGRAM, "batch", "in", "--to", "out", "-f", "trace,pdf"], **options)
    wait_for_receipts(tmp_path / "out", 5)
    run.send_signal(number)
    _, errors = run.communicate(timeout=1200)
    assert run.returncode == -number and "BP6312" in errors
    check_receipts(tmp_path / "out")
    assert not (tmp_path / "out" / ".budgetpress").exists()
    os.mkfifo(tmp_path / "in" / "0wait.json")
    run = subprocess.Popen([PROGRAM, "batch", "in/0wait.json", "in", "--to", "out", "-f", "trace,pdf", "--resume"], **options)
    wait_until(lambda: any(map(waits_for_a_pipe, children(run.pid))), run)
    run.send_signal(number)
    time.sleep(0.3)
    assert run.poll() is None, "the first signal did not wait for the job that runs"
    run.send_signal(number)
    run.communicate(timeout=20)
    assert run.returncode == -number
    check_receipts(tmp_path / "out")


@pytest.mark.slow
def test_bar_on_a_terminal(tmp_path):
    for i in range(1000):
        os.makedirs(tmp_path / "in", exist_ok=True)
        os.symlink(EXAMPLE, tmp_path / "in" / f"{i}.json")
    master, slave = pty.openpty()
    run = subprocess.Popen([PROGRAM, "batch", "in", "--to", "out", "-f", "pdf", "--lang", "en"], cwd=tmp_path, stderr=slave,
                           env={**os.environ, "TERM": "xterm"})
    os.close(slave)
    seen = b""
    while True:
        ready, _, _ = select.select([master], [], [], 60)
        try:
            piece = os.read(master, 4096) if ready else b""
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    assert run.wait() == 0
    assert b"\r\x1b[K[#" in seen and b"% " in seen and b"a second" in seen and b" left" in seen
    assert seen.split(b"\x1b[K")[-1].startswith(b"1000 jobs: 1000 done")


# Streams.

class Stream:
    def __init__(self, folder, *arguments):
        self.run = subprocess.Popen([PROGRAM, "batch", "-", "--to", "out", "-f", "trace", *arguments], cwd=folder, encoding="utf-8",
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def send(self, line):
        self.run.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
        self.run.stdin.flush()

    def receive(self):
        ready, _, _ = select.select([self.run.stdout], [], [], 30)
        assert ready, "no receipt came"
        return json.loads(self.run.stdout.readline())

    def end(self):
        self.run.stdin.close()
        rest, errors = self.run.stdout.read(), self.run.stderr.read()
        return self.run.wait(60), rest, errors


def test_stream_answers_each_line_while_it_stays_open(tree):
    stream = Stream(tree)
    for i in range(5):
        stream.send({"input": "in/a.json", "id": f"n{i}", "output": f"o{i}"})
        receipt = stream.receive()
        assert receipt["id"] == f"n{i}" and receipt["status"] == "done"
        assert sha256(tree / "out" / f"o{i}.trace") == receipt["outputs"][0]["sha256"]
    stream.send({"input": "in/a.json", "id": "n1", "output": "o1"})  # the same job again: it stands as it is
    assert stream.receive()["status"] == "done"
    write_model(tree / "in" / "a.json", model_of([project(1), project(2)]))
    stream.send({"input": "in/a.json", "id": "n1", "output": "o1"})  # of another input: done anew
    receipt = stream.receive()
    assert receipt["projects"] == 2 and sha256(tree / "out" / "o1.trace") == receipt["outputs"][0]["sha256"]
    status, rest, errors = stream.end()
    assert status == 0 and rest == "" and "7 jobs: 6 done, 1 as before" in errors
    assert len(receipts(tree / "out")[1]) == 5
    check_receipts(tree / "out")


def test_stream_gives_every_line_its_receipt(tree):
    stream = Stream(tree)
    for line in ("nonsense", "{}", '{"input":"in/a.json","output":"../x","id":"up"}', '{"input":"in/none.json","id":"none"}',
                 '{"input":"in/a.json","id":"good"}', '{"input":"in/sub/b.json","output":"IN/A","id":"taken"}',
                 '"x' + "y" * (1 << 20) + '"', ""):
        stream.send(line)
    stream.send({"input": "in/sub/b.json", "id": "last"})
    status, rest, _ = stream.end()
    got = [json.loads(line) for line in rest.splitlines()]
    assert status >= 1 and len(got) == 8
    by_id = {r.get("id"): r for r in got}
    assert by_id["good"]["status"] == by_id["last"]["status"] == "done"
    assert by_id["none"]["status"] == by_id["up"]["status"] == by_id["taken"]["status"] == "failed"
    assert by_id["taken"]["findings"][0]["name"] == "output-taken"
    assert sum(r["job"] is None for r in got) == 5
    assert [r["findings"][0]["line"] for r in got if "id" not in r] == [1, 2, 7]
    check_receipts(tree / "out")


@pytest.mark.slow
def test_stream_does_not_read_ahead_without_bound(tree):
    """A reader that stops reading stops the batch, and that stops whoever writes."""
    stream = Stream(tree, "-j", "1")
    sent, blocked = 0, False
    os.set_blocking(stream.run.stdin.fileno(), False)
    line = (json.dumps({"input": "in/a.json", "output": "PLACE", "id": "x" * 3000}) + "\n").encode()
    deadline, still = time.time() + 60, time.time()
    while sent < 5000 and time.time() < deadline:
        try:
            os.write(stream.run.stdin.fileno(), line.replace(b"PLACE", b"o%d" % sent))
            sent += 1
            still = time.time()
        except BlockingIOError:
            if time.time() - still > 2:
                blocked = True
                break
            time.sleep(0.01)
    assert blocked, f"{sent} lines were taken though no receipt was read"
    stream.run.kill()
    stream.run.communicate()


def test_stream_whose_reader_is_gone_stops_and_can_go_on(tree):
    run = subprocess.Popen([PROGRAM, "batch", "-", "--to", "out", "-f", "trace"], cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    run.stdout.close()
    lines = b"".join(b'{"input":"in/a.json","output":"o%d"}\n' % i for i in range(300))
    try:
        run.stdin.write(lines)
        run.stdin.close()
    except BrokenPipeError:
        pass
    errors = run.stderr.read().decode()
    assert run.wait(60) == 3 and "BP1004" in errors
    check_receipts(tree / "out")
    done = batch(tree, "-", "--to", "out", "-f", "trace", "--resume", input=lines.decode())
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 300
    check_receipts(tree / "out")


def test_closed_standard_output(tree):
    done = subprocess.run(["sh", "-c", f"exec {PROGRAM} batch in --to out -f trace >&-"], cwd=tree, capture_output=True)
    assert done.returncode == 0
    check_receipts(tree / "out")


# Targets.

def test_link_in_the_target_is_not_followed(tree):
    outside = tree / "outside"
    outside.mkdir()
    (tree / "out").mkdir()
    (tree / "out" / "sub").symlink_to(outside)
    (outside / "victim").write_text("untouched")
    (tree / "out" / "a.trace").symlink_to(outside / "victim")
    done = batch(tree, "in", "--to", "out", "-f", "trace")
    assert done.returncode == 3 and "BP6315" in done.stderr and "1 done, 0 as before, 2 failed" in done.stderr
    assert files(outside) == ["victim"] and (outside / "victim").read_text() == "untouched"
    assert not (tree / "out" / "a.trace").is_symlink()  # the name was taken from the link, not the file behind it


def test_target_through_a_link_and_inside_the_inputs(tree):
    (tree / "in" / "out").mkdir()
    (tree / "link").symlink_to(tree / "in" / "out")
    for _ in range(2):
        done = batch(tree, "in", "--to", "link", "-f", "trace", "--restart")
        assert done.returncode == 0 and "3 jobs: 3 done" in done.stderr
    check_receipts(tree / "in" / "out")


def test_names_in_every_script_and_of_every_length(tmp_path):
    names = ["预算表", "бюджет", "ميزانية", "बजट", "예산", "งบประมาณ", "𠀀", "emoji 📊", "a" * 250, "长" * 83, "x" * 243 + "长", "tab\there",
             "new\nline", 'quote"', "nul", "-dash", "~", "$(x)", "a b"]
    for name in names:
        write_model(tmp_path / "in" / f"{name}.json")
    with open(os.fsencode(tmp_path / "in") + b"/\xb9\xe3.json", "w", encoding="utf-8") as file:  # a name in GBK
        json.dump(SMALL, file)
    done = batch(tmp_path, "in", "--to", "out", "-f", "trace")
    assert done.returncode == 0, done.stderr
    assert f"{len(names) + 1} jobs: {len(names) + 1} done" in done.stderr
    check_receipts(tmp_path / "out")
    assert max(len(os.fsencode(p.name)) for p in (tmp_path / "out").iterdir()) <= 255
    assert {"预算表.trace", "%B9%E3.trace", "nul_.trace", "quote_.trace", "new_line.trace"} <= set(files(tmp_path / "out"))
    assert "0 done" in batch(tmp_path, "in", "--to", "out", "-f", "trace", "--resume").stderr


def test_input_that_vanishes_is_one_failure_and_comes_back(tree):
    (tree / "jobs.ndjson").write_text('{"input":"in/a.json"}\n{"input":"in/sub/b.json"}\n')
    text = (tree / "in" / "a.json").read_text(encoding="utf-8")
    (tree / "in" / "a.json").unlink()
    done = batch(tree, "jobs.ndjson", "--to", "out", "-f", "trace", "--name", "{department}-{name}.{ext}")
    assert done.returncode == 3 and "1 done, 0 as before, 1 failed" in done.stderr
    (tree / "in" / "a.json").write_text(text, encoding="utf-8")
    done = batch(tree, "jobs.ndjson", "--to", "out", "-f", "trace", "--name", "{department}-{name}.{ext}", "--resume")
    assert done.returncode == 0 and "1 done, 1 as before" in done.stderr
    assert files(tree / "out") == ["receipts.ndjson", "某某局-a.trace", "某某局-b.trace"]
    check_receipts(tree / "out")


def test_hundred_thousand_job_lines_are_planned_in_seconds_and_modest_memory(tmp_path):
    with open(tmp_path / "jobs.ndjson", "w", encoding="utf-8") as file:
        for i in range(100000):
            file.write(f'{{"input":"in/{i % 1000}/{i}.json"}}\n')
        file.write('{"input":"in/7/7.json"}\n')
    done = subprocess.run(["prlimit", "--cpu=30", "--as=unlimited" if "asan" in str(PROGRAM) else f"--as={600 << 20}", PROGRAM, "batch",
                           "jobs.ndjson", "--to", "out", "-f", "pdf,xlsx"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "in/7/7.json and in/7/7.json would both write in/7/7.pdf" in done.stderr, done.stderr[-500:]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments,word", [
    ([], "missing"), (["in"], "--to"), (["in", "--to", "out"], "BP6303"), (["in", "--to", "out", "-f", "doc"], "doc"),
    (["in", "--to", "out", "-f", "pdf", "-j", "0"], "-workers"), (["in", "--to", "out", "-f", "pdf", "--shard", "3/2"], "--shard"),
    (["in", "--to", "out", "-f", "pdf", "--memory", "1M"], "--memory"), (["-", "in", "--to", "out", "-f", "pdf"], "alone"),
    (["in", "--to", "out", "-f", "pdf", "--option", "pdf.nothing=1"], "pdf.nothing"),
    (["in", "--to", "out", "-f", "pdf", "--form", "none"], "none"), (["in", "--to", "out", "-f", "pdf", "--font-set", "none"], "none"),
    (["in", "--to", "out", "-f", "pdf", "--resume", "--restart"], "--resume")])
def test_wrong_usage_writes_nothing(tree, arguments, word):
    done = batch(tree, *arguments)
    assert done.returncode == 2 and word in done.stderr and not (tree / "out").exists()


@pytest.mark.parametrize("words", [["in"], ["in/*.json"], ["jobs.ndjson"], [f"in/{i}.json" for i in range(30)]])
def test_a_batch_without_a_format_is_one_error(tmp_path, words):
    for i in range(30):
        write_model(tmp_path / "in" / f"{i}.json", model_of([project(i)]))
    (tmp_path / "jobs.ndjson").write_text("".join(f'{{"input": "in/{i}.json"}}\n' for i in range(30)))
    done = batch(tmp_path, *words, "--to", "out")
    assert done.returncode == 2 and done.stderr.count("BP6303") == 1 and not (tmp_path / "out").exists()
    assert "in/" not in done.stderr  # no model is to blame


# Shards.

@pytest.fixture
def shards(tmp_path):
    for i in range(40):
        write_model(tmp_path / "in" / f"{i}.json", model_of([project(i)]))
    for k in (1, 2, 3):
        done = batch(tmp_path, "in", "--to", f"out/{k}", "-f", "trace", "--shard", f"{k}/3")
        assert done.returncode == 0, done.stderr
    return tmp_path


def merge(folder, *arguments):
    return subprocess.run([PROGRAM, "batch-merge", *arguments], cwd=folder, capture_output=True, encoding="utf-8")


def shard_of(folder):
    return {r["input"]: k for k in (1, 2, 3) for r in receipts(folder / "out" / str(k))[1]}


def test_shards_are_every_job_once(shards):
    assert len(shard_of(shards)) == 40
    assert sum(len(receipts(shards / "out" / k)[1]) for k in "123") == 40
    assert all(5 < len(receipts(shards / "out" / k)[1]) < 25 for k in "123")
    done = merge(shards, "out/1", "out/2", "out/3", "-o", "joined.ndjson")
    assert done.returncode == 0 and done.stdout.startswith("complete: 40 jobs in 3 shards, 40 files of "), done.stderr
    joined = [json.loads(line) for line in (shards / "joined.ndjson").read_text(encoding="utf-8").splitlines()]
    assert len(joined) == 41
    for receipt in joined[1:]:
        assert sha256(shards / receipt["target"] / receipt["outputs"][0]["path"]) == receipt["outputs"][0]["sha256"]


def test_added_job_moves_no_other(shards):
    before = shard_of(shards)
    for name in ("00", "new", "zz"):
        write_model(shards / "in" / f"{name}.json")
    for k in (1, 2, 3):
        assert batch(shards, "in", "--to", f"out/{k}", "-f", "trace", "--shard", f"{k}/3", "--resume").returncode == 0
    after = shard_of(shards)
    assert len(after) == 43 and {name: after[name] for name in before} == before
    assert merge(shards, "out/1", "out/2", "out/3").returncode == 0


def test_merge_names_what_is_missing_doubled_or_changed(shards):
    done = merge(shards, "out/1", "out/3")
    assert done.returncode == 1 and "BP6322" in done.stderr and "shard 2 of 3" in done.stderr and not done.stdout
    done = merge(shards, "out/1", "out/2", "out/3", "out/3")
    assert done.returncode == 1 and "BP6325" in done.stderr
    first = next((shards / "out" / "1").glob("*.trace"))
    text = first.read_bytes()
    first.write_bytes(text[:-1] + b"?")
    (shards / "out" / "2" / "stray.pdf").write_bytes(b"")
    done = merge(shards, "out/1", "out/2", "out/3", "-o", "joined.ndjson")
    assert done.returncode == 1 and f"out/1/{first.name} is not what its receipt says" in done.stderr and "stray.pdf" in done.stderr
    assert not (shards / "joined.ndjson").exists()
    first.write_bytes(text)
    path = shards / "out" / "2" / "receipts.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    done = merge(shards, "out/1", "out/2", "out/3")
    assert done.returncode == 1 and "out/2: 1 jobs have no receipt" in done.stderr
    other = json.loads(lines[-1])
    path.write_bytes(b"".join(lines[:-1]) + json.dumps({**other, "job": "0" * 32}).encode() + b"\n")
    done = merge(shards, "out/1", "out/2", "out/3")
    assert done.returncode == 1 and "BP6326" in done.stderr
    path.write_bytes(b"".join(lines))
    assert merge(shards, "out/1", "out/2", "out/3").returncode == 0


def test_merge_refuses_other_batches_and_failures(shards):
    write_model(shards / "in" / "bad.json", {**SMALL, "fiscal_year": "x"})
    assert batch(shards, "in", "--to", "out/1", "-f", "trace", "--shard", "1/3", "--resume").returncode in (0, 1)
    done = merge(shards, "out/1", "out/2", "out/3")
    assert done.returncode == 1 and "BP6321" in done.stderr
    for k in (2, 3):
        batch(shards, "in", "--to", f"out/{k}", "-f", "trace", "--shard", f"{k}/3", "--resume")
    done = merge(shards, "out/1", "out/2", "out/3")
    assert done.returncode == 1 and "BP6323" in done.stderr and "in/bad.json has failed" in done.stderr
    assert merge(shards, "nowhere").returncode == 3
    assert merge(shards).returncode == 2


def test_merge_takes_no_receipt_that_a_batch_cannot_have_written(shards):
    """A hostile or damaged receipts.ndjson: none may read past a short id, run through 10^14 shards, or open what is not an output."""
    path = shards / "out" / "1" / "receipts.ndjson"
    lines = path.read_text().splitlines()
    plan, first = json.loads(lines[0]), json.loads(lines[1])

    def refuse(*changed):
        path.write_text("\n".join(changed) + "\n")
        done = merge(shards, "out/1", "out/2", "out/3", "-o", "joined.ndjson")
        assert done.returncode == 1 and not (shards / "joined.ndjson").exists(), done.stderr
        return done.stderr

    assert "not what its receipt says" in refuse(lines[0], json.dumps({**first, "outputs": [{"path": "../../../../../../../dev/zero", "sha256": "0" * 64}]}), *lines[2:])
    refuse(json.dumps({**plan, "shards": 9 * 10**14}), *lines[1:])
    refuse(lines[0], lines[1] + " more", *lines[2:])
    refuse(lines[0], json.dumps({**first, "job": "g" * 32}), *lines[2:])
    path.write_text("\n".join([*lines, json.dumps({**plan, "job": "x"})]) + "\n")
    done = merge(shards, "out/1", "out/2", "out/3", "-o", "joined.ndjson")
    assert done.returncode == 0 and "no receipt, passed over" in done.stderr


def test_merge_takes_no_receipt_that_is_done_without_its_outputs(shards):
    path = shards / "out" / "1" / "receipts.ndjson"
    lines = path.read_text().splitlines()
    first, second = json.loads(lines[1]), json.loads(lines[2])
    doubled = {**second, "outputs": second["outputs"] + first["outputs"]}
    for code, changed in (("BP6330", {**first, "outputs": []}), ("BP6330", {k: v for k, v in first.items() if k != "outputs"}),
                          ("BP6330", {**first, "outputs": first["outputs"] * 17}), ("BP6332", {**first, "outputs": first["outputs"] * 2}),
                          ("BP6332", {**first, "outputs": second["outputs"]})):
        path.write_text("\n".join([lines[0], json.dumps(changed), *lines[2:]]) + "\n")
        done = merge(shards, "out/1", "out/2", "out/3", "-o", "joined.ndjson")
        assert done.returncode == 1 and code in done.stderr and not (shards / "joined.ndjson").exists(), done.stderr
    path.write_text("\n".join([lines[0], json.dumps({**first, "outputs": []}), json.dumps(doubled), *lines[3:]]) + "\n")
    done = merge(shards, "out/1", "out/2", "out/3")
    assert done.returncode == 1 and "BP6330" in done.stderr


@pytest.mark.slow
def test_merge_holds_the_number_of_outputs_against_the_plan(tree):
    assert batch(tree, "in", "--to", "out", "-f", "trace,csv").returncode == 0
    path = tree / "out" / "receipts.ndjson"
    lines = path.read_text().splitlines()
    assert json.loads(lines[0])["shard_outputs"] == 6 and merge(tree, "out").returncode == 0
    first = json.loads(lines[1])
    path.write_text("\n".join([lines[0], json.dumps({**first, "outputs": first["outputs"][:1]}), *lines[2:]]) + "\n")
    done = merge(tree, "out")
    assert done.returncode == 1 and "BP6331" in done.stderr and "5 outputs" in done.stderr, done.stderr


# What is killed, and what is full. make batch-faults does it 200 times over 2,000 jobs.

@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 12])
def test_killed_and_full_batches_end_as_the_undisturbed_one(seed):
    if "asan" in str(PROGRAM) and seed > 11:
        pytest.skip("once is enough where every run takes ten times as long")
    done = subprocess.run([sys.executable, "-B", ROOT / "tests" / "batch_faults.py", "--jobs", "150", "--kills", "15", "--seed", str(seed)],
                          env={**os.environ, "BUDGETPRESS": str(PROGRAM)}, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


# The summary workbook.

def summary_of(path):
    return openpyxl.load_workbook(path).active


def test_summary_workbook_has_a_row_for_each_job_and_live_totals(tree):
    shutil.copy(EXAMPLE, tree / "in" / "court.json")
    write_model(tree / "in" / "yuan.json", {**SMALL, "amount_unit": "元"})
    write_model(tree / "in" / "bad.json", {**SMALL, "fiscal_year": "x"})
    done = batch(tree, "in", "--to", "out", "-f", "pdf", "--summary", "summary.xlsx", "--lang", "zh")
    assert done.returncode == 1
    sheet = summary_of(tree / "summary.xlsx")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.title == "汇总" and rows[0][:3] == ["输入文件", "状态", "部门"]
    assert [row[0] for row in rows[1:7]] == ["in/a.json", "in/bad.json", "in/court.json", "in/sub/b.json", "in/sub/deeper/c.json",
                                             "in/yuan.json"]
    assert [row[1] for row in rows[1:7]] == ["完成", "失败", "完成", "完成", "完成", "完成"]
    assert rows[2][13].startswith("BP2101 ") and rows[3][2:4] == ["广州互联网法院", 2024]
    assert rows[3][5:12] == [3, 10, 3285.71, 3281.21, None, 4.5, "万元"]
    assert rows[8][0] == "合计" and rows[8][7] == '=SUMIF($L$2:$L$7,"万元",$H$2:$H$7)' and rows[8][11] == "万元"
    assert rows[9][7] == '=SUMIF($L$2:$L$7,"元",$H$2:$H$7)' and rows[8][6] == "=SUM($G$2:$G$7)"
    if not shutil.which("soffice"):
        return
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{tree}/profile", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", tree, tree / "summary.xlsx"], check=True,
                   capture_output=True)
    lines = (tree / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert ",14,3288.71,3284.21,0,4.5,万元," in lines[8] and ",1,1,0,0,元," in lines[9]


def cached(path):
    """The values that a workbook carries with its formulas, as whoever does not calculate shows them."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path, data_only=True).active.iter_rows()]


def test_summary_shows_no_total_rather_than_a_wrong_one(tree):
    large = {"fiscal_appropriation": "400000000000.00", "fiscal_special_account": "500000000000.00"}
    jobs = []
    for i in range(12):
        write_model(tree / "large" / f"{i:02}.json", model_of([project(1, funding=large)]))
        jobs.append(f"large/{i:02}.json")
    assert batch(tree, *jobs[:10], "--to", "ten", "-f", "trace", "--summary", "ten.xlsx").returncode == 0
    assert cached(tree / "ten.xlsx")[12][7:10] == [9e12, 4e12, 5e12]
    assert batch(tree, *jobs, "--to", "twelve", "-f", "trace", "--summary", "twelve.xlsx").returncode == 0
    assert [value or None for value in cached(tree / "twelve.xlsx")[14][7:10]] == [None, 4.8e12, 6e12]
    assert summary_of(tree / "twelve.xlsx")["H15"].value == '=SUMIF($L$2:$L$13,"万元",$H$2:$H$13)'


def test_summary_of_receipts_with_numbers_that_nothing_can_hold(tree):
    assert batch(tree, "in", "--to", "out", "-f", "trace").returncode == 0
    path = tree / "out" / "receipts.ndjson"
    plan, *jobs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wrong = [{"fiscal_year": 4294967297, "seconds": 1e300}, {"fiscal_year": 1e14, "seconds": 1e13, "pages": 1e14, "projects": 9e11},
             {"seconds": 12.5, "pages": 9e11, "projects": 9e11}]
    path.write_text("".join(json.dumps(line) + "\n" for line in [plan, *({**a, **b} for a, b in zip(jobs, wrong))]), encoding="utf-8")
    done = merge(tree, "out", "--summary", "all.xlsx")
    assert done.returncode == 0, done.stderr
    rows = cached(tree / "all.xlsx")
    assert [row[3] for row in rows[1:4]] == [None, None, 2024]
    assert [row[12] for row in rows[1:4]] == [None, None, 12.5]
    assert rows[5][5] == 900000000001 and rows[5][6] == 1800000000001


def test_summary_of_merged_shards_and_of_streams(shards):
    done = merge(shards, "out/1", "out/2", "out/3", "--summary", "all.xlsx")
    assert done.returncode == 0
    rows = [[cell.value for cell in row] for row in summary_of(shards / "all.xlsx").iter_rows()]
    assert len({row[0] for row in rows[1:41]}) == 40 and rows[42][0] == "Total"
    done = batch(shards, "-", "--to", "stream", "-f", "trace", "--summary", "stream.xlsx",
                 input='{"input":"in/1.json"}\n{"input":"in/2.json"}\n')
    assert done.returncode == 0 and len(list(summary_of(shards / "stream.xlsx").iter_rows())) == 5


def test_summary_that_cannot_be_written_is_a_failure(tree):
    done = batch(tree, "in", "--to", "out", "-f", "trace", "--summary", "nowhere/summary.xlsx")
    assert done.returncode == 3 and "nowhere/summary.xlsx" in done.stderr
    check_receipts(tree / "out")


# What a power cut leaves: told from the order of system calls, since what was flushed is there and nothing else need be.

def calls_of(text):
    """(name, arguments, begun, ended) of every call that strace saw; begun and ended are numbers of lines."""
    calls, open_calls = [], {}
    for number, line in enumerate(text.splitlines()):
        begun = re.match(r"(\d+) +(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += .*)$", line)
        resumed = re.match(r"(\d+) +<\.\.\. (\w+) resumed>(.*)\) += ", line)
        if begun and "unfinished" in line:
            open_calls[begun[1]] = (begun[2], begun[3], number)
        elif begun:
            calls.append((begun[2], begun[3], number, number))
        elif resumed:
            name, arguments, from_line = open_calls.pop(resumed[1])
            calls.append((name, arguments + resumed[3], from_line, number))
    return calls


def test_nothing_is_placed_or_receipted_before_it_is_on_the_disk(tmp_path):
    if "asan" in str(PROGRAM):
        pytest.skip("the sanitizers cannot look for leaks in a traced process")
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    for i in range(150):
        write_model(tmp_path / "in" / f"{i}.json", model_of([project(i)]))
    done = subprocess.run(["strace", "-f", "-qq", "-e", "signal=none", "-e", "trace=rename,renameat,syncfs,pwrite64", "-s", "100", "-o",
                           "trace.txt", PROGRAM, "batch", "in", "--to", "out", "-f", "trace", "-q"], cwd=tmp_path, capture_output=True)
    if b"ptrace" in done.stderr:
        pytest.skip("this machine does not let strace trace")
    assert done.returncode == 0, done.stderr
    calls = calls_of((tmp_path / "trace.txt").read_text(errors="replace"))
    flushes = [(begun, ended) for name, _, begun, ended in calls if name == "syncfs"]
    staged, placed = {}, {}
    receipted = 0
    for name, arguments, begun, ended in calls:
        texts = re.findall(r'"((?:[^"\\]|\\.)*)"', arguments)
        if name == "rename" and "/run-" in texts[1]:
            staged[texts[1].rsplit("/", 1)[1]] = ended
        elif name == "renameat":
            assert any(staged[texts[0]] < f and t < begun for f, t in flushes), f"{texts} was placed before its bytes were on the disk"
            placed[texts[1].removesuffix(".trace")] = ended
        elif name == "pwrite64" and '{\\"job\\"' in arguments:
            job = re.search(r'in/(\d+)\.json', arguments)[1]
            assert any(placed[job] < f and t < begun for f, t in flushes), f"{job} has a receipt before its name was on the disk"
            receipted += 1
    assert len(staged) == len(placed) == receipted == 150
    assert flushes[-1][0] > max(begun for name, _, begun, _ in calls if name == "pwrite64")  # the receipts too, in the end
    assert len(flushes) < 40, "a flush serves many jobs"


def test_a_stream_that_cannot_be_read_is_not_taken_for_one_that_ended(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    done = subprocess.run([PROGRAM, "batch", "-", "--to", "out", "-f", "trace", "--lang", "en"], cwd=tmp_path, stdin=folder,
                          capture_output=True, encoding="utf-8", timeout=1200)
    os.close(folder)
    assert done.returncode == 3 and "BP1003" in done.stderr and done.stdout == ""
