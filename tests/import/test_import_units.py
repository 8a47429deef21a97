"""How the unit of amounts is read, wherever and however people write it: a unit that is told is never read as another one."""
import itertools
import random

import openpyxl
import pytest
from common import EXAMPLE, model_of, project, render
from test_import import codes, funds, place, run, save, sheet_of

KNOWN = {"元": ("元", "1500.00"), "千元": ("元", "1500000.00"), "万元": ("万元", "1500.00"), "人民币元": ("元", "1500.00"),
         "人民币万元": ("万元", "1500.00"), "百万元": ("万元", "150000.00"), "亿元": ("万元", "15000000.00"), "元人民币": ("元", "1500.00"),
         "￥元": ("元", "1500.00")}
UNKNOWN = ["百元", "十万元", "美元", "万美元", "10万元", "角元", "百 元"]
LABELS = ["单位", "金额单位", "计量单位", "货币单位", "计价单位", "单　位", "金额单位（人民币）"]
COLONS = ["：", ":", " ： ", "： "]
VALUES = ["{}", "（{}）", "{}。", "{}；", " {} ", "{}（保留两位小数）", "{} （含税）", "{}、%", "{}，个"]
PLACES = ["{}", "（{}）", "({})", "【{}】", "[{}]", "2025年1月   {}", "公开03表 {}", "公开03表　　{}", "{}  编制日期：2025年1月", "{}　打印日期:2025-01-01",
          "部门名称：某局    {}", "表号（{}）"]


def table(folder, line, name="甲", header="财政拨款", amount="1500", title="某局2025年项目支出绩效目标表", department="部门名称：某局"):
    rows = [title, department, line, f"项目名称,{header},绩效目标", f"{name},{amount},好"]
    path = folder / "table.csv"
    path.write_text("".join(row + "\n" for row in rows if row is not None), encoding="utf-8")
    return path


def errors(findings):
    return [f["name"] for f in findings if f["severity"] == "error"]


def every_way(seed, count, units):
    """A sample of all the ways that has each label, colon, value and place several times."""
    ways = list(itertools.product(LABELS, COLONS, VALUES, PLACES, units))
    return random.Random(seed).sample(ways, count)


@pytest.mark.slow
def test_a_known_unit_is_read_however_it_is_written(tmp_path):
    for label, colon, value, where, unit in every_way(1, 140, list(KNOWN)):
        line = where.format(label + colon + value.format(unit))
        model, findings = run(table(tmp_path, line))
        assert (model["amount_unit"], funds(model["projects"][0])[0]) == KNOWN[unit], line
        assert "unit-guessed" not in codes(findings) and model["department"]["name"] == "某局", line
        assert model.get("title", "某局2025年项目支出绩效目标表") == "某局2025年项目支出绩效目标表", line


def test_an_unknown_unit_is_an_error_at_its_line_and_never_ten_thousands(tmp_path):
    for label, colon, value, where, unit in every_way(2, 80, UNKNOWN):
        line = where.format(label + colon + value.format(unit))
        _, findings = run(table(tmp_path, line), status=1)
        assert errors(findings) == ["unknown-unit"] and findings[0]["line"] == 3, line


def test_without_a_known_unit_the_department_is_not_called_by_it(tmp_path):
    _, findings = run(table(tmp_path, "单位：百元", department=None), status=1)
    assert errors(findings) == ["unknown-unit"]
    model, _ = run(table(tmp_path, "单位：某某处", department=None, title="2025年表"))
    assert model["department"]["name"] == "某某处" and model["amount_unit"] == "万元"


@pytest.mark.parametrize("line", ["单位元", "金额单位（元）", "（元）", "元", "【金额单位 元】", "（计价单位：元）", "单位(元)"])
def test_a_unit_without_a_colon(tmp_path, line):
    model, _ = run(table(tmp_path, line))
    assert model["amount_unit"] == "元"


@pytest.mark.parametrize("tail", ["（单位：元）", "（元）", "(金额单位:元)", "【单位：元】", "  单位：元", "（单位：人民币元）"])
def test_a_unit_in_the_title_is_taken_and_is_no_part_of_it(tmp_path, tail):
    model, findings = run(table(tmp_path, None, title="某局2025年项目支出绩效目标总表" + tail, department=None))
    assert model["amount_unit"] == "元" and model["department"]["name"] == "某局"
    assert model["title"] == "某局2025年项目支出绩效目标总表"
    assert errors(run(table(tmp_path, None, title="某局2025年表" + tail.replace("元", "百元")), status=1)[1]) == ["unknown-unit"]


@pytest.mark.parametrize("line", ["单位负责人：张元", "联系单位：开元街道", "说明：  单位：按实际填列", "2025年开元表", "某局（开元）", "填报单位：元江县财政局"])
def test_names_that_end_like_money_are_no_units(tmp_path, line):
    model, findings = run(table(tmp_path, line))
    assert model["amount_unit"] == "万元" and "unit-guessed" in codes(findings) and model["department"]["name"] == "某局"


def test_two_units_are_an_error_at_the_second(tmp_path):
    path = table(tmp_path, "单位：元\n金额单位：万元")
    _, findings = run(path, status=1)
    assert [(f["name"], f["line"]) for f in findings if f["severity"] == "error"] == [("two-units", 4)]
    _, findings = run(path, "--unit", "元", status=1)
    assert "two-units" in codes(findings)
    _, findings = run(table(tmp_path, "单位：元（万元）"), status=1)
    assert errors(findings) == ["unknown-unit"]


def test_a_given_unit_does_not_stand_in_for_an_unknown_one(tmp_path):
    _, findings = run(table(tmp_path, "单位：百元"), "--unit", "元", status=1)
    assert errors(findings) == ["unknown-unit"]


# ---- --unit and --convert ----

@pytest.mark.parametrize("unit, taken", [("元", ("元", "1500.00")), ("千元", ("元", "1500000.00")), ("万元", ("万元", "1500.00")),
                                         ("百万元", ("万元", "150000.00")), ("亿元", ("万元", "15000000.00"))])
def test_a_unit_is_stated_where_the_file_tells_none(tmp_path, unit, taken):
    model, findings = run(table(tmp_path, None), "--unit", unit)
    assert (model["amount_unit"], funds(model["projects"][0])[0]) == taken and "unit-guessed" not in codes(findings)


@pytest.mark.parametrize("told, stated", [("万元", "元"), ("元", "万元"), ("千元", "元"), ("亿元", "万元"), ("人民币元", "千元")])
def test_a_unit_that_contradicts_the_files_own_is_an_error_at_its_label(tmp_path, told, stated):
    """It multiplied a table's money by 10,000 without a word."""
    _, findings = run(table(tmp_path, f"单位：{told}"), "--unit", stated, status=1)
    assert [(f["name"], f["line"]) for f in findings if f["severity"] == "error"] == [("unit-denied", 3)]
    assert run(table(tmp_path, f"单位：{told}"), "--unit", told)[0]["amount_unit"] == KNOWN[told][0]


@pytest.mark.parametrize("header, line, stated, status", [
    ("财政拨款（万元）", None, "元", 1), ("财政拨款/元", None, "万元", 1), ("财政拨款（元）", "单位：万元", "万元", 0), ("财政拨款（万元）", None, "万元", 0)])
def test_a_unit_that_contradicts_a_column_is_an_error(tmp_path, header, line, stated, status):
    _, findings = run(table(tmp_path, line, header=header), "--unit", stated, status=status)
    assert errors(findings) == ["unit-denied"] * status


@pytest.mark.parametrize("told, amount, to, taken", [
    ("元", "1500", "万元", "0.15"), ("元", "0.01", "万元", "0.000001"), ("元", "1234567890.12", "万元", "123456.789012"),
    ("万元", "1.234567", "元", "12345.67"), ("亿元", "0.00000001", "元", "1.00"), ("千元", "1.5", "万元", "0.15"), ("元", "1.5", "元", "1.50"),
    ("万元", "-99999999.999999", "元", "-999999999999.99"), ("百万元", "2", "元", "2000000.00")])
def test_amounts_are_converted_to_the_last_digit(tmp_path, told, amount, to, taken):
    model, findings = run(table(tmp_path, f"单位：{told}", amount=amount), "--convert", to)
    assert (model["amount_unit"], funds(model["projects"][0])[0]) == (to, taken)
    assert ("unit-converted" in codes(findings)) == (KNOWN[told][0] != to or told not in ("元", "万元"))


@pytest.mark.parametrize("told, amount, to, error", [("元", "0.001", "万元", "conversion-loses"), ("元", "1.234567", "万元", "conversion-loses"),
                                                     ("万元", "999999999.5", "元", "amount-too-large"), ("亿元", "99999", "元", "amount-too-large")])
def test_a_conversion_that_would_lose_a_digit_is_an_error(tmp_path, told, amount, to, error):
    _, findings = run(table(tmp_path, f"单位：{told}", amount=amount), "--convert", to, status=1)
    assert [(f["name"], f["line"]) for f in findings if f["severity"] == "error"] == [(error, 5)]


def test_a_working_workbook_is_converted_with_its_exact_amounts_and_what_it_reported(tmp_path):
    model = {**model_of([project(1, funding={"fiscal_appropriation": "123456789012.123"})]), "amount_unit": "元"}
    model["reported"] = {"total": {"total": "123456789012.123"}}
    path, = render(tmp_path, model, "w.xlsx", options=["--option", "xlsx.profile=working"])
    _, findings = run(path, "--convert", "万元", status=1)
    assert set(errors(findings)) == {"conversion-loses"}
    model["projects"][0]["funding"]["fiscal_appropriation"] = model["reported"]["total"]["total"] = "123456789012.12"
    path, = render(tmp_path, model, "w.xlsx", options=["--option", "xlsx.profile=working"])
    back, findings = run(path, "--convert", "万元")
    assert (back["amount_unit"], funds(back["projects"][0])[0]) == ("万元", "12345678.901212")
    assert back["reported"]["total"]["total"] == "12345678.901212" and errors(findings) == []
    _, findings = run(path, "--unit", "万元", status=1)
    assert errors(findings)[0] == "unit-denied"


@pytest.mark.parametrize("header,unit", [("财政拨款（元）", "元"), ("财政拨款(单位:元)", "元"), ("财政拨款/元", "元"), ("财政拨款【元】", "元"),
                                         ("财政拨款（金额单位：人民币元）", "元"), ("财政拨款（万元）", "万元")])
def test_a_unit_in_the_header_of_a_column(tmp_path, header, unit):
    model, _ = run(table(tmp_path, None, header=header))
    assert model["amount_unit"] == unit and funds(model["projects"][0])[0] == "1500.00"


def test_an_unknown_unit_in_a_header_is_an_error_at_its_cell(tmp_path):
    book, _ = sheet_of([["某局2025年表"], ["单位：万元"], ["项目名称", "财政拨款（百元）", "绩效目标（三年）"], ["甲", 15, "好"]])
    _, findings = run(save(book, tmp_path), status=1)
    assert errors(findings) == ["unknown-unit"] and place(findings, "unknown-unit") == "表!B3"


def test_a_unit_over_several_columns_is_theirs(tmp_path):
    book, sheet = sheet_of([["某局2025年表"], ["项目名称", "预算资金（元）", None, "绩效目标"], [None, "财政拨款", "其他资金", None], ["甲", 1500, 20, "好"]])
    for cells in ("A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(cells)
    model, _ = run(save(book, tmp_path))
    assert model["amount_unit"] == "元" and funds(model["projects"][0]) == ["1500.00", None, "20.00"]


def working(folder, unit):
    path, = render(folder, EXAMPLE, "w.xlsx", options=["--option", "xlsx.profile=working"])
    book = openpyxl.load_workbook(path)
    sheet = book["表信息"]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "金额单位")
    sheet.cell(row, 2).value = unit
    book.save(path)
    return path, f"表信息!B{row}"


def test_the_unit_of_a_working_workbook_is_told_at_its_cell(tmp_path):
    path, cell = working(tmp_path, "百元")
    _, findings = run(path, status=1)
    assert [(f["name"], f["cell"]) for f in findings if f["severity"] == "error"] == [("unknown-unit", cell)]
    assert errors(run(path, "--unit", "元", status=1)[1]) == ["unknown-unit"]
    before = funds(run(working(tmp_path, "万元")[0])[0]["projects"][0])[0]
    path, cell = working(tmp_path, "千元")
    model, findings = run(path)
    assert model["amount_unit"] == "元" and place(findings, "unit-converted") == cell
    assert float(funds(model["projects"][0])[0]) == 1000 * float(before)
    assert run(working(tmp_path, "人民币万元")[0])[0]["amount_unit"] == "万元"
