"""Machines that fail: full and read-only disks, signals, closed pipes, few open files, places that are no files.

What holds after each: the exit status says what happened, the old file is whole or the new one is, and nothing half-written is left.
A single failing call is the fault matrix's subject (tests/faults/); here whole commands meet what users meet.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import resource
import signal
import stat
import subprocess
import tempfile
import time

import pytest

from common import EXAMPLE, PROGRAM, ROOT, model_of, project, read_json

pytestmark = pytest.mark.slow
SANITIZED = b"__asan_init" in PROGRAM.read_bytes()
MANY = 1000
SYSTEM = 3
OLD = b"as it was\n"


class Command:
    """A command that writes one file, of inputs that stand in a folder of their own."""

    def __init__(self, name, output, *arguments, status=0):
        self.name, self.output, self.arguments, self.status = name, output, arguments, status

    def line(self, inputs, target):
        known = {"MODEL": inputs / "model.json", "TABLE": inputs / "table.csv", "BOOK": inputs / "book.xlsx", "OTHER": inputs / "other.json",
                 "TARGET": target}
        return [PROGRAM, *(known.get(word, word) for word in self.arguments)]


COMMANDS = [
    Command("pdf", "a.pdf", "render", "MODEL", "-o", "TARGET"),
    Command("pdf-plain", "a.pdf", "render", "MODEL", "--option", "pdf.profile=plain", "--option", "pdf.compact=0", "-o", "TARGET"),
    Command("pdf-linearized", "a.pdf", "render", "MODEL", "--option", "pdf.linearize=1", "-o", "TARGET"),
    Command("xlsx", "a.xlsx", "render", "MODEL", "-o", "TARGET"),
    Command("xlsx-working", "a.xlsx", "render", "MODEL", "--option", "xlsx.profile=working", "-o", "TARGET"),
    Command("csv", "a.csv", "render", "MODEL", "-o", "TARGET"),
    Command("trace", "a.trace", "render", "MODEL", "-o", "TARGET"),
    Command("import-csv", "a.json", "import", "TABLE", "-o", "TARGET"),
    Command("import-xlsx", "a.json", "import", "BOOK", "-o", "TARGET"),
    Command("fix", "a.json", "check", "MODEL", "--fix", "TARGET"),
    Command("report", "a.pdf", "check", "MODEL", "-o", "TARGET"),
    Command("diff-json", "a.json", "diff", "MODEL", "OTHER", "-o", "TARGET", status=1),
    Command("diff-xlsx", "a.xlsx", "diff", "MODEL", "OTHER", "-o", "TARGET", status=1),
]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)


def write_inputs(folder, count):
    """A model of some size in which every paragraph is its own and every project is warned of, the same as a table, and another year's."""
    goals = [[hashlib.sha256(f"{i} {k}".encode()).hexdigest() * 2 + "目标 。" for k in range(2)] for i in range(count)]
    model = model_of([project(i, goal=goals[i]) for i in range(count)])
    (folder / "model.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    for one in model["projects"]:
        one["funding"] = {"fiscal_appropriation": "2.00"}
    (folder / "other.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    subprocess.run([PROGRAM, "render", folder / "model.json", "-o", folder / "table.csv", "-o", folder / "book.xlsx"], check=True,
                   capture_output=True)
    return folder


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Large: every output is more than a few buffers, so that its writing goes on while it is made."""
    return write_inputs(tmp_path_factory.mktemp("inputs"), MANY)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return write_inputs(tmp_path_factory.mktemp("few"), 3)


@pytest.fixture(scope="module")
def whole(inputs, tmp_path_factory):
    """What each command writes where nothing fails."""
    folder, made = tmp_path_factory.mktemp("whole"), {}

    def get(command):
        if command.name not in made:
            run(command.line(inputs, folder / command.output), status=command.status)
            made[command.name] = (folder / command.output).read_bytes()
        return made[command.name]
    return get


def run(line, status=0, limits=(), temporary=None, **more):
    """Runs a command; standard output and error stay what was said of them."""
    def prepare():
        for what, most in limits:
            resource.setrlimit(what, (most, most))
        if "as_nobody" in flags:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
    flags = more.pop("flags", ())
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **({"TMPDIR": str(temporary)} if temporary else {})}
    if resource.RLIMIT_NOFILE in dict(limits):
        environment["ASAN_OPTIONS"] = "detect_leaks=0"  # names of functions, which suppressions go by, cannot be read then
    done = subprocess.run(list(map(str, line)), env=environment, timeout=60, preexec_fn=prepare,
                          **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **more})
    assert status is None or done.returncode == status, (done.returncode, done.stderr[-2000:])
    return done


def codes(error):
    return [line.split("error[")[1][:6] for line in error.decode().splitlines() if "error[" in line]


# ---- disks ----

@contextlib.contextmanager
def mounted(place, size):
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("mounting a file system needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=False)


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    with mounted(tmp_path_factory.mktemp("disks") / "small", 256 << 20) as place:
        yield place


class SmallDisk:
    """A disk with as much room as is wanted, and an old file on it."""

    def __init__(self, disk, name):
        self.disk, self.target = disk, disk / name
        for path in disk.iterdir():
            path.unlink()
        self.target.write_bytes(OLD)

    def leave(self, room):
        """Fills it up to so many bytes, rounded to pages."""
        filler = self.disk / "filler"
        filler.unlink(missing_ok=True)
        with open(filler, "wb") as file:
            state = os.statvfs(self.disk)
            os.posix_fallocate(file.fileno(), 0, (state.f_bavail - -(-room // state.f_frsize)) * state.f_frsize)

    def holds(self, data):
        assert sorted(p.name for p in self.disk.iterdir()) == sorted(["filler", self.target.name])
        assert self.target.read_bytes() == data


@every_command
def test_a_disk_that_is_full_or_becomes_so_keeps_the_old_file(command, inputs, whole, disk):
    data = whole(command)
    small = SmallDisk(disk, command.output)
    page = os.sysconf("SC_PAGE_SIZE")
    for room in [0, len(data) // 2, (len(data) - 1) // page * page]:
        small.leave(room)
        done = run(command.line(inputs, small.target), status=SYSTEM)
        assert codes(done.stderr) == ["BP1004"] and b"No space left" in done.stderr, (room, done.stderr)
        small.holds(OLD)
    small.leave(64 << 20)
    run(command.line(inputs, small.target), status=command.status)
    small.holds(data)


def test_a_disk_without_room_for_another_name_keeps_the_old_file(few, tmp_path):
    with mounted(tmp_path / "disk", "1m,nr_inodes=2") as disk:
        for command in COMMANDS:
            target = disk / command.output
            target.write_bytes(OLD)
            done = run(command.line(few, target), status=SYSTEM)
            assert codes(done.stderr) == ["BP1004"] and list(disk.iterdir()) == [target] and target.read_bytes() == OLD, command.name
            target.unlink()


def test_standard_output_is_not_written_half_where_the_temporary_folder_is_full(inputs, whole, disk, tmp_path):
    command = next(c for c in COMMANDS if c.name == "trace")
    for room in (0, len(whole(command)) // 2):
        SmallDisk(disk, "old").leave(room)
        done = run([PROGRAM, "render", inputs / "model.json", "-f", "trace", "-o", "-"], status=SYSTEM, temporary=disk)
        assert codes(done.stderr) == ["BP1004"] and done.stdout == b""
        assert sorted(p.name for p in disk.iterdir()) == ["filler", "old"]


def check_batch(target, reference):
    """Receipts that say done stand for files that are there, whole."""
    for path in target.rglob("*.trace"):
        assert path.read_bytes() == (reference / path.name).read_bytes()
    lines = (target / "receipts.ndjson").read_text().splitlines(keepends=True) if (target / "receipts.ndjson").exists() else []
    done = [json.loads(line) for line in lines if line.endswith("\n")]
    for receipt in done:
        for output in receipt.get("outputs", ()):
            assert hashlib.sha256((target / output["path"]).read_bytes()).hexdigest() == output["sha256"]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jobs")
    (folder / "in").mkdir()
    for i in range(12):
        (folder / "in" / f"{i}.json").write_text(json.dumps(model_of([project(k, goal=["目标" * 40]) for k in range(20)])), encoding="utf-8")
    run([PROGRAM, "batch", folder / "in", "--to", folder / "reference", "-f", "trace", "-q"])
    return folder


def batch(jobs, target, *more):
    return [PROGRAM, "batch", jobs / "in", "--to", target, "-f", "trace", "-q", "-j", "2", *more]


def test_a_batch_on_a_full_disk_stops_and_goes_on_when_there_is_room(jobs, disk):
    need = sum(p.stat().st_size for p in (jobs / "reference").glob("*.trace"))
    small = SmallDisk(disk, "old")
    for room in (0, need // 2):
        small.leave(room)
        done = run(batch(jobs, disk / "out", "--resume"), status=SYSTEM)
        assert {"BP1004", "BP6317"} & set(codes(done.stderr)), done.stderr
        assert not (disk / "out" / ".budgetpress").exists() or not list((disk / "out" / ".budgetpress").iterdir())
        check_batch(disk / "out", jobs / "reference")
    small.leave(8 << 20)
    run(batch(jobs, disk / "out", "--resume"))
    check_batch(disk / "out", jobs / "reference")
    assert len(list((disk / "out").glob("*.trace"))) == 12
    subprocess.run(["rm", "-r", disk / "out"], check=True)


def test_a_read_only_file_system_keeps_the_old_file(few, jobs, tmp_path):
    with mounted(tmp_path / "disk", 1 << 20) as disk:
        (disk / "done").mkdir()
        for command in COMMANDS:
            (disk / command.output).write_bytes(OLD)
        before = sorted(disk.rglob("*"))
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for line in [*(c.line(few, disk / c.output) for c in COMMANDS), *(c.line(few, disk / f"new-{c.output}") for c in COMMANDS),
                     batch(jobs, disk / "new"), batch(jobs, disk / "done")]:
            done = run(line, status=SYSTEM)
            assert codes(done.stderr)[:1] == ["BP1004"] and b"Read-only file system" in done.stderr, (line, done.stderr)
            assert sorted(disk.rglob("*")) == before and all(p.is_dir() or p.read_bytes() == OLD for p in before)


def test_a_read_only_folder_keeps_the_old_file(few, jobs, tmp_path_factory):
    try:
        run([PROGRAM, "forms"], flags=["as_nobody"])
    except (OSError, subprocess.SubprocessError, AssertionError):
        pytest.skip("the build folder is not open to other users, and root may write everywhere")
    with tempfile.TemporaryDirectory() as name:
        subprocess.run(["cp", "-r", few, jobs, name], check=True)
        subprocess.run(["chmod", "-R", "a+rX", name], check=True)
        folder = pathlib.Path(name)
        (folder / "out").mkdir()
        for command in COMMANDS:
            (folder / "out" / command.output).write_bytes(OLD)
            (folder / "out" / command.output).chmod(0o666)
        (folder / "out").chmod(0o555)
        before = sorted(folder.rglob("*"))
        for line in [*(c.line(folder / few.name, folder / "out" / c.output) for c in COMMANDS),
                     batch(folder / jobs.name, folder / "out"), batch(folder / jobs.name, folder / "out" / "new")]:
            done = run(line, status=SYSTEM, flags=["as_nobody"])
            assert codes(done.stderr)[:1] == ["BP1004"] and b"Permission denied" in done.stderr, (line, done.stderr)
            assert sorted(folder.rglob("*")) == before and all(p.read_bytes() == OLD for p in (folder / "out").iterdir())


@every_command
def test_a_limit_on_the_size_of_files_is_a_failed_write(command, inputs, whole, tmp_path):
    target = tmp_path / command.output
    target.write_bytes(OLD)
    for limit in (0, len(whole(command)) // 2):
        done = run(command.line(inputs, target), status=SYSTEM, limits=[(resource.RLIMIT_FSIZE, limit)])
        assert codes(done.stderr) == ["BP1004"], done.stderr
        assert list(tmp_path.iterdir()) == [target] and target.read_bytes() == OLD


def test_a_batch_under_a_limit_on_the_size_of_files_leaves_nothing_half(jobs, tmp_path):
    size = max(p.stat().st_size for p in (jobs / "reference").glob("*.trace"))
    for limit in (0, size // 2):
        done = run(batch(jobs, tmp_path / "out", "--restart"), status=None, limits=[(resource.RLIMIT_FSIZE, limit)])
        assert done.returncode in (1, SYSTEM) and b"BP1004" in done.stderr
        check_batch(tmp_path / "out", jobs / "reference")
        assert not list((tmp_path / "out").glob("*.trace"))


# ---- few open files ----

@every_command
def test_few_open_files_are_an_error_or_enough(command, few, tmp_path):
    reference = tmp_path / "reference" / command.output
    reference.parent.mkdir()
    run(command.line(few, reference), status=command.status)
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / command.output
    enough = 0
    for limit in range(4, 16):
        target.write_bytes(OLD)
        done = run(command.line(few, target), status=None, limits=[(resource.RLIMIT_NOFILE, limit)])
        assert done.returncode in (command.status, SYSTEM), (limit, done.returncode, done.stderr)
        assert target.read_bytes() == (OLD if done.returncode == SYSTEM else reference.read_bytes())
        assert done.returncode != SYSTEM or b"error[BP" in done.stderr or b"out of memory" in done.stderr, (limit, done.stderr)
        assert list(folder.iterdir()) == [target]
        enough += done.returncode != SYSTEM
    assert enough, "16 open files are enough for anything"


def test_a_batch_with_few_open_files_says_so_or_is_done(jobs, tmp_path):
    for limit in (*range(4, 24, 2), 64):
        done = run(batch(jobs, tmp_path / "out", "--restart"), status=None, limits=[(resource.RLIMIT_NOFILE, limit)])
        assert done.returncode in (0, 1, SYSTEM) and (done.returncode == 0 or b"error[BP" in done.stderr), (limit, done)
        if (tmp_path / "out").exists():
            check_batch(tmp_path / "out", jobs / "reference")
            assert done.returncode or len(list((tmp_path / "out").glob("*.trace"))) == 12
            if (tmp_path / "out" / ".budgetpress").exists():
                assert not list((tmp_path / "out" / ".budgetpress").glob("run-*/*")), limit
    assert done.returncode == 0


# ---- places that are no files ----

@every_command
def test_a_folder_as_output_is_refused(command, few, tmp_path):
    target = tmp_path / command.output
    target.mkdir()
    done = run(command.line(few, target), status=None)
    assert done.returncode == SYSTEM and len(codes(done.stderr)) == 1 and str(target).encode() in done.stderr
    assert list(tmp_path.iterdir()) == [target] and not list(target.iterdir())


@every_command
def test_a_folder_that_is_not_there_is_named(command, few, tmp_path):
    done = run(command.line(few, tmp_path / "absent" / command.output), status=SYSTEM)
    assert codes(done.stderr) == ["BP1007"] and b"absent" in done.stderr and not list(tmp_path.iterdir())


def test_a_file_as_target_of_a_batch_is_refused(jobs, tmp_path):
    (tmp_path / "out").write_bytes(OLD)
    for target in ("out", "out/below", "/dev/null", "/dev/full"):
        done = run(batch(jobs, tmp_path / target), status=SYSTEM)
        assert len(codes(done.stderr)) == 1 and (tmp_path / "out").read_bytes() == OLD


def as_device(command, target):
    """The command with its output's format told, since a device has no extension."""
    words = list(command.arguments)
    if command.arguments[0] in ("render", "diff"):
        words += ["-f", command.output.split(".")[1]]
    return Command(command.name, command.output, *words, status=command.status)


@every_command
def test_a_full_device_is_reported_and_nothing_is_left(command, inputs, tmp_path):
    if command.name == "report":
        return  # a report's format is told by its name alone
    done = run(as_device(command, "/dev/full").line(inputs, "/dev/full"), status=SYSTEM, temporary=tmp_path, cwd=tmp_path)
    assert codes(done.stderr) == ["BP1004"] and b"/dev/full: No space left" in done.stderr
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode) and not list(tmp_path.iterdir())


@every_command
def test_a_fifo_gets_the_whole_output_and_stays(command, inputs, whole, tmp_path):
    target = tmp_path / command.output
    (tmp_path / "temporary").mkdir()
    os.mkfifo(target)
    with open(tmp_path / "read", "wb") as file, subprocess.Popen(["timeout", "60", "cat", target], stdout=file):
        run(command.line(inputs, target), status=command.status, temporary=tmp_path / "temporary")
    assert (tmp_path / "read").read_bytes() == whole(command)
    assert stat.S_ISFIFO(target.stat().st_mode) and not list((tmp_path / "temporary").iterdir())


@every_command
def test_a_fifo_whose_reader_goes_ends_the_command_by_sigpipe(command, inputs, tmp_path):
    target = tmp_path / command.output
    (tmp_path / "temporary").mkdir()
    os.mkfifo(target)
    with subprocess.Popen(["timeout", "60", "head", "-c", "1", target], stdout=subprocess.PIPE):
        done = run(command.line(inputs, target), status=None, temporary=tmp_path / "temporary")
    assert done.returncode in (-signal.SIGPIPE, SYSTEM) and not list((tmp_path / "temporary").iterdir())


def test_a_fifo_as_input_is_read_to_its_end(few, tmp_path):
    for name, source, line in (("a.json", few / "model.json", ["check"]), ("a.csv", few / "table.csv", ["import"])):
        os.mkfifo(tmp_path / name)
        with subprocess.Popen(["sh", "-c", 'exec cat "$0" > "$1"', source, tmp_path / name]):
            assert run([PROGRAM, *line, tmp_path / name]).stdout == run([PROGRAM, *line, source]).stdout


# ---- signals ----

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGXCPU, signal.SIGABRT]
CRASHES = [] if SANITIZED else [signal.SIGSEGV, signal.SIGBUS]  # theirs to report


def start(line, **more):
    """A command whose signals are as a shell's foreground has them, whatever runs the tests; no core is dumped."""
    def prepare():
        for number in (*SIGNALS, *CRASHES, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return subprocess.Popen(list(map(str, line)), preexec_fn=prepare, stderr=subprocess.PIPE, **more)


def temporaries(folder):
    return list(folder.glob(".budgetpress-*"))


def caught_writing(line, folder):
    """The command, stopped while a temporary file of its is in the folder."""
    for _ in range(20):
        child = start(line)
        while child.poll() is None and not temporaries(folder):
            time.sleep(0.0005)
        if child.returncode is None:
            os.kill(child.pid, signal.SIGSTOP)  # it may have ended just now
            seen = os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            if seen.si_code == os.CLD_STOPPED and temporaries(folder):
                return child
            os.kill(child.pid, signal.SIGCONT)
        child.communicate()
        for path in folder.iterdir():
            path.write_bytes(OLD)
    pytest.fail("the command was never met while it wrote")


def interrupt(child, number):
    os.kill(child.pid, number)
    os.kill(child.pid, signal.SIGCONT)
    child.communicate(timeout=60)
    return child.returncode


@pytest.mark.parametrize("number", SIGNALS + CRASHES, ids=lambda n: n.name)
def test_a_signal_in_the_middle_of_rendering_leaves_nothing_behind(number, inputs, tmp_path):
    names = ["a.pdf", "a.xlsx", "a.trace"]
    for name in names:
        (tmp_path / name).write_bytes(OLD)
    child = caught_writing([PROGRAM, "render", inputs / "model.json", *(w for n in names for w in ("-o", tmp_path / n))], tmp_path)
    assert interrupt(child, number) == -number
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(names) and all((tmp_path / n).read_bytes() == OLD for n in names)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.name != "pdf-plain"], ids=lambda c: c.name)
def test_a_signal_while_any_output_is_written_leaves_nothing_behind(command, inputs, tmp_path):
    target = tmp_path / command.output
    target.write_bytes(OLD)
    child = caught_writing(command.line(inputs, target), tmp_path)
    assert interrupt(child, signal.SIGTERM) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == [target] and target.read_bytes() == OLD


def test_a_signal_long_before_the_output_is_begun(inputs, tmp_path):
    for line in (["import", inputs / "book.xlsx", "-o", tmp_path / "a.json"], ["render", inputs / "model.json", "-o", tmp_path / "a.pdf"],
                 ["check", inputs / "model.json"], ["diff", inputs / "model.json", inputs / "other.json"]):
        for pause in (0.003, 0.02):
            child = start([PROGRAM, *line], stdout=subprocess.DEVNULL)
            time.sleep(pause)
            number = signal.SIGTERM
            child.send_signal(number)
            child.communicate(timeout=60)
            assert child.returncode in (-number, 0, 1) and not temporaries(tmp_path)


@pytest.mark.parametrize("line", [["render", "MODEL", "-f", "trace", "-o", "-"], ["import", "TABLE"], ["check", "MODEL", "--fix", "-"]],
                         ids=lambda line: line[0])
def test_a_signal_while_standard_output_waits_for_its_reader(line, inputs, tmp_path):
    command = Command("out", "-", *line)
    for number in SIGNALS:
        child = start(command.line(inputs, None), stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)})
        assert child.stdout.read(1)       # it writes, and then waits: a pipe holds less than the whole
        assert temporaries(tmp_path)
        child.send_signal(number)
        child.communicate(timeout=60)
        assert child.returncode == -number and not list(tmp_path.iterdir())


def test_a_signal_that_is_ignored_stays_ignored(few, tmp_path):
    """As under nohup."""
    os.mkfifo(tmp_path / "in.json")
    child = subprocess.Popen([PROGRAM, "render", tmp_path / "in.json", "-o", tmp_path / "a.pdf"],
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    with open(tmp_path / "in.json", "wb") as fifo:
        child.send_signal(signal.SIGHUP)
        fifo.write((few / "model.json").read_bytes())
    assert child.wait(60) == 0 and (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_kill_leaves_the_old_files_whole(inputs, tmp_path):
    names = ["a.pdf", "a.xlsx", "a.trace"]
    for name in names:
        (tmp_path / name).write_bytes(OLD)
    child = caught_writing([PROGRAM, "render", inputs / "model.json", *(w for n in names for w in ("-o", tmp_path / n))], tmp_path)
    assert interrupt(child, signal.SIGKILL) == -signal.SIGKILL
    assert all((tmp_path / n).read_bytes() == OLD for n in names)


# ---- standard output and error ----

PRINTING = [["--help"], ["--version"], ["render", "--help"], ["batch", "--help"], ["forms"], ["fonts"], ["schema"], ["check", "--rules"],
            ["check", "MODEL"], ["check", "--format", "json", "MODEL"], ["check", "--format", "sarif", "MODEL"],
            ["check", "MODEL", "--fix", "-"], ["import", "TABLE"], ["render", "MODEL", "-f", "pdf", "-o", "-"],
            ["render", "MODEL", "-f", "xlsx", "-o", "-"], ["render", "MODEL", "-f", "csv", "-o", "-"], ["diff", "MODEL", "OTHER"],
            ["diff", "--format", "json", "MODEL", "OTHER"], ["diff", "--format", "xlsx", "-o", "-", "MODEL", "OTHER"],
            ["verify", "--model", "MODEL", "BOOK"]]
every_printing = pytest.mark.parametrize("line", PRINTING, ids=" ".join)


@pytest.mark.parametrize("ignored", [False, True], ids=["as usual", "SIGPIPE ignored"])
@every_printing
def test_a_reader_that_has_gone(line, ignored, inputs, tmp_path):
    """| head: ended by SIGPIPE without a word; where that is ignored, as some parents have it, an error is told."""
    if line[0] == "verify" and "MODEL" in line:
        inputs = write_inputs(tmp_path, 1)   # its result is one line
    (tmp_path / "temporary").mkdir()
    out, into = os.pipe()
    os.close(out)
    prints = run(Command("", "", *line).line(inputs, None), status=None).stdout
    done = run(Command("", "", *line).line(inputs, None), status=None, stdout=into, temporary=tmp_path / "temporary",
               restore_signals=not ignored)
    os.close(into)
    if not prints:
        assert done.returncode in (0, 1)
    elif ignored:
        assert done.returncode == SYSTEM and codes(done.stderr) == ["BP1004"] and b"Broken pipe" in done.stderr
    else:
        assert done.returncode == -signal.SIGPIPE and b"error[" not in done.stderr
    assert not list((tmp_path / "temporary").iterdir())


@every_printing
def test_standard_output_that_is_closed_or_full(line, few, tmp_path):
    line = Command("", "", *line).line(few, None)
    if not run(line, status=None).stdout:
        return
    done = run(["sh", "-c", 'exec "$@" >&-', "sh", *line], status=SYSTEM, temporary=tmp_path)
    assert codes(done.stderr) == ["BP1004"]
    with open("/dev/full", "wb") as full:
        done = run(line, status=SYSTEM, temporary=tmp_path, stdout=full)
    assert codes(done.stderr) == ["BP1004"] and b"No space left" in done.stderr
    assert not list(tmp_path.iterdir())


@every_command
def test_standard_error_that_is_closed_or_full_gets_into_no_file(command, few, tmp_path):
    """The inputs are warned of: the warnings must not go to where descriptor 2 leads by chance."""
    reference, target = tmp_path / f"reference-{command.output}", tmp_path / command.output
    run(command.line(few, reference), status=command.status)
    run(["sh", "-c", 'exec "$@" 2>&-', "sh", *command.line(few, target)], status=command.status)
    assert target.read_bytes() == reference.read_bytes()
    with open("/dev/full", "wb") as full:
        run(command.line(few, target), status=command.status, stderr=full)
    run(["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *command.line(few, target)], status=None)
    assert target.read_bytes() == reference.read_bytes()


def test_the_status_tells_of_errors_that_nobody_can_read(few, tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    for command in (["check"], ["render", "-o", tmp_path / "a.pdf"], ["import", "--unit", "元"]):
        run(["sh", "-c", 'exec "$@" 2>&-', "sh", PROGRAM, *command, tmp_path / "bad.json"], status=1)
        with open("/dev/full", "wb") as full:
            run([PROGRAM, *command, tmp_path / "bad.json"], status=1, stderr=full)


# ---- fonts and templates that are missing or damaged ----

@pytest.fixture
def data(tmp_path):
    """The data folder's own copy."""
    for name in ("templates", "fonts", "schema"):
        subprocess.run(["cp", "-r", ROOT / name, tmp_path / name], check=True)
    return tmp_path


def damage_missing(path):
    path.unlink()


def damage_empty(path):
    path.write_bytes(b"")


def damage_cut(path):
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def damage_folder(path):
    path.unlink()
    path.mkdir()


def damage_bytes(path):
    path.write_bytes(b"\xff\xfe\x00\x01" * 100)


def damage_loop(path):
    path.unlink()
    path.symlink_to(path)


every_damage = pytest.mark.parametrize("damage", [damage_missing, damage_empty, damage_cut, damage_folder, damage_bytes, damage_loop],
                                       ids=lambda d: d.__name__[7:])


@every_damage
@pytest.mark.parametrize("part", ["templates/project-performance-targets/form.json", "templates/dictionaries/performance-indicators.json",
                                  "templates/import/aliases.json", "fonts/noto.json", "templates/reports/check-en/form.json"])
def test_data_files_that_are_missing_or_damaged_are_named(part, damage, data, few):
    damage(data / part)
    out = data / "out"
    out.mkdir()
    readers = {"templates/project-performance-targets/form.json": ["pdf", "fix", "diff-xlsx"],
               "templates/dictionaries/performance-indicators.json": ["pdf", "fix", "diff-xlsx"],
               "templates/import/aliases.json": ["import-csv", "import-xlsx"], "fonts/noto.json": ["pdf", "report"],
               "templates/reports/check-en/form.json": ["report"]}
    for command in COMMANDS:
        (out / command.output).write_bytes(OLD)
        environment = {**os.environ, "BUDGETPRESS_DATA": str(data), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(list(map(str, command.line(few, out / command.output))), env=environment, capture_output=True, timeout=60)
        if command.name in readers[part]:
            assert done.returncode in ((2, SYSTEM) if command.status else (1, 2, SYSTEM)), (command.name, done)
            assert codes(done.stderr) and (out / command.output).read_bytes() == OLD
            assert os.path.splitext(part)[0].split("/")[-1].encode() in done.stderr or part.split("/")[-2].encode() in done.stderr, done.stderr
        else:
            assert done.returncode in (command.status, 1, 2, SYSTEM)
            assert done.returncode == command.status or codes(done.stderr)
        assert not temporaries(out)


@every_damage
def test_a_font_that_is_missing_or_damaged_is_named_or_replaced(damage, few, tmp_path):
    fonts = read_json(ROOT / "fonts" / "noto.json")
    listed = subprocess.run([PROGRAM, "fonts"], check=True, capture_output=True, encoding="utf-8").stdout
    path = next(line.split("#")[0].split()[-1] for line in listed.splitlines() if "#" in line)
    own = tmp_path / "own.ttc"
    own.write_bytes(open(path, "rb").read())
    damage(own)
    (tmp_path / "set.json").write_text(json.dumps({**fonts, "roles": {
        role: [{"family": "Own", "file": "own.ttc"}] for role in fonts["roles"]}}, ensure_ascii=False))
    target = tmp_path / "a.pdf"
    target.write_bytes(OLD)
    done = run([PROGRAM, "render", few / "model.json", "--font-set", tmp_path / "set.json", "-o", target], status=None)
    assert done.returncode in (1, SYSTEM) and codes(done.stderr) and target.read_bytes() == OLD, done.stderr
    assert not temporaries(tmp_path)
