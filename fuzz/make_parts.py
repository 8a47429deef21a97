"""A workbook as an input of the target `parts`: the parts that the importer reads, without what it passes over, so that it is small.

usage: make_parts.py BOOK.xlsx > INPUT
"""
import re
import sys
import zipfile

PASSED_OVER = ["conditionalFormatting", "dataValidations", "sheetProtection", "pageMargins", "pageSetup", "headerFooter", "printOptions",
               "sheetFormatPr", "sheetViews", "sheetPr", "autoFilter", "protection", "colors", "tableStyles", "cellStyles", "cellStyleXfs", "fills", "borders", "dxfs", "bookViews", "calcPr"]


def smaller(text):
    for name in PASSED_OVER:
        text = re.sub(rf"<{name}\b[^>]*/>|<{name}\b.*?</{name}>", "", text, flags=re.DOTALL)
    text = re.sub(r"<f>[^<]*</f>", "<f>1</f>", text)
    text = re.sub(r"<Override [^>]*(theme|app\.xml|drawing|calcChain)[^>]*/>|<Relationship [^>]*(theme|app\.xml)[^>]*/>", "", text)
    text = re.sub(r'<c r="[A-Z]+\d+"[^>]*(/>|><f>1</f><v></v></c>)', "", text)  # cells of a format or an empty result alone
    text = re.sub(r' (apply\w+|fillId|borderId|xfId|customHeight|ht|customWidth|width|topLeftCell)="[^"]*"', "", text)
    text = re.sub(r"<(sz|color|name|family|scheme|col)\b[^>]*/>|<cols></cols>", "", text)
    return re.sub(r"<row [^>]*></row>|<row [^>]*/>|<\?xml[^>]*\?>\n?", "", text)


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        for name in book.namelist():
            if not re.search(r"theme|app\.xml", name):
                sys.stdout.write(f"=== {name}\n{smaller(book.read(name).decode())}\n")


main()
