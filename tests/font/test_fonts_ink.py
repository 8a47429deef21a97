"""Every glyph as FreeType draws it: all of GB 2312 and a sample of GB 18030, in every kind of font that Debian has."""
import pytest

from common import font_set, model_of, project, render
from ink import Judge, compare

pytestmark = pytest.mark.slow
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
    scores = compare(path, tmp_path, judge, name, {c: judge.face.get_char_index(c) for c in wanted})
    assert scores[0][0] < 0.05, scores[:20]
