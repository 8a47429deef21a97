"""The include list of docs/ARCHITECTURE.md, held against the sources."""
import re

from common import ROOT


def order():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return [line.split()[0] for line in re.search(r"```includes\n(.*?)```", text, re.S)[1].splitlines()]


def test_every_path_of_the_architecture_is_there():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    paths = {path.rstrip("/") for path in re.findall(r"`([^`\s]+/[^`\s]*)`", text) if not re.search(r"[A-Z]{4}|\*|^build/", path)}
    missing = [path for path in paths if not (ROOT / path).exists() and not list((ROOT / "src").glob(f"{path}*"))]
    assert len(paths) > 40 and missing == []


def test_every_folder_of_the_sources_is_in_the_list():
    assert {path.name for path in (ROOT / "src").iterdir() if path.is_dir()} == set(order())


def test_folders_include_only_from_folders_above():
    folders, wrong, seen = order(), [], 0
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        parts = path.relative_to(ROOT / "src").parts
        assert parts[0] in folders, f"src/{parts[0]} is not in the list"
        for target in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            if target.startswith("budgetpress/"):
                continue
            seen += 1
            other = target.split("/")
            if folders.index(other[0]) > folders.index(parts[0]):
                wrong.append(f"{path}: {target}")
            inside = len(parts) > 2 and other[0] == "backend" and len(other) > 2
            if inside and other[1] != parts[1]:
                wrong.append(f"{path}: {target}")
    assert seen > 100 and wrong == []


def test_lines_are_as_wide_as_the_format_has_them():
    limit = int(re.search(r"^ColumnLimit: (\d+)$", (ROOT / ".clang-format").read_text(encoding="utf-8"), re.M)[1])
    files = [path for folder in ("src", "include", "libexec") for path in (ROOT / folder).rglob("*.[ch]")]
    wide = [f"{path.relative_to(ROOT)}:{number}: {len(line)}" for path in files
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if len(line) > limit]
    assert len(files) > 200 and wide == []


def test_layout_knows_no_library():
    for path in (ROOT / "src" / "layout").glob("*.[ch]"):
        assert not re.search(r"#include [<\"](ft2build|freetype|hpdf|hb|xlsxwriter|text/face)", path.read_text()), path


def test_libharu_is_called_by_its_functions_only():
    """No member of its structs; of these one stands among ours, which a function of libharu fills."""
    users = {path: path.read_text() for path in (ROOT / "src").rglob("*.[ch]") if "hpdf.h" in path.read_text()}
    assert [path.name for path in users] == ["object.c"]
    source, = users.values()
    handles = set(re.findall(r"HPDF_(?:Stream|MMgr|Error|Doc|Dict|Array) (\w+)", source)) | {"dict", "array", "child"}
    assert handles >= {"stream", "memory", "owner"} and not re.search(rf"\b(?:{'|'.join(handles)})->", source)
    assert set(re.findall(r"\bHPDF_\w+_Rec\b", source)) == {"HPDF_Error_Rec"} and "error." not in source


def test_public_headers_stand_alone():
    for path in (ROOT / "include" / "budgetpress").glob("*.h"):
        for target in re.findall(r"#include (\S+)", path.read_text()):
            assert re.fullmatch(r"<std\w+\.h>|\"\w+\.h\"", target), (path, target)
