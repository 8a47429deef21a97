"""check's settings, documents, reports and fixes, as users of them see them."""
import copy
import itertools
import json
import re
import subprocess

import jsonschema
import openpyxl
import pytest

import budgets
from common import EXAMPLE, PROGRAM, ROOT, read_json, read_trace

pytestmark = pytest.mark.slow
REAL = read_json(EXAMPLE)
CHECKS = read_json(ROOT / "schema" / "checks.schema.json")


def check(folder, *options, model=REAL, status=0, lang="en", name="m.json"):
    if model is not None:
        (folder / name).write_text(json.dumps(model, ensure_ascii=False, indent=1), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", f"--lang={lang}", *options, name], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == status, done.stderr
    return done


def document(folder, *options, **more):
    return json.loads(check(folder, "-f", "json", *options, **more).stdout)


def settings(folder, rules=None, silence=None):
    content = {"schema": "budgetpress-checks/1", "rules": rules or {}, "silence": silence or []}
    jsonschema.validate(content, CHECKS)
    (folder / "checks.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return f"--checks={folder / 'checks.json'}"


def rules_of(found):
    return {f["name"] for f in found["findings"]}


# ---- settings ----

def test_a_rule_is_turned_off(tmp_path):
    found = document(tmp_path, settings(tmp_path, {"no-satisfaction-indicator": {"severity": "off"}, "BP3311": {"severity": "off"}}))
    assert not rules_of(found) & {"no-satisfaction-indicator", "bare-number"} and "placeholder" in rules_of(found)


def test_a_severity_is_changed_and_with_it_the_status(tmp_path):
    option = settings(tmp_path, {"placeholder": {"severity": "error"}, "year-in-name": {"severity": "note"}})
    found = document(tmp_path, option, status=1)
    assert {f["severity"] for f in found["findings"] if f["name"] == "placeholder"} == {"error"}
    assert {f["severity"] for f in found["findings"] if f["name"] == "year-in-name"} == {"note"}
    assert found["counts"]["errors"] == 2


def test_strict_makes_warnings_count_and_notes_not(tmp_path):
    check(tmp_path, "--strict", status=1)
    clean = read_json(ROOT / "examples" / "water-bureau-2025.json")
    check(tmp_path, "--strict", model=clean)
    clean["projects"][2]["indicators"].pop()
    done = check(tmp_path, "--strict", model=clean)
    assert "note[BP3306]" in done.stderr


@pytest.mark.parametrize("off, tolerance, status", [("0.01", None, 0), ("0.02", None, 1), ("0.01", "0", 1), ("0.02", "0.02", 0),
                                                    ("0.000001", 0, 1), ("5", 10.5, 0)])
def test_tolerance_of_sums(tmp_path, off, tolerance, status):
    model = copy.deepcopy(REAL)
    model["reported"] = {"total": {"other": str(4.5 + float(off))}}
    options = [] if tolerance is None else [settings(tmp_path, {"reported-mismatch": {"tolerance": tolerance}})]
    check(tmp_path, *options, model=model, status=status)


def test_words_of_a_rule_are_replaced(tmp_path):
    model = copy.deepcopy(REAL)
    model["projects"][0]["goal"] = ["甲乙丙丁。"]
    found = document(tmp_path, settings(tmp_path, {"placeholder": {"words": ["甲乙"]}}), model=model)
    assert [f["pointer"] for f in found["findings"] if f["name"] == "placeholder"] == ["/projects/0/goal/0"]


def test_a_silenced_finding_does_not_count_and_shows_its_reason(tmp_path):
    option = settings(tmp_path, {"year-in-name": {"severity": "error"}},
                      [{"rule": "year-in-name", "project": "p04", "reason": "合同名称如此"}])
    found = document(tmp_path, option)
    silenced = [f for f in found["findings"] if "silenced" in f]
    assert [(f["pointer"], f["silenced"]) for f in silenced] == [("/projects/3/name", "合同名称如此")]
    assert found["counts"]["silenced"] == 1 and found["counts"]["errors"] == 0
    done = check(tmp_path, option)
    assert "BP3403" not in done.stderr and done.stdout == "0 errors, 19 warnings, 1 silenced\n"


def test_a_silence_is_for_its_project_and_rule_only(tmp_path):
    for silence in ({"rule": "year-in-name", "project": "p05", "reason": "x"}, {"rule": "placeholder", "project": "p04", "reason": "x"}):
        assert document(tmp_path, settings(tmp_path, None, [silence]))["counts"]["silenced"] == 0
    everywhere = settings(tmp_path, None, [{"rule": "BP3306", "reason": "no one is served"}])
    assert document(tmp_path, everywhere)["counts"]["silenced"] == 5


def test_of_several_silences_that_fit_the_first_one_gives_the_reason(tmp_path):
    here = "no-satisfaction-indicator"
    plain = [f["pointer"] for f in document(tmp_path)["findings"] if f["name"] == here]
    one = REAL["projects"][int(plain[1].split("/")[2])]["id"]
    for reasons in itertools.permutations(["for all", "for one", "for one again"]):
        silences = [{"rule": here, "reason": reason, **({} if reason == "for all" else {"project": one})} for reason in reasons]
        found = [f["silenced"] for f in document(tmp_path, settings(tmp_path, None, silences))["findings"] if f["name"] == here]
        assert len(found) == len(plain) > 2 and found == ["for all", reasons[0], *["for all"] * (len(found) - 2)]


def test_a_form_has_settings_and_the_user_has_the_last_word(tmp_path):
    form = tmp_path / "form"
    form.mkdir()
    text = (ROOT / "templates/project-performance-targets/form.json").read_text(encoding="utf-8")
    (form / "form.json").write_text(text, encoding="utf-8")
    (form / "checks.json").write_text('{"schema": "budgetpress-checks/1", "rules": {"placeholder": {"severity": "off"},'
                                      '"bare-number": {"severity": "error"}}}', encoding="utf-8")
    found = document(tmp_path, "--form=./form", status=1)
    assert "placeholder" not in rules_of(found) and found["counts"]["errors"] == 2
    user = settings(tmp_path, {"bare-number": {"severity": "note"}})
    found = document(tmp_path, "--form=./form", user)
    assert "placeholder" not in rules_of(found) and found["counts"]["errors"] == 0
    done = subprocess.run([PROGRAM, "render", "m.json", "--form=./form", "-o", "a.trace"], cwd=tmp_path, capture_output=True,
                          encoding="utf-8")
    assert done.returncode == 1 and "BP3311" in done.stderr  # an error of the form stops a rendering


@pytest.mark.parametrize("text, code, pointer", [
    ('{"schema": "budgetpress-checks/2"}', "BP3902", "/schema"),
    ('{"schema": "budgetpress-checks/1", "rules": {"nonsense": {}}}', "BP3901", "/rules/nonsense"),
    ('{"schema": "budgetpress-checks/1", "rules": {"placeholder": {"severity": "fatal"}}}', "BP3902", "/rules/placeholder/severity"),
    ('{"schema": "budgetpress-checks/1", "rules": {"placeholder": {"tolerance": 1}}}', "BP2102", "/rules/placeholder/tolerance"),
    ('{"schema": "budgetpress-checks/1", "rules": {"reported-mismatch": {"tolerance": -1}}}', "BP2106",
     "/rules/reported-mismatch/tolerance"),
    ('{"schema": "budgetpress-checks/1", "rules": {"near-duplicate-project": {"similarity": "2"}}}', "BP2106",
     "/rules/near-duplicate-project/similarity"),
    ('{"schema": "budgetpress-checks/1", "silence": [{"rule": "placeholder"}]}', "BP2105", "/silence/0"),
    ('{"schema": "budgetpress-checks/1", "silence": [{"rule": "x", "reason": "y"}]}', "BP3901", "/silence/0/rule"),
    ('{"schema": "budgetpress-checks/1", "silence": {}}', "BP2101", "/silence"),
    ('{"schema": "budgetpress-checks/1", "rules": []}', "BP2101", "/rules"),
    ('{"rules": {}}', "BP2105", ""), ("[]", "BP2101", ""), ("{", "BP2001", None),
])
def test_wrong_settings_are_refused_with_their_place(tmp_path, text, code, pointer):
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "--checks=c.json", "--diagnostics=json", EXAMPLE], cwd=tmp_path, capture_output=True,
                          encoding="utf-8")
    first = json.loads(done.stderr.splitlines()[0])
    assert done.returncode == 1 and first["code"] == code and first.get("pointer") == pointer and first["file"] == "c.json"


def test_the_schema_knows_every_rule_and_setting(tmp_path):
    rules = [line.split("\t")[1] for line in subprocess.run([PROGRAM, "check", "--rules"], capture_output=True,
                                                            encoding="utf-8").stdout.splitlines()]
    described = CHECKS["properties"]["rules"]["properties"]
    assert sorted(rules) == sorted(described)
    values = {"tolerance": "0.5", "similarity": 0.9, "shortest": 12, "ratio": 2000, "gap": 50, "severity": "warning"}
    everything = {name: {key: part["properties"][key].get("const", values.get(key, ["甲"])) for key in part["properties"]}
                  for name, part in described.items()}
    check(tmp_path, settings(tmp_path, everything), status=0)
    source = (ROOT / "src/check/rules.c").read_text(encoding="utf-8")
    named = set(re.findall(r'\{"(\w+)", (?:HUNDREDTHS|MICRO)', source)) | set(re.findall(r'"(\w+)",\s+(?:fault_words|bp_placeholder_words|'
                                                                                          r'unbounded_rates|harms|carried_words)', source))
    assert named | {"severity"} == {key for part in described.values() for key in part["properties"]}


@pytest.mark.parametrize("name,heading", [("checks.md", "Settings"), ("checks.zh-CN.md", "设置")])
def test_the_settings_of_the_guide_are_good(tmp_path, name, heading):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    content = json.loads(re.search(rf"## {heading}.*?```json\n(.*?)```", page, re.S)[1])
    jsonschema.validate(content, CHECKS)
    (tmp_path / "checks.json").write_text(json.dumps(content), encoding="utf-8")
    assert document(tmp_path, "--checks=checks.json")["counts"]["silenced"] == 1


# ---- documents ----

def test_json_and_lines_tell_the_same(tmp_path):
    found = document(tmp_path)
    lines = [line for line in check(tmp_path).stderr.splitlines()]
    assert [f"{f['file']}:{f['line']}:{f['column']}: {f['severity']}[{f['code']}]: {f['message']} (at {f['pointer']})"
            for f in found["findings"]] == lines
    for f in found["findings"]:
        if "mark" in f:
            begin, end = f["mark"]
            assert 0 <= begin <= end <= len(f["text"])
    assert found["counts"] == {"errors": 0, "warnings": 20, "notes": 8, "silenced": 0}


def test_a_document_of_several_models_and_of_broken_ones(tmp_path):
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "real.json").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "broken.json", "real.json"], cwd=tmp_path, capture_output=True,
                          encoding="utf-8")
    found = json.loads(done.stdout)
    assert done.returncode == 1 and found["findings"][0]["code"] == "BP2001" and len(found["findings"]) == 29


def test_no_finding_is_left_out_of_a_document(tmp_path):
    model = copy.deepcopy(REAL)
    record = {"level1": "1", "level2": "11", "name": "测试", "period_value": "1个", "annual_value": "1个"}
    model["projects"][0]["indicators"] += [dict(record, name=f"待填写{i}") for i in range(3000)]
    assert sum(f["name"] == "placeholder" for f in document(tmp_path, model=model)["findings"]) == 3002


# A part of SARIF 2.1.0 (OASIS) that our log must follow: what is required there of the objects that we write.
SARIF = {
    "type": "object", "required": ["version", "runs", "$schema"], "additionalProperties": False,
    "properties": {"version": {"const": "2.1.0"}, "$schema": {"type": "string", "format": "uri"}, "runs": {"type": "array", "items": {
        "type": "object", "required": ["tool", "results"], "additionalProperties": False,
        "properties": {
            "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]}, "language": {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
            "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                "type": "object", "required": ["name"],
                "properties": {"rules": {"type": "array", "uniqueItems": True, "items": {
                    "type": "object", "required": ["id"],
                    "properties": {"shortDescription": {"$ref": "#/$defs/message"}, "fullDescription": {"$ref": "#/$defs/message"},
                                   "help": {"$ref": "#/$defs/message"}, "id": {"type": "string"}, "name": {"type": "string"},
                                   "defaultConfiguration": {"properties": {"level": {"$ref": "#/$defs/level"}}}},
                    "additionalProperties": False}}}}}},
            "results": {"type": "array", "items": {
                "type": "object", "required": ["message", "ruleId", "level", "locations"], "additionalProperties": False,
                "properties": {
                    "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": 0}, "level": {"$ref": "#/$defs/level"},
                    "message": {"$ref": "#/$defs/message"},
                    "locations": {"type": "array", "items": {"type": "object", "properties": {
                        "physicalLocation": {"type": "object", "required": ["artifactLocation"], "properties": {
                            "artifactLocation": {"required": ["uri"], "properties": {"uri": {"pattern": r"^[!-~]+$"}}},
                            "region": {"$ref": "#/$defs/region"}}},
                        "logicalLocations": {"type": "array"}}}},
                    "fixes": {"type": "array", "items": {"type": "object", "required": ["artifactChanges"]}},
                    "suppressions": {"type": "array", "items": {"type": "object", "required": ["kind"], "properties": {
                        "kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}}}}}}}}}}},
    "$defs": {"level": {"enum": ["none", "note", "warning", "error"]},
              "message": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
              "region": {"type": "object", "required": ["startLine", "startColumn"], "additionalProperties": False, "properties": {
                  "startLine": {"minimum": 1}, "startColumn": {"minimum": 1}, "endColumn": {"minimum": 1}}}},
}


def sarif(folder, *options, **more):
    log = json.loads(check(folder, "-f", "sarif", *options, **more).stdout)
    jsonschema.validate(log, SARIF)
    return log["runs"][0]


def test_sarif(tmp_path):
    run = sarif(tmp_path, settings(tmp_path, None, [{"rule": "goal-stop", "reason": "以后再改"}]), lang="zh")
    found = document(tmp_path, f"--checks={tmp_path / 'checks.json'}", lang="zh")["findings"]
    assert len(run["results"]) == len(found) and run["language"] == "zh-CN"
    rules = run["tool"]["driver"]["rules"]
    for result, finding in zip(run["results"], found):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["code"]
        assert result["message"]["text"] == finding["message"] and result["level"] == finding["severity"]
        place = result["locations"][0]
        assert place["logicalLocations"][0]["fullyQualifiedName"] == finding["pointer"]
        assert place["physicalLocation"]["region"]["startLine"] == finding["line"]
    assert [r["suppressions"] for r in run["results"] if "suppressions" in r] == [[{"kind": "external", "justification": "以后再改"}]]


def test_sarif_names_files_by_uri(tmp_path):
    run = sarif(tmp_path, name="数据 1%.json")
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%E6%95%B0%E6%8D%AE%201%25.json"


def test_regions_of_sarif_hold_the_fault(tmp_path):
    """The characters of each region, cut out of the file, are those that the finding marks; escapes in the JSON count as written."""
    model = copy.deepcopy(REAL)
    model["projects"][0]["goal"] = ["“引号”\t\\与\"转义\"，𠀀字,之后也对。"]
    for ascii_only in (False, True):
        (tmp_path / "m.json").write_text(json.dumps(model, ensure_ascii=ascii_only, indent=1), encoding="utf-8")
        lines = (tmp_path / "m.json").read_text(encoding="utf-8").splitlines()
        run = sarif(tmp_path, model=None)
        found = document(tmp_path, model=None)["findings"]
        seen = 0
        for result, finding in zip(run["results"], found):
            region = result["locations"][0]["physicalLocation"]["region"]
            if "endColumn" not in region:
                continue
            cut = lines[region["startLine"] - 1][region["startColumn"] - 1:region["endColumn"] - 1]
            assert json.loads(f'"{cut}"') == finding["text"][slice(*finding["mark"])]
            seen += 1
        assert seen > 8 and any(f["name"] == "half-width-mark" for f in found)


# ---- fixes ----

def apply_sarif(path, run):
    """What an editor does with the fixes of a log."""
    lines = path.read_text(encoding="utf-8").splitlines()
    changes = [c for result in run["results"] for fix in result.get("fixes", []) for a in fix["artifactChanges"]
               for c in a["replacements"]]
    for change in sorted(changes, key=lambda c: (c["deletedRegion"]["startLine"], c["deletedRegion"]["startColumn"]), reverse=True):
        region = change["deletedRegion"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (line[:region["startColumn"] - 1] + change["insertedContent"]["text"] +
                                          line[region["endColumn"] - 1:])
    return json.loads("\n".join(lines))


def texts_of(model):
    yield model["department"]["name"]
    for project in model["projects"]:
        yield project["name"]
        yield from project.get("goal", [])
        for record in project["indicators"]:
            yield from (record["name"], record["period_value"], record["annual_value"])


def blank_texts(model):
    model = copy.deepcopy(model)
    for project in model["projects"]:
        project["name"] = ""
        project["goal"] = [""] * len(project.get("goal", []))
        for record in project["indicators"]:
            record.update(name="", period_value="", annual_value="")
            record.setdefault("group", 1)
    return model


def test_fix_writes_what_is_certain_and_lists_it(tmp_path):
    before = EXAMPLE.read_text(encoding="utf-8")
    done = check(tmp_path, "--fix", "fixed.json")
    assert done.stderr == "fixed.json: written\n" and EXAMPLE.read_text(encoding="utf-8") == before
    fixed = read_json(tmp_path / "fixed.json")
    changed = [(a, b) for a, b in zip(texts_of(REAL), texts_of(fixed)) if a != b]
    assert len(changed) == 9 and done.stdout.endswith("9 texts changed\n")
    for old, new in changed:
        assert f"  - {old}\n  + {new}\n" in done.stdout
        assert re.sub(r"[*× 。]", "", old) == re.sub(r"[*× 。]", "", new)
    found = document(tmp_path, model=fixed)
    assert not rules_of(found) & {"mixed-multiplication", "stray-space", "goal-stop"} and "placeholder" in rules_of(found)


def test_fix_changes_texts_only(tmp_path):
    check(tmp_path, "--fix", "fixed.json")
    fixed = blank_texts(read_json(tmp_path / "fixed.json"))
    for project in fixed["projects"]:
        project["funding"] = {fund: project["funding"].get(fund) for fund in budgets.FUNDS}
    assert fixed == blank_texts(REAL)


def test_fixing_what_was_fixed_changes_nothing(tmp_path):
    check(tmp_path, "--fix", "fixed.json")
    again = subprocess.run([PROGRAM, "check", "--lang=en", "--fix", "again.json", "fixed.json"], cwd=tmp_path, capture_output=True,
                           encoding="utf-8")
    assert again.stdout == "0 texts changed\n" and again.stderr == "again.json: written\n"
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "fixed.json").read_bytes()


FIXABLE = ["BP3204", "BP3502", "BP3503", "BP3505", "BP3506", "BP3507", "BP3510", "BP3521", "BP3522"]


@pytest.mark.parametrize("code", FIXABLE)
def test_a_planted_fault_is_fixed(tmp_path, code):
    for seed in range(40, 52):
        model, _ = budgets.planted(code, seed)
        check(tmp_path, "--fix", "fixed.json", model=model)
        assert document(tmp_path, model=read_json(tmp_path / "fixed.json"))["findings"] == []


def test_fixes_of_sarif_come_to_the_same(tmp_path):
    """An editor that applies the log's fixes gets the texts that --fix writes (but for the second of two equal values)."""
    model = copy.deepcopy(REAL)
    model["projects"][9]["goal"][1] = "本期 项目具体运维目标:"
    check(tmp_path, "--fix", "fixed.json", model=model)
    edited = apply_sarif(tmp_path / "m.json", sarif(tmp_path, model=None))
    for project in edited["projects"]:
        for record in project["indicators"]:
            if "*" in record["annual_value"]:
                record["annual_value"] = record["period_value"]
    assert list(texts_of(edited)) == list(texts_of(read_json(tmp_path / "fixed.json")))


def test_a_silenced_finding_is_not_fixed(tmp_path):
    option = settings(tmp_path, None, [{"rule": "stray-space", "project": "p09", "reason": "as in the contract"}])
    check(tmp_path, option, "--fix", "fixed.json")
    assert "网络管理成效 网络设备及服务器正常运行率" in (tmp_path / "fixed.json").read_text(encoding="utf-8")


def test_fix_to_standard_output(tmp_path):
    done = check(tmp_path, "--fix", "-")
    assert len(list(texts_of(json.loads(done.stdout)))) == len(list(texts_of(REAL)))


@pytest.mark.parametrize("how", [{"rules": {"turned-text": {"severity": "off"}}}, {"rules": {"BP3520": {"severity": "warning"}}},
                                 {"rules": {"turned-text": {"severity": "note"}}},
                                 {"silence": [{"rule": "turned-text", "reason": "as it is"}]}],
                         ids=["off", "warning", "note", "silence"])
def test_nobody_can_have_text_shown_that_changes_its_direction(tmp_path, how):
    """A form's checks.json turned the rule off, and the PDF and the workbook showed different figures at status 0."""
    model = copy.deepcopy(REAL)
    model["projects"][0]["goal"] = ["发放补助\u202e000,05\u202c元。"]
    form = tmp_path / "form"
    form.mkdir()
    (form / "form.json").write_text((ROOT / "templates/project-performance-targets/form.json").read_text(encoding="utf-8"), encoding="utf-8")
    (form / "checks.json").write_text(json.dumps({"schema": "budgetpress-checks/1", **how}), encoding="utf-8")
    (tmp_path / "m.json").write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    for command in (["render", "m.json", "--form=./form", "-o", "a.trace"], ["check", "m.json", "--form=./form"],
                    ["check", "m.json", "--checks=form/checks.json"]):
        done = subprocess.run([PROGRAM, *command, "--lang=en"], cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 1 and "error[BP3560]" in done.stderr and not (tmp_path / "a.trace").exists(), command
    if "rules" in how:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"schema": "budgetpress-checks/1", "rules": {"turned-text": next(iter(how["rules"].values()))}}, CHECKS)
    (form / "checks.json").write_text('{"schema": "budgetpress-checks/1", "rules": {"turned-text": {"severity": "error"}}}', encoding="utf-8")
    done = subprocess.run([PROGRAM, "render", "m.json", "--form=./form", "-o", "a.trace", "--lang=en"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1 and "error[BP3520]" in done.stderr


# ---- reports ----

def cells(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reports_hold_every_finding(tmp_path, lang):
    found = document(tmp_path, lang=lang)["findings"]
    check(tmp_path, "-o", "r.pdf", "-o", "r.xlsx", "-o", "r.trace", lang=lang)
    rows = [row for row in cells(tmp_path / "r.xlsx") if row[0] and str(row[0]).isdigit()]
    assert len(rows) == len(found) and [int(row[0]) for row in rows] == list(range(1, len(found) + 1))
    advice = {row[2]: (row[3], row[4]) for row in cells(tmp_path / "r.xlsx") if row[2] and not row[0]}
    for row, finding in zip(rows, sorted(found, key=lambda f: (["error", "warning", "note"].index(f["severity"]), f["code"]))):
        text = finding.get("text")
        begin, end = finding.get("mark", (0, 0))
        assert row[2:5] == [finding["code"], finding["place"], finding["message"]]
        assert (row[5] or "") == ("" if text is None else f"{text[:begin]}【{text[begin:end]}】{text[end:]}")
        assert (row[6] or "") == (f"{text[begin:end]} → {finding['fix']}" if finding.get("fix") and end > begin else "")
        title, what = advice[finding["code"]]
        count = sum(f["code"] == finding["code"] for f in found)
        assert what == finding["advice"] and title == finding["title"] + (f"（{count} 条）" if lang == "zh" else f" ({count})")
    words = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, encoding="utf-8").stdout
    for code in {f["code"] for f in found}:
        assert code in words
    assert ("预算数据检查报告" if lang == "zh" else "check report") in words


def two_agencies():
    model = read_json(ROOT / "examples/two-agencies-2025.json")
    del model["reported"]
    return model


def summary(folder, model, *options, lang="zh", status=0):
    check(folder, *options, "-o", "r.xlsx", model=model, lang=lang, status=status)
    row = cells(folder / "r.xlsx")[3]
    assert row[0] is None and row[1] == {"zh": "汇总", "en": "all"}[lang]
    return [[line.strip() for line in row[c].split("\n")] for c in (3, 4)]


def test_a_report_begins_with_how_many_there_are_of_what(tmp_path):
    """84 pages had to be counted through to learn which agency and which rule it was mostly about."""
    model = two_agencies()
    first, second = [a["id"] for a in model["agencies"]]
    names = {a["id"]: a["name"] for a in model["agencies"]}
    model["projects"] = [{"id": f"p{i}", "agency": agency, "name": f"{'甲乙丙丁戊'[i]}项目" if i else "待定",
                          "funding": {}, "goal": [f"{mark}完成{'甲乙丙丁戊'[i]}事"], "indicators": []}
                         for i, (agency, mark) in enumerate([(first, ""), (second, "（"), (second, "（"), (second, "（"), (first, "")])]
    option = settings(tmp_path, {"placeholder": {"severity": "error"}})
    found = document(tmp_path, option, model=model, status=1, lang="zh")["findings"]
    agencies, rules = summary(tmp_path, model, option, status=1)
    words = {"error": "错误", "warning": "警告", "note": "提示"}
    of = [model["projects"][int(f["pointer"].split("/")[2])]["agency"] if f["pointer"].startswith("/projects/") else None for f in found]
    for agency in (first, second):
        counts = [(words[s], sum(f["severity"] == s and a == agency for f, a in zip(found, of))) for s in words]
        assert f"{names[agency]}：" + "、".join(f"{w} {n}" for w, n in counts if n) in agencies
    assert agencies[0] == "按单位" and agencies[1].startswith(names[first])  # the one with an error
    codes = {(f["severity"], f["code"], f["title"]) for f in found}
    assert rules[0] == "按规则" and len(rules) == len(codes) + 1
    for severity, code, title in codes:
        assert f"{words[severity]} {code} {title}：{sum(f['code'] == code for f in found)}" in rules


def test_a_summary_of_many_agencies_stays_short(tmp_path):
    model = two_agencies()
    model["agencies"] = [{"id": f"a{i}", "name": f"第{i}单位"} for i in range(50)]
    model["projects"] = [{"id": f"p{i}", "agency": f"a{i}", "name": f"待定{i}", "funding": {}, "goal": [], "indicators": []}
                         for i in range(50)]
    agencies, _ = summary(tmp_path, model, lang="en")
    assert len([a for a in agencies if a.startswith("第")]) == 20 and any(a.startswith("30 other agencies: warning ") for a in agencies)


def test_a_report_on_a_thousand_findings_is_no_book(tmp_path):
    model = two_agencies()
    agency = model["agencies"][0]["id"]
    model["projects"] = [{"id": f"p{i}", "agency": agency, "name": f"设备购置与维护第{i}期", "funding": {"other": "1.005"},
                          "goal": [f"完成设备购置{i}台。。"], "indicators": []} for i in range(300)]
    found = document(tmp_path, model=model, lang="zh")["findings"]
    check(tmp_path, "-o", "r.pdf", model=model, lang="zh")
    pages = int(re.search(rb"Pages: +(\d+)", subprocess.run(["pdfinfo", tmp_path / "r.pdf"], capture_output=True).stdout)[1])
    assert len(found) > 1000 and pages <= len(found) / 20


def test_a_report_leaves_no_character_alone_on_a_line(tmp_path):
    check(tmp_path, "-o", "r.trace", lang="zh")
    _, runs, _ = read_trace(tmp_path / "r.trace")
    alone = [r.text for r in runs if r.part == "body" and r.line > 0 and r.hard and len(r.text.strip("，。、；：）”】")) == 1]
    assert not alone, alone


def test_a_report_of_nothing_says_so(tmp_path):
    check(tmp_path, "-o", "r.xlsx", model=read_json(ROOT / "examples/water-bureau-2025.json"), lang="zh")
    assert any("检查未发现问题。" in [str(v) for v in row] for row in cells(tmp_path / "r.xlsx"))


def test_reasons_of_silences_stand_in_the_report(tmp_path):
    option = settings(tmp_path, None, [{"rule": "year-in-name", "reason": "合同名称如此"}])
    check(tmp_path, option, "-o", "r.xlsx", lang="zh")
    assert [row[6] for row in cells(tmp_path / "r.xlsx") if row[1] == "已静默"] == ["合同名称如此"]


def test_letters_and_marks_that_macos_took_apart_are_joined(tmp_path):
    model = copy.deepcopy(REAL)
    model["projects"][1]["name"] = "Cafe\u0301 nu\u0308 甲\u20dd \ufa10\u302a e\u0323\u0302 \u0301"
    found = [f for f in document(tmp_path, model=model)["findings"] if f["code"] == "BP3510"]
    assert [(f["mark"], f["fix"]) for f in found] == [([3, 5], "é"), ([7, 9], "ü"), ([16, 19], "ệ")]
    check(tmp_path, "--fix", "fixed.json", model=model)
    name = read_json(tmp_path / "fixed.json")["projects"][1]["name"]
    assert name == "Café nü 甲\u20dd \u585a\u302a ệ \u0301"  # by BP3522, U+FA10 is no ordinary character


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_on_characters_that_no_font_has_is_written(tmp_path, lang):
    """There was none at all, and the place that was blamed was a row of the report."""
    model = copy.deepcopy(REAL)
    model["department"]["name"] = "某\ue123局"
    model["projects"][1]["name"] = "甲\U000f1234\ufffd"
    done = check(tmp_path, "-o", "r.pdf", "-o", "r.xlsx", model=model, lang=lang, status=1)
    assert "BP5" not in done.stderr and done.stderr.count("BP3509") == 2 and done.stderr.count("BP3508") == 1
    words = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, encoding="utf-8").stdout
    assert "某<U+E123>局" in words and "甲【<U+F1234>】<U+FFFD>" in words and "甲<U+F1234>【<U+FFFD>】" in words
    assert "甲【<U+F1234>】<U+FFFD>" in [row[5] for row in cells(tmp_path / "r.xlsx")]


def test_a_report_does_not_warn_of_the_scripts_that_it_quotes(tmp_path):
    model = copy.deepcopy(REAL)
    model["projects"][1]["name"] = "项目 مرحبا"
    assert "BP5204" not in check(tmp_path, "-o", "r.pdf", model=model).stderr


def test_a_report_about_a_file_whose_name_is_no_utf8(tmp_path):
    """Its bytes were read as a character past the last one."""
    name = b"\xf7\xbf\xbf\xbf.json"
    (tmp_path / "m.json").write_text(json.dumps(REAL, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "m.json").rename(tmp_path / name.decode(errors="surrogateescape"))
    done = subprocess.run([PROGRAM, "check", name, "-o", "r.pdf"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    words = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, encoding="utf-8").stdout
    assert done.returncode == 0 and r"\xf7\xbf\xbf\xbf.json" in words


def test_a_form_of_findings_shows_no_model(tmp_path):
    done = subprocess.run([PROGRAM, "render", EXAMPLE, "--form", ROOT / "templates/reports/check", "-o", tmp_path / "a.pdf"],
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 2 and "BP4005" in done.stderr and not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("options", [["-f", "xml"], ["-f", "json", "-o", "a.pdf"], ["--fix", "a.json", "-f", "json"],
                                     ["-o", "a.nonsense"]])
def test_wrong_usage(tmp_path, options):
    check(tmp_path, *options, status=2)
    assert not (tmp_path / "a.pdf").exists()


def test_one_report_is_about_one_model(tmp_path):
    done = subprocess.run([PROGRAM, "check", EXAMPLE, EXAMPLE, "-o", tmp_path / "a.pdf"], capture_output=True, encoding="utf-8")
    assert done.returncode == 2 and not (tmp_path / "a.pdf").exists()


# ---- workbooks and CSV ----

def cell_text(path, cell):
    """What stands in a cell, by openpyxl; a merged cell is that of its range's first."""
    sheet, _, name = cell.rpartition("!")
    return str(openpyxl.load_workbook(path)[sheet.strip("'")][name].value)


@pytest.mark.parametrize("options", [[], ["--form", "project-performance-indicators"], ["--option", "xlsx.profile=working"]],
                         ids=["targets", "indicators", "working"])
def test_findings_in_a_workbook_name_its_cells(tmp_path, options):
    """Each finding of a text stands in a cell that holds this text, and the findings are those of the model itself."""
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", tmp_path / "t.xlsx", *options], check=True)
    found = document(tmp_path, model=None, name="t.xlsx")["findings"]
    own = document(tmp_path)["findings"]
    lost = ("/goal", "/group") if "--form" in options else ()  # that table has neither
    assert [(f["name"], f["pointer"]) for f in found] == [(f["name"], f["pointer"]) for f in own
                                                          if not any(part in f["pointer"] for part in lost)]
    for finding in found:
        assert finding["file"] == "t.xlsx" and "line" not in finding and "!" in finding["cell"]
        if "text" in finding:
            held = cell_text(tmp_path / "t.xlsx", finding["cell"])
            assert finding["text"].strip("…") in held or finding["pointer"].endswith("/level2"), finding
    assert len({f["cell"] for f in found}) > 8


def test_findings_in_a_csv_file_name_its_cells(tmp_path):
    (tmp_path / "t.csv").write_text("项目名称,财政拨款,绩效目标\n清淤 工程,10.00,保障行洪安全。\n校车购置,20.00,接送学生\n", encoding="utf-8")
    done = subprocess.run([PROGRAM, "import", "t.csv", "--year=2024", "--unit=万元", "--department=某局", "-o", "m.json"], cwd=tmp_path,
                          capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    (tmp_path / "t.csv").write_text("某局2024年项目表\n单位：万元\n项目名称,财政拨款,绩效目标\n清淤 工程,10.00,保障行洪安全。\n"
                                    "校车购置,20.00,接送学生\n", encoding="utf-8")
    done = subprocess.run([PROGRAM, "check", "-f", "json", "t.csv"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    cells = {f["name"]: f.get("cell") for f in json.loads(done.stdout)["findings"]}
    assert cells["stray-space"] == "A4" and cells["goal-stop"] == "C5"


def test_a_report_about_a_workbook_names_its_cells(tmp_path):
    subprocess.run([PROGRAM, "render", EXAMPLE, "-o", tmp_path / "t.xlsx"], check=True)
    check(tmp_path, "-o", "r.xlsx", model=None, name="t.xlsx", lang="zh")
    assert any("项目支出绩效目标表!G7 项目“业务用房物业管理费”" in str(row[3]) for row in cells(tmp_path / "r.xlsx"))
