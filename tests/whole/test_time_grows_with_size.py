"""Twice the text takes twice the time, whatever the text says: each cell that import reads, and each text that check looks at, made of
what once was looked at again from each of its characters on. Times are those of the processor, so that a busy machine matters little."""
import csv
import json
import resource
import subprocess

import pytest

from common import INDICATORS, PROGRAM, model_of, project

SANITIZED = "asan" in str(PROGRAM)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SANITIZED, reason="the sanitizers' own work is most of the time")]

BYTES = 30_000
QUICK = 0.15   # seconds: what takes less is not compared, since starting and noise are too much of it
RATIO = 3.2    # 2 where time grows with size, 4 where with its square
SLOW = 2.0     # seconds: too much for what is so small, however it grows

# What texts are made of: (what stands first, what is repeated).
TEXTS = {
    "line feeds": ("好", "\n"), "line feeds and digits": ("", "\n1\n"), "blanks": ("单位：", " "), "wide blanks": ("单位：", "\u3000"),
    "digits": ("本项目预算元合计项目", "1"), "numbers": ("本项目预算元合计项目", "1 "), "money": ("本项目预算合计项目", "1元"),
    "thousands": ("本项目预算元合计项目", "1,111,111"), "wide points": ("本项目预算元合计项目", "3．"), "words": ("单位：", "a "),
    "asterisks": ("单位：", "* "), "brackets": ("单位：", "("), "closing brackets": ("", "）"), "wide brackets": ("", "（"),
    "units in brackets": ("", "(单位：甲"), "units": ("", "单位:甲 "), "colons": ("单位", "："), "semicolons": ("", "；"),
    "narrow semicolons": ("1、", "; "), "items": ("本项目预算元", "1、"), "items behind stops": ("", "。1、"),
    "beginnings of records": ("", "\n1、1-"), "labels of values": ("1、1-甲；11-乙；", "；实施周期指标值:"), "years": ("", "2023年"),
    "lists of years": ("", "2020、"), "crosses": ("", "×"), "claims": ("甲乙丙丁", "达到"), "yuan": ("合计", "元"),
    "what is unseen": ("甲", "\u200b"), "marks": ("e", "\u0301"), "selectors": ("葛", "\U000e0100"), "radicals": ("", "⽔"), "turns": ("", "\u202e甲"),
    "wide digits": ("本项目预算元", "１"), "wide thousands": ("本项目预算元", "１，１１１"), "addresses": ("", "www.甲,乙 "), "names of mail": ("", "a@"),
    "schemes": ("", "a:"), "roots": ("", "/a"), "shares": ("", "\\\\"), "w": ("", "w"), "telephones": ("", "13912345678 "), "groups of digits": ("", "12-"),
    "stars": ("数×数", "*数"), "what numbers are called": ("电话", "：1234567"), "colons before a number": ("电话", "："),
}
HEADER = ["项目名称", "财政拨款", "绩效目标", "绩效指标"]
LIST = ["项目名称", "财政拨款", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"]
RECORD = "1、1-产出指标；11-数量指标；次数；实施周期指标值:≥1次；年度指标值:≥1次。"


def table(**cells):
    """The rows of a table, with one cell another."""
    at = {"title": "某局2024年绩效目标表", "line": "单位：万元", "header": "备注", "name": "甲", "amount": "1.00", "goal": "好。",
          "indicators": RECORD, "note": "", **cells}
    return [[at["title"]], [at["line"]], [*HEADER, at["header"]], [at["name"], at["amount"], at["goal"], at["indicators"]],
            ["注：" + at["note"]]]


def list_of(**cells):
    at = {"level1": "产出指标", "level2": "数量指标", "indicator": "次数", "value": "≥1次", **cells}
    return [["某局2024年绩效目标表"], ["单位：万元"], LIST, ["甲", "1.00", "好。", at["level1"], at["level2"], at["indicator"], at["value"]]]


def seconds(*command):
    """User time; a hang ends, and is a failure."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([PROGRAM, *command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def slow_ones(write, sizes, *command):
    """What takes long for its size: time at n bytes and at twice as many, by what write(file, n) makes. Measured again where it seems
    too much, since another process may have been in the way."""
    write(sizes[1])
    twice = seconds(*command)
    if twice < QUICK:
        return None
    write(sizes[0])
    once = min(seconds(*command) for _ in range(2))
    write(sizes[1])
    twice = min(twice, seconds(*command))
    return (once, twice) if twice > QUICK and (twice > RATIO * once or twice > SLOW) else None


def check_texts(folder, name, write, *command):
    file, slow = folder / name, {}
    for what, (first, repeated) in TEXTS.items():
        def put(size):
            write(file, first + repeated * (size // len(repeated.encode())) + "。")
        found = slow_ones(put, (BYTES, 2 * BYTES), *command[:1], file, *command[1:])
        if found:
            slow[what] = found
    assert slow == {}


def write_csv(file, rows):
    with open(file, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


@pytest.mark.parametrize("cell", ["title", "line", "header", "name", "amount", "goal", "indicators", "note"])
def test_a_cell_of_a_table(tmp_path, cell):
    check_texts(tmp_path, "a.csv", lambda file, text: write_csv(file, table(**{cell: text})), "import", "-o", tmp_path / "a.json")


@pytest.mark.parametrize("cell", ["level1", "level2", "indicator", "value"])
def test_a_cell_of_a_list(tmp_path, cell):
    check_texts(tmp_path, "a.csv", lambda file, text: write_csv(file, list_of(**{cell: text})), "import", "-o", tmp_path / "a.json")


def model_with(kind, text):
    text = text.replace("\n", "")
    record = {"level1": "1", "level2": "11", "name": "甲乙丙丁", "period_value": "≥1次", "annual_value": "≥1次"}
    model = model_of([project(1, goal=["目标。"], indicators=[record])])
    places = {"title": model, "department": model["department"], "agency": model["agencies"][0], "project": model["projects"][0]}
    if kind in places:
        places[kind]["title" if kind == "title" else "name"] = text
    elif kind == "goal":
        model["projects"][0]["goal"] = [text]
    elif kind == "note":
        model["notes"] = [text]
    else:
        record[kind] = text
    return model


@pytest.mark.parametrize("kind", ["title", "department", "agency", "project", "goal", "name", "annual_value", "note"])
def test_a_text_that_check_looks_at(tmp_path, kind):
    check_texts(tmp_path, "m.json", lambda file, text: file.write_text(json.dumps(model_with(kind, text)), encoding="utf-8"), "check")


def names_of_levels(size):
    return [["某局2024年表"], ["单位：万元"], ["项目名称", "财政拨款", "二级指标名称", "三级指标", "指标值"],
            *[["甲", "1", f"名{k}", f"数{k}", "1次"] for k in range(size)]]


def agencies(size):
    return [["某局2024年表"], ["单位：万元"], ["单位名称", "项目名称", "财政拨款"], *[[f"局{k}", f"项{k}", "1"] for k in range(size)]]


@pytest.mark.parametrize("rows", [names_of_levels, agencies])
def test_rows_of_which_each_brings_a_new_name(tmp_path, rows):
    file = tmp_path / "a.csv"
    slow = slow_ones(lambda size: write_csv(file, rows(size)), (3000, 6000), "import", file, "-o", tmp_path / "a.json")
    assert slow is None


def record(k, **members):
    return {"level1": "1", "level2": "11", "name": f"甲乙丙丁{k}", "period_value": "≥1次", "annual_value": "≥1次", **members}


def many_indicators(size):
    return model_of([project(1, goal=[f"完成事项{k}。" for k in range(size)], indicators=[record(k) for k in range(size)])])


def homes(size):
    return [{"id": f"a{k}", "name": f"局{k}"} for k in range(size)]


def many_sums(size):
    projects = [project(k, agency=f"a{k}", funding={"fiscal_appropriation": f"{k}.25"}) for k in range(size)]
    return {**model_of(projects, homes(size)), "notes": ["项目合计" + "7.5万元、" * size]}


@pytest.mark.parametrize("make", [many_indicators, many_sums])
def test_many_things_that_are_held_against_each_other(tmp_path, make):
    file = tmp_path / "m.json"
    slow = slow_ones(lambda size: file.write_text(json.dumps(make(size)), encoding="utf-8"), (2500, 5000), "check", file)
    assert slow is None


def test_findings_that_are_silenced_each_by_its_own_line(tmp_path):
    file, settings = tmp_path / "m.json", tmp_path / "c.json"

    def put(size):
        ids = ["p" * 100 + str(k) for k in range(size)]
        write_model(file, model_of([project(k, id=ids[k], name=f"2021年度设备购置{k}") for k in range(size)]))
        silences = [{"rule": "year-in-name", "project": name, "reason": "如此"} for name in reversed(ids)]
        write_model(settings, {"schema": "budgetpress-checks/1", "silence": silences})
    assert slow_ones(put, (16000, 32000), "check", file, "--checks", settings) is None


# What has a finding for each of its parts, wherever these stand: each is looked for in the text, and told with what is around it.

FAULTS = "12*3×4,5%≥"


def in_one_text(size):
    return model_of([project(1, goal=[FAULTS * size + "。"])])


def in_paragraphs(size):
    return model_of([project(1, goal=[FAULTS + "。"] * size)])


def in_indicators(size):
    return model_of([project(1, indicators=[record(k, annual_value="12*3×4") for k in range(size)])])


def in_near_names(size):
    turns = ["甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未"]
    names = [f"组织开展年度业务培训活动总次数{turns[0][k % 8]}{turns[1][k // 8 % 8]}{k // 64}" for k in range(size)]
    return model_of([project(k, name=name, goal=[name + "。"], indicators=[record(k, name=name)]) for k, name in enumerate(names)])


def in_projects(size):
    return model_of([project(k, goal=[FAULTS + "。"]) for k in range(size)])


def in_claims(size):
    model = model_of([project(k, agency=f"a{k}") for k in range(size)], homes(size))
    return {**model, "reported": {"agencies": {f"a{k}": {"fiscal_appropriation": "5.00"} for k in range(size)}}}


def in_codes(size):
    model = model_of([project(1, indicators=[record(k, level2=f"x{k}") for k in range(size)])])
    return {**model, "indicator_dictionary": {f"x{k}": f"名{k}" for k in range(size)}}


def in_long_names(size):
    return model_of([project(k, name="名" * 100 + str(k), goal=[FAULTS * 20 + "。"]) for k in range(size // 20)])


FINDINGS = [in_one_text, in_paragraphs, in_indicators, in_near_names, in_projects, in_claims, in_codes, in_long_names]
DOCUMENTS = {"json": ("-f", "json"), "sarif": ("-f", "sarif"), "csv": ("-o", "a.csv"), "xlsx": ("-o", "a.xlsx"), "pdf": ("-o", "a.pdf")}


def write_model(file, model):
    file.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("make", FINDINGS)
def test_a_document_of_many_findings(tmp_path, make, document):
    file, (option, value) = tmp_path / "m.json", DOCUMENTS[document]
    slow = slow_ones(lambda size: write_model(file, make(size)), (4000, 8000), "check", file, option,
                     value if option == "-f" else tmp_path / value)
    assert slow is None


def with_codes(size):
    return {**in_codes(size), "form": INDICATORS}


@pytest.mark.parametrize("output", ["a.csv", "a.pdf", "a.xlsx", "working.xlsx"])
@pytest.mark.parametrize("make", [with_codes, many_indicators, in_near_names])
def test_an_output_of_many_names(tmp_path, make, output):
    file = tmp_path / "m.json"
    options = ("--option", "xlsx.profile=working") if output == "working.xlsx" else ()
    slow = slow_ones(lambda size: write_model(file, make(size)), (2000, 4000), "render", file, "-o", tmp_path / output, *options)
    assert slow is None


def doublings(folder, sizes):
    """The table of them: seconds of the processor for each size, as pytest would compare two of them."""
    print(f"{'':24}" + "".join(f"{size:>9}" for size in sizes))
    for make in FINDINGS:
        for document, (option, value) in DOCUMENTS.items():
            times = []
            for size in sizes:
                write_model(folder / "m.json", make(size))
                times.append(seconds("check", folder / "m.json", option, value if option == "-f" else folder / value))
            print(f"{make.__name__:17} {document:6}" + "".join(f"{time:9.2f}" for time in times), flush=True)


if __name__ == "__main__":
    import pathlib
    import tempfile
    with tempfile.TemporaryDirectory() as scratch:
        doublings(pathlib.Path(scratch), [2000 << k for k in range(6)])
