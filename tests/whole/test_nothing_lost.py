"""Random models through all formats and back, read by programs that are not ours: nothing is lost without a finding.

A few hundred models by default; BUDGETPRESS_MODELS says how many. What they are like is printed (pytest -s).
"""
import collections
import csv
import json
import os
import random
import re
import subprocess
import unicodedata
from decimal import Decimal

import openpyxl
import pytest

import awkward
import budgets
from common import INDICATORS, PROGRAM, TARGETS
from test_roundtrip import canonical, normalized, shown

pytestmark = pytest.mark.slow
COUNT = int(os.environ.get("BUDGETPRESS_MODELS", "150"))
CHUNK = 150
FUNDS = ("fiscal_appropriation", "fiscal_special_account", "other")
TITLES = ["项目支出绩效目标表", "2019年度结转项目表", "附表十二", "二〇二〇年调整预算表"]


def extreme_amount(r):
    kind = r.random()
    if kind < 0.3:
        return None
    if kind < 0.4:
        return r.choice(["0.00", "0.000001", "-0.01", "999999999999.999999", "-999999999999.99", "99999999999.999999", "123456789012.123456"])
    whole = r.randint(0, 10 ** r.randint(1, 9))
    return f"{'-' if r.random() < 0.1 else ''}{whole}.{r.randint(0, 999999):06}"[: r.choice([None, -2, -4])]


def extreme(seed):
    """Real words, with amounts at the ends of what there is, many agencies or long goals, titles without their year."""
    r = random.Random(seed)
    model = budgets.Maker(seed).model()
    for key in ("reported", "notes"):
        model.pop(key, None)
    model["amount_unit"] = r.choice(["元", "万元"])
    for project in model["projects"]:
        project["funding"] = {k: extreme_amount(r) for k in FUNDS}
    for k in FUNDS:  # the sums must be amounts, too
        if abs(sum(Decimal(p["funding"][k] or 0) for p in model["projects"])) >= 10 ** 11:
            model["projects"][0]["funding"] = {f: model["projects"][0]["funding"][f] if f == k else None for f in FUNDS}
            for project in model["projects"][1:]:
                project["funding"] = {f: "1.25" if f == FUNDS[0] else None for f in FUNDS}
    if r.random() < 0.3:
        model["title"] = r.choice(TITLES)
    if r.random() < 0.1:
        model["projects"][0]["goal"] = [budgets.Maker(seed + k).goal("水库")[0] for k in range(r.choice([12, 40]))]
    if r.random() < 0.03:
        more = [{"id": f"x{k}", "name": f"第{k}中心"} for k in range(300)]
        model["agencies"] += more
        model["projects"] += [{"id": f"y{k}", "agency": a["id"], "name": f"运维{k}", "funding": {"other": "0.10"}, "goal": ["好。"], "indicators": []}
                              for k, a in enumerate(more)]
    return model


KINDS = (budgets.clean, extreme, awkward.model)


def made(seed):
    model = KINDS[seed % len(KINDS)](seed)
    for project in model["projects"]:
        for record in project["indicators"]:
            record.setdefault("group", 1)
    return model


# ---- what the models are like ----

def scripts(text):
    return {unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()}


def distribution(models):
    found = collections.Counter()
    for model in models:
        text = json.dumps(model, ensure_ascii=False)
        amounts = [a for p in model["projects"] for a in p["funding"].values() if a]
        found.update(f"script {s}" for s in scripts(text))
        found[f"projects 10^{len(str(len(model['projects'])))}"] += 1
        found[f"bytes 10^{len(str(len(text)))}"] += 1
        found[f"unit {model['amount_unit']}"] += 1
        found.update(f"digits {len(a.strip('-').replace('.', '').strip('0'))}" for a in amounts)
        found["negative amounts"] += sum(a.startswith("-") for a in amounts)
        found["titles of their own"] += "title" in model
    return found


# ---- writing and reading ----

def run(*arguments):
    return subprocess.run([PROGRAM, *arguments, "--lang", "en"], capture_output=True, encoding="utf-8")


def written(folder, models):
    """Makes the outputs of each model by kind; what cannot be set is missing, and told."""
    source = folder / "models"
    source.mkdir()
    for number, model in enumerate(models):
        (source / f"{number:04}.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    ways = {"official": ["-f", "xlsx,csv"], "working": ["-f", "xlsx", "--option", "xlsx.profile=working"],
            "listed": ["-f", "xlsx", "--form", INDICATORS], "pdf": ["-f", "pdf"]}
    for way, options in ways.items():
        done = run("batch", source, "--to", folder / way, "-q", *options)
        for number in range(len(models)):
            name = f"{number:04}.{options[1].split(',')[0]}"
            assert (folder / way / name).exists() or re.search(rf"{number:04}\.json.*error\[BP", done.stderr), (way, number, done.stderr[-800:])


def taken(path):
    """The model that import makes of a file, and how bad its worst finding is."""
    done = subprocess.run([PROGRAM, "import", path, "--diagnostics=json", "--lang", "en"], capture_output=True, encoding="utf-8")
    findings = [json.loads(line) for line in done.stderr.splitlines()]
    return json.loads(done.stdout) if done.returncode == 0 else None, [f for f in findings if f["severity"] != "note"]


def amounts_of(model):
    """Of the projects that have any, in the order of the table."""
    found = [tuple(p["funding"].get(k) and canonical(p["funding"][k]) for k in FUNDS) for p in in_order(model)]
    return [amounts for amounts in found if any(amounts)]


def in_order(model):
    order = {a["id"]: i for i, a in enumerate(model["agencies"])}
    return sorted(model["projects"], key=lambda p: order[p["agency"]])


def characters(texts):
    return collections.Counter(c for t in texts for c in unicodedata.normalize("NFC", t) if not c.isspace() and unicodedata.category(c)[0] != "C")


def texts_of(model):
    found = [a["name"] for a in model["agencies"]]
    for p in model["projects"]:
        found += [p["name"], *p.get("goal", []), *(i[k] for i in p["indicators"] for k in ("name", "period_value", "annual_value"))]
    return found


def hold_characters(texts, got, where):
    lost = characters(texts) - characters(got)
    assert not lost, (where, dict(lost))


# ---- one way each ----

def hold_table(model, rows, where, exact):
    """Rows of the official layout as another program read them: names, amounts in their columns, and no character lost."""
    body = [r for r in rows if r[0] is not None and str(r[0]).strip("'\t").startswith("    ")]
    names = [str(r[0]).lstrip("'\t")[4:] for r in body]
    wanted = in_order(model)
    assert names == [p["name"] for p in wanted], where
    for row, project in zip(body, wanted, strict=True):
        for column, fund in enumerate(FUNDS, 2):
            amount = project["funding"].get(fund)
            got = row[column] if row[column] not in ("", None) else None
            if exact:
                assert got == (amount and canonical(amount)), (where, project["name"], fund)
            else:
                assert (got is None) == (amount is None) and (got is None or float(got) == float(Decimal(amount))), (where, project["name"], fund)
    hold_characters(texts_of(model), [str(c) for r in rows for c in r if c is not None], where)


def sheet_rows(path):
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def hold_official(model, path):
    hold_table(model, [[c.replace("_x005F_", "_") if isinstance(c, str) else c for c in row] for row in sheet_rows(path)], path.name, False)


def hold_csv(model, path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        hold_table(model, list(csv.reader(file)), path.name, True)


def hold_working(model, path):
    """Each fund of each project stands once: as a number, and exactly beside it where a spreadsheet holds less."""
    sheet = openpyxl.load_workbook(path, data_only=True)["资金"]
    at = {c.value: c.column - 1 for c in sheet[1]}
    rows = [r for r in sheet.iter_rows(min_row=2, values_only=True) if r[at["项目编号"]]]
    wanted = [p["funding"].get(k) for p in model["projects"] for k in FUNDS]
    got = [r[at["原值"]] or r[at["金额"]] for r in rows]
    assert len(got) == len(wanted)
    for g, w in zip(got, wanted):
        assert (g is None) == (w is None) and (w is None or (Decimal(g) == Decimal(w) if isinstance(g, str) else float(g) == float(Decimal(w)))), path.name


def hold_pdf(model, path):
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    hold_characters(texts_of(model), [text], path.name)
    lines = collections.Counter(text.split())
    for project in model["projects"]:
        for amount in filter(None, project["funding"].values()):
            printed = f"{Decimal(amount):.2f}" if Decimal(amount) == round(Decimal(amount), 2) else None
            assert printed is None or any(printed in token.replace(",", "") for token in lines), (path.name, amount)


def hold_import(model, path, form=TARGETS):
    """What our own files give back is what they show, or a warning tells that it is not."""
    back, findings = taken(path)
    if back is None or amounts_of(back) != amounts_of(model):
        assert findings, path
        return "told"
    if form == TARGETS and not findings:
        hold_characters(texts_of(model), texts_of(back), path)
    assert back["fiscal_year"] == model["fiscal_year"] and back["amount_unit"] == model["amount_unit"], path
    return "same"


def hold_all(folder, models):
    results = collections.Counter()
    for number, model in enumerate(models):
        name = f"{number:04}"
        official, working, pdf = folder / "official" / f"{name}.xlsx", folder / "working" / f"{name}.xlsx", folder / "pdf" / f"{name}.pdf"
        if official.exists():
            hold_official(model, official)
            hold_csv(model, official.with_suffix(".csv"))
            back, findings = taken(official)
            assert back and shown(back) == shown(model) and findings == [], official
            results[f"csv {hold_import(model, official.with_suffix('.csv'))}"] += 1
            results["official"] += 1
        if working.exists():
            hold_working(model, working)
            back, findings = taken(working)
            assert back and normalized(back) == normalized(model) and findings == [], working
            results["working"] += 1
        listed = folder / "listed" / f"{name}.xlsx"
        if listed.exists():
            results[f"listed {hold_import(model, listed, INDICATORS)}"] += 1
        if pdf.exists():
            hold_pdf(model, pdf)
            results["pdf"] += 1
        results["pdf refused with an error"] += not pdf.exists()
    return results


def test_nothing_is_lost_without_a_finding(tmp_path):
    found, results = collections.Counter(), collections.Counter()
    for first in range(0, COUNT, CHUNK):
        folder = tmp_path / str(first)
        folder.mkdir()
        models = [made(seed) for seed in range(first, min(COUNT, first + CHUNK))]
        found += distribution(models)
        written(folder, models)
        results += hold_all(folder, models)
        subprocess.run(["rm", "-r", folder], check=True)
    print(json.dumps(dict(sorted(found.items())), ensure_ascii=False), dict(results))
    assert results["official"] == results["working"] >= COUNT * 9 // 10 and results["pdf"] >= COUNT * 2 // 3


PLANTS = {
    "amount": lambda m: m["projects"][0]["funding"].update(other="31415.92"),
    "goal": lambda m: m["projects"][0]["goal"].append("遗失的一段。"),
    "indicator": lambda m: m["projects"][0]["indicators"].append({"group": 1, "level1": "1", "level2": "11", "name": "遗失指标", "period_value": "1", "annual_value": "1"}),
    "project": lambda m: m["projects"].append({**m["projects"][0], "id": "lost", "name": "遗失项目"}),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_loss_is_found(tmp_path, plant):
    """The files are made of a model that lacks something of the one they are held against."""
    model = made(6)
    written(tmp_path, [model])
    full = json.loads(json.dumps(model))
    PLANTS[plant](full)
    readers = {"official/0000.xlsx": hold_official, "official/0000.csv": hold_csv, "pdf/0000.pdf": hold_pdf}
    if plant in ("amount", "project"):
        readers["working/0000.xlsx"] = hold_working
    for name, hold in readers.items():
        hold(model, tmp_path / name)
        with pytest.raises(AssertionError):
            hold(full, tmp_path / name)
    assert shown(taken(tmp_path / "official" / "0000.xlsx")[0]) != shown(full)
