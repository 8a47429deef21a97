#!/usr/bin/python3
"""Writes fonts/coverage.json: which characters the fonts of the sets have, so that a missing one can be answered with a package.

usage: font-coverage.py [OUT]     needs the packages named in fonts/*.json, python3-fonttools and python3-freetype

A font is listed with what those before it lack, where that takes fewer ranges than all that it has. Characters without ink do not count.
"""
import json
import pathlib
import sys
import textwrap
import unicodedata

import freetype
from fontTools.ttLib import TTFont

FONTS = pathlib.Path(__file__).resolve().parent.parent / "fonts"
SYSTEM = pathlib.Path("/usr/share/fonts")
BLANK = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Mc"}


def candidates():
    """(file, index) of every font in the fallback list, then of the sets, that a package brings; each file once."""
    files = {}
    fallback = json.loads((FONTS / "fallback.json").read_text(encoding="utf-8"))["fonts"]
    sets = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(FONTS.glob("*.json"))]
    listed = fallback + [c for s in sets if "roles" in s for role in s["roles"].values() for c in role]
    for candidate in listed:
        if candidate.get("package"):
            files.setdefault(candidate["file"], candidate.get("index", 0))
    return files.items()


def coverage(path, index):
    font = TTFont(path, fontNumber=index, lazy=True)
    face = freetype.Face(str(path), index)
    has = set()
    for code, name in font.getBestCmap().items():
        face.load_glyph(font.getGlyphID(name), freetype.FT_LOAD_NO_SCALE)
        if face.glyph.outline.n_contours or unicodedata.category(chr(code)) in BLANK:
            has.add(code)
    return has


def ranges(codes):
    out = []
    for code in sorted(codes):
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in out]


def main(out):
    known, fonts = set(), []
    for file, index in candidates():
        path = SYSTEM / file
        if not path.exists():
            sys.exit(f"font-coverage.py: {path} is not installed")
        has = coverage(path, index)
        lists = min(ranges(has - known), ranges(has), key=len)
        known |= has
        if lists:
            fonts.append({"file": file, "covers": textwrap.wrap(" ".join(lists), 120, break_on_hyphens=False)})
    text = json.dumps({"schema": "budgetpress-coverage/1", "fonts": fonts}, indent=1)
    pathlib.Path(out).write_text(text + "\n", encoding="utf-8")


main(sys.argv[1] if len(sys.argv) > 1 else FONTS / "coverage.json")
