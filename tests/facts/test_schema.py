"""The JSON Schema of models: examples follow it, wrong documents do not, and it says what every member stands for."""
import copy
import json
import os
import shutil
import subprocess

import jsonschema
import pytest

from common import PROGRAM, ROOT, TARGETS, read_json

SCHEMA = json.loads((ROOT / "schema" / "model.schema.json").read_text(encoding="utf-8"))
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

MODEL = {
    "$schema": "model.schema.json",
    "schema": "budgetpress/1",
    "form": "project-performance-targets",
    "title": "表",
    "fiscal_year": 2024,
    "amount_unit": "万元",
    "department": {"name": "某局", "code": "318"},
    "agencies": [{"id": "a1", "name": "本级", "code": "318001"}],
    "projects": [{
        "id": "p1", "agency": "a1", "name": "清淤", "code": "44",
        "funding": {"fiscal_appropriation": "488.00", "fiscal_special_account": None, "other": 0.5},
        "goal": ["保障\t行洪。", ""],
        "indicators": [{"group": 1, "level1": "3", "level2": "31", "name": "满意度", "period_value": "≥90%",
                        "annual_value": ""}],
    }],
    "reported": {"total": {"total": "488.50", "fiscal_appropriation": "488.00", "fiscal_special_account": None, "other": 0.5},
                 "agencies": {"a1": {"total": "488.50"}}},
    "indicator_dictionary": {"41": "自定义"},
    "notes": ["注：无"],
}

# Every member of every object, by the object's place; * for a name that is data.
MEMBERS = {
    "": {"$schema", "schema", "form", "title", "fiscal_year", "amount_unit", "department", "agencies", "projects", "reported",
         "indicator_dictionary", "notes"},
    "department": {"name", "code"},
    "agency": {"id", "name", "code"},
    "project": {"id", "agency", "name", "code", "funding", "goal", "indicators"},
    "funding": {"fiscal_appropriation", "fiscal_special_account", "other"},
    "claims": {"total", "fiscal_appropriation", "fiscal_special_account", "other"},
    "indicator": {"group", "level1", "level2", "name", "period_value", "annual_value"},
    "reported": {"total", "agencies"},
}
REQUIRED = {
    "": {"schema", "fiscal_year", "amount_unit", "department", "agencies", "projects"},
    "department": {"name"},
    "agency": {"id", "name"},
    "project": {"id", "agency", "name", "funding"},
    "indicator": {"level1", "level2", "name", "period_value", "annual_value"},
}
PLACES = {
    "": (), "department": ("department",), "agency": ("agencies", 0), "project": ("projects", 0),
    "funding": ("projects", 0, "funding"), "claims": ("reported", "total"), "indicator": ("projects", 0, "indicators", 0),
    "reported": ("reported",),
}
FIELDS = {
    ("", "fiscal_year"): "FISCAL_YEAR", ("department", "name"): "DEPT_NAME", ("department", "code"): "DEPT_CODE",
    ("agency", "name"): "AGENCY_NAME", ("agency", "code"): "AGENCY_CODE", ("project", "name"): "PRO_NAME",
    ("project", "code"): "PRO_CODE", ("project", "agency"): "AGENCY_CODE", ("project", "goal"): "KPI_TARGET",
    ("indicator", "level1"): "LV1_PERF_IND_CODE", ("indicator", "level2"): "LV2_PERF_IND_CODE",
    ("indicator", "name"): "LV3_PERF_IND_NAME", ("indicator", "period_value"): "KPI_VAL",
    ("indicator", "annual_value"): "KPI_VAL",
}


def part(name):
    """The schema of one kind of object."""
    return SCHEMA if not name else SCHEMA["properties"].get(name) or SCHEMA["$defs"][name]


def at(document, path):
    for step in path:
        document = document[step]
    return document


def changed(path, value):
    document = copy.deepcopy(MODEL)
    at(document, path[:-1])[path[-1]] = value
    return document


def objects(schema):
    """Every schema of an object, however deep."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_follow_it(path):
    VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


def test_there_are_examples():
    assert len(EXAMPLES) >= 3


def test_the_model_of_these_tests_follows_it():
    VALIDATOR.validate(MODEL)


@pytest.mark.parametrize("name", MEMBERS)
def test_its_members_are_these(name):
    assert set(part(name)["properties"]) == MEMBERS[name]
    assert set(part(name).get("required", [])) == REQUIRED.get(name, set())


def test_no_object_takes_what_is_unknown():
    found = list(objects(SCHEMA))
    assert len(found) == len(MEMBERS) + 2  # reported.agencies and indicator_dictionary: names that are data
    assert sum(schema["additionalProperties"] is False for schema in found) == len(MEMBERS)


def test_every_member_has_a_chinese_title_and_a_description():
    for name in MEMBERS:
        for key, value in part(name)["properties"].items():
            if set(value) == {"$ref"}:
                value = SCHEMA["$defs"][value["$ref"].rsplit("/", 1)[1]]
            assert any("\u4e00" <= c <= "\u9fff" for c in value["title"]), (name, key)
            assert value["description"], (name, key)


@pytest.mark.parametrize("name, key", FIELDS)
def test_members_name_the_field_of_the_standard(name, key):
    assert FIELDS[name, key] in part(name)["properties"][key]["description"]


@pytest.mark.parametrize("name", MEMBERS)
def test_unknown_and_missing_members_are_refused(name):
    assert not VALIDATOR.is_valid(changed((*PLACES[name], "unknown"), "1"))
    for key in MEMBERS[name]:
        document = copy.deepcopy(MODEL)
        del at(document, PLACES[name])[key]
        assert VALIDATOR.is_valid(document) == (key not in REQUIRED.get(name, set())), key


@pytest.mark.parametrize("value", ["0", "-0", "0.00", "-3.5", "488.00", "999999999999.999999", None, 0, -3.5, 999999999999])
def test_amounts_that_are_accepted(value):
    VALIDATOR.validate(changed(("projects", 0, "funding", "other"), value))


@pytest.mark.parametrize("value", ["", "1,000.00", " 1", "1 ", "1\n", "+1", "01", "1.", ".5", "1e400", "1e3", "NaN", "１２",
                                   "1.2345678", "1234567890123", "--1", "0x1", 1234567890123, -1000000000000, True, [], {}])
def test_amounts_that_are_refused(value):
    for path in [("projects", 0, "funding", "other"), ("reported", "total", "total"), ("reported", "agencies", "a1", "other")]:
        assert not VALIDATOR.is_valid(changed(path, value))


@pytest.mark.parametrize("path, value", [
    (("schema",), "budgetpress/2"), (("fiscal_year",), 1948), (("fiscal_year",), 3000), (("fiscal_year",), "2024"),
    (("fiscal_year",), 2024.5), (("amount_unit",), "亿元"), (("department",), "某局"), (("department", "name"), ""),
    (("department", "name"), None), (("agencies",), {}), (("agencies",), []), (("agencies", 0), 1), (("agencies", 0, "id"), ""),
    (("agencies", 0, "code"), 318001), (("projects",), None), (("projects", 0, "name"), ""), (("projects", 0, "name"), "清\n淤"),
    (("projects", 0, "name"), "清淤\n"), (("projects", 0, "name"), "清\t淤"), (("projects", 0, "name"), "清\u0085淤"),
    (("projects", 0, "agency"), ""), (("projects", 0, "goal"), "一"), (("projects", 0, "goal", 0), "一\n二"),
    (("projects", 0, "goal", 0), 1), (("projects", 0, "indicators"), {}), (("projects", 0, "indicators", 0), []),
    (("projects", 0, "indicators", 0, "group"), 0), (("projects", 0, "indicators", 0, "group"), 2147483648),
    (("projects", 0, "indicators", 0, "level1"), 3), (("projects", 0, "indicators", 0, "level2"), ""),
    (("projects", 0, "indicators", 0, "period_value"), "\u007f"), (("reported",), []), (("reported", "agencies"), []),
    (("reported", "agencies", "a1"), "1"), (("indicator_dictionary", ""), "甲"), (("indicator_dictionary", "41"), ""),
    (("indicator_dictionary",), []), (("notes",), "注"), (("notes", 0), "一\t二"), (("title",), 1), (("form",), None),
])
def test_wrong_documents_are_refused(path, value):
    assert not VALIDATOR.is_valid(changed(path, value))


CHARACTERS = ["\t", "\u001f", "\u007f", "\u009f", "\u00a0", "\u200e", "\u2028", "\u2029", "\u2066", "\ufdcf", "\ufdd0", "\ufdef", "\ufffa",
              "\ufffd", "\uffff", "\U0001fffe", "\U0001f600", "\U0010ffff"]
TEXTS = [("form",), ("title",), ("department", "name"), ("department", "code"), ("agencies", 0, "name"), ("agencies", 0, "code"),
         ("projects", 0, "id"), ("projects", 0, "name"), ("projects", 0, "code"), ("projects", 0, "goal", 0),
         ("projects", 0, "indicators", 0, "level2"), ("projects", 0, "indicators", 0, "name"),
         ("projects", 0, "indicators", 0, "annual_value"), ("indicator_dictionary", "41"), ("notes", 0)]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: ".".join(map(str, path)))
def test_the_schema_and_the_program_refuse_the_same_characters(tmp_path, path):
    for character in ["", *CHARACTERS]:
        document = changed(path, character and "3" + character)
        (tmp_path / "m.json").write_text(json.dumps(document), encoding="utf-8")
        done = subprocess.run([PROGRAM, "check", "m.json", "--form", TARGETS, "--diagnostics=json"], cwd=tmp_path, capture_output=True,
                              encoding="utf-8")
        found = {json.loads(line)["code"] for line in done.stderr.splitlines()}
        assert VALIDATOR.is_valid(document) == found.isdisjoint({"BP3011", "BP3012"}), (character, found)


def test_no_agencies_only_without_projects():
    document = changed(("agencies",), [])
    document["projects"] = []
    VALIDATOR.validate(document)


LINKED = {
    "model": lambda link: {**link, "schema": "budgetpress/1", "form": TARGETS, "fiscal_year": 2024, "amount_unit": "万元",
                           "department": {"name": "某局"}, "agencies": [], "projects": []},
    "form": lambda link: {**link, **read_json(ROOT / "templates" / TARGETS / "form.json")},
    "dictionary": lambda link: {**link, **read_json(ROOT / "templates" / "dictionaries" / "performance-indicators.json")},
    "checks": lambda link: {**link, "schema": "budgetpress-checks/1"},
    "fonts": lambda link: {**link, **read_json(ROOT / "fonts" / "noto.json")},
    "words": lambda link: {**link, **read_json(ROOT / "templates" / "import" / "aliases.json")},
    "job": lambda link: {**link, "input": "model.json"},
}


def use(folder, kind, document):
    """Runs a command that reads a document of this kind."""
    data = folder / "data"
    if not data.exists():
        data.mkdir()
        for name in ("templates", "fonts", "schema"):
            shutil.copytree(ROOT / name, data / name)
    (folder / "model.json").write_text(json.dumps(LINKED["model"]({})), encoding="utf-8")
    (folder / "table.csv").write_text("项目名称,总计\n清淤,1.00\n", encoding="utf-8")
    file = {"model": folder / "model.json", "form": data / "templates" / TARGETS / "form.json",
            "dictionary": data / "templates" / "dictionaries" / "performance-indicators.json", "fonts": data / "fonts" / "noto.json",
            "words": data / "templates" / "import" / "aliases.json", "job": folder / "jobs.ndjson"}.get(kind, folder / "checks.json")
    file.write_text(json.dumps(document) + "\n", encoding="utf-8")
    command = {"checks": ["check", "model.json", "--checks", "checks.json"], "job": ["batch", "jobs.ndjson", "--to", "out", "-f", "trace",
                                                                                   "--restart"],
               "words": ["import", "table.csv", "--year", "2024", "--unit", "万元", "--department", "某局", "-o", "out.json"]}
    return subprocess.run([PROGRAM, *command.get(kind, ["render", "model.json", "-o", "out.trace"]), "--lang", "en"], cwd=folder,
                          capture_output=True, encoding="utf-8", env={**os.environ, "BUDGETPRESS_DATA": str(data)})


@pytest.mark.parametrize("kind", LINKED)
def test_a_document_may_name_its_schema_for_editors(tmp_path, kind):
    done = use(tmp_path, kind, LINKED[kind]({"$schema": "https://example.org/a.schema.json"}))
    assert done.returncode == 0, done.stderr
    done = use(tmp_path, kind, LINKED[kind]({"$schema": 7}))
    assert done.returncode == (1 if kind != "job" else done.returncode) and "BP2101" in done.stderr, done.stderr
    done = use(tmp_path, kind, LINKED[kind]({"$Schema": "a"}))
    assert "unknown member" in done.stderr


def test_only_the_outermost_object_names_a_schema(tmp_path):
    model = LINKED["model"]({})
    model["department"]["$schema"] = "a"
    done = use(tmp_path, "model", model)
    assert done.returncode == 1 and "BP2102" in done.stderr
    (tmp_path / "twice.json").write_text('{"$schema": "a", "$schema": "b", ' + json.dumps(LINKED["model"]({}))[1:], encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "twice.json"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "BP2104" in done.stderr
