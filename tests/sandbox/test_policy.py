"""The filters of system calls that the build makes (src/sandbox/policy.c), run here instruction by instruction, for architectures that
this machine need not have. What the kernel makes of the native ones: tests/unit/test_sandbox.c."""
import errno
import re
import subprocess

import pytest

from common import PROGRAM

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NUMBERS = {
    "x86_64": dict(read=0, mmap=9, mprotect=10, ioctl=16, socket=41, execve=59, kill=62, ptrace=101, tgkill=234, openat=257, unlinkat=263,
                   memfd_create=319, clone3=435, io_uring_setup=425),
    "aarch64": dict(read=63, mmap=222, mprotect=226, ioctl=29, socket=198, execve=221, kill=129, ptrace=117, tgkill=131, openat=56,
                    unlinkat=35, memfd_create=279, clone3=435, io_uring_setup=425),
}
OWN, SEAL = 4711, 8
ALLOWED, DENIED = 0x7FFF0000, 0x00050000 | errno.EPERM
WRITE, EXEC, ANONYMOUS, PRIVATE = 2, 4, 0x20, 2
TCGETS, TIOCSTI = 0x5401, 0x5412


def filter_of(architecture, role):
    text = subprocess.run([PROGRAM.parent / "policy", architecture, role], check=True, capture_output=True, text=True).stdout
    names = {"own_process": OWN, "seal": SEAL}
    lines = re.findall(r"^\{(\w+), (\w+), (\w+), (\w+)\},$", text, re.M)
    assert len(lines) == len(text.splitlines()) > 30
    return [tuple(names[word] if word in names else int(word, 0) for word in line) for line in lines]


def run(instructions, architecture, number, arguments=()):
    """What the filter answers: the instructions that it may consist of, nothing else."""
    words = [number, architecture, 0, 0]
    for argument in (*arguments, *[0] * (6 - len(arguments))):
        words += [argument & 0xFFFFFFFF, argument >> 32]
    at, value = 0, 0
    while True:
        code, yes, no, k = instructions[at]
        at += 1
        if code == 0x20:
            value = words[k // 4]
        elif code == 0x54:
            value &= k
        elif code == 0x05:
            at += k
        elif code == 0x06:
            return k
        else:
            at += yes if {0x15: value == k, 0x25: value > k, 0x35: value >= k, 0x45: bool(value & k)}[code] else no


@pytest.mark.parametrize("architecture", AUDIT)
@pytest.mark.parametrize("role", ["command", "starter", "reader"])
def test_filter_leaves_what_the_role_needs_and_nothing_else(architecture, role):
    instructions = filter_of(architecture, role)

    def answer(name, *arguments, audit=AUDIT[architecture]):
        return run(instructions, audit, NUMBERS[architecture][name], arguments)

    def allowed(condition):
        return ALLOWED if condition else DENIED
    reads, starts = role == "reader", role == "starter"
    assert answer("read") == ALLOWED
    for other in {*AUDIT.values(), 0x40000003} - {AUDIT[architecture]}:
        assert answer("read", audit=other) == DENIED
    for name in ("socket", "ptrace", "io_uring_setup"):
        assert answer(name) == DENIED
    for name in ("openat", "unlinkat"):
        assert answer(name) == allowed(not reads)
    assert answer("execve") == allowed(starts)
    assert answer("clone3") == (0x00050000 | errno.ENOSYS if starts else DENIED)
    assert [answer("mprotect", 0, 1, p) for p in (WRITE, EXEC, WRITE | EXEC)] == [ALLOWED, DENIED, DENIED]
    assert answer("mmap", 0, 1, WRITE, PRIVATE | ANONYMOUS) == ALLOWED
    assert answer("mmap", 0, 1, EXEC, PRIVATE | ANONYMOUS) == DENIED
    assert answer("mmap", 0, 1, EXEC | WRITE, PRIVATE) == DENIED
    assert answer("mmap", 0, 1, EXEC, PRIVATE) == allowed(not reads)
    assert [answer("tgkill", pid) for pid in (OWN, 1)] == [ALLOWED, allowed(starts)]
    assert [answer("kill", pid) for pid in (OWN, 1)] == [allowed(not reads), allowed(starts)]
    assert [answer("memfd_create", 0, flags) for flags in (1 | SEAL, 1)] == [allowed(not reads), allowed(role == "command")]
    assert [answer("ioctl", 1, request) for request in (TCGETS, TIOCSTI, TCGETS | 1 << 32)] == [allowed(not reads), DENIED, DENIED]


def test_policy_refuses_what_it_has_no_rules_for():
    for words in (["s390x", "reader"], ["x86_64", "writer"], ["x86_64"]):
        done = subprocess.run([PROGRAM.parent / "policy", *words], capture_output=True, text=True)
        assert done.returncode == 2 and not done.stdout and "usage: policy" in done.stderr
