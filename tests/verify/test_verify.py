"""budgetpress verify: finds what was changed in finished files, and nothing in files that were not.

The damage is done by qpdf and by editing what it unpacks; the line to be damaged is found through the trace, which names row,
column and line of each run in the order in which the PDF shows them.
"""
import copy
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

import openpyxl
import pytest

from common import EXAMPLE, INDICATORS, PROGRAM, ROOT, TARGETS, model_of, project, read_json, read_trace, render

EQUAL, DIFFERENT, USAGE, SYSTEM = 0, 1, 2, 3
PROFILES = ["archive", "print", "plain"]
READER = PROGRAM.parent / "budgetpress-read-pdf"


def verify(path, model, *options, environment=None):
    """(exit status, findings, the result that was printed, None where there was none)"""
    done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--accept", "words", "--model", model, *options, path],
                          capture_output=True, encoding="utf-8", env={**os.environ, **(environment or {})}, timeout=120)
    findings = [json.loads(line) for line in done.stderr.splitlines()]
    return done.returncode, [f for f in findings if f["severity"] == "error"], json.loads(done.stdout) if done.stdout else None


def names(findings):
    return [f["name"] for f in findings]


class Unpacked:
    """A PDF that qpdf has unpacked: the strings that its pages show, in order, each to be replaced."""
    SHOW = re.compile(rb"\[[^\]]*\]\s*TJ")

    def __init__(self, path):
        self.data = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], check=True, capture_output=True).stdout
        self.shows = list(self.SHOW.finditer(self.data))
        self.changes = {}

    def __getitem__(self, index):
        return self.changes.get(index, self.shows[index].group())

    def __setitem__(self, index, text):
        self.changes[index] = text

    def write(self, path):
        parts, at = [], 0
        for index, show in enumerate(self.shows):
            parts += [self.data[at:show.start()], self[index]]
            at = show.end()
        fixed = subprocess.run(["fix-qdf"], input=b"".join(parts) + self.data[at:], check=True, capture_output=True).stdout
        path.write_bytes(fixed)
        return path


class Official:
    """The example in one profile, with the runs of its trace."""

    def __init__(self, folder, profile):
        self.pdf, trace = render(folder, EXAMPLE, f"{profile}.pdf", f"{profile}.trace", options=["--option", f"pdf.profile={profile}"])
        self.runs = read_trace(trace)[1]
        self.folder = folder
        self.repacked = folder / f"{profile}-repacked.pdf"
        subprocess.run(["qpdf", self.pdf, self.repacked], check=True)

    def unpack(self):
        unpacked = Unpacked(self.pdf)
        assert len(unpacked.shows) == len(self.runs)
        return unpacked

    def find(self, row, column, line=0):
        return next(i for i, r in enumerate(self.runs) if (r.part, r.row, r.column, r.line) == ("body", row, column, line))

    def write(self, unpacked):
        return unpacked.write(self.folder / "damaged.pdf")


@pytest.fixture(scope="module", params=PROFILES)
def official(request, tmp_path_factory):
    return Official(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return Official(tmp_path_factory.mktemp("plain"), "plain")


def codes(show):
    """The codes of a show operator as a list of 4 hexadecimal digits each."""
    return re.findall(rb"[0-9a-fA-F]{4}", show)


def test_an_untouched_file_is_equal(official):
    status, findings, result = verify(official.pdf, EXAMPLE)
    assert (status, findings, result["verdict"]) == (EQUAL, [], "bytes")


@pytest.mark.parametrize("example,form", [(e, f) for e in sorted((ROOT / "examples").glob("*.json")) for f in (TARGETS, INDICATORS)])
def test_every_example_in_every_form_is_equal(tmp_path, example, form):
    path, = render(tmp_path, example, "a.pdf", form=form)
    assert verify(path, example, "--form", form)[:2] == (EQUAL, [])


@pytest.mark.parametrize("options", [["--qdf"], ["--linearize"], ["--object-streams=generate", "--recompress-flate"]])
def test_rewriting_a_pdf_makes_no_difference(plain, tmp_path, options):
    path = tmp_path / "a.pdf"
    subprocess.run(["qpdf", *options, plain.pdf, path], check=True)
    status, findings, result = verify(path, EXAMPLE)
    assert (status, findings, result["verdict"]) == (EQUAL, [], "pixels")


def test_every_script_and_fallback_fonts_are_equal(tmp_path):
    texts = ["𠮷野家𬱖项目", "Ünïcödé ½ ＡＢＣ", "かな カナ ㈱", "标点、。；：？！……——", "数据（含Ｘ）\n第二段"]
    projects = [project(i, name=t.replace("\n", ""), goal=t.split("\n")) for i, t in enumerate(texts)]
    for font_set in ("noto", "uming"):
        path, = render(tmp_path, model_of(projects), f"{font_set}.pdf", options=["--font-set", font_set])
        assert verify(path, tmp_path / "model.json", "--font-set", font_set)[:2] == (EQUAL, []), font_set


def test_a_single_changed_digit(official):
    pdf, other = official.unpack(), official.find(2, 1)
    at = official.find(3, 1)
    digits = codes(pdf[at])
    wanted = official.runs[at].text
    six = next(c for c, d in zip(codes(pdf[other]), official.runs[other].text) if d != wanted[0])
    shown = dict(zip(codes(pdf[other]), official.runs[other].text))[six]
    pdf[at] = pdf[at].replace(digits[0], six, 1)
    status, findings, result = verify(official.write(pdf), EXAMPLE)
    assert status == DIFFERENT and names(findings) == ["shown-otherwise"]
    assert f'"{shown}{wanted[1:]}"' in findings[0]["message"] and f'"{wanted}"' in findings[0]["message"]
    assert findings[0]["pointer"] == "/projects/1" and "page 1, row 4, column" in findings[0]["message"]
    assert (result["verdict"], result["differences"], result["pages"]) == ("differs", 1, 3)


@pytest.mark.slow
def test_any_line_lost_is_found(plain):
    """Lines of every part of the table in turn; the finding names the cell."""
    tried = 0
    for at in range(0, len(plain.runs), 7):
        pdf = plain.unpack()
        pdf[at] = b""
        status, findings, _ = verify(plain.write(pdf), EXAMPLE)
        run = plain.runs[at]
        assert status == DIFFERENT and names(findings) == ["not-shown"], run.text
        assert f"page {run.page}," in findings[0]["message"] and f'"{run.text}"' in findings[0]["message"]
        tried += 1
    assert tried > 25


def test_a_damaged_font(official, tmp_path):
    """Each font in turn: the characters stay what they are, but they are drawn as something else."""
    data = official.unpack().data
    streams = [m.end() for m in re.finditer(rb"/CIDFontType0C\b(?:(?!endobj).)*?stream\n", data, re.DOTALL)]
    assert len(streams) >= 2
    for start in streams:
        size = data.index(b"\nendstream", start) - start
        damaged = bytearray(data)
        for at in range(start + size // 2, start + size // 2 + 200, 20):  # the outlines of a few characters
            damaged[at] ^= 0x55
        (tmp_path / "damaged.pdf").write_bytes(damaged)
        status, findings, _ = verify(tmp_path / "damaged.pdf", EXAMPLE)
        assert status == DIFFERENT and set(names(findings)) == {"looks-otherwise", "object-changed"}
        assert any("/FontDescriptor/FontFile3" in f["message"] for f in findings)


def test_a_line_in_another_size(official):
    pdf, at = official.unpack(), official.find(3, 1)
    before = pdf.data.rfind(b" Tf", 0, pdf.shows[at].start())
    size = pdf.data.rfind(b" ", 0, before) + 1
    assert float(pdf.data[size:before]) == official.runs[at].size
    pdf[at] = pdf.data[pdf.data.rfind(b"/", 0, size):size] + b"%.2f Tf " % (official.runs[at].size * 0.95) + pdf[at]
    status, findings, _ = verify(official.write(pdf), EXAMPLE, "--differences", "1")
    assert status == DIFFERENT and names(findings) == ["drawn-otherwise"]
    assert f'"{official.runs[at].text}"' in findings[0]["message"] and "row 4" in findings[0]["message"]


def test_a_byte_order_mark_in_a_text_is_no_difference(tmp_path):
    path, = render(tmp_path, model_of([project(1, name="甲\ufeff乙")]), "a.pdf")
    assert verify(path, tmp_path / "model.json")[:2] == (EQUAL, [])


def test_a_lost_line(official):
    pdf, at = official.unpack(), official.find(4, 6, 2)
    pdf[at] = b""
    status, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert status == DIFFERENT and names(findings) == ["not-shown"] and "line 3:" in findings[0]["message"]
    assert findings[0]["pointer"] == "/projects/2"


@pytest.mark.parametrize("shift", [0, 4, 40])
def test_a_doubled_line(official, shift):
    """Exactly on itself, where no picture shows it; a little lower; and elsewhere."""
    pdf, at = official.unpack(), official.find(4, 6, 2)
    pdf[at] = b"%s 0 -%d Td %s 0 %d Td" % (pdf[at], shift, pdf[at], shift)
    status, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert status == DIFFERENT and "shown-twice" in names(findings)
    finding = findings[names(findings).index("shown-twice")]
    assert 'row 5, column "绩效指标", line 3' in finding["message"]


def test_swapped_rows(tmp_path):
    many = [project(i, name=f"项目{i}", funding={"other": f"{i}.25"}, goal=[f"目标{i}。"]) for i in range(1, 8)]
    path, trace = render(tmp_path, model_of(many), "a.pdf", "a.trace", options=["--option", "pdf.profile=plain"])
    runs, pdf = read_trace(trace)[1], Unpacked(path)
    tops = {r.row: r.y for r in runs if r.part == "body"}
    for index, run in enumerate(runs):
        if run.part == "body" and run.row in (4, 6):
            down = tops[10 - run.row] - run.y
            pdf[index] = b"0 %.3f Td %s 0 %.3f Td" % (-down, pdf[index], down)
    status, findings, _ = verify(pdf.write(tmp_path / "b.pdf"), tmp_path / "model.json")
    assert status == DIFFERENT and set(names(findings)) == {"shows-other-row"}
    assert {(f["pointer"], re.search(r"belongs to row (\d+)", f["message"])[1]) for f in findings} == {("/projects/2", "7"), ("/projects/4", "5")}
    assert len(findings) == 2 * 4


def test_two_lines_of_a_cell_exchanged(official):
    pdf = official.unpack()
    a, b = official.find(3, 6, 1), official.find(3, 6, 2)
    pdf[a], pdf[b] = pdf[b], pdf[a]
    status, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert status == DIFFERENT and names(findings) == ["shown-otherwise"] and "line 2" in findings[0]["message"]


def test_an_appended_digit_and_a_dropped_one(official):
    pdf, at = official.unpack(), official.find(3, 1)
    text, last = official.runs[at].text, codes(pdf[at])[-1]
    pdf[at] = pdf[at].replace(b"]", b"<%s>]" % last)
    _, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert names(findings) == ["shown-otherwise"] and f'"{text}{text[-1]}"' in findings[0]["message"]
    pdf[at] = official.unpack()[at].replace(last, b"", 1) if codes(official.unpack()[at]).count(last) == 1 else b"[<%s>]TJ" % b"".join(codes(official.unpack()[at])[:-1])
    _, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert names(findings) == ["shown-otherwise"] and f'shows "{text[:-1]}"' in findings[0]["message"]


def test_text_that_does_not_show(official):
    """White, invisible, or outside of the page: the text can still be copied, but the page does not show it."""
    for before, after in ((b"1 g", b"0 g"), (b"3 Tr", b"0 Tr"), (b"2000 0 Td", b"-2000 0 Td")):
        pdf, at = official.unpack(), official.find(4, 6, 2)
        pdf[at] = b"%s %s %s" % (before, pdf[at], after)
        status, findings, _ = verify(official.write(pdf), EXAMPLE)
        assert status == DIFFERENT and names(findings) == ["not-shown"], before


def inverted(profile, year):
    """A colour profile like this one, but made in this year, and with curves that run from light to dark."""
    curve = b"curv" + bytes(4) + (2).to_bytes(4, "big") + b"\xff\xff\x00\x00"
    count = int.from_bytes(profile[128:132], "big")
    table, body = profile[128:132], b""
    for entry in range(132, 132 + 12 * count, 12):
        name, at, size = profile[entry:entry + 4], *(int.from_bytes(profile[entry + i:entry + i + 4], "big") for i in (4, 8))
        value = curve if name.endswith(b"TRC") else profile[at:at + size]
        table += name + (132 + 12 * count + len(body)).to_bytes(4, "big") + len(value).to_bytes(4, "big")
        body += value + bytes(-len(value) % 4)
    size = 128 + len(table) + len(body)
    return size.to_bytes(4, "big") + profile[4:24] + year.to_bytes(2, "big") + profile[26:128] + table + body


def append_streams(pdf, first, streams):
    """Adds streams to a file by an incremental update."""
    root, before = re.findall(rb"/Root \d+ 0 R", pdf)[-1], int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    places = []
    for number, stream in enumerate(streams, first):
        places.append(b"%010d 00000 n \n" % len(pdf))
        pdf += b"%d 0 obj\n<< /N 3 /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(stream), stream)
    return pdf + b"xref\n%d %d\n%strailer << %s /Size %d /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        first, len(streams), b"".join(places), root, first + len(streams), before, len(pdf))


def test_text_that_a_colour_profile_makes_white(tmp_path):
    """The reader opens profiles and makes conversions once a document, as far as it keeps them: each counts for what it says, page after
    page."""
    profiles = 11  # some more than are kept
    official = Official(tmp_path, "archive")
    pdf = official.unpack()
    own = int(re.search(rb"/DestOutputProfile (\d+) 0 R", pdf.data)[1])
    profile = re.search(rb"\n%d 0 obj\n.*?stream\n(.*?)\nendstream" % own, pdf.data, re.S)[1]
    first = int(re.search(rb"/Size (\d+)", pdf.data)[1])
    spaces = [b"/Own [ /ICCBased %d 0 R ]" % own] + [b"/Other%d [ /ICCBased %d 0 R ]" % (i, first + i) for i in range(profiles)]
    pdf.data = re.sub(rb"/Font(?= <<\n)", b"/ColorSpace << " + b" ".join(spaces) + b" >>\n  /Font", pdf.data)
    pdf.shows = list(Unpacked.SHOW.finditer(pdf.data))
    lost = []
    for page in (1, 2, 3):
        cells = {(r.row, r.column): i for i, r in enumerate(official.runs) if r.page == page and r.part == "body"}
        for at, space in zip(cells.values(), ["Own"] + [f"Other{i}" for i in range(profiles)]):
            pdf[at] = b"/%s cs 0 0 0 sc %s 0 g" % (space.encode(), pdf[at])
            lost += [official.runs[at].text] if space != "Own" else []
    path = official.write(pdf)
    path.write_bytes(append_streams(path.read_bytes(), first, [inverted(profile, 2000 + i) for i in range(profiles)]))
    status, findings, _ = verify(path, EXAMPLE, "--differences", "100")
    assert status == DIFFERENT and names(findings)[:len(lost)] == ["not-shown"] * len(lost) and len(lost) > 2 * profiles
    assert all(any(f'"{text}"' in f["message"] for f in findings) for text in lost)


@pytest.mark.parametrize("drawing,name", [
    (b"q 1 g 170 400 60 40 re f Q", "drawing-added"),                      # a white patch over figures
    (b"q 0.4 w 200 100 m 200 300 l S Q", "rule-added"),
    (b"q 3 w 200 100 m 300 300 l S Q", "drawing-added"),
    (b"q 200 100 m 250 100 300 150 300 200 c S Q", "drawing-added"),
    (b"q 20 0 0 20 100 100 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q", "drawing-added"),
])
def test_what_is_drawn_besides(official, drawing, name):
    pdf = official.unpack()
    last = len(pdf.shows) - 1
    pdf[last] = b"%s ET %s BT" % (pdf[last], drawing)
    status, findings, _ = verify(official.write(pdf), EXAMPLE)
    assert status == DIFFERENT and names(findings) == [name], findings


def test_a_lost_rule(official):
    pdf = official.unpack()
    rules = list(re.finditer(rb"(\S+ \S+ m\s+\S+ \S+ l)\s+S", pdf.data))
    assert rules
    lost = rules[3]
    damaged = pdf.data[:lost.start()] + pdf.data[lost.end():]
    path = official.folder / "damaged.pdf"
    path.write_bytes(subprocess.run(["fix-qdf"], input=damaged, check=True, capture_output=True).stdout)
    status, findings, _ = verify(path, EXAMPLE)
    assert status == DIFFERENT and names(findings) and set(names(findings)) == {"rule-missing"}


def test_an_annotation_over_the_figures(plain, tmp_path):
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [100 100 200 120] /Contents (9) /DA (/Helv 9 Tf) >>"
    pdf = plain.unpack()
    pdf.data = re.sub(rb"/Type /Page\n", b"/Type /Page\n  /Annots [ " + note + b" ]\n", pdf.data, count=1)
    pdf.shows = list(Unpacked.SHOW.finditer(pdf.data))
    status, findings, _ = verify(pdf.write(tmp_path / "a.pdf"), EXAMPLE)
    assert status == DIFFERENT and "annotation-added" in names(findings)


def test_a_link_that_a_screen_shows_and_print_does_not(plain, tmp_path):
    link = b"<< /Type /Annot /Subtype /Link /Rect [100 100 200 120] /Border [0 0 1] /C [0] /F 0 >>"
    pdf = plain.unpack()
    pdf.data = re.sub(rb"/Type /Page\n", b"/Type /Page\n  /Annots [ " + link + b" ]\n", pdf.data, count=1)
    pdf.shows = list(Unpacked.SHOW.finditer(pdf.data))
    status, findings, _ = verify(pdf.write(tmp_path / "a.pdf"), EXAMPLE)
    assert status == DIFFERENT and names(findings)[-1] == "object-added" and set(names(findings)) == {"rule-added", "object-added"} and "/Page/Annots" in findings[-1]["message"]


def test_pages_lost_added_and_exchanged(plain, tmp_path):
    for pages, expected in (("1-2", "page-count"), ("1,2,3,3", "page-count"), ("1,3,2", "shown-otherwise")):
        path = tmp_path / "a.pdf"
        subprocess.run(["qpdf", plain.pdf, "--pages", ".", pages, "--", path], check=True)
        status, findings, _ = verify(path, EXAMPLE)
        assert status == DIFFERENT and expected in names(findings), pages


def test_a_page_turned_or_cut(plain, tmp_path):
    path = tmp_path / "a.pdf"
    subprocess.run(["qpdf", "--rotate=+90:2", plain.pdf, path], check=True)
    status, findings, _ = verify(path, EXAMPLE)
    assert status == DIFFERENT and "page-size" in names(findings) and "page 2" in findings[0]["message"]


def test_other_data_is_told_by_the_fingerprint(tmp_path):
    """The indicator's code is not shown in any cell of this form, the fingerprint knows it all the same."""
    model = read_json(EXAMPLE)
    path, = render(tmp_path, EXAMPLE, "a.pdf")
    model["projects"][0]["code"] = "44010024"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(model), encoding="utf-8")
    status, findings, _ = verify(path, other)
    assert status == DIFFERENT and names(findings) == ["other-fingerprint"]


def test_differences_are_numbered_counted_and_limited(tmp_path, official):
    other = ROOT / "examples" / "two-agencies-2025.json"
    status, findings, result = verify(official.pdf, other, "--differences", "5")
    assert status == DIFFERENT and len(findings) == 5
    assert [f["message"].split(".")[0] for f in findings] == ["1", "2", "3", "4", "5"]
    assert result["differences"] > 50
    assert len(verify(official.pdf, other)[1]) == 20


def test_several_files_and_both_languages(official):
    done = subprocess.run([PROGRAM, "verify", "--lang", "zh", "--model", EXAMPLE, official.pdf, ROOT / "README.md"], capture_output=True, encoding="utf-8")
    assert done.returncode == DIFFERENT and "BP6020" in done.stderr and "bytes; 与数据重新生成的文件逐字节相同" in done.stdout
    pdf, at = official.unpack(), official.find(4, 6, 2)
    pdf[at] = b""
    done = subprocess.run([PROGRAM, "verify", "--lang", "zh", "--model", EXAMPLE, official.write(pdf)], capture_output=True, encoding="utf-8")
    assert "第 1 页" in done.stderr and "第 5 行" in done.stderr and "1 处不同" in done.stdout


@pytest.mark.parametrize("name,options", [
    ("a.pdf", ["pdf.profile=print", "pdf.linearize=1"]), ("a.pdf", ["pdf.profile=plain", "pdf.compact=0"]), ("a.xlsx", []),
    ("a.xlsx", ["xlsx.profile=working"]), ("a.csv", []), ("a.csv", ["csv.bom=0", "csv.title=0"]), ("a.trace", []),
])
@pytest.mark.parametrize("date", [None, "1700000000"])
def test_what_was_written_in_any_way_is_equal_to_the_byte(tmp_path, name, options, date):
    """Whatever the environment of the one who verifies: the file tells its options and its date."""
    given = [word for option in options for word in ("--option", option)]
    path, = render(tmp_path, EXAMPLE, name, options=given, environment={"SOURCE_DATE_EPOCH": date} if date else None)
    status, findings, result = verify(path, EXAMPLE, environment={"SOURCE_DATE_EPOCH": "1"})
    assert (status, findings, result["verdict"]) == (EQUAL, [], "bytes")
    path.write_bytes(path.read_bytes().replace(b"1", b"7", 1) if name.endswith(("csv", "trace")) else path.read_bytes() + b"\n")
    assert verify(path, EXAMPLE)[2]["verdict"] != "bytes"


def test_only_the_bytes_of_a_csv_file_are_compared(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.csv")
    path.write_bytes(path.read_bytes().replace(b"685.63", b"685.64", 1))
    status, findings, result = verify(path, EXAMPLE)
    assert (status, names(findings), result["verdict"]) == (DIFFERENT, ["other-bytes"], "differs")


def test_a_form_is_known_by_what_it_says_not_by_where_it_lies(tmp_path):
    form = tmp_path / "mine"
    form.mkdir()
    (form / "form.json").write_bytes((ROOT / "templates" / TARGETS / "form.json").read_bytes())
    for name in ("a.pdf", "a.xlsx"):
        path, = render(tmp_path, EXAMPLE, name, form=f"{form}/")
        assert verify(path, EXAMPLE, "--form", form)[2]["verdict"] == "bytes"


def test_words_are_no_success_unless_they_are_accepted(tmp_path):
    """A workbook that another program saved again."""
    path, = render(tmp_path, EXAMPLE, "a.xlsx")
    openpyxl.load_workbook(path).save(path)
    for options, status in (([], DIFFERENT), (["--accept", "words"], EQUAL)):
        done = subprocess.run([PROGRAM, "verify", "--lang=en", "--model", EXAMPLE, *options, path], capture_output=True, encoding="utf-8")
        assert done.returncode == status and f"{path}: words; " in done.stdout, done.stderr
    assert subprocess.run([PROGRAM, "verify", "--accept", "differs", "--model", EXAMPLE, path], capture_output=True).returncode == USAGE


def test_a_name_drives_no_terminal_and_forges_no_result(plain, tmp_path):
    path = tmp_path / "v\x1b[31m\nfake.pdf: bytes; 1 pages"
    path.write_bytes(plain.pdf.read_bytes())
    done = subprocess.run([PROGRAM, "verify", "--model", EXAMPLE, path], capture_output=True, encoding="utf-8")
    assert done.returncode == EQUAL and "\x1b" not in done.stdout and done.stdout.count("\n") == 1 and "\\u001b[31m\\u000a" in done.stdout
    broken = os.fsencode(tmp_path) + b"/\xff.pdf"
    with open(broken, "wb") as file:
        file.write(plain.pdf.read_bytes())
    done = subprocess.run([PROGRAM, "verify", "--diagnostics=json", "--model", EXAMPLE, broken], capture_output=True, encoding="utf-8")
    assert json.loads(done.stdout)["file"].endswith("/\\xff.pdf")


def test_files_that_are_no_readable_pdf(plain, tmp_path):
    whole = plain.pdf.read_bytes()
    for data in (whole[:len(whole) // 2], b"%PDF-1.7\n" + os.urandom(4000), b"%PDF-1.7\n%%EOF\n"):
        (tmp_path / "a.pdf").write_bytes(data)
        status, findings, result = verify(tmp_path / "a.pdf", EXAMPLE)
        assert status == DIFFERENT and names(findings) == ["unreadable-pdf"] and result is None
    subprocess.run(["qpdf", "--encrypt", "secret", "owner", "256", "--", plain.pdf, tmp_path / "b.pdf"], check=True)
    assert names(verify(tmp_path / "b.pdf", EXAMPLE)[1]) == ["encrypted-pdf"]
    (tmp_path / "empty").write_bytes(b"")
    assert names(verify(tmp_path / "empty", EXAMPLE)[1]) == ["unknown-kind-of-file"]


def test_usage_and_system_faults(plain, tmp_path):
    assert verify(plain.pdf, tmp_path / "none.json")[0] == SYSTEM
    assert verify(tmp_path / "none.pdf", EXAMPLE)[0] == SYSTEM
    assert verify(tmp_path, EXAMPLE)[0] == SYSTEM
    assert verify(plain.pdf, EXAMPLE, "--differences", "0")[0] == USAGE
    assert verify(plain.pdf, EXAMPLE, "--form", "none")[0] == USAGE
    assert subprocess.run([PROGRAM, "verify", plain.pdf], capture_output=True).returncode == USAGE
    status, findings, _ = verify(plain.repacked, EXAMPLE, environment={"BUDGETPRESS_LIBEXEC": str(tmp_path)})
    assert status == SYSTEM and names(findings) == ["reader-failed"]


@pytest.mark.parametrize("lines", [
    "", "hello\n", "budgetpress-read-pdf 1\n", "budgetpress-read-pdf 3\npages 3\n", "budgetpress-read-pdf 3\npages -1\n",
    "budgetpress-read-pdf 3\npages 99999999999999999999\n", "budgetpress-read-pdf 3\ntitle 0\npages 3\n",
    "budgetpress-read-pdf 3\npages 3\npage 841890 595276\ntext 1 2\nend\n", "budgetpress-read-pdf 3\npages 3\npage 1 1\ntext 1 2 3\n",
    "budgetpress-read-pdf 3\npages 3\nshape 1 2 3 4 5\ndone\n", "budgetpress-read-pdf 3\npages 3\nadded 0 2F4\ndone\n",
    "budgetpress-read-pdf 3\npages 3\npicture 1 2 3 4\ndone\n", "budgetpress-read-pdf 3\npages 3\npicture -1 2 3 4 5\ndone\n",
    "budgetpress-read-pdf 3\npages 3\nupdate 1\ndone\n",
    "budgetpress-read-pdf 3\npages 3\npage 841890 595276\nrule 1 2 3\nend\n", "budgetpress-read-pdf 3\npages 3\npage 1 1\n" + "x" * 2000 + "\n",
    "budgetpress-read-pdf 3\npages 3\npage 1 1\nfill 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26\nend\n",
])
def test_a_reader_gone_wrong_is_not_believed(plain, tmp_path, lines):
    source = f"#include <stdio.h>\nint main(void) {{ return fputs({json.dumps(lines)}, stdout) < 0; }}\n"
    subprocess.run(["gcc", "-x", "c", "-o", tmp_path / "budgetpress-read-pdf", "-"], input=source, encoding="utf-8", check=True)
    status, findings, result = verify(plain.repacked, EXAMPLE, environment={"BUDGETPRESS_LIBEXEC": str(tmp_path)})
    assert status == DIFFERENT and "unreadable-pdf" in names(findings) and result is None


def test_the_reader_of_pdfs_takes_what_cannot_be_mapped(plain):
    with open(plain.pdf, "rb") as file:
        mapped = subprocess.run([READER], stdin=file, check=True, capture_output=True).stdout
    piped = subprocess.run([READER], input=plain.pdf.read_bytes(), check=True, capture_output=True).stdout
    assert mapped == piped and mapped.endswith(b"\ndone\n")


# Workbooks: damaged in the XML of the package.

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Book:
    """A workbook's parts, its first sheet as a tree."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.sheet = next(n for n in self.parts if re.fullmatch(r"xl/worksheets/sheet1\.xml", n))
        self.tree = ElementTree.fromstring(self.parts[self.sheet])
        self.data = self.tree.find(MAIN + "sheetData")

    def row(self, number):
        return next(r for r in self.data if int(r.get("r")) == number)

    def cell(self, name):
        return next(c for r in self.data for c in r if c.get("r") == name)

    def move(self, first, by):
        """Rows from `first` on, and their merges, down by so many."""
        for row in self.data:
            number = int(row.get("r"))
            if number >= first:
                self.number(row, number + by)
        for merge in self.tree.iter(MAIN + "mergeCell"):
            ends = [re.fullmatch(r"([A-Z]+)(\d+)", e).groups() for e in merge.get("ref").split(":")]
            if int(ends[0][1]) >= first:
                merge.set("ref", ":".join(f"{c}{int(n) + by}" for c, n in ends))

    @staticmethod
    def number(row, number):
        row.set("r", str(number))
        for cell in row:
            cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))

    def replace(self, old, new):
        """In the texts, wherever they are kept."""
        found = [n for n, data in self.parts.items() if old.encode() in data and n.startswith("xl/")]
        assert len(found) == 1, found
        if found[0] == self.sheet:
            self.tree = ElementTree.fromstring(ElementTree.tostring(self.tree).decode().replace(ascii_xml(old), ascii_xml(new), 1))
        else:
            self.parts[found[0]] = self.parts[found[0]].replace(old.encode(), new.encode(), 1)

    def write(self, path):
        self.parts[self.sheet] = ElementTree.tostring(self.tree)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                package.writestr(name, data)
        return path


def ascii_xml(text):
    return text.encode("ascii", "xmlcharrefreplace").decode()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return render(tmp_path_factory.mktemp("book"), EXAMPLE, "a.xlsx")[0]


def differences(book, tmp_path, model=EXAMPLE):
    status, findings, _ = verify(book.write(tmp_path / "b.xlsx"), model)
    assert status == DIFFERENT and [f["message"].split(".")[0] for f in findings] == [str(i + 1) for i in range(len(findings))]
    return findings


def cells(findings):
    return [(f["name"], f["cell"].split("!")[1]) for f in findings]


@pytest.mark.parametrize("example,form", [(e, f) for e in sorted((ROOT / "examples").glob("*.json")) for f in (TARGETS, INDICATORS)])
def test_every_example_as_a_workbook_is_equal(tmp_path, example, form):
    path, = render(tmp_path, example, "a.xlsx", form=form)
    assert verify(path, example, "--form", form)[:2] == (EQUAL, [])


def test_a_workbook_with_rows_over_several_is_equal(tmp_path):
    many = [{"level1": "1", "level2": "11", "name": f"指标{i:03}", "period_value": "100", "annual_value": "100"} for i in range(200)]
    path, = render(tmp_path, model_of([project(1, indicators=many), project(2, name="=1+1")]), "a.xlsx")
    assert verify(path, tmp_path / "model.json")[:2] == (EQUAL, [])


def test_a_changed_digit_in_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    fact, total = book.cell("C7").find(MAIN + "v"), book.cell("B4").find(MAIN + "v")
    assert (fact.text, total.text) == ("685.63", "3285.71")
    fact.text = "685.64"
    assert cells(differences(book, tmp_path)) == [("shown-otherwise", "C7")]
    fact.text, total.text = "685.63", "3286.71"
    findings = differences(book, tmp_path)
    assert cells(findings) == [("shown-otherwise", "B4")] and "3286.71" in findings[0]["message"]


def test_a_changed_digit_inside_of_a_long_text(workbook, tmp_path):
    book = Book(workbook)
    book.replace("非编人员年度考核合格率；实施周期指标值:≥95%", "非编人员年度考核合格率；实施周期指标值:≥96%")
    finding, = differences(book, tmp_path)
    assert cells([finding]) == [("shown-otherwise", "G6")] and finding["pointer"] == "/projects/0"
    assert "≥96%" in finding["message"] and "≥95%" in finding["message"] and len(finding["message"]) < 160


def test_a_lost_row_in_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    book.data.remove(book.row(9))
    book.move(10, -1)
    finding, = differences(book, tmp_path)
    assert cells([finding]) == [("row-missing", "A9")] and finding["pointer"] == "/projects/3"


def test_a_doubled_row_in_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    again = copy.deepcopy(book.row(9))
    book.move(10, 1)
    book.number(again, 10)
    book.data.insert(list(book.data).index(book.row(9)) + 1, again)
    finding, = differences(book, tmp_path)
    assert cells([finding]) == [("row-twice", "A10")] and finding["pointer"] == "/projects/3"


def test_a_row_put_into_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    other = copy.deepcopy(book.row(5))
    book.move(9, 1)
    book.number(other, 9)
    book.data.insert(list(book.data).index(book.row(8)) + 1, other)
    assert cells(differences(book, tmp_path)) == [("row-added", "A9")]


def test_exchanged_rows_in_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    a, b = book.row(8), book.row(9)
    at = list(book.data).index(a)
    book.number(a, 9)
    book.number(b, 8)
    for row in (a, b):
        row.attrib.pop("ht")
        book.data.remove(row)
    book.data.insert(at, b)
    book.data.insert(at + 1, a)
    findings = differences(book, tmp_path)
    assert {f["name"] for f in findings} == {"shows-other-row"} and {c[1][1:] for c in cells(findings)} == {"8", "9"}
    assert {f["pointer"] for f in findings} == {"/projects/2", "/projects/3"}


def test_what_stands_in_a_workbook_besides(workbook, tmp_path):
    book = Book(workbook)
    note = ElementTree.SubElement(book.row(5), MAIN + "c", {"r": "K5", "t": "str"})
    ElementTree.SubElement(note, MAIN + "v").text = "内部"
    assert cells(differences(book, tmp_path)) == [("cell-not-in-model", "K5")]


def test_what_is_hidden_or_cut_in_a_workbook(workbook, tmp_path):
    book = Book(workbook)
    book.row(8).set("hidden", "1")
    book.row(9).set("ht", "20")
    assert cells(differences(book, tmp_path)) == [("row-hidden", "A8"), ("row-too-low", "A9")]
    book = Book(workbook)
    next(book.tree.iter(MAIN + "col")).set("hidden", "1")
    assert cells(differences(book, tmp_path)) == [("column-hidden", "A1")]


def test_lines_around_the_table_that_are_cut_in_a_workbook(tmp_path):
    model = json.loads((ROOT / "examples" / "two-agencies-2025.json").read_text(encoding="utf-8"))
    model["notes"].append("合计数与分项数之和不等是由于四舍五入造成的，" * 12)
    path, = render(tmp_path, model, "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    last = sheet.max_row
    for row, height in ((1, "18"), (2, "9"), (last, "14")):
        book = Book(path)
        book.row(row).set("ht", height)
        assert cells(differences(book, tmp_path, tmp_path / "model.json")) == [("row-too-low", f"A{row}")]


def test_merges_of_a_workbook(tmp_path):
    path, = render(tmp_path, EXAMPLE, "a.xlsx", form=INDICATORS)
    model = json.loads(EXAMPLE.read_text(encoding="utf-8")) | {"form": INDICATORS}
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
    book = Book(path)
    merges = book.tree.find(MAIN + "mergeCells")
    lost = next(m for m in merges if m.get("ref").startswith("A7:"))
    lost.set("ref", lost.get("ref").replace("A7:", "A8:"))
    names = [f["name"] for f in differences(book, tmp_path, tmp_path / "model.json")]
    assert "cells-not-merged" in names and "cells-merged" in names


def test_a_workbook_of_other_data(workbook):
    status, findings, result = verify(workbook, ROOT / "examples" / "two-agencies-2025.json", "--differences", "3")
    assert status == DIFFERENT and len(findings) == 3 and result["differences"] > 40


def test_a_workbook_that_cannot_be_read(workbook, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook.read_bytes()[:3000])
    status, findings, result = verify(tmp_path / "a.xlsx", EXAMPLE)
    assert status == DIFFERENT and findings and result is None
