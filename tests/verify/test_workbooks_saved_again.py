"""budgetpress verify and workbooks that others had in hands: a forger changes what they show, and each change is found; programs save them
again, and each of these is accepted, but for the few that cannot be vouched for.

Both are made of today's output at each run, by a seed that is printed. BUDGETPRESS_SEED repeats a run, BUDGETPRESS_ROUNDS is how many
of each are made (120).
"""
import collections
import copy
import json
import os
import random
import re
import subprocess
import zipfile
import xml.etree.ElementTree as ElementTree

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, render

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("BUDGETPRESS_ROUNDS", 120))
SEED = int(os.environ.get("BUDGETPRESS_SEED", random.SystemRandom().randrange(1 << 32)))
NODE = ROOT / "build" / "node" / "node_modules"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
SHEET, STYLES, BOOK, BOOK_RELS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ElementTree.register_namespace("", MAIN[1:-1])
ElementTree.register_namespace("r", OFFICE)


def verify(book, model, form):
    """(verdict, names of findings)"""
    done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--lang=en", "--accept=words", "--form", form, "--model", model, book],
                          capture_output=True, encoding="utf-8", timeout=120)
    found = [f for f in map(json.loads, done.stderr.splitlines()) if f["severity"] == "error"]
    verdict = json.loads(done.stdout)["verdict"] if done.stdout else "refused"
    assert done.returncode == (0 if verdict in ("bytes", "words") else 1), (done.stdout, done.stderr)
    return verdict, [f["name"] for f in found], done.stderr


def models(folder):
    """Paths: the examples, and one with odd texts and amounts."""
    odd = model_of([project(1, funding={"fiscal_appropriation": "-1234567.8", "other": "0.00"}, goal=["  两个空格", "目标。"]),
                    project(2, agency="a2", name="Ünïcode ① _x0041_ <&>", funding={"other": "0.05"}),
                    project(3, agency="a2", name="12", funding={"fiscal_special_account": "3.1"})],
                   [{"id": "a1", "name": "甲"}, {"id": "a2", "name": "乙"}])
    path = folder / "odd.json"
    path.write_text(json.dumps(odd, ensure_ascii=False), encoding="utf-8")
    return [EXAMPLE, ROOT / "examples" / "two-agencies-2025.json", path]


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Our workbooks: (file, model, form, profile)."""
    folder, found = tmp_path_factory.mktemp("ours"), []
    for model in models(folder):
        for form in (TARGETS, INDICATORS):
            for profile in ("official", "working"):
                path, = render(folder, model, f"{model.stem}-{form}-{profile}.xlsx", form=form, options=["--option", f"xlsx.profile={profile}"])
                assert verify(path, model, form)[0] == "bytes"
                found.append((path, model, form, profile))
    return found


class Book:
    """The parts of a workbook, as bytes or as trees that are written back."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.trees = {}

    def tree(self, part):
        if part not in self.trees:
            self.trees[part] = ElementTree.fromstring(self.parts[part])
        return self.trees[part]

    def write(self, path, method=zipfile.ZIP_DEFLATED):
        for part, tree in self.trees.items():
            self.parts[part] = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        return path

    def relate(self, kind, target, data, part=SHEET, content=None):
        """Adds a part and a relationship to it, and gives back its id."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        self.parts.setdefault(rels, f'<Relationships xmlns="{PACKAGE[1:-1]}"/>'.encode())
        ElementTree.SubElement(self.tree(rels), PACKAGE + "Relationship", Id="rIdX", Type=f"{OFFICE}/{kind}", Target="/" + target)
        self.parts[target] = data
        if content:
            ElementTree.SubElement(self.tree("[Content_Types].xml"), TYPES + "Override", PartName="/" + target, ContentType=content)
        return "rIdX"

    # what a forger looks for

    def cells(self, **having):
        """Cells of the official sheet that hold something; number=True: numbers, text=True: texts without a formula, blank, formula."""
        for cell in self.tree(SHEET).iter(MAIN + "c"):
            formula, inline, value = cell.find(MAIN + "f") is not None, cell.get("t") == "inlineStr", cell.find(MAIN + "v")
            kind = "formula" if formula else "text" if inline else "number" if value is not None else "blank"
            if kind in having:
                yield cell

    def pick(self, rng, *kinds):
        return rng.choice(list(self.cells(**dict.fromkeys(kinds))))

    def format_of(self, cell):
        return self.tree(STYLES).find(MAIN + "cellXfs")[int(cell.get("s"))]

    def restyle(self, cell, group, element, reference):
        """Gives the cell's format another font, fill or border."""
        group = self.tree(STYLES).find(MAIN + group)
        group.append(element)
        self.format_of(cell).set(reference, str(len(group) - 1))

    def own_font(self, cell):
        """A copy of the cell's font, which the cell's format now has."""
        xf = self.format_of(cell)
        font = copy.deepcopy(self.tree(STYLES).find(MAIN + "fonts")[int(xf.get("fontId"))])
        self.restyle(cell, "fonts", font, "fontId")
        return font

    def append(self, xml, before=None):
        """Puts an element of the sheet before the first of some others, which must follow it, or at its end."""
        tree, element = self.tree(SHEET), ElementTree.fromstring(f'<a xmlns="{MAIN[1:-1]}" xmlns:r="{OFFICE}">{xml}</a>')[0]
        places = [i for i, child in enumerate(tree) if before and child.tag[len(MAIN):] in before.split()]
        tree.insert(places[0] if places else len(tree), element)


FORGERIES = []


def forgery(kind, profiles="official working"):
    def add(function):
        FORGERIES.append((kind, profiles.split(), function))
        return function
    return add


# ---- strings and amounts ----

@forgery("strings")
def a_character(book, rng):
    text = next(book.pick(rng, "text").iter(MAIN + "t"))
    at = rng.randrange(len(text.text.strip()) or 1) + len(text.text) - len(text.text.lstrip())
    text.text = text.text[:at] + ("九" if text.text[at] != "九" else "八") + text.text[at + 1:]


@forgery("strings")
def an_amount(book, rng):
    value = book.pick(rng, "number", "formula").find(MAIN + "v")
    if re.fullmatch(r"-?[\d.]+", value.text or ""):
        value.text = str(round(float(value.text) + rng.choice([0.01, 1, 1000, -2]), 6))
    else:
        value.text = (value.text or "") + "！"


@forgery("strings")
def two_cells_exchanged(book, rng):
    cells = list(book.cells(text=1))
    a, b = rng.choice([(a, b) for a in cells for b in cells if "".join(a.itertext()).strip() != "".join(b.itertext()).strip()])
    a[:], b[:] = list(b), list(a)


@forgery("strings", "official")
def a_text_taken_out(book, rng):
    cell = book.pick(rng, "text", "number")
    cell[:] = []
    cell.attrib.pop("t", None)


@forgery("strings")
def a_text_in_a_blank(book, rng):
    cell = book.pick(rng, "blank")
    cell.set("t", "str")
    ElementTree.SubElement(cell, MAIN + "v").text = "8,888.88"


@forgery("strings")
def furigana(book, rng):
    cell = book.pick(rng, "text")
    note = ElementTree.SubElement(cell.find(MAIN + "is"), MAIN + "rPh", sb="0", eb="1")
    ElementTree.SubElement(note, MAIN + "t").text = "伪"


@forgery("strings")
def a_row_twice_or_lost(book, rng):
    data = book.tree(SHEET).find(MAIN + "sheetData")
    row = rng.choice([row for row in data if any(len(c) for c in row)])
    data.remove(row)


# ---- formulas ----

@forgery("formulas")
def a_formula_in_a_blank(book, rng):
    ElementTree.SubElement(book.pick(rng, "blank"), MAIN + "f").text = rng.choice(["7777.77", '"伪"', "A1", "'\\\\evil\\[x.xlsx]S'!A1"])


@forgery("formulas")
def another_formula(book, rng):
    formula = book.pick(rng, "formula").find(MAIN + "f")
    formula.text = rng.choice(["9999.99", formula.text + "+0.01", f"IF(TRUE,1,{formula.text})", f"'[1]S'!A1+{formula.text}", "RAND()", formula.text.replace("SUM", "MAX")
                               if "SUM" in formula.text else "1"])


@forgery("formulas")
def a_formula_behind_a_value(book, rng):
    cell = book.pick(rng, "number", "text")
    cell.insert(0, ElementTree.Element(MAIN + "f"))
    cell[0].text = "8888.88"
    if cell.get("t") == "inlineStr":
        text = "".join(cell.itertext())[7:]
        cell[1:] = []
        cell.set("t", "str")
        ElementTree.SubElement(cell, MAIN + "v").text = text


@forgery("formulas")
def an_array_formula(book, rng):
    formula = book.pick(rng, "formula").find(MAIN + "f")
    formula.set("t", "array")
    formula.set("ref", "A1:C9")


@forgery("formulas", "working")
def a_fact_that_the_formulas_refer_to(book, rng):
    """Of another sheet: what the official one shows changes when it is computed."""
    part = f"xl/worksheets/sheet{rng.randrange(2, 6)}.xml"
    values = [v for v in book.tree(part).iter(MAIN + "c") if v.find(MAIN + "is") is not None]
    text = next(rng.choice(values).iter(MAIN + "t"))
    text.text += "9"


# ---- number formats ----

@forgery("formats")
def another_number_format(book, rng):
    code = rng.choice([";;;", "0.0", "0.00,", "0%", '"1"#,##0.00', '#","#","#","0.00', "*,#,##0.00", "[$-F400]#,##0.00", "-#,##0.00", "[White]#,##0.00",
                       "yyyy-mm-dd", "0.00E+00", "[DBNum2]0.00", '#,##0.00"亿元"', "# ?/?", "0!.00", '"8,888.88"'])
    formats = book.tree(STYLES).find(MAIN + "numFmts")
    ElementTree.SubElement(formats, MAIN + "numFmt", numFmtId="999", formatCode=code)
    numbers = [c for c in book.cells(number=1, formula=1) if c.get("t") is None and c.find(MAIN + "v").text not in (None, "0")]
    book.format_of(rng.choice(numbers)).set("numFmtId", "999")


@forgery("formats")
def a_text_format_that_says_more(book, rng):
    ElementTree.SubElement(book.tree(STYLES).find(MAIN + "numFmts"), MAIN + "numFmt", numFmtId="998", formatCode=rng.choice([';;;', '@"（作废）"', '0;0;0;"伪"']))
    book.format_of(book.pick(rng, "text")).set("numFmtId", "998")


# ---- styles ----

@forgery("styles")
def another_font(book, rng):
    font = book.own_font(book.pick(rng, "text", "number"))
    what, value = rng.choice([("color", {"rgb": "FFFFFFFF"}), ("color", {"theme": "0"}), ("sz", {"val": "1"}), ("strike", {}), ("name", {"val": "Wingdings"}),
                              ("charset", {"val": "2"}), ("vertAlign", {"val": "superscript"}), ("outline", {}), ("u", {"val": "double"}),
                              ("name", {"val": "Symbol"}), ("sz", {"val": "72"})])
    for old in font.findall(MAIN + what):
        font.remove(old)
    ElementTree.SubElement(font, MAIN + what, value)


@forgery("styles")
def another_alignment(book, rng):
    xf = book.format_of(book.pick(rng, "text", "number"))
    alignment = xf.find(MAIN + "alignment")
    name, value = rng.choice([("indent", "15"), ("textRotation", "90"), ("shrinkToFit", "1"), ("horizontal", "fill"), ("horizontal", "centerContinuous"),
                              ("readingOrder", "2"), ("textRotation", "255"), ("relativeIndent", "9")])
    alignment.set(name, value)


@forgery("styles")
def another_ground(book, rng):
    fill = rng.choice(['<fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill>',
                       '<fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop><stop position="1"><color rgb="FFFFFFFF"/></stop></gradientFill></fill>',
                       '<fill><patternFill patternType="darkGrid"/></fill>'])
    book.restyle(book.pick(rng, "text", "number"), "fills", ElementTree.fromstring(fill.replace("<fill>", f'<fill xmlns="{MAIN[1:-1]}">', 1)), "fillId")


@forgery("styles")
def a_line_across(book, rng):
    border = ElementTree.fromstring(f'<border xmlns="{MAIN[1:-1]}" diagonalUp="1"><diagonal style="thick"/></border>')
    book.restyle(book.pick(rng, "text", "number"), "borders", border, "borderId")


@forgery("styles")
def a_theme_of_other_colours(book, _):
    part = "xl/theme/theme1.xml"
    book.parts[part] = re.sub(rb'(<a:dk1>.*?lastClr=")000000', rb"\1FFFFFF", book.parts[part])


@forgery("styles")
def a_default_font_that_makes_columns_narrow(book, _):
    style = book.tree(STYLES).find(MAIN + "cellStyleXfs")[0]
    font = copy.deepcopy(book.tree(STYLES).find(MAIN + "fonts")[0])
    font.find(MAIN + "sz").set("val", "3")
    book.tree(STYLES).find(MAIN + "fonts").append(font)
    style.set("fontId", str(len(book.tree(STYLES).find(MAIN + "fonts")) - 1))


@forgery("formats")
def a_code_for_a_built_in_format(book, rng):
    """Some programs go by the number, others by the code."""
    cell = rng.choice([c for c in book.cells(number=1, formula=1) if c.get("t") is None])
    ElementTree.SubElement(book.tree(STYLES).find(MAIN + "numFmts"), MAIN + "numFmt", numFmtId="9", formatCode="#,##0.00")
    book.format_of(cell).set("numFmtId", "9")


@forgery("formats")
def two_codes_of_one_number(book, rng):
    cell = rng.choice([c for c in book.cells(number=1, formula=1) if c.get("t") is None])
    formats = book.tree(STYLES).find(MAIN + "numFmts")
    own = next(f for f in formats if f.get("numFmtId") == book.format_of(cell).get("numFmtId"))
    formats.insert(rng.choice([0, len(formats)]), ElementTree.Element(MAIN + "numFmt", numFmtId=own.get("numFmtId"), formatCode="0%"))


@forgery("strings")
def a_value_in_two_halves(book, rng):
    """Programs take the last of two values, or both."""
    cell = rng.choice([c for c in book.cells(number=1, formula=1) if len(c.findtext(MAIN + "v") or "") > 1])
    value = cell.find(MAIN + "v")
    ElementTree.SubElement(cell, MAIN + "v").text = value.text[1:]
    value.text = value.text[:1]


@forgery("strings")
def a_text_in_two_halves(book, rng):
    inline = book.pick(rng, "text").find(MAIN + "is")
    text = inline.find(MAIN + "t")
    ElementTree.SubElement(inline, MAIN + "t").text = text.text[1:]
    text.text = text.text[:1]


@forgery("namespaces")
def alternate_content(book, rng):
    mce = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
    part = rng.choice([SHEET, STYLES])
    parent = book.tree(part).find(MAIN + ("sheetData" if part == SHEET else "fonts"))
    alternate = ElementTree.Element(mce + "AlternateContent")
    ElementTree.SubElement(alternate, mce + "Choice", Requires="v").extend(copy.deepcopy(list(parent))[1:])
    ElementTree.SubElement(alternate, mce + "Fallback").extend(copy.deepcopy(list(parent)))
    parent[:] = [alternate]


# ---- widths, heights, merges ----

@forgery("widths")
def a_narrow_column(book, rng):
    column = rng.choice(list(book.tree(SHEET).iter(MAIN + "col")))
    column.set(*rng.choice([("width", "0"), ("width", "1.5"), ("hidden", "1"), ("width", "0.1")]))


@forgery("widths")
def a_low_row(book, rng):
    row = rng.choice([r for r in book.tree(SHEET).iter(MAIN + "row") if r.get("ht")])
    row.set(*rng.choice([("ht", "1"), ("ht", "0"), ("hidden", "1"), ("ht", "5.5")]))


@forgery("widths")
def a_merge(book, rng):
    merges = book.tree(SHEET).find(MAIN + "mergeCells")
    if rng.random() < 0.5:
        merges.remove(rng.choice(list(merges)))
    else:
        cell = rng.choice([c for c in book.cells(number=1, formula=1) if c.get("r").startswith("C")])
        ElementTree.SubElement(merges, MAIN + "mergeCell", ref=f"B{cell.get('r')[1:]}:{cell.get('r')}")


# ---- the sheet ----

@forgery("views")
def another_view(book, rng):
    view = next(book.tree(SHEET).iter(MAIN + "sheetView"))
    view.set(*rng.choice([("rightToLeft", "1"), ("zoomScale", "10"), ("topLeftCell", "Z99"), ("showFormulas", "1"), ("showZeros", "0"), ("view", "pageLayout")]))


@forgery("views")
def a_pane_that_is_scrolled(book, rng):
    pane = next(book.tree(SHEET).iter(MAIN + "pane"))
    pane.set(*rng.choice([("topLeftCell", "A9"), ("ySplit", "1"), ("xSplit", "3"), ("state", "split")]))


@forgery("views")
def another_header(book, rng):
    header = book.tree(SHEET).find(MAIN + "headerFooter")
    name = rng.choice(["oddHeader", "evenHeader", "firstHeader", "oddFooter"])
    (header.find(MAIN + name) if header.find(MAIN + name) is not None else ElementTree.SubElement(header, MAIN + name)).text = '&C&"宋体"&72作废 8,888.88'


@forgery("views")
def another_print(book, rng):
    setup = book.tree(SHEET).find(MAIN + "pageSetup")
    setup.set(*rng.choice([("scale", "10"), ("fitToHeight", "1"), ("firstPageNumber", "7"), ("errors", "blank"), ("cellComments", "atEnd"), ("orientation", "portrait")]))


@forgery("views")
def what_depends_on_conditions_or_shows_on_touch(book, rng):
    cells = rng.choice(["A5:C9", "A1", "B4"])
    xml, before = rng.choice([
        (f'<conditionalFormatting sqref="{cells}"><cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>',
         "dataValidations hyperlinks printOptions"),
        (f'<dataValidations><dataValidation type="none" showInputMessage="1" prompt="实际金额为 8,888.88 万元" sqref="{cells}"/></dataValidations>',
         "hyperlinks printOptions"),
        (f'<hyperlinks><hyperlink ref="A5" location="A1" tooltip="作废"/></hyperlinks>', "printOptions"),
        (f'<autoFilter ref="A3:C9"><filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn></autoFilter>', "mergeCells"),
        ('<rowBreaks count="1" manualBreakCount="1"><brk id="4" man="1"/></rowBreaks>', None),
        ('<customSheetViews><customSheetView guid="{00000000-0000-0000-0000-000000000001}" scale="10"/></customSheetViews>', "mergeCells"),
        ('<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>', None)])
    book.append(xml, before)


# ---- parts and relationships ----

@forgery("parts")
def something_laid_over_the_sheet(book, rng):
    kind, element = rng.choice([("drawing", '<drawing r:id="rIdX"/>'), ("image", '<picture r:id="rIdX"/>'), ("vmlDrawing", '<legacyDrawing r:id="rIdX"/>'),
                                ("comments", ""), ("table", '<tableParts count="1"><tablePart r:id="rIdX"/></tableParts>')])
    book.relate(kind, f"xl/other/{kind}1.xml", b"<x/>")
    if element:
        book.append(element)


@forgery("parts")
def something_behind_the_workbook(book, rng):
    kind = rng.choice(["externalLink", "vbaProject", "connections", "xlMacrosheet", "pivotCacheDefinition", "dialogsheet", "chartsheet"])
    book.relate(kind, f"xl/other/{kind}1.xml", b"<x/>", part=BOOK)


@forgery("parts")
def a_further_sheet(book, rng):
    target = "xl/worksheets/other.xml"
    book.relate("worksheet", target, book.parts[SHEET].replace(b"1", b"7"), part=BOOK,
                content="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml")
    sheets = book.tree(BOOK).find(MAIN + "sheets")
    sheets.insert(rng.choice([0, len(sheets)]), ElementTree.Element(MAIN + "sheet", {"name": "又一表", "sheetId": "99", REL + "id": "rIdX"}))


@forgery("relationships")
def a_relationship_of_another_type(book, rng):
    part = rng.choice(["_rels/.rels", BOOK_RELS])
    relation = rng.choice([r for r in book.tree(part) if re.search("officeDocument$|worksheet$|styles$|theme$", r.get("Type"))])
    relation.set("Type", "urn:nothing/" + relation.get("Type").rsplit("/", 1)[1] if rng.random() < 0.5 else relation.get("Type") + "s")


@forgery("relationships")
def a_second_relationship(book, rng):
    part = rng.choice(["_rels/.rels", BOOK_RELS])
    relation = copy.deepcopy(rng.choice([r for r in book.tree(part) if re.search("officeDocument$|styles$|theme$|worksheet$", r.get("Type"))]))
    relation.set("Id", "rIdY")
    if rng.random() < 0.5:
        relation.set("Type", "urn:nothing/" + relation.get("Type").rsplit("/", 1)[1])
    book.tree(part).insert(rng.choice([0, len(book.tree(part))]), relation)


@forgery("relationships", "working")
def two_sheets_exchanged(book, rng):
    a, b = rng.sample([r for r in book.tree(BOOK_RELS) if r.get("Type").endswith("/worksheet")], 2)
    target = a.get("Target")
    a.set("Target", b.get("Target"))
    b.set("Target", target)


@forgery("relationships")
def another_content_type(book, rng):
    override = rng.choice([o for o in book.tree("[Content_Types].xml").iter(TYPES + "Override") if "/xl/" in o.get("PartName")])
    if rng.random() < 0.5:
        override.set("ContentType", "application/octet-stream")
    else:
        book.tree("[Content_Types].xml").remove(override)


# ---- namespaces ----

@forgery("namespaces")
def rows_in_another_namespace(book, rng):
    data = book.tree(SHEET).find(MAIN + "sheetData")
    row = rng.choice([row for row in data if any(len(c) for c in row)])
    row.tag = rng.choice(["{urn:nobody}row", "{http://schemas.openxmlformats.org/spreadsheetml/2006}row"])


@forgery("namespaces")
def a_cell_or_value_in_another_namespace(book, rng):
    cell = book.pick(rng, "text", "number")
    element = rng.choice([cell, cell[0], next(iter(cell[0]), cell[0])])
    element.tag = "{urn:nobody}" + element.tag.split("}")[1]


@forgery("namespaces")
def true_rows_that_are_passed_over(book, rng):
    data = book.tree(SHEET).find(MAIN + "sheetData")
    wrapper = ElementTree.Element("{urn:nobody}old")
    wrapper.extend(copy.deepcopy(list(data)))
    data.insert(0, wrapper)
    a_character(book, rng) if not list(book.cells(number=1)) else None
    for value in list(data)[-1].iter(MAIN + "t"):
        value.text = "伪"
    if rng.random() < 0.5:
        data.append(ElementTree.Element("{urn:nobody}sheetData"))


@forgery("namespaces")
def an_attribute_in_another_namespace(book, rng):
    cell = book.pick(rng, "text")
    cell.set("{urn:nobody}t", cell.attrib.pop("t"))


# ---- the workbook ----

@forgery("sheets")
def the_workbook_is_set_otherwise(book, rng):
    tree = book.tree(BOOK)
    element, name, value = rng.choice([("workbookPr", "date1904", "1"), ("calcPr", "fullPrecision", "0"), ("calcPr", "calcMode", "manual"),
                                       ("bookViews/workbookView", "activeTab", "3"), ("calcPr", "iterate", "1"), ("bookViews/workbookView", "visibility", "hidden")])
    tree.find("/".join(MAIN + step for step in element.split("/"))).set(name, value)


@forgery("sheets")
def another_name(book, rng):
    names = book.tree(BOOK).find(MAIN + "definedNames")
    name = rng.choice([n for n in names if not n.get("name").startswith("_xlnm._F")])
    name.text = rng.choice(["'项目'!$A$1", name.text + "1", "#REF!"])


@forgery("sheets")
def a_sheet_that_is_hidden_renamed_or_elsewhere(book, rng):
    sheets = book.tree(BOOK).find(MAIN + "sheets")
    sheet = sheets[0]
    if len(sheets) > 1 and rng.random() < 0.5:
        sheets.remove(sheet)
        sheets.append(sheet)
    else:
        sheet.set("name", "伪表")


@forgery("sheets", "working")
def a_sheet_in_another_state(book, rng):
    sheets = book.tree(BOOK).find(MAIN + "sheets")
    rng.choice(list(sheets)).set("state", rng.choice(["hidden", "veryHidden"]))


def test_what_a_forger_changes_is_found(ours, tmp_path):
    """Each kind of edit in turn, of a workbook and a place that chance chooses."""
    rng, counts, kinds = random.Random(SEED), collections.Counter(), collections.Counter()
    print(f"seed {SEED}")
    for number in range(max(ROUNDS, 2 * len(FORGERIES))):
        kind, profiles, edit = FORGERIES[number % len(FORGERIES)]
        path, model, form, _ = rng.choice([one for one in ours if one[3] in profiles])
        book, state = Book(path), rng.getstate()
        try:
            edit(book, rng)
        except (IndexError, ValueError, StopIteration, AttributeError):  # there is no such place in this one
            path, model, form, _ = ours[0] if "official" in profiles else ours[1]
            book = Book(path)
            edit(book, rng)
        forged = book.write(tmp_path / "forged.xlsx")
        verdict, names, said = verify(forged, model, form)
        assert verdict in ("differs", "unknown", "refused") and names, (SEED, number, edit.__name__, path.name, verdict)
        counts[verdict] += 1
        kinds[kind] += 1
    print(f"{sum(counts.values())} forgeries by {len(FORGERIES)} ways: {dict(counts)}; {dict(kinds)}")
    assert sum(counts.values()) >= 100 and len(kinds) >= 10


@pytest.mark.parametrize("edit", [one[2] for one in FORGERIES], ids=lambda edit: edit.__name__)
def test_each_way_of_forging_is_found(ours, tmp_path, edit):
    """Four times each, in both profiles, at places that do not depend on chance."""
    profiles = next(one[1] for one in FORGERIES if one[2] is edit)
    usable = [one for one in ours if one[3] in profiles and one[1].stem != "odd"]
    for number in range(4):
        path, model, form, _ = usable[number % len(usable)]
        book = Book(path)
        edit(book, random.Random(number))
        verdict, names, _ = verify(book.write(tmp_path / "forged.xlsx"), model, form)
        assert verdict in ("differs", "unknown", "refused") and names, (number, path.name, verdict)


def changed(part, *pairs):
    """Replaces in a part, each once."""
    def edit(parts):
        for old, new in pairs:
            assert re.search(old, parts[part]), (part, old)
            parts[part] = re.sub(old, new, parts[part], count=1)
    return edit


def true_rows_passed_over(parts):
    """The true rows in a foreign element that is passed over, a foreign sheetData, and forged rows."""
    rows = re.search(rb"<sheetData>(.*)</sheetData>", parts[SHEET], re.S)[1]
    forged = re.sub(rb"<v>[0-9.]+</v>", b"<v>8888.88</v>", rows)
    parts[SHEET] = re.sub(rb"<sheetData>.*</sheetData>", lambda _: b'<sheetData><x:old xmlns:x="urn:nobody">' + rows + b"</x:old><x:sheetData xmlns:x='urn:nobody'/>" +
                          forged + b"</sheetData>", parts[SHEET], flags=re.S)


def good_part_by_the_end_of_a_type(kind, rels, part, good):
    def edit(parts):
        parts[good] = parts[part]
        parts[part] = re.sub("合计".encode(), "总和".encode(), parts[part]).replace(b'sheetId="1"', b'sheetId="1" state="visible"')
        end = f'<Relationship Id="rIdG" Type="urn:nothing/{kind}" Target="/{good}"/></Relationships>'
        parts[rels] = parts[rels].replace(b"</Relationships>", end.encode())
    return edit


FIRST_TOTAL = rb'(<c r="B4" s="\d+"><f>)[^<]*'
CASES = {  # what was forged: the edit, and what is said of it
    "true rows in an element that spreadsheets pass over": (true_rows_passed_over, "differs"),
    "a sheet related as urn:nothing/worksheet": (good_part_by_the_end_of_a_type("worksheet", BOOK_RELS, SHEET, "xl/worksheets/good.xml"), "differs"),
    "a formula that gives another total than is stored": (changed(SHEET, (FIRST_TOTAL, rb"\g<1>9999.99")), "unknown"),
    "a link as the formula of a total": (changed(SHEET, (FIRST_TOTAL, rb"\g<1>'\\\\evil\\[x.xlsx]S'!A1")), "unknown"),
    "a formula in a blank amount": (changed(SHEET, (rb'(<c r="D6" s="\d+")/>', rb"\1><f>7777.77</f></c>")), "differs"),
    "a formula where a name stands": (changed(SHEET, (rb'(<c r="A6" s="\d+") t="inlineStr"><is>.*?</is>', rb'\1 t="str"><f>"a"</f><v>a</v>')), "differs"),
    "commas that are no separators": (changed(STYLES, (b"#,##0.00", b'#&quot;,&quot;#&quot;,&quot;#&quot;,&quot;0.00')), "differs"),
    "a format of the system's settings": (changed(STYLES, (b"#,##0.00", b"[$-F400]#,##0.00")), "unknown"),
    "a filling of commas": (changed(STYLES, (b"#,##0.00", b"*,#,##0.00")), "unknown"),
    "a calendar of another language": (changed(STYLES, (b"#,##0.00", b"[$-1E0804]#,##0.00")), "unknown"),
    "an indent of fifteen": (changed(STYLES, (rb'horizontal="right"', b'horizontal="right" indent="15"')), "unknown"),
    "a gradient": (changed(STYLES, (rb'<fill><patternFill patternType="none"/></fill>', b'<fill><gradientFill><stop position="0.99"><color rgb="FF000000"/></stop>'
                                    b'<stop position="1"><color rgb="FFFFFFFF"/></stop></gradientFill></fill>')), "unknown"),
    "a column without width": (changed(SHEET, (rb'(<col min="3" max="3" width=")[0-9.]+', rb"\g<1>0")), "differs"),
    "from right to left, at a tenth": (changed(SHEET, (b'<sheetView ', b'<sheetView rightToLeft="1" zoomScale="10" ')), "unknown"),
    "a frozen pane scrolled past the totals": (changed(SHEET, (rb'topLeftCell="A4"', b'topLeftCell="A8"')), "unknown"),
    "a printed header of 72 points": (changed(SHEET, (b"<headerFooter>", "<headerFooter><oddHeader>&amp;C&amp;72作废 8,888.88</oddHeader>".encode())), "unknown"),
    "a prompt on every cell": (changed(SHEET, (b"<printOptions", '<dataValidations count="1"><dataValidation showInputMessage="1" prompt="8,888.88" sqref="A1:G9"/>'
                                               '</dataValidations><printOptions'.encode())), "unknown"),
    "a tooltip": (changed(SHEET, (b"<printOptions", '<hyperlinks><hyperlink ref="B4" location="A1" tooltip="8,888.88"/></hyperlinks><printOptions'.encode())), "unknown"),
    "furigana over a name": (changed(SHEET, (rb"(<c r=\"A6\".*?</t>)", '\\1<rPh sb="0" eb="2"><t>办公楼</t></rPh>'.encode())), "unknown"),
    "Wingdings": (changed(STYLES, ("宋体".encode(), b"Wingdings")), "unknown"),
    "Symbol by its set of characters": (changed(STYLES, ('<name val="宋体"/>'.encode(), '<name val="宋体"/><charset val="2"/>'.encode())), "unknown"),
    "a theme font of symbols": (lambda parts: (changed(STYLES, ('<name val="宋体"/>'.encode(), '<name val="宋体"/><scheme val="minor"/>'.encode()))(parts),
                                               changed("xl/theme/theme1.xml", (rb'<a:minorFont><a:latin typeface="[^"]*"', b'<a:minorFont><a:latin typeface="Webdings"'))(parts)),
                                "unknown"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_workbook_that_shows_something_else_than_verify_once_read(ours, tmp_path, case):
    path, model, form, _ = next(one for one in ours if one[0].name == f"two-agencies-2025-{TARGETS}-official.xlsx")
    edit, verdict = CASES[case]
    book = Book(path)
    edit(book.parts)
    said = verify(book.write(tmp_path / "forged.xlsx"), model, form)
    assert said[0] == verdict and said[1], said


@pytest.mark.parametrize("save", ["openpyxl", "LibreOffice"])
def test_outputs_of_ours_that_were_saved_again_are_no_others(tmp_path, save):
    """Headers of 4 points, and names and titles that look like escapes."""
    form = tmp_path / "form"
    form.mkdir()
    for file in (ROOT / "templates" / TARGETS).iterdir():
        (form / file.name).write_bytes(file.read_bytes())
    text = json.loads((form / "form.json").read_text(encoding="utf-8"))
    text["page"]["header_pt"] = 4
    (form / "form.json").write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    saved = []
    for name, department, form_name in (("header", "某局", form), ("title", "_x0041_局", TARGETS), ("title2", "_x00G1_局_x41", TARGETS), ("title3", "_xD83D__xDE00_", TARGETS)):
        model = {**model_of([project(1, name="_x0042_项目", goal=["_x000A_目标。"])]), "department": {"name": department}}
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
        saved.append((render(tmp_path, path, f"{name}.xlsx", form=form_name)[0], path, form_name))
    again = tmp_path / "again"
    again.mkdir()
    {"openpyxl": by_openpyxl, "LibreOffice": by_libreoffice}[save]([one[0] for one in saved], again)
    for path, model, form_name in saved:
        verdict, names, said = verify(again / path.name, model, form_name)
        assert verdict == "words", (path.name, said)


# ---- what is harmless ----

def packed_otherwise(source, target, rng):
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = list(parts)
    rng.shuffle(names)
    folders = rng.random() < 0.3
    with zipfile.ZipFile(target, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]), compresslevel=rng.randrange(1, 10)) as archive:
        for name in (["xl/", "docProps/"] if folders else []) + names:
            info = zipfile.ZipInfo(name, (rng.randrange(1980, 2100), 7, 8, 9, 10, 12))
            info.compress_type = archive.compression
            archive.writestr(info, parts.get(name, b""))


def shuffled(element, rng):
    """The same element, with its attributes in another order and blanks around elements that hold no text."""
    items = list(element.attrib.items())
    rng.shuffle(items)
    element.attrib.clear()
    element.attrib.update(items)
    room = rng.choice(["", "\n", "  ", "\t\r\n"])
    holds_text = element.tag.rsplit("}", 1)[-1] in ("t", "v", "f", "definedName", "lpwstr", "oddFooter", "title", "subject")
    if not holds_text and not (element.text or "").strip():
        element.text = room if len(element) else element.text
    for child in element:
        child.tail = room
        shuffled(child, rng)


def written_otherwise(source, target, rng):
    """XML with other prefixes, other orders of attributes, blanks, comments, other encodings, other names of parts and relationships."""
    book = Book(source)
    for part in list(book.parts):
        if rng.random() < 0.3 and part.endswith((".xml", ".rels")):
            continue
        tree = book.tree(part)
        shuffled(tree, rng)
    data = {}
    prefix = rng.choice(["a", "ss", "x", "_n"])
    for part, tree in book.trees.items():
        text = ElementTree.tostring(tree, encoding="unicode")
        text = re.sub(r"\bns(\d+)\b(?=[:=])", lambda m: prefix + m[1], text) if rng.random() < 0.5 else text
        text = text.replace("><", f"><!-- {rng.random()} --><", 1) if rng.random() < 0.5 else text
        encoding = rng.choice(["utf-8", "utf-8", "utf-16"])
        data[part] = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n{text}'.encode(encoding)
    book.trees = {}
    book.parts.update(data)
    if rng.random() < 0.5:
        for part in (BOOK_RELS, BOOK):
            text = ElementTree.tostring(book.tree(part), encoding="unicode")
            book.trees.pop(part)
            text = re.sub(r'"rId(\d+)"', r'"R\1x"', text)
            text = re.sub(r'Target="(\w)', r'Target="/xl/\1', text) if part == BOOK_RELS else text
            book.parts[part] = text.encode()
    book.write(target, zipfile.ZIP_DEFLATED)


def by_openpyxl(sources, folder):
    for source in sources:
        openpyxl.load_workbook(source).save(folder / source.name)


def by_libreoffice(sources, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", folder, *sources], check=True, capture_output=True, timeout=500)


def by_node(library):
    def save(sources, folder):
        subprocess.run(["node", ROOT / "tests" / "node" / "save.js", library, folder, *sources], check=True, capture_output=True, timeout=500,
                       env={**os.environ, "NODE_PATH": str(NODE)})
    return save


# How many of a hundred are saved by each.
SAVERS = {"LibreOffice": (18, by_libreoffice), "openpyxl": (18, by_openpyxl), "exceljs": (12, by_node("exceljs")), "SheetJS": (6, by_node("xlsx")),
          "packed otherwise": (20, packed_otherwise), "written otherwise": (26, written_otherwise)}


def saved_again(name, ours, folder, rng):
    """(file, model, form) of workbooks as one of them saved them."""
    share, save = SAVERS[name]
    count = -(-share * max(ROUNDS, 100) // 100)
    # SheetJS writes _x005F_x0041_ back as _x0041_, which is another text
    chosen = [rng.choice([one for one in ours if name != "SheetJS" or one[1].stem != "odd"]) for _ in range(count)]
    sources = []
    for i, (path, model, form, _) in enumerate(chosen):
        source = folder / f"source-{i}.xlsx"
        source.write_bytes(path.read_bytes())
        sources.append((source, model, form))
    target = folder / "saved"
    target.mkdir()
    if name.endswith("otherwise"):
        for source, _, _ in sources:
            save(source, target / source.name, rng)
    else:
        save([source for source, _, _ in sources], target)
    return [(target / source.name, model, form) for source, model, form in sources]


@pytest.mark.office
def test_what_is_saved_again_is_accepted(ours, tmp_path_factory):
    """In at most a tenth of them verify cannot vouch, and says why; none is called another."""
    rng, counts, reasons = random.Random(SEED), collections.Counter(), collections.Counter()
    print(f"seed {SEED}")
    for name in SAVERS:
        if name in ("exceljs", "SheetJS") and not (NODE / {"exceljs": "exceljs", "SheetJS": "xlsx"}[name]).is_dir():
            print(f"skipped: {name} could not be fetched: scripts/fetch-node-tools.sh")
            continue
        for path, model, form in saved_again(name, ours, tmp_path_factory.mktemp("again"), rng):
            verdict, names, said = verify(path, model, form)
            assert verdict in ("bytes", "words", "unknown"), (SEED, name, path, said)
            counts[name, verdict] += 1
            if verdict == "unknown":
                reasons[name, *sorted(set(names))] += 1
    total, unknown = sum(counts.values()), sum(n for (_, verdict), n in counts.items() if verdict == "unknown")
    print(f"{total} saved again: {dict(counts)}; not vouched for: {unknown}, because of {dict(reasons)}")
    assert total >= 80 and unknown <= total / 10
