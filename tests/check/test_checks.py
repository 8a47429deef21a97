"""The rules over many tables: nothing in clean ones, and each planted fault exactly."""
import collections
import json
import random
import re
import resource
import subprocess

import pytest

import budgets
from common import EXAMPLE, PROGRAM, ROOT, model_of, project

SANITIZED = "asan" in str(PROGRAM)
TABLES = 200 if SANITIZED else 1000  # the sanitizers look for other faults, at five times the price

RULES = {line.split("\t")[0]: line.split("\t")[1:]
         for line in subprocess.run([PROGRAM, "check", "--rules", "--lang=en"], capture_output=True, encoding="utf-8").stdout.splitlines()}


def findings(folder, models, *options):
    """Checks models, pairs of a file name and a model, in one run; the findings by file name, and the exit status."""
    names = []
    for name, model in models:  # one by one: a thousand of them at once would be much memory
        (folder / name).write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
        names.append(name)
    done = subprocess.run([PROGRAM, "check", "--format=json", "--lang=en", *options, *names], cwd=folder, capture_output=True,
                          encoding="utf-8")
    assert done.returncode in (0, 1) and done.stderr == "", done.stderr
    found = collections.defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        found[finding["file"]].append(finding)
    return found, done.returncode


def test_every_rule_has_a_fault_to_plant():
    assert set(RULES) == set(budgets.FAULTS_BY_CODE) and len(RULES) >= 45


@pytest.mark.slow
def test_a_thousand_clean_tables_give_no_finding(tmp_path):
    found, status = findings(tmp_path, ((f"{seed}.json", budgets.clean(seed)) for seed in range(TABLES)))
    assert [(name, f["code"], f["pointer"], f["message"], f.get("text")) for name, fs in found.items() for f in fs][:5] == []
    assert status == 0


@pytest.mark.slow
def test_a_thousand_planted_faults_are_found_and_nothing_else(tmp_path, capsys):
    codes = sorted(budgets.FAULTS_BY_CODE)
    expected = {}

    def planted():
        for seed in range(TABLES):
            code = codes[seed % len(codes)]
            name = f"{seed}-{code}.json"
            model, pointer = budgets.planted(code, seed)
            expected[name] = (code, pointer)
            yield name, model

    found, _ = findings(tmp_path, planted())
    table = {code: [0, 0, 0, 0] for code in codes}  # planted, found, missed, others
    wrong = []
    for name, (code, pointer) in expected.items():
        got = [(f["code"], f["pointer"]) for f in found.get(name, [])]
        hit = (code, pointer) in got
        for column, value in enumerate((1, hit, not hit, len(got) - hit)):
            table[code][column] += value
        if got != [(code, pointer)]:
            wrong.append((name, pointer, got))
    with capsys.disabled():
        print(f"\n{'code':8}{'rule':28}{'planted':>8}{'found':>8}{'missed':>8}{'others':>8}")
        for code, row in table.items():
            print(f"{code:8}{RULES[code][0]:28}" + "".join(f"{n:8}" for n in row))
    assert not wrong, "\n".join(map(str, wrong[:40]))
    assert sum(row[0] for row in table.values()) == TABLES


# ---- what explains a reported figure that is wrong ----

F, O = "fiscal_appropriation", "other"
TOTAL = "/reported/total/total"


def fiscal(*amounts):
    return [{F: amount} for amount in amounts]


# name: funds of the projects, what the line of the table claims, what is to be found, tolerance
CLAIMS = {
    "a project that the reported total left out": (fiscal("488.00", "685.63", "32.00"), {"total": "1173.63"}, ("BP3010", TOTAL)),
    "left out, its ten-thousandth near the tolerance": (fiscal("488.00", "150.00"), {"total": "488.00"}, ("BP3010", TOTAL)),
    "left out in one fund": (fiscal("488.00", "32.00"), {F: "488.00"}, ("BP3010", f"/reported/total/{F}")),
    "left out, of two funds": ([{F: "488.00"}, {F: "300000.00", O: "5.00"}], {"total": "488.00"}, ("BP3010", TOTAL)),
    "left out, another would explain it by its unit": (fiscal("320.03", "488.00", "320.00"), {"total": "808.03"}, ("BP3010", TOTAL)),
    "claimed with a wrong sign": (fiscal("488.00", "-12.00"), {"total": "500.00"}, ("BP3010", TOTAL)),
    "explained by nothing": (fiscal("488.00", "685.63", "45.00"), {"total": "1173.63"}, ("BP3010", TOTAL)),
    "two figures that explain it alike": (fiscal("488.00", "320000.00", "320000.00"), {"total": "320520.00"}, ("BP3010", TOTAL)),
    "left out under a coarse tolerance": (fiscal("488000.00", "500000.00"), {"total": "488000.00"}, ("BP3010", TOTAL), "100"),
    "a tiny figure, off by little more than the tolerance": (fiscal("488.00", "0.000001"), {"total": "488.015"}, ("BP3010", TOTAL)),
    "an empty claim of a small sum": (fiscal("50.00"), {"total": "0.01"}, ("BP3010", TOTAL)),
    "a small sum under a coarse tolerance": (fiscal("0.0001"), {"total": "100.50"}, ("BP3010", TOTAL), "100"),
    "a figure in yuan": (fiscal("488.00", "320000.00"), {"total": "520.00"}, ("BP3107", f"/projects/1/funding/{F}")),
    "a figure in yuan, rounded": (fiscal("488.00", "321234.00"), {"total": "520.12"}, ("BP3107", f"/projects/1/funding/{F}")),
    "a negative figure in yuan": (fiscal("488.00", "-320000.00"), {"total": "456.00"}, ("BP3107", f"/projects/1/funding/{F}")),
    "a figure in 万元 among yuan": (fiscal("488.00", "0.0032"), {"total": "520.00"}, ("BP3107", f"/projects/1/funding/{F}")),
    "the lesser part of a project": ([{F: "10.00"}, {F: "488.00", O: "0.0032"}], {"total": "530.00"},
                                     ("BP3107", f"/projects/1/funding/{O}")),
    "a total claimed in yuan": (fiscal("488.00", "32.00"), {"total": "5200000.00"}, ("BP3108", TOTAL)),
    "a total claimed in 亿元": (fiscal("48800.00", "3200.00"), {"total": "5.20"}, ("BP3108", TOTAL)),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_unit_is_blamed_only_for_what_nothing_plainer_explains(tmp_path, name):
    funds, line, expected, *tolerance = CLAIMS[name]
    model = model_of([project(i + 1, funding=fund) for i, fund in enumerate(funds)], [{"id": "a1", "name": "某某局"}])
    model["reported"] = {"total": line}
    options = []
    if tolerance:
        settings = {"schema": "budgetpress-checks/1", "rules": {"reported-mismatch": {"tolerance": tolerance[0]}}}
        (tmp_path / "checks.json").write_text(json.dumps(settings), encoding="utf-8")
        options = ["--checks", "checks.json"]
    found, _ = findings(tmp_path, [("m.json", model)], *options)
    assert [(f["code"], f["pointer"]) for f in found["m.json"] if f["code"] in ("BP3010", "BP3107", "BP3108")] == [expected]


def test_two_figures_of_one_project_in_another_unit_are_both_named(tmp_path):
    model = model_of([project(1, funding={F: "10.00", O: "20.00"}), project(2, funding={F: "320000.00", O: "450000.00"})])
    model["reported"] = {"total": {F: "42.00", O: "65.00"}}
    found, _ = findings(tmp_path, [("m.json", model)])
    assert [f["pointer"] for f in found["m.json"] if f["code"] == "BP3107"] == [f"/projects/1/funding/{F}", f"/projects/1/funding/{O}"]


# ---- the real table ----

REAL = json.loads(EXAMPLE.read_text(encoding="utf-8"))


def put(value, *path):
    """An edit: sets, or with ... deletes, what stands at a path."""
    def edit(model):
        target = model
        for step in path[:-1]:
            target = target[step]
        if value is ...:
            del target[path[-1]]
        elif callable(value):
            target[path[-1]] = value(target[path[-1]])
        else:
            target[path[-1]] = value
    return edit


def edit_record(project, indicator, **members):
    def edit(model):
        model["projects"][project]["indicators"][indicator].update(members)
    return edit


def add_satisfaction(project):
    def edit(model):
        model["projects"][project]["indicators"].append({"level1": "3", "level2": "31", "name": "服务对象满意度",
                                                         "period_value": "≥95%", "annual_value": "≥95%"})
    return edit


def times(project, indicator):
    def edit(model):
        record = model["projects"][project]["indicators"][indicator]
        record["period_value"] = record["annual_value"] = record["annual_value"].replace("*", "×")
    return edit


# Every irregularity of the table as it was published: rule, place, and what its authors would do about it.
CORRECTIONS = [
    ("mixed-multiplication", "/projects/1/indicators/1/period_value", times(1, 1)),
    ("rate-as-quantity", "/projects/1/indicators/3/level2", edit_record(1, 3, level2="12")),
    ("mixed-multiplication", "/projects/1/indicators/3/period_value", times(1, 3)),
    ("bare-number", "/projects/1/indicators/5/period_value", edit_record(1, 5, period_value="0起", annual_value="0起")),
    ("bare-number", "/projects/1/indicators/6/period_value", edit_record(1, 6, period_value="0起", annual_value="0起")),
    ("no-satisfaction-indicator", "/projects/2/indicators", add_satisfaction(2)),
    ("year-in-name", "/projects/3/name", put("广州互联网法院内网智慧审判平台中台化改造建设项目", "projects", 3, "name")),
    ("no-satisfaction-indicator", "/projects/3/indicators", add_satisfaction(3)),
    ("goal-denied", "/projects/4/goal/0", put(["提供审判执行工作的其他经费保障。"], "projects", 4, "goal")),
    ("placeholder", "/projects/4/indicators/0/name", edit_record(4, 0, name="保障审判执行案件数量")),
    ("placeholder", "/projects/4/indicators/0/period_value", edit_record(4, 0, period_value="≥100件", annual_value="≥100件")),
    ("no-satisfaction-indicator", "/projects/5/indicators", add_satisfaction(5)),
    ("rate-as-quantity", "/projects/6/indicators/1/level2", edit_record(6, 1, level2="12")),
    ("near-duplicate-project", "/projects/7/name", put("审判执行工作业务保障", "projects", 7, "name")),
    ("rate-as-quantity", "/projects/7/indicators/4/level2", edit_record(7, 4, level2="12")),
    ("rate-as-quantity", "/projects/7/indicators/6/level2", edit_record(7, 6, level2="12")),
    ("mixed-multiplication", "/projects/7/indicators/6/period_value", times(7, 6)),
    ("count-as-quality", "/projects/7/indicators/7/level2", edit_record(7, 7, level2="11")),
    ("count-as-quality", "/projects/7/indicators/8/level2", edit_record(7, 8, level1="1", level2="11")),
    ("indicator-numbering", "/projects/7/indicators/9/group",
     lambda m: [record.pop("group") for record in m["projects"][7]["indicators"]]),
    ("goal-stop", "/projects/8/goal/0", put(lambda text: text + "。", "projects", 8, "goal", 0)),
    ("no-satisfaction-indicator", "/projects/8/indicators", add_satisfaction(8)),
    ("stray-space", "/projects/8/indicators/3/name", edit_record(8, 3, name="网络设备及服务器正常运行率")),
    ("near-duplicate-project", "/projects/9/name", put("国产终端运维服务（2024-2025年）", "projects", 9, "name")),
    ("repeated-paragraph", "/projects/9/goal/0", put("保障国产桌面终端及业务系统的正常运行。", "projects", 9, "goal", 0)),
    ("mixed-multiplication", "/projects/9/goal/2", put(lambda text: text.replace("*", "×"), "projects", 9, "goal", 2)),
    ("no-satisfaction-indicator", "/projects/9/indicators", add_satisfaction(9)),
    ("filed-under-two-codes", "/projects/9/indicators/1/level2", edit_record(9, 1, level1="1", level2="12")),
]
# What one correction brings to light, which another then sets right.
FOLLOWING = [edit_record(9, 2, level1="1", level2="12"), add_satisfaction(4)]


def test_the_irregularities_of_the_published_table(tmp_path):
    found, status = findings(tmp_path, [("real.json", REAL)])
    assert [(f["name"], f["pointer"]) for f in found["real.json"]] == [c[:2] for c in CORRECTIONS]
    assert status == 0 and {f["severity"] for f in found["real.json"]} == {"warning", "note"}


def test_the_corrected_table_gives_no_finding(tmp_path):
    model = json.loads(json.dumps(REAL))
    for _, _, edit in CORRECTIONS:
        edit(model)
    for edit in FOLLOWING:
        edit(model)
    found, status = findings(tmp_path, [("clean.json", model)])
    assert [(f["name"], f["pointer"], f["message"]) for f in found["clean.json"]] == [] and status == 0


@pytest.mark.parametrize("name, pointer, edit", CORRECTIONS, ids=[f"{c[0]}-{c[1][10:]}" for c in CORRECTIONS])
def test_each_correction_takes_its_finding_away(tmp_path, name, pointer, edit):
    model = json.loads(json.dumps(REAL))
    edit(model)
    found, _ = findings(tmp_path, [("one.json", model)])
    assert (name, pointer) not in [(f["name"], f["pointer"]) for f in found["one.json"]]


def test_the_published_table_still_renders_without_a_word(tmp_path):
    done = subprocess.run([PROGRAM, "render", "-q", EXAMPLE, "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# ---- large tables ----

def write_large(path, count, alike):
    """A table of real-looking projects; alike: names that all differ in a digit only, and goals that are all the same."""
    chance = random.Random(count)
    pool = [project for seed in range(60) for project in budgets.clean(seed)["projects"]]
    with path.open("w", encoding="utf-8") as file:
        file.write('{"schema": "budgetpress/1", "form": "project-performance-targets", "fiscal_year": 2024, "amount_unit": "万元",'
                   '"department": {"name": "某市"}, "agencies": [{"id": "a1", "name": "某市本级"}], "projects": [')
        for i in range(count):
            thing, other = chance.sample(budgets.OBJECTS, 2)
            name = f"信息化运维补助经费第{i}项" if alike else f"{thing}及{other}{chance.choice(budgets.ACTIONS)}"
            goal = pool[0]["goal"] if alike else budgets.Maker(i).goal(f"{thing}和{other}")
            project = {**chance.choice(pool), "id": f"p{i}", "agency": "a1", "name": name, "goal": goal}
            file.write((",\n" if i else "\n") + json.dumps(project, ensure_ascii=False))
        file.write("]}\n")


def cpu_seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([PROGRAM, "check", *command], capture_output=True)
    assert done.returncode == 0, done.stderr
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def grows_evenly(small, large, *options):
    """Whether ten times the table takes ten times as long, by the shortest of some runs of each, taken in turn: what else the machine does
    makes a run longer, never shorter. A square would be a hundred times as long in each of them."""
    times = {small: [], large: []}
    for _ in range(6):
        for path, seen in times.items():
            seen.append(cpu_seconds(path, *options))
        if min(times[large]) < 14 * min(times[small]) + 0.2:
            return True
    return False


@pytest.mark.skipif(SANITIZED, reason="the time of sanitizers is not ours")
@pytest.mark.parametrize("alike", [False, True], ids=["real", "alike"])
@pytest.mark.slow
def test_ten_times_the_projects_take_ten_times_as_long(tmp_path, alike):
    small, large = tmp_path / "small.json", tmp_path / "large.json"
    write_large(small, 800, alike)
    write_large(large, 8000, alike)
    assert grows_evenly(small, large)
