"""The working workbook: edited with openpyxl, recalculated by LibreOffice, read back."""
import json
import resource
import subprocess
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, read_json, render
from test_workbook import recalculated

WORKING = ("--option", "xlsx.profile=working")
TWO_AGENCIES = ROOT / "examples" / "two-agencies-2025.json"
OFFICIAL = "项目支出绩效目标表"
ROW = {"合计": 4, "first": 6}


def working(folder, model, name="w.xlsx", **more):
    return render(folder, model, name, options=WORKING, **more)[0]


def columns(sheet):
    """The column number of each header."""
    return {cell.value: cell.column for cell in sheet[1]}


def rows_of(sheet, project_id):
    at = columns(sheet)["项目编号"]
    return [r for r in range(2, sheet.max_row + 1) if sheet.cell(r, at).value == project_id]


def spare_rows(sheet):
    at = columns(sheet)["项目编号"]
    return [r for r in range(2, sheet.max_row + 1) if sheet.cell(r, at).data_type == "f"]


def fill(sheet, row, **values):
    at = columns(sheet)
    for header, value in values.items():
        sheet.cell(row, at[header]).value = value


def values(book):
    """Every cell that shows something. Leading blanks of a cached text are LibreOffice's to strip."""
    return {(sheet.title, cell.coordinate): cell.value.strip() if isinstance(cell.value, str) else round(cell.value, 6)
            for sheet in book for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")}


def errors(book):
    return [(sheet.title, cell.coordinate, cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
            if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.startswith(("#", "Err:")))]


def checks(book):
    return {(row[0].value, row[1].value): row[5].value for row in book["校验"].iter_rows(min_row=2)}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return working(tmp_path_factory.mktemp("working"), EXAMPLE)


@pytest.fixture(scope="module")
def edited(example, tmp_path_factory):
    """One of everything that may be edited, then recalculated."""
    folder = tmp_path_factory.mktemp("edited")
    book = openpyxl.load_workbook(example)
    funds, data, goals = book["资金"], book["数据"], book["目标"]
    fill(funds, rows_of(funds, "p04")[2], 金额=100.25)
    first = rows_of(data, "p01")
    fill(data, first[0], 指标名称="改过的指标", 年度指标值="≥95%")
    second = rows_of(data, "p02")
    fill(data, second[0], 一级绩效指标代码=None, 二级绩效指标代码=None, 指标名称=None, 实施周期指标值=None, 年度指标值=None)
    name = next(p["name"] for p in read_json(EXAMPLE)["projects"] if p["id"] == "p02")
    for row, text in zip(spare_rows(data), ("新增甲", "新增乙")):
        fill(data, row, 项目名称=name, 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称=text, 实施周期指标值="1", 年度指标值="2")
    fill(goals, spare_rows(goals)[0], 项目名称=name, 绩效目标="新增的一段。")
    fill(goals, rows_of(goals, "p01")[0], 绩效目标=None)
    fill(book["单位"], 2, 填报总计=1)
    fill(book["表信息"], 5, 内容=2031)
    fill(book["项目"], 4, 项目名称="改名的项目")
    book.save(folder / "edited.xlsx")
    return folder / "recalculated" / "edited.xlsx", recalculated(folder / "edited.xlsx", folder)


def test_what_is_written_is_what_is_computed(example, tmp_path):
    """LibreOffice computes what we wrote as results: forced by an edit that changes nothing."""
    book = openpyxl.load_workbook(example)
    book.save(tmp_path / "same.xlsx")
    computed = recalculated(tmp_path / "same.xlsx", tmp_path)
    assert errors(computed) == []
    assert values(computed) == values(openpyxl.load_workbook(example, data_only=True))


def test_an_amount_changes_form_and_checks(edited):
    sheet, before = edited[1][OFFICIAL], Decimal("3285.71")
    row = ROW["first"] + 3
    assert sheet.cell(row, 5).value == pytest.approx(100.25)
    assert round(Decimal(str(sheet.cell(4, 2).value)), 2) == round(Decimal(str(sheet.cell(5, 2).value)), 2) == before + Decimal("100.25")
    found = checks(edited[1])
    assert found["合计等于填报数", "合计 总计"] == "不符"
    assert found["合计等于填报数", "广州互联网法院 总计"] == "不符"
    assert all(found["表样合计等于“资金”表之和", kind] == "通过" for kind in ("总计", "财政拨款", "其他资金", "财政专户拨款"))
    assert found["结论", next(k[1] for k in found if k[0] == "结论")] == "不符"


def test_an_indicator_changes_the_form(edited):
    sheet = edited[1][OFFICIAL]
    assert sheet.cell(6, 7).value.startswith("1、3-满意度指标；31-服务对象满意度；改过的指标；实施周期指标值:≥90%；年度指标值:≥95%。2、")
    before = read_json(EXAMPLE)["projects"][1]["indicators"]
    text = sheet.cell(7, 7).value
    assert before[0]["name"] not in text and text.startswith(f"1、{before[1]['level1']}-")
    assert text.endswith(f"{len(before)}、1-产出指标；11-数量指标；新增甲；实施周期指标值:1；年度指标值:2。"
                         f"{len(before) + 1}、1-产出指标；11-数量指标；新增乙；实施周期指标值:1；年度指标值:2。")


def test_goals_names_and_title_change_the_form(edited):
    sheet, found = edited[1][OFFICIAL], checks(edited[1])
    assert sheet.cell(7, 6).value.endswith("\n新增的一段。") and sheet.cell(6, 6).value in (None, "")
    assert sheet.cell(8, 1).value == "    改名的项目"
    assert sheet["A1"].value == "广州互联网法院2031年项目支出绩效目标表（含转移支付项目）"
    assert found["每个项目有绩效目标", "目标"] == "提示"
    assert errors(edited[1]) == []


def test_the_edit_comes_back(edited, tmp_path):
    done = subprocess.run([PROGRAM, "import", edited[0], "-o", tmp_path / "m.json"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    was, now = read_json(EXAMPLE), read_json(tmp_path / "m.json")
    assert now["fiscal_year"] == 2031 and now["projects"][3]["funding"]["other"] == "100.25"
    assert now["projects"][0]["goal"] == [] and now["projects"][1]["goal"][-1] == "新增的一段。"
    assert [i["name"] for i in now["projects"][1]["indicators"]] == \
        [i["name"] for i in was["projects"][1]["indicators"][1:]] + ["新增甲", "新增乙"]


def blank_projects(sheet):
    at = columns(sheet)["项目编号"]
    return [r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, at).value).startswith("=")]


@pytest.fixture(scope="module")
def replanned(tmp_path_factory):
    """Two projects added, with money, goals and indicators, and one marked to be left out."""
    folder = tmp_path_factory.mktemp("replanned")
    book = openpyxl.load_workbook(working(folder, TWO_AGENCIES))
    projects, goals, data = book["项目"], book["目标"], book["数据"]
    first, second = blank_projects(projects)[:2]
    fill(projects, first, 项目代码="N-1", 项目名称="新的项目甲", 资金使用单位=read_json(TWO_AGENCIES)["agencies"][1]["name"], 财政拨款=1000.5, 其他资金=0)
    fill(projects, second, 项目名称="新的项目乙", 资金使用单位=read_json(TWO_AGENCIES)["agencies"][0]["name"])
    fill(projects, 3, 处理="删除")
    for row in (2, 3, 4):  # the sums that were reported no longer hold
        fill(book["单位"], row, 填报总计=None, 填报财政拨款=None, 填报财政专户拨款=None, 填报其他资金=None)
    fill(goals, spare_rows(goals)[0], 项目名称="新的项目甲", 绩效目标="第一段。")
    fill(goals, spare_rows(goals)[1], 项目名称="新的项目乙", 绩效目标="乙的目标。")
    fill(goals, spare_rows(goals)[2], 项目名称="新的项目甲", 绩效目标="第二段。")
    fill(data, spare_rows(data)[0], 项目名称="新的项目甲", 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="次数", 实施周期指标值="3", 年度指标值="1")
    book.save(folder / "replanned.xlsx")
    return folder / "replanned.xlsx", folder / "recalculated" / "replanned.xlsx", recalculated(folder / "replanned.xlsx", folder)


def test_projects_that_are_added_and_left_out_change_sums_and_checks(replanned):
    book, model = replanned[2], read_json(TWO_AGENCIES)
    left = [p for i, p in enumerate(model["projects"]) if i != 1]
    agencies, sheet, found = book["单位"], book["项目"], checks(book)

    def wanted(projects):
        amounts = [Decimal(a) for p in projects for a in p["funding"].values() if a is not None]
        return float(sum(amounts))
    ids = [a["id"] for a in model["agencies"]]
    assert agencies.cell(2, 3).value == pytest.approx(wanted(left) + 1000.5)
    assert agencies.cell(3, 3).value == pytest.approx(wanted([p for p in left if p["agency"] == ids[0]]))
    assert agencies.cell(4, 3).value == pytest.approx(wanted([p for p in left if p["agency"] == ids[1]]) + 1000.5)
    hints = [sheet.cell(r, columns(sheet)["提示"]).value for r in (3, *blank_projects(openpyxl.load_workbook(replanned[0])["项目"])[:3])]
    assert hints == ["删除", None, "缺绩效指标", None]
    differs = {kind: found["表样合计等于“资金”表之和", kind] for kind in ("总计", "财政拨款", "其他资金", "财政专户拨款")}
    assert differs == {"总计": "不符", "财政拨款": "不符", "其他资金": "通过", "财政专户拨款": "通过"}  # what was added stands in no row of it
    assert round(Decimal(str(book.worksheets[0].cell(4, 2).value)), 6) == round(Decimal(str(wanted(left))), 6)
    assert found["没有删除项目（交回后重新输出表样）", "项目"] == found["没有增加项目（交回后重新输出表样）", "项目"] == "提示"
    assert found["增加的项目有名称和单位", "项目"] == found["增加的项目金额都是数字", "项目"] == "通过"
    assert errors(book) == []


@pytest.mark.parametrize("saved", [0, 1], ids=["by a script", "by LibreOffice"])
def test_projects_that_are_added_and_left_out_come_back(replanned, tmp_path, saved):
    done = subprocess.run([PROGRAM, "import", replanned[saved], "-o", tmp_path / "m.json"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    was, now = read_json(TWO_AGENCIES), read_json(tmp_path / "m.json")
    kept, added = now["projects"][:len(was["projects"]) - 1], now["projects"][len(was["projects"]) - 1:]
    assert kept == [p for i, p in enumerate(was["projects"]) if i != 1] and now["agencies"] == was["agencies"]
    first, second = added
    assert first["name"] == "新的项目甲" and first["code"] == "N-1" and first["agency"] == was["agencies"][1]["id"]
    money = {kind: Decimal(amount) for kind, amount in first["funding"].items() if amount is not None}
    assert money == {"fiscal_appropriation": Decimal("1000.5"), "other": 0}
    assert first["goal"] == ["第一段。", "第二段。"] and [i["name"] for i in first["indicators"]] == ["次数"]
    assert second["name"] == "新的项目乙" and not any(second["funding"].values()) and second["goal"] == ["乙的目标。"] and second["indicators"] == []
    assert len({p["id"] for p in now["projects"]}) == len(now["projects"])
    again = working(tmp_path, tmp_path / "m.json", "again.xlsx")
    back = subprocess.run([PROGRAM, "import", again], capture_output=True, encoding="utf-8")
    assert json.loads(back.stdout) == now


def test_a_project_is_added_where_there_is_one_agency(example, tmp_path):
    """Nobody has to choose it; and amounts that are typed as text are told."""
    book = openpyxl.load_workbook(example)
    row = blank_projects(book["项目"])[0]
    fill(book["项目"], row, 项目名称="新的项目", 财政拨款=12)
    fill(book["项目"], row + 1, 财政拨款="十二")
    book.save(tmp_path / "more.xlsx")
    found = checks(recalculated(tmp_path / "more.xlsx", tmp_path))
    assert found["增加的项目有名称和单位", "项目"] == found["增加的项目金额都是数字", "项目"] == "不符"
    done = subprocess.run([PROGRAM, "import", "--diagnostics=json", tmp_path / "recalculated" / "more.xlsx"], capture_output=True,
                          encoding="utf-8")
    cells = {json.loads(line)["message"].split(":")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 1 and f"项目!B{row + 1}" in done.stderr and f"项目!E{row + 1}" in done.stderr, (done.stderr, cells)
    fill(book["项目"], row + 1, 财政拨款=None)
    book.save(tmp_path / "more.xlsx")
    recalculated(tmp_path / "more.xlsx", tmp_path)
    for path in (tmp_path / "more.xlsx", tmp_path / "recalculated" / "more.xlsx"):
        done = subprocess.run([PROGRAM, "import", path], capture_output=True, encoding="utf-8", check=True)
        added = json.loads(done.stdout)["projects"][-1]
        assert added["name"] == "新的项目" and Decimal(added["funding"]["fiscal_appropriation"]) == 12
        assert added["agency"] == read_json(EXAMPLE)["agencies"][0]["id"]


def test_a_table_without_projects_gets_its_first(tmp_path):
    empty = ROOT / "examples" / "no-projects-2025.json"
    book = openpyxl.load_workbook(working(tmp_path, empty))
    fill(book["项目"], blank_projects(book["项目"])[0], 项目名称="第一个项目", 财政拨款=5)
    fill(book["数据"], spare_rows(book["数据"])[0], 项目名称="第一个项目", 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="次数",
         实施周期指标值="3", 年度指标值="1")
    book.save(tmp_path / "first.xlsx")
    computed = recalculated(tmp_path / "first.xlsx", tmp_path)
    assert errors(computed) == [] and computed["单位"].cell(2, 3).value == computed["单位"].cell(3, 3).value == 5
    done = subprocess.run([PROGRAM, "import", tmp_path / "recalculated" / "first.xlsx"], capture_output=True, encoding="utf-8", check=True)
    added, = json.loads(done.stdout)["projects"]
    assert added["id"] == "new-1" and added["name"] == "第一个项目" and added["indicators"][0]["name"] == "次数"


def test_a_project_that_no_formula_has_numbered_yet(example, tmp_path):
    """As a script leaves it: its id is a formula without a result. (The number was kept by the sheet read last, which had gone.)"""
    book = openpyxl.load_workbook(example)
    fill(book["项目"], blank_projects(book["项目"])[0], 项目名称="新的项目", 其他资金=3)
    book.save(tmp_path / "more.xlsx")
    done = subprocess.run([PROGRAM, "import", tmp_path / "more.xlsx"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    added = json.loads(done.stdout)["projects"][-1]
    assert added["name"] == "新的项目" and added["id"] == "p11" and Decimal(added["funding"]["other"]) == 3


def test_a_number_passes_over_the_ids_that_are_taken(tmp_path):
    model = model_of([project(1), project(2, id="p04"), project(3)])
    book = openpyxl.load_workbook(working(tmp_path, model))
    for row, name in zip(blank_projects(book["项目"]), ("甲", "乙")):
        fill(book["项目"], row, 项目名称=name)
    book.save(tmp_path / "more.xlsx")
    done = subprocess.run([PROGRAM, "import", tmp_path / "more.xlsx"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert [p["id"] for p in json.loads(done.stdout)["projects"]] == ["p1", "p04", "p3", "p05", "p06"]


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_both_forms_are_live(tmp_path, form):
    book = openpyxl.load_workbook(working(tmp_path, EXAMPLE, form=form))
    fill(book["资金"], 2, 金额=1000)
    fill(book["数据"], 2, 指标名称="改过的指标")
    book.save(tmp_path / "changed.xlsx")
    computed = recalculated(tmp_path / "changed.xlsx", tmp_path)
    official = computed.worksheets[0]
    shown = [str(cell.value) for row in official.iter_rows() for cell in row]
    assert errors(computed) == []
    assert any("改过的指标" in text for text in shown)
    total = Decimal("3285.71") - Decimal(read_json(EXAMPLE)["projects"][0]["funding"]["fiscal_appropriation"]) + 1000
    assert any(isinstance(c.value, (int, float)) and round(Decimal(str(c.value)), 2) == total for row in official.iter_rows() for c in row)


def test_only_input_is_open(example):
    book = openpyxl.load_workbook(example)
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book.worksheets[1:])
    assert book.worksheets[0].protection.sheet
    opened = {sheet.title: {str(sheet.cell(1, c.column).value) for c in sheet[2] if not c.protection.locked} for sheet in book.worksheets[1:]}
    assert opened == {"项目": {"项目代码", "项目名称", "处理"}, "资金": {"金额"}, "目标": {"绩效目标"},
                      "数据": {"一级绩效指标代码", "二级绩效指标代码", "指标名称", "实施周期指标值", "年度指标值", "编号组"},
                      "单位": {"填报总计", "填报财政拨款", "填报财政专户拨款", "填报其他资金"}, "校验": set(), "字典": set(), "表信息": set()}
    assert all(c.protection.locked for row in book.worksheets[0].iter_rows() for c in row)
    for sheet in book.worksheets[1:]:
        assert not [c for row in sheet.iter_rows() for c in row if not c.protection.locked and c.data_type == "f"
                    and sheet.cell(1, c.column).value not in ("项目编号", "资金使用单位")]


def test_validation(example):
    book = openpyxl.load_workbook(example)
    rules = {(sheet.title, str(rule.sqref)): rule for sheet in book for rule in sheet.data_validations.dataValidation}
    money = next(rule for (title, _), rule in rules.items() if title == "资金")
    assert (money.type, money.operator, str(money.sqref)) == ("decimal", None, "D2:D31")
    lists = {rule.formula1 for (title, _), rule in rules.items() if title == "数据" and rule.type == "list"}
    assert "一级指标代码" in lists and "项目名称清单" in lists and any("二级指标代码" in f for f in lists)
    prompt = next(rule.prompt for (title, _), rule in rules.items() if title == "数据" and rule.formula1 == "一级指标代码")
    assert prompt == "1 产出指标，2 效益指标，3 满意度指标"


def test_fingerprint_in_both_profiles(example, tmp_path):
    official = render(tmp_path, EXAMPLE, "o.xlsx")[0]
    found = set()
    for path in (example, official):
        with zipfile.ZipFile(path) as archive:
            names, properties = archive.read("xl/workbook.xml").decode(), archive.read("docProps/custom.xml").decode()
        name = openpyxl.load_workbook(path).defined_names["_budgetpress_fingerprint"]
        assert name.hidden and 'hidden="1"' in names
        found.add(name.attr_text.strip('"'))
        assert name.attr_text.strip('"') in properties
    assert len(found) == 1 and len(found.pop()) == 64


def test_the_same_bytes_every_time(example, tmp_path):
    assert working(tmp_path, EXAMPLE).read_bytes() == example.read_bytes()


def test_more_indicators_and_paragraphs_than_one_formula_joins(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": f"指标{i}", "period_value": "1", "annual_value": "2"} for i in range(455)]
    goal = [f"第{i}段" for i in range(455)]
    path = working(tmp_path, model_of([project(1, indicators=many, goal=goal), project(2, goal=["", "乙", ""])]))
    book = openpyxl.load_workbook(path)
    fill(book["数据"], 300, 指标名称="改过的指标")
    book.save(tmp_path / "changed.xlsx")
    computed = recalculated(tmp_path / "changed.xlsx", tmp_path)
    assert errors(computed) == []
    row = next(r for r in computed[OFFICIAL].iter_rows(min_row=6) if r[0].value == "    项目1")
    text = row[6].value
    assert "299、1-产出指标；11-数量指标；改过的指标；" in text and "指标298；" not in text and "455、" in text
    assert row[5].value == "\n".join(goal)
    cached = {r[0].value: r[5].value for r in openpyxl.load_workbook(path, data_only=True)[OFFICIAL].iter_rows(min_row=6)}
    assert cached["    项目2"] == "\n乙\n"
    shown = {r[0].value: r[5].value for r in computed[OFFICIAL].iter_rows(min_row=6)}
    assert shown["    项目2"] == "\n乙\n"


def test_awkward_ids_and_names_stay_apart(tmp_path):
    names = ["甲", "=1+1", "a*", "A*", "~?", '双"引号', "<b>&amp;", "'引", "𠀀😀"]
    projects = [project(i, id=name, name=name, funding={"other": f"{i}.01"}, goal=[name]) for i, name in enumerate(names)]
    agencies = [{"id": "a1", "name": ">0"}]
    path = working(tmp_path, model_of(projects, agencies))
    book = openpyxl.load_workbook(path)
    fill(book["数据"], spare_rows(book["数据"])[0], 项目名称="A*", 一级绩效指标代码="1", 二级绩效指标代码="11", 指标名称="加", 实施周期指标值="1", 年度指标值="1")
    book.save(tmp_path / "changed.xlsx")
    computed = recalculated(tmp_path / "changed.xlsx", tmp_path)
    assert errors(computed) == []
    sheet = computed[OFFICIAL]
    assert sheet["A5"].value == ">0"
    shown = {sheet.cell(r, 1).value[4:]: (sheet.cell(r, 5).value, sheet.cell(r, 7).value) for r in range(6, 6 + len(names))}
    assert [shown[n][0] for n in names] == [pytest.approx(i + 0.01) for i in range(len(names))]
    assert [n for n in names if shown[n][1]] == ["A*"]


def test_figures_finer_than_a_spreadsheet_holds(tmp_path):
    amounts = {"fiscal_appropriation": "899999999999.999999", "other": "123456789.123456"}
    model = model_of([project(1, funding=amounts)])
    path = working(tmp_path, model)
    sheet = openpyxl.load_workbook(path)["资金"]
    assert [sheet.cell(r, columns(sheet)["原值"]).value for r in (2, 3, 4)] == ["899999999999.999999", None, None]
    done = subprocess.run([PROGRAM, "import", path, "-o", tmp_path / "m.json"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert read_json(tmp_path / "m.json")["projects"][0]["funding"]["fiscal_appropriation"] == "899999999999.999999"


@pytest.mark.parametrize("profile", ["official", "working"])
def test_a_full_disk_leaves_no_damaged_workbook(tmp_path, profile):
    options = ("--option", f"xlsx.profile={profile}")
    whole = render(tmp_path, EXAMPLE, "whole.xlsx", options=options)[0].read_bytes()
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as archive:
        largest = max(part.file_size for part in archive.infolist())
    (tmp_path / "out").mkdir()
    written = 0
    for limit in [0, 1, len(whole) // 2, len(whole) - 1, *range(largest - 4000, largest, 400), largest]:
        done = subprocess.run([PROGRAM, "render", EXAMPLE, *options, "-o", tmp_path / "out" / "a.xlsx"], capture_output=True, encoding="utf-8",
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        found = [path.read_bytes() for path in (tmp_path / "out").iterdir()]
        assert found == ([whole] if done.returncode == 0 else []), limit
        assert done.returncode == 0 or (done.returncode == 3 and "BP" in done.stderr), done.stderr
        for path in (tmp_path / "out").iterdir():
            path.unlink()
            written += 1
    assert 0 < written < 5


def test_a_form_whose_sheet_is_called_like_a_working_sheet(tmp_path):
    form = read_json(ROOT / "templates" / TARGETS / "form.json")
    form["sheet"] = "数据"
    del form["dictionary"]
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "form.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    book = openpyxl.load_workbook(working(tmp_path, EXAMPLE, form=str(tmp_path / "f")))
    assert book.sheetnames[0] == "表样" and len(set(book.sheetnames)) == len(book.sheetnames)


def test_what_was_left_to_be_filled_in_shows(example):
    """待单位补充 stands in the published table: the checks and the sheet 校验 know the same words."""
    book = openpyxl.load_workbook(example, data_only=True)
    found = {row[0].value: (row[3].value, row[5].value) for row in book["校验"].iter_rows(min_row=3)}
    assert found["绩效指标没有占位文字"] == (1, "提示")
    assert found["绩效目标没有占位文字（待补充、XX 等）"] == (0, "通过")
