"""Characters that deceive: what looks like another character, shows nothing, or turns the direction of writing."""
import json
import shutil
import subprocess

import openpyxl
import pytest

from common import INDICATORS, PROGRAM, ROOT, model_of, project, read_trace, render


def checked(folder, model, *options):
    """The findings of a model by rule."""
    (folder / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "--lang=en", *options, "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)["findings"]


def fixed(folder, model):
    """The model that --fix makes, and what it lists."""
    (folder / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "--lang=en", "--fix", "fixed.json", "m.json"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "fixed.json").read_text(encoding="utf-8")), done.stdout


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


@pytest.mark.parametrize("value", ["≥百分之一百二十", "≥百分之120", "不低于百分之一百零五", "≥百分之百", "≥1.2", "≥２", "≥120个百分点", "≥120 百分点"])
def test_a_rate_in_words_or_as_a_fraction_passed_for_no_percentage(tmp_path, value):
    assert codes(checked(tmp_path, valued(value)), "BP3308") == ["BP3308"]


@pytest.mark.parametrize("name, value", [
    ("验收合格率", "≥百分之九十五"), ("验收合格率", "≥百分之八十（抽查）"), ("验收合格率", "≥0.95"), ("验收合格率", "≥95"), ("验收合格率", "≥95个百分点"),
    ("验收合格率", "≥1.2分"), ("验收合格率", "≥百分之一二"), ("验收合格率", "≤百分之一百二十"), ("验收合格率", "≥1.2次"), ("验收合格率", "≥百分之多"),
    ("收入增长率", "≥百分之一百二十"), ("收入增长率", "≥120个百分点"), ("存款利率", "≥1.2"), ("验收次数", "≥1.2")])
def test_what_may_be_another_thing_than_a_rate_over_a_hundred_percent_is_left_alone(tmp_path, name, value):
    assert codes(checked(tmp_path, valued(value, name)), "BP3308") == []


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


# ---- the direction of writing ----

TURNED = ["\u202e00.521\u202c", "\u202d125.00\u202c", "\u202b12\u202c", "\u202a12", "\u2066甲\u2069", "\u2067甲\u2069", "\u2068甲\u2069", "甲\u200f", "\u200e甲", "甲\u061c乙"]


@pytest.mark.parametrize("turned", TURNED)
@pytest.mark.parametrize("place", ["name", "goal", "value", "agency", "department", "title", "note", "dictionary"])
def test_a_text_that_is_shown_in_another_order_is_refused(tmp_path, turned, place):
    text = f"甲{turned}乙"
    record = {"level1": "1", "level2": "11", "name": "件数", "period_value": text if place == "value" else "12件", "annual_value": "12件"}
    model = model_of([project(1, name=text if place == "name" else "项目", goal=[text if place == "goal" else "目标。"], indicators=[record])],
                     [{"id": "a1", "name": text if place == "agency" else "某局"}])
    model["department"]["name"] = text if place == "department" else "某局"
    model.update({"title": {"title": text}, "note": {"notes": [text]}, "dictionary": {"indicator_dictionary": {"11": text}}}.get(place) and
                 {"title": {"title": text}, "note": {"notes": [text]}, "dictionary": {"indicator_dictionary": {"11": text}}}[place] or {})
    found, = [f for f in checked(tmp_path, model) if f["code"] == "BP3520"]
    assert found["severity"] == "error" and found["message"].startswith(f"U+{ord(next(c for c in turned if c > chr(0x600) and not c == '甲')):04X} ")
    done = subprocess.run([PROGRAM, "render", "m.json", "-o", "m.pdf", "-o", "m.xlsx", "-o", "m.csv"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "BP3520" in done.stderr and not list(tmp_path.glob("m.[pxc]*f")) and not (tmp_path / "m.xlsx").exists()


def test_an_id_a_code_or_a_form_that_turns_text_is_refused(tmp_path):
    plain = model_of([project(1, code="00\u202e21")])
    (tmp_path / "m.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    for command in ("check", "validate", "render"):
        options = ["-o", tmp_path / "m.csv"] if command == "render" else []
        done = subprocess.run([PROGRAM, command, tmp_path / "m.json", *options], capture_output=True, encoding="utf-8")
        assert command == "validate" or (done.returncode == 1 and "BP3011" in done.stderr and "U+202E" in done.stderr)
    form = tmp_path / "form"
    shutil.copytree(ROOT / "templates" / "project-performance-targets", form)
    text = (form / "form.json").read_text(encoding="utf-8")
    (form / "form.json").write_text(text.replace("项目名称", "项目\u2067名称"), encoding="utf-8")
    assert "项目\u2067名称" in (form / "form.json").read_text(encoding="utf-8")
    (tmp_path / "m.json").write_text(json.dumps(model_of([project(1)]), ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", "--form", form, tmp_path / "m.json", "-o", tmp_path / "m.csv"], capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "BP4001" in done.stderr and not (tmp_path / "m.csv").exists()


def test_two_files_whose_texts_turn_are_not_called_equal(tmp_path):
    model = model_of([project(1, goal=["发放125.00万元。"])])
    paths = render(tmp_path, model, "m.pdf", "m.xlsx")
    model["projects"][0]["goal"] = ["发放\u202e00.521\u202c万元。"]
    (tmp_path / "turned.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    for path in paths:
        done = subprocess.run([PROGRAM, "verify", "--model", tmp_path / "turned.json", path], capture_output=True, encoding="utf-8")
        assert done.returncode == 1 and "BP3520" in done.stderr and "equal" not in done.stdout


def test_controls_that_change_nothing_are_taken_out_and_others_left(tmp_path):
    names = {"甲\u200e乙": "甲乙", "甲\u2066乙\u2069丙": "甲乙丙", "甲\u202d乙\u202c": "甲乙", "甲\u202e乙\u202c": None, "甲\u200f乙": None, "甲\u200eשלום\u200e乙": None,
             "\u200e\u202a": None}
    after, listed = fixed(tmp_path, model_of([project(i, name=name, goal=[f"目标{i}。"]) for i, name in enumerate(names)]))
    assert [p["name"] for p in after["projects"]] == [right or name for name, right in names.items()]
    assert "  - 甲\\u200e乙\n  + 甲乙\n" in listed and not any(0x2000 < ord(c) < 0x2070 for c in listed)


# ---- what is not to be seen ----

HIDDEN = [0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2064, 0x2065, 0x206A, 0x206F, 0x2800, 0x3164, 0xFE00, 0xFE0E, 0xFE0F,
          0xFEFF, 0xFFA0, 0xFFF0, 0x1BCA0, 0x1D159, 0x1D173, 0xE0001, 0xE0041, 0xE0080, 0xE0100, 0xE01EF, 0xE0FFF]
KEPT = {0xFE00, 0xE0100, 0xE01EF, 0x180B}  # selectors: someone may have chosen a form


@pytest.mark.parametrize("code", HIDDEN)
def test_a_character_that_is_not_to_be_seen_is_found_and_taken_out(tmp_path, code):
    model = model_of([project(1, name=f"甲{chr(code)}乙工程"), project(2, name=f"购置PC{chr(code)}一批", goal=["二。"]), project(3, name=f"丁工程{chr(code)}", goal=["三。"])])
    found = [f for f in checked(tmp_path, model) if f["code"] in ("BP3521", "BP3506")]
    assert [(f["code"], f["pointer"]) for f in found] == [("BP3521", f"/projects/{i}/name") for i in range(3)]
    assert all(f"U+{code:04X} " in f["message"] for f in found)
    after = [p["name"] for p in fixed(tmp_path, model)[0]["projects"]]
    behind_han = chr(code) if code in KEPT else ""
    assert after == [f"甲{behind_han}乙工程", "购置PC一批", f"丁工程{behind_han}"]


@pytest.mark.parametrize("text", ["شما می\u200cروید。", "क्\u200dष。", "👨\u200d👩。", "☑\ufe0f完成。", "ᠠ\u180b。", "GPS\u2800OK。", "见http://x.cn/甲\u200b乙 。", "葛\U000e0100城。"])
def test_what_may_be_meant_is_found_and_not_taken_out(tmp_path, text):
    model = model_of([project(1, goal=[text])])
    assert codes(checked(tmp_path, model), "BP3521") == ["BP3521"]
    assert fixed(tmp_path, model)[0]["projects"][0]["goal"] == [text]


def test_a_text_of_nothing_to_be_seen_is_not_emptied(tmp_path):
    model = model_of([project(1, name="\u200b\u2060")])
    assert codes(checked(tmp_path, model), "BP3521") == ["BP3521"]
    assert fixed(tmp_path, model)[0]["projects"][0]["name"] == "\u200b\u2060"


# ---- radicals ----

def test_ideographs_of_other_blocks_are_written_as_ordinary_ones(tmp_path):
    names = {"⽔⽂监测⼯程": "水文监测工程", "⻋辆购置": "车辆购置", "资\uf90a管理": "资金管理", "\U0002f804系": "你系", "㇐期工程": "一期工程", "水文监测": "水文监测", "﨎": "﨎"}
    model = model_of([project(i, name=name, goal=[f"目标{i}。"]) for i, name in enumerate(names)])
    assert [f["pointer"] for f in checked(tmp_path, model) if f["code"] == "BP3522"] == [f"/projects/{i}/name" for i in range(5)]
    after, listed = fixed(tmp_path, model)
    assert [p["name"] for p in after["projects"]] == list(names.values())
    assert "/projects/0/name [BP3522]\n  - ⽔⽂监测⼯程\n  + 水文监测工程\n" in listed


# ---- what fixes leave alone ----

STYLE = ["保障运行，提升服务，改善民生，确保安全；按期完成，验收合格，资金到位。"] * 3 + ["合格率=合格台数/总台数×100%。"]


@pytest.mark.parametrize("text", ["网址http://a.gov.cn/预算?id=1&名称=甲:乙，公开。", "文件D:\\预算\\附表,1.xls，见附件。", "带*号的为必填项，路径规划用A*算法。", "见www.x.gov.cn/公开?年=2024。",
                                  "共享\\\\服务器\\预算,决算!。", "邮箱zhang@x.gov.cn，来信。", "每日上午8:30至17:30。", "参见ftp://x/目录;版本=1，下载。", "存于/srv/data/预算,1.csv。",
                                  "标*的指标必考。", "型号A*级。", "五*星酒店。", "时间09:00:00止。"])
def test_addresses_paths_times_and_stars_are_left_as_they_are(tmp_path, text):
    goals = [*STYLE, text]
    after, listed = fixed(tmp_path, model_of([project(i, goal=[goal]) for i, goal in enumerate(goals)]))
    assert after["projects"][-1]["goal"] == [text], listed


@pytest.mark.parametrize("text, right", [("合格台数/购置台数*100%。", "合格台数/购置台数×100%。"), ("单价*数量计算。", "单价*数量计算。"), ("单价*购置数量。", "单价×购置数量。"), ("（甲+乙）*12。", "（甲+乙）×12。"),
                                         ("3.5米*4米。", "3.5米×4米。"), ("５０*２０。", "５０×２０。"), ("网址http://x.cn 公开,查询。", "网址http://x.cn 公开，查询。"),
                                         ("邮箱a@x.cn,电话:无。", "邮箱a@x.cn,电话：无。"), ("地址:D:\\甲,乙 见附件,共二份。", "地址：D:\\甲,乙 见附件，共二份。")])
def test_what_leaves_no_doubt_beside_them_is_put_right(tmp_path, text, right):
    after, listed = fixed(tmp_path, model_of([project(i, goal=[goal]) for i, goal in enumerate([*STYLE, text])]))
    assert after["projects"][-1]["goal"] == [right], listed


# ---- what is printed ----

def test_texts_and_names_are_printed_so_that_nothing_turns_or_hides(tmp_path):
    name = b"b\xff\x1b[31m\xe2\x80\xae.json"
    before, after = model_of([project(1)]), model_of([project(1, name="≥\u202e09%", goal=["甲\u200b乙。"])])
    (tmp_path / "a.json").write_text(json.dumps(before, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(after, ensure_ascii=False), encoding="utf-8")
    with open(bytes(tmp_path) + b"/" + name, "w", encoding="utf-8") as file:
        json.dump(after, file, ensure_ascii=False)
    for command in (["diff", "a.json", name], ["diff", "-f", "json", "a.json", name], ["check", name], ["check", "-f", "json", name], ["check", "-f", "sarif", name],
                    ["check", "--diagnostics=json", name], ["verify", "--model", "b.json", name], ["verify", "--model", name, "a.json"],
                    ["check", "--fix", "c.json", name]):
        done = subprocess.run([PROGRAM, *command], cwd=tmp_path, capture_output=True)
        shown = (done.stdout + done.stderr).decode("utf-8")
        assert "\u202e" not in shown and "\x1b" not in shown, (command, shown)
        if "json" in command or "sarif" in command:
            json.loads(done.stdout)
        if "--diagnostics=json" in command:
            assert [json.loads(line)["file"] for line in done.stderr.decode("utf-8").splitlines()]
    text = subprocess.run([PROGRAM, "diff", "a.json", "b.json"], cwd=tmp_path, capture_output=True, encoding="utf-8").stdout
    assert '"≥\\u202e09%"' in text and '"甲\\u200b乙。"' in text


# ---- lines ----

def lines_of(folder, model, column, form=None):
    _, runs, _ = read_trace(render(folder, model, "a.trace", form=form)[0])
    return [run.text for run in runs if run.part == "body" and run.column == column and run.role == "body"]


@pytest.mark.parametrize("cluster", ["か\u3099", "葛\U000E0100", "e\u0301", "甲\u20dd", "国\ufe00", "字\u200d", "n\u0303\u0301"])
def test_a_mark_or_selector_went_alone_to_the_next_line(tmp_path, cluster):
    shown = lines_of(tmp_path, model_of([project(1, goal=["字" * 22 + cluster + "字" * 5])]), 5)
    assert "".join(shown) == "字" * 22 + cluster + "字" * 5 and len(shown) == 2
    assert any(line.startswith(cluster) for line in shown) or cluster in shown[0]


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u2061", "\ufe0f", "\U000E0041"])
def test_what_takes_no_room_counts_none_in_a_line(tmp_path, unseen):
    plain = lines_of(tmp_path, model_of([project(1, goal=["字" * 46])]), 5)
    shown = lines_of(tmp_path, model_of([project(1, goal=["".join("字" + unseen for _ in range(46))])]), 5)
    assert [line.replace(unseen, "") for line in shown] == plain


@pytest.mark.parametrize("name", ["合同约定服务期限二〇二五－二〇二六年全年", "少数民族干部培训艾尔肯阿卜杜拉·买买提同志", "验收合格工程所占比例达到≥90%以上为合格并公示", "每户每年补助标准约１２３４．５６万元以上",
                                  "全年完成任务十—二十次以上并按期验收合格", "每个村庄服务人数为10～20人每月不少于一次", "按季度／年度报送报表并经主管部门审核"])
def test_no_line_of_another_form_begins_with_a_connector_or_tears_a_number(tmp_path, name):
    for shift in range(12):
        record = {"level1": "1", "level2": "11", "name": "甲" * shift + name, "period_value": "≥1次", "annual_value": "≥1次"}
        shown = lines_of(tmp_path, model_of([project(1, indicators=[record])]), 7, form=INDICATORS)
        assert "".join(shown) == "甲" * shift + name
        for line, following in zip(shown, shown[1:]):
            assert following[0] not in "～－—·／" and line[-1] not in "≥／", (line, following)
            assert not (line[-1] in "０１２３４５６７８９．" and following[0] in "０１２３４５６７８９．")
