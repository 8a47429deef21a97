"""Findings that need the form as well as the model."""
import json
import subprocess

from common import PROGRAM, model_of, project


INDICATORS_OF_ONE = [{"level1": "1", "level2": "11", "name": "巡检次数", "period_value": "≥4次", "annual_value": "≥4次"},
                     {"level1": "3", "level2": "31", "name": "用户满意度", "period_value": "≥90%", "annual_value": "≥90%"}]


def check(folder, model):
    (folder / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    return subprocess.run([PROGRAM, "check", "--lang", "en", "--diagnostics", "json", "m.json"], cwd=folder, capture_output=True,
                          encoding="utf-8")


def test_a_digit_that_is_not_printed_is_a_warning(tmp_path):
    done = check(tmp_path, model_of([project(1, funding={"other": "1.005", "fiscal_appropriation": "2.50"}, indicators=INDICATORS_OF_ONE)]))
    found = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert done.returncode == 0
    assert [(f["code"], f["severity"], f["pointer"]) for f in found] == [("BP3005", "warning", "/projects/0/funding/other")]
    assert "1.005" in found[0]["message"]


def test_characters_that_no_xml_can_hold_are_refused(tmp_path):
    for character in "\ufffe\uffff":
        done = check(tmp_path, model_of([project(1, name=f"甲{character}乙")]))
        assert done.returncode == 1 and '"BP3011"' in done.stderr
