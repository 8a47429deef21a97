"""Model to workbook and back, over the real table and 500 models with awkward texts; and with LibreOffice in between."""
import json
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

import awkward
from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, read_json, render

pytestmark = pytest.mark.slow
SANITIZED = "asan" in str(PROGRAM)
COUNT = 40 if SANITIZED else 500  # the sanitizers find in 40 what they find in 500, in a twentieth of the time


def write(folder, models):
    folder.mkdir()
    for number, model in enumerate(models):
        (folder / f"{number:03}.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    return folder


def build(folder, models, *options):
    """All models as workbooks, in one run; the paths in order."""
    source = write(folder / "models", models)
    done = subprocess.run([PROGRAM, "batch", source, "--to", folder / "books", "-f", "xlsx", "-q", *options], capture_output=True,
                          encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]
    return [folder / "books" / f"{number:03}.xlsx" for number in range(len(models))]


def take_back(folder, books):
    """All workbooks as models, in one run: the parsed models, and the findings."""
    command = [PROGRAM, "import", "-q", *books, "--lang", "en"]
    for number in range(len(books)):
        command += ["-o", folder / f"back-{number:03}.json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]
    return [(folder / f"back-{number:03}.json").read_text(encoding="utf-8") for number in range(len(books))], done.stderr


def regrouped(indicators):
    group, last, made = 0, None, []
    for record in indicators:
        group += record["group"] != last
        last = record["group"]
        made.append({**record, "group": group})
    return made


def shown(model):
    """What the official form shows of a model: no ids and codes, nothing that was claimed, names only of the codes in use."""
    def amounts(funding):
        return [None if funding.get(k) is None else canonical(funding[k]) for k in ("fiscal_appropriation", "fiscal_special_account", "other")]
    order = {a["id"]: i for i, a in enumerate(model["agencies"])}
    used = {i[k] for p in model["projects"] for i in p["indicators"] for k in ("level1", "level2")}
    names = {c: n for c, n in model.get("indicator_dictionary", {}).items() if c in used}
    names = {c: n for c, n in names.items() if n != DICTIONARY.get(c)}
    return {
        "form": model["form"], "year": model["fiscal_year"], "unit": model["amount_unit"], "department": model["department"]["name"],
        "title": model.get("title"), "notes": model.get("notes", []), "dictionary": names,
        "agencies": [a["name"] for a in model["agencies"]],
        "projects": [(order[p["agency"]], p["name"], amounts(p["funding"]), "\n".join(p.get("goal", [])), regrouped(p["indicators"]))
                     for p in sorted(model["projects"], key=lambda p: order[p["agency"]])],
    }


def canonical(text):
    whole, _, part = text.partition(".")
    part = part.rstrip("0").ljust(2, "0")
    return f"{whole}.{part}"


def normalized(model):
    """The bytes that budgetpress writes for a model, by docs/model.md and not by its code."""
    def given(source, *keys):
        return {k: source[k] for k in keys if source.get(k)}

    def amounts(source, keys, blanks):
        made = {k: source.get(k) and canonical(source[k]) for k in keys}
        return made if blanks else {k: v for k, v in made.items() if v is not None}
    funds = ("fiscal_appropriation", "fiscal_special_account", "other")
    made = {"schema": model["schema"], **given(model, "form", "title"), "fiscal_year": model["fiscal_year"],
            "amount_unit": model["amount_unit"], "department": {"name": model["department"]["name"], **given(model["department"], "code")},
            "agencies": [{"id": a["id"], "name": a["name"], **given(a, "code")} for a in model["agencies"]],
            "projects": [{"id": p["id"], "agency": p["agency"], "name": p["name"], **given(p, "code"),
                          "funding": amounts(p["funding"], funds, True), "goal": p.get("goal", []),
                          "indicators": [{"group": i.get("group", 1), **{k: i[k] for k in ("level1", "level2", "name", "period_value", "annual_value")}}
                                         for i in p.get("indicators", [])]} for p in model["projects"]]}
    if model.get("reported"):
        reported = model["reported"]
        made["reported"] = {"total": amounts(reported["total"], ("total", *funds), False)} if "total" in reported else {}
        if reported.get("agencies"):
            made["reported"]["agencies"] = {k: amounts(v, ("total", *funds), False) for k, v in reported["agencies"].items()}
    made.update(given(model, "indicator_dictionary", "notes"))
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


DICTIONARY = read_json(ROOT / "templates" / "dictionaries" / "performance-indicators.json")["codes"]


def require_mark(book):
    with zipfile.ZipFile(book) as archive:
        if "docProps/custom.xml" not in archive.namelist():
            pytest.skip("the workbook does not say that it is ours")


@pytest.fixture(scope="module")
def models():
    return [awkward.model(seed) for seed in range(COUNT)]


@pytest.fixture(scope="module")
def official(models, tmp_path_factory):
    folder = tmp_path_factory.mktemp("official")
    books = build(folder, models)
    require_mark(books[0])
    return folder, books


def assert_shown(models, back):
    for number, (model, got) in enumerate(zip(models, back, strict=True)):
        assert shown(json.loads(got)) == shown(model), number


def test_the_official_sheet_gives_back_what_it_shows(models, official):
    folder, books = official
    back, findings = take_back(folder, books)
    assert_shown(models, back)
    assert "error" not in findings and "warning" not in findings, findings[:2000]


def test_the_real_table_by_its_official_sheet(tmp_path):
    book, = render(tmp_path, EXAMPLE, "a.xlsx")
    back, findings = take_back(tmp_path, [book])
    assert_shown([read_json(EXAMPLE)], back)
    assert findings == ""


def test_the_real_table_by_the_sheet_of_its_indicators(tmp_path):
    book, = render(tmp_path, EXAMPLE, "b.xlsx", form=INDICATORS)
    require_mark(book)
    back, findings = take_back(tmp_path, [book])
    model = {**read_json(EXAMPLE), "form": INDICATORS}
    for p in model["projects"]:
        p["goal"] = []
        p["indicators"] = [{**i, "group": 1} for i in p["indicators"]]  # that form shows no numbers
    assert_shown([model], back)


WORKING = ("--option", "xlsx.profile=working")


@pytest.fixture(scope="module")
def working(models, tmp_path_factory):
    return build(tmp_path_factory.mktemp("working"), models, *WORKING)


def assert_same(models, back):
    for number, (model, got) in enumerate(zip(models, back, strict=True)):
        assert got == normalized(model), number


def test_the_working_workbook_gives_back_the_model_to_the_byte(models, working, tmp_path):
    back, findings = take_back(tmp_path, working)
    assert_same(models, back)
    assert findings == ""


def test_the_real_table_by_its_working_workbook(tmp_path):
    book, = render(tmp_path, EXAMPLE, "a.xlsx", options=WORKING)
    back, findings = take_back(tmp_path, [book])
    assert_same([read_json(EXAMPLE)], back)
    assert findings == ""


def test_amounts_beyond_the_digits_of_a_spreadsheet(tmp_path):
    """A double has 15 digits: the exact amount stands beside it, until somebody changes the figure."""
    amounts = ["123456789012.123456", "-999999999999.999999", "0.000001", "100000000000.01"]
    projects = [{"id": f"p{i}", "agency": "a1", "name": f"项目{i}", "funding": {"other": a}, "goal": [], "indicators": []}
                for i, a in enumerate(amounts)]
    model = {**read_json(EXAMPLE), "projects": projects}
    del model["reported"]
    book, = render(tmp_path, model, "a.xlsx", options=WORKING)
    assert take_back(tmp_path, [book])[0] == [normalized(model)]
    changed = openpyxl.load_workbook(book)
    at = {c.value: c.column for c in changed["资金"][1]}
    row = next(r for r in range(2, 20) if changed["资金"].cell(r, at["原值"]).value)
    changed["资金"].cell(row, at["金额"]).value = 7.5
    changed.save(book)
    assert json.loads(take_back(tmp_path, [book])[0][0])["projects"][0]["funding"]["other"] == "7.50"


SAVED = 4 if SANITIZED else 20


@pytest.fixture(scope="module")
def saved(official, working, tmp_path_factory):
    """Some of both kinds, and the real table, as LibreOffice opened and saved them: all in one run, which is slow to start."""
    folder = tmp_path_factory.mktemp("saved")
    render(folder, EXAMPLE, "official-real.xlsx")
    render(folder, EXAMPLE, "working-real.xlsx", options=WORKING)
    for kind, books in (("official", official[1]), ("working", working)):
        for book in books[:SAVED]:
            shutil.copy(book, folder / f"{kind}-{book.name}")
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", folder / "saved", *sorted(folder.glob("*.xlsx"))], check=True, capture_output=True, timeout=170)
    return {kind: sorted((folder / "saved").glob(f"{kind}-*.xlsx")) for kind in ("official", "working")}


def test_the_official_sheet_after_libreoffice_saved_it(models, saved, tmp_path):
    back, findings = take_back(tmp_path, saved["official"])
    assert_shown([*models[:SAVED], read_json(EXAMPLE)], back)
    assert "error" not in findings and "warning" not in findings, findings[:2000]


def test_the_working_workbook_after_libreoffice_saved_it(models, saved, tmp_path):
    back, findings = take_back(tmp_path, saved["working"])
    assert_same([*models[:SAVED], read_json(EXAMPLE)], back)
    assert findings == ""
