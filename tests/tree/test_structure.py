"""The include list of docs/ARCHITECTURE.md, held against the sources."""
import re
import subprocess

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


def test_every_folder_of_the_sources_is_in_the_diagram():
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert set(order()) <= set(re.findall(r"\w+", text.split("```")[1]))


def includes():
    """(file, what it includes) of the sources' own headers, as paths below src/."""
    for path in sorted((ROOT / "src").rglob("*.[ch]")):
        for target in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            if (ROOT / "src" / target).exists():
                yield path.relative_to(ROOT / "src").as_posix(), target


def test_folders_include_only_from_folders_above():
    folders, wrong, seen = order(), [], 0
    for path, target in includes():
        seen += 1
        here, there = path.split("/"), target.split("/")
        above = folders.index(there[0]) <= folders.index(here[0])
        other_format = len(here) > 2 and len(there) > 2 and here[0] == there[0] == "format" and here[1] != there[1]
        if not above or other_format:
            wrong.append(f"{path}: {target}")
    assert seen > 300 and wrong == []


def circles(edges):
    """Sets of nodes that reach one another, by Tarjan's algorithm; of more than one node."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))
    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def test_circles_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_circle_reaches_over_a_folder():
    """A unit is a .c with its .h. Within one folder the stages of a subject may know one another; over folders nothing leads back."""
    edges = {}
    for path, target in includes():
        here, there = (name.rsplit(".", 1)[0] for name in (path, target))
        edges.setdefault(here, set()).add(there)
        edges.setdefault(there, set())
    across = [circle for circle in circles(edges) if len({unit.rsplit("/", 1)[0] for unit in circle}) > 1]
    assert len(edges) > 150 and across == []


def test_no_folder_is_larger_than_an_eighth_of_the_sources():
    sizes = {}
    for path in (ROOT / "src").rglob("*.[ch]"):
        folder = path.parent.relative_to(ROOT / "src").as_posix()
        sizes[folder] = sizes.get(folder, 0) + len(path.read_text(encoding="utf-8").splitlines())
    total = sum(sizes.values())
    assert total > 30000 and [f"{folder}: {size}" for folder, size in sizes.items() if size * 100 > total * 12] == []


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
        for language in ("c", "c++"):
            done = subprocess.run(["gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", language, "-"], encoding="utf-8",
                                  input=f'#include "{path}"\n', capture_output=True)
            assert done.returncode == 0, done.stderr


def test_what_the_command_has_of_the_library_is_public():
    """Of these commands; and budgetpress.h brings every public header."""
    for name in ("diff.c", "fonts.c", "forms.c", "import.c", "render.c", "schema.c"):
        text = (ROOT / "src" / "cli" / name).read_text(encoding="utf-8")
        assert set(re.findall(r'#include "([^"]+)"', text)) <= {"cli/cli.h", "diag/diag.h", "base/utf8.h"}, name
    public = {path.name for path in (ROOT / "include" / "budgetpress").glob("*.h")} - {"budgetpress.h"}
    assert public == set(re.findall(r'#include "([^"]+)"', (ROOT / "include" / "budgetpress" / "budgetpress.h").read_text()))


def test_the_index_of_the_documents_has_each_once():
    """In Chinese and English, and from both readmes it is reached."""
    rows = re.findall(r"^\| \[(\S+?)\]\((\S+?)\) \| (.+) \| (.+) \|$", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"), re.M)
    there = {path.name for path in (ROOT / "docs").iterdir() if path.is_file()} - {"README.md"}
    assert sorted(name for name, _, _, _ in rows) == sorted(there) and all(name == link for name, link, _, _ in rows)
    for _, _, what, whom in rows:
        assert re.match(r"[\u4e00-\u9fffA-Z]", what) and re.search(r"[\u4e00-\u9fff].*。[A-Z].*\.$", what) and re.search(r"[a-z]", whom), what
    assert all("(docs/README.md)" in (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
