"""Comparing the ink of a PDF with what FreeType draws of the font file itself.

mupdf tells the places of the characters, poppler draws the page. budgetpress does not link FreeType: neither its choice of glyphs nor its
subsets take part in what is expected.
"""
import subprocess

import freetype
import numpy

from common import stext

DPI = 150


class Judge:
    """A font file as FreeType sees it."""

    def __init__(self, file, index=0, weight=None):
        self.face = freetype.Face(str(file), index)
        if weight:
            self.face.set_var_design_coords([weight])

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


def compare(path, folder, judge, name, glyphs):
    """(difference, character) of the first place of each character in a PDF that is set in the font called `name`, the worst first."""
    pages, left, scores, scale = draw_pages(path, folder), dict(glyphs), [], DPI / 72
    for page, font, size, x, y, char in stext(path):
        if char in left and font.split("+")[-1] == name:
            scores.append((difference(pages[page - 1], judge, left.pop(char), x * scale, y * scale, size * scale), char))
    assert not left, (name, len(left), "".join(sorted(left))[:50])
    return sorted(scores, reverse=True)
