"""An installed copy is enough: a C program builds against it and the command finds its data."""
import os
import subprocess

from common import EXAMPLE, PROGRAM, ROOT

SOURCE = r"""
#include <budgetpress/budgetpress.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    (void)argc;
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_fonts *fonts = NULL;
    const bp_output outputs[] = {{argv[3], NULL}, {argv[4], NULL}};
    bp_status status = bp_model_read(argv[1], diag, &model);
    if (!status)
        status = bp_form_load(argv[2], bp_model_form(model), diag, &form);
    if (!status)
        status = bp_fonts_load(argv[2], "noto", diag, &fonts);
    if (!status)
        status = bp_render(model, form, fonts, outputs, 2, NULL, 0, diag);
    if (!status)
        printf("%zu %zu\n", bp_model_project_count(model), bp_model_indicator_count(model));
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    bp_diag_free(diag);
    return status;
}
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, encoding="utf-8", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_installed_copy_alone(tmp_path):
    prefix = tmp_path / "prefix"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "BUDGETPRESS"))}
    run("make", "-C", ROOT, "install", f"PREFIX={prefix}", f"BUILD={tmp_path}/build", "CFLAGS=-O0", env=clean)
    (tmp_path / "main.c").write_text(SOURCE)
    flags = run("pkg-config", "--cflags", "--libs", "budgetpress", env={**clean, "PKG_CONFIG_PATH": f"{prefix}/lib/pkgconfig"})
    run("gcc", "-Wall", "-Werror", "-o", "main", "main.c", *flags.split(), f"-Wl,-rpath,{prefix}/lib", cwd=tmp_path)
    out = run(tmp_path / "main", EXAMPLE, prefix / "share" / "budgetpress", "a.pdf", "a.xlsx", cwd=tmp_path)
    assert out == "10 42\n"
    run(prefix / "bin" / "budgetpress", "render", EXAMPLE, "-o", tmp_path / "b.pdf", "-o", tmp_path / "b.xlsx", env=clean, cwd="/")
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
