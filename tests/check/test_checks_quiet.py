"""What looks like a fault and is none: each of these was, or might have been, a false finding."""
import json
import subprocess

import pytest

from common import PROGRAM, ROOT, read_json

CLEAN = ROOT / "examples" / "water-bureau-2025.json"


def found(folder, edit):
    model = read_json(CLEAN)
    edit(model)
    (folder / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "--lang=en", "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    return [(f["name"], f["pointer"], f["message"]) for f in json.loads(done.stdout)["findings"]]


def record(code, name, period, annual=None):
    return {"level1": code[0], "level2": code, "name": name, "period_value": period, "annual_value": annual or period}


@pytest.mark.parametrize("code, name, period, annual", [
    ("11", "设备巡检频率", "≥4次/年", None), ("11", "主机功率", "15千瓦", None), ("11", "贷款利率", "3.5个百分点", None),
    ("11", "培训人数（人）", "120", None), ("11", "新建道路长度", "1,200.5米", None), ("11", "组织评审次数", "2至3次", None),
    ("11", "配电箱配比", "1:3", None), ("12", "系统故障次数", "≤2次", None), ("12", "有效投诉次数", "0次", None),
    ("12", "不合格率", "≤1%", None), ("12", "测评得分", "≥70分", None), ("12", "投诉处理及时率", "≥95%", None),
    ("12", "水质类别", "Ⅲ类", None), ("13", "完成时间", "2025年12月底前", None), ("13", "故障平均响应时间", "≤1小时", None),
    ("13", "年度计划完成率", "≥100%", None), ("14", "预算控制率", "≤100%", None), ("14", "单位成本", "≤8000元/公里", None),
    ("21", "农民收入增长率", "≥120%", None), ("21", "带动就业人数", "≥30人", None), ("22", "道路通行能力", "显著提升", None),
    ("23", "森林覆盖率", "≥42.3%", None), ("24", "设备使用年限", "≥10年", None), ("31", "师生满意度", "=100%", None),
    ("11", "维护面积", "≥9万平方米", "≥3万平方米"), ("12", "验收合格率", "100%（合格数÷总数×100%。）", None),
    ("11", "XXL 号工作服数量", "30套", None), ("11", "PM2.5 监测点个数", "5个", None), ("12", "GB/T 19001 认证", "通过", None),
])
def test_indicators_that_are_as_they_should_be(tmp_path, code, name, period, annual):
    assert found(tmp_path, lambda m: m["projects"][0]["indicators"].append(record(code, name, period, annual))) == []


@pytest.mark.parametrize("name", [
    "2025年水库除险加固", "2024-2026年水库除险加固", "水库除险加固（2023年至2025年）", "2024/2025年度供水补助", "2023年结转水库除险加固资金",
    "2022年水库除险加固质保金", "“十四五”水库除险加固", "3号水库除险加固", "水库除险加固（水利局〔2021〕15号）", "GPS 监测与 LED 照明改造",
    "A 类供水站建设", "C++ 程序设计培训", "水库安全测试项目经费", "5G+智慧水利", "7×24小时应急值守", "水库除险加固(二期)", "XXL工作服购置",
])
def test_names_of_projects_that_are_as_they_should_be(tmp_path, name):
    def edit(model):
        model["projects"][2]["name"] = name
    assert found(tmp_path, edit) == []


@pytest.mark.parametrize("goal", [
    ["本项目目标：", "1、新建水厂；", "2、改造管网。"], ["一、新建水厂。", "（一）选址；", "（二）施工。", "二、改造管网。", "（一）勘测；", "（二）更换。"],
    ["1.新建2.5公里渠道；2.改造3.2公里管网。"], ["（1）新建水厂；（2）改造管网；（3）完善制度。"], ["①新建水厂；②改造管网。"],
    ["第一，新建水厂。第二，改造管网。"], ["会议于8:30开始，地址为http://example.org/a，比例为1:3。"], ["“新建水厂”。"], ["新建水厂（含管网）。"],
    ["　　新建水厂，改造管网。"], ["1）新建水厂；2）改造管网。"], ["新建水厂……"], ["保障饮水安全！"], ["覆盖2023、2024、2025年的供水。"],
    ["完成《水资源条例》的宣传【含校园】。"], ["十个乡镇通水；一、二级泵站运行正常。"], ["提高供水保证率 5 个百分点。"], ["用水量下降10%，3万人受益。"],
])
def test_goals_that_are_as_they_should_be(tmp_path, goal):
    def edit(model):
        model["projects"][2]["goal"] = goal
    assert found(tmp_path, edit) == []


@pytest.mark.parametrize("note", [
    "注：本表不含涉密项目。", "项目支出合计2,772.45万元。", "本表项目合计2772.5万元，其中市水务局本级2262.50万元。", "部门预算总计5000万元。",
    "2025年项目支出共0.28亿元。", "本表共6个项目。", "每个项目均有绩效目标，合计2772万元。",
])
def test_notes_that_are_as_they_should_be(tmp_path, note):
    def edit(model):
        model["notes"] = [note]
    assert found(tmp_path, edit) == []


def test_agencies_may_have_projects_of_the_same_name(tmp_path):
    def edit(model):
        model["projects"][3]["name"] = model["projects"][0]["name"]
    assert found(tmp_path, edit) == []


def test_projects_of_very_different_size_are_in_one_unit(tmp_path):
    def edit(model):
        model.pop("reported")
        model.pop("notes")
        for project, amount in zip(model["projects"], ["0.50", "12.00", "80.00", "350.00", "4200.00", "36000.00"]):
            project["funding"] = {"fiscal_appropriation": amount}
    assert found(tmp_path, edit) == []
