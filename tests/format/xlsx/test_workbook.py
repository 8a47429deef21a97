"""The workbook, read by openpyxl and recalculated by LibreOffice."""
import re
import subprocess
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from PIL import Image

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, pdf_words, project, read_json, render

KINDS = ["fiscal_appropriation", "fiscal_special_account", "other"]
FIRST = 6  # sheet row of the first project: title, department, header, 合计, agency


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    return render(tmp_path_factory.mktemp("workbook"), EXAMPLE, "a.xlsx")[0]


def convert(path, folder, kind):
    """The workbook as LibreOffice computes it."""
    if "asan" in str(PROGRAM):
        pytest.skip("LibreOffice is not what the sanitizers look at, and the workbook is the same")
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind,
                    "--outdir", folder / "recalculated", path], check=True, capture_output=True, timeout=170)
    return folder / "recalculated" / f"{path.stem}.{kind.split(':')[0]}"


def recalculated(path, folder):
    return openpyxl.load_workbook(convert(path, folder, "xlsx:Calc MS Excel 2007 XML"), data_only=True)


def recalculate(path, folder):
    return recalculated(path, folder).active


def funding(p):
    return [Decimal(p["funding"][k]) if p["funding"].get(k) is not None else None for k in KINDS]


def add(amounts):
    present = [a for a in amounts if a is not None]
    return sum(present) if present else None


def as_amount(value):
    return None if value in (None, "") else Decimal(str(value)).quantize(Decimal("0.000001"))


def assert_amounts(sheet, model):
    rows = [funding(p) for p in model["projects"]]
    sums = [add(column) for column in zip(*rows)]
    for number, amounts in enumerate([sums, sums, *rows], FIRST - 2):
        shown = [as_amount(sheet.cell(number, c).value) for c in range(2, 6)]
        assert shown == [None if a is None else a.quantize(Decimal("0.000001")) for a in [add(amounts), *amounts]], number


def test_cached_figures_and_texts(official):
    sheet, model = openpyxl.load_workbook(official, data_only=True).active, read_json(EXAMPLE)
    assert_amounts(sheet, model)
    cells = read_json(ROOT / "tests" / "data" / "official-cells.json")["cells"]
    assert len(cells) == 10
    for number, cell in enumerate(cells, FIRST):
        assert sheet.cell(number, 1).value.strip() == cell["name"].strip()
        assert sheet.cell(number, 1).value.startswith("    ")
        assert sheet.cell(number, 6).value == cell["goal"]
        assert sheet.cell(number, 7).value == cell["indicators"]
    assert sheet["A1"].value == "广州互联网法院2024年项目支出绩效目标表（含转移支付项目）"
    assert [c.value for c in sheet[2] if c.value] == ["部门名称：广州互联网法院", "单位：万元"]


def test_sums_follow_a_changed_amount(official, tmp_path):
    book = openpyxl.load_workbook(official)
    model = read_json(EXAMPLE)
    book.active.cell(FIRST + 3, 5).value = 100.25
    model["projects"][3]["funding"]["other"] = "100.25"
    book.save(tmp_path / "changed.xlsx")
    sheet = recalculate(tmp_path / "changed.xlsx", tmp_path)
    assert_amounts(sheet, model)
    assert not [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("#")]


def test_sums_at_a_half_are_recalculated_to_the_digits_that_are_printed(tmp_path):
    """Binary numbers sum to 11.844999999999999, which would show as 11.84 where the PDF has 11.85."""
    amounts = ["8.85", "2.995"]
    model = model_of([project(i, funding={"other": amount}) for i, amount in enumerate(amounts)])
    for profile in ("official", "working"):
        path = render(tmp_path, model, f"{profile}.xlsx", options=["--option", f"xlsx.profile={profile}"])[0]
        openpyxl.load_workbook(path).save(path)  # without the results that the file brings
        shown = re.findall(r">([^<>]+)<", convert(path, tmp_path, "html").read_text(encoding="utf-8"))
        assert shown.count("11.85") >= 4 and "11.84" not in shown, profile  # 合计 and 局, their 总计 and 其他资金


def test_amounts_are_numbers_and_sums_are_formulas(official):
    sheet = openpyxl.load_workbook(official).active
    assert sheet.cell(FIRST, 3).data_type == "n" and sheet.cell(FIRST, 3).number_format == "#,##0.00"
    assert sheet.cell(FIRST, 5).value is None
    for row in (4, 5, FIRST):
        assert str(sheet.cell(row, 2).value).startswith("=")


def test_page_set_up(official):
    sheet = openpyxl.load_workbook(official).active
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize), page.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows in ("3:3", "$3:$3") and sheet.freeze_panes == "A4"
    assert "$A$1:$G$15" in str(sheet.print_area)
    assert sheet.oddFooter.center.size == 9  # as in the form, in whole points
    assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
    assert "A1:G1" in [str(r) for r in sheet.merged_cells.ranges]
    widths = [sheet.column_dimensions[c].width for c in "AGF"]
    assert widths[1] > widths[2] > widths[0]


def test_flat_form_spans_rows(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.xlsx", form=INDICATORS)
    sheet = openpyxl.load_workbook(path, data_only=True).active
    model = read_json(EXAMPLE)
    row = 7
    for p in model["projects"]:
        assert sheet.cell(row, 1).value == "    " + p["name"]
        assert as_amount(sheet.cell(row, 2).value) == add(funding(p))
        count = max(len(p["indicators"]), 1)
        if count > 1:
            assert f"A{row}:A{row + count - 1}" in [str(r) for r in sheet.merged_cells.ranges]
        for i, indicator in enumerate(p["indicators"]):
            assert [sheet.cell(row + i, c).value for c in (8, 9, 10)] == [indicator[k] for k in ("name", "period_value", "annual_value")]
        row += count
    assert sum(len(p["indicators"]) for p in model["projects"]) == 42
    recalculated = recalculate(path, tmp_path)
    assert as_amount(recalculated["B5"].value) == as_amount(recalculated["B6"].value) == Decimal("3285.71")


def test_a_row_over_409_points_lies_over_several_rows(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": f"指标{i:03}", "period_value": "100", "annual_value": "100"} for i in range(200)]
    path, = render(tmp_path, model_of([project(1, indicators=many), project(2)]), "a.xlsx", form=TARGETS)
    sheet = openpyxl.load_workbook(path).active
    heights = [sheet.row_dimensions[r].height for r in range(1, sheet.max_row + 1)]
    assert all(h and h <= 409 for h in heights)
    block = next(r for r in sheet.merged_cells.ranges if r.min_col == r.max_col == 7 and r.min_row == FIRST)
    lines = len(sheet.cell(FIRST, 7).value) * 1.0 / 31  # at 31 Han characters a line, at least half of them are as wide
    assert block.size["rows"] > 1 and sum(heights[block.min_row - 1:block.max_row]) > lines * 8
    assert sheet.cell(block.max_row + 1, 1).value == "    项目2"
    assert as_amount(recalculate(path, tmp_path)["B4"].value) == 2


def room_of(sheet, row, column):
    """Width and height, in points, of what a cell lies over."""
    area = next((r for r in sheet.merged_cells.ranges if (r.min_row, r.min_col) == (row, column)), None)
    rows = range(row, area.max_row + 1) if area else [row]
    columns = range(column, area.max_col + 1) if area else [column]
    width = sum(sheet.column_dimensions[openpyxl.utils.get_column_letter(c)].width * 7 * 0.75 for c in columns)
    return width, sum(sheet.row_dimensions[r].height for r in rows)


def has_room(sheet, row, column):
    """Whether the text fits in lines of its own size, Han characters one em wide and others half."""
    cell = sheet.cell(row, column)
    width, height = room_of(sheet, row, column)
    size = cell.font.size
    ems = sum(0.5 if " " <= c <= "~" else 1 for c in cell.value)
    return height >= -(-ems * size // (width - 6)) * size * 1.2


def test_long_lines_around_the_table_have_the_height_that_they_need(tmp_path):
    """A title, a department and notes that a spreadsheet breaks into lines were cut off at one line."""
    model = model_of([project(1)])
    model["title"] = "某某省某某市某某区某某街道办事处" * 5 + "2024年项目支出绩效目标表"
    model["department"]["name"] = "某某省某某市某某区某某街道办事处综合行政执法队" * 4
    model["notes"] = ["短注。", "合计数与分项数之和不等是由于四舍五入造成的，" * 12 + "特此说明。", "很长的附注，用来看行高是否足够。" * 300]
    path, = render(tmp_path, model, "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    last = sheet.max_column
    units = [c for c in range(1, last + 1) if sheet.cell(2, c).value == "单位：万元"]
    assert has_room(sheet, 1, 1) and has_room(sheet, 2, 1) and len(units) == 1 and has_room(sheet, 2, units[0])
    assert room_of(sheet, 1, 1)[1] > 2 * 18 and room_of(sheet, 2, 1)[1] < 3 * 15  # beside the unit there is room for the most of it
    notes = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value in model["notes"]]
    assert len(notes) == 3 and all(has_room(sheet, row, 1) for row in notes)
    assert room_of(sheet, notes[0], 1)[1] < 15 and room_of(sheet, notes[2], 1)[1] > 409
    assert all(sheet.row_dimensions[r].height <= 409 for r in range(1, sheet.max_row + 1))
    assert sheet.cell(notes[2], 1).alignment.vertical == "top" and f"$A$1:$G${sheet.max_row}" in sheet.print_area
    done = subprocess.run([PROGRAM, "verify", "--model", tmp_path / "model.json", path], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_what_reaches_over_pages_begins_at_the_top(tmp_path):
    path, = render(tmp_path, model_of([project(1, goal=["目标。" * 2000]), project(2)]), "a.xlsx", form=TARGETS)
    sheet = openpyxl.load_workbook(path).active
    assert {sheet.cell(FIRST, c).alignment.vertical for c in range(1, 8)} == {"top"}
    assert {sheet.cell(sheet.max_row, c).alignment.vertical for c in range(1, 8)} == {"center"}


def test_text_stays_text(tmp_path):
    names = ["=1+1", "_x0041_", "+86", "http://example.com/", "@SUM(A1)", "'引号", "001", "<b>&amp;"]
    path, = render(tmp_path, model_of([project(i, name=n) for i, n in enumerate(names)]), "a.xlsx")
    read = openpyxl.load_workbook(path).active
    cells = [read.cell(FIRST + i, 1) for i in range(len(names))]
    assert all(c.data_type == "s" for c in cells)
    with zipfile.ZipFile(path) as archive:  # neither reader tells whether the escape is there
        assert "    _x005F_x0041_<" in archive.read("xl/worksheets/sheet1.xml").decode()
    # openpyxl undoes the escape of ECMA-376-1, 22.9.2.19 in shared strings alone; these stand in the cells
    assert [c.value.strip().replace("_x005F_", "_") for c in cells] == names
    shown = recalculate(path, tmp_path)
    assert [shown.cell(FIRST + i, 1).value.strip() for i in range(len(names))] == names


def test_blank_and_zero_stay_apart(tmp_path):
    projects = [project(1, funding={"other": "0.00"}), project(2, funding={})]
    path, = render(tmp_path, model_of(projects), "a.xlsx")
    sheet = recalculate(path, tmp_path)
    assert sheet.cell(FIRST, 5).value == 0 and sheet.cell(FIRST, 2).value == 0
    assert sheet.cell(FIRST + 1, 5).value is None and sheet.cell(FIRST + 1, 2).value in (None, "")
    assert sheet.cell(4, 3).value in (None, "")


def test_sums_over_many_agencies(tmp_path):
    agencies = [{"id": f"a{i}", "name": f"单位{i}"} for i in range(1, 301)]
    projects = [project(i, agency=f"a{i}", funding={"fiscal_appropriation": "0.10"}) for i in range(1, 301)]
    path, = render(tmp_path, model_of(projects, agencies), "a.xlsx")
    assert as_amount(openpyxl.load_workbook(path, data_only=True).active["B4"].value) == 30
    assert as_amount(recalculate(path, tmp_path)["B4"].value) == 30


def printed(folder, book):
    """The pages that LibreOffice prints a workbook on: words as (x0, y0, x1, y1, text), and the bottom of the table's frame."""
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir",
                    folder / "lo", book], check=True, capture_output=True)
    path = folder / "lo" / (book.stem + ".pdf")
    subprocess.run(["pdftoppm", "-r", "144", "-gray", path, folder / "lo" / "page"], check=True)
    words = pdf_words(path)
    for number, image in enumerate(sorted((folder / "lo").glob("page*.pgm")), 1):
        pixels = Image.open(image)
        # the frame's left side is the column with the most ink
        left = min(range(pixels.width), key=lambda x: sum(pixels.crop((x, 0, x + 1, pixels.height)).getdata()))
        ink = [y for y in range(pixels.height) if pixels.getpixel((left, y)) < 128]
        yield [word[1:] for word in words if word[0] == number], max(ink) / 2


@pytest.mark.parametrize("paragraphs, indicators", [(150, 2), (60, 90), (31, 1), (300, 1)])
def test_a_tall_row_of_a_workbook_prints_in_whole_lines_and_full_pages(tmp_path, paragraphs, indicators):
    """Its pieces end between lines: none is cut through at the end of a page, and no page but the last is left half empty."""
    items = [{"level1": "1", "level2": "11", "name": f"指标{i}", "period_value": "≥12次", "annual_value": "≥12次"} for i in range(indicators)]
    goal = [f"第{i}段：保障全市河道堤防安全运行，汛前完成险工险段的维修，改善沿岸居民的生产生活条件。" for i in range(1, paragraphs + 1)]
    path, = render(tmp_path, model_of([project(1, goal=goal, indicators=items)]), "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_row > 20 and max(d.height for d in sheet.row_dimensions.values() if d.height) < 80
    pages = list(printed(tmp_path, path))
    assert len(pages) > 1
    for words, bottom in pages:
        cut = [word for word in words if word[1] < bottom - 2 and word[3] > bottom + 2 and word[0] > 200 and not word[4].startswith(("第", "页", "共"))
               and word[3] - word[1] < 12]
        assert not [word for word in cut if len(word[4]) > 3], (bottom, cut)
    for _, bottom in pages[:-1]:
        assert bottom > 480  # of 553 points


def test_a_row_that_fits_most_of_a_page_is_one_row_of_the_sheet(tmp_path):
    path, = render(tmp_path, model_of([project(1, goal=[f"第{i}段。" for i in range(25)]), project(2)]), "a.xlsx")
    assert [cell.value for cell in openpyxl.load_workbook(path).active["A"]][-2:] == ["    项目1", "    项目2"]
