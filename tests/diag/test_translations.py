"""Texts for people: every English text of the sources has a Chinese one with the same arguments, and no language leaks into the other."""
import re
import subprocess

import pytest

from common import EXAMPLE, PROGRAM, ROOT

PO = ROOT / "po" / "zh_CN.po"
HAN = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = re.findall(r"^  (\w+) ", subprocess.run([PROGRAM, "--help", "--lang=en"], capture_output=True, encoding="utf-8").stdout,
                      re.M)


def entries(path):
    """(msgid, msgstr, flags) of every text, by reading the file: no gettext of ours between."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        texts = {"msgid": "", "msgstr": ""}
        for line in block.splitlines():
            key = re.match(r"(msgid|msgstr) ", line)
            current = key[1] if key else current if line.startswith('"') else None
            if current:
                texts[current] += re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), line[line.index('"') + 1:-1])
        if texts["msgid"]:
            found.append((texts["msgid"], texts["msgstr"], re.findall(r"^#, (.*)", block, re.M)))
    return found


def test_nothing_is_untranslated_or_doubtful():
    done = subprocess.run(["msgfmt", "--check", "--statistics", "-o", "/dev/null", PO], env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 0
    assert re.fullmatch(r"\d+ translated messages\.\n", done.stderr), done.stderr


def test_every_text_of_the_sources_is_there(tmp_path):
    pot = tmp_path / "po" / "budgetpress.pot"
    subprocess.run(["make", "-s", f"BUILD={tmp_path}", pot], cwd=ROOT, check=True, capture_output=True)
    done = subprocess.run(["msgcmp", PO, pot], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"run `make po` and fill in what is empty: {done.stderr}"
    assert {e[0] for e in entries(pot)} == {e[0] for e in entries(PO)}, "run `make po`"


def test_arguments_are_the_same_in_both():
    wrong = [(en, zh) for en, zh, _ in entries(PO) if sorted(re.findall(r"\{\d\}", en)) != sorted(re.findall(r"\{\d\}", zh))]
    assert len(entries(PO)) > 150 and wrong == []


def test_every_format_is_known_as_one():
    """msgfmt compares conversions only where a text is marked c-format."""
    for en, _, flags in entries(PO):
        if re.search(r"%(zu|s|d|c|\.\*s)", en):
            assert any("c-format" in f and "no-c-format" not in f for f in flags), en


def test_sources_hold_no_chinese_messages():
    """What is printed for people is English in the C; Chinese literals there are data: units, marks, words to look for."""
    folders = ("base", "batch", "cli", "diag", "font", "form", "layout", "report", "sandbox", "text", "verify")
    sources = [path for folder in folders for path in (ROOT / "src" / folder).glob("*.c")]
    assert {path.parent.name for path in sources} == set(folders)
    for path in sources:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for line in text.splitlines():
            assert not HAN.search(line.replace("元", "").replace("万", "")), (path, line)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_all_chinese(command):
    """In a Chinese environment without any locale installed, no paragraph of any help stays English."""
    done = subprocess.run([PROGRAM, *([command] if command else []), "--help"], env={"LANG": "zh_CN.UTF-8"}, capture_output=True,
                          encoding="utf-8")
    for paragraph in done.stdout.split("\n\n"):
        assert HAN.search(paragraph), paragraph
    for word in ("usage", "[OPTION]", "language", "Options", "Formats", "Exit status", " the "):
        assert word not in done.stdout


def test_failures_of_the_machine_are_chinese_too(tmp_path):
    done = subprocess.run([PROGRAM, "check", tmp_path / "none.json"], env={"LANG": "zh_CN.UTF-8"}, capture_output=True, encoding="utf-8")
    assert "没有该文件或文件夹" in done.stderr and "No such" not in done.stderr
    done = subprocess.run([PROGRAM, "check", tmp_path / "none.json"], env={"LANG": "C"}, capture_output=True, encoding="utf-8")
    assert "No such file or directory" in done.stderr and not HAN.search(done.stderr)


# ---- README ----

def shape(text):
    """What two languages of one page must share: headings, commands, pictures, links, items and rows, in their order."""
    code = re.findall(r"```.*?```", text, re.S)
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    return {
        "headings": re.findall(r"^#+(?= )", prose, re.M),
        "commands": [[line.split("    #")[0].split("  #")[0].rstrip() for line in block.splitlines()] for block in code],
        "pictures": re.findall(r"!\[[^]]*\]\(([^)]*)\)", prose),
        "links": [link.replace(".zh-CN.md", ".md") for link in re.findall(r"(?<!!)\[[^]]*\]\(([^)]*)\)", prose) if not link.startswith("README")],
        "literals": re.findall(r"`[^`\n]+`", prose.replace(".zh_CN.1", ".1")),
        "items": len(re.findall(r"^- \*\*", prose, re.M)),
        "rows": len(re.findall(r"^\|", prose, re.M)),
    }


def test_both_readmes_say_the_same():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert shape(english) == shape(chinese)
    for name in re.findall(r"\(docs/(\w+)\.md\)", chinese):
        assert not (ROOT / "docs" / f"{name}.zh-CN.md").exists(), f"{name}: the Chinese page is to be linked"
    assert "(README.zh-CN.md)" in english and "(README.md)" in chinese
    for paragraph in re.split(r"\n\n", re.sub(r"```.*?```", "", chinese, flags=re.S)):
        assert HAN.search(paragraph) or re.fullmatch(r"\s*(# budgetpress|\[English\]\(README.md\))?\s*", paragraph), paragraph


def test_links_of_the_readmes_lead_somewhere():
    for name in ("README.md", "README.zh-CN.md"):
        for link in re.findall(r"\]\(([^)#]*)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / link).exists(), (name, link)


def test_the_number_of_rules_is_right():
    rules = subprocess.run([PROGRAM, "check", "--rules"], capture_output=True, encoding="utf-8").stdout.splitlines()
    for name in ("README.md", "README.zh-CN.md"):
        assert re.search(r"\[(\d+) (rules|条规则)\]", (ROOT / name).read_text(encoding="utf-8"))[1] == str(len(rules))


# ---- the guide for finance staff ----

GUIDE = (ROOT / "docs" / "guide.zh-CN.md").read_text(encoding="utf-8")


def test_steps_of_the_guide_for_finance_staff(tmp_path):
    """One after the other, from a workbook as it comes, and from an empty one; nothing is told in English."""
    environment = {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "LANG": "zh_CN.UTF-8"}
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "budgetpress").symlink_to(PROGRAM)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", tmp_path / "预算表.xlsx"], check=True)
    steps = re.search(r"```sh\n(.*?)```", GUIDE, re.S)[1].splitlines()
    from_nothing = re.search(r"^    (budgetpress render examples/no-projects.*)$", GUIDE, re.M)[1]
    assert len(steps) == 7
    for command in [*steps, from_nothing, *steps[4:]]:
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=100)
        assert done.returncode == 0, (command, done.stderr)
        assert "error" not in done.stderr and "warning" not in done.stderr
        assert command != steps[3] or done.stdout == ""


def test_messages_of_the_guide_are_those_of_the_program():
    texts = "".join(re.findall(r'^(?:msgstr )?"(.*)"$', (ROOT / "po" / "zh_CN.po").read_text(encoding="utf-8"), re.M))
    rows = re.findall(r"^\| ([^|]*) \| [^|]* \|$", GUIDE, re.M)[1:]
    assert len(rows) == 10 and [row for row in rows if row not in texts] == []
