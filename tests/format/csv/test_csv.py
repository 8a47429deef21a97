"""The CSV back end: RFC 4180, read by Python's csv and by LibreOffice, and what a spreadsheet must not run."""
import csv
import io
import subprocess

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, TARGETS, font_set, model_of, project, read_json, render

AWKWARD = ["=1+1", "+86", "-5", "@SUM(A1)", "'=x", "''=x", "'引", "  =2", "　=3", "＝4", "a,b", 'say "x"', "", "'", "' =5", "-", "001", "𠀀😀"]


def lines(folder, model, *options, form=None):
    given = [part for option in options for part in ("--option", f"csv.{option}")]
    path, = render(folder, model, "a.csv", form=form, options=given)
    return path.read_bytes()


def records(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def imported(folder, path):
    done = subprocess.run([PROGRAM, "import", path, "-o", folder / "back.json"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return read_json(folder / "back.json")


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_every_line_has_as_many_fields(tmp_path, form):
    data = lines(tmp_path, EXAMPLE, form=form)
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    rows = records(data)
    assert len({len(row) for row in rows}) == 1 and data.count(b"\r\n") == len(rows)
    assert rows[0][0].startswith("广州互联网法院2024年") and "单位：万元" in rows[1]
    assert rows[2][:5] == (["项目名称（资金使用单位）"] if form == TARGETS else ["项目名称"]) + ["总计", "财政拨款", "财政专户拨款", "其他资金"]


def test_cells_are_those_of_the_official_table(tmp_path):
    rows = records(lines(tmp_path, EXAMPLE, "title=0", "bom=0"))
    assert rows[0][0] == "项目名称（资金使用单位）" and rows[1][:3] == ["合计", "3285.71", "3281.21"]
    model = read_json(EXAMPLE)
    assert [row[0].strip() for row in rows[3:]] == [p["name"] for p in model["projects"]]
    assert [row[5] for row in rows[3:]] == ["\n".join(p["goal"]) for p in model["projects"]]


def test_options(tmp_path):
    plain = lines(tmp_path, EXAMPLE, "bom=0")
    assert lines(tmp_path, EXAMPLE) == b"\xef\xbb\xbf" + plain
    assert records(plain)[2:] == records(lines(tmp_path, EXAMPLE, "title=0"))


def test_nothing_that_a_spreadsheet_would_run(tmp_path):
    indicators = [{"level1": "1", "level2": "11", "name": text or "名", "period_value": text, "annual_value": text} for text in AWKWARD]
    model = model_of([project(1, indicators=indicators, goal=[text for text in AWKWARD if text] + ["甲\t乙"])])
    data = lines(tmp_path, model, form=INDICATORS)
    fields = [field for row in records(data) for field in row]
    dangerous = [f for f in fields if f.lstrip(" 　\u00a0")[:1] in set("=+-@\t＝＋－＠") and f]
    assert dangerous == []
    assert any(f == "'=1+1" for f in fields) and any(f == "''=x" for f in fields)
    (tmp_path / "a.csv").write_bytes(data)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76,1", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path, tmp_path / "a.csv"], check=True, capture_output=True, timeout=170)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []


def test_awkward_text_comes_back(tmp_path):
    indicators = [{"group": 1, "level1": "1", "level2": "11", "name": text, "period_value": text, "annual_value": text}
                  for text in AWKWARD if text.strip(" 　") == text and text]
    render(tmp_path, model_of([project(1, indicators=indicators)]), "a.csv", form=INDICATORS)
    back = imported(tmp_path, tmp_path / "a.csv")
    assert [(i["name"], i["annual_value"]) for i in back["projects"][0]["indicators"]] == [(i["name"], i["annual_value"]) for i in indicators]


def test_a_title_full_of_semicolons_is_read_with_commas(tmp_path):
    render(tmp_path, {**model_of([project(1)]), "title": ";".join("甲乙丙丁戊己庚辛壬癸") + "2024年"}, "a.csv", form=TARGETS)
    assert [p["name"] for p in imported(tmp_path, tmp_path / "a.csv")["projects"]] == [project(1)["name"]]


@pytest.mark.parametrize("form", [TARGETS, INDICATORS])
def test_the_example_comes_back(tmp_path, form):
    path, = render(tmp_path, EXAMPLE, "a.csv", form=form)
    was, now = read_json(EXAMPLE), imported(tmp_path, path)
    assert (now["fiscal_year"], now["amount_unit"], now["department"]["name"]) == (2024, "万元", "广州互联网法院")
    assert [p["name"] for p in now["projects"]] == [p["name"] for p in was["projects"]]
    assert [p["funding"] for p in now["projects"]] == [p["funding"] for p in was["projects"]]
    if form == TARGETS:
        assert [p["goal"] for p in now["projects"]] == [p["goal"] for p in was["projects"]]
        assert [p["indicators"] for p in now["projects"]] == [p["indicators"] for p in was["projects"]]


def test_blank_zero_negative_and_fine_amounts(tmp_path):
    funding = {"fiscal_appropriation": "0.00", "fiscal_special_account": None, "other": "-3.123456"}
    rows = records(lines(tmp_path, model_of([project(1, funding=funding)]), "title=0"))
    assert rows[3][1:5] == ["-3.123456", "0.00", "", "-3.123456"]


def test_an_empty_table(tmp_path):
    rows = records(lines(tmp_path, model_of([])))
    assert rows[-1][0] == "注：本表无数据。" and len(rows) == 6


# What a spreadsheet that opens the file as it is makes another value of.
CHANGED = ["00123", "440105210000000012345", "3-5", "1/2", "0012", "1E5", "12:30", "2024-01-05", "1,000", "5%", "TRUE", "false", "3月5日",
           "2024年3月", "Mar 5", "００１２", "￥5", "1 1/2", "(5)", "5:30 PM", " 001 "]
KEPT = ["≥12次", "≥90%", "3个", "2024年完成", "第1批", "甲", "N", "true love", "5G网络"]


def opened(folder, path):
    """The cells of the file as LibreOffice opens it when numbers and dates are detected; None where one is empty."""
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--infilter=CSV:44,34,UTF8,1,,2052,false,true",
                    "--convert-to", "xlsx", "--outdir", folder / "lo", path], check=True, capture_output=True)
    return list(openpyxl.load_workbook(folder / "lo" / "a.xlsx").active.iter_rows(values_only=True))


@pytest.mark.parametrize("text", CHANGED)
def test_codes_and_values_that_excel_would_change_come_back_from_a_guarded_file(tmp_path, text):
    indicator = {"level1": "1", "level2": "11", "name": "名", "period_value": text, "annual_value": text}
    model = model_of([project(1, indicators=[indicator], name=text.strip())])
    fields = [field for row in records(lines(tmp_path, model, "guard=1", form=INDICATORS)) for field in row]
    assert "\t" + text in fields and text not in fields
    back, = imported(tmp_path, tmp_path / "a.csv")["projects"]
    assert back["name"] == text.strip() and back["indicators"][0]["annual_value"] == text.strip()
    assert text in [field for row in records(lines(tmp_path, model, form=INDICATORS)) for field in row]  # by default as it is


@pytest.mark.parametrize("text", KEPT)
def test_what_no_spreadsheet_changes_is_not_guarded(tmp_path, text):
    indicator = {"level1": "1", "level2": "11", "name": "名", "period_value": text, "annual_value": text}
    data = lines(tmp_path, model_of([project(1, indicators=[indicator])]), "guard=1", form=INDICATORS)
    assert text in [field for row in records(data) for field in row]


def test_a_guarded_file_opens_with_its_texts(tmp_path):
    """As a spreadsheet opens it; the amounts stay numbers."""
    indicators = [{"level1": "1", "level2": "11", "name": f"名{i}", "period_value": text, "annual_value": text}
                  for i, text in enumerate(CHANGED)]
    lines(tmp_path, model_of([project(1, indicators=indicators)]), "guard=1", form=INDICATORS)
    cells = opened(tmp_path, tmp_path / "a.csv")
    values = [row[9] for row in cells if row[7] and row[7].startswith("名")]
    assert [value.strip() for value in values] == [text.strip() for text in CHANGED]
    assert 1 in [row[1] for row in cells]
    lines(tmp_path, model_of([project(1, indicators=indicators)]), form=INDICATORS)
    values = [row[9] for row in opened(tmp_path, tmp_path / "a.csv") if row[7] and row[7].startswith("名")]
    assert sum(value != text for value, text in zip(values, CHANGED)) > 8  # without the guard it changes most of them


def test_no_font_is_needed_where_only_csv_is_written(tmp_path):
    fonts = font_set(tmp_path, {"family": "Gone", "file": "no-such-font.otf", "package": "fonts-gone"}, fallback=False)

    def run(*outputs):
        named = [part for name in outputs for part in ("-o", tmp_path / name)]
        return subprocess.run([PROGRAM, "render", EXAMPLE, *named, "--font-set", fonts], capture_output=True, encoding="utf-8")

    done = run("a.csv")
    assert done.returncode == 0, done.stderr
    usual, = render(tmp_path, EXAMPLE, "usual.csv")
    assert (tmp_path / "a.csv").read_bytes() == usual.read_bytes()
    for other in ("b.pdf", "b.xlsx"):
        done = run("b.csv", other)
        assert done.returncode == 3 and "BP5001" in done.stderr and "fonts-gone" in done.stderr
        assert not (tmp_path / "b.csv").exists() and not (tmp_path / other).exists()
