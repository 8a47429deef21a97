"""What SECURITY.md promises of the programs: how they are built, and what the reader of PDFs cannot do."""
import ctypes
import errno
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest

import fontmaker
from common import EXAMPLE, PROGRAM, ROOT, font_set, render

READER = PROGRAM.parent / "budgetpress-read-pdf"
SANITIZED = b"__asan_init" in PROGRAM.read_bytes()
BUILT = [PROGRAM, READER, PROGRAM.parent / "libbudgetpress.so"]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(SANITIZED, reason="the sanitizers replace what is tested here")]

TRY = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
void *poppler_document_new_from_bytes(void *bytes, const char *password, void **error)
{
    char byte;
    printf("read %zd\n", read(STDIN_FILENO, &byte, 1));
    printf("open %d\n", open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
    printf("create %d\n", open("/tmp/out", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0);
    printf("socket %d\n", socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0);
    printf("fork %d\n", fork() < 0 ? errno : 0);
    printf("exec %d\n", execl("/bin/true", "true", NULL) < 0 ? errno : 0);
    printf("code %d\n", mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0);
    fflush(stdout);
    _exit(0);
}
"""


def readelf(*arguments):
    return subprocess.run(["readelf", "-W", *arguments], check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.parametrize("path", BUILT, ids=lambda p: p.name)
def test_hardened_as_debian_does(path):
    path = path.resolve()
    headers, dynamic = readelf("-l", path), readelf("-d", path)
    symbols = readelf("--dyn-syms", path)
    assert "BIND_NOW" in dynamic and "GNU_RELRO" in headers
    assert "__stack_chk_fail" in symbols
    assert re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", "")) or path == READER.resolve()
    if path.suffix != ".0" and ".so" not in path.name:
        assert "Flags: NOW PIE" in dynamic


@pytest.mark.parametrize("path", BUILT, ids=lambda p: p.name)
def test_no_memory_is_writable_and_executable(path):
    headers = readelf("-l", path.resolve())
    segments = re.findall(r"^\s+(LOAD|GNU_STACK)\s+(?:0x\w+\s+){5}([RWE ]{3})", headers, re.M)
    assert len(segments) >= 4 and not [s for s in segments if "W" in s[1] and "E" in s[1]]


def test_none_while_running_either(tmp_path):
    """The mappings of a process at its end, whatever its libraries did."""
    library = tmp_path / "maps.so"
    (tmp_path / "maps.c").write_text("""
#include <stdio.h>
__attribute__((destructor)) static void end(void)
{
    int c;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && (c = getc(maps)) != EOF)
        putc(c, stderr);
}
""")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, tmp_path / "maps.c"], check=True)
    done = subprocess.run([PROGRAM, "render", EXAMPLE, "-o", tmp_path / "a.pdf", "-o", tmp_path / "a.xlsx"], capture_output=True,
                          encoding="utf-8", env={**os.environ, "LD_PRELOAD": str(library)})
    rights = re.findall(r"^[0-9a-f]+-[0-9a-f]+ (....)", done.stderr, re.M)
    assert done.returncode == 0 and len(rights) > 50 and not [r for r in rights if "w" in r and "x" in r]


def test_the_reader_of_pdfs_can_do_nothing_but_read(tmp_path):
    status = pathlib.Path("/proc/self/status").read_text()
    if "Seccomp:" not in status:
        pytest.skip("this kernel has no seccomp")
    (tmp_path / "try.c").write_text(TRY)
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", tmp_path / "try.so", tmp_path / "try.c"], check=True)
    pdf, = render(tmp_path, EXAMPLE, "a.pdf")
    with open(pdf, "rb") as file:
        done = subprocess.run([READER], stdin=file, capture_output=True, encoding="utf-8", env={"LD_PRELOAD": str(tmp_path / "try.so")})
    found = dict(line.split() for line in done.stdout.splitlines()[1:])
    assert found == {"read": "1", "open": "1", "create": "1", "socket": "1", "fork": "1", "exec": "1", "code": "1"}  # 1 is EPERM


HUNGRY = r"""
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
static int maps(size_t size)
{
    return mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
}
void *poppler_document_new_from_bytes(void *bytes, const char *password, void **error)
{
    int over = maps((size_t)4 << 30), most = maps(((size_t)4 << 30) - ((size_t)512 << 20));
    printf("over %d\nmost %d\n", over, most);
    fflush(stdout);
    for (volatile int i = 0;; i++)
        ;
}
"""


def test_memory_and_time_of_the_reader(tmp_path):
    """What it may have is seen in the process; and that it ends there, under a smaller limit than its own."""
    (tmp_path / "hungry.c").write_text(HUNGRY)
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", tmp_path / "hungry.so", tmp_path / "hungry.c"], check=True)
    pdf, = render(tmp_path, EXAMPLE, "a.pdf")
    environment = {"LD_PRELOAD": str(tmp_path / "hungry.so")}
    with open(pdf, "rb") as file, subprocess.Popen([READER], stdin=file, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as child:
        lines = [child.stdout.readline() for _ in range(3)]
        limits = pathlib.Path(f"/proc/{child.pid}/limits").read_text()
        child.kill()
    assert lines[1:] == ["over 0\n", "most 1\n"]
    assert re.search(r"Max address space +4294967296 +4294967296 ", limits) and re.search(r"Max cpu time +600 +600 ", limits)
    with open(pdf, "rb") as file:
        done = subprocess.run([READER], stdin=file, capture_output=True, env=environment, timeout=30,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, 1)))
    assert done.returncode in (-signal.SIGKILL, -signal.SIGXCPU)


def test_the_security_page_names_files_that_exist():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tests|src|libexec|fuzz|docs)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name


AT_THE_END = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
__attribute__((destructor)) static void end(void)
{
    const char *elsewhere = getenv("ELSEWHERE");
    if (!elsewhere)
        return;
    int read = open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
    int create = open(elsewhere, O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
    int network = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
    int program = execl("/bin/true", "true", NULL) < 0 ? errno : 0;
    fprintf(stderr, "end %d %d %d %d\n", read, create, network, program);
}
"""


def has_landlock():
    create_ruleset, version = 444, 1
    return ctypes.CDLL(None, use_errno=True).syscall(create_ruleset, None, 0, version) >= 1


@pytest.mark.parametrize("arguments", [
    ["check", "in.xlsx"], ["check", "in.xlsx", "-o", "out.pdf", "-o", "out.xlsx"], ["check", "in.xlsx", "--fix", "out.json"],
    ["diff", "in.xlsx", EXAMPLE], ["diff", "in.xlsx", EXAMPLE, "-o", "out.xlsx"], ["import", "in.xlsx", "-o", "out.json"],
    ["verify", "in.xlsx", "in.pdf", "--model", EXAMPLE],
], ids=lambda a: " ".join(map(str, a)) if isinstance(a, list) else "")
def test_a_workbook_that_took_over_could_do_nothing_elsewhere(tmp_path, arguments):
    """What the process itself can still do when it has done its work."""
    if not has_landlock():
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "end.c").write_text(AT_THE_END)
    library, folder, elsewhere = tmp_path / "end.so", tmp_path / "folder", tmp_path / "elsewhere"
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", library, tmp_path / "end.c"], check=True)
    folder.mkdir()
    render(folder, EXAMPLE, "in.xlsx", "in.pdf", options=["--option", "xlsx.profile=working"])
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, encoding="utf-8",
                          env={**os.environ, "LD_PRELOAD": str(library), "ELSEWHERE": str(elsewhere)})
    program = errno.EACCES if arguments[0] == "verify" else errno.EPERM  # which starts one, but no other
    assert f"end {errno.EACCES} {errno.EACCES} {errno.EPERM} {program}\n" in done.stderr, done.stderr
    assert done.returncode == 0 and not elsewhere.exists()
    assert all((folder / a).exists() for a in arguments if str(a).startswith("out."))


# Answers the calls that set up a sandbox as a container or an old kernel does, then runs what follows.
ANSWER = r"""
#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(int count, char **words)
{
    int error = atoi(words[2]), landlock = 444;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
    if (!strcmp(words[1], "landlock"))
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(error), landlock, 0);
    else
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(error), SCMP_SYS(prctl), 1,
                         SCMP_A0(SCMP_CMP_EQ, !strcmp(words[1], "rights") ? PR_SET_NO_NEW_PRIVS : PR_GET_SECCOMP));
    if (seccomp_load(filter))
        return 90;
    execv(words[3], words + 3);
    return 91;
}
"""


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answer")
    (folder / "answer.c").write_text(ANSWER)
    subprocess.run(["gcc", "-w", "-o", folder / "answer", folder / "answer.c", "-lseccomp"], check=True)
    if os.getuid() or subprocess.run([folder / "answer", "landlock", "1", "/bin/true"]).returncode:
        pytest.skip("only root may filter calls without giving up rights first")
    return folder / "answer"


@pytest.mark.parametrize("what", ["landlock", "rights", "filters"])
@pytest.mark.parametrize("command", [["check", "in.csv"], ["import", "in.csv", "-o", "out.json"], ["diff", "in.csv", EXAMPLE],
                                     ["verify", "in.csv", "--model", EXAMPLE]], ids=lambda c: c[0])
def test_nothing_is_read_where_a_container_refuses_the_sandbox(tmp_path, answer, what, command):
    render(tmp_path, EXAMPLE, "in.csv")
    for error in (errno.EPERM, errno.EACCES):
        done = subprocess.run([answer, what, str(error), PROGRAM, *command], cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 3 and "BP6401" in done.stderr, done.stderr
        assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("what, error, name", [("landlock", errno.ENOSYS, "Landlock"), ("landlock", errno.EOPNOTSUPP, "Landlock"),
                                               ("rights", errno.EINVAL, "seccomp"), ("filters", errno.EINVAL, "seccomp")])
def test_a_kernel_without_a_sandbox_is_told_where_somebody_looks(tmp_path, answer, what, error, name):
    command = [answer, what, str(error), PROGRAM, "check", EXAMPLE]
    plain = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert plain.returncode == 0 and "BP6410" not in plain.stderr
    machine = subprocess.run([*command, "--diagnostics=json"], capture_output=True, encoding="utf-8")
    assert machine.returncode == 0 and machine.stderr.count("BP6410") == 1 and f"has no {name}:" in machine.stderr
    status, shown = on_a_terminal(command)
    assert status == 0 and shown.count("BP6410") == 1


def on_a_terminal(command):
    """The status, and all that a command shows on standard error: a terminal holds some kilobytes and is read while it writes."""
    master, slave = os.openpty()
    shown = b""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave) as run:
        os.close(slave)
        try:
            while part := os.read(master, 1 << 16):
                shown += part
        except OSError as end:  # so Linux says that nobody has it open any more
            assert end.errno == errno.EIO
    os.close(master)
    return run.returncode, shown.decode()


def test_more_than_a_terminal_holds_is_read_whole():
    status, shown = on_a_terminal(["python3", "-c", "import sys; sys.stderr.write('甲' * 20000)"])
    assert status == 0 and shown == "甲" * 20000


def test_a_confined_command_keeps_the_rights_of_what_it_replaces(tmp_path):
    out = tmp_path / "o.json"
    for mode in (0o640, 0o666, 0o600):
        out.write_text("")
        out.chmod(mode)
        subprocess.run([PROGRAM, "check", EXAMPLE, "--fix", out], check=True, capture_output=True, preexec_fn=lambda: os.umask(0o027))
        assert out.stat().st_mode & 0o7777 == mode
    out.unlink()
    subprocess.run([PROGRAM, "check", EXAMPLE, "--fix", out], check=True, capture_output=True, preexec_fn=lambda: os.umask(0o027))
    assert out.stat().st_mode & 0o7777 == 0o640


@pytest.mark.parametrize("command", [["check"], ["import"], ["diff", EXAMPLE]], ids=lambda c: c[0])
@pytest.mark.parametrize("given", ["<(cat {0})", "/dev/stdin < {0}"])
def test_a_confined_command_reads_from_the_shell(tmp_path, command, given):
    (tmp_path / "in.json").write_bytes(EXAMPLE.read_bytes())
    name = "in.json"
    if command == ["import"]:
        name = "in.csv"
        render(tmp_path, EXAMPLE, name)
    line = " ".join(map(str, [PROGRAM, *command, given.format(tmp_path / name)]))
    done = subprocess.run(["bash", "-c", line], capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "BP6401" not in done.stderr, done.stderr


def test_fonts_that_are_links_serve_a_confined_command(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "real").mkdir()
    path = fontmaker.save(fontmaker.truetype(), tmp_path / "real")
    (tmp_path / "set" / "Made.ttf").symlink_to(path)
    fonts = font_set(tmp_path / "set", {"family": "Made", "file": "Made.ttf"},
                     {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2})
    subprocess.run([PROGRAM, "check", EXAMPLE, "-o", tmp_path / "out.pdf", "--font-set", fonts, "--lang", "zh"], check=True)
    used = subprocess.run(["pdffonts", tmp_path / "out.pdf"], capture_output=True, encoding="utf-8").stdout
    assert "+Made" in used, used


@pytest.mark.parametrize("arguments", [["check", "in.json"], ["diff", "in.json", EXAMPLE], ["import", "in.csv"],
                                       ["verify", "in.pdf", "--model", "in.json"]], ids=lambda a: a[0])
def test_rights_are_given_up_before_a_file_is_read(tmp_path, arguments):
    os.mkfifo(tmp_path / arguments[-1] if arguments[0] == "verify" else tmp_path / arguments[1])
    run = subprocess.Popen([PROGRAM, *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        seen, deadline = "", time.time() + 10
        while time.time() < deadline and run.poll() is None and "Seccomp:\t2" not in seen:
            seen = pathlib.Path(f"/proc/{run.pid}/status").read_text(encoding="utf-8")
            time.sleep(0.01)
        assert run.poll() is None and "Seccomp:\t2" in seen  # it waits for the file: nothing of it has been read
    finally:
        run.kill()
        run.wait()


# ---- names that are made to be printed ----

AWKWARD = "v\x1b[31m\nfake.pdf: equal; 1 pages\u202e\u2066x"


def printed(folder, *arguments, statuses=(0,), environment=None):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, encoding="utf-8", env={**os.environ, **(environment or {})})
    assert done.returncode in statuses, done.stderr
    text = done.stdout + done.stderr
    assert "\x1b" not in text and "\nfake.pdf" not in text and not re.search("[\u202a-\u202e\u2066-\u2069]", text), text
    return text


def test_no_command_prints_a_name_as_it_is(tmp_path):
    good, bad = tmp_path / f"{AWKWARD}.json", tmp_path / f"{AWKWARD}-bad.json"
    good.write_bytes(EXAMPLE.read_bytes())
    bad.write_text("{", encoding="utf-8")
    for line in (["check", good], ["check", bad], ["render", good, "-o", f"{AWKWARD}.csv"], ["render", bad, "-o", "b.csv"],
                 ["check", "--fix", f"{AWKWARD}.fixed", good], ["diff", good, EXAMPLE], ["diff", bad, EXAMPLE], ["import", f"{AWKWARD}.csv"],
                 ["import", f"{AWKWARD}.csv", "-o", f"{AWKWARD}.imported"], ["render", good, "-o", f"{AWKWARD}/a.pdf"],
                 ["verify", "--model", good, f"{AWKWARD}.csv"], ["render", good, "--form", AWKWARD, "-o", "c.csv"],
                 ["render", good, "--font-set", AWKWARD, "-o", "c.pdf"], ["render", good, "--option", AWKWARD, "-o", "c.pdf"], [AWKWARD],
                 ["check", "-f", AWKWARD, good], ["schema", AWKWARD], ["fonts", AWKWARD], ["--" + AWKWARD]):
        printed(tmp_path, *line, statuses=(0, 1, 2, 3))


def test_a_batch_prints_no_name_as_it_is(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{AWKWARD}.json").write_text("{", encoding="utf-8")
    (tmp_path / "in" / "b.json").write_text(EXAMPLE.read_text(encoding="utf-8").replace('"fiscal_year": 2024', '"fiscal_year": "\\u001b[31m"'))
    text = printed(tmp_path, "batch", "in", "--to", f"out{AWKWARD}", "-f", "csv", statuses=(1,))
    assert "\\u001b" in text  # the summary of causes names the input
    printed(tmp_path, "batch", "in", "--to", "out", "-f", "csv", "--name", AWKWARD + "{", statuses=(1, 2))
    printed(tmp_path, "batch-merge", f"out{AWKWARD}", "-o", AWKWARD, statuses=(0, 1))
    printed(tmp_path, "batch", "in", "--to", f"out{AWKWARD}", "-f", "csv", statuses=(1, 2, 3))


def test_lists_print_no_name_as_it_is(tmp_path):
    fonts = font_set(tmp_path, {"family": AWKWARD, "file": f"{AWKWARD}.ttf", "package": AWKWARD})
    printed(tmp_path, "fonts", "--font-set", fonts, statuses=(0, 1, 3))
    (tmp_path / f"{AWKWARD}.ttf").write_bytes(b"no font")
    printed(tmp_path, "fonts", "--font-set", fonts, statuses=(0, 1, 3))
    shutil.copytree(ROOT / "templates", tmp_path / "data" / "templates")
    form = tmp_path / "data" / "templates" / "project-performance-targets" / "form.json"
    tree = json.loads(form.read_text(encoding="utf-8"))
    form.write_text(json.dumps({**tree, "label": AWKWARD}), encoding="utf-8")
    shutil.copytree(form.parent, form.parent.parent / AWKWARD.replace("/", ""))
    assert "\\u001b" in printed(tmp_path, "forms", statuses=(0, 1), environment={"BUDGETPRESS_DATA": str(tmp_path / "data")})
