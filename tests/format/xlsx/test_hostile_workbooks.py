"""Workbooks made to harm: each is refused, with the part or the cell that is at fault, in little memory and time."""
import functools
import json
import os
import re
import resource
import struct
import subprocess
import tempfile
import zipfile

import pytest

from common import EXAMPLE, PROGRAM

pytestmark = pytest.mark.slow
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEADER = ('<row r="1"><c r="A1" t="inlineStr"><is><t>2025年某局表</t></is></c></row>'
          '<row r="2"><c r="A2" t="inlineStr"><is><t>项目名称</t></is></c><c r="B2" t="inlineStr"><is><t>财政拨款</t></is></c></row>')
SANITIZED = "asan" in str(PROGRAM)


def sheet(rows, before="", after=""):
    return f'<?xml version="1.0"?>{before}<worksheet {MAIN}><sheetData>{HEADER}{rows}</sheetData>{after}</worksheet>'


def parts(rows='<row r="3"><c r="A3" t="inlineStr"><is><t>甲</t></is></c><c r="B3"><v>1</v></c></row>', **changes):
    """A whole small workbook; changes by part name, None takes a part out."""
    book = {
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {PACKAGE}><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
                                      f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet(rows),
        "xl/sharedStrings.xml": f'<sst {MAIN}><si><t>甲</t></si></sst>',
    }
    book.update({k.replace("__", "/"): v for k, v in changes.items()})
    return {name: data for name, data in book.items() if data is not None}


def pack(path, book):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, data in book.items():
            archive.writestr(name, data)
    return path


def run(path, status=1, seconds=20):
    """The findings, the peak of resident memory in MiB beyond that of doing nothing, and the model."""
    def measured(*args):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen([PROGRAM, *args], stdout=out, stderr=err)
            _, code, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(code)
            out.seek(0), err.seek(0)
            assert usage.ru_utime + usage.ru_stime < seconds
            return child.returncode, usage.ru_maxrss / 1024, out.read(), err.read().decode()
    idle = measured("--version")[1]
    code, peak, out, err = measured("import", path, "--diagnostics=json", "--lang", "en", "--department", "某局", "--unit", "元")
    assert code == status, err
    return [json.loads(line) for line in err.splitlines()], peak - idle, out


def refused(path, name, most=24, **place):
    findings, peak, out = run(path)
    errors = [f for f in findings if f["severity"] == "error"]
    assert [f["name"] for f in errors] == [name], findings
    assert out == b""
    assert {k: errors[0].get(k) for k in place} == place, errors
    if not SANITIZED:  # the sanitizers' own memory is more than any of these
        assert peak < most, f"{peak} MiB"
    return errors[0]


def test_the_plain_one_is_read(tmp_path):
    findings, peak, out = run(pack(tmp_path / "a.xlsx", parts()), status=0)
    assert json.loads(out)["projects"][0]["name"] == "甲"


def bomb(begin, mebibytes, end):
    """A part that goes on and on, made piece by piece."""
    yield begin
    for _ in range(mebibytes):
        yield b" " * (1 << 20)
    yield end


def pack_stream(path, book, name, chunks):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, data in book.items():
            if other != name:
                archive.writestr(other, data)
        with archive.open(name, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk)
    return path


def test_an_archive_bomb_by_ratio(tmp_path):
    head, tail = sheet("\0").encode().split(b"\0")
    path = pack_stream(tmp_path / "a.xlsx", parts(), "xl/worksheets/sheet1.xml", bomb(head, 300, tail))
    assert path.stat().st_size < 3 << 20
    refused(path, "archive-bomb", part="xl/worksheets/sheet1.xml")


def test_a_bomb_that_claims_to_be_small(tmp_path):
    """The sizes in the archive's directory are only claims."""
    head, tail = sheet("\0").encode().split(b"\0")
    path = pack_stream(tmp_path / "a.xlsx", parts(), "xl/worksheets/sheet1.xml", bomb(head, 64, tail))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\1\2", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", data, at + 24, 4096)
    path.write_bytes(data)
    findings, peak, _ = run(path)
    assert findings[0]["name"] in ("archive-bomb", "damaged-workbook", "bad-xml") and (SANITIZED or peak < 24)


def test_too_many_parts(tmp_path):
    book = parts()
    book.update({f"xl/media/{i}.bin": b"" for i in range(10001)})
    refused(pack(tmp_path / "a.xlsx", book), "too-many-parts")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl/../../x", "C:\\x.xml", "xl//x.xml", "a/./b", "x" * 2000])
def test_unsafe_names(tmp_path, name):
    book = parts()
    book[name] = b"x"
    finding = refused(pack(tmp_path / "a.xlsx", book), "unsafe-part-name")
    assert name[:20] in finding["message"]


def test_two_parts_of_one_name(tmp_path):
    path = pack(tmp_path / "a.xlsx", parts())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/Workbook.xml", "<other/>")
    refused(path, "duplicate-part")


@pytest.mark.parametrize("target", ["../../../etc/passwd", "file:///etc/passwd", "..", "http://example.com/sheet.xml"])
def test_targets_outside(tmp_path, target):
    book = parts()
    book["xl/_rels/workbook.xml.rels"] = book["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", target)
    refused(pack(tmp_path / "a.xlsx", book), "outside-target", part="xl/_rels/workbook.xml.rels", line=1)


def test_an_external_target(tmp_path):
    book = parts()
    book["xl/_rels/workbook.xml.rels"] = book["xl/_rels/workbook.xml.rels"].replace(
        'Target="worksheets/sheet1.xml"', 'Target="worksheets/sheet1.xml" TargetMode="External"')
    refused(pack(tmp_path / "a.xlsx", book), "outside-target")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + "]>"


@pytest.mark.parametrize("doctype", [LAUGHS, '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
def test_entities_and_document_types(tmp_path, doctype, part):
    book = parts()
    book[part] = '<?xml version="1.0"?>' + doctype + book[part].replace('<?xml version="1.0"?>', "")
    refused(pack(tmp_path / "a.xlsx", book), "doctype", part=part)


def test_deep_nesting(tmp_path):
    refused(pack(tmp_path / "a.xlsx", parts("<a>" * 100000)), "xml-too-deep", part="xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("token", ["<row x='{}'/>", "<!--{}-->", "<?pi {}?>", "<{}/>"])
def test_a_tag_without_end(tmp_path, token):
    text = "".join(f"{i:07x}" for i in range(400000))
    path = pack(tmp_path / "a.xlsx", parts(token.format("a" + text)))
    refused(path, "xml-token-too-long", part="xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("cells, name, place", [
    ('<row r="1048577"/>', "row-out-of-range", None),
    ('<row r="99999999999999999999"/>', "row-out-of-range", None),
    ('<row r="3"><c r="XFE3"><v>1</v></c></row>', "column-out-of-range", None),
    ('<row r="3"><c r="A4"><v>1</v></c></row>', "bad-cell-name", None),
    ('<row r="3"><c r="A0"><v>1</v></c></row>', "bad-cell-name", None),
    ('<row r="3"><c r="$A$3"><v>1</v></c></row>', "bad-cell-name", None),
    ('<row r="3"/><row r="3"/>', "out-of-order", None),
    ('<row r="2"/>', "out-of-order", None),
    ('<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row>', "out-of-order", None),
    ('<row r="3"><c r="A3" t="s"><v>1</v></c></row>', "shared-string-index", "表!A3"),
    ('<row r="3"><c r="A3" t="s"><v>-1</v></c></row>', "shared-string-index", "表!A3"),
    ('<row r="3"><c r="A3" t="s"><v>99999999999999999999999</v></c></row>', "shared-string-index", "表!A3"),
    ('<row r="3"><c r="A3" t="s"><v>0x0</v></c></row>', "shared-string-index", "表!A3"),
    ('<row r="3"><c r="B3"><v>nan</v></c></row>', "bad-number", "表!B3"),
    ('<row r="3"><c r="B3"><v>0x10</v></c></row>', "bad-number", "表!B3"),
    ('<row r="3"><c r="B3"><v>1 2</v></c></row>', "bad-number", "表!B3"),
])
def test_rows_and_cells_that_cannot_be(tmp_path, cells, name, place):
    finding = refused(pack(tmp_path / "a.xlsx", parts(cells)), name)
    assert finding.get("cell") == place
    assert place or finding["part"] == "xl/worksheets/sheet1.xml" and finding["line"] == 1 and finding["column"] > 1


def test_merges_that_cannot_be(tmp_path):
    for ref in ("A1:XFE9", "B2:A1", "A1:A1048577", "x"):
        book = parts()
        book["xl/worksheets/sheet1.xml"] = sheet("", after=f'<mergeCells><mergeCell ref="{ref}"/></mergeCells>')
        refused(pack(tmp_path / "a.xlsx", book), "bad-cell-name")


def test_a_million_empty_rows_are_read_in_little_memory(tmp_path):
    rows = "".join(f'<row r="{i}" s="1"><c r="B{i}" s="1"/></row>' for i in range(4, 1048577))
    path = pack(tmp_path / "a.xlsx", parts('<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>1</v></c></row>' + rows))
    findings, peak, out = run(path, status=0)
    assert len(json.loads(out)["projects"]) == 1 and (SANITIZED or peak < 24)


def test_one_long_string_many_times(tmp_path):
    """A shared string costs its length once in the file, and each time when it is copied out."""
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(3, 3000))
    text = "".join(f"{i:07x}" for i in range(140000))
    book = parts(rows, xl__sharedStrings_xml=None)
    book["xl/sharedStrings.xml"] = f"<sst {MAIN}><si><t>{text}</t></si></sst>"
    refused(pack(tmp_path / "a.xlsx", book), "texts-too-long", most=300)


def test_a_text_of_more_than_a_mebibyte(tmp_path):
    text = "".join(f"{i:07x}" for i in range(160000))
    book = parts()
    book["xl/sharedStrings.xml"] = f"<sst {MAIN}><si><t>{text}</t></si></sst>"
    refused(pack(tmp_path / "a.xlsx", book), "book-text-too-long", part="xl/sharedStrings.xml")
    path = pack(tmp_path / "b.xlsx", parts(f'<row r="3"><c r="A3" t="inlineStr"><is><t>{text}</t></is></c></row>'))
    finding = refused(path, "book-text-too-long")
    assert "sheet1.xml" in finding.get("part", "") or finding.get("cell") == "表!A3"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_missing_parts(tmp_path, part):
    book = parts()
    del book[part]
    finding = refused(pack(tmp_path / "a.xlsx", book), "missing-part")
    assert part in finding["message"]


def test_other_files(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    refused(path, "old-workbook")
    pack(path, {"word/document.xml": "<x/>"})
    refused(path, "missing-part")
    pack(path, {"_rels/.rels": f"<Relationships {PACKAGE}/>"})
    refused(path, "no-workbook")
    path.write_bytes(b"PK\3\4" + bytes(100))
    refused(path, "damaged-workbook")


def test_a_workbook_cut_off_or_with_flipped_bytes(tmp_path):
    """Whatever is damaged: no crash, no hang, an error or a model, never half of one without a word."""
    whole = pack(tmp_path / "whole.xlsx", parts()).read_bytes()
    path = tmp_path / "a.xlsx"
    for cut in range(4, len(whole), 97):
        path.write_bytes(whole[:cut])
        refused(path, "damaged-workbook")
    for at in range(0, len(whole), 61):
        data = bytearray(whole)
        data[at] ^= 0x5A
        path.write_bytes(data)
        done = subprocess.run([PROGRAM, "import", path, "--department", "局", "--unit", "元"], capture_output=True, timeout=20)
        assert done.returncode in (0, 1), (at, done)
        assert done.returncode == 0 or (done.stdout == b"" and done.stderr)


# What stands in other namespaces, or is related in other ways, is nothing of the sheet: what spreadsheets pass over is not read.

STRICT = {MAIN: 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"', REL: "http://purl.oclc.org/ooxml/officeDocument/relationships"}
MCE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def row(number, name, amount, prefix=""):
    p = prefix
    return (f'<{p}row r="{number}"><{p}c r="A{number}" t="inlineStr"><{p}is><{p}t>{name}</{p}t></{p}is></{p}c>'
            f'<{p}c r="B{number}"><{p}v>{amount}</{p}v></{p}c></{p}row>')


def imported(tmp_path, book):
    path = pack(tmp_path / "a.xlsx", book)
    model = json.loads(run(path, status=0)[2])
    return [(p["name"], float(p["funding"]["fiscal_appropriation"])) for p in model["projects"]]


FOREIGN = 'xmlns:x="urn:nobody" ' + MCE + ' mc:Ignorable="x"'


@pytest.mark.parametrize("cells", [
    f"<x:old {FOREIGN}>{row(3, '假', 9)}</x:old>" + row(3, "真", 1),
    f"<x:old {FOREIGN}>{row(3, '假', 9, 'x:')}</x:old>" + row(3, "真", 1),
    f'<x:sheetData {FOREIGN}/>' + row(3, "真", 1),
    f'<x:row r="3" {FOREIGN}><x:c r="A3"><x:v>9</x:v></x:c></x:row>' + row(3, "真", 1),
    row(3, "真", 1).replace('r="3"', f'{FOREIGN} x:r="7" r="3" x:hidden="1"', 1),
    row(3, "真", 1).replace("<v>1</v>", f'<x:v {FOREIGN}>9</x:v><v>1</v>'),
    row(3, "真", 1).replace("<t>真</t>", f'<x:t {FOREIGN}>假</x:t><t>真</t>'),
    row(3, "真", 1).replace("<t>真</t>", f'<t>真</t><rPh sb="0" eb="1"><t>假</t></rPh>'),
    row(3, "真", 1).replace('<v>1</v>', f'<v>1</v><extLst><ext uri="x"><v>9</v></ext></extLst>'),
], ids=str)
def test_cells_in_a_foreign_namespace_are_passed_over(tmp_path, cells):
    assert imported(tmp_path, parts(cells)) == [("真", 1.0)]


@pytest.mark.parametrize("around", [
    "<extLst><ext uri='x'><sheetData>{}</sheetData></ext></extLst>", "<sheetPr><sheetData>{}</sheetData></sheetPr>",
    f"<x:a {FOREIGN}><sheetData>{{}}</sheetData></x:a>",
], ids=str)
def test_cells_that_stand_elsewhere_than_in_the_sheet_are_passed_over(tmp_path, around):
    book = parts(row(3, "真", 1))
    book["xl/worksheets/sheet1.xml"] = book["xl/worksheets/sheet1.xml"].replace("<sheetData>", around.format(row(3, "假", 9)) + "<sheetData>", 1)
    assert imported(tmp_path, book) == [("真", 1.0)]


@pytest.mark.parametrize("cell", ["<v>1</v><v>2</v>", "<f>A1</f><v>1</v><f>A2</f>", "<v>1</v><f>A1</f><v>1</v>", "<v/><v>1</v>"])
def test_values_and_formulas_that_a_cell_has_twice(tmp_path, cell):
    refused(pack(tmp_path / "a.xlsx", parts(row(3, "真", 1).replace("<v>1</v>", cell))), "cell-value-twice", cell="表!B3")


def test_cells_that_a_sheet_has_twice(tmp_path):
    book = parts()
    book["xl/worksheets/sheet1.xml"] = sheet("", after=f"<sheetData>{row(3, '假', 9)}</sheetData>")
    refused(pack(tmp_path / "a.xlsx", book), "sheet-data-twice")


@pytest.mark.parametrize("requires,name", [("x14", "选"), ("x14 a", "选"), ("y", "替"), ("x14 y", "替"), ("z", "替"), ("", "选")])
def test_alternate_content_is_read_as_programs_of_today_read_it(tmp_path, requires, name):
    """Of the namespaces that a choice requires all must be known: y is nobody's, z is not declared."""
    spaces = ('xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:y="urn:nobody" '
              'xmlns:a="http://schemas.openxmlformats.org/spreadsheetml/2006/main"')
    both = (f'<mc:AlternateContent {MCE} {spaces}><mc:Choice Requires="y">{row(3, "假", 9)}</mc:Choice>'
            f'<mc:Choice Requires="{requires}">{row(3, "选", 2)}</mc:Choice><mc:Choice Requires="x14 y">{row(3, "假", 9)}</mc:Choice>'
            f'<mc:Fallback>{row(3, "替", 3)}</mc:Fallback></mc:AlternateContent>')
    assert [n for n, _ in imported(tmp_path, parts(both))] == [name]


@pytest.mark.parametrize("attribute", ['mc:ProcessContent="x:a"', 'mc:MustUnderstand="x"'])
def test_markup_that_changes_what_counts_is_refused(tmp_path, attribute):
    book = parts(f'<x:a xmlns:x="urn:nobody">{row(3, "假", 9)}</x:a>' + row(4, "真", 1))
    book["xl/worksheets/sheet1.xml"] = book["xl/worksheets/sheet1.xml"].replace(
        "<sheetData>", f'<sheetData xmlns:x="urn:nobody" {MCE} {attribute}>', 1)
    refused(pack(tmp_path / "a.xlsx", book), "compatibility-markup")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_a_part_of_a_foreign_namespace(tmp_path, part):
    book = parts()
    book[part] = book[part].replace('xmlns="http://schemas', 'xmlns="urn:http://schemas', 1)
    refused(pack(tmp_path / "a.xlsx", book), "other-part", part=part)


def test_strict_workbooks_and_any_prefixes_are_read(tmp_path):
    book = parts(row(3, "真", 1))
    strict = {name: functools.reduce(lambda text, pair: text.replace(*pair), STRICT.items(), data) for name, data in book.items()}
    assert imported(tmp_path, strict) == [("真", 1.0)]
    prefixed = {**book, "xl/worksheets/sheet1.xml":
                f'<s:worksheet xmlns:s={MAIN[6:]}><s:sheetData>' + re.sub(r"<(/?)(?=\w)", r"<\1s:", HEADER + row(3, "真", 1)) + "</s:sheetData></s:worksheet>"}
    assert imported(tmp_path, prefixed) == [("真", 1.0)]


@pytest.mark.parametrize("kind,other", [("officeDocument", "xl/other.xml"), ("sharedStrings", "xl/others.xml"), ("worksheet", "xl/worksheets/other.xml"),
                                        ("styles", "xl/otherStyles.xml"), ("theme", "xl/otherTheme.xml")])
@pytest.mark.parametrize("prefix", ["urn:nothing/", "http://schemas.openxmlformats.org/officeDocument/2006/Relationships/",
                                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/x/"])
def test_a_relationship_whose_type_only_ends_like_one_of_ours_is_none(tmp_path, kind, other, prefix):
    book = parts('<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>1</v></c></row>')
    part = "_rels/.rels" if kind == "officeDocument" else "xl/_rels/workbook.xml.rels"
    book[part] = book[part].replace("</Relationships>", f'<Relationship Id="r1" Type="{prefix}{kind}" Target="/{other}"/></Relationships>')
    book[other] = "<no workbook/>"
    assert imported(tmp_path, book) == [("甲", 1.0)]


@pytest.mark.parametrize("kind", ["officeDocument", "sharedStrings", "styles"])
@pytest.mark.parametrize("strict", [False, True])
def test_two_relationships_of_one_kind(tmp_path, kind, strict):
    book = parts()
    part = "_rels/.rels" if kind == "officeDocument" else "xl/_rels/workbook.xml.rels"
    for name, base in (("a", REL), ("b", STRICT[REL] if strict else REL)):
        book[part] = book[part].replace("</Relationships>", f'<Relationship Id="{name}" Type="{base}/{kind}" Target="/xl/{name}.xml"/></Relationships>')
    refused(pack(tmp_path / "a.xlsx", book), "relationship-twice", part=part)


def test_two_sheets_of_one_part_and_two_relationships_of_one_id(tmp_path):
    book = parts()
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace("</sheets>", '<sheet name="又" sheetId="2" r:id="r1"/></sheets>')
    refused(pack(tmp_path / "a.xlsx", book), "sheet-part-twice")
    book = parts()
    again = f'<Relationship Id="r3" Type="{REL}/worksheet" Target="worksheets/Sheet1.xml"/></Relationships>'
    book["xl/_rels/workbook.xml.rels"] = book["xl/_rels/workbook.xml.rels"].replace("</Relationships>", again)
    refused(pack(tmp_path / "a.xlsx", book), "sheet-part-twice")
    book["xl/_rels/workbook.xml.rels"] = book["xl/_rels/workbook.xml.rels"].replace("r3", "r1").replace("Sheet1", "sheet2")
    refused(pack(tmp_path / "a.xlsx", book), "relationship-twice")


def test_a_form_control_changes_nothing(tmp_path):
    """Its anchor has elements called col and row, in a namespace of drawings."""
    xdr = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchor = "<xdr:col>1</xdr:col><xdr:row>2</xdr:row>"
    control = (f'<mc:AlternateContent {MCE}><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice Requires="x14">'
               f'<control shapeId="1025" r:id="r9" name="按钮"><controlPr><anchor><from>{anchor}</from><to>{anchor}</to></anchor></controlPr></control>'
               '</mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>')
    book = parts(row(3, "真", 1))
    spaces = f'xmlns:r="{REL}" xmlns:xdr="{xdr}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    for extra in (control, f"<oleObjects>{control}</oleObjects>", control.replace("col>", "row>"), control.replace("xdr:col", "xdr:sheetData")):
        book["xl/worksheets/sheet1.xml"] = sheet(row(3, "真", 1), after=extra).replace("<worksheet ", f"<worksheet {spaces} ")
        assert imported(tmp_path, book) == [("真", 1.0)]


ODD = {
    "backslashes": lambda book: {name.replace("/", "\\"): data for name, data in book.items()},
    "backslashes of targets": lambda book: {**book, "xl/_rels/workbook.xml.rels": book["xl/_rels/workbook.xml.rels"].replace("worksheets/", "worksheets\\")},
    "an index of a shared string that is not there": lambda book: {
        **book, "xl/worksheets/sheet1.xml": sheet(row(3, "真", 1) + '<row r="4"><c r="A4" t="s"><v/></c><c r="B4" t="s"><v></v></c></row>')},
    "names in capitals": lambda book: {name.upper() if name.startswith("xl/w") else name: data for name, data in book.items()},
    "folders": lambda book: {"xl/": "", **book},
    "UTF-16": lambda book: {**book, "xl/worksheets/sheet1.xml": sheet(row(3, "真", 1)).replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")},
    "no shared strings": lambda book: {name: data for name, data in book.items() if "shared" not in name} | {
        "xl/_rels/workbook.xml.rels": book["xl/_rels/workbook.xml.rels"].replace("sharedStrings", "nothing", 1)},
}


@pytest.mark.parametrize("odd", ODD)
def test_harmless_oddities_of_packages_are_read(tmp_path, odd):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ODD[odd](parts(row(3, "真", 1))).items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, data)
    assert [p["name"] for p in json.loads(run(path, status=0)[2])["projects"]] == ["真"]


def test_formats_of_other_programs_are_called_by_their_names(tmp_path):
    book = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    for extra in ({}, {"META-INF/manifest.xml": "<m/>"}):
        refused(pack(tmp_path / "a.ods", book | extra), "open-document")
    for target in ("workbook.bin", "Workbook.BIN"):
        binary = {"_rels/.rels": parts()["_rels/.rels"].replace("workbook.xml", target), f"xl/{target}": b"\x83\1\0\x80"}
        refused(pack(tmp_path / "a.xlsb", binary), "binary-workbook")


def test_time_grows_with_sheets_and_relationships_and_not_with_their_product(tmp_path):
    """Times are those of the processor, the least of three."""
    def book(count):
        related = "".join(f'<Relationship Id="s{i}" Type="{REL}/worksheet" Target="worksheets/s{i}.xml"/>' for i in range(count))
        sheets = "".join(f'<sheet name="表{i}" sheetId="{i + 2}" r:id="s{count - 1 - i}"/>' for i in range(count))
        whole = parts()
        whole["xl/_rels/workbook.xml.rels"] = whole["xl/_rels/workbook.xml.rels"].replace("</Rel", related + "</Rel")
        whole["xl/workbook.xml"] = whole["xl/workbook.xml"].replace("</sheets>", sheets + "</sheets>")
        return pack(tmp_path / "a.xlsx", whole)

    def seconds(path, *command):
        spent = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = subprocess.run([PROGRAM, *command, path], capture_output=True, timeout=60)
            assert done.returncode in (0, 1), done.stderr
            spent.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
        return min(spent)
    commands = {"import": ["--sheet", "表", "--department", "局", "--unit", "元"], "verify": ["--model", EXAMPLE]}
    times = {command: {} for command in commands}
    for count in (15000, 30000, 60000):
        path = book(count)
        for command, options in commands.items():
            times[command][count] = seconds(path, command, *options)
    for command, spent in times.items():
        print(f"{command}: " + ", ".join(f"{count} sheets {spent[count]:.2f} s" for count in spent))
        assert SANITIZED or spent[60000] < 0.5 or spent[60000] < 3.2 * spent[30000]
        assert SANITIZED or spent[60000] < 2
