"""Small fonts made for the tests, of every kind that a file can hold, from the outlines of a TrueType font."""
import functools
import io

from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools import varLib

SOURCE = "/usr/share/fonts/truetype/arphic/uming.ttc"
TEXT = "国项目永丰器龘口"
UNITS = 1024  # of the source's em: a power of two, not the 1000 of CFF


@functools.cache
def source():
    return TTFont(SOURCE, fontNumber=0, lazy=True)


def draw(char, pen, transform=(1, 0, 0, 1, 0, 0)):
    font = source()
    font.getGlyphSet()[font.getBestCmap()[ord(char)]].draw(TransformPen(pen, transform))


def finish(builder, order, name, fs_type=0):
    units = builder.font["head"].unitsPerEm
    made = builder.font.get("glyf", {})
    builder.setupHorizontalMetrics({g: (units, getattr(made[g], "xMin", 0) if g in made else 0) for g in order})
    builder.setupHorizontalHeader(ascent=units * 88 // 100, descent=-units * 12 // 100)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(fsType=fs_type, sTypoAscender=units * 88 // 100, sTypoDescender=-units * 12 // 100)
    builder.setupPost()
    return builder.font


def glyph_names(chars):
    return {char: f"u{ord(char):04X}" for char in chars}


def truetype(name="Made", chars=TEXT, glyphs=None, scale=1.0, rise=0, fs_type=0, blank=(), cmap=None):
    """glyf. `glyphs` adds ready glyphs by name; `blank` characters have no contour; `cmap` adds names for characters."""
    names = glyph_names(chars)
    order = [".notdef", *names.values(), *(glyphs or {})]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({**{ord(c): g for c, g in names.items()}, **{ord(c): g for c, g in (cmap or {}).items()}})
    made = {".notdef": TTGlyphPen(None).glyph()}
    for char, glyph in names.items():
        pen = TTGlyphPen(None)
        if char not in blank:
            draw(char, pen, (scale, 0, 0, scale, 0, rise))
        made[glyph] = pen.glyph()
    builder.setupGlyf({**made, **(glyphs or {})})
    return finish(builder, order, name, fs_type)


def nested(name="Nested"):
    """國 is 国 turned about in a component of a component, beside it and smaller."""
    inner, outer = TTGlyphPen({"u56FD": None}), TTGlyphPen({"inner": None})
    inner.addComponent("u56FD", (0.5, 0, 0, 0.5, 100, 200))
    outer.addComponent("inner", (1, 0, 0, 1, 0, 0))
    outer.addComponent("inner", (0.75, 0, 0, 0.5, 350, -100))
    return truetype(name, "国", {"inner": inner.glyph(), "outer": outer.glyph()}, cmap={"國": "outer"})


def cff(name="Made", chars=TEXT, units=1000, stretch=1.0, version=1, cmap=None):
    """CFF whose glyphs have names, or CFF2; `cmap` as with truetype."""
    names = glyph_names(chars)
    order = [".notdef", *names.values()]
    builder = FontBuilder(units, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({**{ord(c): g for c, g in names.items()}, **{ord(c): g for c, g in (cmap or {}).items()}})
    strings, scale = {}, units / UNITS
    for glyph, char in [(".notdef", None), *((g, c) for c, g in names.items())]:
        pen = T2CharStringPen(units if version == 1 else None, None, CFF2=version == 2)
        if char:
            draw(char, pen, (scale * stretch, 0, 0, scale, 0, 0))
        strings[glyph] = pen.getCharString()
    matrix = {} if units == 1000 else {"FontMatrix": [1 / units, 0, 0, 1 / units, 0, 0]}
    if version == 1:
        builder.setupCFF(name, {"FullName": name, **matrix}, strings, {})
    else:
        builder.setupCFF2(strings)
    return finish(builder, order, name)


def weight_axis():
    axis = AxisDescriptor()
    axis.tag, axis.name, axis.minimum, axis.default, axis.maximum = "wght", "Weight", 100, 100, 900
    return axis


def variable_truetype(name="Made"):
    """Glyphs grow wider with the weight, from 100 to 900, by a twentieth."""
    font = truetype(name)
    builder = FontBuilder(font=font)
    builder.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    variations = {}
    for glyph in font.getGlyphOrder():
        points = [(x // 20, 0) for x, _ in getattr(font["glyf"][glyph], "coordinates", [])]
        variations[glyph] = [TupleVariation({"wght": (0, 1, 1)}, points + [(0, 0)] * 4)]
    builder.setupGvar(variations)
    return font


def variable_cff2(name="Made"):
    """The same with CFF2 outlines."""
    space = DesignSpaceDocument()
    space.addAxis(weight_axis())
    for weight, stretch in ((100, 1.0), (900, 1.05)):
        master = SourceDescriptor()
        master.font, master.location, master.familyName = reload(cff(name, stretch=stretch)), {"Weight": weight}, name
        space.addSource(master)
    return varLib.build(space)[0]


def reload(font):
    data = io.BytesIO()
    font.save(data)
    data.seek(0)
    return TTFont(data)


def save(font, folder, name="made.ttf"):
    path = folder / name
    font.save(path)
    return path


def collection(fonts, folder, name="made.ttc"):
    whole = TTCollection()
    whole.fonts = fonts
    path = folder / name
    whole.save(str(path))
    return path
