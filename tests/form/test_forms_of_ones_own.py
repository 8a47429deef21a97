"""Forms that people write, in shapes that ours do not have: nothing leaves its room, and what cannot work is refused."""
import decimal
import json
import random
import re
import subprocess

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, pdf_words, project, read_json, read_trace, render

pytestmark = pytest.mark.slow
HAN = "绩效目标指标项目支出预算资金审判执行专项经费保障系统运行服务对象满意度"
MM = 72 / 25.4
AMOUNTS = {"name": "{project.name}", "total": {"amount": "total"}}


def words(r, size):
    return "".join(r.choice(HAN) for _ in range(size))


def form_of(folder, rows, page=None, **members):
    """A form with columns for everything, and the name of its folder as a command line has it."""
    form = {"schema": "budgetpress-form/1", "label": "项目支出表", "title": "{department.name}项目支出表",
            "page": {"width_mm": 297, "height_mm": 210, "margins_mm": [14, 14, 15, 14], "body_pt": 9, "title_pt": 18, "meta_pt": 9,
                     **(page or {})},
            "columns": [{"id": "agency", "header": "单位", "width_em": 5}, {"id": "name", "header": "名称", "width_em": 8},
                        {"id": "total", "header": "金额", "width_em": 4, "align": "right"},
                        {"id": "goal", "header": "目标", "width_em": 12},
                        {"id": "indicator", "header": "指标", "width_em": 8}, {"id": "value", "header": "指标值", "width_em": 5}],
            "rows": rows, **members}
    (folder / "form").mkdir(exist_ok=True)
    (folder / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    return f"{folder}/form/"


def findings(folder, form, model=None):
    """What rendering in the form says, as (code, message), and where."""
    (folder / "model.json").write_text(json.dumps(model or model_of([project(1)]), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", folder / "model.json", "--form", form, "-o", folder / "a.trace", "--diagnostics=json"],
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and not (folder / "a.trace").exists(), done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def indicators(r, count):
    return [{"level1": "1", "level2": "11", "name": words(r, r.choice([2, 10, 40, 150])), "period_value": "1",
             "annual_value": words(r, r.choice([1, 5, 30]))} for _ in range(count)]


def nested(r):
    """Kinds of rows, each with a row span or not."""
    inner = {"each": "indicator", "cells": {"indicator": "{indicator.name}", "value": "{indicator.annual_value}"}}
    inside = {"each": "project", "span": r.random() < 0.8, "cells": AMOUNTS | ({"goal": "{project.goal}"} if r.random() < 0.5 else {}),
              "rows": [inner]}
    around = {"each": "agency", "span": r.random() < 0.6, "cells": {"agency": "{agency.name}"}, "rows": [inside]}
    for kind in (inside, around):
        if r.random() < 0.5:
            kind["again"] = "（续）"
    around["keep_with_next"] = not around["span"] and r.random() < 0.5
    total = {"each": "document", "keep_with_next": True, "cells": {"name": "合计", "total": {"amount": "total"}}, "rows": [around]}
    return r.choice([[total], [around], [inside]])


def check_body(trace, height_mm, bottom_mm):
    """No rule and no text of the table lower than the margin allows."""
    _, runs, rules = read_trace(trace)
    lowest = (height_mm - bottom_mm) * MM + 0.5
    assert max(y for _, _, y0, _, y1, _ in rules for y in (y0, y1)) <= lowest
    assert max(run.y for run in runs if run.part == "body") <= lowest


@pytest.mark.parametrize("seed", range(60))
def test_nothing_reaches_below_the_body_of_a_page(tmp_path, seed):
    r = random.Random(seed)
    width, height = r.choice([(297, 210), (210, 297), (148, 210), (420, 297)])
    form = form_of(tmp_path, nested(r), {"width_mm": width, "height_mm": height, "body_pt": r.choice([7, 9, 11]),
                                         "leading_em": r.choice([1.2, 1.4, 1.8]), "min_pt": 2}, wrap=r.choice(["official", "clreq"]))
    agencies = [{"id": f"a{i}", "name": words(r, r.choice([3, 20, 80]))} for i in range(1, r.randint(2, 5))]
    projects = [project(i, agency=r.choice(agencies)["id"], name=words(r, r.choice([1, 4, 20, 50, 120])),
                        goal=[words(r, r.choice([1, 20, 100, 400]))], indicators=indicators(r, r.choice([0, 1, 2, 3, 5, 12])))
                for i in range(r.randint(1, 25))]
    check_body(render(tmp_path, model_of(projects, agencies), "a.trace", form=form)[0], height, 15)


@pytest.mark.parametrize("size, count", [(60, 4), (120, 2), (200, 3), (300, 5)])
def test_a_long_name_over_short_indicators_begins_where_it_has_room(tmp_path, size, count):
    r = random.Random(size)
    short = [{"level1": "1", "level2": "11", "name": "指标", "period_value": "1个", "annual_value": "1个"}]
    for before in range(1, 25):
        projects = [project(i, indicators=short) for i in range(before)]
        projects.append(project(99, name=words(r, size), indicators=short * count))
        check_body(render(tmp_path, model_of(projects), "a.trace", form=INDICATORS)[0], 210, 15)


def test_a_column_has_one_owner(tmp_path):
    """What a row span covers no row inside it can write into."""
    inside = {"each": "project", "cells": {"name": "{project.name}", "total": {"amount": "total"}}}
    form = form_of(tmp_path, [{"each": "document", "span": True, "cells": {"total": {"amount": "total"}}, "rows": [inside]}])
    found, = findings(tmp_path, form)
    assert found["code"] == "BP4001" and found["pointer"] == "/rows/0/rows/0/cells/total" and "row span" in found["message"]
    beside = [{"each": "document", "cells": {"name": "合计", "total": {"amount": "total"}}}, inside]
    render(tmp_path, model_of([project(1)]), "a.trace", form=form_of(tmp_path, beside))


def test_an_amount_is_never_broken(tmp_path):
    """Though its column says nothing of digits."""
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}])
    model = model_of([project(1, funding={"fiscal_appropriation": "528318490300.25"})])
    trace, book = render(tmp_path, model, "a.trace", "a.xlsx", form=form)
    shown = [run.text for run in read_trace(trace)[1] if run.part == "body" and run.column == 2]
    assert shown == ["528,318,490,300.25"]
    assert openpyxl.load_workbook(book).active.column_dimensions["C"].width > len(shown[0]) * 9 / 11  # of characters of 11 points


@pytest.mark.parametrize("footer", ["某某" * 50 + "第 {page} 页", "&" * 112 + "{pages}"], ids=["wide", "marks"])
def test_a_long_footer_stands_within_the_page(tmp_path, footer):
    rows = [{"each": "project", "cells": AMOUNTS}]
    form = form_of(tmp_path, rows, {"width_mm": 210, "height_mm": 297}, footer=footer, wrap="official")
    trace, book, paper = render(tmp_path, model_of([project(i) for i in range(200)]), "a.trace", "a.xlsx", "a.pdf", form=form)
    pages, runs, _ = read_trace(trace)
    feet = [run for run in runs if run.part == "footer"]
    assert len(feet) == pages > 1 and len({run.size for run in feet}) == 1
    for run in feet:
        assert run.text == footer.replace("{page}", str(run.page)).replace("{pages}", str(pages))
    for _, x0, y0, x1, _, _ in pdf_words(paper):
        assert y0 < (297 - 15) * MM or (x0 >= 14 * MM - 0.5 and x1 <= (210 - 14) * MM + 0.5)
    in_book = openpyxl.load_workbook(book).active.oddFooter.center.text
    assert in_book.replace("&&", "&").replace("&P", "{page}").replace("&N", "{pages}").endswith(footer)


@pytest.mark.parametrize("members, page, pointer", [
    ({"footer": "第 {page} 页"}, {"margins_mm": [14, 14, 6, 14]}, ""),
    ({"meta": ["甲", "乙", "丙"]}, {}, "/meta"), ({}, {"rule_pt": 4}, "/page/rule_pt"), ({}, {"frame_pt": 7}, "/page/frame_pt"),
])
def test_what_a_page_has_no_room_for_is_refused(tmp_path, members, page, pointer):
    found, = findings(tmp_path, form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], page, **members))
    assert found["code"] == "BP4001" and found.get("pointer", "") == pointer and found["line"] >= 1


def test_the_length_of_a_footer(tmp_path):
    rows = [{"each": "project", "cells": AMOUNTS}]
    render(tmp_path, model_of([project(1)]), "a.trace", form=form_of(tmp_path, rows, footer="字" * 120))
    (tmp_path / "a.trace").unlink()
    found, = findings(tmp_path, form_of(tmp_path, rows, footer="字" * 121))
    assert found["code"] == "BP4001" and found["pointer"] == "/footer"


def test_a_form_that_is_too_wide_is_named(tmp_path):
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], {"width_mm": 60, "min_pt": 8})
    found, = findings(tmp_path, form)
    assert found["code"] == "BP4020" and found["file"] == f"{tmp_path}/form//form.json"
    needed, there = map(float, re.findall(r"([0-9.]+) mm", found["message"]))
    assert there == 32 and needed > there and " 8 pt" in found["message"]  # 60 mm less the margins


@pytest.mark.parametrize("amounts, wide", [
    ({"fiscal_appropriation": "99999999999.99"}, {"总计", "财政拨款"}),
    ({"other": "-99999999999.99"}, {"总计", "其他资金"}),
    ({"fiscal_special_account": "123456789012.00", "fiscal_appropriation": "123456789012.00"}, {"总计", "财政拨款", "财政专户拨款"}),
    ({"fiscal_appropriation": "99999999.99", "other": "0.01"}, {"总计", "财政拨款"}),
])
def test_a_table_whose_amounts_are_too_wide_blames_the_amounts(tmp_path, amounts, wide):
    """The columns, what they need and have, and the amounts that made them so; at the project that has the widest."""
    form = read_json(ROOT / "templates" / TARGETS / "form.json")
    form["page"]["min_pt"] = 8.3
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "model.json").write_text(json.dumps(model_of([project(1), project(2, funding=amounts)])), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", tmp_path / "model.json", "--form", f"{tmp_path}/form", "-o", tmp_path / "a.pdf",
                           "--diagnostics=json"], capture_output=True, encoding="utf-8")
    found, = map(json.loads, done.stderr.splitlines())
    assert done.returncode == 1 and found["code"] == "BP4021" and found["file"] == str(tmp_path / "model.json") and found["line"]
    named = re.findall(r"(\S+) ([0-9.]+) mm for (-?[0-9][0-9,.]*[0-9])", found["message"].split(";")[1])
    assert {column for column, _, _ in named} == wide
    total = sum(map(decimal.Decimal, amounts.values()))
    assert f"{total + 1:,}" in {amount for _, _, amount in named}  # 合计, with the other project's 1.00
    needed, there = map(float, re.findall(r"([0-9.]+) mm", found["message"].split(";")[0]))
    assert there == 269 and needed > there and " 8.3 pt" in found["message"]
    loose = sum(column["width_em"] + 2 * form["page"]["pad_x_em"] for column in form["columns"] if column["header"] not in wide)
    assert abs(sum(float(mm) for _, mm, _ in named) + loose * 8.3 * 25.4 / 72 - needed) < 1


def outline(path):
    """(level, title) of each bookmark."""
    out = subprocess.run(["mutool", "show", path, "outline"], check=True, capture_output=True, encoding="utf-8").stdout
    return [(line.count("\t"), line.split('"')[1]) for line in out.splitlines()]


def test_bookmarks_of_a_form_without_agencies_stand_side_by_side(tmp_path):
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}])
    entries = outline(render(tmp_path, model_of([project(i) for i in range(4)]), "a.pdf", form=form)[0])
    assert [title for _, title in entries] == [f"项目{i}" for i in range(4)] and len({level for level, _ in entries}) == 1


def test_a_cell_looks_as_its_kind_says_whatever_stands_beside_it(tmp_path):
    """A project with one indicator, one with three, and one with none: the same in all, on pages and in the workbook."""
    inner = {"each": "indicator", "shaded": True, "cells": {"indicator": "{indicator.name}"}}
    r = random.Random(1)
    projects = [project(1, indicators=indicators(r, 1)), project(2, indicators=indicators(r, 3)), project(3)]
    for shaded in (False, True):
        rows = [{"each": "project", "span": True, "shaded": shaded, "role": "heading", "cells": AMOUNTS, "rows": [inner]}]
        inner["shaded"] = not shaded
        trace, book = render(tmp_path, model_of(projects), "a.trace", "a.xlsx", form=form_of(tmp_path, rows))
        _, runs, _ = read_trace(trace)
        page, fills = 0, []
        for line in trace.read_text(encoding="utf-8").splitlines():
            page += line.startswith("page ")
            if line.startswith("fill "):
                fills.append((page, *map(float, line.split()[1:5])))

        def grounds(run):
            return sum(on == run.page and x <= run.x <= x + width and y < run.y < y + height for on, x, y, width, height in fills)
        names = [run for run in runs if run.part == "body" and run.column == 1 and not run.again]
        assert len(names) == 3 and {run.role for run in names} == {"heading"} and {grounds(run) for run in names} == {int(shaded)}
        inside = [run for run in runs if run.part == "body" and run.column == 4]
        assert {run.role for run in inside} == {"body"} and {grounds(run) for run in inside} == {int(not shaded)}
        sheet = openpyxl.load_workbook(book).active
        cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("项目") and cell.column == 2]
        assert len(cells) == 3 and all(cell.font.bold and (cell.fill.fill_type == "solid") == shaded for cell in cells)


@pytest.mark.parametrize("size, number", [((297, 210), 9), ((210, 297), 9), ((420, 297), 8), ((148, 210), 11), ((353, 250), 42),
                                          ((176, 250), 34), ((182, 257), 13), ((300, 300), 9)])
def test_a_workbook_prints_on_the_paper_of_its_form(tmp_path, size, number):
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], {"width_mm": size[0], "height_mm": size[1], "min_pt": 3})
    setup = openpyxl.load_workbook(render(tmp_path, model_of([project(1)]), "a.xlsx", form=form)[0]).active.page_setup
    assert int(setup.paperSize) == number and (setup.orientation == "landscape") == (size[0] > size[1])


def test_headings_of_a_workbook_are_as_small_as_the_form_says(tmp_path):
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], {"body_pt": 12, "header_pt": 6})
    sheet = openpyxl.load_workbook(render(tmp_path, model_of([project(1)]), "a.xlsx", form=form)[0]).active
    assert sheet["B3"].value == "名称" and sheet["B3"].font.sz == 6 and sheet["B4"].font.sz > 9


def test_a_long_right_side_of_the_meta_line_keeps_its_line(tmp_path):
    right = "单位：{amount_unit}　" + "编制日期及批复文号" * 3
    form = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], {"width_mm": 210, "height_mm": 297, "min_pt": 3},
                   meta=["部门：局", right])
    runs = [run for run in read_trace(render(tmp_path, model_of([project(1)]), "a.trace", form=form)[0])[1] if run.part == "meta"]
    assert [run.text for run in runs] == ["部门：局", right.replace("{amount_unit}", "万元")]


def test_a_row_without_cells_is_one_fault(tmp_path):
    found, = findings(tmp_path, form_of(tmp_path, [{"each": "project"}]))
    assert found["code"] == "BP2105" and "cells" in found["message"]


def around(folder, model, form=None):
    """The title and the notes of a table, as pages and the workbook have them."""
    trace, book, working = render(folder, model, "a.trace", "a.xlsx", form=form) + render(
        folder, model, "w.xlsx", form=form, options=["--option", "xlsx.profile=working"])
    runs = read_trace(trace)[1]
    title, *notes = [run.text for run in runs if run.part in ("title", "note")]
    for path in (book, working):
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert texts[0] == title and texts[len(texts) - len(notes):] == notes
    return [title, *notes]


@pytest.mark.parametrize("projects", [[project(1)], []], ids=["projects", "none"])
def test_a_title_and_notes_stand_in_the_form_they_are_for_alone(tmp_path, projects):
    own = ["本局自拟标题", "本局自拟说明。"]
    model = {**model_of(projects), "title": own[0], "notes": own[1:]}
    other = form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}], empty_note="注：无。")
    empty = [] if projects else ["注：无。"]
    assert around(tmp_path, model)[:2] == own
    title, *notes = around(tmp_path, model, INDICATORS)
    assert "某某局" in title and "2024" in title and own[1] not in notes
    assert around(tmp_path, model, other) == ["某某局项目支出表", *empty]
    del model["form"]
    assert around(tmp_path, model, other) == own + empty


def test_the_title_of_another_form_follows_the_facts_of_a_working_workbook(tmp_path):
    model = {**model_of([project(1)]), "title": "本局自拟标题"}
    book, = render(tmp_path, model, "w.xlsx", form=form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}]),
                   options=["--option", "xlsx.profile=working"])
    formula = openpyxl.load_workbook(book).worksheets[0]["A1"].value
    assert formula.startswith("=") and "项目支出表" in formula and "标题" not in formula
    done = subprocess.run([PROGRAM, "import", book, "-o", tmp_path / "back.json"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and read_json(tmp_path / "back.json")["title"] == "本局自拟标题", done.stderr


def guide_form(folder):
    """The form that the guide shows whole."""
    form, = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "adding-a-form.md").read_text(encoding="utf-8").split("whole", 1)[1], re.S)
    (folder / "form").mkdir()
    (folder / "form" / "form.json").write_text(form, encoding="utf-8")
    return f"{folder}/form"


@pytest.mark.parametrize("example", sorted(EXAMPLE.parent.glob("*.json")), ids=lambda path: path.stem)
def test_the_form_of_the_guide_takes_every_example(tmp_path, example):
    """It prints no indicators: what their codes are called is not asked."""
    form = guide_form(tmp_path)
    outputs = render(tmp_path, example, "a.pdf", "a.xlsx", "a.trace", form=form)
    shown = "".join(run.text for run in read_trace(outputs[2])[1])
    model = read_json(example)
    assert model["department"]["name"] in shown and all(p["name"][:8] in shown for p in model["projects"])
    done = subprocess.run([PROGRAM, "verify", *outputs[:2], "--model", example, "--form", form], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    done = subprocess.run([PROGRAM, "check", example, "--form", form, "--diagnostics=json"], capture_output=True, encoding="utf-8")
    assert "BP3008" not in done.stderr + done.stdout
    book, = render(tmp_path, example, "w.xlsx", form=form, options=["--option", "xlsx.profile=working"])
    values = {str(row[0].value): row for row in openpyxl.load_workbook(book, data_only=True)["校验"].iter_rows()}
    assert "指标代码在字典里" not in values


def test_a_form_that_prints_indicators_asks_for_the_names_of_codes(tmp_path):
    """For the one above, so that the rule is not merely off."""
    model = model_of([project(1, indicators=[{"level1": "7", "level2": "71", "name": "某", "period_value": "1", "annual_value": "1"}])])
    model["indicator_dictionary"] = {"8": "自定"}
    rows = [{"each": "project", "cells": {**AMOUNTS, "indicator": "{project.indicators}"}}]
    assert {found["code"] for found in findings(tmp_path, form_of(tmp_path, rows), model)} == {"BP3008"}
    render(tmp_path, model, "b.trace", form=form_of(tmp_path, [{"each": "project", "cells": AMOUNTS}]))


def test_a_sum_is_a_formula_where_its_rows_are_inside_it(tmp_path):
    """As the guide says; a number where they stand beside it."""
    inside = {"each": "project", "cells": AMOUNTS}
    total = {"each": "document", "cells": {"name": "合计", "total": {"amount": "total"}}}
    for rows, formula in [([{**total, "rows": [inside]}], True), ([total, inside], False), ([inside, total], False)]:
        book, = render(tmp_path, model_of([project(1), project(2)]), "a.xlsx", form=form_of(tmp_path, rows))
        cells = list(openpyxl.load_workbook(book).active.iter_rows())
        value, = [row[2].value for row in cells if row[1].value == "合计"]
        assert str(value).startswith("=") if formula else value == 2
