"""The command as people meet it: every command and option, exit statuses, both languages, bad input, failing machines.

Runs build/budgetpress. After each failure nothing may be left: no partial output, no temporary file.
"""
import copy
import json
import os
import pathlib
import re
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

import pytest

from common import EXAMPLE, MEASURE, PROGRAM, ROOT

TARGETS = "project-performance-targets"
DONE, DATA, USAGE, SYSTEM = 0, 1, 2, 3

COMMANDS = {
    "render": ["--output", "--format", "--form", "--font-set", "--option"],
    "check": ["--form", "--checks", "--format", "--fix", "--strict", "--rules"],
    "verify": ["--model", "--form", "--font-set", "--differences", "--accept"],
    "forms": [],
    "fonts": ["--font-set"],
    "schema": [],
}
COMMON = ["--lang", "--diagnostics", "--help", "--version"]

MODEL = {
    "schema": "budgetpress/1",
    "form": TARGETS,
    "fiscal_year": 2024,
    "amount_unit": "万元",
    "department": {"name": "某某法院"},
    "agencies": [{"id": "a1", "name": "某某法院"}],
    "projects": [{
        "id": "p1", "agency": "a1", "name": "信息化运维项目",
        "funding": {"fiscal_appropriation": "488.00", "fiscal_special_account": None, "other": "0.00"},
        "goal": ["保障系统运行。"],
        "indicators": [{"level1": "3", "level2": "31", "name": "用户满意度", "period_value": "≥90%",
                        "annual_value": "≥90%"},
                       {"level1": "1", "level2": "11", "name": "巡检次数", "period_value": "≥12次", "annual_value": "≥12次"}],
    }],
}


class Place:
    """A folder to work in and a folder for temporary files, both watched for what a failure leaves behind."""

    def __init__(self, path):
        self.path = path / "work"
        self.temporary = path / "temporary"
        self.path.mkdir()
        self.temporary.mkdir()

    def run(self, *args, status=DONE, env=None, program=PROGRAM, text=True, timeout=60, **more):
        full = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TMPDIR": str(self.temporary)}
        full.update(env or {})
        more.setdefault("stdin", subprocess.DEVNULL if "input" not in more else None)
        if more["stdin"] is None:
            del more["stdin"]
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        done = subprocess.run([str(program), *map(str, args)], cwd=self.path, env=full, timeout=timeout, check=False,
                              encoding="utf-8" if text else None, **more)
        assert done.returncode == status, (args, done.returncode, done.stdout, done.stderr)
        assert os.listdir(self.temporary) == []
        assert not [name for name in os.listdir(self.path) if name.startswith(".")]
        return done

    def write(self, name, content):
        path = self.path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
        return path

    def refused(self, name, content, status=DATA, lang="en", **more):
        """Renders a model that must be refused over an old file, which must stay; returns standard error."""
        self.write(name, content)
        old = self.write("old.pdf", b"old")
        before = sorted(os.listdir(self.path))
        done = self.run("render", name, "-o", "old.pdf", "-o", "new.trace", "--lang", lang, status=status, **more)
        assert old.read_bytes() == b"old"
        assert sorted(os.listdir(self.path)) == before
        return done.stderr


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def model():
    return copy.deepcopy(MODEL)


def codes(text):
    return re.findall(r"\[(BP\d{4})\]: ", text)


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def lines_are_findings(text):
    return all(re.match(r"(.*: )?(error|warning|note|错误|警告|提示)\[BP\d{4}\]: ", line) for line in text.splitlines())


# ---- help, version, language ----

def test_help_of_the_program(place):
    en = place.run("--help").stdout
    zh = place.run("--help", "--lang", "zh").stdout
    for word in [*COMMANDS, *COMMON]:
        assert word in en and word in zh
    assert en.startswith("usage: ") and zh.startswith("用法：")
    assert max(map(len, en.splitlines())) <= 100
    assert place.run("-h").stdout == en


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(place, command):
    en = place.run(command, "--help").stdout
    zh = place.run("--lang=zh", command, "-h").stdout
    for option in [*COMMANDS[command], *COMMON]:
        assert option in en and option in zh
    assert en.startswith(f"usage: budgetpress {command} ") and zh.startswith(f"用法：budgetpress {command} ")
    assert max(map(len, en.splitlines())) <= 100
    assert place.run("--help", command).stdout == en
    assert place.run(command, "nonsense", "--nonsense", "--help").stdout == en


def test_help_of_render_lists_the_formats(place):
    assert re.search(r"^Formats: .*\bpdf\b.*\btrace\b", place.run("render", "--help").stdout, re.M)


def test_version(place):
    header = (ROOT / "include/budgetpress/version.h").read_text(encoding="utf-8")
    version = re.search(r'BP_VERSION "(.*)"', header)[1]
    assert place.run("--version").stdout == f"budgetpress {version}\n"
    assert place.run("forms", "--version").stdout == f"budgetpress {version}\n"


@pytest.mark.parametrize("env, chinese", [
    ({"LC_ALL": "zh_CN.UTF-8"}, True),
    ({"LC_ALL": "", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, True),
    ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
    ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
    ({"LC_ALL": "", "LC_MESSAGES": "C", "LANG": "zh_CN.UTF-8"}, False),
    ({"LC_ALL": "", "LANG": ""}, False),
])
def test_language_of_the_environment(place, env, chinese):
    error = place.run("nonsense", env=env, status=USAGE).stderr
    assert error.startswith("错误[BP1106]: " if chinese else "error[BP1106]: ")
    english = place.run("--lang=en", "nonsense", env=env, status=USAGE).stderr
    assert english.startswith("error[")
    after = place.run("nonsense", "--lang=zh", env=env, status=USAGE).stderr
    assert after.startswith("错误[")


def test_messages_about_data_are_chinese_under_a_chinese_locale(place, model):
    model["fiscal_yaer"] = model.pop("fiscal_year")
    error = place.refused("m.json", model, env={"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, lang="zh")
    assert "错误[BP2103]: 未知的字段“fiscal_yaer”，是否应为“fiscal_year”？" in error
    assert "（位于 /fiscal_yaer）" in error


# ---- wrong usage ----

@pytest.mark.parametrize("args, expected", [
    ([], "render, check, verify, diff, forms, fonts, schema"),
    (["rendr"], "unknown command rendr (did you mean render?)"),
    (["chekc", "m.json"], "(did you mean check?)"),
    (["scheme"], "(did you mean schema?)"),
    (["qqqqqqqqqqqq"], "(there are: render, check, "),
    (["--nonsense", "forms"], "unknown option --nonsense"),
    (["forms", "--lng", "zh"], "unknown option --lng (did you mean --lang?)"),
    (["render", "m.json", "--fomr=x", "-o", "a.pdf"], "unknown option --fomr (did you mean --form?)"),
    (["render", "m.json", "--fo=x", "-o", "a.pdf"], "option --fo is ambiguous: --format, --form, --font-set"),
    (["forms", "-x"], "unknown option -x"),
    (["forms", "--help=x"], "option --help takes no value"),
    (["fonts", "--font-set"], "option --font-set needs a value"),
    (["render", "m.json", "-o"], "option -o needs a value"),
    (["forms", "--lang", "fr"], "--lang fr: the value must be one of zh, en"),
    (["--diagnostics=xml", "forms"], "--diagnostics xml: the value must be one of text, json"),
    (["forms", "x"], "takes no argument: x"),
    (["fonts", "x"], "takes no argument: x"),
    (["schema", "x"], "takes no argument: x"),
    (["check"], "the model is missing"),
    (["render", "-o", "a.pdf"], "the model is missing"),
    (["render", "m.json"], "an output is missing"),
    (["render", "m.json", "n.json", "-o", "a.pdf"], "n.json is too many"),
    (["render", "m.json", "-o", ""], "the path is empty"),
    (["render", "m.json", "-o", "-"], "output - has no extension: give its format with -f NAME"),
    (["render", "m.json", "-o", "a.pdf/b"], "output a.pdf/b has no extension: give its format with -f NAME"),
    (["render", "m.json", "-o", "-", "-f", "pfd"], "there is no format pfd"),
    (["render", "m.json", "-o", "-", "-f", "pdf", "-f", "trace"], "two values: pdf, trace"),
    (["render", "m.json", "-o", "a.pdf", "-f", "trace"], "-f trace applies to no output"),
    (["render", "m.json", "-o", "a.pdf", "-o", "a.pdf"], "output a.pdf is given twice"),
    (["render", "m.json", "-o", "a.pdf", "-o", "./a.pdf"], "output ./a.pdf is given twice"),
    (["render", "m.json", "-o", "-", "-o", "-", "-f", "pdf"], "output - is given twice"),
    (["render", "m.json", "-o", "m.json", "-f", "pdf"], "output m.json is the input itself"),
    (["render", "m.json", "-o", "a.docx"], "there is no format docx"),
    (["render", "m.json", "-o", "a.pdf", "--form", "project-performance-target"],
     "there is no form project-performance-target (did you mean project-performance-targets?)"),
    (["render", "m.json", "-o", "a.pdf", "--form", "./nonsense"], "there is no form ./nonsense"),
    (["render", "m.json", "-o", "a.pdf", "--font-set", "nonsense"], "there is no font set nonsense"),
    (["fonts", "--font-set", "nonsense"], "there is no font set nonsense"),
    (["render", "m.json", "-o", "a.pdf", "--option", "pdf.nonsense=1"], "pdf.nonsense=1"),
    (["render", "m.json", "-o", "a.pdf", "--option", "nonsense.key=1"], "nonsense.key=1"),
    (["render", "m.json", "-o", "a.pdf", "--option", "pdf"], "there is no option pdf (there are: pdf.profile, "),
])
def test_wrong_usage(place, model, args, expected):
    before = json.dumps(model, ensure_ascii=False, indent=2)
    place.write("m.json", before)
    error = place.run(*args, status=USAGE).stderr
    assert expected in error
    assert len(error.splitlines()) == 1 and lines_are_findings(error)
    assert os.listdir(place.path) == ["m.json"]
    assert (place.path / "m.json").read_text(encoding="utf-8") == before


def options_of_back_ends():
    for path in sorted((ROOT / "src/format").glob("*/*.c")):
        text = path.read_text(encoding="utf-8")
        name = re.search(r'^const bp_backend bp_\w+ = \{\s*(?:\.name = )?"(\w+)"', text, re.M)
        for key in re.findall(r'\{\s*(?:\.key = )?"(\w+)",\s*(?:\.kind = )?BP_OPTION_', text) if name else []:
            yield name[1], key


def test_bad_option_value(place, model):
    place.write("m.json", model)
    found = list(options_of_back_ends())
    if not found:
        pytest.skip("no back end has an option")
    for name, key in found:
        for value in ["nonsense", ""]:
            error = place.run("render", "m.json", "-o", f"a.{name}", "--option", f"{name}.{key}={value}", status=USAGE).stderr
            assert codes(error) == ["BP1105"] and f"{name}.{key}={value}" in error
    assert os.listdir(place.path) == ["m.json"]


@pytest.mark.parametrize("name, year", [("a.pdf", "D:99991231235959Z"), ("a.xlsx", "9999-12-31T23:59:59Z")])
def test_the_last_date_that_can_be_written(place, model, name, year):
    place.write("m.json", model)
    place.run("render", "m.json", "-o", name, "--option", "pdf.compact=0", env={"SOURCE_DATE_EPOCH": "253402300799"})
    data = (place.path / name).read_bytes()
    if name.endswith("xlsx"):
        data = zipfile.ZipFile(place.path / name).read("docProps/core.xml")
    assert year.encode() in data


@pytest.mark.parametrize("date", ["253402300800", "9223372036854775807", "99999999999999999999", "-1", "+1", " 1", "1x", "2024-01-01"])
def test_a_date_that_is_none_or_past_the_year_9999(place, model, date):
    place.write("m.json", model)
    for command in [["render", "m.json", "-o", "a.xlsx"], ["render", "m.json", "-o", "a.pdf"],
                    ["batch", "m.json", "--to", "out", "-f", "xlsx"]]:
        error = place.run(*command, status=USAGE, env={"SOURCE_DATE_EPOCH": date}).stderr
        assert f"SOURCE_DATE_EPOCH={date}: the value must be 0 to 253402300799" in error and codes(error) == ["BP1105"]
        assert len(error.splitlines()) == 1
    assert os.listdir(place.path) == ["m.json"]


def test_a_missing_value_never_takes_an_argument_from_elsewhere(place, model):
    place.write("m.json", model)
    victim = place.write("victim", b"old")
    place.run("render", "victim", "m.json", "-o", status=USAGE)
    assert victim.read_bytes() == b"old"


def test_the_same_output_twice_through_a_link(place, model):
    place.write("m.json", model)
    place.write("a.pdf", b"old")
    (place.path / "link.pdf").symlink_to("a.pdf")
    (place.path / "folder").symlink_to(".")
    for other in ["link.pdf", "folder/a.pdf"]:
        error = place.run("render", "m.json", "-o", "a.pdf", "-o", other, status=USAGE).stderr
        assert f"output {other} is given twice" in error
    error = place.run("render", "m.json", "-o", "new.pdf", "-o", "folder/new.pdf", status=USAGE).stderr
    assert "is given twice" in error
    assert (place.path / "a.pdf").read_bytes() == b"old"


def test_output_equal_to_the_model_through_a_link(place, model):
    path = place.write("m.json", model)
    before = path.read_bytes()
    (place.path / "soft.pdf").symlink_to("m.json")
    os.link(path, place.path / "hard.pdf")
    for name in ["soft.pdf", "hard.pdf"]:
        assert "is the input itself" in place.run("render", "m.json", "-o", name, status=USAGE).stderr
        assert path.read_bytes() == before


def test_no_form_named_lists_the_forms(place, model):
    del model["form"]
    place.write("m.json", model)
    for args in [["check", "m.json"], ["render", "m.json", "-o", "a.pdf"]]:
        error = place.run(*args, status=USAGE).stderr
        assert "m.json names no form; give --form NAME, one of: " in error and TARGETS in error
    place.run("check", "m.json", "--form", TARGETS)


def test_unknown_form_in_the_model(place, model):
    model["form"] = "nonsense"
    error = place.refused("m.json", model, status=USAGE)
    assert re.match(r"m\.json:\d+:\d+: error\[BP1101\]: there is no form nonsense \(there are: .*\) \(at /form\)$", error.strip())


def test_a_model_cannot_name_a_folder_as_its_form(place, model):
    shutil.copytree(ROOT / "templates" / TARGETS, place.path / "mine")
    model["form"] = "./mine"
    place.write("m.json", model)
    assert codes(place.run("check", "m.json", status=USAGE).stderr) == ["BP1101"]
    del model["form"]
    place.write("m.json", model)
    place.run("check", "m.json", "--form", "./mine")


# ---- forms, fonts, schema ----

def test_forms(place):
    expected = []
    for path in sorted((ROOT / "templates").glob("*/form.json")):
        expected.append(f"{path.parent.name}\t{json.loads(path.read_text(encoding='utf-8'))['label']}\n")
    assert len(expected) >= 2
    assert place.run("forms").stdout == "".join(expected)


def test_fonts(place):
    lines = place.run("fonts").stdout.splitlines()
    assert {line.split()[0] for line in lines} >= {"body", "heading", "title", "latin"}
    starts = set()
    for line in lines:
        match = re.match(r"(\S+ +)(\S.*?  +)(\S.*)$", line)
        starts.add((columns(match[1]), columns(match[1] + match[2])))
        path = re.match(r"(/.*)#(\d+)$", match[3])
        assert path and os.path.exists(path[1]) or match[3].startswith("missing")
    assert len(starts) == 1, "columns are aligned"
    assert place.run("fonts", "--font-set", "noto").stdout.splitlines() == lines


def test_schema(place):
    text = place.run("schema", text=False).stdout
    assert text == (ROOT / "schema/model.schema.json").read_bytes(), "make schema"
    assert json.loads(text)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# ---- the data folder ----

def test_data_folder_of_the_environment(place):
    shutil.copytree(ROOT / "templates", place.path / "data/templates")
    shutil.copytree(ROOT / f"templates/{TARGETS}", place.path / "data/templates/one-more")
    out = place.run("forms", env={"BUDGETPRESS_DATA": str(place.path / "data")}).stdout
    assert out.startswith("one-more\t")


def test_data_folder_that_is_not_there(place, model):
    place.write("m.json", model)
    for args in [["forms"], ["check", "m.json"], ["render", "m.json", "-o", "a.pdf"]]:
        error = place.run(*args, env={"BUDGETPRESS_DATA": "/nonexistent"}, status=SYSTEM).stderr
        assert "/nonexistent/" in error
    assert os.listdir(place.path) == ["m.json"]


def test_installed_program_finds_its_data(place):
    prefix = place.path / "prefix"
    (prefix / "bin").mkdir(parents=True)
    program = shutil.copy(PROGRAM, prefix / "bin/budgetpress")
    shutil.copytree(ROOT / "templates", prefix / "share/budgetpress/templates")
    assert place.run("forms", program=program).stdout == place.run("forms").stdout


# ---- check ----

def test_check(place, model):
    place.write("m.json", model)
    done = place.run("check", "m.json")
    assert done.stdout == "0 errors, 0 warnings\n" and done.stderr == ""
    assert place.run("check", "m.json", "--lang", "zh").stdout == "0 个错误，0 个警告\n"


def test_check_reads_standard_input(place, model):
    assert place.run("check", "-", input=json.dumps(model)).stdout == "0 errors, 0 warnings\n"
    error = place.run("check", "-", input="{", status=DATA).stderr
    assert error.startswith("-:1:2: error[BP2001]")


def test_check_counts_over_all_models(place, model):
    good = place.write("good.json", model)
    model["projects"][0]["agency"] = "a9"
    place.write("one.json", model)
    model["agencies"].append({"id": "a1", "name": "重复"})
    place.write("two.json", model)
    assert place.run("check", "one.json", status=DATA).stdout == "1 error, 0 warnings\n"
    done = place.run("check", "one.json", good, "two.json", status=DATA)
    assert done.stdout == "3 errors, 0 warnings\n"
    assert codes(done.stderr).count("BP3006") == 2 and "BP3007" in codes(done.stderr)
    assert place.run("check", "one.json", "two.json", "--lang=zh", status=DATA).stdout == "3 个错误，0 个警告\n"


def test_check_ends_with_the_worst_status(place, model):
    place.write("good.json", model)
    place.write("bad.json", "{")
    done = place.run("check", "bad.json", "absent.json", "good.json", status=SYSTEM)
    assert codes(done.stderr) == ["BP2001", "BP1002"]
    assert done.stdout == "2 errors, 0 warnings\n"


def test_check_says_how_many_findings_are_not_shown(place, model):
    project = model["projects"][0]
    model["projects"] = [dict(project, id=f"p{i}", agency="a9") for i in range(1500)]
    place.write("m.json", model)
    done = place.run("check", "m.json", status=DATA)
    lines = done.stderr.splitlines()
    assert len(lines) == 1001 and lines[-1] == "(500 more are not shown)"
    assert done.stdout == "1500 errors, 0 warnings\n"
    zh = place.run("check", "m.json", "--lang=zh", status=DATA).stderr.splitlines()
    assert zh[-1] == "（另有 500 条未显示）"


def test_diagnostics_as_json(place, model):
    model["projects"][0]["agency"] = "a9"
    model["fiscal_yaer"] = 1
    place.write("数据.json", model)
    for option in [["--diagnostics=json"], ["--diagnostics", "json"]]:
        error = place.run("check", "数据.json", *option, status=DATA).stderr
        found = [json.loads(line) for line in error.splitlines()]
        assert found
        for finding in found:
            assert finding["file"] == "数据.json" and finding["severity"] == "error"
            assert finding["line"] >= 1 and finding["column"] >= 1 and finding["message"]
            assert re.fullmatch(r"BP\d{4}", finding["code"]) and re.fullmatch(r"[a-z-]+", finding["name"])
        assert "/fiscal_yaer" in [finding["pointer"] for finding in found]
    del model["fiscal_yaer"]
    place.write("数据.json", model)
    error = place.run("check", "数据.json", "--diagnostics=json", "--lang=zh", status=DATA).stderr
    finding, = [json.loads(line) for line in error.splitlines()]
    assert finding["pointer"] == "/projects/0/agency" and "编号" in finding["message"]
    text = (place.path / "数据.json").read_text(encoding="utf-8").splitlines()
    assert text[finding["line"] - 1][finding["column"] - 1:].startswith('"a9"')
    usage = place.run("--diagnostics=json", "nonsense", status=USAGE).stderr
    assert json.loads(usage)["code"] == "BP1106" and "line" not in json.loads(usage)


# ---- render ----

def test_render_the_example(place):
    place.run("render", EXAMPLE, "-o", "a.pdf", "-o", "a.trace")
    assert (place.path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert (place.path / "a.trace").read_text(encoding="utf-8").startswith("page 1 ")
    assert sorted(os.listdir(place.path)) == ["a.pdf", "a.trace"]
    text = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=place.path, check=True, capture_output=True, encoding="utf-8").stdout
    assert "3,285.71" in text


def test_render_gives_the_same_bytes_everywhere(place, model):
    path = place.write("m.json", model)
    place.run("render", "m.json", "-o", "a.pdf")
    pdf = (place.path / "a.pdf").read_bytes()
    assert place.run("render", "m.json", "-o", "-", "-f", "pdf", text=False).stdout == pdf
    assert place.run("render", "m.json", "-f", "pdf", "-o", "-", text=False).stdout == pdf
    assert place.run("render", "-", "-o", "-", "--format=pdf", text=False, input=path.read_bytes()).stdout == pdf
    place.run("render", "m.json", "-o", "B.PDF", "-o", "c", "-o", "d.out", "-f", "pdf", env={"LC_ALL": "zh_CN.UTF-8"})
    for name in ["B.PDF", "c", "d.out"]:
        assert (place.path / name).read_bytes() == pdf


def test_render_form_of_the_command_line(place, model):
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "a.trace")
    place.run("render", "m.json", "-o", "b.trace", "--form", "project-performance-indicators")
    del model["form"]
    place.write("m.json", model)
    shutil.copytree(ROOT / "templates" / TARGETS, place.path / "mine")
    place.run("render", "m.json", "-o", "c.trace", "--form", "./mine")
    a, b, c = ((place.path / f"{name}.trace").read_bytes() for name in "abc")
    assert a == c and a != b


def test_render_keeps_a_link_and_the_rights_of_the_old_file(place, model):
    place.write("m.json", model)
    old = place.write("a.pdf", b"old")
    old.chmod(0o640)
    (place.path / "link.pdf").symlink_to("a.pdf")
    place.run("render", "m.json", "-o", "link.pdf")
    assert (place.path / "link.pdf").is_symlink()
    assert old.read_bytes().startswith(b"%PDF-") and stat.S_IMODE(old.stat().st_mode) == 0o640


def test_render_through_a_link_that_leads_to_nothing_yet(place, model):
    place.write("m.json", model)
    (place.path / "years").mkdir()
    (place.path / "link.pdf").symlink_to("years/current.pdf")
    (place.path / "years" / "current.pdf").symlink_to("2024.pdf")
    place.run("render", "m.json", "-o", "link.pdf")
    assert os.readlink(place.path / "link.pdf") == "years/current.pdf"
    assert sorted(os.listdir(place.path / "years")) == ["2024.pdf", "current.pdf"]
    assert os.readlink(place.path / "years" / "current.pdf") == "2024.pdf"
    assert (place.path / "years" / "2024.pdf").read_bytes().startswith(b"%PDF")
    (place.path / "far.pdf").symlink_to(place.path / "gone" / "a.pdf")
    error = place.run("render", "m.json", "-o", "far.pdf", status=SYSTEM).stderr
    assert "far.pdf" in error and "gone" in error and os.path.islink(place.path / "far.pdf")
    (place.path / "one.pdf").symlink_to("none.pdf")
    error = place.run("render", "m.json", "-o", "one.pdf", "-o", "none.pdf", status=USAGE).stderr
    assert "output none.pdf is given twice" in error and not (place.path / "none.pdf").exists()


def test_import_through_a_link_that_leads_to_nothing_yet(place, model):
    """The command is confined to the folder in which the file comes to stand."""
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "a.xlsx", "--option", "xlsx.profile=working")
    (place.path / "models").mkdir()
    (place.path / "link.json").symlink_to("models/a.json")
    place.run("import", "a.xlsx", "-o", "link.json")
    assert os.path.islink(place.path / "link.json") and (place.path / "models" / "a.json").is_file()


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0])
def test_a_new_output_has_the_rights_that_the_umask_leaves(place, model, mask):
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "a.pdf", preexec_fn=lambda: os.umask(mask))
    assert stat.S_IMODE((place.path / "a.pdf").stat().st_mode) == 0o666 & ~mask


def test_render_names_that_look_like_options(place, model):
    place.write("-m.json", model)
    place.run("render", "-o", "-a.pdf", "--", "-m.json")
    assert (place.path / "-a.pdf").exists()


def test_empty_project_list(place, model):
    model["projects"] = []
    place.write("m.json", model)
    done = place.run("render", "m.json", "-o", "a.pdf")
    assert codes(done.stderr) == ["BP3015"] and "note[" in done.stderr
    text = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=place.path, check=True, capture_output=True, encoding="utf-8").stdout
    assert "本表无数据" in text


# ---- bad input ----

def test_not_json(place):
    for text, code in [("budget", "BP2001"), ("{]", "BP2001"), ("{} {}", "BP2001"), ("{'a': 1}", "BP2001"),
                       ("{\"a\": 1,}", "BP2001"), ("{\"a\": \"\n\"}", "BP2007"), ("{\"a\": \"\\ud800\"}", "BP2006"),
                       ("{\"a\": \"\\u0000\"}", "BP2005"), ("// x\n{}", "BP2001")]:
        error = place.refused("m.json", text)
        assert codes(error) == [code], (text, error)
        assert re.match(r"m\.json:\d+:\d+: error", error)


def test_cut_off_anywhere(place):
    whole = EXAMPLE.read_bytes().rstrip()
    for i in range(1, 50):
        at = i * (len(whole) - 1) // 49
        error = place.refused("m.json", whole[:at])
        assert len(error.splitlines()) == 1 and set(codes(error)) <= {"BP2001", "BP2002"}, (at, error)
        assert re.match(r"m\.json:\d+:\d+: error", error)


def test_duplicate_key(place, model):
    text = json.dumps(model).replace('"fiscal_year": 2024', '"fiscal_year": 2024, "fiscal_year": 2025')
    error = place.refused("m.json", text)
    assert 'error[BP2104]: member "fiscal_year" stands twice (at /fiscal_year)' in error


@pytest.mark.parametrize("path, wrong, right", [
    ((), "fiscal_yaer", "fiscal_year"), ((), "project", "projects"), (("department",), "nmae", "name"),
    (("agencies", 0), "idd", "id"), (("projects", 0), "indicator", "indicators"), (("projects", 0), "goals", "goal"),
    (("projects", 0, "funding"), "fiscal_apropriation", "fiscal_appropriation"),
    (("projects", 0, "indicators", 0), "leve11", "level1"),
])
def test_unknown_key_with_the_nearest(place, model, path, wrong, right):
    inner = model
    for step in path:
        inner = inner[step]
    inner[wrong] = inner[right]
    error = place.refused("m.json", model)
    pointer = "".join(f"/{step}" for step in (*path, wrong))
    assert f'error[BP2103]: unknown member "{wrong}"; did you mean "{right}"? (at {pointer})' in error


@pytest.mark.parametrize("path, value", [
    (("fiscal_year",), "2024"), (("fiscal_year",), 2024.5), (("department",), "某某法院"), (("department", "name"), 5),
    (("agencies",), {}), (("agencies", 0), []), (("projects",), {}), (("projects",), None), (("projects", 0), "p1"),
    (("projects", 0, "name"), None), (("projects", 0, "funding"), "488.00"), (("projects", 0, "funding", "other"), True),
    (("projects", 0, "funding", "other"), {}), (("projects", 0, "goal"), 7), (("projects", 0, "goal", 0), 7),
    (("projects", 0, "indicators"), "x"), (("projects", 0, "indicators", 0, "level1"), 3),
])
def test_wrong_type(place, model, path, value):
    inner = model
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    error = place.refused("m.json", model)
    assert "BP2101" in codes(error) and lines_are_findings(error)
    assert f"(at {''.join(f'/{step}' for step in path)})" in error


def test_not_an_object(place):
    for text in ["[]", "1", "null", "\"x\""]:
        assert codes(place.refused("m.json", text)) == ["BP2101"]


def test_invalid_utf8(place, model):
    gbk = json.dumps(model, ensure_ascii=False).encode("gbk", "replace")
    assert codes(place.refused("m.json", gbk)) == ["BP2002"]
    for bad in [b"\x80", b"\xC0\xAF", b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\xE4\xB8"]:
        text = json.dumps(model).encode().replace(b"budgetpress/1", b"x" + bad + b"y")
        assert codes(place.refused("m.json", text)) == ["BP2002"]


def test_byte_order_mark_is_allowed(place, model):
    place.write("m.json", b"\xEF\xBB\xBF" + json.dumps(model).encode())
    place.run("check", "m.json")


def run_measured(place, *args):
    """Status, standard error, seconds of the processor, and the most memory held at once, in bytes."""
    began = os.times()
    done = subprocess.run([sys.executable, "-S", "-c", MEASURE, PROGRAM, *args], cwd=place.path, capture_output=True, encoding="utf-8",
                          env={"LC_ALL": "C.UTF-8", "TMPDIR": str(place.temporary)})
    ended = os.times()
    seconds = ended.children_user + ended.children_system - began.children_user - began.children_system
    return done.returncode, done.stderr, seconds, int(done.stdout) * 1024


@pytest.mark.slow
def test_a_string_of_200_megabytes(place, model):
    model["department"]["name"] = "@"
    head, tail = json.dumps(model).encode().split(b"@")
    with open(place.path / "m.json", "wb") as file:
        file.write(head)
        for _ in range(200):
            file.write(b"x" * (1 << 20))
        file.write(tail)
    status, error, seconds, memory = run_measured(place, "render", "m.json", "-o", "a.pdf")
    assert status == DATA and codes(error) == ["BP2004"]
    assert seconds < 5 and memory < (200 + 128) << 20  # the file, which is read whole; the sanitizers' own share included
    assert os.listdir(place.path) == ["m.json"] and os.listdir(place.temporary) == []


def test_nested_10000_deep(place, model):
    for opening, closing in ["[]", ("{\"a\":", "}")]:
        model["notes"] = "@"
        text = json.dumps(model).replace('"@"', opening * 10000 + "1" + closing * 10000)
        assert codes(place.refused("m.json", text)) == ["BP2003"]


@pytest.mark.parametrize("written, code", [
    ("1e400", "BP3001"), ('"1e400"', "BP3001"), ("1.2345678", "BP3003"), ('"1.2345678"', "BP3003"), ("NaN", "BP2001"),
    ('"NaN"', "BP3001"), ('"１２"', "BP3001"), ('""', "BP3001"), ('"1,000.00"', "BP3001"), ('" 1"', "BP3001"),
    ('"+1"', "BP3001"), ('"01"', "BP3001"), ('"1."', "BP3001"), ('".5"', "BP3001"), ('"1234567890123"', "BP3002"),
    ("1234567890123", "BP3002"), ("9" * 61, "BP2008"),
])
def test_bad_amount(place, model, written, code):
    text = json.dumps(model).replace('"488.00"', written)
    error = place.refused("m.json", text)
    assert codes(error) == [code]
    if code.startswith("BP3"):
        assert "(at /projects/0/funding/fiscal_appropriation)" in error


def test_unknown_agency(place, model):
    model["projects"][0]["agency"] = "a9"
    error = place.refused("m.json", model)
    assert 'error[BP3006]: there is no agency "a9" (at /projects/0/agency)' in error


def test_findings_stay_on_one_line(place, model):
    model["a\nb\u001b[31m"] = 1
    error = place.refused("m.json", model)
    assert len(error.splitlines()) == 1 and lines_are_findings(error) and "\x1b" not in error


# ---- the machine fails ----

def test_absent_and_unreadable_models(place):
    for name in ["absent.json", "."]:
        for args in [["check", name], ["render", name, "-o", "a.pdf"]]:
            assert lines_are_findings(place.run(*args, status=SYSTEM).stderr)
    assert os.listdir(place.path) == []


def test_output_that_cannot_be_opened(place, model):
    place.write("m.json", model)
    (place.path / "folder.pdf").mkdir()
    for name in ["absent/a.pdf", "folder.pdf", "m.json/a.pdf"]:
        error = place.run("render", "m.json", "-o", "first.trace", "-o", name, status=SYSTEM).stderr
        assert name in error
        assert sorted(os.listdir(place.path)) == ["folder.pdf", "m.json"]


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["render", "--help"], ["forms"], ["fonts"], ["schema"],
                                  ["check", "m.json"], ["render", "m.json", "-f", "pdf", "-o", "-"]])
@pytest.mark.slow
def test_standard_output_that_is_full_or_closed(place, model, args):
    place.write("m.json", model)
    with open("/dev/full", "wb") as full:
        error = place.run(*args, stdout=full, status=SYSTEM).stderr
    assert codes(error) == ["BP1004"] and "No space left" in error
    error = place.run(*args, stdout=None, preexec_fn=lambda: os.close(1), status=SYSTEM).stderr
    assert codes(error) == ["BP1004"]
    assert os.listdir(place.path) == ["m.json"]


def test_render_with_standard_files_closed(place, model):
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "a.pdf", stdin=None, stdout=None, stderr=None,
              preexec_fn=lambda: [os.close(fd) for fd in (0, 1, 2)])
    place.run("render", "m.json", "-o", "b.pdf")
    assert (place.path / "a.pdf").read_bytes() == (place.path / "b.pdf").read_bytes()


def test_full_device_as_output(place, model):
    place.write("m.json", model)
    error = place.run("render", "m.json", "-o", "first.trace", "-o", "/dev/full", "-f", "pdf", status=SYSTEM).stderr
    assert codes(error) == ["BP1004"] and "/dev/full" in error
    assert os.listdir(place.path) == ["m.json"]


def test_disk_full(place, model):
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "whole.pdf", "-o", "whole.trace")
    sizes = {name: (place.path / f"whole.{name}").stat().st_size for name in ["pdf", "trace"]}
    small, large = sorted(sizes, key=sizes.get)
    for name in ["pdf", "trace"]:
        (place.path / f"whole.{name}").unlink()
        place.write(f"old.{name}", b"old")
    before = sorted(os.listdir(place.path))
    for limit in [0, 1, sizes[small] // 2, (sizes[small] + sizes[large]) // 2]:
        for order in [(small, large), (large, small)]:
            outputs = [word for name in order for word in ("-o", f"old.{name}")]
            error = place.run("render", "m.json", *outputs, status=SYSTEM,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))).stderr
            assert codes(error) == ["BP1004"]
            assert sorted(os.listdir(place.path)) == before
            assert (place.path / f"old.{small}").read_bytes() == (place.path / f"old.{large}").read_bytes() == b"old"


def become_nobody():
    if not os.getuid():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def test_unwritable_folder_leaves_the_old_file(model):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        try:
            subprocess.run([PROGRAM, "forms"], preexec_fn=become_nobody, check=True, capture_output=True)
        except (OSError, subprocess.SubprocessError):
            pytest.skip("the build folder is not open to other users, and root may write everywhere")
        place = Place(folder)
        place.temporary.chmod(0o777)
        place.write("m.json", model)
        old = place.write("old.pdf", b"old")
        old.chmod(0o666)
        place.path.chmod(0o555)
        error = place.run("render", "m.json", "-o", "old.pdf", preexec_fn=become_nobody, status=SYSTEM).stderr
        assert codes(error) == ["BP1004"] and "Permission denied" in error
        assert old.read_bytes() == b"old"
        assert sorted(os.listdir(place.path)) == ["m.json", "old.pdf"]
        place.path.chmod(0o755)


# ---- what the documents say ----

def blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.S)


def test_model_of_the_guide(place):
    whole, reported = blocks("model.md", "json")
    place.write("m.json", whole)
    assert place.run("check", "m.json").stdout == "0 errors, 0 warnings\n"
    model = json.loads(whole)
    model["reported"] = json.loads(reported)
    assert "BP3010" in codes(place.refused("m.json", model))
    composed, = re.findall(r"^    (1、.*)$", (ROOT / "docs/model.md").read_text(encoding="utf-8"), re.M)
    place.write("m.json", whole)
    place.run("render", "m.json", "-o", "a.trace")
    runs = [json.loads(line[line.index('"'):]) for line in (place.path / "a.trace").read_text(encoding="utf-8").splitlines()
            if line.startswith("text")]
    assert composed in "".join(runs)


WRITING = [
    (["render", "m.json", "-o", "a.pdf", "-o", "b.xlsx"], ["a.pdf", "b.xlsx"]), (["import", "t.csv", "-o", "n.json"], ["n.json"]),
    (["check", "m.json", "-o", "r.pdf"], ["r.pdf"]), (["check", "m.json", "--fix", "f.json"], ["f.json"]),
    (["diff", "m.json", "m.json", "-o", "d.xlsx"], ["d.xlsx"]),
    (["batch", "m.json", "--to", "out", "-f", "csv", "--summary", "s.xlsx"], ["s.xlsx"]),
    (["batch-merge", "shards", "-o", "all.ndjson", "--summary", "s.xlsx"], ["all.ndjson", "s.xlsx"]),
]


def written_by(place, model, args):
    """What the command says on standard error of the files it wrote, and all it prints."""
    place.write("m.json", model)
    place.run("render", "m.json", "-o", "t.csv", "-q")
    if args[0] == "batch-merge":
        place.run("batch", "m.json", "--to", "shards", "-f", "csv", "-q")
    done = place.run(*args, "--lang=en")
    return [line.removesuffix(": written") for line in done.stderr.splitlines() if line.endswith(": written")], done


@pytest.mark.parametrize("args, files", WRITING, ids=lambda value: " ".join(value))
def test_a_command_says_what_it_wrote(place, model, args, files):
    """On standard error, one a line; nothing of that on standard output, nor where standard error is for programs."""
    told, done = written_by(place, model, args)
    assert told == files and all((place.path / name).exists() for name in files) and "written" not in done.stdout


@pytest.mark.parametrize("args, files", WRITING, ids=lambda value: " ".join(value))
def test_quiet_is_taken_by_every_command_that_writes(place, model, args, files):
    _, done = written_by(place, model, [*args, "-q"])
    assert not [line for line in done.stderr.splitlines() if "note[" not in line] and done.stdout == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_quiet_is_an_option_of_every_command(place, command):
    assert "--quiet" in place.run(command, "--help").stdout
    assert "-q" not in subprocess.run([PROGRAM, "-q", command], cwd=place.path, capture_output=True, encoding="utf-8",
                                      stdin=subprocess.DEVNULL).stderr


def test_what_goes_to_a_pipe_is_the_file_alone(place, model):
    place.write("m.json", model)
    done = place.run("render", "m.json", "-o", "-", "-f", "csv")
    assert "written" not in done.stderr + done.stdout and done.stdout.startswith("\ufeff")
    done = place.run("render", "m.json", "-o", "a.csv", "--diagnostics=json")
    assert lines_are_findings(done.stderr) and "written" not in done.stderr


def test_form_of_the_guide(place, model):
    text, = blocks("adding-a-form.md", "json")
    (place.path / "mine").mkdir()
    place.write("mine/form.json", text)
    place.write("m.json", model)
    done = place.run("render", "m.json", "--form", "./mine", "-o", "a.pdf", "-o", "a.trace", "-q")
    assert done.stderr == ""
    trace = (place.path / "a.trace").read_text(encoding="utf-8")
    for words in ["预算资金", "财政拨款", "项目支出预算表", "488.00"]:
        assert words in trace


def test_back_end_of_the_guide_compiles(place):
    header, source = blocks("adding-a-back-end.md", "c")
    (place.path / "format/jsonl").mkdir(parents=True)
    place.write("format/jsonl/jsonl.h", header)
    place.write("format/jsonl/jsonl.c", source)
    command = ["cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{place.path}",
               f"-I{ROOT}/include", f"-I{ROOT}/src", place.path / "format/jsonl/jsonl.c"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_check_of_the_guide_compiles(place):
    """Its function against the headers, and its entries as the files have them."""
    function, = blocks("adding-a-check.md", "c")
    guide = (ROOT / "docs/adding-a-check.md").read_text(encoding="utf-8")
    entry, = re.findall(r"^BP_ENTRY\(.*$", guide, re.M)
    place.write("rule.c", '#include <string.h>\n#include "check/private.h"\nbp_rule_run bp_rule_agency_idle;\n' + function)
    command = ["cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{ROOT}/include",
               f"-I{ROOT}/src", "rule.c"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=place.path)
    assert done.returncode == 0, done.stderr
    catalogue = (ROOT / "src/diag/catalogue.h").read_text(encoding="utf-8")
    assert entry.split('"')[1] not in catalogue, "the guide's code is taken: give it the next free one"
    rules = (ROOT / "src/check/rules.c").read_text(encoding="utf-8")
    line = r"\{BP_\w+, bp_rule_\w+, BP_TEXT\(\"[^\"]*\"\),\s*BP_TEXT\(\"[^\"]*\"\), (?:true|false),\s*\{\{0\}\}, NULL, NULL\},"
    assert re.search(line, guide) and len(re.findall(line, rules)) > 20


def test_commands_of_the_readme(place):
    """All but the installation, one after the other, in a folder that has nothing but the examples."""
    block = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)[1]
    first, *commands = [line.split("    #")[0] for line in block.splitlines()]
    assert first.startswith("make && make install")
    (place.path / "examples").symlink_to(ROOT / "examples")
    (place.path / "bin").mkdir()
    (place.path / "bin" / "budgetpress").symlink_to(PROGRAM)
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=place.path, capture_output=True, encoding="utf-8", timeout=100,
                              env={**os.environ, "PATH": f"{place.path}/bin:{os.environ['PATH']}", "LANG": "C"})
        assert done.returncode == 0 and "error" not in done.stderr, (command, done.stdout, done.stderr)
    made = {path.name for path in place.path.iterdir()}
    assert {"table.pdf", "table.xlsx", "report.pdf", "list.pdf", "returned.json", "out"} <= made


def terms(name):
    """What a manual describes that is the same in every language, in its order: commands, options, variables, exit status; and its examples."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    items = re.findall(r"^\.It (.*)", text, re.M)
    words = [re.sub(r"\bAr \S+|\b(?:Ns|Oo|Oc|Pa)\b|[^ -~]+", "", item).split() for item in items]
    plain = [[word for word in line if word.startswith(("-", "[")) or word in (*COMMANDS, "0", "1", "2", "3") or "_" in word or "." in word]
             for line in words if line and line[0] in ("Fl", "Cm", "Ev", "0", "1", "2", "3")]
    return [line for line in plain if line], re.findall(r"^\$ .*", text, re.M)


def test_both_manuals_describe_the_same():
    assert terms("budgetpress.1") == terms("budgetpress.zh_CN.1") and len(terms("budgetpress.1")[0]) > 50


@pytest.mark.parametrize("name", ["budgetpress.1", "budgetpress.zh_CN.1"])
def test_manual(place, name):
    page = ROOT / "docs" / name
    text = page.read_text(encoding="utf-8")
    for option in {option for options in COMMANDS.values() for option in [*options, *COMMON]}:
        assert f"Fl {option[1:]}" in text
    for word in [*(f"Cm {command}" for command in COMMANDS), "BUDGETPRESS_DATA", "SOURCE_DATE_EPOCH", "LANG"]:
        assert word in text
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], check=True, capture_output=True, encoding="utf-8",
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "MANWIDTH": "100"})
    assert done.stderr == "" and "budgetpress" in done.stdout
