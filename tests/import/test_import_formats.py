"""What number formats make of values and amounts: an indicator is what its cell shows, an amount never in a unit that it does not say."""
import csv

import openpyxl
import pytest
from test_import import codes, funds, repack, run, save, sheet_of
from test_workbook import convert

# What LibreOffice shows is what is read. Excel and it differ in 0.## (5.), 0%%, 0,.0 and 0!.0: those are worked out by hand in
# tests/unit/test_values.c.
ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
SHOWN = [("General", 12.5), ("0", 12), ("0.00", 5), ("0%", 0.9), ("0.0%", 0.955), ('"≥"0%', 0.9), ('0"个"', 12), ('"≥"0"公里"', 12),
         ('0"%"', 90), ('0.0"万元"', 3.5), ("¥0.00", 0.9), ("0个", 12), ("0\\个", 12), ('General"个"', 12.5), ("[$¥-804]0.00", 5),
         ('[Red]0"次"', 5), ("000000", 12), ("000-0000", 5551234), ('"第"0"期"', 3), ("0_ ", 5), ("0.##", 5.5), ("#.00", 0.5), (".00", 12.5),
         ('"≥"0', -5), ("#,##0", 12000), ("#,##0.00", 1234567.5), ('#,##0"元"', -12000), ("000,000", 5), ('0;-0;"无"', 0), ("0;(0)", -3),
         ('"增"0;"减"0', -3), ('"增"0;"减"0', 0), (ACCOUNTING, 0), (ACCOUNTING, -36.8), (ACCOUNTING, 1234.5), ("0;0;@", 0),
         ('[>=0.9]"合格";"不合格"', 0.95), ('[>=0.9]"合格";"不合格"', 0.5), ('[>=10000]0\\.0,"万";0', 12000), ('[>=10000]0\\.0,"万";0', 500),
         ('[=1]"是";[=0]"否";0', 0), ('[=1]"是";[=0]"否";0', 7), ('[<0]"减"0;0', -4), ("[<100]0", -4), ("[>=0]0;(0)", -5), ("0,", 5000),
         ('0.0,"千元"', 5500), ("0.00,,", 2500000), ("0\\.0,", 12345678), ('0"."0000', 36.8), ('[<0]"亏"0;[>=0]"盈"0', -2),
         ('"a"0;"b"0;"c"0;"d"@', 0), ('0"个"00', 1234), ('#,##0.0"元"', 1234.5), ('@"个"', "多"), ('0;0;0;"共"@', "五"), (ACCOUNTING, "五")]


def values(folder, cases):
    """The annual values of indicators typed as numbers in some formats, and the findings."""
    book, sheet = sheet_of([["某局2025年表"], ["单位：万元"], ["项目名称", "财政拨款", "一级绩效指标代码", "二级绩效指标代码", "指标名称", "指标值"]])
    for row, (code, value) in enumerate(cases, 4):
        sheet.append(["甲", 1, "1", "11", f"指标{row}", value])
        sheet.cell(row, 6).number_format = code
    model, findings = run(save(book, folder))
    return [record["annual_value"] for record in model["projects"][0]["indicators"]], findings


def test_an_indicator_is_what_another_program_shows_in_its_cell(tmp_path):
    book = openpyxl.Workbook()
    for row, (code, value) in enumerate(SHOWN, 1):
        book.active.cell(row, 1, value).number_format = code
    book.save(tmp_path / "shown.xlsx")
    with open(convert(tmp_path / "shown.xlsx", tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,2052,false,true"), encoding="utf-8") as file:
        shown = [row[0].strip() for row in csv.reader(file)]
    assert len(shown) == len(SHOWN) and sum(text != str(value) for text, (_, value) in zip(shown, SHOWN)) > 45
    assert values(tmp_path, SHOWN)[0] == shown


@pytest.mark.parametrize("code,value,text,told", [
    ('"≥"0%', 0.9, "≥90%", False), ('0"个"', 12, "12个", False), ('0"%"', 90, "90%", False), ('@"次"', "多", "多次", False),
    ('0;-0;"无"', 0, "无", True), ("#,##0", 12000, "12,000", True), ("0", 12.5, "12.5", True), ("# ?/?", 0.5, "0.5", True), (";;;", 5, "5", True)])
def test_words_of_a_number_format_belong_to_the_value(tmp_path, code, value, text, told):
    got, findings = values(tmp_path, [(code, value)])
    assert got == [text] and ("as-shown" in codes(findings)) == told


@pytest.mark.slow
def test_formats_make_no_more_text_than_a_sheet_may_hold(tmp_path):
    """A few bytes a cell, a thousand by its format: BP6127."""
    book, sheet = sheet_of([["某局2025年表"], ["单位：万元"], ["项目名称", "财政拨款", "一级绩效指标代码", "二级绩效指标代码", "指标名称", "指标值"],
                            ["甲", 1, "1", "11", 1, 2]])
    sheet["E4"].number_format = sheet["F4"].number_format = '0"' + "x" * 1000 + '"'

    def many(data):
        style = data.split(b'<c r="E4" s="')[1].split(b'"')[0]
        rows = b"".join(b'<row r="%d"><c r="E%d" s="%s"><v>%d</v></c><c r="F%d" s="%s"><v>2</v></c></row>' % (r, r, style, r, r, style)
                        for r in range(5, 140000))
        return data.replace(b"</sheetData>", rows + b"</sheetData>")
    _, findings = run(repack(save(book, tmp_path), "xl/worksheets/sheet1.xml", many), status=1)
    assert codes(findings, "error") == ["texts-too-long"]


def amount(folder, code, value, *options, line="单位：万元", status=0):
    book, sheet = sheet_of([["某局2025年表"], [line], ["项目名称", "财政拨款", "绩效目标"], ["甲", value, "好"]])
    sheet["B4"].number_format = code
    return run(save(book, folder), *options, status=status)


@pytest.mark.parametrize("code", ['#,##0.00"元"', '0.00,"千元"', '0.00"元";-0.00"元"', '0"百元"', '0"美元"', '"人民币"0.00"元"', '0.00"亿"',
                                  '[>=10000]0.00"元";0'])
def test_a_format_that_writes_another_unit_is_an_error(tmp_path, code):
    _, findings = amount(tmp_path, code, 1000000, status=1)
    assert [(f["name"], f["cell"]) for f in findings if f["severity"] == "error"] == [("other-unit-shown", "表!B4")]
    stated = codes(amount(tmp_path, code, 1000000, "--unit", "元", line="", status=int('0"元"' not in code.split(";")[0]))[1], "error")
    assert stated == ["other-unit-shown"] * ('0"元"' not in code.split(";")[0])


@pytest.mark.parametrize("line,code,value,expected", [
    ("单位：万元", '#,##0.00"万元"', 12.5, "12.50"), ("单位：元", '#,##0.00"元"', 12.5, "12.50"), ("单位：元", '"人民币"0.00"元整"', 12.5, "12.50"),
    ("单位：万元", '0!.0000"万元"', 4880000, "488.00"), ("单位：千元", '0"千元"', 15, "15000.00"), ("单位：万元", '"¥"#,##0.00', 12.5, "12.50"),
    ("单位：万元", ACCOUNTING, -12.5, "-12.50"), ("单位：万元", ACCOUNTING, 0, "0.00"), ("单位：万元", "[$¥-804]#,##0.00", 12.5, "12.50"),
    ("单位：万元", '"约"0.0', 12.5, "12.50"), ("单位：万元", ";;;", 12.5, "12.50"), ("单位：万元", "[>=10000]0!.0,;0.0", 500, "500.00"),
    ("单位：万元", "[>=10000]0!.0,;0.0", 12000, "1.20"), ("单位：万元", '@"万元"', "12.5", "12.50"), ("单位：万元", "0;yyyy;0", 12.5, "12.50")])
def test_formats_that_leave_an_amount_what_it_is(tmp_path, line, code, value, expected):
    assert funds(amount(tmp_path, code, value, line=line)[0]["projects"][0])[0] == expected
