"""Characters that deceive: what looks like another character, shows nothing, or turns the direction of writing."""
import json
import subprocess

import openpyxl
import pytest

from common import PROGRAM, model_of, project


def checked(folder, model, *options):
    """The findings of a model by rule."""
    (folder / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "--lang=en", *options, "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)["findings"]


def codes(findings, *wanted):
    return [f["code"] for f in findings if not wanted or f["code"] in wanted]


# Ordinary names, and what copying them from a PDF or typing them otherwise gives.
SAME_NAMES = [("水文监测工程", "⽔⽂监测⼯程"), ("公务用车购置", "公务用⻋购置"), ("下马项目资金管理", "下⻢项\u2f6c资\uf90a管理"), ("门禁一卡通建设", "⻔禁㇐卡通建设"),
              ("ETC车道改造", "ＥＴＣ车道改造"), ("行政执法装备", "\ufa08政执法装备"), ("水文监测工程", "水文\u200d监测\u2060工程")]


@pytest.mark.parametrize("name, twin", SAME_NAMES)
def test_a_name_in_radicals_is_the_same_name(tmp_path, name, twin):
    found = checked(tmp_path, model_of([project(1, name=name), project(2, name=twin, goal=["另一目标。"])]))
    assert codes(found, "BP3401") == ["BP3401"]
    found = checked(tmp_path, model_of([project(1, name=name), project(2, name=twin + "甲", goal=["另一目标。"])]))
    assert codes(found, "BP3401") == []


@pytest.mark.parametrize("headers", [("项⽬名称", "绩效⽬标", "财政\ufeff拨款"), ("项\u2f6c名称", "绩效\u2f6c标", "财政\uff0a拨款"),
                                     ("项目\u200b名称", "绩效\u200d目标", "财政\u3164拨款"),
                                     ("项目名称\ufe0e", "绩效\u2061目标", "财政\u2800拨款")])
def test_headers_in_radicals_or_with_invisible_characters_are_headers(tmp_path, headers):
    book = openpyxl.Workbook()
    for row in (["2024年项目绩效目标表"], ["单位：万元"], headers, ["道路养护", "保障通行。", 12.5], ["合计", None, 12.5]):
        book.active.append(list(row))
    book.save(tmp_path / "b.xlsx")
    done = subprocess.run([PROGRAM, "import", tmp_path / "b.xlsx", "--department", "某局"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found, = json.loads(done.stdout)["projects"]
    assert found["name"] == "道路养护" and found["goal"] == ["保障通行。"] and found["funding"]["fiscal_appropriation"] == "12.50"


@pytest.mark.parametrize("typed, amount", [("1\u200b2.50", "12.50"), ("\u206312.5", "12.50"), ("﹣12.5", "-12.50"), ("￥12.5", "12.50"), ("1\u00ad2.5", "12.50"), ("21\u202e5.", None),
                                           ("12\u200f34", None)])
def test_invisible_characters_in_an_amount_are_passed_over_but_for_those_that_turn_it(tmp_path, typed, amount):
    book = openpyxl.Workbook()
    for row in (["2024年项目绩效目标表"], ["单位：万元"], ["项目名称", "绩效目标", "财政拨款"], ["道路养护", "保障通行。", typed]):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    done = subprocess.run([PROGRAM, "import", tmp_path / "b.xlsx", "--department", "某局"], capture_output=True, encoding="utf-8")
    if amount is None:
        assert done.returncode == 1 and "C4" in done.stderr
    else:
        assert json.loads(done.stdout)["projects"][0]["funding"]["fiscal_appropriation"] == amount, done.stderr


# ---- values and years ----

def valued(value, name="验收合格率", annual=None, level="12"):
    record = {"level1": "1", "level2": level, "name": name, "period_value": value, "annual_value": annual or value}
    return model_of([project(1, indicators=[record])])


@pytest.mark.parametrize("value", ["＞＝120%", "=>120%", "≧120%", "⩾120%", "≥ 120 %", "≥１２０%", "≥120﹪", "≥１２０．０％", "\u200b≥120%", "≥\u200b120%", "≥\u00a0120%",
                                   "﹥120%", "（≥120%）", "≥120(%)", "≥１，２００%", "≥1\u20602\u200d0％", "\u3000≥\u3000120\u2009%", "不低于１２０％", "≥120（％）"])
def test_a_sign_of_another_width_or_shape_hid_a_value_from_the_rules(tmp_path, value):
    assert codes(checked(tmp_path, valued(value)), "BP3308") == ["BP3308"]


@pytest.mark.parametrize("value", ["＞＝98%", "≦120%", "≥12０件", "≥１，２家，３处", "＝１００％", "≥９９．９％（抽查）"])
def test_a_value_within_reach_is_none_of_another_width_either(tmp_path, value):
    assert codes(checked(tmp_path, valued(value)), "BP3308") == []


@pytest.mark.parametrize("period, annual, found", [("≥１０件", "≥２０件", True), ("≥10件", "≥２０ 件", True), ("≥1,000件", "≥１，００１件", True), ("≥10㎡", "≥２０ ㎡", True),
                                                   ("＞=10(km)", "≥２０ｋｍ", True), ("≥１０件", "≥２０次", False), ("≥２０件", "≥１０件", False)])
def test_the_year_beyond_the_period_is_seen_across_widths(tmp_path, period, annual, found):
    assert codes(checked(tmp_path, valued(period, "办理件", annual, "11")), "BP3310") == ["BP3310"] * found


@pytest.mark.parametrize("value", ["≥13000.00(平方米)", "=100.00(%)", "≥12.00(次)", "≥12（次）", "≥12 (次)", "12(次)", "≥３０（立方米／秒）", "≤5 （℃）", "≥2.5(㎡)", "≥8(m²)"])
def test_a_unit_in_brackets_was_said_to_be_missing(tmp_path, value):
    assert codes(checked(tmp_path, valued(value, "完成量", level="11")), "BP3311") == []


@pytest.mark.parametrize("value", ["≥12", "≥１２", "12（2024年度内全部完成验收工作）", "≥12（）", "≥12(3)", "≥12（含第一期、第二期）"])
def test_a_bare_number_is_one_whatever_remark_follows(tmp_path, value):
    assert codes(checked(tmp_path, valued(value, "完成量", level="11")), "BP3311") == ["BP3311"]


@pytest.mark.parametrize("name, found", [("２０２３年绿化项目", "２０２３"), ("2\u200b023年绿化项目", "2\u200b023"), ("２０２１－２０２３\uf98e绿化项目", "２０２１－２０２３"), ("2023年绿化项目", "2023"),
                                         ("２０２４年绿化项目", None), ("２０２１－２０２５年绿化项目", None), ("１２０２３年绿化项目", None)])
def test_a_year_in_full_width_digits_is_a_year(tmp_path, name, found):
    assert [f["text"][slice(*f["mark"])] for f in checked(tmp_path, model_of([project(1, name=name)])) if f["code"] == "BP3403"] == ([found] if found else [])


@pytest.mark.parametrize("goal, found", [("本项目预算２．０万元。", True), ("本项目预算1 万元。", False), ("本项目预算１．００万元。", False), ("本项目预算１０，０００元。", False),
                                         ("本项目预算２０，０００元。", True), ("本项目预算\u200b3万元。", True)])
def test_money_in_full_width_digits_is_held_against_the_table(tmp_path, goal, found):
    assert codes(checked(tmp_path, model_of([project(1, goal=[goal])])), "BP3109") == ["BP3109"] * found
