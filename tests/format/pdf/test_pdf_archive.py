"""The PDF for the archive and for everyone: its structure, its metadata and its profiles, as readers that are not ours see them.

veraPDF holds the same files against the standards: make conformance.
"""
import io
import json
import os
import random
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import numpy
import pytest
from PIL import Image, ImageCms

from common import EXAMPLE, INDICATORS, TARGETS, PROGRAM, ROOT, font_set, model_of, project, read_json, read_trace, render

pytestmark = pytest.mark.slow
PUBLISHED = ROOT / "tests" / "data" / "official-lines.json"
XMP = {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
       "xmp": "http://ns.adobe.com/xap/1.0/", "pdf": "http://ns.adobe.com/pdf/1.3/", "own": "urn:budgetpress:model:1/",
       "pdfaid": "http://www.aiim.org/pdfa/ns/id/", "pdfuaid": "http://www.aiim.org/pdfua/ns/id/"}


class Element:
    """A structure element as poppler prints it."""

    def __init__(self, tag):
        self.tag, self.attributes, self.kids, self.text = tag, {}, [], ""

    def find(self, *tags):
        """The elements with these tags below, in order."""
        for kid in self.kids:
            if kid.tag in tags:
                yield kid
            yield from kid.find(*tags)

    def whole_text(self):
        """Its text, paragraphs as lines."""
        return self.text if not self.kids else "\n".join(kid.whole_text() for kid in self.kids)


def structure(path):
    out = subprocess.run(["pdfinfo", "-struct-text", path], check=True, capture_output=True, encoding="utf-8").stdout
    top = Element("")
    open_at = [(-1, top)]
    for line in out.splitlines():
        depth, line = len(line) - len(line.lstrip(" ")), line.lstrip(" ")
        if line.startswith('"'):
            open_at[-1][1].text += line[1:-1]
        elif line.startswith("/"):
            key, _, value = line[1:].partition(" ")
            open_at[-1][1].attributes[key] = value
        elif line:
            while open_at[-1][0] >= depth:
                open_at.pop()
            element = Element(line.split()[0].rstrip(":"))
            open_at[-1][1].kids.append(element)
            open_at.append((depth, element))
    return top.kids[0]


def rows_of(document):
    body, = document.find("TBody")
    return [[cell.whole_text() for cell in row.find("TH", "TD")] for row in body.kids]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return render(tmp_path_factory.mktemp("archive"), EXAMPLE, "a.pdf", "a.trace")


def objects(path):
    """All objects of a file by number, as qpdf reads them."""
    data = json.loads(subprocess.run(["qpdf", "--json", path], check=True, capture_output=True).stdout)
    found = {}
    for key, value in data["qpdf"][1].items():
        match = re.fullmatch(r"obj:(\d+) 0 R", key)
        if match:
            found[f"{match[1]} 0 R"] = value.get("value", value.get("stream", {}).get("dict"))
    found["trailer"] = data["qpdf"][1]["trailer"]["value"]
    return found


def page_contents(path):
    data = json.loads(subprocess.run(["qpdf", "--json=1", path], check=True, capture_output=True).stdout)
    for page in data["pages"]:
        for contents in page["contents"]:
            yield subprocess.run(["qpdf", f"--show-object={contents.split()[0]}", "--filtered-stream-data", path],
                                 check=True, capture_output=True).stdout


# The structure tree.

def test_the_real_table_comes_back_whole_and_in_order(archive):
    document = structure(archive[0])
    assert [kid.tag for kid in document.kids] == ["H1", "P", "P", "Table"]
    assert document.kids[0].text == "广州互联网法院2024年项目支出绩效目标表（含转移支付项目）"
    assert [p.text for p in document.kids[1:3]] == ["部门名称：广州互联网法院", "单位：万元"]
    rows, model = rows_of(document), read_json(EXAMPLE)
    assert len(rows) == 12 and [len(r) for r in rows] == [7] * 12
    assert rows[0] == ["合计", "3,285.71", "3,281.21", "", "4.50", "", ""]
    assert rows[1] == ["广州互联网法院", "3,285.71", "3,281.21", "", "4.50", "", ""]
    for row, p, published in zip(rows[2:], model["projects"], read_json(PUBLISHED)["rows"]):
        assert row[0] == "    " + p["name"]
        amount = p["funding"]["fiscal_appropriation"]
        assert row[2] == (f"{Decimal(amount):,.2f}" if amount is not None else "")
        assert row[5] == "\n".join(p["goal"])
        assert row[6].replace("\n", "") == "".join(published["indicators"]["lines"])


def test_headers_head_columns_and_names_head_rows(archive):
    table, = structure(archive[0]).find("Table")
    assert [kid.tag for kid in table.kids] == ["THead", "TBody"]
    heads = list(table.kids[0].find("TH"))
    form = read_json(ROOT / "templates" / "project-performance-targets" / "form.json")
    assert [h.text for h in heads] == [column["header"] for column in form["columns"]]
    assert {h.attributes["Scope"] for h in heads} == {"/Column"}
    for row in table.kids[1].kids:
        assert [cell.tag for cell in row.kids] == ["TH"] + ["TD"] * 6 and row.kids[0].attributes["Scope"] == "/Row"


def test_every_byte_that_a_code_may_have_comes_back(tmp_path):
    """Codes are two bytes of a literal string: with so many characters each is a bracket, a backslash or a line end somewhere."""
    characters = [chr(c) for c in [*range(0x4E00, 0x9FA6), *range(0x3400, 0x4000)]]
    goals = ["".join(characters[i:i + 500]) for i in range(0, len(characters), 500)]
    assert len(characters) > 0x5C00
    path, = render(tmp_path, model_of([project(i, goal=[goal]) for i, goal in enumerate(goals)]), "a.pdf")
    assert [row[5] for row in rows_of(structure(path))[2:]] == goals
    assert b"\r" not in b"".join(page_contents(path))  # which poppler would take for itself, and other readers for a line feed


@pytest.mark.parametrize("form", [None, INDICATORS])
def test_random_tables_come_back_as_they_are(tmp_path, form):
    random.seed(20240601)
    alphabet = "()\\<>[]{}/%#\"'&;:. aZ09,，。、；：（）《》“”…—·㎡℃𠮷①" + "绩效目标指标项目支出预算资金审判执行"

    def text(most):
        return "".join(random.choice(alphabet) for _ in range(random.randint(1, most))).strip() or "空"

    for round_number in range(8):
        projects = []
        for i in range(random.randint(1, 12)):
            found = [{"level1": "1", "level2": "11", "name": text(60), "period_value": text(200), "annual_value": text(9)}
                     for _ in range(random.randint(0, 6))]
            projects.append(project(i, name=text(80), goal=[text(900) for _ in range(random.randint(1, 4))], indicators=found))
        path, = render(tmp_path, model_of(projects), f"{round_number}.pdf", form=form)
        if not form:
            rows = rows_of(structure(path))[2:]
            assert [row[0] for row in rows] == ["    " + p["name"] for p in projects]
            assert [row[5].split("\n") for row in rows] == [p["goal"] for p in projects]
            continue
        table, = structure(path).find("Table")
        shown = [[cell.whole_text() for cell in row] for row in grid(table.kids[1])[2:]]
        expected = [["    " + p["name"], *([i["name"], i["period_value"], i["annual_value"]] if i else ["", "", ""])]
                    for p in projects for i in p["indicators"] or [None]]
        assert [[row[0], *row[7:]] for row in shown] == expected


def indicator(number, period, annual):
    return {"level1": "1", "level2": "11", "name": f"指标{number}", "period_value": period, "annual_value": annual}


def long_model():
    clauses = ["第一段，说明项目的目标“引用”；", "第二段。", "第三段更长，" + "反复说明同样的内容，" * 40 + "到此为止。"]
    many = [indicator(i, "1", "2") for i in range(60)]
    return model_of([project(1, goal=clauses * 4, indicators=many), project(2), project(3, goal=clauses * 3)])


def test_a_row_split_over_pages_is_one_row(tmp_path):
    path, trace = render(tmp_path, long_model(), "a.pdf", "a.trace")
    rows, model = rows_of(structure(path)), long_model()
    assert read_trace(trace)[0] >= 4
    assert [row[0].strip() for row in rows] == ["合计", "某某局", "项目1", "项目2", "项目3"]
    assert [row[5] for row in rows[2:]] == ["\n".join(p["goal"]) for p in model["projects"]]
    assert rows[2][6] == "".join(f"{i + 1}、1-产出指标；11-数量指标；指标{i}；实施周期指标值:1；年度指标值:2。"
                                 for i in range(60))


def grid(section):
    """Which element fills each place of a section's rows, by the spans; fails where two meet or a place stays empty."""
    places = {}
    for y, row in enumerate(section.kids):
        x = 0
        for cell in row.kids:
            while (y, x) in places:
                x += 1
            for dy in range(int(cell.attributes.get("RowSpan", 1))):
                for dx in range(int(cell.attributes.get("ColSpan", 1))):
                    assert (y + dy, x + dx) not in places
                    places[y + dy, x + dx] = cell
    height, width = max(y for y, _ in places) + 1, max(x for _, x in places) + 1
    assert height == len(section.kids) and len(places) == height * width
    return [[places[y, x] for x in range(width)] for y in range(height)]


def test_spans_fill_the_grid_and_cells_name_their_headers(tmp_path):
    names = ["甲", "乙", "丙"]
    many = [indicator(i, str(i), str(i * 2)) for i in range(40)]
    projects = [project(i + 1, name=name, indicators=many[:n]) for i, (name, n) in enumerate(zip(names, (40, 1, 3)))]
    path, trace = render(tmp_path, model_of(projects), "a.pdf", "a.trace", form=INDICATORS)
    assert read_trace(trace)[0] > 1
    document = structure(path)
    table, = document.find("Table")
    head, body = grid(table.kids[0]), grid(table.kids[1])
    assert [len(head[0]), len(head), len(body)] == [10, 2, 2 + 44]
    assert [cell.text for cell in head[1]][:6] == ["项目名称", "总计", "财政拨款", "财政专户拨款", "其他资金", "一级指标"]
    assert {cell.text for cell in head[0][1:5]} == {"预算资金"}
    assert [row[0].text for row in body[2:]] == ["    甲"] * 40 + ["    乙"] + ["    丙"] * 3
    assert [row[7].text for row in body[2:]] == [f"指标{i}" for n in (40, 1, 3) for i in range(n)]
    found = objects(path)
    tree = found[found[found["trailer"]["/Root"]]["/StructTreeRoot"]]
    ids = {}
    leaves = [found[kid] for kid in found[tree["/IDTree"]].get("/Kids", [])] or [found[tree["/IDTree"]]]
    for leaf in leaves:
        ids.update(zip(leaf["/Names"][::2], leaf["/Names"][1::2]))
    assert list(ids) == sorted(ids)
    named = 0
    for element in found.values():
        if isinstance(element, dict) and element.get("/S") == "/TD" and "/Headers" in element.get("/A", {}):
            headers = [found[ids[i]] for i in element["/A"]["/Headers"]]
            assert [h["/S"] for h in headers] == ["/TH"] * 3
            assert [h["/A"]["/Scope"] for h in headers] == ["/Column", "/Column", "/Row"]
            assert headers[1]["/A"]["/ColSpan"] == 4  # 预算资金, over the four
            named += 1
    assert named == 4 * (2 + len(names))  # what is under one header alone is headed by its scope


def test_a_span_whose_text_goes_on_beside_later_rows_is_one_cell(tmp_path):
    name = "这个项目的名称长得一页也放不下，" * 60
    many = [indicator(i, "1", "2") for i in range(3)]
    model = model_of([project(1, name=name, indicators=many), project(2, indicators=many)])
    path, trace = render(tmp_path, model, "a.pdf", "a.trace", form=INDICATORS)
    _, runs, _ = read_trace(trace)
    assert len({run.page for run in runs if run.part == "body" and run.column == 0 and run.row == 2 and not run.again}) > 1
    table, = structure(path).find("Table")
    body = grid(table.kids[1])
    assert [row[0].text for row in body[2:]] == ["    " + name] * 3 + ["    项目2"] * 3


def test_a_note_split_over_pages_is_one_paragraph(tmp_path):
    notes = ["很长的说明，" * 1500, "第二条。"]
    path, = render(tmp_path, {**model_of([project(1)]), "notes": notes}, "a.pdf")
    assert int(subprocess.run(["qpdf", "--show-npages", path], check=True, capture_output=True).stdout) > 1
    assert [p.text for p in structure(path).kids[4:]] == notes


def test_empty_tables_have_a_structure_too(tmp_path):
    for form in (TARGETS, INDICATORS):
        path, = render(tmp_path, {**model_of([]), "form": form, "notes": ["注一。"]}, "a.pdf")
        document = structure(path)
        assert [kid.tag for kid in document.kids] == ["H1", "P", "P", "Table", "P", "P"]
        assert [kid.text for kid in document.kids[4:]] == ["注一。", "注：本表无数据。"]


def test_nothing_on_a_page_is_outside_of_the_structure(archive, tmp_path):
    """All that paints stands in one marked-content sequence, with an MCID that the page's parent tree knows, or an artifact."""
    paths = [archive[0], *render(tmp_path, long_model(), "long.pdf")]
    painted = 0
    for path in paths:
        found = objects(path)
        pages = [o for o in found.values() if isinstance(o, dict) and o.get("/Type") == "/Page"]
        parents = found[found[found[found["trailer"]["/Root"]]["/StructTreeRoot"]]["/ParentTree"]]["/Nums"]
        parents = dict(zip(parents[::2], parents[1::2]))
        contents = list(page_contents(path))
        assert sorted(p["/StructParents"] for p in pages) == list(range(len(contents)))
        for number, data in enumerate(contents):
            depth, seen = 0, []
            for line in re.sub(rb"\((?:\\.|[^\\)])*\)", b"()", data, flags=re.S).split(b"\n"):
                if line.endswith(b"BDC"):
                    depth += 1
                    seen += [int(n) for n in re.findall(rb"/MCID (\d+)", line)]
                    assert b"MCID" in line or line.startswith(b"/Artifact")
                elif line == b"EMC":
                    depth -= 1
                elif line.endswith((b"TJ", b" S", b" f")):
                    painted += 1
                    assert depth == 1, line
            assert depth == 0 and seen == list(range(len(found[parents[number]])))
    assert painted > 500


def test_repeated_headers_and_page_numbers_are_artifacts(archive):
    kinds = [re.findall(rb"/Artifact<<([^\n]*)>>BDC", data) for data in page_contents(archive[0])]
    assert kinds[0] == [b"/Type/Pagination/Subtype/Footer", b"/Type/Layout"]
    for later in kinds[1:]:
        assert later == [b"/Type/Pagination/Subtype/Header"] * 7 + [b"/Type/Pagination/Subtype/Footer", b"/Type/Layout"]


@pytest.mark.parametrize("character", ["\uf6c5", "\ufeff"])
def test_characters_that_tounicode_cannot_tell_have_a_replacement_text(tmp_path, character):
    """A character for private use has a glyph only where the set names a font that has one."""
    fonts = font_set(tmp_path, {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2},
                     {"family": "BabelStone Han", "file": "truetype/babelstone/BabelStoneHan.ttf"})
    path, = render(tmp_path, model_of([project(1, name=f"甲{character}乙")]), "a.pdf", options=("--font-set", fonts))
    data = b"".join(page_contents(path))
    assert len(re.findall(rb"/TH<</MCID \d+/ActualText<FEFF%04X>>>BDC\n" % ord(character), data)) == 1
    spelled = {"\ufeff": "\u2060"}.get(character, character)  # as the standard says, poppler by ToUnicode
    assert rows_of(structure(path))[2][0] == f"    甲{spelled}乙"


# What the document says of itself.

def information(path):
    return {key.lstrip("/"): value[2:] if value.startswith("u:") else value
            for key, value in objects_of_info(path).items()}


def objects_of_info(path):
    found = objects(path)
    return found[found["trailer"]["/Info"]]


def metadata(path):
    text = subprocess.run(["pdfinfo", "-meta", path], check=True, capture_output=True).stdout
    return ElementTree.fromstring(text[text.index(b"<x:xmpmeta"):text.index(b"<?xpacket end")])


@pytest.mark.parametrize("title", [None, "\"A&B\" <b>'x'</b> ]]> &amp; (\\) %%EOF endobj 😀 עברית العربية 表"])
def test_xmp_says_the_same_as_the_document_information(tmp_path, title):
    model = {**model_of([project(1)]), "department": {"name": title or "某某局"}}
    if title:
        model["title"] = title
    path, = render(tmp_path, model, "a.pdf", environment={"SOURCE_DATE_EPOCH": "1704067200"})
    info, xmp = information(path), metadata(path)
    assert info["Title"] == xmp.findtext(".//dc:title/rdf:Alt/rdf:li", None, XMP)
    assert info["Title"] == (title or "某某局2024年项目支出绩效目标表（含转移支付项目）")
    assert info["Author"] == (title or "某某局") == xmp.findtext(".//dc:creator/rdf:Seq/rdf:li", None, XMP)
    assert info["Creator"] == xmp.findtext(".//xmp:CreatorTool", None, XMP) and info["Creator"].startswith("budgetpress ")
    assert info["Producer"] == xmp.findtext(".//pdf:Producer", None, XMP)
    assert info["CreationDate"] == info["ModDate"] == "D:20240101000000Z"
    assert xmp.findtext(".//xmp:CreateDate", None, XMP) == xmp.findtext(".//xmp:ModifyDate", None, XMP) == "2024-01-01T00:00:00Z"
    assert [xmp.findtext(f".//{k}", None, XMP) for k in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == ["2", "A", "1"]


def test_the_fingerprint_is_that_of_the_normalized_model(tmp_path):
    model = read_json(EXAMPLE)
    path, = render(tmp_path, model, "a.pdf")
    own = {k: metadata(path).findtext(f".//own:{k}", None, XMP) for k in ("department", "fiscalYear", "form", "modelSHA256")}
    assert (own["department"], own["fiscalYear"], own["form"]) == ("广州互联网法院", "2024", "project-performance-targets")
    # other spaces and another order of members: the same facts
    other = tmp_path / "other.json"
    other.write_text(json.dumps(dict(reversed(model.items())), ensure_ascii=True, indent=7), encoding="utf-8")
    again, = render(tmp_path, other, "b.pdf")
    assert again.read_bytes() == path.read_bytes() and re.fullmatch("[0-9a-f]{64}", own["modelSHA256"])
    model["projects"][3]["goal"][0] += "。"
    changed, = render(tmp_path, model, "c.pdf")
    assert metadata(changed).findtext(".//own:modelSHA256", None, XMP) != own["modelSHA256"]


def identifier(path):
    first, second = objects(path)["trailer"]["/ID"]
    assert first == second
    return first


def test_the_identifier_comes_from_the_content(tmp_path):
    one, = render(tmp_path, model_of([project(1)]), "1.pdf")
    two, = render(tmp_path, model_of([project(1)]), "2.pdf")
    other, = render(tmp_path, model_of([project(1, name="别的")]), "3.pdf")
    assert one.read_bytes() == two.read_bytes()
    assert identifier(one) == identifier(two) != identifier(other)


def test_outline_and_page_labels(archive):
    data = json.loads(subprocess.run(["qpdf", "--json", archive[0]], check=True, capture_output=True).stdout)
    _, runs, _ = read_trace(archive[1])
    agency, = data["outlines"]
    assert agency["title"] == "广州互联网法院" and agency["open"]
    assert [kid["title"] for kid in agency["kids"]] == [p["name"] for p in read_json(EXAMPLE)["projects"]]
    for row, kid in enumerate(agency["kids"], 2):
        first = next(r for r in runs if r.part == "body" and r.column == 0 and r.row == row)
        tops = [r.y - r.size for r in runs if r.part == "body" and r.row == row and r.page == first.page]
        assert kid["destpageposfrom1"] == first.page and 0 <= min(tops) - (595.276 - kid["dest"][3]) < 8, kid["title"]
    assert data["pagelabels"] == [{"index": 0, "label": {"/S": "/D", "/St": 1}}]
    shown = subprocess.run(["mutool", "show", archive[0], "outline"], check=True, capture_output=True, encoding="utf-8").stdout
    assert len(shown.splitlines()) == 11


def test_outlines_of_many_agencies_hang_together(tmp_path):
    agencies = [{"id": f"a{i}", "name": f"单位{i}"} for i in range(30)]
    projects = [project(i, agency=f"a{i % 30}") for i in range(150)]
    for form in (None, INDICATORS):
        path, = render(tmp_path, model_of(projects, agencies), "a.pdf", form=form)
        data = json.loads(subprocess.run(["qpdf", "--json", path], check=True, capture_output=True).stdout)
        assert [(o["title"], [k["title"] for k in o["kids"]], o["open"]) for o in data["outlines"]] == [
            (f"单位{a}", [f"项目{i}" for i in range(150) if i % 30 == a], False) for a in range(30)]
        found = objects(path)
        root = found[found[found["trailer"]["/Root"]]["/Outlines"]]
        item, before, count = root["/First"], None, 0
        while item:
            assert found[item].get("/Prev") == before and found[item]["/Count"] == -5
            before, item, count = item, found[item].get("/Next"), count + 1
        assert before == root["/Last"] and count == root["/Count"] == 30


def test_the_colour_profile_is_srgb(archive, tmp_path):
    found = objects(archive[0])
    intent, = found[found["trailer"]["/Root"]]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    data = subprocess.run(["qpdf", f"--show-object={intent['/DestOutputProfile'].split()[0]}", "--filtered-stream-data", archive[0]],
                          check=True, capture_output=True).stdout
    ours, theirs = ImageCms.ImageCmsProfile(io.BytesIO(data)), ImageCms.createProfile("sRGB")
    assert "sRGB" in ImageCms.getProfileDescription(ours)
    steps = numpy.arange(0, 256, 15, dtype=numpy.uint8)
    colours = numpy.stack(numpy.meshgrid(steps, steps, steps), -1).reshape(1, -1, 3)
    turned = ImageCms.profileToProfile(Image.fromarray(colours), ours, theirs)
    assert numpy.abs(numpy.asarray(turned, dtype=int) - colours).max() <= 1


# Profiles and options.

def option(text):
    return ["--option", text]


def test_profiles(tmp_path):
    paths = {p: render(tmp_path, EXAMPLE, f"{p}.pdf", options=option(f"pdf.profile={p}"))[0] for p in ("archive", "print", "plain")}
    sizes = {p: path.stat().st_size for p, path in paths.items()}
    assert sizes["plain"] < sizes["print"] < sizes["archive"] < 400_000
    catalogs = {p: objects(path)[objects(path)["trailer"]["/Root"]] for p, path in paths.items()}
    assert "/StructTreeRoot" in catalogs["archive"] and "/MarkInfo" in catalogs["archive"]
    assert "/StructTreeRoot" not in catalogs["print"] and "/OutputIntents" in catalogs["print"] and "/Outlines" in catalogs["print"]
    assert not {"/StructTreeRoot", "/OutputIntents", "/Outlines"} & set(catalogs["plain"])
    assert metadata(paths["print"]).findtext(".//pdfaid:conformance", None, XMP) == "B"
    assert metadata(paths["print"]).find(".//pdfuaid:part", XMP) is None
    assert b"BDC" not in b"".join(page_contents(paths["print"]))
    default, = render(tmp_path, EXAMPLE, "default.pdf")
    assert default.read_bytes() == paths["archive"].read_bytes()


def pixels(path, folder):
    subprocess.run(["pdftoppm", "-r", "80", "-gray", path, folder / path.stem], check=True)
    return [numpy.asarray(Image.open(f)) for f in sorted(folder.glob(f"{path.stem}-*.pgm"))]


@pytest.mark.parametrize("options", ["pdf.profile=print", "pdf.profile=plain", "pdf.compact=0", "pdf.linearize=1"])
def test_all_of_them_look_the_same(tmp_path, options):
    one, = render(tmp_path, EXAMPLE, "one.pdf")
    other, = render(tmp_path, EXAMPLE, "other.pdf", options=option(options))
    assert all((a == b).all() for a, b in zip(pixels(one, tmp_path), pixels(other, tmp_path), strict=True))
    assert subprocess.run(["qpdf", "--check", other], capture_output=True).returncode == 0
    text = [subprocess.run(["pdftotext", "-layout", p, "-"], check=True, capture_output=True).stdout for p in (one, other)]
    assert text[0] == text[1]


def test_compact_is_what_object_streams_are(tmp_path):
    compact, = render(tmp_path, EXAMPLE, "compact.pdf")
    classic, = render(tmp_path, EXAMPLE, "classic.pdf", options=option("pdf.compact=0"))
    assert b"/ObjStm" in compact.read_bytes() and b"\nxref\n" not in compact.read_bytes()
    assert b"/ObjStm" not in classic.read_bytes() and b"\nxref\n" in classic.read_bytes()
    assert compact.stat().st_size < classic.stat().st_size


def test_linearized_files_are(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.pdf", options=option("pdf.linearize=1"))
    checked = subprocess.run(["qpdf", "--check-linearization", path], capture_output=True, encoding="utf-8")
    assert checked.returncode == 0 and "no linearization errors" in checked.stdout, checked.stdout + checked.stderr
    again, = render(tmp_path, EXAMPLE, "b.pdf", options=option("pdf.linearize=1"))
    assert again.read_bytes() == path.read_bytes()
    assert "TBody" in {e.tag for e in structure(path).find("TBody")}


def test_linearizing_without_libqpdf_says_what_to_install(tmp_path):
    """A library of that name without its functions stands in for one that is not there."""
    empty = tmp_path / "empty.c"
    empty.write_text("")
    for name in ("libqpdf.so.30", "libqpdf.so.29", "libqpdf.so.28", "libqpdf.so"):
        subprocess.run(["cc", "-shared", "-o", tmp_path / name, empty], check=True)
    out = tmp_path / "a.pdf"
    done = subprocess.run([PROGRAM, "render", EXAMPLE, "-o", out, "--option", "pdf.linearize=1"], capture_output=True, encoding="utf-8",
                          env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})
    assert done.returncode == 3 and "libqpdf29" in done.stderr and not out.exists()


def test_fonts_are_embedded_once_each(archive):
    """The body and the title have faces of their own; no two font objects share a face."""
    names = subprocess.run(["pdffonts", archive[0]], check=True, capture_output=True, encoding="utf-8").stdout.splitlines()[2:]
    names = [line.split()[0] for line in names]
    assert len(names) == len({n.split("+")[1] for n in names}) == len({n.split("+")[0] for n in names}) == 3
    assert all(re.fullmatch(r"[A-Z]{6}\+[A-Za-z0-9-]+", n) for n in names)


def test_a_long_table_has_a_page_tree_of_several_nodes(tmp_path):
    path, = render(tmp_path, model_of([project(i, goal=["目标。"] * 30) for i in range(360)]), "a.pdf")
    found = objects(path)
    root = found[found[found["trailer"]["/Root"]]["/Pages"]]
    pages = int(subprocess.run(["qpdf", "--show-npages", path], check=True, capture_output=True).stdout)
    assert pages > 256 and root["/Count"] == pages == sum(found[kid]["/Count"] for kid in root["/Kids"])
    assert len(root["/Kids"]) == -(-pages // 256)
    tree = found[found[found[found["trailer"]["/Root"]]["/StructTreeRoot"]]["/ParentTree"]]
    numbers = [n for kid in tree["/Kids"] for n in found[kid]["/Nums"][::2]]
    assert numbers == list(range(pages))
    assert all(found[kid]["/Limits"] == [found[kid]["/Nums"][0], found[kid]["/Nums"][-2]] for kid in tree["/Kids"])
