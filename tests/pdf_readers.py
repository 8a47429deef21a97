"""What readers of PDFs make of files, as JSON; run with the packages of scripts/fetch-python-tools.sh on PYTHONPATH.

usage: pdf_readers.py READER < {PDF: NEEDLES}

NEEDLES: for each page a list of texts. Prints for each PDF {"pages": the text of each page in the order of its contents, "found": for
each page how often the reader's own search finds each needle, "tables": for each page the texts of the cells of its tables}; a reader
that has no search or no tables leaves them out.
"""
import ctypes
import json
import pathlib
import re
import subprocess
import sys


class List(ctypes.Structure):
    """GList of glib."""


List._fields_ = [("data", ctypes.c_void_p), ("next", ctypes.POINTER(List)), ("previous", ctypes.POINTER(List))]


def poppler(path, needles):
    library = ctypes.CDLL("libpoppler-glib.so.8")
    for name, result, arguments in (
            ("document_new_from_file", ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p]),
            ("document_get_page", ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]),
            ("page_find_text", ctypes.POINTER(List), [ctypes.c_void_p, ctypes.c_char_p])):
        function = getattr(library, "poppler_" + name)
        function.restype, function.argtypes = result, arguments
    document = library.poppler_document_new_from_file(pathlib.Path(path).as_uri().encode(), None, None)

    def count(number, needle):
        """poppler takes a line of single characters at equal distances for one word spaced out: that is found without its blanks."""
        return find(number, needle) or find(number, needle.replace(" ", ""))

    def find(number, needle):
        found, item = 0, library.poppler_page_find_text(library.poppler_document_get_page(document, number), needle.encode())
        while item:
            found, item = found + 1, item.contents.next
        return found
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    return {"pages": text.split("\f")[:-1], "found": [[count(i, n) for n in listed] for i, listed in enumerate(needles)]}


def mupdf(path, needles):
    import pymupdf
    with pymupdf.open(path) as pdf:
        return {"pages": [page.get_text() for page in pdf],
                "found": [[len(page.search_for(n)) for n in listed] for page, listed in zip(pdf, needles)]}


def pdfium(path, needles):
    import pypdfium2
    pages = [page.get_textpage() for page in pypdfium2.PdfDocument(path)]

    def count(page, needle):
        """Where wchar_t has four bytes pdfium's search finds no character beyond the BMP, whoever made the file: what stands between."""
        searches = [page.search(part, match_case=True) for part in re.split("[^\0-\uFFFF]+", needle) if part]
        return min(len(list(iter(search.get_next, None))) for search in searches)
    return {"pages": [page.get_text_range() for page in pages],
            "found": [[count(page, n) for n in listed] for page, listed in zip(pages, needles)]}


def pdfminer(path, needles):
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    manager = PDFResourceManager()
    device, pages = PDFPageAggregator(manager), []
    with open(path, "rb") as file:
        for page in PDFPage.get_pages(file):
            PDFPageInterpreter(manager, device).process_page(page)
            pages.append("".join(item.get_text() for item in device.get_result() if isinstance(item, LTChar)))
    return {"pages": pages}


def pdfplumber(path, needles):
    import pdfplumber as plumber
    with plumber.open(path) as pdf:
        return {"pages": ["".join(c["text"] for c in page.chars) for page in pdf.pages],
                "found": [[len(page.search(re.escape(n))) for n in listed] for page, listed in zip(pdf.pages, needles)],
                "tables": [[cell or "" for table in page.extract_tables() for row in table for cell in row] for page in pdf.pages]}


def pypdf(path, needles):
    from pypdf import PdfReader
    return {"pages": [page.extract_text() for page in PdfReader(path).pages]}


if __name__ == "__main__":
    read = globals()[sys.argv[1]]
    json.dump({path: read(path, needles) for path, needles in json.load(sys.stdin).items()}, sys.stdout)
