"""An installed copy is enough: a C program builds against it and the command finds its data."""
import os
import re
import shutil
import subprocess

from common import EXAMPLE, PROGRAM, ROOT

GUIDE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
PLUS_PLUS = """
#include <budgetpress/budgetpress.h>

int main()
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bool none = bp_diag_count(diag) == 0;
    bp_diag_free(diag);
    return none ? 0 : 1;
}
"""


def block(language):
    only, = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.S | re.M)
    return only


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def use_the_library(folder, prefix, environment):
    """The program and the commands of docs/library.md, as they stand there; and a program in C++."""
    (folder / "list.c").write_text(block("c"))
    shutil.copy(EXAMPLE, folder / "table.json")
    commands = block("sh").replace("PREFIX=$HOME/.local", f"PREFIX={prefix}").replace("table.pdf table.xlsx", "a.pdf a.xlsx")
    assert run("sh", "-e", "-c", commands, env=environment, cwd=folder) == "10 projects, 42 indicators\n"
    (folder / "main.cc").write_text(PLUS_PLUS)
    found = run("pkg-config", "--cflags", "--libs", "budgetpress", env={**environment, "PKG_CONFIG_PATH": f"{prefix}/lib/pkgconfig"})
    run("g++", "-Wall", "-Wextra", "-Werror", "-o", "main", "main.cc", *found.split(), f"-Wl,-rpath,{prefix}/lib", cwd=folder)
    run(folder / "main")


def test_installed_copy_alone(tmp_path):
    prefix = tmp_path / "prefix"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "BUDGETPRESS"))}
    run("make", "-C", ROOT, "install", f"PREFIX={prefix}", f"BUILD={tmp_path}/build", "CFLAGS=-O0", env=clean)
    use_the_library(tmp_path, prefix, clean)
    run(prefix / "bin" / "budgetpress", "render", EXAMPLE, "-o", tmp_path / "b.pdf", "-o", tmp_path / "b.xlsx", "--option", "pdf.profile=print",
        env=clean, cwd="/")
    for kind in ("pdf", "xlsx"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    run("make", "-C", ROOT, "uninstall", f"PREFIX={prefix}", env=clean)
    left = [p for p in prefix.rglob("*") if not p.is_dir()]
    assert left == []


def test_library_exports_only_its_own_names():
    library = PROGRAM.parent / "libbudgetpress.so"
    if not library.exists():
        library = ROOT / "build" / "libbudgetpress.so"
    names = [line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()]
    assert "bp_render" in names and [n for n in names if not n.startswith(("bp_", "_"))] == ["lxw_tmpfile"]  # see temporary.c


def test_there_is_one_version():
    """The header's: of the command, the newest section of the changes, the library, its pkg-config file and what is written."""
    version, = re.findall(r'BP_VERSION "(.*)"', (ROOT / "include" / "budgetpress" / "version.h").read_text())
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]
    assert run(PROGRAM, "--version") == f"budgetpress {version}\n" and newest == version
    assert run("make", "-s", "-C", ROOT, "-n", "dist").count(f"budgetpress-{version}.tar.gz") == 1
    assert "@VERSION@" in (ROOT / "budgetpress.pc.in").read_text()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").iterdir(), *(ROOT / "examples").rglob("*")]:
        if path.is_file() and path.suffix in ("", ".md", ".1", ".json", ".yaml"):
            for named in re.findall(r"budgetpress[-: ]v?([0-9]+\.[0-9.]*[0-9])", path.read_text(encoding="utf-8"), re.I):
                assert f"{version}.".startswith(f"{named}."), path
