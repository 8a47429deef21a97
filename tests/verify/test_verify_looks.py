"""budgetpress verify: cells of a workbook that hold what they should and do not show it, and those that do in another way.

The edits are openpyxl's; what each would look like was seen in LibreOffice.
"""
import collections
import csv
import decimal
import json
import re
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.colors import Color

from common import EXAMPLE, INDICATORS, PROGRAM, model_of, project, render

WORKING = ["--option", "xlsx.profile=working"]


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    return render(tmp_path_factory.mktemp("looks"), EXAMPLE, "a.xlsx")[0]


def verify(book, model=EXAMPLE, *options):
    """The differences and doubts: (name, cell or part, message)."""
    done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--lang=en", "--accept=words", "--model", model, *options, book], capture_output=True,
                          encoding="utf-8", timeout=120)
    found = [f for f in map(json.loads, done.stderr.splitlines()) if f["severity"] == "error"]
    assert done.returncode == (1 if found else 0), done.stderr
    return [(f["name"], f.get("cell", "").split("!")[-1], f["message"]) for f in found]


def edited(official, folder, edit):
    book = openpyxl.load_workbook(official, data_only=True)  # it keeps no values of formulas
    edit(book.active)
    book.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def style(cell, **members):
    def edit(sheet):
        for name, value in members.items():
            setattr(sheet[cell], name, value)
    return edit


def value(cell, text):
    def edit(sheet):
        sheet[cell] = text
    return edit


def code(text):
    return style("C7", number_format=text)


def font(**members):
    return style("C7", font=Font(**{"name": "宋体", "sz": 8, **members}))


def ground(color):
    return style("C7", fill=PatternFill("solid", fgColor=color), font=Font(name="宋体", sz=8, color="FFF4F4F4"))


@pytest.mark.parametrize("text,shown", [
    (";;;", ""), ('"99999.00"', "99999.00"), ("0", "686"), ("0.0", "685.6"), ("0,", "1"), ("0%", "68563%"), ('#","#","#","0.00', ",6,8,5.63"), ("0.00 0", "685.63 0"),
    ("0.0000", "685.6300"), ('#,##0.00"亿元"', "685.63亿元"), ('0"0".00', "6850.63"), ("0.00;0.00;", None), ("-0.00", "-685.63"),
    ("[>=600]0;0.00", "686"), ('[<600]0.00;"大额"', "大额"), ("General", None), ("0.00,", "0.69"), ('"约"0.00', "约685.63"),
    ("[$¥-804]#,##0.00", "¥685.63"), ("", None), ("@", None), ("#.##", None), ("?0.0?", None), ("000.00", None), ("0000.00", "0685.63"),
    ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", None), ("#,##0.00_ ", None), ("#,##0.00_);[Red]\\(#,##0.00\\)", None),
])
def test_a_number_format_that_shows_another_figure(official, tmp_path, text, shown):
    """The cell still holds 685.63; None: that is what it shows, so nothing is reported."""
    found = verify(edited(official, tmp_path, code(text)))
    assert [f[:2] for f in found] == ([] if shown is None else [("number-format", "C7")])
    assert shown is None or f'the cell shows "{shown}", the model has "685.63"' in found[0][2]


@pytest.mark.parametrize("text", ["yyyy-mm-dd", "0.00E+00", "# ?/?", "[DBNum1]0.00", "[h]:mm", "0!.0000", "[$-F400]#,##0.00", "*,#,##0.00",
                                  "[$-30804]0.00", "[$-x-sysdate]0.00", "0.0%%", "[Color35]0.00"])
def test_a_number_format_that_makes_no_figure_of_an_amount(official, tmp_path, text):
    assert [f[:2] for f in verify(edited(official, tmp_path, code(text)))] == [("number-format-odd", "C7")]


def test_negative_amounts_in_brackets_and_formats_that_lose_the_sign(tmp_path):
    model = model_of([project(1, funding={"fiscal_appropriation": "-12.50"}), project(2, funding={"fiscal_appropriation": "-0.004"})])
    book, = render(tmp_path, model, "a.xlsx")
    cell = next(c for row in openpyxl.load_workbook(book).active for c in row if c.value == -12.5).coordinate
    for text, same in [("#,##0.00;(#,##0.00)", True), ("0.00;[Red]-0.00", True), ("0.00;0.00", False), ("0.00;;", False)]:
        found = verify(edited(book, tmp_path, style(cell, number_format=text)), tmp_path / "model.json")
        assert [f[:2] for f in found] == ([] if same else [("number-format", cell)]), text


def test_a_format_that_hides_or_changes_a_text(official, tmp_path):
    assert [f[:2] for f in verify(edited(official, tmp_path, style("A7", number_format=";;;")))] == [("number-format", "A7")]
    assert [f[:2] for f in verify(edited(official, tmp_path, style("A7", number_format='@"（暂定）"')))] == [("number-format", "A7")]
    assert verify(edited(official, tmp_path, style("A7", number_format="@"))) == []


@pytest.mark.parametrize("edit,name", [
    (font(color="FFFFFFFF"), "hardly-visible"),
    (font(color="FFFAFAFA"), "hardly-visible"),
    (font(color=Color(theme=0)), "hardly-visible"),
    (font(color=Color(theme=1, tint=0.95)), "hardly-visible"),
    (font(color=Color(indexed=1)), "hardly-visible"),
    (ground("FFFFFFFF"), "hardly-visible"),
    (style("C7", fill=PatternFill("solid", fgColor="FF000000")), "hardly-visible"),
    (code("[White]#,##0.00"), "hardly-visible"),
    (code("[Color2]#,##0.00"), "hardly-visible"),
    (font(strike=True), "struck-out"),
    (font(sz=1), "font-size"),
    (font(sz=16), "font-size"),
    (style("A7", alignment=Alignment(textRotation=90, wrap_text=True)), "turned-or-repeated"),
    (style("C7", alignment=Alignment(horizontal="fill")), "turned-or-repeated"),
    (style("F7", alignment=Alignment(wrap_text=False)), "lines-not-broken"),
    (value("C7", "685.63"), "amount-as-text"),
], ids=lambda v: v if isinstance(v, str) else "")
def test_a_cell_that_cannot_be_read(official, tmp_path, edit, name):
    found = verify(edited(official, tmp_path, edit))
    assert [f[0] for f in found] == [name] and found[0][1][1:] == "7"


@pytest.mark.parametrize("edit", [
    font(color="FFFF0000"), font(color="FF0000FF"), font(color="FF7F7F7F"), font(color=Color(theme=1)), font(color=Color(theme=4)),
    font(color=Color(indexed=64)), font(sz=7.5), font(sz=9), font(b=True, i=True), ground("FF202020"),
    style("C7", fill=PatternFill("solid", fgColor="FFFFFF00")), code("[Red]#,##0.00"), style("C7", alignment=Alignment(wrap_text=False)),
])
def test_a_cell_that_is_dressed_otherwise_and_can_be_read(official, tmp_path, edit):
    assert verify(edited(official, tmp_path, edit)) == []


def replaced(book, path, part, old, new):
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        assert part in source.namelist()
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert re.search(old, data)
                data = re.sub(old, new, data, count=1)
            target.writestr(name, data)
    return path


def test_a_theme_whose_dark_colour_is_white(official, tmp_path):
    book = replaced(official, tmp_path / "b.xlsx", "xl/theme/theme1.xml", rb'(<a:dk1>.*?lastClr=")000000', rb"\1FFFFFF")
    found = verify(book, EXAMPLE, "--differences", "1000")
    assert {f[0] for f in found} == {"hardly-visible"} and {"A1", "A2", "C7"} <= {f[1] for f in found}


def test_a_palette_whose_black_is_white(official, tmp_path):
    book = edited(official, tmp_path, font(color=Color(indexed=8)))
    assert verify(book) == []
    palette = b"<colors><indexedColors>" + b'<rgbColor rgb="00FFFFFF"/>' * 9 + b"</indexedColors></colors></styleSheet>"
    book = replaced(book, tmp_path / "c.xlsx", "xl/styles.xml", rb"(<colors>.*?</colors>)?</styleSheet>", palette)
    assert [f[:2] for f in verify(book)] == [("hardly-visible", "C7")]


def narrow(sheet):
    sheet.column_dimensions["C"].width = 0.1


def no_widths(sheet):
    sheet.column_dimensions.clear()
    sheet.sheet_format.defaultColWidth = 2


def condition(sheet):
    sheet.conditional_formatting.add("C5:C9", CellIsRule("greaterThan", ["0"], font=Font(color="FFFFFFFF")))


def formulas(sheet):
    sheet.sheet_view.showFormulas = True


def no_zeros(sheet):
    sheet.sheet_view.showZeros = False


def comment(sheet):
    sheet["C7"].comment = Comment("内部", "x")


def drawing(sheet):
    sheet.add_chart(BarChart(), "C7")


@pytest.mark.parametrize("edit,names", [
    (narrow, {"column-too-narrow"}), (no_widths, {"column-too-narrow"}), (condition, {"part-not-vouched"}), (formulas, {"part-not-vouched"}),
    (no_zeros, {"part-not-vouched"}), (comment, {"part-not-vouched"}), (drawing, {"part-not-vouched"}),
], ids=lambda v: getattr(v, "__name__", ""))
def test_what_changes_the_look_of_a_whole_sheet(official, tmp_path, edit, names):
    assert {f[0] for f in verify(edited(official, tmp_path, edit))} == names


def test_a_narrow_column_is_told_once_and_names_both_widths(official, tmp_path):
    (name, cell, message), = verify(edited(official, tmp_path, narrow))
    assert (name, cell) == ("column-too-narrow", "C1") and re.search(r"the column is 0\.\d+ pt wide and needs 4\d(\.\d+)? pt", message)


def test_rows_that_are_low_where_the_sheet_gives_all_of_them_one_height(official, tmp_path):
    def low(sheet):
        for dimension in sheet.row_dimensions.values():
            dimension.height = None
        sheet.sheet_format.defaultRowHeight = 1
        sheet.sheet_format.customHeight = True
    found = verify(edited(official, tmp_path, low), EXAMPLE, "--differences", "1000")
    assert {f[0] for f in found} == {"row-too-low"} and {"A1", "A2", "A3", "A7"} <= {f[1] for f in found}


def test_a_row_that_goes_on_below_and_whose_rest_was_taken_out(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": f"指标{i:03}", "period_value": "100", "annual_value": "100"} for i in range(200)]
    book, = render(tmp_path, model_of([project(1, indicators=many)]), "a.xlsx")
    cut = replaced(book, tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml", rb'<row r="7".*?</row>', b"")
    assert ("row-too-low", "A7") in [f[:2] for f in verify(cut, tmp_path / "model.json")]


def test_a_value_that_a_merge_covers(official, tmp_path):
    def merge(sheet):
        sheet.merge_cells("B7:C7")
    found = verify(edited(official, tmp_path, merge))
    assert ("cells-merged", "B7") in [f[:2] for f in found] and ("not-shown", "C7") in [f[:2] for f in found]


def test_a_number_where_a_text_is_asked_is_the_same_if_it_shows_the_same(tmp_path):
    indicators = [{"level1": "1", "level2": "11", "name": "数量", "period_value": "12", "annual_value": "3.50"}]
    model = {**model_of([project(1, indicators=indicators)]), "form": INDICATORS}
    book, = render(tmp_path, model, "a.xlsx")
    at = {c.value: c.coordinate for row in openpyxl.load_workbook(book).active for c in row}
    assert verify(edited(book, tmp_path, value(at["12"], 12)), tmp_path / "model.json") == []
    assert [f[:2] for f in verify(edited(book, tmp_path, value(at["3.50"], 3.5)), tmp_path / "model.json")] == [("shown-otherwise", at["3.50"])]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Our workbooks as LibreOffice opened and saved them, in one run: pairs of the file and the model."""
    folder = tmp_path_factory.mktemp("saved")
    indented = model_of([project(1, funding={"fiscal_appropriation": "-1234567.8", "other": "0.00"}, goal=["  two blanks before", "目标。"]),
                         project(2, agency="a2", name="Ünïcode ภาษาไทย ①")], [{"id": "a1", "name": "甲"}, {"id": "a2", "name": "乙"}])
    models = {"real": EXAMPLE, "two": EXAMPLE.parent / "two-agencies-2025.json"}
    models["odd"] = folder / "odd.json"
    models["odd"].write_text(json.dumps(indented, ensure_ascii=False), encoding="utf-8")
    for name, model in models.items():
        render(folder, model, f"{name}-official.xlsx")
        render(folder, model, f"{name}-working.xlsx", options=WORKING)
        render(folder, model, f"{name}-indicators.xlsx", form=INDICATORS, options=WORKING)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", folder / "saved", *sorted(folder.glob("*.xlsx"))], check=True, capture_output=True, timeout=170)
    return [(path, models[path.name.split("-")[0]]) for where in (folder, folder / "saved") for path in sorted(where.glob("*.xlsx"))]


def test_our_own_workbooks_are_equal_as_written_and_as_libreoffice_saved_them(saved):
    """LibreOffice takes the indent off the text that a formula gave, and breaks texts into runs by script."""
    assert len(saved) == 18
    for path, model in saved:
        form = ["--form", INDICATORS] if path.name.endswith("indicators.xlsx") else []
        assert (path.name, verify(path, model, *form)) == (path.name, [])


@pytest.mark.parametrize("looks,name", [
    (b'<color rgb="FFFFFFFF"/>', "hardly-visible"), (b'<color theme="0"/>', "hardly-visible"), (b"<strike/>", "struck-out"),
    (b'<sz val="1"/>', "font-size"), (b'<sz val="30"/>', "font-size"), (b'<color rgb="FFFF0000"/><sz val="8"/>', None),
])
@pytest.mark.parametrize("kept", ["inline", "shared"])
def test_a_run_of_a_text_that_cannot_be_read(official, saved, tmp_path, looks, name, kept):
    book = next(path for path, _ in saved if path.match("saved/real-official.xlsx")) if kept == "shared" else official
    text = openpyxl.load_workbook(official).active["A7"].value.strip().encode()
    runs = b"<r><t>" + text[:6] + b"</t></r><r><rPr>" + looks + b"</rPr><t>" + text[6:] + b"</t></r>"
    part = "xl/sharedStrings.xml" if kept == "shared" else "xl/worksheets/sheet1.xml"
    book = replaced(book, tmp_path / "c.xlsx", part, b'<t( xml:space="preserve")?>( *)' + re.escape(text) + b"</t>",
                    lambda m: runs.replace(b"<t>", b'<t xml:space="preserve">' + m[2], 1))
    assert [f[:2] for f in verify(book)] == ([(name, "A7")] if name else [])


FORMATS = [
    "General", "0", "0.0", "0.00", "0.000000", "#", "#.##", "0.0?", "?0.0?", "??,??0.00", "#,##0", "#,##0.00", "#,###.##", "000.00", "0000000.0", "0,", "0.00,", "#,##0,,",
    "#,##0.0000,", "0%", "0.00%", "%0.00", "0.0%%", '0.00"元"', '"约"0.00', "0.00\\元", "0!.0000", '0"."00', '#","#","#","0.00', "-0.00", "+0.00", "(0.00)", "0.00-", "0 0.0",
    "#,##0.00;-#,##0.00", "#,##0.00;(#,##0.00)", "0.00_);(0.00)", "0.00_);[Red]\\(0.00\\)", "0.00;0.00", "0.00;[Red]0.00", "0.00;;", ";;;", "0.00;-0.00;0", '0.00;-0.00;"零"',
    '0.00;-0.00;"-"', '0.00;-0.00;"-"??;@', '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "[<0]-#,##0.00;#,##0.00", "[>=0]#,##0.00;-#,##0.00", "[>100]0;0.00", "[>=1000]#,##0,;0.00",
    '[<100]"小";[<1000]"中";"大"', "[=0]0;0.00", "[<>0]0.00;\"零\"", "[Blue]0.00;[Red]-0.00", "[Color3]0.00", "[$¥-804]#,##0.00", "[$-804]0.00", "[$¥]0.00", '[$CNY-zh-CN] 0.00', "@", '"值"@',
    'General"元"', "G/通用格式", "0.00;General", "#,##0.00;[Red]-#,##0.00;0.00;@", "00-00.00", "0.00e", "0.00E+00", "# ?/?", "yyyy-mm-dd", "[$-F400]0.00", "[DBNum1]0.00", "*,0.00", "* 0.00", "0* .00",
    "[h]:mm", "#,#0.0,0", "0.00,,", '0.00" "', "0_-0", "[黑色]0.00",
]
VALUES = ["0.00", "0.04", "0.005", "1.00", "12.5", "685.63", "999.995", "1325.325956", "1000000", "12345678.9", "-0.004", "-1.00", "-685.63", "-1234567.891"]


def number_of(text):
    """What a text says of an amount, None where it is no figure."""
    plain = re.sub(r"^[ \u00a0]+|[ \u00a0]+$", "", text)
    match = re.fullmatch(r"(-?)(\()?(\d{1,3}(?:,\d{3})+|\d*)(?:(\.)(\d*))?(\))?", plain)
    if not match or bool(match[2]) != bool(match[6]) or not (match[3] or match[5]):
        return None
    return (bool(match[1] or match[2]), match[3].replace(",", ""), match[4], match[5])


def shown_by_libreoffice(books, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", folder, *books], check=True, capture_output=True, timeout=170)
    for book in books:
        with open(book.with_suffix(".csv"), encoding="utf-8", newline="") as file:
            yield list(csv.reader(file))


def with_formats(folder, name, pairs):
    """A workbook of ours whose projects have these amounts, shown by these formats; its model, and the row of the first."""
    folder = folder / name
    folder.mkdir()
    book, = render(folder, model_of([project(i, funding={"fiscal_appropriation": value}) for i, (_, value) in enumerate(pairs)]), "a.xlsx")
    sheets = openpyxl.load_workbook(book)
    first = next(r for r in range(1, 20) if "项目0" in str(sheets.active.cell(r, 1).value))
    for i, (code, _) in enumerate(pairs):
        sheets.active.cell(first + i, 3).number_format = code
    book = folder.parent / f"{name}.xlsx"
    sheets.save(book)
    return book, folder / "model.json", first


def outcome(code, value, theirs, finding):
    """What verify said of a cell, held against what LibreOffice shows of it."""
    if finding is None:
        whole, _, part = f"{abs(decimal.Decimal(value).quantize(decimal.Decimal('0.01'), decimal.ROUND_HALF_UP))}".partition(".")
        seen = number_of(theirs)
        assert seen and (seen[1].lstrip("0"), (seen[3] or "").ljust(2, "0")) == (whole.lstrip("0"), part), (code, value, theirs)
        assert seen[0] == (value[0] == "-") or not float(f"{whole}.{part}"), (code, value, theirs)
        return "equal"
    if finding[0] == "number-format":
        ours = re.search(r'the cell shows "(.*?)", the model has', finding[2])[1].strip()
        assert ours == theirs.strip() or (ours.lstrip("-") == theirs.strip().lstrip("-") and not re.search("[1-9]", ours)), (code, value, ours, theirs)
        return "otherwise"
    assert finding[0] == "number-format-odd", finding
    return "odd"


def test_formats_show_what_libreoffice_shows(tmp_path):
    """Each format with each amount in a workbook of ours: what verify says that the cell shows is what LibreOffice writes to CSV, and
    where it says nothing, LibreOffice writes the figure of the model."""
    pairs = [(code, value) for i, code in enumerate(FORMATS) for value in VALUES[i % 2::2]]
    parts = [pairs[i:i + 200] for i in range(0, len(pairs), 200)]
    made = [with_formats(tmp_path, f"part{i}", part) for i, part in enumerate(parts)]
    counts = collections.Counter()
    for part, (book, model, first), rows in zip(parts, made, shown_by_libreoffice([m[0] for m in made], tmp_path)):
        said = {f[1]: f for f in verify(book, model, "--differences", "1000")}
        counts.update(outcome(*pair, rows[first + i - 1][2], said.get(f"C{first + i}")) for i, pair in enumerate(part))
    print(f"{len(pairs)} pairs of a format and an amount: {dict(counts)}")
    assert len(pairs) > 500 and counts["equal"] > 80 and counts["otherwise"] > 200 and counts["odd"] < len(pairs) / 4
