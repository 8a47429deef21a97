"""Layout by its trace: nothing lost, nothing doubled, nothing outside its room, whatever the table."""
import json
import os
import random
import re
import shutil
import subprocess

import pytest

from common import INDICATORS, PROGRAM, ROOT, TARGETS, model_of, pdf_words, project, read_json, read_trace, render

pytestmark = pytest.mark.slow
HAN = "绩效目标指标项目支出预算资金审判执行专项经费保障系统运行服务对象满意度"
MARKS = "，。、；：（）《》“”"


def text(random_, size):
    out = ""
    for _ in range(size):
        kind = random_.random()
        out += random_.choice(MARKS) if kind < 0.12 else random_.choice("0123456789.%ab ") if kind < 0.3 else random_.choice(HAN)
    return out.strip(" ") or "一"


def random_model(seed, count):
    r = random.Random(seed)
    projects = []
    for i in range(count):
        indicators = [{"level1": "1", "level2": "11", "name": text(r, r.randint(1, 60)), "period_value": text(r, r.randint(1, 50)),
                       "annual_value": text(r, r.randint(1, 50))} for _ in range(r.choice([0, 1, 2, 5, 40]))]
        projects.append(project(i, agency=f"a{r.randint(1, 3)}", name=text(r, r.randint(1, 60)),
                                funding={"fiscal_appropriation": f"{r.randint(0, 10**9)}.{r.randint(10, 99)}"},
                                goal=[text(r, r.randint(1, 400)) for _ in range(r.randint(0, 8))], indicators=indicators))
    return model_of(projects, [{"id": f"a{i}", "name": f"单位{i}"} for i in (1, 2, 3)])


def joined(runs, row, column):
    """The text of a cell from its runs, in the order of its lines; the lines must be numbered without a gap."""
    lines = [r for r in runs if r.part == "body" and (r.row, r.column) == (row, column) and not r.again]
    assert [r.line for r in lines] == sorted({r.line for r in lines}), (row, column)
    return "".join(r.text + ("\n" if r.hard else "") for r in lines).rstrip("\n")


def in_order(model):
    """Projects as the table lists them: by agency."""
    for agency in model["agencies"]:
        yield agency, [p for p in model["projects"] if p["agency"] == agency["id"]]


@pytest.mark.parametrize("seed", range(6))
def test_no_line_is_lost_or_doubled(tmp_path, seed):
    model = random_model(seed, 30)
    pages, runs, rules = read_trace(render(tmp_path, model, "a.trace", form=TARGETS)[0])
    row = 1
    for agency, projects in in_order(model):
        assert joined(runs, row, 0) == agency["name"]
        row += 1
        for p in projects:
            assert joined(runs, row, 0) == "    " + p["name"]
            assert joined(runs, row, 5) == "\n".join(p["goal"])
            composed = "".join(f"{i}、1-产出指标；11-数量指标；{d['name']}；实施周期指标值:{d['period_value']}；年度指标值:{d['annual_value']}。"
                               for i, d in enumerate(p["indicators"], 1))
            assert joined(runs, row, 6) == composed
            row += 1
    assert pages > 3


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
@pytest.mark.parametrize("seed", range(4))
def test_every_line_keeps_to_its_cell(tmp_path, form, seed):
    model = random_model(seed, 20)
    pages, runs, rules = read_trace(render(tmp_path, model, "a.trace", form=form)[0])
    for page in range(1, pages + 1):
        across = [(y0, x0, x1) for p, x0, y0, x1, y1, _ in rules if p == page and y0 == y1]
        body = [r for r in runs if r.page == page and r.part == "body"]
        bottom = max(y for y, *_ in across)
        for r in body:
            assert r.y < bottom, (page, r.text)
            crossing = [y for y, x0, x1 in across if x0 <= r.x + 1 and x1 >= r.x + r.size and r.y - 0.6 * r.size < y < r.y]
            assert not crossing, (page, r.row, r.column, r.text)
        for a in body:
            for b in body:
                apart = abs(a.y - b.y) > a.size or a.column != b.column or a is b
                assert apart, (page, a.text, b.text)


@pytest.mark.parametrize("seed", range(4))
def test_split_rows_leave_two_lines_on_either_side(tmp_path, seed):
    _, runs, _ = read_trace(render(tmp_path, random_model(seed, 30), "a.trace", form=TARGETS)[0])
    cells = {}
    for r in runs:
        if r.part == "body" and not r.again:
            cells.setdefault((r.row, r.column), {}).setdefault(r.page, []).append(r.line)
    split = [parts for parts in cells.values() if len(parts) > 1]
    assert split
    for parts in split:
        counts = [len(parts[p]) for p in sorted(parts)]
        if sum(counts) >= 4:
            assert min(counts) >= 2, counts


def test_a_cell_of_three_lines_costs_no_other_cell_its_second(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": "名" * 140, "period_value": "值" * 43, "annual_value": "值" * 32} for _ in range(60)]
    _, runs, _ = read_trace(render(tmp_path, model_of([project(1, indicators=many)]), "a.trace", form=INDICATORS)[0])
    cells = {}
    for r in runs:
        if r.part == "body" and r.column > 6:
            cells.setdefault((r.row, r.column), {}).setdefault(r.page, []).append(r.line)
    split = [[len(parts[page]) for page in sorted(parts)] for parts in cells.values() if len(parts) > 1]
    assert split and all(min(counts) >= 2 for counts in split if sum(counts) >= 4), split


def test_headers_stand_on_every_page_and_subtotals_with_their_first_project(tmp_path):
    pages, runs, _ = read_trace(render(tmp_path, random_model(7, 60), "a.trace", form=TARGETS)[0])
    for page in range(1, pages + 1):
        assert "绩效目标" in [r.text for r in runs if r.page == page and r.part == "header"]
        rows = sorted({r.row for r in runs if r.page == page and r.part == "body"})
        last = [r for r in runs if r.page == page and r.part == "body" and r.row == rows[-1] and r.column == 0]
        assert not any(r.text.startswith(("单位", "合计")) for r in last)


def test_agencies_without_projects_fill_their_pages(tmp_path):
    agencies = [{"id": f"a{i}", "name": f"单位{i}"} for i in range(200)]
    pages, runs, _ = read_trace(render(tmp_path, model_of([project(1, agency="a199")], agencies), "a.trace")[0])
    rows = [len({r.row for r in runs if r.page == page and r.part == "body"}) for page in range(1, pages + 1)]
    assert min(rows[:-1]) >= max(rows) - 3, rows


def test_rows_that_no_page_could_keep_together_leave_none_empty(tmp_path):
    agencies = [{"id": "a1", "name": "很长的名字" * 200}]
    pages, runs, _ = read_trace(render(tmp_path, model_of([project(1)], agencies), "a.trace")[0])
    for page in range(1, pages):
        assert max(r.y for r in runs if r.page == page and r.part == "body") > 500, page


def test_an_empty_table_says_so(tmp_path):
    path, trace = render(tmp_path, model_of([]), "a.pdf", "a.trace")
    _, runs, _ = read_trace(trace)
    assert [r.text for r in runs if r.part == "note"] == ["注：本表无数据。"]
    assert "合计" in [r.text for r in runs if r.part == "body"]
    assert any("本表无数据" in w[5] for w in pdf_words(path))


def test_clreq_lines_begin_and_end_well(tmp_path):
    _, runs, _ = read_trace(render(tmp_path, random_model(3, 20), "a.trace", form=INDICATORS)[0])
    soft = [r for r in runs if r.part == "body" and not r.hard]
    assert len(soft) > 100
    for r in soft:
        assert r.text[-1] not in "（《“", r.text
    begins = [r for r in runs if r.part == "body" and r.line > 0]
    bad = [r.text for r in begins if r.text[0] in "，。、；：）》”" and not all(c in MARKS for c in r.text[:6])]
    assert len(bad) * 50 < len(begins), bad  # only where a run of marks is as long as a line


def test_a_form_with_three_header_levels_needs_no_c(tmp_path):
    data = tmp_path / "data"
    for name in ("templates", "fonts", "schema"):
        shutil.copytree(ROOT / name, data / name)
    form = json.loads((data / "templates" / TARGETS / "form.json").read_text(encoding="utf-8"))
    form.update(label="三级表头", sheet="三级表头", title="{fiscal_year}年三级表头", columns=[
        {"id": "name", "header": "项目", "width_em": 12, "align": "left"},
        {"header": "预算", "columns": [
            {"id": "total", "header": "总计", "width_em": 5, "align": "right", "digits": 2},
            {"header": "其中", "columns": [
                {"id": "fiscal", "header": "财政拨款", "width_em": 5, "align": "right", "digits": 2},
                {"id": "other", "header": "其他", "width_em": 5, "align": "right", "digits": 2}]}]}],
        rows=[{"each": "project", "cells": {"name": "{project.name}", "total": {"amount": "total"},
                                            "fiscal": {"amount": "fiscal_appropriation"}, "other": {"amount": "other"}}}])
    (data / "templates" / "three-levels").mkdir()
    (data / "templates" / "three-levels" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    path, trace, book = render(tmp_path, model_of([project(1), project(2)]), "a.pdf", "a.trace", "a.xlsx", form="three-levels",
                               environment={"BUDGETPRESS_DATA": str(data)})
    _, runs, _ = read_trace(trace)
    header = {r.text: r for r in runs if r.part == "header"}
    assert set(header) == {"项目", "预算", "总计", "其中", "财政拨款", "其他"}
    assert header["预算"].y < header["其中"].y < header["财政拨款"].y
    assert header["其中"].y < header["总计"].y < header["财政拨款"].y
    assert {"三级表头", "财政拨款"} <= {w[5].replace("2024年", "") for w in pdf_words(path)}
    import openpyxl
    merged = {str(r) for r in openpyxl.load_workbook(book).active.merged_cells.ranges}
    assert {"A3:A5", "B3:D3", "B4:B5", "C4:D4"} <= merged


def test_shaded_rows_have_a_ground_under_their_text(tmp_path):
    data = tmp_path / "data"
    for name in ("templates", "fonts", "schema"):
        shutil.copytree(ROOT / name, data / name)
    path = data / "templates" / TARGETS / "form.json"
    form = json.loads(path.read_text(encoding="utf-8"))
    form["rows"][0]["shaded"] = True
    path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    trace, book = render(tmp_path, model_of([project(1)]), "a.trace", "a.xlsx", environment={"BUDGETPRESS_DATA": str(data)})
    lines = trace.read_text(encoding="utf-8").splitlines()
    grounds = [tuple(map(float, line.split()[1:])) for line in lines if line.startswith("fill ")]
    assert len(grounds) == 1
    x, y, width, height, grey = grounds[0]
    text = next(run for run in read_trace(trace)[1] if run.text == "合计")
    assert x < text.x < x + width and y < text.y < y + height and width > 700 and 0.85 <= grey < 1
    assert [line.startswith("fill") for line in lines if "合计" in line or line.startswith("fill")][0]  # under it: drawn before
    import openpyxl
    sheet = openpyxl.load_workbook(book).active
    filled = {row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).fill.fill_type == "solid"}
    assert filled == {row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "合计"} and len(filled) == 1


@pytest.mark.parametrize("paragraphs,indicators", [(90, 2), (90, 70), (400, 1), (60, 3), (45, 44)])
def test_a_row_span_taller_than_a_page_goes_on_over_pages(tmp_path, paragraphs, indicators):
    form = json.loads((ROOT / "templates" / INDICATORS / "form.json").read_text(encoding="utf-8"))
    form["columns"].insert(2, {"id": "goal", "header": "绩效目标", "width_em": 18, "align": "left"})
    form["rows"][0]["rows"][0]["rows"][0]["cells"]["goal"] = "{project.goal}"
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(ROOT / "templates" / "dictionaries", tmp_path / "dictionaries")
    r = random.Random(paragraphs)
    lines = [f"（{i}）{text(r, 30)}" for i in range(paragraphs)]
    items = [{"level1": "1", "level2": "11", "name": f"指标{i}", "period_value": "1个", "annual_value": "1个"} for i in range(indicators)]
    model = model_of([project(1), project(2, goal=lines, indicators=items), project(3)])
    pages, runs, rules = read_trace(render(tmp_path, model, "a.trace", form=f"{tmp_path}/form")[0])
    body = [run for run in runs if run.part == "body"]
    row, column = next((run.row, run.column) for run in body if run.text.startswith("（1）"))
    assert joined(runs, row, column) == "\n".join(lines)
    shown = [run for run in body if (run.row, run.column) == (row, column)]
    assert len({run.page for run in shown}) > 1 and not any(run.again for run in shown)
    for page in range(1, pages + 1):
        bottom = max(y0 for p, _, y0, _, y1, _ in rules if p == page and y0 == y1)
        assert bottom < 595 - 30 and all(run.y < bottom for run in body if run.page == page)
    assert [run.text for run in body if re.fullmatch(r"指标\d+", run.text)] == [f"指标{i}" for i in range(indicators)]
    names = [run.text.strip() for run in body if run.column == 0 and run.text.strip().startswith("项目")]
    assert names[:2] == ["项目1", "项目2"] and names[-1] == "项目3"
    assert set(names[2:-1]) == {"项目2（续）"}


def form_with(folder, **members):
    """The form of the targets, its row of a project with some members more: the folder of a form, as a command line names it."""
    form = read_json(ROOT / "templates" / TARGETS / "form.json")
    row = form["rows"][-1]
    while "rows" in row:
        row = row["rows"][-1]
    row.update(members)
    for key in [key for key in row if row[key] is None]:
        del row[key]
    (folder / "form").mkdir()
    (folder / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    return f"{folder}/form/"


def test_a_row_that_is_split_says_nothing_again(tmp_path):
    """Unless its form asks for that."""
    model = model_of([project(1, goal=["保障系统稳定运行，服务审判执行工作。" * 120])])
    pages, runs, _ = read_trace(render(tmp_path, model, "a.trace", form=form_with(tmp_path, again=None))[0])
    assert pages > 1 and not [r for r in runs if r.part == "body" and r.again]


def first_row(runs, page):
    """The index of the row that a page begins with, and what its cells show there."""
    body = [r for r in runs if r.page == page and r.part == "body"]
    row = min(r.row for r in body)
    cells = {}
    for r in body:
        if r.row == row:
            cells[r.column] = cells.get(r.column, "") + r.text
    return row, cells


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_no_page_of_a_long_table_begins_with_a_row_without_a_name(tmp_path, form, seed):
    """It has the project's name, with its mark where the project began before; and no amount that was printed before."""
    model = random_model(seed, 40)
    pages, runs, _ = read_trace(render(tmp_path, model, "a.trace", form=form)[0])
    begun = 0
    for page in range(2, pages + 1):
        row, cells = first_row(runs, page)
        goes_on = any(r.page < page and r.part == "body" and r.row == row for r in runs)
        begun += goes_on
        # in the form of indicators the name is of the row where its span begins
        names = "".join(r.text for r in runs if r.page == page and r.part == "body" and r.column == 0 and r.row <= row)
        assert names.strip() and (not goes_on or names.endswith("（续）")), (page, cells)
    assert begun > 3
    amounts = [(r.row, r.column, r.text) for r in runs if r.part == "body" and 1 <= r.column <= 4]
    assert len(amounts) == len(set(amounts))


@pytest.mark.parametrize("name, goal, indicators", [("名称" * 700, 1, 1), ("项目", 1, 60), ("项目", 1, 1), ("长名" * 40, 1, 90)])
def test_a_printed_column_adds_up_over_its_pages(tmp_path, name, goal, indicators):
    """Whatever goes on over a page: a name, its indicators, one indicator. No amount stands twice."""
    long_one = "名称很长的指标" * (1 if indicators > 1 else 150)
    items = [{"level1": "1", "level2": "11", "name": long_one, "period_value": "≥12次", "annual_value": "≥12次"} for _ in range(indicators)]
    model = model_of([project(1, name=name, indicators=items, funding={"fiscal_appropriation": "7.00"}),
                      project(2, indicators=items, funding={"fiscal_appropriation": "5.00"})])
    pages, runs, _ = read_trace(render(tmp_path, model, "a.trace", form=INDICATORS)[0])
    printed = [float(r.text) for r in runs if r.part == "body" and r.column == 2 and r.row >= 2]
    assert pages > 1 and sorted(printed) == [5.0, 7.0]


def test_the_rest_of_a_split_row_stands_at_its_top(tmp_path):
    """Of a cell that goes on beside a longer one; where a row is whole its cells stand in the middle."""
    items = [{"level1": "1", "level2": "11", "name": "指标名称很长" * 20, "period_value": "≥12次", "annual_value": "≥12次"} for _ in range(20)]
    model = model_of([project(0), project(1, goal=["保障系统稳定运行，服务审判执行工作。" * 130], indicators=items)])
    pages, runs, rules = read_trace(render(tmp_path, model, "a.trace")[0])
    rests = 0
    for page in range(2, pages + 1):
        row, cells = first_row(runs, page)
        tops = [min(r.y for r in runs if r.page == page and r.part == "body" and (r.row, r.column) == (row, column)) for column in cells]
        assert max(tops) - min(tops) < 0.01, (page, cells)
        rests += len(tops) > 2
    assert rests


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_no_sliver_of_a_row_is_stranded_at_the_foot_or_head_of_a_page(tmp_path, form, seed):
    """A row that is split has three lines on either side, and no cell of three lines or fewer is split."""
    _, runs, _ = read_trace(render(tmp_path, random_model(seed, 30), "a.trace", form=form)[0])
    cells = {}
    for r in runs:
        if r.part == "body" and not r.again:
            cells.setdefault(r.row, {}).setdefault(r.column, {}).setdefault(r.page, []).append(r.line)
    for row, columns in cells.items():
        rows_lines = {}
        for column, parts in columns.items():
            counts = [len(parts[page]) for page in sorted(parts)]
            assert len(counts) == 1 or (sum(counts) > 3 and min(counts) >= 2), (row, column, counts)
            for page in parts:
                rows_lines[page] = max(rows_lines.get(page, 0), len(parts[page]))
        assert len(rows_lines) == 1 or min(rows_lines.values()) >= 3, (row, rows_lines)


@pytest.mark.parametrize("amount", ["1.00", "123456.78", "1234567.89", "12345678.90", "123456789.01", "1234567890.12", "99999999999.99"])
@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_words_of_the_header_stay_whole_when_columns_grow(tmp_path, form, amount):
    """财政专户拨款 came out as 财政专户拨 and 款."""
    model = model_of([project(1, funding={"fiscal_special_account": amount})])
    _, runs, _ = read_trace(render(tmp_path, model, "a.trace", form=form)[0])
    lines = [r.text for r in runs if r.part == "header"]
    at = next(i for i, line in enumerate(lines) if line.startswith("财政专户"))
    assert lines[at] == "财政专户拨款" or lines[at:at + 2] == ["财政专户", "拨款"], lines


@pytest.mark.parametrize("heading, width, lines", [
    ("实施周期指标值", 4, ["实施周期", "指标值"]), ("实施周期指标值", 5, ["实施周期", "指标值"]), ("实施周期指标值", 6, ["实施周期", "指标值"]),
    ("实施周期指标值", 7, ["实施周期指标值"]), ("其他资金", 3, ["其他", "资金"]), ("其他资金（万元）", 5, ["其他资金", "（万元）"]),
    ("财政拨款", 1.2, ["财", "政", "拨", "款"]),
])
def test_a_heading_is_broken_between_words(tmp_path, heading, width, lines):
    form = read_json(ROOT / "templates" / TARGETS / "form.json")
    form["columns"][4].update(header=heading, width_em=width)
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    _, runs, _ = read_trace(render(tmp_path, model_of([project(1)]), "a.trace", form=f"{tmp_path}/form")[0])
    shown = [r.text for r in runs if r.part == "header" and abs(r.column - 4) < 0.5]
    assert shown == lines


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_digits_outside_the_table_look_the_same_in_both_forms(tmp_path, form):
    """Title and footer have the digits of their fonts, not those that are half an em wide."""
    model = {**model_of([project(1)]), "form": form, "title": "2024", "notes": ["2024"]}
    path, trace = render(tmp_path, model, "a.pdf", "a.trace", form=form)
    sizes = {r.part: r.size for r in read_trace(trace)[1]}
    found = {round((x1 - x0) / (4 * sizes[part]), 3) for _, x0, y0, x1, _, text in pdf_words(path) if text == "2024"
             for part in ("title", "note") if (part == "title") == (y0 < 100)}
    assert found and all(width > 0.51 for width in found), found


def test_a_row_that_is_split_says_its_name_again(tmp_path):
    """On every further page, and nothing else of the row: amounts are counted once."""
    long_name = "名称很长而目标更长的项目" * 8
    projects = [project(1), project(2, goal=["保障系统稳定运行，服务审判执行工作。" * 120])]
    projects += [project(i, name=long_name, goal=["目标。" * (400 + 8 * i)]) for i in range(3, 11)]  # some end with a few lines on a page
    form = form_with(tmp_path, again="（续）")
    _, runs, rules = read_trace(render(tmp_path, model_of(projects), "a.trace", form=form)[0])
    again = [r for r in runs if r.part == "body" and r.again]
    assert {r.column for r in again} == {0} and {r.row for r in again} == set(range(3, 12))
    for row in range(3, 12):
        name = "    项目2（续）" if row == 3 else f"    {long_name}（续）"
        on = sorted({r.page for r in runs if r.part == "body" and r.row == row})
        assert len(on) > 1
        for page in on[1:]:
            goes_on = any((r.page, r.row, r.column, r.again) == (page, row, 0, False) for r in runs if r.part == "body")
            assert "".join(r.text for r in again if (r.page, r.row) == (page, row)) == ("" if goes_on else name), page
            edges = [y0 for p, _, y0, _, y1, _ in rules if p == page and y0 == y1]
            below = min(y for y in edges if y > max(r.y for r in runs if r.page == page and r.row == row and r.part == "body"))
            assert all(r.y < below for r in again if (r.page, r.row) == (page, row))
            assert not [r for r in runs if r.page == page and r.part == "body" and r.row == row + 1 and r.y < below]
    assert joined(runs, 4, 0) == "    " + long_name
    words = " ".join(w[5] for w in pdf_words(render(tmp_path, model_of(projects), "a.pdf", form=form)[0]))
    assert words.count("项目2（续）") == len({r.page for r in again if r.row == 3})


def test_no_page_has_a_single_row_of_a_row_span(tmp_path):
    r = random.Random(3)
    groups = [r.randint(1, 5) for _ in range(80)]
    items = [[{"level1": "1", "level2": "11", "name": "指标" * r.randint(1, 12), "period_value": "1个", "annual_value": "1个"}
              for _ in range(size)] for size in groups]
    model = model_of([project(i, indicators=inside) for i, inside in enumerate(items)])
    pages, runs, _ = read_trace(render(tmp_path, model, "a.trace", form=INDICATORS)[0])
    assert pages > 5
    row, alone = 2, []  # behind the sums of table and agency
    for size in groups:
        on = [next(x.page for x in runs if x.part == "body" and (x.row, x.column) == (row + i, 5)) for i in range(size)]
        alone += [page for page in set(on) if size > 1 and on.count(page) == 1]
        row += size
    assert alone == []


def test_an_indent_has_no_line_of_its_own(tmp_path):
    name = "Supercalifragilisticexpialidocious"
    _, runs, _ = read_trace(render(tmp_path, model_of([project(1, name="\u3000\u3000" + name)]), "a.trace", form=INDICATORS)[0])
    lines = [r.text for r in runs if r.part == "body" and (r.row, r.column) == (2, 0)]
    assert "".join(lines).strip() == name and all(line.strip() for line in lines), lines


def overlapping(runs):
    """Pairs of runs on one line of one page that stand over each other."""
    lines = {}
    for run in runs:
        lines.setdefault((run.page, run.y), []).append(run)
    for line in lines.values():
        line.sort(key=lambda run: run.x)
        for left, right in zip(line, line[1:]):
            half_ems = sum(1 if " " <= c <= "~" else 2 for c in left.text)
            if left.x + half_ems * left.size / 2 > right.x + 0.1:
                yield left.text, right.text


def test_a_long_title_is_broken_into_lines_that_can_be_read(tmp_path):
    title = "某某省某某市某某区某某街道办事处" * 8 + "2024年项目支出绩效目标表"
    trace, = render(tmp_path, {**model_of([project(1)]), "title": title}, "a.trace")
    _, runs, _ = read_trace(trace)
    lines = [r for r in runs if r.part == "title"]
    assert "".join(r.text for r in lines) == title and len(lines) == 4 and {r.size for r in lines} == {18.0}
    widths = [len(r.text) for r in lines]
    assert max(widths) - min(widths) <= 4  # none is left over as a rest
    first = min(r.y - r.size for r in runs if r.part == "meta")
    assert max(r.y for r in lines) < first


@pytest.mark.parametrize("title, lines", [
    ("某某市交通运输局2025年项目支出绩效目标表（含转移支付项目）（经人民代表大会批准后公开的版本第一次修订）",
     ["某某市交通运输局2025年项目支出绩效目标表（含转移支付项目）", "（经人民代表大会批准后公开的版本第一次修订）"]),
    ("某某省某某市某某区某某街道办事处综合行政执法队2024年项目支出绩效目标表（含转移支付项目及上年结转项目）",
     ["某某省某某市某某区某某街道办事处综合行政执法队2024年项目支出绩效目标表", "（含转移支付项目及上年结转项目）"]),
])
def test_a_long_title_is_broken_where_it_pauses(tmp_path, title, lines):
    for form in (TARGETS, INDICATORS):
        trace, = render(tmp_path, {**model_of([project(1)]), "form": form, "title": title}, "a.trace", form=form)
        assert [r.text for r in read_trace(trace)[1] if r.part == "title"] == lines


def test_a_title_a_little_too_wide_is_set_a_little_smaller(tmp_path):
    title = "某" * 46
    trace, = render(tmp_path, {**model_of([project(1)]), "title": title}, "a.trace")
    run, = [r for r in read_trace(trace)[1] if r.part == "title"]
    assert run.text == title and 15.3 <= run.size < 18


def test_the_sides_of_the_meta_line_do_not_meet(tmp_path):
    name = "一个名称非常长的部门" * 12
    trace, = render(tmp_path, {**model_of([project(1)]), "department": {"name": name}, "title": "表"}, "a.trace")
    _, runs, _ = read_trace(trace)
    assert "".join(r.text for r in runs if r.part == "meta" and r.row == 0) == "部门名称：" + name
    assert [r.text for r in runs if r.part == "meta" and r.row == 1] == ["单位：万元"] and not list(overlapping(runs))


@pytest.mark.parametrize("projects", [1, 12, 13, 14, 15, 40])
def test_notes_are_broken_into_lines_and_go_on_over_pages(tmp_path, projects):
    notes = [f"注{i}：" + "这是一条说明，" * (40 if i % 7 == 0 else 2) for i in range(90)]
    trace, = render(tmp_path, {**model_of([project(i) for i in range(projects)]), "notes": notes}, "a.trace")
    pages, runs, rules = read_trace(trace)
    shown = [r for r in runs if r.part == "note"]
    for i, note in enumerate(notes):
        assert "".join(r.text for r in shown if r.row == i) == note
    assert [(r.row, r.line) for r in shown] == sorted((r.row, r.line) for r in shown)
    assert {r.size for r in shown} == {8.5} and all(r.y < 595.276 - 15 * 72 / 25.4 for r in shown)
    footers = [r for r in runs if r.part == "footer"]
    assert [r.text for r in footers] == [f"第 {n} 页 共 {pages} 页" for n in range(1, pages + 1)]
    with_rows = {r.page for r in runs if r.part == "body"}
    assert {rule[0] for rule in rules} == with_rows == {r.page for r in runs if r.part == "header"}
    assert not list(overlapping(runs))


@pytest.mark.parametrize("members", [{"title": "长" * 9000}, {"title": "长" * 150000}, {"department": {"name": "长" * 9000}, "title": "表"}])
def test_a_title_that_fills_the_page_is_an_error(tmp_path, members):
    model = tmp_path / "model.json"
    model.write_text(json.dumps({**model_of([project(1)]), **members}), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", model, "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "BP5212" in done.stderr and not (tmp_path / "a.pdf").exists()


def test_a_heading_higher_than_the_page_is_an_error(tmp_path):
    form = read_json(ROOT / "templates" / TARGETS / "form.json")
    form["columns"][0]["header"] = "长" * 300000
    (tmp_path / "form").mkdir()
    (tmp_path / "form" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "model.json").write_text(json.dumps(model_of([project(1)])), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", tmp_path / "model.json", "--form", f"{tmp_path}/form", "-o", tmp_path / "a.pdf"],
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and f"{tmp_path}/form/form.json: error[BP4003]" in done.stderr, done.stderr


def user_seconds(run):
    """The least of three runs: what else the machine does makes a run longer, never shorter."""
    taken = []
    for _ in range(3):
        began = os.times()
        run()
        taken.append(os.times().children_user - began.children_user)
    return min(taken)


def test_time_of_a_row_over_many_pages_grows_with_its_length(tmp_path):
    """A form that says the name again on every page."""
    form, taken = form_with(tmp_path, again="（续）"), []
    for count in (60000, 120000):
        (tmp_path / "model.json").write_text(json.dumps(model_of([project(1, goal=["目标"] * count)])), encoding="utf-8")
        taken.append(user_seconds(lambda: render(tmp_path, tmp_path / "model.json", "a.pdf", form=form, options=("--option", "pdf.profile=plain"))))
    assert taken[1] < 3 * taken[0] + 0.2, taken
