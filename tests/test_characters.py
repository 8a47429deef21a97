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
