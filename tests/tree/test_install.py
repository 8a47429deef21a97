"""An installed copy is enough: a C program builds against it and the command finds its data."""
import json
import os
import re
import shutil
import subprocess

import pytest

from common import EXAMPLE, PROGRAM, ROOT, read_json

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


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.S | re.M)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def use_the_library(folder, prefix, environment):
    """The program and the commands of docs/library.md, as they stand there; and a program in C++."""
    (folder / "list.c").write_text(blocks("c")[0])
    shutil.copy(EXAMPLE, folder / "table.json")
    commands = blocks("sh")[0].replace("PREFIX=$HOME/.local", f"PREFIX={prefix}").replace("table.pdf table.xlsx", "a.pdf a.xlsx")
    assert run("sh", "-e", "-c", commands, env=environment, cwd=folder) == "10 projects, 42 indicators\n"
    (folder / "main.cc").write_text(PLUS_PLUS)
    found = run("pkg-config", "--cflags", "--libs", "budgetpress", env={**environment, "PKG_CONFIG_PATH": f"{prefix}/lib/pkgconfig"})
    run("g++", "-Wall", "-Wextra", "-Werror", "-o", "main", "main.cc", *found.split(), f"-Wl,-rpath,{prefix}/lib", cwd=folder)
    run(folder / "main")


@pytest.mark.slow
def test_installed_copy_alone(tmp_path):
    prefix = tmp_path / "prefix"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "BUDGETPRESS"))}
    run("make", "-C", ROOT, "install", f"PREFIX={prefix}", f"BUILD={tmp_path}/build", "CFLAGS=-O0", env=clean)
    use_the_library(tmp_path, prefix, clean)
    run(prefix / "bin" / "budgetpress", "render", EXAMPLE, "-o", tmp_path / "b.pdf", "-o", tmp_path / "b.xlsx", "--option", "pdf.profile=print",
        env=clean, cwd="/")
    for kind in ("pdf", "xlsx"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    assert all((prefix / "share/man" / language / "man1/budgetpress.1").is_file() for language in ("", "zh_CN"))
    run("make", "-C", ROOT, "uninstall", f"PREFIX={prefix}", env=clean)
    left = [p for p in prefix.rglob("*") if not p.is_dir()]
    assert left == []


def built_library():
    library = PROGRAM.parent / "libbudgetpress.so"
    return library if library.exists() else ROOT / "build" / "libbudgetpress.so"


def build(folder, name, source):
    (folder / f"{name}.c").write_text(source)
    library = built_library()
    run("cc", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/include", "-o", name, f"{name}.c", library, f"-Wl,-rpath,{library.parent}", cwd=folder)
    return folder / name


def test_the_program_of_the_guide_says_what_changed(tmp_path):
    """As diff does: the same report and the same workbook; of two that are alike nothing is written."""
    program = build(tmp_path, "changes", blocks("c")[1])
    model = read_json(EXAMPLE)
    model["projects"][0]["name"] += "（二期）"
    del model["projects"][3]
    (tmp_path / "new.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    said = run(program, EXAMPLE, tmp_path / "new.json", ROOT, tmp_path / "a.xlsx")
    diff = [PROGRAM, "diff", "--lang", "en", EXAMPLE, tmp_path / "new.json"]
    told = subprocess.run(diff, capture_output=True, encoding="utf-8").stdout
    count = len(json.loads(subprocess.run([*diff, "-f", "json"], capture_output=True).stdout)["changes"])
    assert count >= 2 and "（二期）" in told and said == f"{count} changes\n{told}"
    subprocess.run([*diff, "-o", tmp_path / "b.xlsx"], check=False)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert run(program, EXAMPLE, EXAMPLE, ROOT, tmp_path / "c.xlsx") == "0 changes\n" and not (tmp_path / "c.xlsx").exists()


SCHEMA = """
#include <budgetpress/budgetpress.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    char *schema = (char *)"";
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = argc == 2 ? bp_model_schema(argv[1], diag, &schema) : BP_USAGE;
    if (!status)
        fputs(schema, stdout);
    else
        printf("%d %zu %s", status, bp_diag_count(diag), schema ? schema : "none");
    free(schema);
    bp_diag_free(diag);
    return 0;
}
"""


def test_the_library_gives_the_schema_of_models(tmp_path):
    program = build(tmp_path, "schema", SCHEMA)
    text = (ROOT / "schema" / "model.schema.json").read_text(encoding="utf-8")
    assert run(program, ROOT) == run(PROGRAM, "schema") == text
    assert run(program, tmp_path) == text  # it is in the library, not in a data folder


def symbols(path):
    """{name: version} of the symbols that a file shows to what is linked with it; without what the linker itself puts in."""
    lines = [line.split() for line in run("nm", "-D", "--defined-only", "--with-symbol-versions", path).splitlines()]
    names = [name.replace("@@", "@").partition("@") for *_, kind, name in lines if kind != "A"]
    return {name: version for name, _, version in names if name not in ("__bss_start", "_edata", "_end")}


# Of the C library, copied where its addresses are taken.
COPIED = {"stdin", "stdout", "stderr", "environ", "__environ", "_environ"}
# Goes with the file that defines it.
TEMPORARY = {"lxw_tmpfile"} if (ROOT / "src" / "format" / "xlsx" / "temporary.c").exists() else set()


def test_the_library_shows_what_its_headers_declare_by_its_version():
    library = PROGRAM.parent / "libbudgetpress.so"
    if not library.exists():
        library = ROOT / "build" / "libbudgetpress.so"
    shown = symbols(library)
    text = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in (ROOT / "include" / "budgetpress").glob("*.h"))
    declared = set(re.findall(r"^BP_API [^;(]*?(\w+)\(", text, re.M))
    assert "bp_render" in declared and shown.keys() == declared | TEMPORARY
    assert set(shown.values()) == {"BUDGETPRESS_" + library.resolve().suffix[1:]}


def test_the_command_defines_no_symbol_of_a_library():
    """Of a build without sanitizers: they put theirs into the command."""
    command = ROOT / "build" / "budgetpress" if "asan" in str(PROGRAM) else PROGRAM
    assert symbols(command).keys() - COPIED == TEMPORARY


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
