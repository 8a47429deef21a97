"""No amount and no filled cell is lost in silence: what an import does not take it names, by sheet and cell or by line and column."""
import json
import re
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from common import EXAMPLE, PROGRAM, model_of, project, render
from test_import import codes, funds, place, repack, run, save, sheet_of
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
    if hasattr(book, "custom_doc_props"):  # from openpyxl 3.1 on; older ones lose them by themselves
        book.custom_doc_props.props = []
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


# ---- what a workbook holds besides the cells of its table ----

def with_remarks(folder, profile, change, name="a.xlsx"):
    path, = render(folder, model_of([project(1), project(2)]), name, options=["--option", f"xlsx.profile={profile}"])
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("sheet, cell", [("资金", "D2"), ("项目", "B2"), ("项目支出绩效目标表", "C5"), ("校验", "A1"), ("表信息", "B3")])
def test_a_comment_is_named_by_its_cell(tmp_path, sheet, cell):
    def change(book):
        book[sheet][cell].comment = Comment("金额有误，应为900.00", "会计")
    _, findings = run(with_remarks(tmp_path, "working", change))
    assert [(f["cell"].split("!")[0], f["cell"].split("!")[1]) for f in findings if f["name"] == "comment-left"] == [(sheet, cell)]
    assert any("900.00" in f["message"] for f in findings)


def test_comments_of_a_table_that_others_made(tmp_path):
    book, sheet, _ = book_of(tmp_path, ["甲", 1, 1, "一。"])
    sheet["B4"].comment = Comment("应为2", "张")
    sheet["A1"].comment = Comment("草稿", "张")
    _, findings = run(save(book, tmp_path))
    assert sorted(cells(findings, "comment-left")) == ["A1", "B4"]


@pytest.mark.parametrize("profile", ["official", "working"])
@pytest.mark.parametrize("hidden", [False, True])
def test_a_sheet_that_was_added_is_told(tmp_path, profile, hidden):
    def change(book):
        sheet = book.create_sheet("会计意见")
        sheet["B3"], sheet["B4"] = "意见", 900
        sheet.sheet_state = "hidden" if hidden else "visible"
        book.create_sheet("空表")
    _, findings = run(with_remarks(tmp_path, profile, change))
    assert [(f["cell"], f["severity"]) for f in findings if f["name"] == "sheet-left"] == [("会计意见!B3", "warning")]


@pytest.mark.parametrize("sheet, cell, value", [
    ("项目支出绩效目标表", "L3", "有误"), ("项目支出绩效目标表", "C6", 900), ("项目支出绩效目标表", "F6", "改过的目标。"), ("项目", "P2", "有误"), ("资金", "J3", 12),
    ("数据", "R2", "有误"), ("校验", "J3", "有误"), ("目标", "J4", "备注")])
def test_what_is_written_where_a_working_workbook_is_not_read_is_named(tmp_path, sheet, cell, value):
    """The official sheet is computed from the others: what was typed there was dropped without a word."""
    def change(book):
        book[sheet][cell] = value
    back, findings = run(with_remarks(tmp_path, "working", change))
    assert [f["cell"] for f in findings if f["severity"] == "warning"] == [f"{sheet}!{cell}"]
    assert len(back["projects"]) == 2


@pytest.mark.parametrize("profile", ["official", "working"])
def test_an_untouched_workbook_has_nothing_left(tmp_path, profile):
    path, = render(tmp_path, EXAMPLE, "a.xlsx", options=["--option", f"xlsx.profile={profile}"])
    assert run(path)[1] == []


@pytest.mark.parametrize("profile", ["official", "working"])
def test_diff_names_what_an_import_leaves_out(tmp_path, profile):
    def change(book):
        book.worksheets[-1 if profile == "working" else 0]["J2"] = "应为900.00"
        book.create_sheet("意见")["A1"] = "见附件"
    path = with_remarks(tmp_path, profile, change)
    done = subprocess.run([PROGRAM, "diff", tmp_path / "model.json", path, "--lang", "en"], capture_output=True, encoding="utf-8")
    assert "J2: warning[BP6223]" in done.stderr and "BP6239" in done.stderr


# ---- numbers that are not what they look ----

def formatted(folder, value, code, status=0):
    book, sheet, _ = book_of(folder, ["甲", None, value, "一。"])
    sheet["C4"].number_format = code
    return run(save(book, folder), status=status)


@pytest.mark.parametrize("value, code", [(5, '"9"0'), (-5, "0;0"), (5, ";;;"), (5, '"无"'), (-12.5, "#,##0.00;#,##0.00"), (7, '0"0"'), (5, '-0'),
                                         (1234, '0".5"')])
def test_a_format_that_shows_another_number_is_told_at_its_cell(tmp_path, value, code):
    back, findings = formatted(tmp_path, value, code)
    assert funds(back["projects"][0])[0] == f"{value:.2f}"
    assert [(f["cell"], f["severity"]) for f in findings if f["name"] == "amount-shown-otherwise"] == [("表!C4", "warning")]


@pytest.mark.parametrize("value, code", [(5, "0.00"), (-5, "0.00_);(0.00)"), (-5, "0.00;[Red]0.00"), (1234.567, "#,##0.00"), (0, '0;-0;"无"'), (0, ";;"),
                                         (-5, '#,##0.00_ ;[Red]\\-#,##0.00 '), (12, '"约"0"万元"'), (1234567.5, "#,##0.0000"), (4880000, "0!.0000")])
def test_a_format_that_shows_the_number_is_not_told(tmp_path, value, code):
    assert "amount-shown-otherwise" not in codes(formatted(tmp_path, value, code)[1])


def test_zeros_that_were_never_computed_are_told(tmp_path):
    """Programs that cannot compute write 0 and ask to be computed on opening."""
    book, sheet, _ = book_of(tmp_path, ["甲", "=C4", "=1+1", "一。"], ["乙", None, 3, "二。"])
    path = save(book, tmp_path)
    repack(path, "xl/worksheets/sheet1.xml", lambda data: re.sub(rb"<v ?/>|<v></v>", b"<v>0</v>", data))
    repack(path, "xl/workbook.xml", lambda data: re.sub(rb"<calcPr[^>]*>", b'<calcPr fullCalcOnLoad="1"/>', data))
    back, findings = run(path)
    assert cells(findings, "zero-stored") == ["C4"] and "sum-uncomputed" in codes(findings)
    repack(path, "xl/workbook.xml", lambda data: data.replace(b' fullCalcOnLoad="1"', b""))
    assert "zero-stored" not in codes(run(path)[1])


# ---- codes ----

HEADED = "项目代码,项目名称,资金使用单位,总计,财政拨款,绩效目标"


@pytest.mark.parametrize("code", ["4.4E+17", "4.40105E+20", "2024/1/2", "5.0E+3", "1月2日", "Jan-24", "2-Jan", "2024-01-02 00:00:00"])
def test_a_code_that_a_spreadsheet_spoilt_is_told(tmp_path, code):
    path = csv(tmp_path, f"某局2025年表\n单位：万元\n{HEADED}\n{code},甲,某局,1,1,好。\n")
    back, findings = run(path)
    assert [(f["line"], f["column"]) for f in findings if f["name"] == "spoilt-code"] == [(4, 1)] and back["projects"][0]["code"] == code


@pytest.mark.parametrize("code", ["440100001234567890", "00123", "E12", "1E5", "2024-001", "A-1", "20240102", "Jan", "2024-13-45"])
def test_an_ordinary_code_is_not_told(tmp_path, code):
    path = csv(tmp_path, f"某局2025年表\n单位：万元\n{HEADED}\n{code},甲,某局,1,1,好。\n")
    assert "spoilt-code" not in codes(run(path)[1])


@pytest.mark.parametrize("field, code", [('="00123"', "00123"), ('"=""440100001234567890"""', "440100001234567890"), ('"=""a""""b"""', 'a"b'),
                                         ('"\'=""00123"""', '="00123"'), ('"=""a""&""b"""', '="a"&"b"')])
def test_a_formula_about_a_text_is_taken_off(tmp_path, field, code):
    path = csv(tmp_path, f"某局2025年表\n单位：万元\n{HEADED}\n{field},甲,某局,1,1,好。\n")
    assert run(path)[0]["projects"][0]["code"] == code


@pytest.mark.parametrize("spread", ["projects", "agencies"])
def test_one_code_of_two_is_a_finding(tmp_path, spread):
    model = model_of([project(1, code="1"), project(2, code="2", agency="a2"), project(3)],
                     [{"id": "a1", "name": "局", "code": "7"}, {"id": "a2", "name": "处", "code": "8"}])
    model[spread][1]["code"] = model[spread][0]["code"]
    (tmp_path / "m.json").write_text(json.dumps(model), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", tmp_path / "m.json"], capture_output=True, encoding="utf-8")
    assert [f["pointer"] for f in json.loads(done.stdout)["findings"] if f["code"] == "BP3404"] == [f"/{spread}/1" + "/name" * (spread == "agencies")]
