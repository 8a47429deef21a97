"""budgetpress diff: what changed, by project and field, as text, JSON and a workbook."""
import copy
import json
import os
import subprocess

import openpyxl
import pytest

from common import EXAMPLE, PROGRAM, ROOT, model_of, project, read_json, render


def diff(folder, before, after, *options, status=1):
    paths = []
    for name, model in (("before.json", before), ("after.json", after)):
        if isinstance(model, dict):
            (folder / name).write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
            model = folder / name
        paths.append(model)
    done = subprocess.run([PROGRAM, "diff", "--lang", "en", *options, *paths], capture_output=True, encoding="utf-8", cwd=folder)
    assert done.returncode == status, (done.returncode, done.stderr)
    return done.stdout


def changes(folder, before, after, status=1):
    report = json.loads(diff(folder, before, after, "--format", "json", status=status))
    assert report["same"] == (status == 0) == (not report["changes"])
    return report


def brief(report):
    return [(c["kind"], c.get("project", {}).get("name"), c["field"], c.get("before"), c.get("after")) for c in report["changes"]]


def indicator(name, level2="11", value="1", **more):
    return {"group": 1, "level1": level2[0], "level2": level2, "name": name, "period_value": value, "annual_value": value, **more}


def at(document, pointer):
    for token in pointer.split("/")[1:]:
        document = document[int(token)] if isinstance(document, list) else document[token.replace("~1", "/").replace("~0", "~")]
    return document


def test_the_same(tmp_path):
    assert diff(tmp_path, EXAMPLE, EXAMPLE, status=0) == ""
    assert changes(tmp_path, EXAMPLE, EXAMPLE, status=0)["changes"] == []


def test_an_amount(tmp_path):
    after = read_json(EXAMPLE)
    after["projects"][3]["funding"]["other"] = "100.25"
    report = changes(tmp_path, EXAMPLE, after)
    assert report["changes"] == [{"kind": "changed", "project": {"id": "p04", "name": after["projects"][3]["name"]}, "field": "funding",
                                  "fund": "other", "before": None, "after": "100.25", "difference": "100.25",
                                  "before_pointer": "/projects/3/funding/other", "after_pointer": "/projects/3/funding/other"}]
    assert report["totals"]["total"] == {"before": "3285.71", "after": "3385.96", "difference": "100.25"}
    text = diff(tmp_path, EXAMPLE, after)
    assert "    ~ other money: blank → 100.25 (+100.25)\n" in text
    assert "sum of all projects, total: 3285.71 → 3385.96 (+100.25)\n" in text


def test_blank_and_zero_differ(tmp_path):
    before, after = (model_of([project(1, funding={"other": amount})]) for amount in (None, "0.00"))
    change, = changes(tmp_path, before, after)["changes"]
    assert (change["before"], change["after"], change["difference"]) == (None, "0.00", "0.00")


def test_how_a_number_is_written_does_not_matter(tmp_path):
    before, after = (model_of([project(1, funding={"other": amount})]) for amount in ("1.50", "1.5"))
    assert changes(tmp_path, before, after, status=0)["changes"] == []


def test_projects_added_removed_moved_and_renamed(tmp_path):
    before = model_of([project(i) for i in range(1, 8)])
    after = copy.deepcopy(before)
    projects = after["projects"]
    projects[0]["name"] = "改名"
    moved = projects.pop(5)
    projects.insert(1, moved)
    del projects[3]          # project 3
    projects.append(project(9, name="新的"))
    report = changes(tmp_path, before, after)
    assert brief(report) == [("changed", "改名", "name", "项目1", "改名"), ("moved", "项目6", "project", None, None),
                             ("added", "新的", "project", None, "1.00"), ("removed", "项目3", "project", "1.00", None)]
    assert report["projects"] == {"changed": 1, "added": 1, "removed": 1, "moved": 1}


def test_another_year_numbers_its_projects_anew(tmp_path):
    """Ids that an import gave say nothing where the names disagree."""
    before = model_of([project(i, name=name) for i, name in enumerate(["甲", "乙", "丙"])])
    after = model_of([project(i, name=name) for i, name in enumerate(["丁", "甲", "乙", "丙"])])
    after["fiscal_year"] = 2025
    report = changes(tmp_path, before, after)
    assert {(c["kind"], c["field"]) for c in report["changes"] if c["field"] != "id"} == {("changed", "fiscal_year"), ("added", "project")}
    assert report["projects"]["removed"] == report["projects"]["moved"] == 0


def test_codes_are_surer_than_names(tmp_path):
    before = model_of([project(1, code="A", name="甲"), project(2, code="B", name="乙")])
    after = model_of([project(8, code="B", name="甲"), project(9, code="A", name="乙")])
    names = [(c["project"]["name"], c["before"], c["after"]) for c in changes(tmp_path, before, after)["changes"] if c["field"] == "name"]
    assert names == [("甲", "乙", "甲"), ("乙", "甲", "乙")]


def test_goals_by_paragraph(tmp_path):
    before = model_of([project(1, goal=["一", "二", "三", "四"])])
    after = model_of([project(1, goal=["一", "新", "二", "三改", "四"])])
    assert brief(changes(tmp_path, before, after)) == [("added", "项目1", "goal", None, "新"), ("changed", "项目1", "goal", "三", "三改")]


def test_indicators(tmp_path):
    before = model_of([project(1, indicators=[indicator("采购设备台数"), indicator("验收合格率", "12"), indicator("旧的", "13"),
                                              indicator("满意度", "31"), indicator("响应时间", "13")])])
    after = model_of([project(1, indicators=[indicator("采购设备数量", value="2"), indicator("满意度", "31"), indicator("验收合格率", "12"),
                                             indicator("响应时间", "13", group=2), indicator("新的", "21")])])
    found = [(c["kind"], c["field"], c.get("item")) for c in changes(tmp_path, before, after)["changes"]]
    assert found == [("removed", "indicator", "旧的"), ("changed", "indicator.name", "采购设备数量"),
                     ("changed", "indicator.period_value", "采购设备数量"), ("changed", "indicator.annual_value", "采购设备数量"),
                     ("moved", "indicator", "满意度"), ("changed", "indicator.group", "响应时间"), ("added", "indicator", "新的")]


def test_the_document(tmp_path):
    before = model_of([project(1)])
    after = {**model_of([project(1)]), "title": "新标题", "notes": ["注"], "amount_unit": "元", "indicator_dictionary": {"41": "自定"},
             "reported": {"total": {"total": "1.00"}, "agencies": {"a1": {"other": "2.00"}}},
             "agencies": [{"id": "a1", "name": "某某局", "code": "001"}, {"id": "a2", "name": "新单位"}]}
    fields = {(c["kind"], c["field"]) for c in changes(tmp_path, before, after)["changes"]}
    assert fields >= {("changed", "title"), ("added", "notes"), ("changed", "amount_unit"), ("changed", "indicator_dictionary"),
                      ("changed", "agency.code"), ("added", "agency"), ("changed", "reported")}


def test_units_are_compared_by_what_they_are_worth(tmp_path):
    before = model_of([project(1, funding={"other": "1.50"}), project(2, funding={"other": "1.00"})])
    after = {**model_of([project(1, funding={"other": "15000.00"}), project(2, funding={"other": "15000.00"})]), "amount_unit": "元"}
    report = changes(tmp_path, before, after)
    assert brief(report) == [("changed", None, "amount_unit", "万元", "元"), ("changed", "项目2", "funding", "1.00", "15000.00")]
    assert report["changes"][1]["difference"] is None


def test_every_pointer_leads_to_what_is_reported(tmp_path):
    before, after = read_json(EXAMPLE), read_json(EXAMPLE)
    projects = after["projects"]
    projects[1]["indicators"][0]["annual_value"] = "别的"
    projects[2]["goal"][0] += "加"
    projects.insert(0, projects.pop(4))
    projects[6]["funding"]["other"] = "7.00"
    after["reported"]["total"]["total"] = "1.00"
    del projects[9]
    seen = 0
    for change in changes(tmp_path, before, after)["changes"]:
        for side, document in (("before", before), ("after", after)):
            pointer = change.get(f"{side}_pointer")
            if pointer and side in change and change["field"] != "project":
                value = at(document, pointer)
                assert value == change[side], change
                seen += 1
    assert seen >= 8


def test_a_workbook_with_the_changes_marked(tmp_path):
    after = read_json(EXAMPLE)
    after["projects"][3]["funding"]["other"] = "100.25"
    after["projects"][0]["goal"] = ["全新的目标。"]
    del after["projects"][5]
    diff(tmp_path, EXAMPLE, after, "-o", "changes.xlsx")
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    listed, table = book.worksheets
    assert [listed.cell(r, 2).value for r in range(2, listed.max_row + 1)] == ["changed", "changed", "removed"]
    money = next(r for r in range(2, 5) if listed.cell(r, 5).value == "other money")
    assert (listed.cell(money, 7).value, listed.cell(money, 8).value, listed.cell(money, 9).value) == (None, 100.25, 100.25)
    marked = [(c.row, c.column) for row in table.iter_rows(min_row=2) for c in row if c.fill.fgColor.rgb == "FFFFF2CC"]
    assert marked == [(2, 9), (5, 5), (5, 8)]
    assert "为审判执行部门配足配齐辅助人员" in table.cell(2, 9).value and "全新的目标" in table.cell(2, 9).value
    assert table.cell(5, 8).value == "blank\n100.25"
    assert table.cell(table.max_row, 1).value == "removed" and table.cell(table.max_row, 3).value == "诉讼费退费备用金"
    first = (tmp_path / "changes.xlsx").read_bytes()
    diff(tmp_path, EXAMPLE, after, "-o", "changes.xlsx")
    assert (tmp_path / "changes.xlsx").read_bytes() == first


def test_an_edited_workbook(tmp_path):
    path, = render(tmp_path, EXAMPLE, "w.xlsx", options=("--option", "xlsx.profile=working"))
    assert diff(tmp_path, EXAMPLE, path, status=0) == ""
    path, = render(tmp_path, EXAMPLE, "w.csv")
    diff(tmp_path, path, path, status=0)


def test_what_cannot_be_compared(tmp_path):
    (tmp_path / "bad.json").write_text("{")
    diff(tmp_path, EXAMPLE, tmp_path / "bad.json", status=2)
    diff(tmp_path, EXAMPLE, tmp_path / "none.json", status=3)
    diff(tmp_path, EXAMPLE, EXAMPLE, "--format", "yaml", status=2)
    diff(tmp_path, EXAMPLE, EXAMPLE, "--format", "xlsx", status=2)
    (tmp_path / "m.json").write_bytes(EXAMPLE.read_bytes())
    diff(tmp_path, tmp_path / "m.json", EXAMPLE, "-o", tmp_path / "m.json", "--format", "json", status=2)
    assert (tmp_path / "m.json").read_bytes() == EXAMPLE.read_bytes()


def test_time_grows_with_size_alone(tmp_path):
    """Every name the same, everything moved: the worst for a comparison pair by pair."""
    taken = []
    for count in (2000, 8000):
        before = model_of([project(i, name="同名", goal=[f"{i}"]) for i in range(count)])
        after = model_of([project(count + i, name="同名", goal=[f"{count - i}"]) for i in range(count)][::-1])
        diff(tmp_path, before, after)
        began = os.times()
        diff(tmp_path, tmp_path / "before.json", tmp_path / "after.json")
        ended = os.times()
        taken.append(ended.children_user + ended.children_system - began.children_user - began.children_system)
    assert taken[1] < 12 * max(taken[0], 0.05)


@pytest.mark.parametrize("before, after", [("甲乙丙", "甲丁丙"), ("一", "丁"), ("", "甲"), ("aa", "a"), ("a中", "a丮"), ("😀", "😁")])
def test_marks_stand_at_whole_characters(tmp_path, before, after):
    models = [model_of([project(1, goal=[f"头{text}尾"])]) for text in (before, after)]
    diff(tmp_path, *models, "-o", "changes.xlsx")
    text = openpyxl.load_workbook(tmp_path / "changes.xlsx").worksheets[1].cell(2, 9).value
    assert text.startswith("头") and text.endswith("尾") and "\ufffd" not in text
    assert all(character in text for character in before + after)


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("output", ["a.xlsx", "a.csv"])
def test_a_table_that_nobody_has_changed_is_the_same(tmp_path, example, output):
    """Ids, codes and reported sums, which no official table shows, are not taken back by one that comes back."""
    model = read_json(example)
    if "notes" in model:
        model["notes"] = [note.strip("\u3000") for note in model["notes"]]  # a CSV file does not say that it is ours: blanks are trimmed
    table, = render(tmp_path, model, output)
    assert diff(tmp_path, model, table, status=0) == "" == diff(tmp_path, table, model, status=0)


def test_a_table_in_which_one_amount_was_changed(tmp_path):
    model = read_json(ROOT / "examples" / "two-agencies-2025.json")
    model.pop("reported")
    model["projects"][0]["funding"]["other"] = "40"
    table, = render(tmp_path, model, "a.xlsx")
    report = changes(tmp_path, ROOT / "examples" / "two-agencies-2025.json", table)
    assert [(c["field"], c.get("fund"), c["after"]) for c in report["changes"]] == [("funding", "other", "40.00")]


def test_what_a_working_workbook_has_is_compared(tmp_path):
    """It carries ids, codes and reported sums: what is taken out there is a change."""
    before = ROOT / "examples" / "two-agencies-2025.json"
    after = read_json(before)
    after.pop("reported", None)
    after["projects"][0].pop("code")
    table, = render(tmp_path, after, "a.xlsx", options=["--option", "xlsx.profile=working"])
    fields = {c["field"] for c in changes(tmp_path, before, table)["changes"]}
    assert fields == {"code"} | ({"reported"} if "reported" in read_json(before) else set())
