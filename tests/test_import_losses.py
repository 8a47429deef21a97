"""No amount and no filled cell is lost in silence: what an import does not take it names, by sheet and cell or by line and column."""
import json
import subprocess
import zipfile

import openpyxl
import pytest

from common import PROGRAM, model_of, project, render
from test_import import codes, funds, place, run, save, sheet_of
from test_import_rows import recalculated
from test_roundtrip import canonical

TITLE = ["某局2025年项目支出绩效目标表"]
META = ["部门名称：某局", "单位：万元"]
HEAD = ["项目名称", "总计", "财政拨款", "绩效目标"]
LIST = ["项目名称", "财政拨款", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"]


def book_of(folder, *rows, head=HEAD):
    book, sheet = sheet_of([TITLE, META, head, *rows])
    return book, sheet, folder


def imported(folder, *rows, head=HEAD, status=0, options=()):
    book, _, _ = book_of(folder, *rows, head=head)
    return run(save(book, folder), *options, status=status)


def csv(folder, text, name="a.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def cells(findings, name):
    return [f["cell"].split("!")[1] for f in findings if f["name"] == name]


# ---- rows without a name ----

@pytest.mark.parametrize("head, rows, error", [
    (HEAD, [["甲", 5, 5, "目标"], [None, 6, 6, "无名目标"]], ["B5", "C5"]),
    (HEAD, [["甲", 5, 5, "目标"], [None, None, 0.01, None]], ["C5"]),
    (HEAD, [["甲", None, None, "目标"], [None, None, -3, None]], ["C5"]),
    (LIST, [["甲", 5, "产出指标", "数量指标", "数", "1", "1"], [None, 7, "产出指标", "数量指标", "量", "2", "2"]], ["B5"]),
], ids=["official", "alone", "below-a-blank", "listed"])
def test_an_amount_in_a_row_without_a_name_is_an_error(tmp_path, head, rows, error):
    """Its amounts were dropped, its goal and indicators went to the project above, at status 0."""
    _, findings = imported(tmp_path, *rows, head=head, status=1)
    assert sorted(cells(findings, "unnamed-amount")) == error


def test_an_amount_that_a_list_repeats_without_the_name_counts_once(tmp_path):
    row = ["产出指标", "数量指标"]
    back, findings = imported(tmp_path, ["甲", 5, *row, "数", "1", "1"], [None, 5, *row, "量", "2", "2"], head=LIST)
    assert funds(back["projects"][0])[0] == "5.00" and len(back["projects"][0]["indicators"]) == 2
    assert codes(findings, "warning") == []


def test_a_goal_in_a_row_without_a_name_is_told_with_its_project(tmp_path):
    back, findings = imported(tmp_path, ["甲", 5, 5, "目标"], [None, None, None, "续"])
    assert back["projects"][0]["goal"] == ["目标", "续"] and cells(findings, "unnamed-row") == ["A5"]
    assert "甲" in next(f["message"] for f in findings if f["name"] == "unnamed-row")


@pytest.mark.parametrize("funding", [{"fiscal_appropriation": "-48.30"}, {"other": "7.00"}, {"fiscal_special_account": "0.00"}])
def test_a_project_of_our_workbook_whose_name_was_deleted_is_an_error(tmp_path, funding):
    path, = render(tmp_path, model_of([project(1), project(2, funding=funding)]), "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    row = next(c.row for c in sheet["A"] if c.value and "项目2" in str(c.value))
    sheet.cell(row, 1).value = None
    book.save(path)
    _, findings = run(path, status=1)
    assert {c[1:] for c in cells(findings, "unnamed-amount")} == {str(row)}


def test_a_level_without_an_indicator_is_told(tmp_path):
    row = ["产出指标", "数量指标"]
    _, findings = imported(tmp_path, ["甲", 5, *row, "数", "1", "1"], [None, None, "效益指标", "社会效益指标", None, None, None], head=LIST)
    assert cells(findings, "cell-left") == ["C5", "D5"]


# ---- cells around a table ----

@pytest.mark.parametrize("cell", ["F4", "H5", "F3", "E4", "AA9", "F12"])
def test_a_text_beside_or_below_a_table_is_named_by_its_cell(tmp_path, cell):
    book, sheet, _ = book_of(tmp_path, ["甲", 1, 1, "一。"], ["乙", 2, 2, "二。"])
    sheet[cell] = "此处有误，应为900.00"
    _, findings = run(save(book, tmp_path))
    told = [f for f in findings if f["name"] in ("cell-left", "column-left")]
    assert [f["cell"] for f in told] == [f"表!{cell}"] and "应为900.00" in told[0]["message"]


@pytest.mark.parametrize("cell", ["F4", "E5", "B9"])
def test_a_number_beside_a_table_is_a_warning(tmp_path, cell):
    book, sheet, _ = book_of(tmp_path, ["甲", 1, 1, "一。"], ["乙", 2, 2, "二。"])
    sheet[cell] = 999
    back, findings = run(save(book, tmp_path), status=1 if cell == "B9" else 0)
    named = [f for f in findings if f["severity"] != "note"]
    assert [f["cell"] for f in named if f["name"] in ("cell-left", "unnamed-amount")] == [f"表!{cell}"]


def test_a_row_of_amounts_above_the_header_is_named(tmp_path):
    path = csv(tmp_path, "某局2025年表\n部门名称：某局,单位：万元\n项目零,3,3,前面的\n项目名称,总计,财政拨款,绩效目标\n项目甲,5,5,目标\n")
    _, findings = run(path)
    told = [(f["line"], f["column"]) for f in findings if f["name"] == "cell-left" and f["severity"] == "warning"]
    assert told == [(3, 1), (3, 5), (3, 7), (3, 9)]


def test_a_line_above_the_table_that_is_no_title_is_a_note(tmp_path):
    book, _ = sheet_of([["附件2"], TITLE, META, ["编制日期：2025年1月"], HEAD, ["甲", 1, 1, "一。"]])
    back, findings = run(save(book, tmp_path))
    assert "title" not in back or "附件" not in back["title"]
    assert [(f["cell"], f["severity"]) for f in findings if f["name"] == "line-left"] == [("表!A1", "note"), ("表!A4", "note")]


def test_many_cells_of_a_column_are_told_as_one_with_its_ends(tmp_path):
    rows = [[f"项目{k}", k, k, "好。", *([None] if k % 2 else [f"备注{k}"])] for k in range(1, 31)]
    _, findings = imported(tmp_path, *rows)
    assert cells(findings, "cells-left") == ["E5"]
    message = next(f["message"] for f in findings if f["name"] == "cells-left")
    assert "15" in message and "E33" in message


def test_a_column_of_numbers_that_is_not_known_is_a_warning(tmp_path):
    rows = [["甲", 1, 1, "一。", 77], ["乙", 2, 2, "二。", None]]
    _, findings = imported(tmp_path, *rows, head=[*HEAD, "上年结转"])
    assert [(f["name"], f["cell"]) for f in findings if f["severity"] == "warning"] == [("amounts-left", "表!E3")]
    _, findings = imported(tmp_path, ["甲", 1, 1, "一。", "见附件"], head=[*HEAD, "备注"])
    assert [(f["severity"], f["cell"]) for f in findings if f["name"] == "column-left"] == [("note", "表!E3")]


def test_a_known_column_that_is_not_read_is_told(tmp_path):
    """金额 beside 财政拨款 was passed over in silence, since its header is a known one."""
    _, findings = imported(tmp_path, ["甲", 1, 1, "一。", 12], head=[*HEAD, "金额"])
    assert place(findings, "amounts-left") == "表!E3"


@pytest.mark.parametrize("cell", ["H6", "J3", "K1", "I40"])
def test_a_remark_written_into_our_own_sheet_is_named(tmp_path, cell):
    path, = render(tmp_path, model_of([project(1), project(2)]), "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell] = "此处金额有误，应为900.00"
    book.save(path)
    _, findings = run(path)
    assert [f["cell"].split("!")[1] for f in findings if "900.00" in f["message"]] == [cell]


# ---- commas in CSV files ----

@pytest.mark.parametrize("row", ["甲,5,5,保障系统稳定运行,提升服务能力。", "甲,1,234.50,1,234.50,稳定。", "甲,5,5,好,,,重要说明,999", "甲;x,5,5,好,x"])
def test_more_fields_than_the_header_has_are_an_error_with_line_and_column(tmp_path, row):
    """What an unquoted comma cuts off was dropped, and 1,234.50 became 234.50 and the goal 1."""
    fields = row.split(",")
    first = next(i for i, field in enumerate(fields) if i >= len(HEAD) and field)
    column = len(",".join(fields[:first])) + 2
    path = csv(tmp_path, "某局2025年表\n部门名称：某局,单位：万元\n" + ",".join(HEAD) + "\n" + row + "\n")
    _, findings = run(path, status=1)
    assert [(f["line"], f["column"]) for f in findings if f["name"] == "more-fields"] == [(4, column)]


def test_empty_fields_behind_the_header_are_nothing(tmp_path):
    path = csv(tmp_path, "某局2025年表\n部门名称：某局,单位：万元\n" + ",".join(HEAD) + "\n甲,5,5,好,,,\n")
    assert codes(run(path)[1]) == ["agency-taken"]


# ---- columns of several years ----

def years(folder, first, second, *options, status=0, merged=True):
    rows = [["项目名称", first, None, second, None, "绩效目标"], [None, "总计", "财政拨款", "总计", "财政拨款", None],
            ["甲", 1, 1, 9, 9, "好。"]]
    book, sheet = sheet_of([["某局项目支出绩效目标表"], META, *rows])
    for area in ("A3:A4", "B3:C3", "D3:E3", "F3:F4") if merged else ():
        sheet.merge_cells(area)
    if not merged:
        sheet["A3"], sheet["A4"], sheet["F3"], sheet["F4"] = None, "项目名称", None, "绩效目标"
    return run(save(book, folder), *options, status=status)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("year, amount", [("2025", "9.00"), ("2024", "1.00")])
def test_of_two_years_the_amounts_of_the_tables_own_are_taken(tmp_path, year, amount, merged):
    """Last year's column, which stands first, was taken for this year's."""
    back, findings = years(tmp_path, "2024年预算", "2025年预算", "--year", year, merged=merged)
    assert funds(back["projects"][0])[0] == amount and len([c for c in codes(findings, "warning") if c == "amounts-left"]) == 2


@pytest.mark.parametrize("first, second", [("2023年预算", "2024年预算"), ("上年预算", "本年预算"), ("年初预算", "调整预算")])
def test_two_columns_of_one_amount_are_an_error(tmp_path, first, second):
    _, findings = years(tmp_path, first, second, "--year", "2025", status=1)
    assert "two-amount-columns" in codes(findings, "error")


def test_parts_of_two_years_are_not_added_up(tmp_path):
    book, sheet = sheet_of([TITLE, META, ["项目名称", "2024年", "2025年", "绩效目标"], [None, "一般公共预算", "一般公共预算", None], ["甲", 3, 4, "好。"]])
    for area in ("A3:A4", "D3:D4"):
        sheet.merge_cells(area)
    back, _ = run(save(book, tmp_path))
    assert funds(back["projects"][0])[0] == "4.00"


def test_the_only_amounts_of_another_year_are_a_warning(tmp_path):
    book, sheet = sheet_of([TITLE, META, ["项目名称", "2024年", "绩效目标"], [None, "财政拨款", None], ["甲", 3, "好。"]])
    for area in ("A3:A4", "C3:C4"):
        sheet.merge_cells(area)
    _, findings = run(save(book, tmp_path))
    assert place(findings, "other-year") == "表!B4"


# ---- projects before the first agency ----

@pytest.mark.parametrize("head, rows", [
    (["单位名称", "项目名称", "财政拨款", "绩效目标"],
     [[None, "本级运维", 10, "保障。"], [None, "本级培训", 20, "提高。"], ["某中心", "中心监测", 5, "监测。"]]),
    (["项目名称", "财政拨款", "绩效目标"],
     [["本级运维", 10, "保障。"], ["本级培训", 20, "提高。"], ["某中心", 5, None], ["  中心监测", 5, "监测。"]]),
    (["单位名称", "项目名称", "财政拨款", "绩效目标"],
     [[None, "本级运维", 10, "保障。"], ["某中心", "中心监测", 5, "监测。"], ["某局", "本级培训", 20, "提高。"]]),
], ids=["column", "indent", "named-later"])
def test_projects_before_the_first_agency_stay_first(tmp_path, head, rows):
    """The department's agency was added last, so that the published table stood in another order than the file."""
    back, _ = imported(tmp_path, *rows, head=head)
    assert [a["name"] for a in back["agencies"]] == ["某局", "某中心"]
    names = {a["id"]: a["name"] for a in back["agencies"]}
    assert {p["name"]: names[p["agency"]] for p in back["projects"]} == {"本级运维": "某局", "本级培训": "某局", "中心监测": "某中心"}


def test_the_sums_of_agencies_follow_them(tmp_path):
    rows = [["本级运维", 10, "保障。"], ["某中心", 6, None], ["  中心监测", 5, "监测。"]]
    back, findings = imported(tmp_path, *rows, head=["项目名称", "财政拨款", "绩效目标"])
    assert [a["name"] for a in back["agencies"]] == ["某局", "某中心"] and place(findings, "sum-differs") == "表!B5"
    assert list(back["reported"]["agencies"]) == ["a2"]


# ---- what a workbook and a CSV file must carry ----

def back_of(folder, model, *names, form=None):
    return [run(path) for path in render(folder, model, *names, form=form)]


@pytest.mark.parametrize("title", ["项目支出绩效目标表", "2023年结转项目绩效目标表", "某某局预算表（2024-2026年）", "附表十二", "二〇一九年表"])
def test_the_year_comes_back_where_the_title_does_not_tell_it(tmp_path, title):
    """The official workbook and the CSV file lost it, or another year was told as a change."""
    model = {**model_of([project(1)]), "title": title}
    for back, findings in back_of(tmp_path, model, "a.xlsx", "a.csv"):
        assert (back["fiscal_year"], back.get("title")) == (2024, title) and codes(findings, "error") == []


def test_a_title_that_tells_the_year_needs_no_line_for_it(tmp_path):
    path, = render(tmp_path, model_of([project(1)]), "a.csv")
    assert "预算年度" not in path.read_text(encoding="utf-8")


def test_the_hidden_name_tells_the_year_where_the_properties_are_lost(tmp_path):
    path, = render(tmp_path, {**model_of([project(1)]), "title": "附表"}, "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        assert "docProps/custom.xml" not in archive.namelist()
    assert run(path)[0]["fiscal_year"] == 2024


DIGITS = ["99999999999.999999", "-999999999999.99999", "123456789012.123456", "0.000001", "100000000000.01", "9999999999.99999", "12345678901.234567"]


@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("amount", DIGITS)
def test_an_amount_of_more_digits_than_a_spreadsheet_has_comes_back(tmp_path, amount, saved):
    """It came back as 100000000000.00, and nothing had told that a workbook cannot hold it."""
    path, = render(tmp_path, model_of([project(1, funding={"other": amount})]), "a.xlsx")
    if saved:
        book = openpyxl.load_workbook(path)
        book.active.insert_rows(1)
        book.active.delete_rows(1)
        book.save(path)
    back, findings = run(path)
    assert back["projects"][0]["funding"]["other"] == canonical(amount) and "amount-taken-rounded" not in codes(findings)


def test_render_tells_what_spreadsheets_show_of_more_than_15_digits(tmp_path):
    model = model_of([project(1, funding={"other": "99999999999.999999"}), project(2, funding={"other": "99999999999.9999"})])
    source = tmp_path / "m.json"
    source.write_text(json.dumps(model), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", source, "-o", tmp_path / "a.xlsx", "--diagnostics=json", "--lang", "en"], capture_output=True,
                          encoding="utf-8", check=True)
    told = [json.loads(line)["message"] for line in done.stderr.splitlines() if '"workbook-digits"' in line]
    assert [m for m in told if m.startswith("99999999999.999999 ")] and not [m for m in told if m.startswith("99999999999.9999 ")]
    assert [f for f in done.stderr.splitlines() if "BP6240" in f] and all("100000000000" in m or "200000000000" in m for m in told)


def test_a_changed_number_is_taken_in_the_place_of_the_digits_kept_of_it(tmp_path):
    path, = render(tmp_path, model_of([project(1, funding={"other": "99999999999.999999"})]), "a.xlsx")
    book = openpyxl.load_workbook(path)
    cell = next(c for row in book.active.iter_rows() for c in row if c.column == 5 and isinstance(c.value, float) and c.row > 5)
    cell.value = 12.5
    book.save(path)
    assert run(path)[0]["projects"][0]["funding"]["other"] == "12.50"


def many_agencies(count, each=2):
    agencies = [{"id": f"a{k}", "name": f"单位{k}"} for k in range(count)]
    return model_of([project(k, agency=f"a{k // each}", funding={"fiscal_appropriation": "0.10"}) for k in range(each * count)], agencies)


@pytest.mark.parametrize("count", [255, 256, 511, 1100])
def test_the_sum_of_all_follows_changes_however_many_agencies_there_are(tmp_path, count):
    """From 256 on it was a constant, which an edit left as it was."""
    path, = render(tmp_path, many_agencies(count), "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet["B4"].value.startswith("=IF(") and max(part.count(",") for part in sheet["B4"].value.split("SUM(")) <= 256
    sheet["C6"] = 1000
    book.save(path)
    sums = openpyxl.load_workbook(recalculated(path), data_only=True).active
    assert sums["B5"].value == 1000.1 and sums["B4"].value == pytest.approx(999.9 + count * 0.2)


def test_a_sum_of_more_agencies_than_a_formula_holds(tmp_path):
    source = tmp_path / "m.json"
    source.write_text(json.dumps(many_agencies(1500, 2)), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", source, "-o", tmp_path / "a.xlsx", "--lang", "en"], capture_output=True, encoding="utf-8", check=True)
    assert "BP6241" in done.stderr and "cell B4" in done.stderr and "cell C4" in done.stderr
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["B4"].value == 300
