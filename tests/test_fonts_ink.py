"""Every glyph as FreeType draws it: all of GB 2312 and a sample of GB 18030, in every kind of font that Debian has.

Reads the PDF with mupdf for the places of the characters and with poppler for the ink; FreeType draws the same character of the font file
itself. budgetpress does not link FreeType, so neither its choice of glyphs nor its subsets take part in what is expected.
"""
import subprocess

import freetype
import numpy
import pytest

from common import font_set, model_of, project, render, stext

DPI = 150
DEBIAN = {  # PostScript name: file, face
    "NotoSerifCJKsc-Regular": ("opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "NotoSansCJKsc-Regular": ("opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "NotoSerifCJKsc-Bold": ("opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "UMingCN": ("truetype/arphic/uming.ttc", 0),
    "WenQuanYiMicroHei": ("truetype/wqy/wqy-microhei.ttc", 0),
    "DroidSansFallback": ("truetype/droid/DroidSansFallbackFull.ttf", 0),
    "HanaMinA": ("truetype/hanazono/HanaMinA.ttf", 0),
    "HanaMinB": ("truetype/hanazono/HanaMinB.ttf", 0),
    "BabelStoneHan": ("truetype/babelstone/BabelStoneHan.ttf", 0),
}


def gb2312():
    """The 6,763 Han characters, rows 16 to 87."""
    cells = (bytes([row + 0xA0, cell + 0xA0]) for row in range(16, 88) for cell in range(1, 95))
    return [c for c in (pair.decode("gb2312", errors="ignore") for pair in cells) if c]


def gb18030_sample():
    """Han characters beyond GB 2312: of the BMP, Extension A, B and later."""
    codes = [*range(0x4E00, 0x9FA6, 43), *range(0x3400, 0x4DB6, 37), *range(0x20000, 0x2A6D7, 211), *range(0x2A700, 0x2CEA2, 97)]
    return [c for c in map(chr, codes) if len(c.encode("gb18030")) == 4 or c not in GB2312]


GB2312 = gb2312()


class Judge:
    """A font file as FreeType sees it."""

    def __init__(self, file, index):
        self.face = freetype.Face(str(file), index)

    def has(self, char):
        glyph = self.face.get_char_index(char)
        if not glyph:
            return False
        self.face.load_glyph(glyph, freetype.FT_LOAD_NO_SCALE)
        return self.face.glyph.outline.n_contours > 0

    def draw(self, glyph, pixels, dx):
        """The ink of a glyph moved to the right by a part of a pixel: array, left, top."""
        self.face.set_char_size(int(pixels * 64), 0, 72, 72)
        self.face.set_transform(freetype.Matrix(0x10000, 0, 0, 0x10000), freetype.Vector(int(dx * 64), 0))
        self.face.load_glyph(glyph, freetype.FT_LOAD_NO_HINTING | freetype.FT_LOAD_NO_BITMAP)
        self.face.glyph.render(freetype.FT_RENDER_MODE_NORMAL)
        bitmap = self.face.glyph.bitmap
        ink = numpy.array(bitmap.buffer, dtype=numpy.float32).reshape(bitmap.rows, bitmap.pitch)[:, :bitmap.width]
        used = numpy.flatnonzero(ink.any(axis=0))  # the bitmap spans control points, which may lie over the next glyph
        first, last = (used[0], used[-1] + 1) if used.size else (0, 0)
        return ink[:, first:last], self.face.glyph.bitmap_left + first, self.face.glyph.bitmap_top


def draw_pages(path, folder):
    """The ink of each page as poppler draws it, 255 black, and which columns of pixels are clear of rules."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", path, folder / "page"], check=True)
    pages = []
    for file in sorted(folder.glob("page*.pgm")):
        data = file.read_bytes()
        width, height = data.split(maxsplit=3)[1:3]
        ink = 255 - numpy.frombuffer(data, numpy.uint8, offset=len(data) - int(width) * int(height)).reshape(int(height), int(width))
        rules = numpy.convolve((ink > 40).mean(axis=0) > 0.4, [1, 1, 1], "same") > 0  # glyphs may touch the rules between columns
        pages.append((ink.astype(numpy.float32), ~rules))
        file.unlink()
    return pages


def difference(page, judge, glyph, x, y, pixels):
    """How much of the ink of a glyph is elsewhere than FreeType puts it, 0 to 1 and more. poppler moves glyphs to the right by quarters of
    a pixel, large ones not at all, and never up; places that are read back are rounded."""
    page, clear = page
    best = numpy.inf
    for nudge in (0, 0.01, -0.01):
        left, base = int(x + nudge), int(y + nudge)
        for part in (int((x + nudge - left) * 4) / 4, 0):
            ink, dx, top = judge.draw(glyph, pixels, part)
            rows, columns = ink.shape
            crop = page[base - top:base - top + rows, left + dx:left + dx + columns]
            if crop.shape == ink.shape:
                free = clear[left + dx:left + dx + columns]
                best = min(best, numpy.abs(crop - ink)[:, free].sum() / ink.sum())
            if best < 0.03:
                return best
    return best


def cells(text, size=430):
    return [project(i, name="甲", goal=[text[at:at + size]]) for i, at in enumerate(range(0, len(text), size))]


@pytest.mark.parametrize("name", DEBIAN)
def test_ink_of_gb2312_and_a_sample_of_gb18030(tmp_path, name):
    file, index = DEBIAN[name]
    file = f"/usr/share/fonts/{file}"
    judge = Judge(file, index)
    wanted = [c for c in GB2312 + gb18030_sample() if judge.has(c)]
    assert len(wanted) > (300 if name == "HanaMinB" else 6000)
    if name in ("NotoSerifCJKsc-Regular", "WenQuanYiMicroHei", "HanaMinA"):
        assert set(GB2312) <= set(wanted)
    fonts = font_set(tmp_path, {"family": name, "file": file, "index": index},
                     {"family": "Noto Serif CJK SC", "file": "opentype/noto/NotoSerifCJK-Regular.ttc", "index": 2})
    path, = render(tmp_path, model_of(cells("".join(wanted))), "a.pdf",
                   options=["--font-set", fonts, "--option", "pdf.profile=plain"])
    pages, left = draw_pages(path, tmp_path), set(wanted)
    scores = []
    for page, font, size, x, y, char in stext(path):
        if char in left and font.split("+")[-1] == name:
            left.discard(char)
            scale = DPI / 72
            scores.append((difference(pages[page - 1], judge, judge.face.get_char_index(char), x * scale, y * scale, size * scale), char))
    assert not left, (len(left), "".join(sorted(left))[:50])
    scores.sort(reverse=True)
    assert scores[0][0] < 0.05, scores[:20]
