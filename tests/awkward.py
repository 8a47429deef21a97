"""Models with awkward texts, made from a seed: whatever a budget table may hold and a workbook may lose."""
import random

PIECES = [
    "办公经费", "信息化", "𠀀𠮷𫝆", "👍🏽👨‍👩‍👧", "é́", "ﬁ", "Ａ１", "　", " ", "  ", "=1+1", "+86", "-1", "@SUM(A1)", "'", "''", "\"", "\"\"",
    "<b>", "&amp;", "&#10;", "_x0041_", "_x005F_", "_x000D_", "_x", "%", "{0}", "\\", "\\n", "|", "`", "~", "^", "$A$1", "#REF!", "TRUE", "001",
    "1e5", "0.10", "，", "。", "；", "、", "：", ":", ";", "！", "？", "（", "）", "【", "】", "《", "》", "“", "”", "‘", "’", "…", "——", "·", "￥", "①",
    "≥90%", "100%（达标率=实际/应有*100%。）", "㎡", "ⅷ", "\u200b", "\u00a0", "\u3000", "العربية", "ไทย", "한국어", "ÄÖÜß", "2024-03-01", "[1]", "*", "?",
]
SEPARATORS = ("；实施周期指标值:", "；年度指标值:")


def text(r, most=6, least=1):
    while True:
        made = "".join(r.choice(PIECES) for _ in range(r.randint(least, most)))
        # the official text of indicators cannot hold its own marks within a record
        if not any(s in made for s in SEPARATORS) and "。1、" not in made:
            return made


def amount(r):
    kind = r.random()
    if kind < 0.35:
        return None
    if kind < 0.45:
        return "0.00"
    if kind < 0.5:
        return f"-{r.randint(1, 99999)}.{r.randint(0, 99):02}"
    if kind < 0.55:
        return f"{r.randint(1, 999999)}.{r.randint(0, 999999):06}"
    return f"{r.randint(0, 10 ** r.randint(1, 9))}.{r.randint(0, 99):02}"


CODES = [("1", "11"), ("1", "12"), ("2", "22"), ("3", "31")]


def indicators(r):
    made, group = [], r.randint(1, 3)
    for _ in range(r.choice([0, 0, 1, 2, 3, 5])):
        level1, level2 = r.choice(CODES)
        group += r.random() < 0.2
        made.append({"group": group, "level1": level1, "level2": level2, "name": text(r), "period_value": text(r, least=0),
                     "annual_value": text(r, least=0)})
    return made


def project(r, number, agency):
    made = {"id": f"p{number}-{text(r, 2)}", "agency": agency, "name": text(r)}
    if r.random() < 0.3:
        made["code"] = text(r, 2)
    made["funding"] = {k: amount(r) for k in ("fiscal_appropriation", "fiscal_special_account", "other")}
    made["goal"] = [text(r, 8, 0) + ("\t" if r.random() < 0.05 else "") for _ in range(r.choice([0, 1, 1, 2, 4]))]
    made["indicators"] = indicators(r)
    return made


def long_cell(r, size):
    """A text of exactly so many characters as a workbook counts them: UTF-16 units."""
    made = text(r, 8)
    while len(made.encode("utf-16-le")) // 2 < size:
        made += r.choice(PIECES)
    made = made.replace("_", "＿")  # what is escaped counts as it is written
    while len(made.encode("utf-16-le")) // 2 > size:
        made = made[:-1]
    return made + "尾" * (size - len(made.encode("utf-16-le")) // 2)


def model(seed):
    r = random.Random(seed)
    agencies = [{"id": f"a{i}", "name": text(r)} for i in range(r.choice([1, 1, 2, 3]))]
    for agency in agencies:
        if r.random() < 0.3:
            agency["code"] = text(r, 2)
    projects = []
    for agency in agencies:
        for _ in range(r.choice([0, 1, 2, 4]) if len(agencies) > 1 else r.choice([1, 2, 5])):
            projects.append(project(r, len(projects), agency["id"]))
    if seed % 100 == 7 and projects:
        projects[0]["goal"] = [long_cell(r, 32767)]
    made = {"schema": "budgetpress/1", "form": "project-performance-targets", "fiscal_year": r.randint(1949, 2999),
            "amount_unit": r.choice(["元", "万元"]), "department": {"name": text(r)}, "agencies": agencies, "projects": projects}
    if r.random() < 0.2:
        made["department"]["code"] = text(r, 2)
    if r.random() < 0.2:
        made["title"] = f"预算{made['fiscal_year']}年" + text(r)
    if r.random() < 0.2 and projects:
        made["notes"] = [text(r) for _ in range(r.randint(1, 3))]
    if r.random() < 0.2:
        made["indicator_dictionary"] = {"11": "数量" + r.choice("甲乙丙"), "22": "社会" + r.choice(["", "效益", " 影响"])}
    return made
