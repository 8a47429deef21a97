"""What each row of a table is: our official workbooks as people edit them, and sums of tables that others made."""
import re

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.cell_range import CellRange

from common import INDICATORS, ROOT, TARGETS, model_of, project, read_json, render
from test_import import codes, funds, place, recalculated, repack, run, save, sheet_of

TWO = ROOT / "examples" / "two-agencies-2025.json"
LISTED = [{"group": 1, "level1": "1", "level2": "11", "name": f"数{k}", "period_value": f"周期{k}", "annual_value": f"年度{k}"} for k in range(3)]


def edited(folder, change, model=TWO, form=TARGETS, name="ours.xlsx"):
    """Our official workbook, changed by a script."""
    path, = render(folder, model, name, form=form)
    book = openpyxl.load_workbook(path)
    change(book.active)
    book.save(path)
    return path


def bodies(model):
    """Agencies and projects without what an official sheet does not show."""
    names = {a["id"]: a["name"] for a in model["agencies"]}
    return [(names[p["agency"]], p["name"], funds(p), p.get("goal", []), p["indicators"]) for p in model["projects"]]


def unedited(folder, model=TWO, form=TARGETS):
    path, = render(folder, model, "unedited.xlsx", form=form)
    return run(path)[0]


def row_of(sheet, name):
    return next(c.row for c in sheet["A"] if c.value and str(c.value).strip() == name)


# ---- our official workbook: what is an agency ----

@pytest.mark.parametrize("form, goal", [(TARGETS, ["目标。"]), (TARGETS, []), (INDICATORS, [])], ids=["goal", "bare", "listed"])
def test_a_project_whose_amount_is_computed_stays_a_project(tmp_path, form, goal):
    """=1000+250 made it an agency: it was lost, and those below it were moved."""
    indicators = LISTED if form == INDICATORS else []
    model = model_of([project(k, goal=goal, indicators=indicators) for k in (1, 2, 3)])

    def change(sheet):
        sheet.cell(row_of(sheet, "项目1"), 3).value = "=1000+250"
        sheet.cell(row_of(sheet, "项目3"), 3).value = "=SUM(Z1:Z9,7)"
    path = edited(tmp_path, change, model, form)
    _, findings = run(path, status=1)
    assert codes(findings, "error") == ["uncomputed-formula"] * 2  # no silent zero
    back, findings = run(recalculated(path))
    assert [a["name"] for a in back["agencies"]] == ["某某局"] and findings == []
    assert [funds(p)[0] for p in back["projects"]] == ["1250.00", "1.00", "7.00"]
    assert [len(p["indicators"]) for p in back["projects"]] == [len(indicators)] * 3


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
@pytest.mark.parametrize("goal", [["目标。"], []], ids=["goal", "bare"])
def test_a_project_in_heavy_type_stays_a_project(tmp_path, goal, form):
    model = model_of([project(k, goal=goal) for k in (1, 2, 3)])

    def change(sheet):
        sheet.cell(row_of(sheet, "项目2"), 1).font = Font(bold=True)
    back, _ = run(edited(tmp_path, change, model, form))
    assert bodies(back) == bodies(unedited(tmp_path, model, form)) and len(back["agencies"]) == 1


def test_an_agency_in_light_type_is_known_by_its_sum(tmp_path):
    def change(sheet):
        for row in (4, 5, 8):
            sheet.cell(row, 1).font = Font(bold=False)
    back, _ = run(edited(tmp_path, change))
    assert bodies(back) == bodies(unedited(tmp_path))


def test_a_remark_in_the_row_of_an_agency_makes_it_no_project(tmp_path):
    def change(sheet):
        sheet["F5"] = "见附件。"
        sheet["F4"] = "见附件。"
    back, findings = run(edited(tmp_path, change))
    assert bodies(back) == bodies(unedited(tmp_path))
    assert [f["cell"].split("!")[1] for f in findings if f["name"] == "sum-with-detail"] == ["A4", "A5"]


def test_a_sum_is_known_by_a_shared_formula(tmp_path):
    """As some programs write equal formulas: the text once, then its number alone."""
    def light(sheet):
        for row in (4, 5, 8):
            sheet.cell(row, 1).font = Font(bold=False)

    def share(data):
        text = data.decode("utf-8")
        for number, row in enumerate((5, 8)):
            text = re.sub(rf'(<c r="B{row}"[^>]*><f)>', rf'\1 t="shared" ref="B{row}:E{row}" si="{number}">', text)
            text, count = re.subn(rf'(<c r="[CDE]{row}"[^>]*>)<f>[^<]*</f>', rf'\1<f t="shared" si="{number}"/>', text)
            assert count == 3
        return text.encode("utf-8")
    back, _ = run(repack(edited(tmp_path, light), "xl/worksheets/sheet1.xml", share))
    assert bodies(back) == bodies(unedited(tmp_path))


# ---- sums, notes and footers of our own ----

def deleted(sheet, row, count=1):
    kept = [str(r) for r in sheet.merged_cells.ranges if r.min_row >= row]
    ranges = [CellRange(r) for r in kept]
    for one in kept:
        sheet.unmerge_cells(one)
    sheet.delete_rows(row, count)
    for one in ranges:
        if one.min_row >= row + count:
            one.shift(row_shift=-count)
            sheet.merge_cells(one.coord)


def test_without_the_row_of_the_sum_of_all_nothing_is_lost(tmp_path):
    """The first row was the sum, whatever its name: an agency, even a project disappeared."""
    whole = unedited(tmp_path)
    back, _ = run(edited(tmp_path, lambda sheet: deleted(sheet, 4)))
    assert bodies(back) == bodies(whole)
    back, findings = run(edited(tmp_path, lambda sheet: deleted(sheet, 4, 2)))
    assert [b[1:] for b in bodies(back)] == [b[1:] for b in bodies(whole)] and "agency-taken" in codes(findings)


def test_notes_that_are_not_merged_any_more_are_notes(tmp_path):
    """They became projects."""
    def change(sheet):
        for one in [str(r) for r in sheet.merged_cells.ranges if r.min_row > 10]:
            sheet.unmerge_cells(one)
    whole = unedited(tmp_path)
    assert len(whole["notes"]) == 2
    back, _ = run(edited(tmp_path, change))
    assert (back["notes"], bodies(back)) == (whole["notes"], bodies(whole))


def test_who_filled_our_table_in_is_no_project(tmp_path):
    def below(sheet):
        sheet.cell(sheet.max_row + 1, 1).value = "制表人：张三"
        sheet.cell(sheet.max_row, 4).value = "审核：李四"
    for model in (TWO, model_of([project(1)])):
        back, findings = run(edited(tmp_path, below, model))
        whole = unedited(tmp_path, model)
        assert (back.get("notes"), bodies(back)) == (whole.get("notes"), bodies(whole)) and codes(findings, "error") == []


def test_a_project_that_begins_like_a_footer_is_one(tmp_path):
    model = model_of([project(1, name="制表人员培训"), project(2, name="负责人：考核", goal=[])])
    assert [p["name"] for p in unedited(tmp_path, model)["projects"]] == ["制表人员培训", "负责人：考核"]
    rows = [["某局2025年项目表"], ["单位：万元"], ["项目名称", "财政拨款", "绩效目标"], ["审核人员经费", 5, None], ["甲", 1, "目标。"], ["填报人：张三", None, None],
            ["审核人李四", None, None]]
    book, _ = sheet_of(rows)
    back, _ = run(save(book, tmp_path), "--department", "某局")
    assert [(p["name"], funds(p)[0]) for p in back["projects"]] == [("审核人员经费", "5.00"), ("甲", "1.00")]


def test_a_page_sum_put_into_our_table_counts_nothing(tmp_path):
    def change(sheet):
        row = sheet.max_row + 1
        sheet.cell(row, 1).value, sheet.cell(row, 3).value = "本页小计：", 1201.7
    back, _ = run(edited(tmp_path, change, model_of([project(1), project(2)])))
    assert [p["name"] for p in back["projects"]] == ["项目1", "项目2"] and "reported" not in back


def test_an_agency_added_to_our_table_is_told(tmp_path):
    def change(sheet):
        row = sheet.max_row + 1
        sheet.cell(row, 1).value = "新单位"
        sheet.cell(row + 1, 1).value, sheet.cell(row + 1, 3).value = "    新项目", 5
    back, findings = run(edited(tmp_path, change, model_of([project(1)])))
    assert [(b[0], b[1]) for b in bodies(back)] == [("某某局", "项目1"), ("新单位", "新项目")]
    assert place(findings, "agency-added").endswith("!A7")


# ---- our list of indicators ----

def unmerged(sheet, fill):
    ranges = [r.bounds for r in sheet.merged_cells.ranges if r.min_row > 4]
    kept = [str(r) for r in sheet.merged_cells.ranges if r.min_row <= 4]
    sheet.merged_cells.ranges.clear()
    for one in kept:
        sheet.merged_cells.add(one)
    for key, cell in list(sheet._cells.items()):
        if isinstance(cell, MergedCell) and cell.row > 4:
            del sheet._cells[key]
    for left, top, right, bottom in ranges:
        for row in range(top, bottom + 1 if fill else top):
            for column in range(left, right + 1):
                sheet.cell(row, column).value = sheet.cell(top, left).value


@pytest.mark.parametrize("fill", [False, True], ids=["unmerged", "filled-down"])
@pytest.mark.parametrize("saved", [False, True], ids=["by-a-script", "by-libreoffice"])
def test_our_list_with_its_merges_taken_apart_counts_amounts_once(tmp_path, fill, saved):
    """Each indicator became a project with all the money."""
    model = model_of([project(1, goal=[], indicators=LISTED), project(2, goal=[], indicators=LISTED[:1]), project(3, goal=[], indicators=LISTED[1:])])
    path = edited(tmp_path, lambda sheet: unmerged(sheet, fill), model, INDICATORS)
    back, findings = run(recalculated(path) if saved else path)
    assert bodies(back) == bodies(unedited(tmp_path, model, INDICATORS))
    told = [f["cell"].split("!")[1] for f in findings if f["name"] == "repeated-project"]
    assert told == (["A8", "A12"] if fill else [])


def test_a_project_of_the_same_name_with_other_money_is_another(tmp_path):
    model = model_of([project(1, name="同名", goal=[], indicators=LISTED[:1]),
                      project(2, name="同名", goal=[], indicators=LISTED[:1], funding={"fiscal_appropriation": "2.00"})])
    back = unedited(tmp_path, model, INDICATORS)
    assert [funds(p)[0] for p in back["projects"]] == ["1.00", "2.00"]


def test_two_projects_that_look_the_same_stay_two(tmp_path):
    """Once another program has saved them nothing tells them from a project whose name was filled down: that is told."""
    model = model_of([project(k, name="同名", goal=[], indicators=LISTED[:1]) for k in (1, 2)])
    path, = render(tmp_path, model, "a.xlsx", form=INDICATORS)
    back, findings = run(path)
    assert len(back["projects"]) == 2 and findings == []
    back, findings = run(recalculated(path))
    assert len(back["projects"]) == 1 and {"repeated-project", "sum-differs"} == set(codes(findings, "warning"))


def test_values_in_merged_cells_are_those_that_show(tmp_path):
    """What a merge covered was silently empty."""
    def change(sheet):
        sheet.merge_cells("J7:J8")
        sheet.merge_cells("I9:J9")
        sheet.merge_cells("H7:H8")
    back, findings = run(edited(tmp_path, change, model_of([project(1, goal=[], indicators=LISTED)]), INDICATORS))
    assert [(i["name"], i["period_value"], i["annual_value"]) for i in back["projects"][0]["indicators"]] == [
        ("数0", "周期0", "年度0"), ("数0", "周期1", "年度0"), ("数2", "周期2", "周期2")]
    assert codes(findings) == ["sum-uncomputed"]


def test_a_record_merged_over_two_rows_is_one(tmp_path):
    """Of the covered row nothing is left but a remark beside the table's columns."""
    rows = [["2025年表"], ["单位：元"], ["项目名称", "财政拨款", "二级指标代码", "三级指标", "年度指标值", "备注"], ["甲", 1, "11", "数", "1", None],
            [None, None, None, None, None, "续"], [None, None, "12", "量", "2", None]]
    book, sheet = sheet_of(rows)
    for column in "ABCDE":
        sheet.merge_cells(f"{column}4:{column}5")
    back, _ = run(save(book, tmp_path), "--department", "某局")
    assert [i["name"] for i in back["projects"][0]["indicators"]] == ["数", "量"]


def test_an_amount_merged_over_two_projects_is_told(tmp_path):
    rows = [["2025年表"], ["单位：元"], ["项目名称", "财政拨款", "其他资金", "绩效目标"], ["甲", 7, None, "共同的目标。"], ["乙", None, None, None],
            ["丙", 5, None, "目标。"]]
    book, sheet = sheet_of(rows)
    for merge in ("B4:B5", "D4:D5", "B6:C6"):
        sheet.merge_cells(merge)
    back, findings = run(save(book, tmp_path), "--department", "某局")
    assert [(p["name"], funds(p)[0], p["goal"]) for p in back["projects"]] == [
        ("甲", "7.00", ["共同的目标。"]), ("乙", None, ["共同的目标。"]), ("丙", "5.00", ["目标。"])]
    assert [f["cell"] for f in findings if f["name"] == "amount-covered"] == ["表!B5", "表!C6"]


# ---- sums of tables that others made ----

HEAD = [["某局2025年项目支出绩效目标表"], ["部门名称：某局", None, "单位：万元"], ["项目名称", "总计", "财政拨款", "绩效目标"]]
BODY = [["甲项目", 100, 100, "一。"], ["乙项目", 200.5, 200.5, "二。"]]
WORDS = ["合计：", "合计（万元）", "合　计：", "共计", "合计数", "合计金额", "本表合计", "以上合计", "本页小计", "本页合计", "小计：", "累计", "Total:"]


def foreign(folder, rows, head=HEAD):
    book, _ = sheet_of(head + rows)
    return run(save(book, folder))


@pytest.mark.parametrize("where", ["first", "last"])
@pytest.mark.parametrize("word", WORDS)
def test_a_sum_by_another_word_is_no_project_and_no_agency(tmp_path, word, where):
    total = [[word, 300.5, 300.5, None]]
    back, findings = foreign(tmp_path, total + BODY if where == "first" else BODY + total)
    assert [a["name"] for a in back["agencies"]] == ["某局"] and [p["name"] for p in back["projects"]] == ["甲项目", "乙项目"]
    assert codes(findings) == ["agency-taken"]


def test_a_sum_with_a_remark_is_a_sum(tmp_path):
    """With anything in the column of goals 合计 became a project, and all counted twice."""
    back, findings = foreign(tmp_path, [["合计", 300.5, 300.5, "见下"]] + BODY)
    assert [p["name"] for p in back["projects"]] == ["甲项目", "乙项目"]
    assert place(findings, "sum-with-detail") == "表!A4" and back["reported"]["total"]["total"] == "300.50"


def test_sums_of_pages_are_no_sums_of_all(tmp_path):
    rows = [BODY[0], ["本页合计", 100, 100, None], BODY[1], ["本页合计", 200.5, 200.5, None], ["合计", 300.5, 300.5, None]]
    back, findings = foreign(tmp_path, rows)
    assert back["reported"] == {"total": {"total": "300.50", "fiscal_appropriation": "300.50"}} and codes(findings) == ["agency-taken"]
    assert len(back["projects"]) == 2


@pytest.mark.parametrize("rows, cell", [
    (BODY + [["上列各项", 300.5, 300.5, None]], "表!A6"),
    (BODY + [["上列各项", 300.5, 300.5, None], ["丙", 7, 7, "三。"]], "表!A6"),
    ([["甲", 1, 1, None], ["乙", 2, 2, None], ["上列各项", 3, 3, None]], "表!A6"),
    ([["全部项目", 3, 3, None], ["甲", 1, 1, None], ["乙", 2, 2, None]], "表!A4"),
], ids=["last", "in-between", "of-bare-projects", "above-bare-projects"])
def test_a_project_that_looks_like_a_sum_is_told(tmp_path, rows, cell):
    back, findings = foreign(tmp_path, rows)
    assert len(back["projects"]) == len(rows)
    assert [(f["cell"], f["severity"]) for f in findings if f["name"] == "looks-like-sum"] == [(cell, "warning")]


def test_agencies_over_bare_projects_are_found_by_the_sum_of_all(tmp_path):
    """Without goals, indents or heavy type all rows were projects, and all money was there twice."""
    rows = [["合计", 300, 300, None], ["局本级", 100, 100, None], ["甲", 60, 60, None], ["乙", 40, 40, None], ["丙", None, None, None],
            ["中心", 200, 200, None], ["丁", 250, 250, None], ["戊", -50, -50, None]]
    back, findings = foreign(tmp_path, rows)
    assert [(b[0], b[1]) for b in bodies(back)] == [("局本级", "甲"), ("局本级", "乙"), ("局本级", "丙"), ("中心", "丁"), ("中心", "戊")]
    assert [f["cell"] for f in findings if f["name"] == "agency-guessed"] == ["表!A5", "表!A9"] and codes(findings, "warning") == []
    for flat in ([150, 150], [100, 100, 200], [200, 100, 100], [400, 0]):
        rows = [["合计", sum(flat), sum(flat), None]] + [[f"项目{k}", x, x, None] for k, x in enumerate(flat)]
        back, _ = foreign(tmp_path, rows)
        assert [p["name"] for p in back["projects"]] == [f"项目{k}" for k in range(len(flat))]


def test_amounts_that_are_sums_by_chance_are_not_told(tmp_path):
    rows = [["甲", 1, 1, None], ["乙", 2, 2, None], ["丙", 3, 3, None], ["丁", 4, 4, None]]
    assert "looks-like-sum" not in codes(foreign(tmp_path, rows)[1])
    rows = [["甲", 1, 1, "一。"], ["乙", 2, 2, "二。"], ["丙", 3, 3, "三。"], ["丁", 0, 0, None], ["戊", 6, 6, "四。"]]
    assert "looks-like-sum" not in codes(foreign(tmp_path, rows)[1])


# ---- agencies without any project ----

@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
@pytest.mark.parametrize("titled", [True, False])
def test_a_csv_of_agencies_alone_comes_back_without_projects(tmp_path, form, titled):
    agencies = [{"id": f"a{i}", "name": name} for i, name in enumerate(["局机关", "一中心", "二中心"], 1)]
    model = {**model_of([], agencies), "form": form, "notes": ["注：年初预算。"]}
    options = ["--option", f"csv.title={int(titled)}"]
    path, = render(tmp_path, model, "a.csv", form=form, options=options)
    if form == INDICATORS and not titled:
        return  # names under 项目名称, and nothing else: nothing tells
    back, findings = run(path, *([] if titled else ["--year", "2024", "--department", "某某局", "--unit", "万元"]))
    assert [a["name"] for a in back["agencies"]] == ["局机关", "一中心", "二中心"] and back["projects"] == []
    assert codes(findings) == ([] if titled else ["agencies-alone"])
    if titled:
        assert back["notes"] == model["notes"]


def test_names_of_projects_alone_stay_projects(tmp_path):
    back, _ = foreign(tmp_path, [["合计", None, None, None], ["甲", None, None, None], ["乙", None, None, None]])
    assert [p["name"] for p in back["projects"]] == ["甲", "乙"]


# ---- agencies of one name ----

OWN_ROWS = [["某局2025年项目支出绩效目标表"], ["部门名称：某局", "单位：万元"], ["项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]]


def rows_of_agencies(*agencies):
    """As our CSV has them: each agency with its projects set in."""
    rows = [*OWN_ROWS, ["合计", str(sum(len(projects) for _, projects in agencies)) + ".00"]]
    for name, projects in agencies:
        rows.append([name, f"{len(projects)}.00" if projects else "", f"{len(projects)}.00" if projects else ""])
        rows += [["    " + p, "1.00", "1.00", "", "", f"完成{p}。"] for p in projects]
    return rows


@pytest.mark.parametrize("agencies, told", [
    ([("甲中心", ["路"]), ("乙中心", []), ("乙中心", ["桥", "河"])], [("A8", "7")]),
    ([("乙中心", ["桥"]), ("甲中心", ["路"]), ("乙中心", ["河"])], [("A9", "5")]),
    ([("乙中心", ["桥"]), ("乙中心", [])], [("A7", "5")]),
    ([("甲中心", ["路"]), ("乙中心", ["桥", "河"])], []),
], ids=["empty-first", "apart", "empty-last", "differ"])
def test_two_agencies_of_one_name_are_not_joined_without_a_word(tmp_path, agencies, told):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in rows_of_agencies(*agencies)) + "\n", encoding="utf-8")
    for source in (path, save(sheet_of(rows_of_agencies(*agencies))[0], tmp_path)):
        back, findings = run(source)
        joined = [f for f in findings if f["name"] == "agency-joined"]
        assert len(joined) == len(told) and len(back["projects"]) == sum(len(p) for _, p in agencies)
        for finding, (cell, row) in zip(joined, told):
            assert finding["severity"] == "warning" and finding["message"].startswith(f"row {row} is an agency named 乙中心")
            assert finding.get("cell", "").endswith(cell) or (source == path and finding["line"] == int(cell[1:]))


def test_an_agency_that_is_named_again_on_the_next_page_is_one(tmp_path):
    rows = rows_of_agencies(("甲中心", ["路", "桥"]))
    book, _ = sheet_of([*rows[:6], OWN_ROWS[2], ["甲中心"], *rows[6:]])
    back, findings = run(save(book, tmp_path))
    assert len(back["agencies"]) == 1 and len(back["projects"]) == 2 and "agency-joined" not in codes(findings)
