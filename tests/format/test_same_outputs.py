"""Outputs are what they were: see same_outputs.py. Its digests are held here, too: what changes an output changes them."""
import json
import re
import zipfile

import pytest

from common import EXAMPLE, read_json, render
from pdf_edit import Pdf
from same_outputs import DIGESTS, GOLDEN, digests, pdf_digest, xlsx_digest


@pytest.mark.slow
def test_outputs_of_examples_and_500_models_are_what_they_were(tmp_path):
    kept, found = read_json(GOLDEN), digests(tmp_path)
    assert len(kept) > 500 and set(kept) == set(found)
    different = [f"{name} {job}" for name in kept for job in kept[name] if kept[name][job] != found[name][job]]
    print(f"{sum(map(len, kept.values()))} outputs, {len(different)} different")
    assert different == []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return render(tmp_path_factory.mktemp("made"), EXAMPLE, "a.pdf", "a.xlsx", "a.csv", "a.trace")


def test_no_two_models_share_their_digests():
    kept = read_json(GOLDEN)
    for job in ("pdf", "xlsx", "csv", "trace", "working"):
        assert len({digests[job] for digests in kept.values()}) == len(kept), job


PAGES = {
    "a rule's end": lambda contents: re.sub(rb"(\d)( l S)", lambda m: b"%d" % ((int(m[1]) + 1) % 10) + m[2], contents, count=1),
    "the place of a text": lambda contents: re.sub(rb"(\d)( \S+ Td)", lambda m: b"%d" % ((int(m[1]) + 1) % 10) + m[2], contents, count=1),
    "a glyph": lambda contents: re.sub(rb"<([0-9A-Fa-f]{3})([0-9A-Fa-f])", lambda m: b"<%s%x" % (m[1], (int(m[2], 16) + 1) % 16), contents, count=1),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_change_of_a_page_changes_the_digest(made, tmp_path, name):
    pdf = Pdf(made[0])
    as_written = pdf_digest(pdf.write(tmp_path / "same.pdf"))
    contents = pdf.contents(1)
    assert PAGES[name](contents) != contents
    pdf.put_contents(1, PAGES[name](contents))
    assert pdf_digest(pdf.write(tmp_path / "changed.pdf")) != as_written


def test_a_change_of_a_font_program_changes_the_digest(made, tmp_path):
    pdf = Pdf(made[0])
    as_written = pdf_digest(pdf.write(tmp_path / "same.pdf"))
    programs = [number for number in pdf.objects if b"/CIDFontType0C" in pdf.dictionary(number)]
    assert len(programs) == 3
    for number in programs:
        changed = Pdf(made[0])
        program = changed.stream(number)
        changed.put_stream(number, program[:-1] + bytes([program[-1] ^ 1]))
        assert pdf_digest(changed.write(tmp_path / "changed.pdf")) != as_written


@pytest.mark.parametrize("at", (2, 3))
def test_a_changed_byte_of_csv_or_trace_changes_the_digest(made, tmp_path, at):
    data, kind = made[at].read_bytes(), made[at].suffix[1:]
    changed = tmp_path / made[at].name
    changed.write_bytes(data[:-2] + b"0" + data[-1:])
    assert DIGESTS[kind](changed) != DIGESTS[kind](made[at])


def rewritten(source, target, part, change):
    """Writes a workbook again with one of its parts changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8")
            if name == part:
                data, before = change(data), data
                assert data != before
            new.writestr(name, data)
    return target


def replaced(pattern, by):
    return lambda text: re.sub(pattern, by, text, count=1)


SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
CHANGES = {
    "a number": (SHEET, replaced(r"<v>(\d+)\.(\d)", r"<v>\g<1>1.\2")),
    "a text": (SHEET, replaced(r"目标", "目的")),
    "a number made a text": (SHEET, replaced(r'(<c r="\w+" s="\d+")(><v>)', r'\1 t="str"\2')),
    "a formula": (SHEET, replaced(r"<f>([^<]+)</f>", r"<f>\1+0</f>")),
    "a cell's style": (SHEET, replaced(r'(<c r="A4") s="\d+"', r'\1 s="1"')),
    "a row's height": (SHEET, replaced(r'ht="(\d+)', r'ht="1\1')),
    "a column's width": (SHEET, replaced(r'(<col [^>]*width=")', r"\g<1>1")),
    "merged cells": (SHEET, replaced(r'<mergeCell ref="A1:', '<mergeCell ref="B1:')),
    "the paper": (SHEET, replaced(r'paperSize="9"', 'paperSize="8"')),
    "a margin": (SHEET, replaced(r'<pageMargins left="0', '<pageMargins left="1')),
    "the footer": (SHEET, replaced(r"<oddFooter>", "<oddFooter>x")),
    "a number format": (STYLES, replaced(r'formatCode="#,##0\.00"', 'formatCode="#,##0.000"')),
    "a font's size": (STYLES, replaced(r'<sz val="8"', '<sz val="7"')),
    "a font's name": (STYLES, lambda text: text.replace("宋体", "黑体")),
    "a border": (STYLES, lambda text: text.replace("medium", "thick")),
    "an alignment": (STYLES, replaced(r'horizontal="\w+"', 'horizontal="fill"')),
    "a sheet's name": (BOOK, replaced(r'(<sheet name=")', r"\1x")),
    "repeated rows": (BOOK, replaced(r"(<definedName [^>]*>[^<]*)\d(?=</definedName>)", r"\g<1>9")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_a_workbook_changes_the_digest(made, tmp_path, name):
    assert xlsx_digest(rewritten(made[1], tmp_path / "changed.xlsx", *CHANGES[name])) != xlsx_digest(made[1])


def shared(source, target):
    """Writes a workbook again with its texts in a table of their own and its formats in another order."""
    texts = []

    def share(match):
        texts.append(match[3])
        return f'<c{match[1]} t="s"{match[2]}><v>{len(texts) - 1}</v></c>'

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        count = len(re.findall("<xf ", re.search("<cellXfs.*?</cellXfs>", old.read(STYLES).decode("utf-8"))[0]))
        for name in old.namelist():
            data = old.read(name).decode("utf-8")
            if name == SHEET:
                data = re.sub(r'<c((?: (?!t=)\w+="[^"]*")*) t="inlineStr"((?: \w+="[^"]*")*)><is>(.*?)</is></c>', share, data)
                data = re.sub(r'(<c [^>]*\bs=")(\d+)"', lambda m: f'{m[1]}{(count - int(m[2])) % count}"', data)
            elif name == STYLES:
                cells = re.search("(<cellXfs[^>]*>)(.*)(</cellXfs>)", data)
                formats = re.findall(r"<xf [^>]*/>|<xf [^>]*[^/]>.*?</xf>", cells[2])
                assert len(formats) == count
                data = data.replace(cells[0], cells[1] + formats[0] + "".join(reversed(formats[1:])) + cells[3])
            new.writestr(name, data)
        new.writestr("xl/sharedStrings.xml", '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
                     "".join(f"<si>{text}</si>" for text in texts) + "</sst>")
    assert len(texts) > 20
    return target


def test_another_form_of_the_same_workbook_keeps_the_digest(made, tmp_path):
    assert xlsx_digest(shared(made[1], tmp_path / "shared.xlsx")) == xlsx_digest(made[1])
