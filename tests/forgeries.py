"""What a forger may do to a PDF of ours so that it shows, says or does something else. Each takes the PDF, a page and the dice."""
import re

from pdf_edit import SHOW, font_at, place

EDITS = []


def edit(function):
    EDITS.append(function)
    return function


class Impossible(Exception):
    """This PDF has nothing of the kind: throw again."""


def show_of(pdf, page, dice, least=1):
    """(contents, match, codes) of text that is shown, of at least so many different characters that are no blank."""
    contents = pdf.contents(page)
    shows = [m for m in SHOW.finditer(contents) if len(set(codes_of(m.group()))) >= least]
    if not shows:
        raise Impossible
    show = dice.choice(shows)
    return contents, show, codes_of(show.group())


def codes_of(show):
    return [c for text in re.findall(rb"<([0-9a-fA-F]+)>", show) for c in re.findall(rb"[0-9a-fA-F]{4}", text)]


def put(pdf, page, contents, show, text):
    pdf.put_contents(page, contents[:show.start()] + text + contents[show.end():])


def state(pdf, page, entries):
    """A graphics state of the page's resources."""
    pdf.resource(page, b"ExtGState", b"GSx", b"<< %s >>" % entries)
    pdf.resource(page, b"ExtGState", b"GSn", b"<< /ca 1 /CA 1 /BM /Normal /OP false /op false >>")


def aside(contents, show):
    x, y = place(contents, show.start())
    return x, y, *font_at(contents, show.start())


# ---- texts ----

@edit
def another_code(pdf, page, dice):
    contents, show, codes = show_of(pdf, page, dice, 2)
    a, b = dice.sample(sorted(set(codes)), 2)
    put(pdf, page, contents, show, show.group().replace(a, b, 1))


@edit
def a_code_lost(pdf, page, dice):
    contents, show, codes = show_of(pdf, page, dice, 2)
    at = dice.randrange(len(codes))
    put(pdf, page, contents, show, b"[<%s>]TJ" % b"".join(codes[:at] + codes[at + 1:]))


@edit
def a_code_twice(pdf, page, dice):
    contents, show, codes = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"%s [<%s>]TJ" % (show.group(), dice.choice(codes)))


@edit
def two_codes_exchanged(pdf, page, dice):
    contents, show, codes = show_of(pdf, page, dice, 2)
    pairs = [i for i in range(len(codes) - 1) if codes[i] != codes[i + 1]]
    if not pairs:
        raise Impossible
    at = dice.choice(pairs)
    codes[at], codes[at + 1] = codes[at + 1], codes[at]
    put(pdf, page, contents, show, b"[<%s>]TJ" % b"".join(codes))


@edit
def a_line_lost(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"")


@edit
def a_line_elsewhere(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y = dice.choice([-1, 1]) * dice.uniform(1, 30), dice.choice([-1, 1]) * dice.uniform(1, 30)
    put(pdf, page, contents, show, b"%.3f %.3f Td %s %.3f %.3f Td" % (x, y, show.group(), -x, -y))


@edit
def two_lines_shown_in_the_other_order(pdf, page, dice):
    """Where they were: no picture tells."""
    contents = pdf.contents(page)
    shows = list(SHOW.finditer(contents))
    fonts = [font_at(contents, s.start()) for s in shows]
    pairs = [i for i in range(len(shows) - 1) if fonts[i] == fonts[i + 1] and shows[i].group() != shows[i + 1].group()]
    if not pairs:
        raise Impossible
    i = dice.choice(pairs)
    (x, y), (x1, y1) = place(contents, shows[i].start()), place(contents, shows[i + 1].start())
    dx, dy = x1 - x, y1 - y
    pdf.put_contents(page, contents[:shows[i].start()] + b"%.3f %.3f Td %s %.3f %.3f Td" % (dx, dy, shows[i + 1].group(), -dx, -dy) +
                     contents[shows[i].end():shows[i + 1].start()] +
                     b"%.3f %.3f Td %s %.3f %.3f Td" % (-dx, -dy, shows[i].group(), dx, dy) + contents[shows[i + 1].end():])


@edit
def narrow_letters(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"%d Tz %s 100 Tz" % (dice.choice([1, 20, 60, 140]), show.group()))


@edit
def raised_letters(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"%.2f Ts %s 0 Ts" % (dice.choice([-1, 1]) * dice.uniform(1, 300), show.group()))


@edit
def spaced_letters(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice, 2)
    put(pdf, page, contents, show, b"%.2f Tc %s 0 Tc" % (dice.choice([-1, 1]) * dice.uniform(0.5, 9), show.group()))


@edit
def a_text_matrix(pdf, page, dice):
    """Mirrored, upside down, slanted, or as small as a dot."""
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, _ = aside(contents, show)
    matrix = dice.choice([b"-1 0 0 1", b"-1 0 0 -1", b"1 0 0 -1", b"1 0 0.6 1", b"0.01 0 0 0.01", b"0 1 -1 0"])
    put(pdf, page, contents, show, b"%s %.3f %.3f Tm %s 1 0 0 1 %.3f %.3f Tm" % (matrix, x, y, show.group(), x, y))


@edit
def another_colour(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    colour = dice.choice([b"1 g", b"0.8 g", b"1 0.8 0 rg", b"1 0 0 rg", b"0 0 0 0 k", b"0.95 g"])
    put(pdf, page, contents, show, b"%s %s 0 g" % (colour, show.group()))


@edit
def an_invisible_line(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"%d Tr %s 0 Tr" % (dice.choice([1, 3, 7]), show.group()))


@edit
def a_faded_line(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    state(pdf, page, dice.choice([b"/ca 0", b"/ca 0.3", b"/BM /Lighten", b"/BM /Difference", b"/SMask /None /ca 0.05"]))
    put(pdf, page, contents, show, b"/GSx gs %s /GSn gs" % show.group())


@edit
def an_overprinted_line(pdf, page, dice):
    """Printers show it otherwise, screens do not."""
    contents, show, _ = show_of(pdf, page, dice)
    state(pdf, page, b"/OP true /op true /OPM 1")
    put(pdf, page, contents, show, b"/GSx gs %s /GSn gs" % show.group())


@edit
def another_size(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    name, size = font_at(contents, show.start())
    put(pdf, page, contents, show, b"/%s %.2f Tf %s /%s %.2f Tf" % (name, size * dice.choice([0.01, 0.9, 1.1, 3]), show.group(), name, size))


@edit
def further_text(pdf, page, dice):
    """Digits beside a figure, dark or so pale that an eye passes over them and a program does not."""
    contents, show, codes = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    colour = dice.choice([b"0 g", b"1 0.8 0 rg", b"0.9 g", b"0.99 g", b"1 g"])
    pdf.put_contents(page, contents + b"\nq %s BT /%s %.2f Tf %.3f %.3f Td <%s> Tj ET Q\n" %
                     (colour, name, size, x - dice.uniform(2, 20), y + dice.uniform(-3, 3), dice.choice(codes) * 2))


@edit
def the_same_text_twice(pdf, page, dice):
    """Exactly on itself."""
    contents, show, _ = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    pdf.put_contents(page, contents + b"\nBT /%s %.2f Tf %.3f %.3f Td %s ET\n" % (name, size, x, y, show.group()))


@edit
def text_behind_a_clip(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    put(pdf, page, contents, show, b"")
    pdf.put_contents(page, pdf.contents(page) + b"\nq %.3f %.3f %.3f %.3f re W n BT /%s %.2f Tf %.3f %.3f Td %s ET Q\n" %
                     (x + size / 4, y + size / 3, dice.choice([0.3, 3]), dice.choice([0.3, 3]), name, size, x, y, show.group()))


@edit
def a_group_that_does_not_show(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    fonts = re.search(rb"/Resources (\d+ 0 R)", pdf.objects[pdf.pages[page]])[1]
    form = pdf.add_stream(b"BT /%s %.2f Tf %.3f %.3f Td %s ET" % (name, size, x, y, show.group()),
                          b"/Type/XObject/Subtype/Form/BBox[0 0 900 900]/Group<</S/Transparency/I true>>/Resources %s" % fonts)
    put(pdf, page, contents, show, b"")
    pdf.resource(page, b"XObject", b"Xx", b"%d 0 R" % form)
    state(pdf, page, dice.choice([b"/ca 0 /CA 0", b"/ca 1"]))
    pdf.put_contents(page, pdf.contents(page) + b"\nq /GSx gs /Xx Do Q\n")


@edit
def a_replacement_text(pdf, page, dice):
    """What a program reads, not what shows."""
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, b"/Span <</ActualText (%d)>> BDC %s EMC" % (dice.randrange(10, 99), show.group()))


# ---- drawing ----

RULE = re.compile(rb"(\S+) (\S+) m\s+(\S+) (\S+) l\s+S")


@edit
def a_rule_lost_moved_or_doubled(pdf, page, dice):
    contents = pdf.contents(page)
    rule = dice.choice(list(RULE.finditer(contents)))
    n = [float(x) for x in rule.groups()]
    moved = b"%.3f %.3f m %.3f %.3f l S" % (n[0] + 3, n[1] + 3, n[2] + 3, n[3] + 3)
    put(pdf, page, contents, rule, dice.choice([b"", moved, rule.group() + b" " + moved, b"%.3f %.3f m %.3f %.3f l S" % (*n[:2], *[(a + b) / 2 for a, b in zip(n[:2], n[2:])])]))


@edit
def rules_of_another_kind(pdf, page, dice):
    contents = pdf.contents(page)
    rule = dice.choice(list(RULE.finditer(contents)))
    before, after = dice.choice([(b"[2 3] 0 d", b"[] 0 d"), (b"1 G", b"0 G"), (b"q 4 w", b"Q"), (b"q 0 w", b"Q"), (b"1 0 0 RG", b"0 G")])
    put(pdf, page, contents, rule, b"%s %s %s" % (before, rule.group(), after))


@edit
def a_patch_over_a_figure(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    pdf.put_contents(page, contents + b"\nq %s %.2f %.2f %.2f %.2f re f Q\n" %
                     (dice.choice([b"1 g", b"0 g", b"0.9 g"]), x, y - size / 5, size * dice.uniform(0.6, 5), size))


@edit
def a_picture(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    if dice.random() < 0.5:
        drawing = b"BI /W 1 /H 1 /CS /G /BPC 8 ID \x77 EI"
    else:
        image = pdf.add_stream(b"\x00\xff\x00\xff", b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8")
        pdf.resource(page, b"XObject", b"Ix", b"%d 0 R" % image)
        drawing = b"/Ix Do"
    pdf.put_contents(page, contents + b"\nq %.2f 0 0 %.2f %.2f %.2f cm %s Q\n" % (size, size, x, y, drawing))


@edit
def a_curve_or_a_shading(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    drawing = b"%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c f" % (x, y, x, y + size, x + size, y + size, x + size, y)
    if dice.random() < 0.5:
        pdf.resource(page, b"Shading", b"Sx", b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 90 0] /Extend [true true] "
                     b"/Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [1] /N 1 >> >>")
        drawing = b"%.2f %.2f %.2f %.2f re W n /Sx sh" % (x, y, size, size)
    pdf.put_contents(page, contents + b"\nq %s Q\n" % drawing)


@edit
def all_under_a_matrix(pdf, page, dice):
    matrix = dice.choice([b"0.98 0 0 0.98 8 6", b"1 0 0 1 3 0", b"-1 0 0 1 841.89 0", b"1 0.01 0 1 0 0"])
    pdf.put_contents(page, b"q %s cm\n%s\nQ" % (matrix, pdf.contents(page)))


@edit
def a_second_stream(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    more = pdf.add_stream(b"1 g %.2f %.2f %.2f %.2f re f" % (x, y - 2, 3 * size, size))
    first = re.search(rb"/Contents (?:\[\s*)?(\d+ 0 R)", pdf.objects[pdf.pages[page]])[1]
    pdf.set(pdf.pages[page], b"Contents", b"[ %s %d 0 R ]" % (first, more))


# ---- fonts ----

def fonts_of(pdf, mark):
    found = [n for n in pdf.objects if mark in pdf.dictionary(n)]
    if not found:
        raise Impossible
    return found


def font_program(pdf, dice):
    numbers = {int(n) for o in pdf.objects for n in re.findall(rb"/FontFile[23] (\d+) 0 R", pdf.dictionary(o))}
    return dice.choice(sorted(numbers))


@edit
def outlines_changed(pdf, page, dice):
    number = font_program(pdf, dice)
    data = bytearray(pdf.stream(number))
    for at in dice.sample(range(len(data) // 2, len(data) * 9 // 10), 30):
        data[at] ^= dice.randrange(1, 256)
    pdf.put_stream(number, bytes(data))


@edit
def a_font_without_its_program(pdf, page, dice):
    number = dice.choice(fonts_of(pdf, b"/FontFile"))
    pdf.unset(number, re.search(rb"/(FontFile\d)", pdf.dictionary(number))[1])


@edit
def characters_called_otherwise(pdf, page, dice):
    """A ToUnicode that says something else of a code: copying and searching find another figure, or a blank."""
    number = dice.choice(sorted({int(n) for o in pdf.objects for n in re.findall(rb"/ToUnicode (\d+) 0 R", pdf.dictionary(o))}))
    data = pdf.stream(number)
    codes = list(re.finditer(rb"(?<=<)[0-9A-Fa-f]{4}(?=>)", data[data.index(b"begincodespacerange") + 40:]))
    base = data.index(b"begincodespacerange") + 40
    at = dice.choice(codes)
    other = dice.choice([b"0020", b"0038", b"3000", b"FEFF"])
    if at.group().upper() == other:
        raise Impossible
    pdf.put_stream(number, data[:base + at.start()] + other + data[base + at.end():])


@edit
def fonts_exchanged(pdf, page, dice):
    resources = next(n for n in pdf.objects if len(re.findall(rb"/F\d+ \d+ 0 R", pdf.dictionary(n))) > 1)
    body = pdf.objects[resources]
    (a, x), (b, y) = dice.sample(re.findall(rb"/(F\d+) (\d+) 0 R", body), 2)
    body = re.sub(rb"/%s %s 0 R" % (a, x), b"/%s %s 0 R" % (a, b"?"), body)
    body = body.replace(b"/%s %s 0 R" % (b, y), b"/%s %s 0 R" % (b, x)).replace(b"?", y)
    pdf.objects[resources] = body


@edit
def widths_changed(pdf, page, dice):
    number = dice.choice(fonts_of(pdf, b"/CIDSystemInfo"))
    if b"/FontDescriptor" not in pdf.dictionary(number):
        raise Impossible
    pdf.set(number, b"DW", b"%d" % dice.choice([300, 700, 1300]))
    pdf.unset(number, b"W")


@edit
def codes_mapped_otherwise(pdf, page, dice):
    """Two codes exchanged between the page and the font."""
    number = dice.choice(fonts_of(pdf, b"/Type0"))
    a, b = dice.sample(range(1, 12), 2)
    cmap = (b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            b"/Supplement 0 >> def /CMapName /X def /CMapType 1 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            b"1 begincidrange <0000> <FFFF> 0 endcidrange 2 begincidchar <%04X> %d <%04X> %d endcidchar endcmap end end" % (a, b, b, a))
    pdf.set(number, b"Encoding", b"%d 0 R" % pdf.add_stream(cmap, b"/Type/CMap/CMapName/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"))


@edit
def a_drawing_called_a_blank(pdf, page, dice):
    """A glyph of a Type 3 font, of which every reader of text says that it is a space."""
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    glyph = pdf.add_stream(b"1000 0 d0 1 g 0 0 1000 1000 re f 0 g 100 100 800 800 re f")
    unicode = pdf.add_stream(b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange "
                             b"<00> <FF> endcodespacerange 1 beginbfchar <20> <0020> endbfchar endcmap end end")
    font = pdf.add(b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /space %d 0 R >> "
                   b"/Encoding << /Type /Encoding /Differences [32 /space] >> /FirstChar 32 /LastChar 32 /Widths [1000] /Resources << >> "
                   b"/ToUnicode %d 0 R >>" % (glyph, unicode))
    pdf.resource(page, b"Font", b"Fx", b"%d 0 R" % font)
    pdf.put_contents(page, contents + b"\nBT /Fx %.2f Tf %.2f %.2f Td ( ) Tj ET\n" % (size, x, y))


@edit
def digits_called_blanks(pdf, page, dice):
    """Glyphs of the embedded font under a ToUnicode of their own."""
    contents, show, codes = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    number = next(int(m[1]) for n in pdf.objects for m in re.finditer(rb"/%s (\d+) 0 R" % name, pdf.dictionary(n)))
    unicode = pdf.add_stream(b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange "
                             b"<0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0020> endbfrange endcmap end end")
    font = pdf.add(re.sub(rb"/ToUnicode \d+ 0 R", b"/ToUnicode %d 0 R" % unicode, pdf.objects[number]))
    pdf.resource(page, b"Font", b"Fx", b"%d 0 R" % font)
    pdf.put_contents(page, contents + b"\nBT /Fx %.2f Tf %.2f %.2f Td <%s> Tj ET\n" % (size, x - size, y, dice.choice(codes)))


# ---- what acts, and what shows elsewhere ----

@edit
def an_annotation(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    x, y, _, size = aside(contents, show)
    rectangle = b"[%.2f %.2f %.2f %.2f]" % (x, y, x + 4 * size, y + size)
    look = pdf.add_stream(b"1 g 0 0 99 99 re f 0 g 2 2 9 4 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]")
    kind = dice.choice([b"/Subtype /FreeText /DA (/Helv 9 Tf) /Contents (9)", b"/Subtype /Stamp", b"/Subtype /Square /IC [1 1 1]",
                        b"/Subtype /Link /A << /S /URI /URI (http://example.org/) >>", b"/Subtype /Text /Contents (9)",
                        b"/Subtype /Widget /FT /Tx /T (a) /V (9)", b"/Subtype /Popup"])
    flags = dice.choice([0, 2, 4, 32])
    note = pdf.add(b"<< /Type /Annot %s /Rect %s /F %d /AP << /N %d 0 R >> >>" % (kind, rectangle, flags, look))
    pdf.set(pdf.pages[page], b"Annots", b"[ %d 0 R ]" % note)
    if b"/Widget" in kind:
        pdf.set(pdf.root, b"AcroForm", b"<< /Fields [ %d 0 R ] >>" % note)


@edit
def a_layer(pdf, page, dice):
    """Text that some programs show, or only print."""
    contents, show, codes = show_of(pdf, page, dice)
    x, y, name, size = aside(contents, show)
    layer = pdf.add(b"<< /Type /OCG /Name (x) /Usage << /View << /ViewState /ON >> /Print << /PrintState /OFF >> >> >>")
    off = dice.choice([b"/OFF [ %d 0 R ]" % layer, b"/AS [ << /Event /Print /Category [ /Print ] /OCGs [ %d 0 R ] >> ]" % layer])
    pdf.set(pdf.root, b"OCProperties", b"<< /OCGs [ %d 0 R ] /D << /Order [ ] %s >> >>" % (layer, off))
    pdf.resource(page, b"Properties", b"OCx", b"%d 0 R" % layer)
    pdf.put_contents(page, contents + b"\n/OC /OCx BDC BT /%s %.2f Tf %.2f %.2f Td <%s> Tj ET EMC\n" % (name, size, x - size, y, codes[0]))


@edit
def an_action(pdf, page, dice):
    action = dice.choice([b"<< /S /JavaScript /JS (app.alert(9)) >>", b"<< /S /Launch /F (a) >>", b"<< /S /GoToR /F (a) /D [0 /Fit] >>",
                          b"<< /S /URI /URI (http://example.org/) >>"])
    where = dice.choice(["OpenAction", "AA", "page", "Names"])
    if where == "page":
        pdf.set(pdf.pages[page], b"AA", b"<< /O %s >>" % action)
    elif where == "Names":
        pdf.set(pdf.root, b"Names", b"<< /JavaScript << /Names [ (a) %s ] >> >>" % action)
    else:
        pdf.set(pdf.root, where.encode(), action if where == "OpenAction" else b"<< /WC %s >>" % action)


@edit
def an_attachment(pdf, page, dice):
    file = pdf.add_stream(b"8,888.88", b"/Type/EmbeddedFile")
    spec = b"<< /Type /Filespec /F (a.txt) /EF << /F %d 0 R >> >>" % file
    if dice.random() < 0.5:
        pdf.set(pdf.root, b"Names", b"<< /EmbeddedFiles << /Names [ (a.txt) %s ] >> >>" % spec)
    else:
        pdf.set(pdf.root, b"AF", b"[ %s ]" % spec)


@edit
def another_box(pdf, page, dice):
    key, value = dice.choice([(b"CropBox", b"[0 200 841.89 595.276]"), (b"MediaBox", b"[0 0 900 700]"), (b"TrimBox", b"[50 50 700 500]"),
                              (b"BleedBox", b"[1 1 700 500]"), (b"ArtBox", b"[50 50 700 500]"), (b"MediaBox", b"[0 30 841.89 595.276]")])
    pdf.set(pdf.pages[page], key, value)


@edit
def a_page_turned_or_scaled(pdf, page, dice):
    key, value = dice.choice([(b"Rotate", b"90"), (b"Rotate", b"180"), (b"Rotate", b"270"), (b"UserUnit", b"4"), (b"UserUnit", b"1.01")])
    pdf.set(pdf.pages[page], key, value)


@edit
def a_key_of_a_page(pdf, page, dice):
    look = pdf.add_stream(b"\x00", b"/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8")
    key, value = dice.choice([(b"Thumb", b"%d 0 R" % look), (b"Trans", b"<< /S /Blinds >>"), (b"Dur", b"1"), (b"Group", b"<< /S /Transparency /CS /DeviceCMYK >>"),
                              (b"PieceInfo", b"<< >>"), (b"VP", b"[ ]"), (b"TemplateInstantiated", b"/a"), (b"PZ", b"8"), (b"B", b"[ ]")])
    pdf.set(pdf.pages[page], key, value)


@edit
def a_key_of_the_document(pdf, page, dice):
    key, value = dice.choice([(b"ViewerPreferences", b"<< /Direction /R2L /DisplayDocTitle true >>"), (b"PageMode", b"/FullScreen"), (b"PageLayout", b"/TwoColumnLeft"),
                              (b"Lang", b"(en)"), (b"PageLabels", b"<< /Nums [ 0 << /S /r >> ] >>"), (b"Collection", b"<< /View /T >>"),
                              (b"Requirements", b"[ << /S /EnableJavaScripts >> ]"), (b"Threads", b"[ ]"), (b"URI", b"<< /Base (http://example.org/) >>"),
                              (b"NeedsRendering", b"true"), (b"AcroForm", b"<< /Fields [ ] /XFA (x) >>"), (b"Perms", b"<< >>"), (b"Legal", b"<< >>")])
    pdf.set(pdf.root, key, value)


@edit
def a_title(pdf, page, dice):
    pdf.set(pdf.info, dice.choice([b"Title", b"Author", b"Subject", b"Keywords"]), b"(9)")


@edit
def what_the_file_says_of_itself(pdf, page, dice):
    number = next(n for n in pdf.objects if b"/Subtype /XML" in pdf.dictionary(n))
    data = pdf.stream(number)
    changed = dice.choice([data.replace(b"<budgetpress:fiscalYear>2", b"<budgetpress:fiscalYear>3"),
                           re.sub(rb"(modelSHA256>)[0-9a-f]", rb"\1x", data), data + b" "])
    pdf.put_stream(number, changed)


@edit
def an_outline(pdf, page, dice):
    titles = [n for n in pdf.objects if b"/Title" in pdf.dictionary(n) and n != pdf.info]
    if not titles:
        raise Impossible
    pdf.set(dice.choice(titles), b"Title", b"(9)")


@edit
def the_tags(pdf, page, dice):
    """What the page reads as to those who cannot see it."""
    elements = [n for n in pdf.objects if re.search(rb"/S /(TD|TH|TR|P|H1)\b", pdf.dictionary(n))]
    if not elements:
        raise Impossible
    number = dice.choice(elements)
    key, value = dice.choice([(b"S", b"/Artifact"), (b"Alt", b"(9)"), (b"ActualText", b"(9)"), (b"E", b"(9)"), (b"Lang", b"(en)"), (b"K", b"[ ]")])
    pdf.set(number, key, value)


@edit
def marks_exchanged(pdf, page, dice):
    contents = pdf.contents(page)
    marks = list(re.finditer(rb"/MCID (\d+)", contents))
    if len(marks) < 2:
        raise Impossible
    a, b = sorted(dice.sample(marks, 2), key=lambda m: m.start())
    pdf.put_contents(page, contents[:a.start()] + b.group() + contents[a.end():b.start()] + a.group() + contents[b.end():])


@edit
def no_tags(pdf, page, dice):
    if b"/StructTreeRoot" not in pdf.objects[pdf.root]:
        raise Impossible
    pdf.unset(pdf.root, b"StructTreeRoot")


@edit
def an_update(pdf, page, dice):
    """A later state of the file behind the first one."""
    contents, show, codes = show_of(pdf, page, dice, 2)
    first = pdf.write(pdf.scratch).read_bytes()
    number, start = pdf._contents(page), int(re.findall(rb"startxref\n(\d+)", first)[-1])
    data = contents[:show.start()] + contents[show.end():] if dice.random() < 0.7 else contents
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(data), data)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, len(first), max(pdf.objects) + 1, pdf.root, pdf.info, start, len(first) + len(body))
    pdf.whole = first + body + table


@edit
def something_around(pdf, page, dice):
    if dice.random() < 0.5:
        pdf.head = b"<html>9</html>\n"
    else:
        pdf.tail = b"PK\x03\x04 9\n"


@edit
def a_key_twice(pdf, page, dice):
    """Programs take the first or the last."""
    contents, show, _ = show_of(pdf, page, dice)
    other = pdf.add_stream(contents[:show.start()] + contents[show.end():])
    number = pdf.pages[page]
    at = pdf.objects[number].index(b"<<") + 2 if dice.random() < 0.5 else pdf.objects[number].rindex(b">>")
    body = pdf.objects[number]
    pdf.objects[number] = body[:at] + b" /Contents %d 0 R " % other + body[at:]


@edit
def a_trailer(pdf, page, dice):
    pdf.trailer = dice.choice([b"/Other 1 ", b"/XRefStm 15 ", b"/AuthCode << >> "])


@edit
def pages_lost_or_doubled(pdf, page, dice):
    number = next(n for n in pdf.objects if b"/Kids" in pdf.dictionary(n) and b"/Type /Pages" in pdf.dictionary(n) and
                  re.search(rb"\b%d 0 R" % pdf.pages[0], pdf.objects[n]))
    kids = [b"%d 0 R" % n for n in pdf.pages]
    ways = [kids + kids[-1:], kids[::-1], kids[1:]] if len(kids) > 1 else [kids + kids]
    kids = dice.choice(ways)
    pdf.set(number, b"Kids", b"[ %s ]" % b" ".join(kids))
    pdf.set(number, b"Count", b"%d" % len(kids))


# ---- what programs that read PDFs read in different ways ----

def tree_node(pdf, dice):
    return dice.choice([n for n in pdf.objects if re.search(rb"/Type /Pages\b", pdf.dictionary(n))])


def references(pdf, key):
    """Objects that refer to a page by this key, and the pattern of what does."""
    pattern = re.compile(rb"/%s (?:\[\s*)?(%s) 0 R" % (key, b"|".join(b"%d" % n for n in pdf.pages)))
    found = [n for n in pdf.objects if pattern.search(pdf.dictionary(n))]
    if not found:
        raise Impossible
    return found, pattern


def copy_of_page(pdf, number):
    """A page that stands in no tree, with what the page inherits."""
    copy, above = pdf.add(pdf.objects[number]), number
    while m := re.search(rb"/Parent (\d+) 0 R", pdf.objects[above]):
        above = int(m[1])
        for key in (b"MediaBox", b"Resources", b"Rotate", b"CropBox"):
            value = re.search(rb"/%s (\[[^\]]*\]|\d+ 0 R|\d+)" % key, pdf.objects[above])
            if value and b"/" + key not in pdf.objects[copy]:
                pdf.set(copy, key, value[1])
    return copy


@edit
def operands_too_many(pdf, page, dice):
    """Some take the first ones, some the last."""
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, dice.choice([b"1 0 g %s", b"1 1 1 0 0 0 rg %s", b"1 0 w %s", b"0 0 0 0 Td %s"]) % show.group())


@edit
def an_operand_of_another_kind(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    put(pdf, page, contents, show, dice.choice([b"/x 0 g %s", b"[0] g %s 0 g", b"(1) g %s 0 g", b"true g %s 0 g", b"<</a 0>> g %s 0 g", b"g %s"]) % show.group())


@edit
def a_number_that_is_none(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    number = dice.choice([b"0-0", b"+-0", b"--0", b"0.0.9", b".", b"-", b"0" * 60 + b".0"])
    put(pdf, page, contents, show, b"%s g %s 0 g" % (number, show.group()))


@edit
def a_state_that_is_not_restored(pdf, page, dice):
    contents = pdf.contents(page)
    pdf.put_contents(page, dice.choice([b"Q " + contents, contents + b" q", contents + b" Q", contents + b" BT", b"BT " + contents, contents + b" ET", b"q " + contents]))


@edit
def an_operator_out_of_place(pdf, page, dice):
    contents, show, _ = show_of(pdf, page, dice)
    rules = list(RULE.finditer(contents))
    if dice.random() < 0.5 and rules:
        rule = dice.choice(rules)
        n = rule.groups()
        put(pdf, page, contents, rule, dice.choice([b"%s %s m 1 0 0 1 0 0 cm %s %s l S", b"%s %s m 0 g %s %s l S", b"%s %s m BT ET %s %s l S"]) % n)
    else:
        put(pdf, page, contents, show, dice.choice([b"ET BT 0 0 m %s", b"0 0 1 1 re %s", b"q %s Q", b"1 0 0 1 0 0 cm %s", b"BT ET %s"]) % show.group())


@edit
def a_path_without_an_end(pdf, page, dice):
    pdf.put_contents(page, pdf.contents(page) + dice.choice([b"\n0 0 m 9 9 l", b"\n0 0 900 900 re", b"\n9 9 l h", b"\nh"]))


@edit
def contents_of_another_file(pdf, page, dice):
    number = pdf._contents(page)
    pdf.put_stream(number, pdf.stream(number), dice.choice([b"/F (a.txt)", b"/F << /Type /Filespec /F (a.txt) >> /FFilter /FlateDecode", b"/DL 1", b"/Type /XObject"]))


@edit
def a_filter_of_another_name(pdf, page, dice):
    number, ways = pdf._contents(page), [(b"/AHx", True), (b"[ /Crypt ]", False), (b"[ /Crypt /ASCIIHexDecode ]", True), (b"/ASCIIHexDecode /DecodeParms << /Name /x >>", True),
                                      (b"/ASCIIHexDecode /DecodeParms << /Predictor 1 >>", True)]
    name, packed = dice.choice(ways)
    data = pdf.stream(number)
    pdf.put_stream(number, data.hex().encode() + b">" if packed else data, b"/Filter %s" % name)


@edit
def a_parent_that_is_none(pdf, page, dice):
    """From there some programs inherit how the page is turned."""
    parent = pdf.add(b"<< /Type /Pages /Kids [ %d 0 R ] /Count 1 /Rotate 90 /CropBox [0 0 300 300] >>" % pdf.pages[page])
    pdf.set(pdf.pages[page], b"Parent", b"%d 0 R" % parent)


@edit
def a_tree_of_pages_that_counts_wrong(pdf, page, dice):
    number = tree_node(pdf, dice)
    count = int(re.search(rb"/Count (\d+)", pdf.objects[number])[1])
    pdf.set(number, b"Count", b"%d" % dice.choice([n for n in (count - 1, count + 1, -count, count + 3, 0) if n != count]))


@edit
def a_key_of_the_tree_of_pages(pdf, page, dice):
    key, value = dice.choice([(b"AA", b"<< /O << /S /URI /URI (x) >> >>"), (b"Type", b"/Page"), (b"UserUnit", b"2"), (b"Contents", b"%d 0 R" % pdf.pages[page]), (b"Rotate", b"90")])
    pdf.set(tree_node(pdf, dice), key, value)


@edit
def a_bookmark_of_no_page(pdf, page, dice):
    """A copy of the page that stands in no tree."""
    found, pattern = references(pdf, b"Dest")
    number = dice.choice(found)
    copy = copy_of_page(pdf, int(pattern.search(pdf.objects[number])[1]))
    pdf.objects[number] = pattern.sub(lambda m: m.group().replace(m[1] + b" 0 R", b"%d 0 R" % copy), pdf.objects[number])


@edit
def tags_of_no_page(pdf, page, dice):
    found, pattern = references(pdf, b"Pg")
    number = dice.choice(found)
    copy = copy_of_page(pdf, int(pattern.search(pdf.objects[number])[1]))
    pdf.objects[number] = pattern.sub(b"/Pg %d 0 R" % copy, pdf.objects[number])


@edit
def a_key_behind_a_reference_of_a_later_generation(pdf, page, dice):
    number = dice.choice(sorted({int(n) for o in pdf.objects for n in re.findall(rb"/ToUnicode (\d+) 0 R", pdf.dictionary(o))}))
    length = pdf.add(b"%d" % len(pdf.stream(number)))
    pdf.generations[length] = 1
    pdf.objects[number] = b"<< /Length %d 1 R /UseCMap /Identity-V >>\nstream\n%s\nendstream" % (length, pdf.stream(number))


@edit
def an_object_stream_with_two_states(pdf, page, dice):
    """Some programs take the first one, some the last, some the one that is asked for."""
    number = dice.choice([n for n in pdf.objects if b"/Title" in pdf.dictionary(n) and not pdf.dictionary(n).startswith(b"<< /Count")])
    true, false = pdf.objects[number], re.sub(rb"/Title [(<][^)>]*[)>]", b"/Title (9)", pdf.objects[number])
    pdf.whole = pdf.write_packed({number: dice.choice([[true, false], [false, true]])}, dice)


@edit
def an_object_twice(pdf, page, dice):
    """Programs that look for objects themselves, since they found a fault or want none of the table, take the last one."""
    contents, show, _ = show_of(pdf, page, dice)
    data, number = contents[:show.start()] + contents[show.end():], pdf._contents(page)
    first = pdf.write(pdf.scratch).read_bytes()
    at = first.rindex(b"xref\n0 ")
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(data), data)
    pdf.whole = first[:at] + body + first[at:].replace(b"startxref\n%d\n" % at, b"startxref\n%d\n" % (at + len(body)))


@edit
def a_second_end(pdf, page, dice):
    pdf.tail = dice.choice([b"startxref\nx\n%%EOF\n", b"%startxref 9\n%%EOF\n", b"% 9\n%%EOF\n", b"trailer << /Root 9 0 R >>\n%%EOF\n"])


@edit
def a_wrong_length(pdf, page, dice):
    number = pdf._contents(page)
    pdf.objects[number] = re.sub(rb"/Length (\d+)", lambda m: b"/Length %d" % (int(m[1]) + dice.choice([-9, 9, 900])), pdf.objects[number], count=1)


@edit
def a_key_twice_by_another_spelling(pdf, page, dice):
    number, (key, value) = pdf.pages[page], dice.choice([(b"/Rot#61te", b"90"), (b"/Med#69aBox", b"[0 0 300 300]"), (b"/Pare#6et", b"%d 0 R" % pdf.root)])
    pdf.objects[number] = pdf.objects[number].replace(b"<<", b"<< %s %s" % (key, value), 1)


@edit
def colours_meant_otherwise(pdf, page, dice):
    space = dice.choice([b"[ /CalGray << /WhitePoint [0.9505 1 1.089] /Gamma 9 >> ]", b"[ /Separation /All /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >> ]"])
    pdf.resource(page, b"ColorSpace", b"DefaultGray", space)


@edit
def a_label_of_a_font(pdf, page, dice):
    number = dice.choice(fonts_of(pdf, b"/FontDescriptor" if dice.random() < 0.5 else b"/StemV"))
    key, value = dice.choice([(b"BaseFont", b"/Other"), (b"FontName", b"/Other"), (b"Flags", b"262148"), (b"StemV", b"900"), (b"CIDSet", b"%d 0 R" % number),
                              (b"MissingWidth", b"900"), (b"W2", b"[ 1 [ -900 0 0 ] ]"), (b"DW2", b"[ 0 0 ]"), (b"FontFamily", b"(x)")])
    pdf.set(number, key, value)


@edit
def tags_in_another_order(pdf, page, dice):
    found = [n for n in pdf.objects if re.search(rb"/S /T(able|R|Body|Head)\b", pdf.dictionary(n)) and len(re.findall(rb"\d+ 0 R", re.search(rb"/K \[(.*?)\]|$", pdf.dictionary(n), re.S)[1] or b"")) > 1]
    if not found:
        raise Impossible
    number = dice.choice(found)
    kids = re.findall(rb"\d+ 0 R", re.search(rb"/K \[(.*?)\]", pdf.dictionary(number), re.S)[1])
    pdf.set(number, b"K", b"[ %s ]" % b" ".join(kids[::-1]))


@edit
def tags_named_otherwise(pdf, page, dice):
    if b"/StructTreeRoot" not in pdf.objects[pdf.root]:
        raise Impossible
    number = int(re.search(rb"/StructTreeRoot (\d+) 0 R", pdf.objects[pdf.root])[1])
    key, value = dice.choice([(b"RoleMap", b"<< /TD /Artifact >>"), (b"ClassMap", b"<< >>"), (b"ParentTree", b"<< /Nums [ ] >>"), (b"IDTree", b"<< /Names [ ] >>")])
    pdf.set(number, key, value)


@edit
def bookmarks_in_another_order(pdf, page, dice):
    found = [n for n in pdf.objects if b"/First " in pdf.dictionary(n) and b"/Last " in pdf.dictionary(n) and
             re.search(rb"/First (\d+)", pdf.dictionary(n))[1] != re.search(rb"/Last (\d+)", pdf.dictionary(n))[1]]
    if not found:
        raise Impossible
    number = dice.choice(found)
    body = pdf.objects[number]
    pdf.objects[number] = body.replace(b"/First ", b"/X ").replace(b"/Last ", b"/First ").replace(b"/X ", b"/Last ")
