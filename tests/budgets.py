"""Budget tables that might be real: clean ones, and the same with one fault planted. Deterministic by seed.

The indicator names, values and turns of phrase are those that published tables have; each name belongs to one code.
"""
import copy
import random
from decimal import Decimal

ORGANS = ["市农业农村局", "市水务局", "区教育局", "市交通运输局", "市文化广电旅游局", "区卫生健康局", "市生态环境局", "市图书馆", "市档案馆",
          "市疾病预防控制中心", "市第三中学", "区应急管理局", "市林业和园林局", "市残疾人联合会", "市气象局", "市博物馆", "市体育局", "市民政局"]
OBJECTS = ["高标准农田", "河道堤防", "义务教育学校食堂", "农村公路", "公共图书馆古籍", "基层医疗机构", "空气质量自动监测站", "少儿阅览室", "馆藏档案",
           "疫苗冷链", "教学实验室", "森林防火隔离带", "城市公园绿地", "残疾人康复中心", "气象雷达", "青铜器文物", "全民健身场地", "养老服务站",
           "饮用水水源地", "消防救援站", "病险水库", "中小学校车", "非物质文化遗产", "电子政务外网", "社区矫正中心", "城市内涝点", "海洋牧场",
           "农产品批发市场", "无障碍设施", "公交候车亭", "人才公寓", "创业孵化基地", "红色旅游线路", "垃圾中转站", "桥梁隧道", "儿童福利院"]
ACTIONS = ["维修养护经费", "建设工程", "专项检查经费", "设备购置", "升级改造", "运行保障经费", "抽样检测服务", "宣传教育活动", "数据普查",
           "安全评估服务", "管护补助资金", "人员培训", "规划编制", "信息系统运维"]
CLAUSES = ["全面掌握{o}的现状，建立问题清单并按期销号", "提高{o}的使用效率，延长使用年限", "保障{o}安全、稳定运行，不发生较大事故",
           "改善{o}的条件，更好地服务周边居民", "落实上级关于{o}的工作部署，按时完成年度任务", "培养一支熟悉{o}业务的专业队伍",
           "规范{o}的日常管理，降低运行成本", "补齐{o}的短板，推动城乡均衡发展", "及时排除{o}的隐患，切实保护群众生命财产安全",
           "引导社会力量参与{o}的建设和监督", "形成{o}的长效管护机制", "为制定{o}的中长期规划提供可靠依据",
           "推广{o}的先进经验，发挥示范带动作用", "满足群众对{o}日益增长的需求", "完善{o}的档案资料，做到账实相符",
           "按照“谁使用、谁负责”的原则，明确{o}的管理责任（含转移支付部分）"]
LEADS = ["通过实施本项目，", "按照年度工作安排，", "围绕中心工作，", "结合本单位职能，", "在充分调研的基础上，", ""]

# name, code, kind: how its values look
COUNT, RATE, TIME, COST, STATE, FAULTS, CONTENT = range(7)
INDICATORS = [
    ("开展业务培训场次", "11", COUNT, "场"), ("培训人员数量", "11", COUNT, "人次"), ("购置设备台数", "11", COUNT, "台"),
    ("巡查检查次数", "11", COUNT, "次"), ("维修养护面积", "11", COUNT, "平方米"), ("发放宣传资料份数", "11", COUNT, "份"),
    ("完成检测样品数量", "11", COUNT, "批次"), ("补助对象户数", "11", COUNT, "户"), ("整治河道长度", "11", COUNT, "公里"),
    ("编制技术报告份数", "11", COUNT, "份"), ("新增服务站点个数", "11", COUNT, "个"), ("租赁办公用房面积", "11", COUNT, "平方米"),
    ("数字化加工档案卷数", "11", COUNT, "卷"), ("举办公益活动场次", "11", COUNT, "场"), ("栽植乔木株数", "11", COUNT, "株"),
    ("设备巡检频率", "11", COUNT, "次/年"), ("制作宣传短片部数", "11", COUNT, "部"),
    ("工程验收合格率", "12", RATE, ""), ("设备验收达标率", "12", RATE, ""), ("检测数据准确率", "12", RATE, ""), ("培训考核合格率", "12", RATE, ""),
    ("档案著录差错次数", "12", FAULTS, "次"), ("系统正常运行率", "12", RATE, ""), ("补助资金发放准确率", "12", RATE, ""),
    ("等级保护测评得分", "12", COUNT, "分"), ("保洁工作质量达标率", "12", RATE, ""), ("苗木成活率", "12", RATE, ""),
    ("任务按期完成率", "13", RATE, ""), ("故障平均响应时间", "13", TIME, "小时"), ("资金支付及时率", "13", RATE, ""), ("报告提交时限", "13", TIME, "天"),
    ("政府采购节约率", "14", RATE, ""), ("单位面积养护成本", "14", COST, "元/平方米"), ("人均培训成本", "14", COST, "元/人"), ("预算控制率", "14", RATE, ""),
    ("带动就业人数", "21", COUNT, "人"), ("节约财政资金", "21", COUNT, "万元"), ("农产品产值增长率", "21", RATE, ""),
    ("责任安全事故数", "22", FAULTS, "起"), ("受益群众覆盖率", "22", RATE, ""), ("有效投诉数", "22", FAULTS, "件"), ("政策知晓率", "22", RATE, ""),
    ("公众科学素养水平", "22", STATE, ""), ("噪声扰民投诉数", "22", FAULTS, "件"),
    ("森林覆盖率", "23", RATE, ""), ("水质达到或优于三类比例", "23", RATE, ""), ("固体废物无害化处理率", "23", RATE, ""),
    ("管护机制健全性", "24", STATE, ""), ("设施可持续使用年限", "24", COUNT, "年"), ("人才队伍稳定性", "24", STATE, ""), ("社会公信力", "24", STATE, ""),
    ("服务对象满意度", "31", RATE, ""), ("受益群众满意度", "31", RATE, ""), ("参训人员满意度", "31", RATE, ""), ("工作人员满意度", "31", RATE, ""),
    ("家长对学校的满意度", "31", RATE, ""),
]
STATES = ["增强", "提升", "维持", "健全", "明显改善", "长期"]


def pairs(text):
    return {text[i:i + 2] for i in range(len(text) - 1)}


def alike(a, b):
    return len(pairs(a) & pairs(b)) / max(1, len(pairs(a) | pairs(b)))


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def value(self, kind, unit):
        r = self.random
        if kind == COUNT:
            annual = r.randint(1, 400)
            period = annual * r.choice([1, 1, 2, 3]) if unit not in ("分", "次/年") else annual
            sign = r.choice(["≥", "", "不少于"])
            return f"{sign}{period}{unit}", f"{sign}{annual}{unit}"
        if kind == RATE:
            share = r.choice(["≥90%", "≥95%", "≥98%", "≥85%", "100%", "≥99.5%", "不低于90%", "=100%"])
            if share == "100%" and r.random() < 0.4:
                share = "100%（按实际数量/应有数量×100%计算。）"
            return share, share
        if kind == TIME:
            limit = f"{r.choice(['≤', '不超过'])}{r.randint(1, 30)}{unit}"
            return limit, limit
        if kind == COST:
            cost = f"≤{r.randint(2, 900)}{unit}"
            return cost, cost
        if kind == FAULTS:
            return (f"0{unit}", f"0{unit}") if r.random() < 0.7 else (f"≤{r.randint(1, 4)}{unit}",) * 2
        return (r.choice(STATES),) * 2

    def record(self, entry):
        name, code, kind, unit = entry
        period, annual = self.value(kind, unit)
        return {"level1": code[0], "level2": code, "name": name, "period_value": period, "annual_value": annual}

    def indicators(self):
        r = self.random
        satisfied = r.choice([e for e in INDICATORS if e[1] == "31"])
        output = r.choice([e for e in INDICATORS if e[1] == "11"])
        others = r.sample([e for e in INDICATORS if e not in (satisfied, output)], r.randint(1, 8))
        chosen = [output, *others, satisfied]
        r.shuffle(chosen)
        return [self.record(e) for e in chosen]

    def goal(self, thing):
        r = self.random
        clauses = [c.format(o=thing) for c in r.sample(CLAUSES, r.randint(2, 5))]
        if len(clauses) < 3 or r.random() < 0.6:
            return [r.choice(LEADS) + "；".join(clauses) + "。"]
        style = r.choice(["{}、", "{}.", "（{}）"])
        return [r.choice(LEADS).rstrip("，") + "本项目的主要任务：" if r.random() < 0.5 else f"围绕{thing}，主要任务如下：",
                *(style.format(i) + c + ("。" if i == len(clauses) else "；") for i, c in enumerate(clauses, 1))]

    def project(self, number, agency, thing, action, year):
        r = self.random
        name = thing + action
        dress = r.random()
        if dress < 0.15:
            name = f"{year}年{name}"
        elif dress < 0.22:
            name = f"{name}（{year - 1}-{year + 1}年）"
        elif dress < 0.3:
            name = f"{name}（含转移支付）"
        amount = Decimal(r.randint(200, 90000)) / 100
        funding = {"fiscal_appropriation": f"{amount:.2f}", "fiscal_special_account": None,
                   "other": f"{Decimal(r.randint(100, 9000)) / 100:.2f}" if r.random() < 0.25 else None}
        return {"id": f"p{number:02}", "agency": agency, "name": name, "funding": funding, "goal": self.goal(thing),
                "indicators": self.indicators()}

    def model(self):
        r = self.random
        year = r.randint(2020, 2030)
        organs = r.sample(ORGANS, r.randint(1, 3))
        agencies = [{"id": f"a{i}", "name": name} for i, name in enumerate(organs, 1)]
        things = r.sample(OBJECTS, r.randint(len(agencies), 12))
        model = {"schema": "budgetpress/1", "form": "project-performance-targets", "fiscal_year": year, "amount_unit": "万元",
                 "department": {"name": organs[0]}, "agencies": agencies, "projects": []}
        for i, thing in enumerate(things):
            agency = agencies[i if i < len(agencies) else r.randrange(len(agencies))]["id"]
            model["projects"].append(self.project(i + 1, agency, thing, r.choice(ACTIONS), year))
        if r.random() < 0.6:
            model["reported"] = claims(model)
        if r.random() < 0.3:
            total = claims(model)["total"]["total"]
            model["notes"] = [f"注：本表项目支出合计{total}万元，共{len(things)}个项目。"]
        return model


FUNDS = ("fiscal_appropriation", "fiscal_special_account", "other")


def claims(model):
    """The sums, as a table would report them."""
    def line(projects):
        sums = {}
        for fund in FUNDS:
            amounts = [Decimal(p["funding"][fund]) for p in projects if p["funding"][fund] is not None]
            if amounts:
                sums[fund] = str(sum(amounts))
        sums["total"] = str(sum(Decimal(v) for v in sums.values()))
        return sums
    return {"total": line(model["projects"]),
            "agencies": {a["id"]: line([p for p in model["projects"] if p["agency"] == a["id"]]) for a in model["agencies"]}}


def clean(seed):
    return Maker(seed).model()


# ---- faults ----

class CannotPlant(Exception):
    pass


def need(condition):
    if not condition:
        raise CannotPlant


def records(model, r, want):
    """Places of indicators that fit, in random order."""
    found = [(p, i) for p, project in enumerate(model["projects"]) for i, record in enumerate(project["indicators"]) if want(record)]
    r.shuffle(found)
    return found


def a_record(model, r, want=lambda record: True):
    found = records(model, r, want)
    need(found)
    p, i = found[0]
    return model["projects"][p]["indicators"][i], f"/projects/{p}/indicators/{i}"


def a_project(model, r, want=lambda project: True):
    found = [p for p, project in enumerate(model["projects"]) if want(project)]
    need(found)
    p = r.choice(found)
    return model["projects"][p], f"/projects/{p}", p


def set_both(record, value):
    record["period_value"] = record["annual_value"] = value


def add(model, r, name, code, value):
    """Another indicator, at the end of some project."""
    project, pointer, _ = a_project(model, r, lambda p: all(name != i["name"] for i in p["indicators"]))
    need(all(name != i["name"] for p in model["projects"] for i in p["indicators"]))
    project["indicators"].append({"level1": code[0], "level2": code, "name": name, "period_value": value, "annual_value": value})
    return f"{pointer}/indicators/{len(project['indicators']) - 1}"


def reported_mismatch(model, r):
    model["reported"] = claims(model)
    lines = [("/reported/total", model["reported"]["total"])]
    lines += [(f"/reported/agencies/{k}", v) for k, v in model["reported"]["agencies"].items()]
    pointer, line = r.choice(lines)
    key = r.choice(sorted(line))
    line[key] = str(Decimal(line[key]) + Decimal(r.choice(["0.02", "-0.05", "1.00", "13.37"])))
    return f"{pointer}/{key}"


def cross_sum(model, r):
    model["reported"] = claims(model)
    line = model["reported"]["total"]
    need(len(line) == 3)
    line["fiscal_appropriation"] = str(Decimal(line["fiscal_appropriation"]) + Decimal("0.01"))
    line["other"] = str(Decimal(line["other"]) + Decimal("0.01"))
    return "/reported/total/total"


def agency_sum(model, r):
    need(len(model["agencies"]) >= 2)
    model["reported"] = claims(model)
    for agency in list(model["reported"]["agencies"])[:2]:
        line = model["reported"]["agencies"][agency]
        line["fiscal_appropriation"] = str(Decimal(line["fiscal_appropriation"]) + Decimal("0.01"))
    return "/reported/total/fiscal_appropriation"


def zero_for_blank(model, r):
    model["reported"] = claims(model)
    model["reported"]["total"]["fiscal_special_account"] = "0.00"
    return "/reported/total/fiscal_special_account"


def blank_and_zero(model, r):
    project, pointer, _ = a_project(model, r, lambda p: p["funding"]["fiscal_special_account"] is None)
    need(len(model["projects"]) > 2)
    model.pop("reported", None)
    project["funding"]["fiscal_special_account"] = "0.00"
    return f"{pointer}/funding/fiscal_special_account"


def no_amount(model, r):
    project, pointer, _ = a_project(model, r)
    need(len(model["projects"]) > 1)
    project["funding"] = dict.fromkeys(FUNDS)
    model.pop("reported", None)
    model.pop("notes", None)
    return f"{pointer}/funding"


def unit_slip(model, r):
    project, pointer, _ = a_project(model, r, lambda p: Decimal(p["funding"]["fiscal_appropriation"]) > 100)
    need(len(model["projects"]) >= 6)
    model.pop("reported", None)
    model.pop("notes", None)
    project["funding"]["fiscal_appropriation"] = str(Decimal(project["funding"]["fiscal_appropriation"]) * 10000)
    project["funding"]["other"] = None
    return f"{pointer}/funding/fiscal_appropriation"


def unit_slip_total(model, r):
    project, pointer, _ = a_project(model, r)
    need(len(model["projects"]) > 1)
    model["reported"] = claims(model)
    model.pop("notes", None)
    project["funding"]["fiscal_appropriation"] = str(Decimal(project["funding"]["fiscal_appropriation"]) * 10000)
    return f"{pointer}/funding/fiscal_appropriation"


def reported_unit(model, r):
    model["reported"] = claims(model)
    line = model["reported"]["total"]
    line["total"] = str(Decimal(line["total"]) * 10000)
    return "/reported/total/total"


def rounded(model, r):
    project, pointer, _ = a_project(model, r)
    for key in ("reported", "notes"):
        model.pop(key, None)
    project["funding"]["fiscal_appropriation"] += str(r.randint(1, 9))
    return f"{pointer}/funding/fiscal_appropriation"


def text_number(model, r):
    total = Decimal(claims(model)["total"]["total"])
    if r.random() < 0.5:
        model["notes"] = [f"注：本表项目支出合计{total + 100}万元。"]
    else:
        model["notes"] = [f"注：本表共{len(model['projects']) + 1}个项目。"]
    return "/notes/0"


def goal_missing(model, r):
    project, pointer, _ = a_project(model, r)
    if r.random() < 0.5:
        project["goal"] = []
    else:
        del project["goal"]
    return f"{pointer}/goal"


def goal_denied(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"] = ["该项目无总体绩效目标，因此不编报绩效目标。"]
    return f"{pointer}/goal/0"


def indicators_missing(model, r):
    project, pointer, _ = a_project(model, r)
    project["indicators"] = []
    return f"{pointer}/indicators"


def goal_stop(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1].rstrip("。") + r.choice(["", "；", "，"])
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def paragraph_numbering(model, r):
    project, pointer, _ = a_project(model, r, lambda p: len(p["goal"]) > 3)
    del project["goal"][2]
    return f"{pointer}/goal/2"


def duplicate_goal(model, r):
    first, second = r.sample(range(len(model["projects"])), 2) if len(model["projects"]) > 1 else need(False)
    first, second = sorted((first, second))
    model["projects"][second]["goal"] = list(model["projects"][first]["goal"])
    return f"/projects/{second}/goal/0"


def near_goal(model, r):
    need(len(model["projects"]) > 1)
    first, second = sorted(r.sample(range(len(model["projects"])), 2))
    goal = "".join(model["projects"][first]["goal"])
    need(len(model["projects"][first]["goal"]) == 1 and len(goal) > 60)
    model["projects"][second]["goal"] = [goal.replace("。", "，取得实效。", 1)]
    return f"/projects/{second}/goal/0"


def repeated_paragraph(model, r):
    need(len(model["projects"]) > 1)
    first, second = sorted(r.sample(range(len(model["projects"])), 2))
    a, b = model["projects"][first], model["projects"][second]
    need(len(a["goal"]) == 1 and len(a["goal"][0]) > 24 and len(b["goal"]) == 1)
    b["goal"].append(a["goal"][0])
    need(alike("".join(b["goal"]), a["goal"][0]) < 0.8)
    return f"/projects/{second}/goal/1"


def goal_number(model, r):
    record, pointer = a_record(model, r, lambda i: i["level2"] == "11" and i["annual_value"].startswith("≥") and len(i["name"]) > 4)
    project = model["projects"][int(pointer.split("/")[2])]
    number = int("".join(c for c in record["period_value"] if c.isdigit())) + 7
    need(all(record["name"] not in g for g in project["goal"]))
    unit = record["annual_value"].lstrip("≥0123456789")
    project["goal"][-1] = project["goal"][-1].rstrip("。") + f"，{record['name']}达到{number}{unit}。"
    return f"{pointer.split('/indicators')[0]}/goal/{len(project['goal']) - 1}"


def no_projects(model, r):
    model["projects"] = []
    for key in ("reported", "notes"):
        model.pop(key, None)
    return "/projects"


def unknown_code(model, r):
    record, pointer = a_record(model, r, lambda i: i["level2"] in ("13", "23"))
    need(sum(i["name"] == record["name"] for p in model["projects"] for i in p["indicators"]) == 1)
    record["level2"] = record["level1"] + "9"
    return f"{pointer}/level2"


def code_parent(model, r):
    record, pointer = a_record(model, r, lambda i: i["level1"] == "2")
    record["level1"] = "1"
    return f"{pointer}/level2"


def dictionary_name(model, r):
    code, name = r.choice([("12", "数量指标"), ("13", "质量指标"), ("22", "经济效益")])
    model["indicator_dictionary"] = {code: name}
    return f"/indicator_dictionary/{code}"


def filed_twice(model, r):
    need(len(model["projects"]) > 2)
    name, codes = r.choice([("网络正常运行率", ("12", "24")), ("平台使用率", ("22", "12")), ("问题整改率", ("13", "22"))])
    places = r.sample(range(len(model["projects"])), 2)
    for p, code in zip(sorted(places), codes):
        model["projects"][p]["indicators"].append({"level1": code[0], "level2": code, "name": name, "period_value": "≥99%",
                                                   "annual_value": "≥99%"})
    p = max(places)
    return f"/projects/{p}/indicators/{len(model['projects'][p]['indicators']) - 1}/level2"


def rate_as_quantity(model, r):
    name = r.choice(["人员到位率", "制服配置率", "档案数字化率", "优质课程比例", "财政资金占比", "服务人口覆盖"])
    return add(model, r, name, "11", "≥95%") + "/level2"


def count_as_quality(model, r):
    name, value = r.choice([("发布新闻稿件数量", "≥10篇"), ("发出建议数量", "≥8个"), ("专家评审", "3次"), ("优秀案例", "≥2件")])
    return add(model, r, name, r.choice(["12", "24"]), value) + "/level2"


def no_output(model, r):
    project, pointer, _ = a_project(model, r, lambda p: any(i["level1"] == "2" for i in p["indicators"]))
    project["indicators"] = [i for i in project["indicators"] if i["level1"] != "1"]
    return f"{pointer}/indicators"


def no_satisfaction(model, r):
    project, pointer, _ = a_project(model, r)
    project["indicators"] = [i for i in project["indicators"] if i["level1"] != "3"]
    return f"{pointer}/indicators"


def numbering(model, r):
    project, pointer, _ = a_project(model, r, lambda p: len(p["indicators"]) > 2)
    project["indicators"][-1]["group"] = 2
    return f"{pointer}/indicators/{len(project['indicators']) - 1}/group"


def duplicate_indicator(model, r):
    project, pointer, _ = a_project(model, r)
    project["indicators"].append(copy.deepcopy(r.choice(project["indicators"])))
    return f"{pointer}/indicators/{len(project['indicators']) - 1}/name"


def always_true(model, r):
    record, pointer = a_record(model, r, lambda i: i["name"].endswith(("合格率", "覆盖率", "及时率", "知晓率")) or i["level2"] == "11")
    set_both(record, r.choice(["≤100%", "不超过100%"]) if record["name"].endswith("率") and record["level2"] != "11" else
             "≥0" + record["annual_value"].lstrip("≥不少于0123456789"))
    return f"{pointer}/period_value"


def out_of_reach(model, r):
    record, pointer = a_record(model, r, lambda i: i["name"].endswith(("合格率", "达标率", "覆盖率", "及时率", "满意度")))
    set_both(record, r.choice(["≥100%", "不低于100%", ">100%", "120%"]))
    return f"{pointer}/period_value"


def reversed_comparator(model, r):
    if r.random() < 0.5:
        record, pointer = a_record(model, r, lambda i: i["name"].endswith(("合格率", "达标率", "及时率", "满意度")))
        set_both(record, r.choice(["≤95%", "不高于90%", "<98%"]))
    else:
        record, pointer = a_record(model, r, lambda i: i["name"].endswith(("响应时间", "投诉数")))
        set_both(record, "≥2" + ("小时" if record["name"].endswith("时间") else "件"))
    return f"{pointer}/period_value"


def year_beyond_period(model, r):
    record, pointer = a_record(model, r, lambda i: i["level2"] == "11" and "不少于" not in i["annual_value"])
    unit = record["annual_value"].lstrip("≥0123456789")
    record["period_value"], record["annual_value"] = f"≥10{unit}", f"≥12{unit}"
    return f"{pointer}/annual_value"


def bare_number(model, r):
    record, pointer = a_record(model, r, lambda i: i["level2"] == "11" or i["name"].endswith("事故数"))
    set_both(record, r.choice(["0", "12", "≥8", "1,200", "3.5"]) if record["level2"] != "11" else r.choice(["12", "≥8", "1,200", "3.5"]))
    return f"{pointer}/period_value"


def value_missing(model, r):
    record, pointer = a_record(model, r)
    key = r.choice(["period_value", "annual_value"])
    record[key] = ""
    return f"{pointer}/{key}"


def duplicate_project(model, r):
    need(len(model["projects"]) > 1)
    first, second = sorted(r.sample(range(len(model["projects"])), 2))
    need(model["projects"][second]["agency"] == model["projects"][first]["agency"])
    model["projects"][second]["name"] = model["projects"][first]["name"]
    return f"/projects/{second}/name"


def duplicate_code(model, r):
    need(len(model["projects"]) > 1)
    first, second = sorted(r.sample(range(len(model["projects"])), 2))
    model["projects"][first]["code"] = model["projects"][second]["code"] = "4.40105E+20"
    return f"/projects/{second}"


def near_project(model, r):
    need(len(model["projects"]) > 1)
    first, second = sorted(r.sample(range(len(model["projects"])), 2))
    a, b = model["projects"][first], model["projects"][second]
    need(len(a["name"]) > 10 and "（" not in a["name"] and "年" not in a["name"])
    need(b["agency"] == a["agency"])
    year = model["fiscal_year"]
    b["name"] = r.choice([f"{a['name']}（其他资金）", f"{year}年{a['name']}", f"{a['name']}（{year}-{year + 1}年）", a["name"] + "项目"])
    need(b["name"] != a["name"] + "项目" or alike(a["name"], b["name"]) > 0.82)
    return f"/projects/{second}/name"


def year_in_name(model, r):
    project, pointer, _ = a_project(model, r, lambda p: "年" not in p["name"])
    year = model["fiscal_year"]
    project["name"] = r.choice([f"{year - 3}年{project['name']}", f"{project['name']}（{year - 3}-{year - 1}年）",
                                f"{year + 2}年度{project['name']}"])
    return f"{pointer}/name"


def placeholder(model, r):
    where = r.randrange(4)
    if where == 0:
        project, pointer, _ = a_project(model, r)
        project["name"] += r.choice(["（XX）", "（待补充）", "××"])
        return f"{pointer}/name"
    if where == 1:
        project, pointer, _ = a_project(model, r, lambda p: len(p["goal"]) == 1)
        project["goal"] = [r.choice(["待填写。", "待单位补充...。", "完成XX项工作。", "测试。"])]
        return f"{pointer}/goal/0"
    record, pointer = a_record(model, r, lambda i: i["level2"] in ("13", "22"))
    set_both(record, r.choice(["待单位补充...", "待填写", "XX", "测试", "-", "待定"]))
    return f"{pointer}/period_value"


def mixed_multiplication(model, r):
    record, pointer = a_record(model, r, lambda i: i["level1"] == "1" and i["name"].endswith("率") and i["level2"] == "12")
    other, _ = a_record(model, r, lambda i: i is not record and i["name"].endswith("率") and i["level2"] in ("13", "22"))
    set_both(record, "100%（实际数量/应有数量*100%。）")
    set_both(other, "100%（实际数量/应有数量×100%。）")
    return f"{pointer}/period_value"


def half_width_mark(model, r):
    project, pointer, _ = a_project(model, r, lambda p: "，" in p["goal"][0] or "：" in p["goal"][0])
    need(sum(g.count("，") + g.count("；") for p in model["projects"] for g in p["goal"]) > 4)
    old = "，" if "，" in project["goal"][0] else "："
    project["goal"][0] = project["goal"][0].replace(old, {"，": ",", "：": ":"}[old], 1)
    return f"{pointer}/goal/0"


def unpaired_bracket(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1][:-1] + r.choice(["（含尾款。", "含尾款）。", "“含尾款。"])
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def mixed_brackets(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1][:-1] + r.choice(["（含尾款)。", "(含尾款）。"])
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def stray_space(model, r):
    if r.random() < 0.5:
        project, pointer, _ = a_project(model, r)
        at = next(i for i in range(2, len(project["name"])) if all("\u4e00" <= c <= "\u9fff" for c in project["name"][i - 1:i + 1]))
        project["name"] = project["name"][:at] + r.choice([" ", "\u3000", "  "]) + project["name"][at:]
        return f"{pointer}/name"
    record, pointer = a_record(model, r)
    record["name"] = r.choice([" " + record["name"], record["name"] + " ", record["name"][:2] + "\u00a0" + record["name"][2:]])
    return f"{pointer}/name"


def doubled_mark(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] += "。"
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def decomposed(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1][:-1] + r.choice(["nu\u0308", "か\u3099", "a\u0304\u0301"]) + "。"
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def lost_character(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1][:-1] + r.choice(["\ufffd", "\ufffd\ufffd", "\ufffc"]) + "。"
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def unprintable(model, r):
    project, pointer, _ = a_project(model, r)
    project["goal"][-1] = project["goal"][-1][:-1] + r.choice(["\ue123", "\U000f1234\U0010fffc"]) + "。"
    return f"{pointer}/goal/{len(project['goal']) - 1}"


def in_goal(*endings):
    def plant(model, r):
        project, pointer, _ = a_project(model, r)
        project["goal"][-1] = project["goal"][-1][:-1] + r.choice(endings) + "。"
        return f"{pointer}/goal/{len(project['goal']) - 1}"
    return plant


FAULTS_BY_CODE = {
    "BP3010": reported_mismatch, "BP3107": unit_slip_total, "BP3108": reported_unit, "BP3101": cross_sum, "BP3102": agency_sum,
    "BP3103": zero_for_blank, "BP3104": blank_and_zero, "BP3105": no_amount, "BP3106": unit_slip, "BP3005": rounded, "BP3109": text_number,
    "BP3201": goal_missing, "BP3202": goal_denied, "BP3203": indicators_missing, "BP3204": goal_stop, "BP3205": paragraph_numbering,
    "BP3206": duplicate_goal, "BP3207": near_goal, "BP3208": repeated_paragraph, "BP3209": goal_number, "BP3015": no_projects,
    "BP3008": unknown_code, "BP3009": code_parent, "BP3301": dictionary_name, "BP3302": filed_twice, "BP3303": rate_as_quantity,
    "BP3304": count_as_quality, "BP3305": no_output, "BP3306": no_satisfaction, "BP3312": numbering, "BP3313": duplicate_indicator,
    "BP3307": always_true, "BP3308": out_of_reach, "BP3309": reversed_comparator, "BP3310": year_beyond_period, "BP3311": bare_number,
    "BP3314": value_missing, "BP3401": duplicate_project, "BP3402": near_project, "BP3403": year_in_name, "BP3404": duplicate_code, "BP3501": placeholder,
    "BP3502": mixed_multiplication, "BP3503": half_width_mark, "BP3504": unpaired_bracket, "BP3505": mixed_brackets,
    "BP3506": stray_space, "BP3507": doubled_mark, "BP3508": lost_character, "BP3509": unprintable,
    "BP3510": decomposed, "BP3520": in_goal("\u202e乙甲\u202c", "，甲\u200f乙", "\u2066甲\u2069"),
    "BP3521": in_goal("，甲\u200b乙", "\u2060", "甲\u2800\u3164乙"), "BP3523": in_goal("，联系电话020-83123456", "，身份证号11010519491231002X", "，致电１３９１２３４５６７８", "，卡号6222 0212 3456 7890 128"),
    "BP3522": in_goal("，⽔⽂", "，\ufa08政", "⻋"),
}


def planted(code, seed):
    """A clean model with one fault of a kind, and the pointer where it must be found."""
    for attempt in range(200):
        model = clean(seed * 1000 + attempt)
        try:
            return model, FAULTS_BY_CODE[code](model, random.Random(seed))
        except CannotPlant:
            continue
    raise AssertionError(f"nothing to plant {code} in")
