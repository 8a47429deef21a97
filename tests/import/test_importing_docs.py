"""docs/importing.md and its Chinese: commands run, and what they say of amounts, values and words is what import makes of them."""
import re
import subprocess
from decimal import Decimal

import pytest

from common import EXAMPLE, PROGRAM, ROOT, read_json, render
from test_import import run, save, sheet_of
from test_import_formats import values

PAGES = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("importing.md", "importing.zh-CN.md")}
page_by_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@page_by_page
def test_commands(tmp_path, page):
    commands, = re.findall(r"```sh\n(.*?)```", page, re.S)
    for command in commands.splitlines():
        program, *arguments = command.split(" ")
        inputs = [name for name in arguments if name.endswith((".xlsx", ".csv"))]
        assert program == "budgetpress" and inputs
        render(tmp_path, EXAMPLE, *inputs)
        subprocess.run([PROGRAM, *arguments, "-q"], cwd=tmp_path, check=True)
        for name in arguments:
            assert not name.endswith(".json") or len(read_json(tmp_path / name)["projects"]) == 10


@page_by_page
def test_values_that_cells_show(tmp_path, page):
    said = re.findall(r"(\d[\d.]*) (?:as|以) `([^`]+)`(?: is|[^`]*是) `([^`]+)`", page)
    assert len(said) == 3
    read, _ = values(tmp_path, [(code, float(number) if "." in number else int(number)) for number, code, _ in said])
    assert read == [shown for _, _, shown in said]


def amount_of(folder, text):
    book, _ = sheet_of([["某局2025年表"], ["单位：万元"], ["项目名称", "财政拨款"], ["甲", text]])
    return save(book, folder)


@page_by_page
def test_texts_that_are_no_amount_and_those_that_are_blank(tmp_path, page):
    line = next(line for line in re.split(r"\n(?=- |\|)", page) if "`2.5*12`" in line)
    blank, wrong = re.search(r"(`-`.*?)(?:are blank|是空白)(.*)", line, re.S).groups()
    texts = re.findall(r"`([^`]+)`", blank), re.findall(r"`([^`]+)`", wrong)
    assert [len(found) for found in texts] == [3, 3]
    for text in texts[0]:
        model, _ = run(amount_of(tmp_path, text))
        assert model["projects"][0]["funding"]["fiscal_appropriation"] is None
    for text in texts[1]:
        run(amount_of(tmp_path, text), status=1)


@page_by_page
def test_units(tmp_path, page):
    """All that --unit is said to take is taken, where the file tells none."""
    line = next(line for line in re.split(r"\n(?=- |\|)", page) if "`--unit" in line)
    units = re.findall(r"[百千万亿]*元(?=[,，、 ])", line.split("aliases")[0])
    assert units == ["元", "千元", "万元", "百万元", "亿元"]
    book, _ = sheet_of([["某局2025年表"], ["项目名称", "财政拨款"], ["甲", 12]])
    path = save(book, tmp_path)
    worth = dict(zip(units, (1, 1000, 10**4, 10**6, 10**8)))
    for unit in units:
        model, _ = run(path, "--unit", unit)
        assert Decimal(model["projects"][0]["funding"]["fiscal_appropriation"]) * worth[model["amount_unit"]] == 12 * worth[unit]


def test_both_pages_know_the_same_examples():
    """Of options, keys, formats and files, save the names of the files in the commands."""
    english, chinese = ({text for text in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.S))} for page in PAGES.values())
    assert len(chinese) > 40 and sorted(text for text in chinese if text.isascii() and text not in english and text not in
                                        (".xlsx", "budgetpress check", "4.4E+17")) == []
