"""Findings that need the form as well as the model."""
import json
import subprocess

import pytest

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


@pytest.mark.parametrize("character", [0x2028, 0x2029, 0xFFF9, 0xFFFA, 0xFFFB, 0xFDD0, 0x1FFFE, 0x10FFFF])
def test_separators_and_marks_that_fonts_have_boxes_for_are_no_text(tmp_path, character):
    for member in ({"name": f"甲{chr(character)}乙"}, {"goal": [f"甲{chr(character)}。"]}):
        done = check(tmp_path, model_of([project(1, **member)]))
        found = [json.loads(line) for line in done.stderr.splitlines()]
        assert done.returncode == 1 and [f["code"] for f in found] == ["BP3011"] and f"U+{character:04X}" in found[0]["message"]


def test_what_copying_lost_is_told_by_check_and_by_render(tmp_path):
    model = model_of([project(1, goal=["普及\ufffd\ufffd知识。"], indicators=[{**INDICATORS_OF_ONE[0], "name": "次\ufffc数"}])])
    done = check(tmp_path, model)
    lost = [f for f in map(json.loads, done.stderr.splitlines()) if f["code"] == "BP3508"]
    assert done.returncode == 1 and [(f["pointer"], f["mark"]) for f in lost] == [
        ("/projects/0/goal/0", [2, 4]), ("/projects/0/indicators/0/name", [1, 2])]
    for name in ("a.pdf", "a.xlsx"):
        done = subprocess.run([PROGRAM, "render", "m.json", "-o", name], cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 1 and done.stderr.count("BP3508") == 2 and not (tmp_path / name).exists()


def test_a_character_that_no_font_has_passes_no_check(tmp_path):
    """What render refuses a PDF for, check has told before."""
    done = check(tmp_path, model_of([project(1, name="甲\U000F1234\ue123 \ue123乙", goal=["\ue123。"])]))
    found = [f for f in map(json.loads, done.stderr.splitlines()) if f["code"] == "BP3509"]
    assert done.returncode == 1 and [(f["pointer"], f["mark"]) for f in found] == [("/projects/0/name", [1, 5]), ("/projects/0/goal/0", [0, 1])]
    assert "U+F1234" in found[0]["message"]


def test_a_machine_without_fonts_checks_all_else(tmp_path):
    (tmp_path / "set.json").write_text(json.dumps({"schema": "budgetpress-fonts/1", "roles": {
        role: [{"family": "None", "file": "none.ttf"}] for role in ("body", "heading", "title")}}))
    (tmp_path / "m.json").write_text(json.dumps(model_of([project(1, name="甲\ue123")]), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "--font-set", "./set.json", "m.json"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert "BP3509" not in done.stderr and "BP5" not in done.stderr
