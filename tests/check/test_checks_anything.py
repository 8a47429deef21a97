"""check over texts of every kind put together by chance: it ends, says where, and what --fix writes is a model that it leaves alone."""
import json
import random
import subprocess

import budgets
import pytest

from common import PROGRAM, model_of, project

pytestmark = pytest.mark.slow
BITS = ["（", "）", "(", ")", "【", "】", "“", "”", "《", ",", ":", "：", "，", "。", "。。", "；", "*", "×", "XX", "××", "1、", "3、", "（2）", "①", "③",
        "一、", "十一、", "2020年", "2024-2026年", "1999", "100%", "≥", "≤", "不低于", "0", "12.50", "9999999999999999", "1,234,567", "万元",
        "元", "亿元", "合计", "项目", "共", "个项目", " ", "\u3000", "\u00a0", "\u200b", "待填写", "测试", "无", "不编报", "满意度", "合格率", "率",
        "数量", "𠀀", "é", "ا", "ไ", "😀", "a", "Z", "〇", "-", "/", "...", "…", "\t"]
AMOUNTS = ["0.00", "0", "-0.01", "999999999999.999999", "-999999999999.999999", "1", "0.000001", None, "15400.00", "1.54", "12345.67"]


def anything(seed):
    """A model that follows the schema, and nothing else."""
    chance = random.Random(seed)
    model = budgets.clean(seed)

    def text(most):
        return "".join(chance.choice(BITS) for _ in range(chance.randint(0, most)))

    def line(most, otherwise=""):
        return text(most).replace("\t", "") or otherwise

    for part in model["projects"]:
        part["name"] = line(12, "x") if chance.random() < 0.5 else part["name"]
        part["goal"] = [text(30) for _ in range(chance.randint(0, 4))] if chance.random() < 0.5 else part["goal"]
        part["funding"] = {fund: chance.choice(AMOUNTS) for fund in budgets.FUNDS} if chance.random() < 0.3 else part["funding"]
        for record in part["indicators"]:
            for key, otherwise in (("name", "x"), ("period_value", ""), ("annual_value", "")):
                if chance.random() < 0.3:
                    record[key] = line(6, otherwise)
            if chance.random() < 0.1:
                record.update(group=chance.randint(1, 3), level2=chance.choice(["11", "12", "24", "99", "1"]))
    if chance.random() < 0.5:
        def claim():
            return {fund: chance.choice(AMOUNTS) for fund in (*budgets.FUNDS, "total")}
        model["reported"] = {"total": claim(), "agencies": {agency["id"]: claim() for agency in model["agencies"]}}
    if chance.random() < 0.5:
        model["notes"] = [line(20) for _ in range(3)]
    if chance.random() < 0.2:
        model["title"] = line(12)
    return model


def run(folder, *arguments):
    return subprocess.run([PROGRAM, "check", "--lang=en", *arguments], cwd=folder, capture_output=True, encoding="utf-8")


def test_any_text_is_checked_and_its_mark_is_in_it(tmp_path):
    names = []
    for seed in range(200):
        names.append(f"{seed}.json")
        (tmp_path / names[-1]).write_text(json.dumps(anything(seed), ensure_ascii=seed % 2), encoding="utf-8")
    for form in ("sarif", "json"):
        done = run(tmp_path, "-f", form, *names)
        assert done.returncode == 1 and done.stderr == ""
        found = json.loads(done.stdout)
    assert len({f["code"] for f in found["findings"]}) > 30
    for finding in found["findings"]:
        assert finding["pointer"] is not None and finding["line"] > 0
        begin, end = finding.get("mark", (0, 0))
        assert 0 <= begin <= end <= len(finding.get("text", ""))


def test_what_fix_writes_is_a_model_that_fix_leaves_alone(tmp_path):
    for seed in range(30):
        (tmp_path / "m.json").write_text(json.dumps(anything(seed), ensure_ascii=False), encoding="utf-8")
        done = run(tmp_path, "--fix", "fixed.json", "m.json")
        if done.returncode and "BP3004" in done.stderr:
            continue  # sums past the limit
        assert done.returncode == 0, done.stderr
        again = run(tmp_path, "--fix", "again.json", "fixed.json")
        assert again.stdout.startswith("0 texts changed"), (seed, again.stdout, again.stderr)


def findings_of(folder, goal, name="清淤工程"):
    (folder / "m.json").write_text(json.dumps(model_of([project(1, goal=goal, name=name)]), ensure_ascii=False), encoding="utf-8")
    return [f for f in json.loads(run(folder, "-f", "json", "m.json").stdout)["findings"]]


def test_a_circled_number_at_the_end_was_marked_past_the_text(tmp_path):
    found, = [f for f in findings_of(tmp_path, ["清淤。", "③"]) if f["name"] == "paragraph-numbering"]
    assert (found["text"], found["mark"]) == ("③", [0, 1])


def test_the_mark_of_a_number_is_the_whole_number(tmp_path):
    found = [f for f in findings_of(tmp_path, ["（十二）清淤；14、疏浚；3.清运。"]) if f["name"] == "paragraph-numbering"]
    assert [f["text"][slice(*f["mark"])] for f in found] == ["（十二", "14", "3"]


@pytest.mark.parametrize("number", ["3.5", "3．5", "3．５"])
def test_a_number_with_a_wide_point_was_taken_for_an_item(tmp_path, number):
    assert [f for f in findings_of(tmp_path, [f"1、清淤；2、疏浚。{number}万元以内。"]) if f["name"] == "paragraph-numbering"] == []
    found, = [f for f in findings_of(tmp_path, ["1．清淤；3．疏浚。"]) if f["name"] == "paragraph-numbering"]
    assert found["text"][slice(*found["mark"])] == "3"


def test_a_name_of_blanks_is_reported_and_not_emptied(tmp_path):
    found, = [f for f in findings_of(tmp_path, ["清淤。"], name=" \u3000") if f["name"] == "stray-space"]
    assert "fix" not in found
    assert run(tmp_path, "--fix", "fixed.json", "m.json").stdout.startswith("0 texts changed")
