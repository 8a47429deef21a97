"""Edits of the working workbook that cannot be taken as they were meant: each is told at its cell, or refused, never lost."""
import json
import re
import subprocess

import openpyxl
import pytest
from openpyxl.styles import Font

from common import PROGRAM, ROOT, model_of, project, read_json, render
from test_import import repack

TWO = ROOT / "examples" / "two-agencies-2025.json"
FIRST = "河道清淤与堤岸巡查"
UPDATED = ("sums-updated", "note", None)  # of the example's reported totals, where an amount is added or left out


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return render(tmp_path_factory.mktemp("two"), TWO, "w.xlsx", options=("--option", "xlsx.profile=working"))[0]


def book_of(folder, model):
    return render(folder, model, "w.xlsx", options=("--option", "xlsx.profile=working"))[0]


def take(path, *options, lang="en"):
    """The model, None where it was refused, and the findings as (name, severity, cell)."""
    done = subprocess.run([PROGRAM, "import", path, "--diagnostics=json", "--lang", lang, *options], capture_output=True, encoding="utf-8")
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode == 0) == bool(done.stdout) and done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout) if done.stdout else None, [(f["name"], f["severity"], f.get("cell")) for f in found]


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[1] if cell.value}


def fill(sheet, row, **values):
    at = columns(sheet)
    for header, value in values.items():
        sheet.cell(row, at[header]).value = value


def blank_rows(sheet):
    at = columns(sheet)["项目编号"]
    return [r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, at).value).startswith("=")]


def edit(change, source, path):
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(path)
    return path


@pytest.fixture
def edited(workbook, tmp_path):
    """Takes what an edit makes of the workbook of two agencies."""
    return lambda change, *options, source=workbook: take(edit(change, source, tmp_path / "edited.xlsx"), *options)


EDITS = {}


def computed(model):
    """An edit of that model's workbook that LibreOffice saves, too: all of them in one run, since it takes a second to start."""
    return lambda change: EDITS.setdefault(change.__name__, (model, change))[1]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The path of an edited workbook as a script leaves it, without results of formulas, and as LibreOffice does."""
    folder = tmp_path_factory.mktemp("saved")
    for name, (model, change) in EDITS.items():
        (folder / name).mkdir()
        edit(change, book_of(folder / name, model), folder / f"{name}.xlsx")
    books = [folder / f"{name}.xlsx" for name in EDITS]
    sanitized = "asan" in str(PROGRAM)
    if not sanitized:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                        "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "libreoffice", *books], check=True, capture_output=True,
                       timeout=170)

    def path_of(change, by_libreoffice=True):
        if by_libreoffice and sanitized:
            pytest.skip("LibreOffice is not what the sanitizers look at, and the workbook is the same")
        return (folder / "libreoffice" if by_libreoffice else folder) / f"{change.__name__}.xlsx"
    return path_of


def cells(findings, name):
    return [cell for found, _, cell in findings if found == name]


# ---- what is missing is not blank ----

NEEDED = {"表信息": ["项", "内容"], "字典": ["代码", "名称", "来源"], "资金": ["项目名称", "资金性质", "金额"], "目标": ["项目名称", "绩效目标"],
          "项目": ["项目代码", "项目名称", "资金使用单位", "财政拨款", "财政专户拨款", "其他资金", "处理"],
          "单位": ["单位代码", "单位名称", "填报总计", "填报财政拨款", "填报财政专户拨款", "填报其他资金"],
          "数据": ["项目名称", "一级绩效指标代码", "二级绩效指标代码", "指标名称", "实施周期指标值", "年度指标值", "编号组"]}


@pytest.mark.parametrize("sheet, header", [(sheet, header) for sheet, headers in NEEDED.items() for header in headers])
def test_a_column_under_another_name_is_not_read_as_blank(edited, sheet, header):
    model, findings = edited(lambda book: fill(book[sheet], 1, **{header: f"{header}甲乙"}))
    assert model is None and findings == [("column-missing", "error", f"{sheet}!A1")]


def test_the_message_names_the_column(workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    fill(book["资金"], 1, 金额="调整后数额")
    book.save(tmp_path / "a.xlsx")
    said = {lang: subprocess.run([PROGRAM, "import", tmp_path / "a.xlsx", "--lang", lang], capture_output=True, encoding="utf-8").stderr
            for lang in ("en", "zh")}
    assert "sheet 资金 has no column 金额" in said["en"] and "工作表“资金”没有“金额”一列" in said["zh"]


@pytest.mark.parametrize("sheet", NEEDED)
@pytest.mark.parametrize("deleted", [False, True], ids=["renamed", "deleted"])
def test_a_sheet_that_is_missing_is_not_read_as_empty(edited, sheet, deleted):
    def change(book):
        if deleted:
            del book[sheet]
        else:
            book[sheet].title = sheet + " (2)"
    model, findings = edited(change)
    assert model is None and [(name, severity) for name, severity, _ in findings] == [("sheet-missing", "error")]


def test_sheets_and_columns_that_hold_no_facts_may_go(edited):
    def change(book):
        del book["校验"]
        book[book.sheetnames[0]].title = "表"
        for sheet, header in (("资金", "原值"), ("目标", "空段"), ("目标", "段落"), ("单位", "填报次序"), ("数据", "序号"), ("项目", "提示")):
            fill(book[sheet], 1, **{header: "无"})
    model, findings = edited(change)
    assert {(name, cell.split("!")[0]) for name, _, cell in findings} == {("cell-left", "单位"), ("cell-left", "目标")}
    assert model["projects"] == read_json(TWO)["projects"]


def test_the_official_sheet_of_a_working_workbook_can_be_read_alone(edited):
    def change(book):
        for name in book.sheetnames[1:]:
            del book[name]
        for row in book.active.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = "甲" if cell.column == 1 else None
    assert "sheet-missing" not in [name for name, _, _ in edited(change)[1]]


@pytest.mark.parametrize("item", ["预算年度", "金额单位", "部门名称"])
def test_an_item_under_another_name_is_not_read_as_blank(edited, item):
    def change(book):
        row = next(r for r in range(2, 20) if book["表信息"].cell(r, 1).value == item)
        book["表信息"].cell(row, 1).value = "某项"
    model, findings = edited(change)
    assert model is None and ("row-missing", "error", "表信息!A1") in findings and len(cells(findings, "item-left")) == 1


# ---- 表信息 ----

@pytest.mark.parametrize("row, value, name", [(5, "明年", "no-year"), (5, None, "no-year"), (6, "百元", "unknown-unit"), (6, None, "unknown-unit"),
                                              (7, None, "no-department")])
def test_faults_of_the_table_name_their_cells(edited, row, value, name):
    model, findings = edited(lambda book: fill(book["表信息"], row, 内容=value))
    assert model is None and findings == [(name, "error", f"表信息!B{row}")]


def test_year_and_department_of_the_command_line_hold_for_working_workbooks_too(edited):
    def change(book):
        fill(book["表信息"], 5, 内容=None)
        fill(book["表信息"], 7, 内容=None)
    model, _ = edited(change, "--year", "2031", "--department", "某局")
    assert (model["fiscal_year"], model["department"]["name"] if isinstance(model["department"], dict) else model["department"]) == (2031, "某局")


def test_a_blank_behind_the_unit_is_none(edited):
    model, findings = edited(lambda book: fill(book["表信息"], 6, 内容="万元 "))
    assert findings == [] and model["amount_unit"] == "万元"


def test_a_note_that_was_cleared_is_gone(edited):
    model, findings = edited(lambda book: fill(book["表信息"], 11, 内容=None))
    assert findings == [("cell-left", "warning", "项目支出绩效目标表!A12")]  # where it still stands
    assert model["notes"] == read_json(TWO)["notes"][:1]


# ---- 单位 ----

def test_figures_reported_where_there_were_none_are_kept(tmp_path, edited):
    model = read_json(TWO)
    del model["reported"]
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")

    def change(book):
        fill(book["单位"], 2, 填报总计=1325.33)
        fill(book["单位"], 4, 填报其他资金=0)
    made, findings = edited(change, source=book_of(tmp_path, tmp_path / "model.json"))
    assert findings == [] and made["reported"] == {"total": {"total": "1325.33"}, "agencies": {"station": {"other": "0.00"}}}


def test_figures_reported_for_one_more_agency_come_behind_the_others(tmp_path, edited):
    model = read_json(TWO)
    model["reported"] = {"agencies": {"station": {"total": "87.123456"}}}
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
    made, _ = edited(lambda book: fill(book["单位"], 3, 填报总计=2), source=book_of(tmp_path, tmp_path / "model.json"))
    assert list(made["reported"]["agencies"].items()) == [("station", {"total": "87.123456"}), ("bureau", {"total": "2.00"})]


def test_the_sum_row_of_the_agencies_is_known_by_its_name(edited):
    def blank(book):
        book["单位"].insert_rows(2)

    def last(book):
        sheet = book["单位"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
        for r, row in enumerate([rows[1], rows[2], rows[0]]):
            for c, value in enumerate(row):
                sheet.cell(r + 2, c + 1).value = value
    for change in (blank, last):
        model, findings = edited(change)
        assert findings == [] and (model["agencies"], model["reported"]) == (read_json(TWO)["agencies"], read_json(TWO)["reported"])
    model, findings = edited(lambda book: book["单位"].delete_rows(2))
    assert model is None and findings == [("row-missing", "error", "单位!A1")]


def test_an_agency_that_was_deleted_is_not_made_up_again(edited):
    model, findings = edited(lambda book: book["单位"].delete_rows(4))
    assert model is None and findings == [("unknown-agency", "error", "项目!M4")]


def test_a_new_agency_gets_an_id_that_none_has(tmp_path, edited):
    agencies = [{"id": "a1", "name": "甲"}, {"id": "a3", "name": "乙"}]
    source = book_of(tmp_path, model_of([project(1, agency="a1"), project(2, agency="a3")], agencies))

    def change(book):
        fill(book["单位"], 5, 单位名称="丙")
        fill(book["项目"], blank_rows(book["项目"])[0], 项目名称="新的", 资金使用单位="丙", 财政拨款=5)
    model, findings = edited(change, source=source)
    assert [a["id"] for a in model["agencies"]] == ["a1", "a3", "a4"] and findings == []
    assert model["projects"][-1]["agency"] == "a4"


def test_an_agency_id_that_stands_twice_names_its_cell(edited):
    model, findings = edited(lambda book: fill(book["单位"], 4, 单位编号="bureau"))
    assert model is None and ("duplicate-id", "error", "单位!K4") in findings


# ---- 项目 ----

@computed(TWO)
def misspell_an_agency(book):
    fill(book["项目"], blank_rows(book["项目"])[0], 项目名称="节水", 资金使用单位="临江市水文站", 财政拨款=5)


def test_an_agency_by_a_misspelt_name_is_told(saved):
    for by_libreoffice in (False, True):
        model, findings = take(saved(misspell_an_agency, by_libreoffice))
        assert findings == [("new-agency", "warning", "项目!C6"), UPDATED] and len(model["agencies"]) == 3


def test_an_agency_typed_over_its_formula_is_told(edited):
    model, findings = edited(lambda book: fill(book["项目"], 2, 资金使用单位="临江市水文监测站"))
    assert findings == [("not-taken", "warning", "项目!C2")] and model["projects"] == read_json(TWO)["projects"]


def test_an_unknown_word_in_the_column_of_deletions_is_refused(edited):
    assert edited(lambda book: fill(book["项目"], 3, 处理="作废")) == (None, [("unknown-action", "error", "项目!K3")])
    model, findings = edited(lambda book: fill(book["项目"], 3, 处理=" 删除 "))
    assert findings == [UPDATED] and [p["id"] for p in model["projects"]] == ["b1", "s1", "s2"]


@computed(TWO)
def add_a_project_of_a_name_that_is_taken(book):
    fill(book["项目"], blank_rows(book["项目"])[0], 项目名称=FIRST, 资金使用单位="临江市水文监测站", 财政拨款=7)


def test_the_amount_of_an_added_project_that_has_the_name_of_another(saved):
    for by_libreoffice in (False, True):
        model, _ = take(saved(add_a_project_of_a_name_that_is_taken, by_libreoffice))
        assert model["projects"][-1]["name"] == FIRST and model["projects"][-1]["funding"]["fiscal_appropriation"] == "7.00"
        assert model["projects"][:-1] == read_json(TWO)["projects"]


def test_an_amount_typed_over_the_formula_of_another_sheet_is_told(edited):
    def change(book):
        fill(book["项目"], 2, 财政拨款=9999, 财政专户拨款=1, 总计=5)
    model, findings = edited(change)
    assert findings == [("not-taken", "warning", "项目!E2"), ("not-taken", "warning", "项目!F2"), ("not-taken", "warning", "项目!D2")]
    assert model["projects"] == read_json(TWO)["projects"]


def test_formulas_pasted_as_values_change_nothing(workbook, edited):
    shown = openpyxl.load_workbook(workbook, data_only=True)

    def change(book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = shown[sheet.title][cell.coordinate].value
    model, findings = edited(change)
    assert findings == [] and model["projects"] == read_json(TWO)["projects"]


@computed(TWO)
def add_a_project_of_blanks(book):
    fill(book["项目"], blank_rows(book["项目"])[0], 项目名称=" ")


def test_a_row_for_a_project_of_blanks_is_none(saved):
    model, findings = take(saved(add_a_project_of_blanks))
    assert findings == [] and len(model["projects"]) == 4


# ---- 资金 ----

def test_two_amounts_of_one_fund_are_not_added_up(edited):
    def change(book):
        for cell in book["资金"][2]:
            book["资金"].cell(14, cell.column).value = cell.value
    model, findings = edited(change)
    assert model is None and findings == [("fund-twice", "error", "资金!D14")]


# ---- 目标, 数据 ----

@computed(model_of([project(1, name="同名"), project(2, name="异名"), project(3, name="同名")]))
def add_by_a_name_of_two(book):
    fill(book["目标"], blank_rows(book["目标"])[0], 项目名称="同名", 绩效目标="新目标")
    fill(book["数据"], blank_rows(book["数据"])[0], 项目名称="同名", 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="新",
         实施周期指标值="1", 年度指标值="1")


def test_what_is_added_by_a_name_that_two_projects_have_is_told(saved):
    for by_libreoffice in (False, True):
        model, findings = take(saved(add_by_a_name_of_two, by_libreoffice))
        assert [f[:2] for f in findings] == [("same-names", "warning")] * 2 and [f[2][:4] for f in findings] == ["目标!B", "数据!B"]
        assert [p["goal"][-1:] == ["新目标"] for p in model["projects"]] == [False, False, True]


def test_a_row_without_a_project_says_where_to_choose_one(edited):
    def change(book):
        book["数据"].insert_rows(3)
        fill(book["数据"], 3, 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="新", 实施周期指标值="1", 年度指标值="1")
    assert edited(change) == (None, [("project-not-chosen", "error", "数据!B3")])


@pytest.mark.parametrize("group", ["第2组", 1.5, -1, 0, "二", "2026-01-01", 99999999999, "1" * 60])
def test_a_group_that_is_no_number_is_refused(edited, group):
    model, findings = edited(lambda book: fill(book["数据"], 3, 编号组=group))
    assert model is None and [f for f in findings if f[1] != "note"] == [("bad-group", "error", "数据!K3")]


def test_a_group_in_other_digits(edited):
    model, findings = edited(lambda book: fill(book["数据"], 3, 编号组=" ２"))
    assert findings == [] and model["projects"][0]["indicators"][1]["group"] == 2


def test_levels_that_are_missing_name_their_cells(edited):
    model, findings = edited(lambda book: fill(book["数据"], 2, 一级绩效指标代码=None, 二级绩效指标代码=None))
    assert model is None and findings == [("empty-text", "error", "数据!C2"), ("empty-text", "error", "数据!E2")]


def test_a_row_cleared_with_the_space_bar_is_no_indicator(edited):
    model, findings = edited(lambda book: fill(book["数据"], 2, 一级绩效指标代码=" ", 二级绩效指标代码=" ", 指标名称="　", 实施周期指标值=" ",
                                               年度指标值=" "))
    assert findings == [] and model["projects"][0]["indicators"] == read_json(TWO)["projects"][0]["indicators"][1:]


def test_a_line_feed_at_the_end_of_a_goal_is_no_paragraph(edited):
    text = read_json(TWO)["projects"][1]["goal"][0]
    for value in (f"{text}\n", f"\n{text}\n\n", f"{text}\r\n"):
        model, findings = edited(lambda book: fill(book["目标"], 6, 绩效目标=value))
        assert findings == [] and model["projects"][1]["goal"] == [text]
    model, _ = edited(lambda book: fill(book["目标"], 6, 绩效目标="\n"))
    assert model["projects"][1]["goal"] == []


@pytest.mark.parametrize("merged, row, column", [("H2:H3", 1, "period_value"), ("H2:I2", 0, "annual_value"), ("C2:C3", 1, "level1"),
                                                 ("G2:G3", 1, "name")])
def test_a_value_of_merged_cells_is_that_of_each_row(edited, merged, row, column):
    was = read_json(TWO)["projects"][0]["indicators"]
    model, findings = edited(lambda book: book["数据"].merge_cells(merged))
    now = model["projects"][0]["indicators"]
    source = "period_value" if column == "annual_value" else column
    assert now[row][column] == was[0][source] and [f[0] for f in findings] == ["merged-values"]
    assert cells(findings, "merged-values") == [f"数据!{merged[3:]}"]


@pytest.mark.parametrize("sheet, merged, cell", [("目标", "D2:D5", "目标!D3"), ("资金", "D2:D4", "资金!D3"), ("数据", "G2:H2", "数据!H2"),
                                                 ("项目", "B2:B3", "项目!B3"), ("单位", "G2:G4", "单位!G3")])
def test_merged_cells_that_hide_a_fact_are_refused(edited, sheet, merged, cell):
    model, findings = edited(lambda book: book[sheet].merge_cells(merged))
    assert model is None and ("merged-away", "error", cell) in findings


def test_merged_cells_below_a_table_are_nobodys(edited):
    def change(book):
        book["资金"].merge_cells("A40:F41")
        book["数据"].merge_cells("D2:D3")   # a formula
    assert [f for f in edited(change)[1] if f[1] == "error"] == []


# ---- room for what is added ----

def shown(path, sheet):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows()]


@computed(TWO)
def rename_an_agency(book):
    fill(book["单位"], 3, 单位名称="改了名的单位")


def test_a_renamed_agency_has_its_new_name_among_the_checks(workbook, saved):
    of = [row[1] for row in shown(saved(rename_an_agency), "校验")]
    assert [name for name in of if str(name).endswith(" 总计")] == ["合计 总计", "改了名的单位 总计", "临江市水文监测站 总计"]
    assert "临江市水务局本级 总计" in [row[1] for row in shown(workbook, "校验")]


@computed(model_of([project(i, name=name) for i, name in enumerate(["同名", "异名", "同名", "甲*", "甲乙", "长" * 300], 1)]))
def add_by_many_names(book):
    for row, name in zip(blank_rows(book["目标"]), ["同名", "异名", "同名"]):
        fill(book["目标"], row, 项目名称=name, 绩效目标="新目标")
    for row, name in zip(blank_rows(book["数据"]), ["甲*", "长" * 300]):
        fill(book["数据"], row, 项目名称=name, 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="新", 实施周期指标值="1", 年度指标值="1")


def test_the_checks_hint_at_rows_for_one_of_several_projects(saved):
    found = [row[3:6:2] for row in shown(saved(add_by_many_names), "校验") if "没有同名的" in str(row[0])]
    assert found == [[2, "提示"], [0, "通过"]]


def test_each_added_project_has_room_for_goals_and_indicators(workbook):
    book = openpyxl.load_workbook(workbook)
    projects = len(blank_rows(book["项目"]))
    assert len(blank_rows(book["目标"])) >= 3 * projects and len(blank_rows(book["数据"])) >= 6 * projects


@computed(TWO)
def copy_the_last_blank_project(book):
    sheet = book["项目"]
    rows = blank_rows(sheet)
    for number, row in enumerate(rows):
        fill(sheet, row, 项目名称=f"新{number}", 资金使用单位="临江市水文监测站", 财政拨款=1)
    last = rows[-1]
    for cell in sheet[last]:
        formula = isinstance(cell.value, str) and cell.value.startswith("=")
        sheet.cell(last + 1, cell.column).value = re.sub(rf"(?<=[A-Z]){last}\b", str(last + 1), cell.value) if formula else cell.value
    fill(sheet, last + 1, 项目名称="新的最后一个")


def test_a_copy_of_the_last_blank_project_has_an_id_of_its_own(saved):
    model, findings = take(saved(copy_the_last_blank_project))
    assert findings == [UPDATED] and [p["id"] for p in model["projects"][4:]] == [f"new-{i}" for i in range(1, 12)]


@computed(model_of([project(1, id="new-4"), project(2, id="new-2")]))
def add_behind_numbered_projects(book):
    for number, row in enumerate(blank_rows(book["项目"])[:2]):
        fill(book["项目"], row, 项目名称=f"新{number}", 财政拨款=1)


def test_numbers_of_added_projects_pass_over_those_of_the_model(saved):
    model, findings = take(saved(add_behind_numbered_projects))
    assert [p["id"] for p in model["projects"]] == ["new-4", "new-2", "new-5", "new-6"] and findings == []


def add_agencies(book, row):
    sheet, projects = book["单位"], book["项目"]
    assert all(not sheet.cell(row + 1, columns(sheet)[header]).protection.locked for header in ("单位代码", "单位名称", "填报总计"))
    fill(sheet, 3, 单位名称="甲单位")
    fill(sheet, row, 单位代码="009", 单位名称="乙单位", 填报总计=2)
    fill(sheet, row + 1, 单位名称="丙单位")
    for blank, (name, agency) in zip(blank_rows(projects), (("一", "甲单位"), ("二", "乙单位"), ("三", "丙单位"))):
        assert not projects.cell(blank, columns(projects)["资金使用单位"]).protection.locked
        fill(projects, blank, 项目名称=name, 资金使用单位=agency, 财政拨款=2)


@computed(ROOT / "examples" / "no-projects-2025.json")
def add_agencies_to_none(book):
    add_agencies(book, 4)


@computed(TWO)
def add_agencies_to_two(book):
    add_agencies(book, 5)


@pytest.mark.parametrize("change", [add_agencies_to_none, add_agencies_to_two], ids=["none", "two"])
def test_agencies_can_be_added_without_lifting_the_protection(saved, change):
    made = {}
    for by_libreoffice in (False, True):
        model, findings = take(saved(change, by_libreoffice))
        names = {a["id"]: (a["name"], a.get("code")) for a in model["agencies"]}
        assert findings == [UPDATED] * (change is add_agencies_to_two) and len(names) == len(model["agencies"])
        assert [names[p["agency"]][0] for p in model["projects"][-3:]] == ["甲单位", "乙单位", "丙单位"]
        assert ("乙单位", "009") in names.values() and {"total": "2.00"} in model["reported"]["agencies"].values()
        made[by_libreoffice] = [a["id"] for a in model["agencies"]]
    assert made[False] == made[True]
    sums = {line[1]: line[2] for line in shown(saved(change), "单位")[1:]}
    assert sums["乙单位"] == 2 and sums["丙单位"] == 2


@computed(model_of([project(1)]))
def choose_a_new_agency(book):
    fill(book["单位"], 4, 单位名称="新单位")
    first, second = blank_rows(book["项目"])[:2]
    fill(book["项目"], first, 项目名称="一", 财政拨款=2)
    fill(book["项目"], second, 项目名称="二", 资金使用单位="新单位", 财政拨款=2)


def test_the_only_agency_of_added_projects_may_be_exchanged(saved):
    for by_libreoffice in (False, True):
        model, findings = take(saved(choose_a_new_agency, by_libreoffice))
        names = {a["id"]: a["name"] for a in model["agencies"]}
        own = model["agencies"][0]["name"]
        assert findings == [] and [names[p["agency"]] for p in model["projects"]] == [own, own, "新单位"]


# ---- struck out ----

def test_text_that_is_struck_out_is_told(workbook, tmp_path):
    book = openpyxl.load_workbook(workbook)
    book["资金"]["D2"].font = Font(strike=True)
    book["数据"]["G2"].value = "旧的新的"
    book["数据"]["M3"].font = Font(strike=True)   # of no known column
    book["数据"]["H60"].font = Font(strike=True)  # nothing stands there
    book.save(tmp_path / "edited.xlsx")
    runs = "<r><rPr><strike/></rPr><t>旧的</t></r><r><t>新的</t></r>".encode()
    plain = "|".join(f"<t>{text}</t>" for text in ("旧的新的", "旧的新的".encode("ascii", "xmlcharrefreplace").decode())).encode()
    repack(tmp_path / "edited.xlsx", "xl/worksheets/sheet5.xml", lambda text: re.sub(plain, runs, text))
    model, findings = take(tmp_path / "edited.xlsx")
    assert findings == [("struck-out", "warning", "资金!D2"), ("struck-out", "warning", "数据!G2")]
    assert model["projects"][0]["indicators"][0]["name"] == "旧的新的"
    assert take(workbook)[1] == []


def test_a_project_that_is_struck_out_is_told(tmp_path):
    path = render(tmp_path, TWO, "o.xlsx")[0]
    book = openpyxl.load_workbook(path)
    for cell in book.active[6]:
        cell.font = Font(strike=True)
    book.save(path)
    model, findings = take(path)
    assert ("struck-out", "warning") in [f[:2] for f in findings] and len(model["projects"]) == 4
    assert cells(findings, "struck-out")[0].endswith("A6")


REPORTING = {**model_of([project(1), project(2, funding={"fiscal_appropriation": "2.50", "other": "0.50"}),
                         project(3, agency="a2", funding={"fiscal_appropriation": "4.00"})],
                        [{"id": "a1", "name": "某某局本级"}, {"id": "a2", "name": "某某中心"}]),
             "reported": {"total": {"total": "8.00", "fiscal_appropriation": "7.50", "other": "0.50"}, "agencies": {"a1": {"total": "4.00"}}}}


def change_an_amount(book):
    fill(book["资金"], 2, 金额=3)


def remove_a_project(book):
    fill(book["项目"], 3, 处理="删除")


def add_a_project(book):
    row = blank_rows(book["项目"])[0]
    fill(book["项目"], row, 项目名称="新项目", 资金使用单位="某某中心", 其他资金=5)


def blank_the_only_amount(book):
    fill(book["资金"], 7, 金额=None)


@pytest.mark.parametrize("change, total, fiscal, other, first", [
    (change_an_amount, "10.00", "9.50", "0.50", "6.00"), (remove_a_project, "5.00", "5.00", None, "1.00"),
    (add_a_project, "13.00", "7.50", "5.50", "4.00"), (blank_the_only_amount, "7.50", "7.50", None, "3.50"),
])
@pytest.mark.parametrize("recalculated", [False, True])
def test_an_edited_workbook_is_not_refused_for_its_own_old_totals(tmp_path, change, total, fiscal, other, first, recalculated):
    source = book_of(tmp_path, REPORTING)
    path = edit(change, source, tmp_path / "edited.xlsx")
    if recalculated:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
                        "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "lo", path], check=True, capture_output=True)
        path = tmp_path / "lo" / "edited.xlsx"
    model, found = take(path)
    reported = {key: value for key, value in {"total": total, "fiscal_appropriation": fiscal, "other": other}.items() if value}
    assert {k: v for k, v in model["reported"]["total"].items() if v} == reported, found
    assert model["reported"]["agencies"]["a1"]["total"] == first
    (tmp_path / "back.json").write_text(json.dumps(model), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", tmp_path / "back.json", "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_a_total_that_somebody_entered_is_kept_and_one_that_nobody_did_is_told(tmp_path):
    source = book_of(tmp_path, REPORTING)

    def enter(book):
        fill(book["单位"], 2, 填报总计=9)
    model, _ = take(edit(enter, source, tmp_path / "entered.xlsx"))
    assert model["reported"]["total"] == {"total": "9", "fiscal_appropriation": "7.50", "other": "0.50"} or \
        float(model["reported"]["total"]["total"]) == 9
    for change, told in ((change_an_amount, True), (lambda book: None, False)):
        model, found = take(edit(change, source, tmp_path / "edited.xlsx"))
        assert ("sums-updated" in [name for name, *_ in found]) == told
    assert model["reported"] == REPORTING["reported"]


def fill_the_blank(book):
    fill(book["项目"], 2, 项目名称="清淤", 资金使用单位="临江市档案馆", 财政拨款=12.5)
    fill(book["项目"], 3, 项目名称="修路", 资金使用单位="临江市档案馆", 财政拨款=7.5)


def fill_the_blank_with_an_agency(book):
    fill_the_blank(book)
    fill(book["单位"], 4, 单位名称="临江市修志办")
    fill(book["项目"], 4, 项目名称="修志", 资金使用单位="临江市修志办", 其他资金=3)


def leave_the_blank(book):
    book["表信息"]["B7"] = "临江市档案局"


@pytest.mark.parametrize("change, total", [(fill_the_blank, 20), (fill_the_blank_with_an_agency, 23), (leave_the_blank, None)])
def test_a_blank_workbook_that_is_filled_in_does_not_say_that_it_has_no_data(tmp_path, change, total):
    """Its official sheet has the sum of the whole, with agencies that were added; LibreOffice computes it."""
    source = book_of(tmp_path, ROOT / "examples" / "no-projects-2025.json")
    edit(change, source, tmp_path / "edited.xlsx")
    subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "lo", tmp_path / "edited.xlsx"], check=True, capture_output=True)
    sheet = openpyxl.load_workbook(tmp_path / "lo" / "edited.xlsx", data_only=True).worksheets[0]
    assert sheet["A4"].value == "合计" and sheet["B4"].value == total
    said = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert ("本表无数据" in said) == (total is None) and ("重新输出" in said) == (total is not None)
    model, _ = take(tmp_path / "lo" / "edited.xlsx")
    assert sum(float(amount or 0) for p in model["projects"] for amount in p["funding"].values()) == (total or 0) and not model.get("notes")


def test_totals_that_are_no_sums_are_written_as_they_are_and_come_back(tmp_path):
    wrong = {**REPORTING, "reported": {"total": {"total": "9.00", "fiscal_appropriation": "7.50"}}}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", tmp_path / "wrong.json", "-o", tmp_path / "w.xlsx", "--option", "xlsx.profile=working"],
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    model, _ = take(tmp_path / "w.xlsx")
    assert model["reported"] == wrong["reported"]


def wrong_model(**members):
    return model_of([project(1, **members), project(2)])


def indicator(**members):
    return {"level1": "1", "level2": "11", "name": "次数", "period_value": "≥1次", "annual_value": "≥1次", **members}


@pytest.mark.parametrize("model, cell, code", [
    ({**wrong_model(), "reported": {"total": {"total": "9.00"}}}, "单位!G2", "BP3010"),
    ({**wrong_model(), "reported": {"agencies": {"a1": {"fiscal_appropriation": "9.00"}}}}, "单位!H3", "BP3010"),
    (wrong_model(indicators=[indicator(), indicator(level2="99")]), "数据!E3", "BP3008"),
    (wrong_model(indicators=[indicator(level1="2")]), "数据!E2", "BP3009"),
    (wrong_model(name="清\ufffd淤"), "项目!B2", "BP3508"),
    (wrong_model(goal=["目标。", "目\ufffd标。"]), "目标!D3", "BP3508"),
    ({**wrong_model(), "title": "表\ufffd"}, "表信息!B4", "BP3508"),
])
def test_a_model_with_errors_is_written_as_the_workbook_that_they_are_mended_in(tmp_path, model, cell, code):
    """Status 0, each error told as a warning, its cell marked and a row with a link in 校验; what is mended in it can be rendered."""
    (tmp_path / "m.json").write_text(json.dumps(model), encoding="utf-8")
    command = [PROGRAM, "render", tmp_path / "m.json", "--diagnostics=json", "-o", tmp_path / "w.xlsx", "--option", "xlsx.profile=working"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 0 and {f["severity"] for f in found} <= {"warning", "note"}, done.stderr
    assert {code, "BP5230"} <= {f["code"] for f in found}
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    marked = {f"{sheet.title}!{area}" for sheet in book for areas in sheet.conditional_formatting for rule in areas.rules
              if rule.formula == ["TRUE"] for area in str(areas.sqref).split()}
    assert cell in marked
    rows = [row for row in book["校验"].iter_rows(values_only=True) if row[5] == "错误"]
    assert any(f'"#{cell}"' in str(row[1]) for row in rows) and len(rows) == sum(f["code"] == code for f in found)
    official = subprocess.run([*command[:-2], "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert official.returncode == 1 and not (tmp_path / "a.pdf").exists()  # beside any other output errors are errors
    both = subprocess.run([*command, "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert both.returncode == 1 and not (tmp_path / "a.pdf").exists()


def test_a_workbook_of_a_model_with_errors_comes_back_as_that_model_and_mended(tmp_path):
    model = {**wrong_model(indicators=[indicator(level2="99")]), "reported": {"total": {"total": "9.00"}}}
    (tmp_path / "m.json").write_text(json.dumps(model), encoding="utf-8")
    subprocess.run([PROGRAM, "render", tmp_path / "m.json", "-o", tmp_path / "w.xlsx", "--option", "xlsx.profile=working"], check=True)
    back, _ = take(tmp_path / "w.xlsx")
    assert back["projects"][0]["indicators"][0]["level2"] == "99" and back["reported"] == model["reported"]

    def mend(book):
        fill(book["数据"], 2, 二级绩效指标代码="11")
        fill(book["单位"], 2, 填报总计=2)
    mended, _ = take(edit(mend, tmp_path / "w.xlsx", tmp_path / "mended.xlsx"))
    (tmp_path / "mended.json").write_text(json.dumps(mended), encoding="utf-8")
    assert subprocess.run([PROGRAM, "render", tmp_path / "mended.json", "-o", tmp_path / "a.pdf"], capture_output=True).returncode == 0


def test_a_workbook_of_a_model_without_errors_marks_nothing(tmp_path):
    book = openpyxl.load_workbook(book_of(tmp_path, wrong_model()))
    assert not [rule for sheet in book for areas in sheet.conditional_formatting for rule in areas.rules if rule.formula == ["TRUE"]]
    assert not [row for row in book["校验"].iter_rows(values_only=True) if row[5] == "错误"]


# ---- sums that are no amounts ----

@pytest.mark.parametrize("funds, sheet, name", [((2, 3), "项目", "项目1"), ((2, 5), "单位", "某某中心")], ids=["project", "agency"])
def test_a_sum_too_large_names_the_cell_of_what_it_is_of(tmp_path, funds, sheet, name):
    """It stood at a JSON Pointer into a file that nobody has."""
    def change(book):
        for row in funds:
            fill(book["资金"], row, 金额=900000000000)
    model = model_of([project(1), project(2)])
    model["agencies"][0]["name"] = "某某中心"
    source = book_of(tmp_path, model)
    row, = [c.row for row in openpyxl.load_workbook(source)[sheet].iter_rows() for c in row if c.value == name]
    back, found = take(edit(change, source, tmp_path / "e.xlsx"))
    places = [where for name, _, where in found if name == "total-too-large"]
    assert back is None and None not in places and any(re.fullmatch(rf"{sheet}![A-Z]{row}", p) for p in places)


def test_a_sum_too_large_of_a_table_of_others_names_the_cell_of_its_agency(tmp_path):
    book = openpyxl.Workbook()
    for row in (["2024年项目绩效目标表"], ["部门名称：某局", "单位：万元"], ["项目名称", "财政拨款", "其他资金", "绩效目标"], ["甲中心", None, None, None],
                ["    路", 900000000000, None, "通车。"], ["    桥", 900000000000, None, "通行。"], ["乙中心", None, None, None],
                ["    河", 1, None, "清淤。"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    back, found = take(tmp_path / "t.xlsx")
    assert back is None and [where for name, _, where in found if name == "total-too-large"] == [f"{book.active.title}!A4"]


def test_what_only_the_whole_model_shows_is_found_at_its_cell(edited):
    def turn(book):
        book["项目"]["A3"] = "44\u200f"
    model, found = edited(turn)
    assert model is None and [f for f in found if f[1] == "error"] == [("control-character", "error", "项目!A3")]


def test_findings_about_amounts_name_the_cell_of_the_amount(workbook, tmp_path):
    def clear(book):
        for row in range(2, 5):
            fill(book["资金"], row, 金额=0)
    path = edit(clear, workbook, tmp_path / "zero.xlsx")
    done = subprocess.run([PROGRAM, "check", path, "--diagnostics=json", "--lang", "en"], capture_output=True, encoding="utf-8")
    cells = {f["cell"] for f in map(json.loads, done.stderr.splitlines()) if f["name"] == "blank-and-zero"}
    assert cells >= {"资金!D2", "资金!D4"}
