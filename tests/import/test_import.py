"""Workbooks and CSV files that others made: written here by openpyxl and by hand, in the shapes that offices send."""
import datetime
import json
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font

from common import EXAMPLE, INDICATORS, MEASURE, PROGRAM, ROOT, model_of, project, read_json, render

SANITIZED = "asan" in str(PROGRAM)

RECORD = "{}、{}-{}；{}-{}；{}；实施周期指标值:{}；年度指标值:{}。"
LEVELS = (1, "产出指标", 11, "数量指标")


def run(path, *options, status=0, lang="en"):
    """Imports to the standard output: the model (None where it failed) and the findings as dicts."""
    done = subprocess.run([PROGRAM, "import", path, "--diagnostics=json", "--lang", lang, *options], capture_output=True, encoding="utf-8")
    findings = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == status, done.stderr
    assert (done.stdout == "") == (status != 0)
    if status == 0:
        checked = path.parent / "checked.json"
        checked.write_text(done.stdout, encoding="utf-8")
        again = subprocess.run([PROGRAM, "check", checked, "--lang", "en"], capture_output=True, encoding="utf-8")
        assert "syntax" not in again.stderr
    return json.loads(done.stdout) if done.stdout else None, findings


def codes(findings, severity=None):
    return [f["name"] for f in findings if severity in (None, f["severity"])]


def place(findings, name):
    return next(f.get("cell") for f in findings if f["name"] == name)


def sheet_of(rows, title="表", book=None):
    book = book or openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book, sheet


def save(book, folder, name="book.xlsx"):
    book.save(folder / name)
    return folder / name


def repack(path, part, change):
    """The workbook with the bytes of one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def funds(project):
    return [project["funding"][k] for k in ("fiscal_appropriation", "fiscal_special_account", "other")]


OFFICIAL = [
    ["某某局2025年项目支出绩效目标表"],
    ["部门名称：某某局", None, None, None, None, None, "单位：万元"],
    ["项目名称（资金使用单位）", "预算资金", None, None, None, "绩效目标", "绩效指标"],
    [None, "总计", "财政拨款", "财政专户拨款", "其他资金", None, None],
    ["合计", 350.5, 300, None, 50.5, None, None],
    ["某某局本级", 350.5, 300, None, 50.5, None, None],
    ["　　办公经费", 100, 100, None, None, "保障运转。\n提高效率。", RECORD.format(1, *LEVELS, "次数", "12次", "3次")],
    ["　　设备购置", 250.5, 200, None, 50.5, "购置设备。",
     RECORD.format(1, *LEVELS, "台数", "≥5台", "≥5台") + RECORD.format(2, 3, "满意度指标", 31, "服务对象满意度", "满意度", "≥90%", "≥90%")],
]


def official(folder, change=None, title="表"):
    book, sheet = sheet_of(OFFICIAL, title)
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("B3:E3")
    for cells in ("A3:A4", "F3:F4", "G3:G4"):
        sheet.merge_cells(cells)
    if change:
        change(book, sheet)
    return save(book, folder)


def test_the_official_layout_with_merged_headers(tmp_path):
    model, findings = run(official(tmp_path))
    assert (model["department"]["name"], model["fiscal_year"], model["amount_unit"]) == ("某某局", 2025, "万元")
    assert [a["name"] for a in model["agencies"]] == ["某某局本级"]
    assert [p["name"] for p in model["projects"]] == ["办公经费", "设备购置"]
    assert funds(model["projects"][1]) == ["200.00", None, "50.50"]
    assert model["projects"][0]["goal"] == ["保障运转。", "提高效率。"]
    assert [i["name"] for i in model["projects"][1]["indicators"]] == ["台数", "满意度"]
    assert model["reported"]["total"] == {"total": "350.50", "fiscal_appropriation": "300.00", "other": "50.50"}
    assert list(model["reported"]["agencies"]) == ["a1"]
    assert model["title"] == "某某局2025年项目支出绩效目标表" and findings == []


def test_a_sum_that_differs_is_found_and_kept(tmp_path):
    def change(book, sheet):
        sheet["C5"] = 301
    model, findings = run(official(tmp_path, change))
    assert [(f["name"], f["cell"], f["severity"]) for f in findings] == [("sum-differs", "表!C5", "warning")]
    assert model["reported"]["total"]["fiscal_appropriation"] == "301.00"


def test_agencies_by_heavy_type_and_by_amounts(tmp_path):
    def flat(book, sheet):
        for row in (7, 8):
            sheet.cell(row, 1).value = sheet.cell(row, 1).value.strip()

    def heavy(book, sheet):
        flat(book, sheet)
        sheet["A5"].font = sheet["A6"].font = Font(bold=True)

    def indented(book, sheet):
        flat(book, sheet)
        for row in (7, 8):
            sheet.cell(row, 1).alignment = Alignment(indent=2)
    for change, notes in ((heavy, []), (indented, []), (flat, ["agency-guessed"])):
        model, findings = run(official(tmp_path, change))
        assert [a["name"] for a in model["agencies"]] == ["某某局本级"], change
        assert [p["name"] for p in model["projects"]] == ["办公经费", "设备购置"]
        assert codes(findings) == notes
        assert all(f["cell"] == "表!A6" for f in findings)


def test_numbers_that_are_text(tmp_path):
    def change(book, sheet):
        sheet["C7"], sheet["B7"] = "１００．００", "¥ 100"
        sheet["C8"], sheet["E8"], sheet["B8"] = "1，200.00", "(1,000.50)", "　199.50 "
        sheet["D8"] = "—"
        for cell in ("C5", "C6", "E5", "E6", "B5", "B6"):
            sheet[cell] = None
    model, findings = run(official(tmp_path, change))
    assert funds(model["projects"][0]) == ["100.00", None, None]
    assert funds(model["projects"][1]) == ["1200.00", None, "-1000.50"]
    assert codes(findings) == ["text-numbers"] and place(findings, "text-numbers") == "表!C7"
    assert "5 " in findings[0]["message"]


@pytest.mark.parametrize("value", ["12万", "1,23", "1.2.3", "12,34,567", "abc", "1e5", "--5", "1,234.5,6", ",5", "(-3)", "1,2345.00", "1234,567", "1,23.00",
                                   "2.5*12", "12*3", "12\n34", "12\t34", "120 80", "120  800", "8 6 0", "12 / 4", "0,500"])
def test_what_is_no_amount(tmp_path, value):
    def change(book, sheet):
        sheet["C7"] = value
    _, findings = run(official(tmp_path, change), status=1)
    assert [(f["name"], f["cell"]) for f in findings if f["severity"] == "error"] == [("no-amount", "表!C7")]


def test_two_figures_in_a_cell_of_a_csv_file_are_not_glued_together(tmp_path):
    (tmp_path / "a.csv").write_text('某局2025年表\n单位：万元\n项目名称,财政拨款,绩效目标\n甲,"120\n80",好\n乙,2.5*12,好\n', encoding="utf-8")
    _, findings = run(tmp_path / "a.csv", status=1)
    assert [(f["name"], f["line"]) for f in findings if f["severity"] == "error"] == [("no-amount", 4), ("no-amount", 6)]


def test_artefacts_of_doubles_are_no_digits(tmp_path):
    def change(book, sheet):
        sheet["C7"], sheet["B7"], sheet["C8"], sheet["E8"], sheet["B8"] = 1001, 1002, 1003, 1004, None
        sheet["C5"] = sheet["C6"] = sheet["E5"] = sheet["E6"] = sheet["B5"] = sheet["B6"] = None

    def exactly(data):  # as spreadsheets write what they computed, and openpyxl does not
        for number, text in ((1001, "0.30000000000000004"), (1002, "0.30000000000000004"), (1003, "1.4558499999999999E3"),
                             (1004, "3.14159265358979")):
            assert data.count(f"<v>{number}</v>".encode()) == 1
            data = data.replace(f"<v>{number}</v>".encode(), f"<v>{text}</v>".encode())
        return data
    model, findings = run(repack(official(tmp_path, change), "xl/worksheets/sheet1.xml", exactly))
    assert funds(model["projects"][0])[0] == "0.30" and funds(model["projects"][1]) == ["1455.85", None, "3.141593"]
    assert [(f["name"], f["cell"]) for f in findings] == [("amount-taken-rounded", "表!E8")]


def test_error_values_booleans_and_formulas_never_computed(tmp_path):
    def change(book, sheet):
        sheet["C7"], sheet["D7"], sheet["C8"] = "#REF!", True, "=1+1"
        sheet["C7"].data_type = "e"
    _, findings = run(official(tmp_path, change), status=1)
    errors = {f["cell"]: f["name"] for f in findings if f["severity"] == "error"}
    assert errors == {"表!C7": "error-value", "表!D7": "no-amount", "表!C8": "uncomputed-formula"}


def test_sums_never_computed_are_told_once(tmp_path):
    def change(book, sheet):
        for cell in ("B5", "C5", "B6", "B7"):
            sheet[cell] = "=SUM(C7:C8)"
    model, findings = run(official(tmp_path, change))
    assert codes(findings) == ["sum-uncomputed"] and "4 " in findings[0]["message"]
    assert "total" not in model.get("reported", {}) or "total" not in model["reported"]["total"]


def test_hidden_rows_and_columns_are_taken_and_told(tmp_path):
    def change(book, sheet):
        sheet.row_dimensions[8].hidden = True
        sheet.column_dimensions["F"].hidden = True
    model, findings = run(official(tmp_path, change))
    assert len(model["projects"]) == 2 and model["projects"][1]["goal"] == ["购置设备。"]
    assert sorted(codes(findings)) == ["column-hidden", "hidden-rows"] and place(findings, "hidden-rows") == "表!A8"


def test_thousands_of_formatted_empty_rows_and_other_sheets(tmp_path):
    def change(book, sheet):
        for row in range(9, 3381):
            for column in range(1, 10):
                sheet.cell(row, column).font = Font(size=9)
        for name in ("2.11 职能", "2.13名词解释"):
            book.create_sheet(name).append(["名词解释：项目支出"])
    path = official(tmp_path, change, title="2.22单位项目支出绩效目标表 ")
    model, findings = run(path)
    assert len(model["projects"]) == 2
    assert codes(findings) == ["sheet-taken"] and findings[0]["cell"].startswith("'2.22单位项目支出绩效目标表 '!")
    model, findings = run(path, "--sheet", "2.22单位项目支出绩效目标表")
    assert len(model["projects"]) == 2 and findings == []


def test_two_such_tables_are_not_guessed_between(tmp_path):
    def change(book, sheet):
        copy = book.copy_worksheet(sheet)
        copy.title = "另一张"
    path = official(tmp_path, change)
    _, findings = run(path, status=1)
    assert codes(findings) == ["several-tables"]
    model, _ = run(path, "--sheet", "另一张")
    assert len(model["projects"]) == 2
    _, findings = run(path, "--sheet", "没有", status=1)
    assert codes(findings) == ["no-sheet"]


def test_indicators_that_are_written_loosely_or_not_at_all(tmp_path):
    def change(book, sheet):
        sheet["G7"] = ("1. 1-产出指标; 11-数量指标; 会议次数; 实施周期指标值：12次; 年度指标值：3次\n"
                       "2．3－满意度指标；31-服务对象满意度；满意度；年度指标值：≥90%；\n"
                       "3、2-效益指标；22-社会效益指标；覆盖率；实施周期指标值:100%；年度指标值:100%。")
        sheet["G8"] = "数量指标：购置设备5台"
    model, findings = run(official(tmp_path, change))
    first = model["projects"][0]["indicators"]
    assert [(i["level2"], i["name"], i["period_value"], i["annual_value"]) for i in first if i["level2"] != "00"] == [
        ("11", "会议次数", "12次", "3次"), ("22", "覆盖率", "100%", "100%")]
    assert first[1]["name"] == "2．3－满意度指标；31-服务对象满意度；满意度；年度指标值：≥90%；"
    assert model["projects"][1]["indicators"][0]["name"] == "数量指标：购置设备5台"
    unread = [f for f in findings if f["name"] == "unread-indicator"]
    assert [f["cell"] for f in unread] == ["表!G7", "表!G8"] and "购置设备5台" in unread[1]["message"]
    assert place(findings, "lenient-indicators") == "表!G7"
    check = subprocess.run([PROGRAM, "check", tmp_path / "checked.json"], capture_output=True, encoding="utf-8")
    assert check.returncode == 1 and "BP3008" in check.stderr  # nobody publishes it by mistake


FLAT = ["项目代码", "项目名称", "一级绩效指标代码", "一级绩效指标名称", "二级绩效指标代码", "二级绩效指标名称", "三级绩效指标名称", "指标值"]


def test_the_flat_shape_of_the_platform(tmp_path):
    rows = [FLAT, ["P1", "办公", 1, "产出指标", 11, "数量指标", "次数", 12], ["P1", "办公", 3, "满意度指标", 31, "服务对象满意度", "满意度", 0.9],
            ["P2", "办公", "1", "产出指标", "12", "质量指标", "合格率", 0.955]]
    book, sheet = sheet_of(rows)
    sheet["H3"].number_format, sheet["H4"].number_format = "0%", "0.0%"
    path = save(book, tmp_path)
    model, findings = run(path, "--year", "2025", "--department", "某局", "--unit", "元")
    assert [(p["code"], p["name"], len(p["indicators"])) for p in model["projects"]] == [("P1", "办公", 2), ("P2", "办公", 1)]
    values = [i["annual_value"] for p in model["projects"] for i in p["indicators"]]
    assert values == ["12", "90%", "95.5%"] == [i["period_value"] for p in model["projects"] for i in p["indicators"]]
    assert model["projects"][0]["indicators"][0]["level2"] == "11" and model["amount_unit"] == "元"
    assert sorted(codes(findings)) == ["agency-taken", "value-twice"]
    _, findings = run(path, status=1)
    assert "no-year" in codes(findings, "error") or "no-department" in codes(findings, "error")


def test_names_of_levels_without_codes(tmp_path):
    rows = [["单位名称", "项目名称", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值", "财政拨款", "其他资金", "项目绩效目标"],
            ["甲校", "修缮", "产出指标", "数量指标", "面积", "100平方米", "50平方米", 12.5, None, "修缮校舍。"],
            ["甲校", "修缮", "产出指标", "生态效益指标", "树木", "10", "10", 12.5, None, "修缮校舍。"],
            ["乙校", "修缮", "效益指标", "社会效益指标", "人数", "5", "5", None, 3, "另一处。"]]
    book, _ = sheet_of([["2026年度项目绩效"], ["主管部门：", "教育局", None, "金额单位：", "元"], *rows])
    model, findings = run(save(book, tmp_path))
    assert model["department"]["name"] == "教育局" and model["amount_unit"] == "元" and model["fiscal_year"] == 2026
    assert [(a["name"]) for a in model["agencies"]] == ["甲校", "乙校"]
    first, second = model["projects"]
    assert [i["level2"] for i in first["indicators"]][0] == "11" and first["goal"] == ["修缮校舍。"]
    new = first["indicators"][1]["level2"]
    assert new.startswith("1") and model["indicator_dictionary"] == {new: "生态效益指标"}
    assert place(findings, "new-code") == "表!E5" and place(findings, "near-names") == "表!E6"
    assert model["projects"][1]["indicators"][0]["level2"] == "22"
    assert funds(first) == ["12.50", None, None] and funds(second) == [None, None, "3.00"]


@pytest.mark.parametrize("names, refused", [(6, None), (7, "表!E10")])
def test_names_of_first_levels_past_the_codes_that_there_are(tmp_path, names, refused):
    """Three of the nine are the standard's. The seventh got the code, and so the name, of another."""
    rows = [["项目名称", "财政拨款", "一级指标", "二级指标", "三级指标", "年度指标值"]]
    rows += [["甲", 1.5, f"自定{i}指标", f"自定{i}之二", f"指标{i}", "1"] for i in range(names)]
    book, _ = sheet_of([["某局2025年表"], ["单位：元"], *rows])
    model, findings = run(save(book, tmp_path), status=1 if refused else 0)
    if refused:
        assert place(findings, "codes-taken") == refused
    else:
        named = {model["indicator_dictionary"][i["level1"]] for p in model["projects"] for i in p["indicators"]}
        assert named == {f"自定{i}指标" for i in range(names)}


def test_units_of_thousands_and_of_columns(tmp_path):
    rows = [["某局2025年表"], ["单位：千元"], ["项目名称", "财政拨款", "其他资金（元）"], ["甲", 1.5, 30]]
    book, _ = sheet_of(rows)
    model, findings = run(save(book, tmp_path))
    assert model["amount_unit"] == "元" and funds(model["projects"][0]) == ["1500.00", None, "30.00"]
    assert "unit-converted" in codes(findings)
    rows[1:3] = [[None], ["项目名称", "财政拨款(万元)", "其他资金（元）"]]
    book, _ = sheet_of(rows)
    model, _ = run(save(book, tmp_path))
    assert model["amount_unit"] == "万元" and funds(model["projects"][0]) == ["1.50", None, "0.003"]
    rows[2] = ["项目名称", "财政拨款", "其他资金"]
    book, _ = sheet_of(rows)
    _, findings = run(save(book, tmp_path))
    assert "unit-guessed" in codes(findings, "note")


def test_parts_of_a_fund_and_a_single_amount(tmp_path):
    rows = [["二〇二五年某局表"], ["单位：元"], ["项目名称", "一般公共预算", "政府性基金", "单位资金", "备注"], ["甲", 1, 2, 4, "x"]]
    book, _ = sheet_of(rows)
    model, findings = run(save(book, tmp_path), "--department", "某局")
    assert funds(model["projects"][0]) == ["3.00", None, "4.00"] and model["fiscal_year"] == 2025
    assert place(findings, "column-left") == "表!E3"
    book, _ = sheet_of([rows[0], rows[1], ["项目名称", "预算金额"], ["甲", 7]])
    model, findings = run(save(book, tmp_path), "--department", "某局")
    assert funds(model["projects"][0]) == ["7.00", None, None] and place(findings, "fund-guessed") == "表!B3"


def test_the_year_is_the_number_before_its_word(tmp_path):
    for title in ("依据2019号文编制的2025年某局表", "穗财〔2019〕某局2025年表", "某局二○二五年表", "某局２０２５年表"):
        book, _ = sheet_of([[title], ["单位：元"], ["项目名称", "财政拨款"], ["甲", 1]])
        model, _ = run(save(book, tmp_path), "--department", "某局")
        assert model["fiscal_year"] == 2025, title


def test_a_header_far_down_and_repeated_on_each_page(tmp_path):
    rows = [["附件"], [], ["填表说明", "请如实填写"], [], ["部门：", "某局"], ["年度：", 2025], ["金额单位：万元"], [], [],
            ["序 号", "项 目 名 称", "财 政\n拨 款", "绩效目标"], [1, "甲", 5, "目标甲"], [2, "乙", 6, "目标乙"],
            ["序 号", "项 目 名 称", "财 政\n拨 款", "绩效目标"], [3, "丙", 7, "目标丙"], ["合计", None, 18, None],
            ["备注：另有说明。"], ["填报人：张三", None, "审核人：李四"]]
    book, _ = sheet_of(rows)
    model, findings = run(save(book, tmp_path))
    assert [p["name"] for p in model["projects"]] == ["甲", "乙", "丙"]
    assert model["reported"]["total"] == {"fiscal_appropriation": "18.00"} and model["notes"] == ["备注：另有说明。"]
    assert model["department"]["name"] == "某局" and model["fiscal_year"] == 2025


@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_dates_in_values_by_both_epochs(tmp_path, epoch):
    book, sheet = sheet_of([["2025年某局表"], ["项目名称", "二级指标代码", "三级指标", "实施周期指标值", "年度指标值"]])
    book.epoch = epoch
    day = datetime.datetime(2025, 12, 31)
    sheet.append(["甲", 13, "完成时间", day, day])
    sheet["D3"].number_format, sheet["E3"].number_format = "yyyy-mm-dd", 'yyyy"年"m"月"d"日"'
    model, findings = run(save(book, tmp_path), "--department", "某局")
    record = model["projects"][0]["indicators"][0]
    assert (record["level1"], record["period_value"], record["annual_value"]) == ("1", "2025-12-31", "2025年12月31日")
    assert place(findings, "as-shown") == "表!D3"


def test_inline_strings_rich_text_phonetic_runs_and_escapes(tmp_path):
    path = official(tmp_path)

    def change(data):
        text = data.decode()
        cell = '<is><r><t>办公</t></r><r><rPr><b/></rPr><t xml:space="preserve">经费 </t></r><rPh sb="0" eb="1"><t>BAN</t></rPh></is>'
        text, n = re.subn(r'<c r="A7"[^>]*>.*?</c>', f'<c r="A7" t="inlineStr">{cell}</c>', text)
        text, m = re.subn(r'<c r="F8"[^>]*>.*?</c>', '<c r="F8" t="str"><f>1</f><v>一_x000D_\n二_x4E09_</v></c>', text)
        assert n == m == 1
        return text.encode()
    model, _ = run(repack(path, "xl/worksheets/sheet1.xml", change))
    assert any(p["name"] == "办公经费" for p in model["projects"])
    assert any(p["goal"] == ["一", "二三"] for p in model["projects"])


def test_line_feeds_in_names_and_control_characters(tmp_path):
    def feed(book, sheet):
        sheet["A7"] = "　　办公\n经费"
    model, findings = run(official(tmp_path, feed))
    assert model["projects"][0]["name"] == "办公经费" and place(findings, "line-feeds") == "表!A7"
    path = official(tmp_path)
    control = re.compile(rb'<c r="F8".*?</c>')
    path = repack(path, "xl/worksheets/sheet1.xml", lambda data: control.sub(b'<c r="F8" t="str"><v>a_x0001_b</v></c>', data))
    _, findings = run(path, status=1)
    assert [(f["name"], f["cell"]) for f in findings] == [("control-character", "表!F8")]


def test_separators_copied_from_the_web_are_line_feeds(tmp_path):
    """They were taken into names and goals, and printed as boxes."""
    def separate(book, sheet):
        sheet["A7"] = "　　办公\u2028经费"
        sheet["F7"] = "一。\u2029二。"
    model, findings = run(official(tmp_path, separate))
    assert model["projects"][0]["name"] == "办公经费" and place(findings, "line-feeds") == "表!A7"
    assert model["projects"][0]["goal"] == ["一。", "二。"]


def test_one_code_with_two_names(tmp_path):
    def change(book, sheet):
        sheet["G8"] = RECORD.format(1, 1, "产出指标", 11, "数目指标", "台数", "1", "1")
    model, findings = run(official(tmp_path, change))
    assert place(findings, "two-names") == "表!G8" and "indicator_dictionary" not in model


def test_a_table_of_nothing_known(tmp_path):
    book, _ = sheet_of([["姓名", "电话"], ["张三", 1]])
    _, findings = run(save(book, tmp_path), status=1)
    assert codes(findings) == ["no-header"]
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert codes(run(tmp_path / "x.csv", status=1)[1]) == ["no-header"]


CSV = ("﻿某局2025年项目表,,,\r\n部门名称：某局,,单位：万元,\r\n项目名称,财政拨款,其他资金,绩效目标\r\n"
       "\"甲,\"\"乙\"\"\",\"1,234.50\",,\"一\r\n二\"\r\n'=1+1,5,'-3,'@x\r\n''=2,1,,'引号\r\n")


def test_the_first_level_of_a_code_is_a_whole_character(tmp_path):
    """Its first byte was taken: the model was then refused, with a place in a text that nobody has."""
    (tmp_path / "a.csv").write_text("某局2025年表\n单位：万元\n项目名称,财政拨款,二级指标代码,三级指标,年度指标值\n甲,1,一1,培训人数,3人\n", encoding="utf-8")
    model, _ = run(tmp_path / "a.csv")
    assert [(i["level1"], i["level2"]) for i in model["projects"][0]["indicators"]] == [("一", "一1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-bare", "utf-16-le", "utf-16-be", "gb18030"])
def test_csv_in_every_encoding(tmp_path, encoding):
    text = CSV if encoding.startswith("utf-16") or encoding == "utf-8" else CSV[1:]
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding.replace("-bare", "")))
    model, findings = run(path)
    assert [p["name"] for p in model["projects"]] == ['甲,"乙"', "=1+1", "'=2"]
    assert funds(model["projects"][0]) == ["1234.50", None, None] and funds(model["projects"][1]) == ["5.00", None, "-3.00"]
    assert [p["goal"] for p in model["projects"]] == [["一", "二"], ["@x"], ["'引号"]]
    assert ("csv-encoding-guessed" in codes(findings)) == (encoding == "gb18030")


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.slow
def test_a_csv_file_of_some_megabytes(tmp_path, shift):
    """It is looked at a megabyte at a time: characters of three bytes lie over the ends of pieces in each of their ways."""
    rows = "".join(f"项目{i},{i + 1},,{'目标' * 100}\n" for i in range(4000))
    text = f"{'x' * shift}某局2025年项目表,,,\n部门名称：某局,,单位：万元,\n项目名称,财政拨款,其他资金,绩效目标\n{rows}"
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    model, findings = run(path)
    assert len(model["projects"]) == 4000 and model["projects"][-1]["goal"] == ["目标" * 100]
    assert "csv-encoding-guessed" not in codes(findings)
    path.write_bytes(text.encode("gb18030"))
    assert run(path)[0] == model
    broken = bytearray(text.encode())
    for at in (len(broken) - 2, (1 << 20) - 1 - shift, 1 << 20):
        broken[at:at + 1] = b"\xff"
        path.write_bytes(broken)
        assert "csv-encoding" in codes(run(path, status=1)[1])


@pytest.mark.skipif(SANITIZED, reason="what sanitizers keep beside each allocation is not ours")
def test_memory_of_a_large_table_is_that_of_its_text(tmp_path):
    """At most 1.5 times the uncompressed sheet, or the CSV file, and the model that comes of it."""
    records = read_json(EXAMPLE)["projects"][0]["indicators"]
    projects = [project(i, goal=[f"第{i}个项目的绩效目标，" * 10] * 2, indicators=(records * 5)[:5]) for i in range(5000)]
    workbook, csv = render(tmp_path, model_of(projects), "a.xlsx", "a.csv")
    small, = render(tmp_path, EXAMPLE, "small.xlsx")
    with zipfile.ZipFile(workbook) as package:
        sheet = package.getinfo("xl/worksheets/sheet1.xml").file_size

    def peak(path):
        done = subprocess.run([sys.executable, "-S", "-c", MEASURE, PROGRAM, "import", path, "-o", tmp_path / "out.json"],
                              check=True, stdout=subprocess.PIPE)
        return int(done.stdout) * 1024
    for path, size in ((workbook, sheet), (csv, csv.stat().st_size)):
        taken = peak(path) - peak(small)
        text = size + (tmp_path / "model.json").stat().st_size
        assert taken < 1.5 * text, (path, taken / text)


def test_csv_findings_have_line_and_column(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(CSV.replace("'=1+1,5", "项目,五"), encoding="utf-8")
    _, findings = run(path, status=1)
    assert [(f["name"], f["line"], f["column"]) for f in findings if f["severity"] == "error"] == [("no-amount", 6, 4)]
    path.write_text('项目名称,财政拨款\n"甲,1\n', encoding="utf-8")
    assert [(f["name"], f["line"]) for f in run(path, status=1)[1]] == [("csv-quote", 2)]
    path.write_bytes(b"\xff\xfe\x00\xd8\x00\x00")
    assert codes(run(path, status=1)[1]) == ["csv-encoding"]


def test_semicolons_and_tabs_separate_too(tmp_path):
    for separator in ";\t":
        path = tmp_path / "table.csv"
        path.write_text(CSV[1:].replace("\"1,234.50\"", "1234.50").replace("甲,", "甲").replace(",", separator), encoding="utf-8")
        model, _ = run(path)
        assert len(model["projects"]) == 3 and funds(model["projects"][0])[0] == "1234.50"


def test_findings_name_the_cell_in_chinese_and_in_text(tmp_path):
    def change(book, sheet):
        sheet["C7"] = "五百"
    path = official(tmp_path, change, title="绩效")
    done = subprocess.run([PROGRAM, "import", path, "--lang", "zh"], capture_output=True, encoding="utf-8")
    assert f"{path}:绩效!C7: 错误[BP6164]: “五百”不是金额" in done.stderr


PLAIN = [["2025年某某局项目支出表"], ["部门：某某局", "单位：万元"], ["项目编码", "项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金"],
         [None, "合计", 9, "9", 0, None], ["44", "清淤", 7, 7, None, None], ["45", "疏浚", 1, 1, 0, None]]


def plain(folder, kind, change=lambda rows: None):
    rows = [list(row) for row in PLAIN]
    change(rows)
    if kind == "xlsx":
        return save(sheet_of(rows)[0], folder)
    path = folder / "table.csv"
    path.write_text("".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind, sheet", [("xlsx", "表!"), ("csv", "")])
def test_what_only_the_whole_model_shows_is_found_at_its_cell(tmp_path, kind, sheet):
    """A code that turns the direction of writing is no fault of a cell, but of the model that is made of it."""
    def change(rows):
        rows[5][0] = "45\u200f"
    path = plain(tmp_path, kind, change)
    _, findings = run(path, status=1)
    found, = [f for f in findings if f["severity"] == "error"]
    assert (found["name"], found["cell"]) == ("control-character", sheet + "A6") and "line" not in found
    done = subprocess.run([PROGRAM, "import", path, "--lang", "en"], capture_output=True, encoding="utf-8")
    assert f"{path}:{sheet}A6: error[BP3011]: control character U+200F in a text\n" in done.stderr and "(at " not in done.stderr


def test_a_text_too_long_for_the_json_of_the_model_is_refused_at_its_cell(tmp_path):
    """Quotes take two bytes there: what the cell may hold, the model's file may not."""
    def write(quotes):
        path = tmp_path / "table.csv"
        path.write_text("2025年某某局项目支出表\n部门：某某局,单位：万元\n项目名称,总计,财政拨款,绩效目标\n"
                        f'清淤,7,7,"{quotes * 2}目标"\n', encoding="utf-8")
        return path
    _, findings = run(write('"' * 600000), status=1)
    assert [(f["code"], f["cell"]) for f in findings if f["severity"] == "error"] == [("BP2004", "D4")]
    model, _ = run(write('"' * 500000))
    assert model["projects"][0]["goal"] == ['"' * 500000 + "目标"]


def test_findings_about_an_agency_name_the_cell_of_its_name(tmp_path):
    """The cell of its code, which was read last, stood there."""
    rows = [["2025年某某局项目支出表"], ["部门：某某局", "单位：万元"], ["单位名称", "单位编码", "项目名称", "总计", "财政拨款"],
            ["甲\u200b局", "001", "清淤", 7, 7]]
    path = save(sheet_of(rows)[0], tmp_path)
    done = subprocess.run([PROGRAM, "check", path, "--diagnostics=json", "--lang", "en"], capture_output=True, encoding="utf-8")
    found = [f for f in map(json.loads, done.stderr.splitlines()) if f["name"] == "hidden-character"]
    assert [(f["pointer"], f["cell"]) for f in found] == [("/agencies/0/name", "表!A4")]


@pytest.mark.parametrize("kind, sheet", [("xlsx", "表!"), ("csv", "")])
def test_findings_about_amounts_name_the_cell_of_the_amount(tmp_path, kind, sheet):
    path = plain(tmp_path, kind)
    done = subprocess.run([PROGRAM, "check", path, "--diagnostics=json", "--lang", "en"], capture_output=True, encoding="utf-8")
    places = {(f["name"], f["pointer"]): f["cell"] for f in map(json.loads, done.stderr.splitlines()) if "pointer" in f}
    assert places["blank-and-zero", "/projects/1/funding/fiscal_special_account"] == sheet + "E6"
    assert places["reported-mismatch", "/reported/total/fiscal_appropriation"] == sheet + "D4"
    assert places["reported-mismatch", "/reported/total/total"] == sheet + "C4"


def test_wrong_usage_of_import(tmp_path):
    path = official(tmp_path)
    for options in (["--year", "20x5"], ["--unit", "美元"], ["-o", "a.json", "-o", "b.json"], ["--nonsense"]):
        done = subprocess.run([PROGRAM, "import", path, *options], capture_output=True, cwd=tmp_path)
        assert done.returncode == 2
    assert subprocess.run([PROGRAM, "import"], capture_output=True).returncode == 2
    assert subprocess.run([PROGRAM, "import", path, path, "-o", "a.json"], capture_output=True, cwd=tmp_path).returncode == 2
    assert not (tmp_path / "a.json").exists()


def test_many_files_one_run(tmp_path):
    good = official(tmp_path)
    (tmp_path / "bad.csv").write_text("a,b\n", encoding="utf-8")
    done = subprocess.run([PROGRAM, "import", good, "bad.csv", "-o", "a.json", "-o", "b.json"], capture_output=True, cwd=tmp_path)
    assert done.returncode == 1 and (tmp_path / "a.json").exists() and not (tmp_path / "b.json").exists()


def test_aliases_are_data(tmp_path):
    """A word that is added to the table of aliases is understood; a wrong table is refused with its place."""
    data = tmp_path / "data"
    subprocess.run(["cp", "-r", ROOT / "templates", ROOT / "fonts", data / ""], check=False)
    data.mkdir(exist_ok=True)
    subprocess.run(["cp", "-r", ROOT / "templates", ROOT / "fonts", ROOT / "schema", data], check=True)
    aliases = data / "templates" / "import" / "aliases.json"
    table = read_json(aliases)
    book, _ = sheet_of([["2025年"], ["工程名目", "财政拨款"], ["甲", 1]])
    path = save(book, tmp_path)
    environment = {"PATH": "/usr/bin", "BUDGETPRESS_DATA": str(data)}
    command = [PROGRAM, "import", path, "--department", "某局", "--lang", "en"]
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 1
    table["fields"]["name"].append("工程名目")
    aliases.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 0
    table["fields"]["nmae"] = []
    aliases.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "/fields/nmae" in done.stderr


NODE = ROOT / "build" / "node" / "node_modules"


@pytest.fixture(scope="module")
def exceljs(tmp_path_factory):
    if not (NODE / "exceljs").is_dir():
        pytest.skip("exceljs could not be fetched: scripts/fetch-node-tools.sh")
    folder = tmp_path_factory.mktemp("exceljs")
    subprocess.run(["node", ROOT / "tests" / "node" / "foreign.js", folder], check=True, env={**os.environ, "NODE_PATH": str(NODE)})
    return folder


def test_exceljs_official_layout(exceljs):
    model, findings = run(exceljs / "official.xlsx")
    assert (model["fiscal_year"], model["amount_unit"], model["department"]["name"]) == (2026, "元", "某某局")
    assert [(p["name"], funds(p), p["goal"]) for p in model["projects"]] == [
        ("甲项目", ["200.00", None, None], ["甲的目标"]), ("乙项目", ["300.00", None, "100.00"], ["乙的目标"])]
    assert [i["level2"] for p in model["projects"] for i in p["indicators"]] == ["11", "31"]
    assert sorted(codes(findings)) == ["agency-taken", "hidden-rows", "sheet-taken", "text-numbers"]
    assert place(findings, "hidden-rows") == "'2.28 项目支出绩效目标表 '!A7"


def test_exceljs_flat_shape_with_two_header_rows_and_1904(exceljs):
    model, findings = run(exceljs / "flat.xlsx", "--unit", "元")
    assert [(p["code"], p["name"]) for p in model["projects"]] == [("001", "甲"), ("002", "乙")]
    values = [(i["level1"], i["level2"], i["annual_value"]) for p in model["projects"] for i in p["indicators"]]
    assert values == [("1", "13", "2026-12-31"), ("3", "31", "95%"), ("1", "11", "12,345")]
    assert model["department"]["name"] == "某某局"


def test_exceljs_streamed_export(exceljs):
    model, findings = run(exceljs / "streamed.xlsx", "--year", "2026", "--department", "总局")
    assert len(model["projects"]) == 2000 and [a["name"] for a in model["agencies"]] == ["一所", "二所"]
    assert model["projects"][7]["name"] == "项目7 𠮷👍" and funds(model["projects"][7]) == ["7.10", None, None]
    assert funds(model["projects"][1234]) == ["1234.10", None, "0.00"] and model["projects"][1999]["agency"] == "a2"
    assert model["amount_unit"] == "万元" and findings == []


def working(folder, change=None, model=EXAMPLE):
    """Our own working workbook, changed by a script: openpyxl keeps no computed values."""
    path, = render(folder, model, "working.xlsx", options=("--option", "xlsx.profile=working"))
    if change:
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return path


def columns(sheet):
    return {c.value: c.column for c in sheet[1] if c.value}


def recalculated(path):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{path.parent}/profile", "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", path.parent / "saved", path], check=True, capture_output=True, timeout=170)
    return path.parent / "saved" / path.name


def edit(book):
    """What accountants do: an amount, one indicator less, one more, a paragraph more."""
    funds_sheet, goals, data = book["资金"], book["目标"], book["数据"]
    at = columns(funds_sheet)
    funds_sheet.cell(4, at["金额"]).value = 12.5                     # p01, 其他资金
    funds_sheet.cell(2, at["金额"]).value = None                     # p01, 财政拨款
    at = columns(data)
    for name in ("一级绩效指标代码", "二级绩效指标代码", "指标名称", "实施周期指标值", "年度指标值", "编号组"):
        data.cell(2, at[name]).value = None
    row = next(r for r in range(2, data.max_row) if not data.cell(r, at["指标名称"]).value and r > 40)
    for name, value in (("项目名称", "业务用房物业管理费"), ("一级绩效指标代码", "1"), ("二级绩效指标代码", "13"),
                        ("指标名称", "新指标"), ("实施周期指标值", 5), ("年度指标值", "≥1")):
        data.cell(row, at[name]).value = value
    at = columns(goals)
    row = next(r for r in range(2, goals.max_row) if not goals.cell(r, at["绩效目标"]).value)
    goals.cell(row, at["项目名称"]).value = "机构运行辅助经费"
    goals.cell(row, at["绩效目标"]).value = "新的一段。"


def edited():
    model = read_json(EXAMPLE)
    first, second = model["projects"][:2]
    first["funding"] = {"fiscal_appropriation": None, "fiscal_special_account": None, "other": "12.50"}
    del first["indicators"][0]
    first["goal"].append("新的一段。")
    second["indicators"].append({"group": 1, "level1": "1", "level2": "13", "name": "新指标", "period_value": "5", "annual_value": "≥1"})
    model["reported"] = sums(model)
    return model


def sums(model):
    """What is to be reported where it agreed with the projects before they were edited."""
    def line(projects):
        parts = {fund: [Decimal(p["funding"][fund]) for p in projects if p["funding"].get(fund) is not None]
                 for fund in ("fiscal_appropriation", "fiscal_special_account", "other")}
        kept = {fund: sum(amounts) for fund, amounts in parts.items() if amounts}
        return {fund: f"{amount:.2f}" for fund, amount in {**kept, "total": sum(kept.values())}.items()}
    agencies = {a["id"]: line([p for p in model["projects"] if p["agency"] == a["id"]]) for a in model["agencies"]}
    return {"agencies": agencies, "total": line(model["projects"])}


@pytest.mark.parametrize("computed", [False, True], ids=["by-a-script", "by-libreoffice"])
def test_our_working_workbook_edited(tmp_path, computed):
    path = working(tmp_path, edit)
    model, findings = run(recalculated(path) if computed else path)
    assert model == edited() and codes(findings) == ["sums-updated"]


def test_our_official_workbook_edited_by_a_script(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["C6"] = 500
    book.active["A7"] = "    改名"
    book.save(path)
    model, findings = run(path)
    assert funds(model["projects"][0]) == ["500.00", None, None] and model["projects"][1]["name"] == "改名"
    assert codes(findings) == ["sum-uncomputed"] and len(model["projects"]) == 10
    assert [i for p in model["projects"] for i in p["indicators"]] == [i for p in read_json(EXAMPLE)["projects"] for i in p["indicators"]]


def test_faults_in_our_working_workbook_have_their_cells(tmp_path):
    def change(book):
        at = columns(book["资金"])
        book["资金"].cell(2, at["金额"]).value = "五百"
        book["资金"].cell(5, at["资金性质"]).value = "彩票"
        at = columns(book["项目"])
        book["项目"].cell(4, at["项目编号"]).value = "p02"
        at = columns(book["数据"])
        book["数据"].cell(3, at["项目编号"]).value = "nobody"
        book["数据"].cell(4, at["指标名称"]).value = None
    _, findings = run(working(tmp_path, change), status=1)
    errors = {(f["name"], f["cell"]) for f in findings if f["severity"] == "error"}
    assert {("no-amount", "资金!D2"), ("unknown-fund", "资金!C5"), ("duplicate-id", "项目!L4"), ("unknown-project", "数据!J3"),
            ("empty-text", "数据!G4")} <= errors


def test_html_under_the_name_of_a_workbook(tmp_path):
    for text in ("<html><table>", "  <?xml version='1.0'?><Workbook/>", "<TABLE>"):
        (tmp_path / "a.xls").write_text(text)
        assert codes(run(tmp_path / "a.xls", status=1)[1]) == ["markup-workbook"]


def test_department_over_agencies_over_projects(tmp_path):
    rows = [["2025年水务局项目支出绩效目标表"], ["部门：水务局", None, "单位：元"], ["项目名称", "财政拨款", "绩效目标"], ["合计", 6, None],
            ["水务局", 6, None], ["　水文站", 3, None], ["　　测流", 1, "目标"], ["　　站房", 2, None], ["　堤防所", 3, None], ["　　巡堤", 3, "目标"]]
    book, _ = sheet_of(rows)
    model, findings = run(save(book, tmp_path))
    assert [(a["id"], a["name"]) for a in model["agencies"]] == [("a1", "水文站"), ("a2", "堤防所")]
    assert [(p["agency"], p["name"]) for p in model["projects"]] == [("a1", "测流"), ("a1", "站房"), ("a2", "巡堤")]
    assert findings == [] and list(model["reported"]["agencies"]) == ["a1", "a2"]


def test_the_departments_own_row_without_projects(tmp_path):
    path, = render(tmp_path, ROOT / "examples" / "no-projects-2025.json", "a.csv")
    model, findings = run(path)
    assert model == read_json(ROOT / "examples" / "no-projects-2025.json") and findings == []


def test_a_format_that_shows_ten_thousands(tmp_path):
    """4,880,000 in the format 0!.00, under 单位：万元 is 488."""
    def change(book, sheet):
        for cell in ("C5", "C6", "C7", "C8", "B5", "B6", "B7", "B8", "E5", "E6", "E8"):
            if sheet[cell].value is not None:
                sheet[cell] = sheet[cell].value * 10000
                sheet[cell].number_format = "0!.0000"
    model, findings = run(official(tmp_path, change))
    assert funds(model["projects"][1]) == ["200.00", None, "50.50"] and codes(findings) == ["shown-scaled"]


def test_a_goal_of_several_lines_that_is_repeated(tmp_path):
    rows = [["2025年表"], ["单位：元"], ["项目名称", "项目绩效目标", "二级指标代码", "三级指标", "年度指标值"],
            ["甲", "一\n二", "11", "数", "1"], ["甲", "一\n二", "11", "量", "2"]]
    book, _ = sheet_of(rows)
    model, _ = run(save(book, tmp_path), "--department", "某局")
    assert model["projects"][0]["goal"] == ["一", "二"] and len(model["projects"][0]["indicators"]) == 2


def test_a_form_that_is_not_here(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.xlsx")
    assert run(path, "--form", INDICATORS)[0]["form"] == INDICATORS
    done = subprocess.run([PROGRAM, "import", path, "--form", "nonsense"], capture_output=True, encoding="utf-8")
    assert done.returncode == 2 and done.stdout == "" and "BP1101" in done.stderr
    for other in ("another-form", "../../../../etc"):
        changed = repack(path, "docProps/custom.xml", lambda data: re.sub(rb"project-performance-targets|another-form", other.encode(), data))
        model, findings = run(changed)
        assert model["form"] == "project-performance-targets" and codes(findings) == ["form-not-here"]


def test_a_workbook_of_ours_that_lost_its_properties_is_still_read_to_the_letter(tmp_path):
    path, = render(tmp_path, model_of([project(1, goal=["　　一。", "　　2.二。"])]), "a.xlsx")
    whole, _ = run(path)
    assert whole["projects"][0]["goal"] == ["　　一。", "　　2.二。"]
    bare, _ = run(repack(path, "docProps/custom.xml", lambda data: re.sub(rb"<property .*</property>", b"", data)))
    assert bare == whole


def test_an_agency_without_projects_is_none_of_the_projects(tmp_path):
    agencies = [{"id": f"a{i}", "name": name} for i, name in enumerate(["局机关", "一中心", "二中心", "三中心"], 1)]
    model = model_of([project(1), project(2, agency="a3", goal=[])], agencies)
    back, _ = run(render(tmp_path, model, "a.csv")[0])
    assert [a["name"] for a in back["agencies"]] == ["局机关", "一中心", "二中心", "三中心"]
    assert [(p["name"], p["agency"]) for p in back["projects"]] == [("项目1", "a1"), ("项目2", "a3")]


def test_a_code_that_may_have_lost_digits_as_a_number(tmp_path):
    book, _ = sheet_of([["2025年表"], ["单位：元"], ["项目代码", "项目名称", "财政拨款"], [7, "甲", 1], [4401002421, "乙", 1]])
    path = repack(save(book, tmp_path), "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<v>7</v>", b"<v>440100242100000012</v>"))
    model, findings = run(path, "--department", "某局")
    assert [p["code"] for p in model["projects"]] == ["440100242100000012", "4401002421"]  # as it is written
    assert place(findings, "as-shown") == "表!A4" and "1 values" in next(f["message"] for f in findings if f["name"] == "as-shown")


def test_notes_below_a_table_of_others(tmp_path):
    """What has nothing but a text below a note is one more; it was taken as a project."""
    rows = ["某某局2025年项目支出绩效目标表", "单位：万元", "项目名称,总计,绩效目标,绩效指标", "项目一,10.00,目标。,",
            "注：1.财政拨款为空表示没有该项资金。", "2.负数为收回以前年度结余资金。", "3.金额均保留两位小数。"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    done = subprocess.run([PROGRAM, "import", path, "--department", "某某局"], capture_output=True, encoding="utf-8")
    model = json.loads(done.stdout)
    assert [p["name"] for p in model["projects"]] == ["项目一"] and len(model["notes"]) == 3, model


def workbook_of(folder, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "绩效"
    for row in [["某某局2024年项目支出绩效目标表"], ["部门名称：某某局", None, None, None, "单位：万元"],
                ["项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标"], *rows]:
        sheet.append(row)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


@pytest.mark.parametrize("rows, code, cell", [
    ([["甲", None, 999999999999, None, None, "目标。"], ["乙", None, 999999999999, None, None, "目标。"]], "BP3004", "绩效!A1"),
    ([["清淤\U0010fffd", 1, 1, None, None, "目标。"]], None, "绩效!A4"),
    ([["清淤", 1, 1, None, None, "目\ufffd标。"]], "BP3508", "绩效!F4"),
    ([["清淤", 1, 1, None, None, "目标。"], ["疏\ufffd浚", 1, 1, None, None, "目标。"]], "BP3508", "绩效!A5"),
])
def test_errors_of_an_imported_workbook_name_its_cells(tmp_path, rows, code, cell):
    """Sheet and cell, and no JSON Pointer into a file that nobody has."""
    path = workbook_of(tmp_path, rows)
    for command in (["check", path], ["diff", path, path, "-o", tmp_path / "d.xlsx"]):
        done = subprocess.run([PROGRAM, *command, "--lang", "en"], capture_output=True, encoding="utf-8")
        lines = [line for line in done.stderr.splitlines() if "error[" in line and (not code or code in line)]
        assert not [line for line in done.stderr.splitlines() if "(at /" in line], done.stderr
        if code and command[0] == "check":
            assert lines and all(f"t.xlsx:{cell}: " in line for line in lines), done.stderr
