/* looks.c - what cells look like: fonts, grounds, colours (ECMA-376-1, 18.8.3, 18.8.20 and 18.8.22). Private to format/xlsx/. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "format/xlsx/reader.h"

enum { BLACK = 0x000000, WHITE = 0xFFFFFF, SYSTEM_INK = 64, SYSTEM_GROUND = 65 };

/* ---- colours ---- */

static bp_color read_color(const char *const *attributes)
{
    const char *rgb = bp_xml_attribute(attributes, "rgb"), *tint = bp_xml_attribute(attributes, "tint");
    bp_color color = {.tint = tint ? strtod(tint, NULL) : 0};
    if (!(color.tint >= -1 && color.tint <= 1))
        color.tint = 0;
    if (rgb)
        color = (bp_color){BP_COLOR_RGB, (uint32_t)strtoul(rgb, NULL, 16) & WHITE, color.tint};
    else if (bp_xml_attribute(attributes, "theme"))
        color = (bp_color){BP_COLOR_THEME, bp_xml_number(attributes, "theme", 1), color.tint};
    else if (bp_xml_attribute(attributes, "indexed"))
        color = (bp_color){BP_COLOR_INDEXED, bp_xml_number(attributes, "indexed", SYSTEM_INK), color.tint};
    return color;
}

/* A tint moves each part towards white, or by its amount below zero towards black. */
static uint32_t tinted(uint32_t rgb, double tint)
{
    uint32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double part = rgb >> shift & 0xFF;
        part = tint < 0 ? part * (1 + tint) : part + (255 - part) * tint;
        out = out << 8 | (uint32_t)(part + 0.5);
    }
    return out;
}

static uint32_t resolve(const bp_looks *l, bp_color color, uint32_t automatic)
{
    switch (color.kind) {
    case BP_COLOR_RGB:
        return tinted(color.value, color.tint);
    case BP_COLOR_THEME:
        return color.value < BP_THEME_COLORS ? tinted(l->theme[color.value], color.tint) : automatic;
    case BP_COLOR_INDEXED:
        if (color.value == SYSTEM_INK || color.value == SYSTEM_GROUND)
            return color.value == SYSTEM_INK ? BLACK : WHITE;
        return color.value < BP_PALETTE_COLORS ? tinted(l->palette[color.value], color.tint) : automatic;
    default:
        return automatic;
    }
}

void bp_looks_begin(bp_looks *looks, bp_arena *arena)
{
    static const uint32_t theme[BP_THEME_COLORS] = {WHITE,    BLACK,    0xEEECE1, 0x1F497D, 0x4F81BD, 0xC0504D,
                                                    0x9BBB59, 0x8064A2, 0x4BACC6, 0xF79646, 0x0000FF, 0x800080};
    static const uint32_t eight[] = {BLACK, WHITE, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF};
    static const uint32_t further[] = {
        0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF,
        0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF,
        0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00,
        0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};
    *looks = (bp_looks){.arena = arena};
    memcpy(looks->theme, theme, sizeof theme);
    memcpy(looks->palette, eight, sizeof eight);
    memcpy(looks->palette + 8, eight, sizeof eight);
    memcpy(looks->palette + 16, further, sizeof further);
}

void bp_looks_free(bp_looks *looks)
{
    free(looks->fonts);
    free(looks->grounds);
    free(looks->borders);
    *looks = (bp_looks){0};
}

/* ---- what may change what is seen ---- */

bool bp_font_is_plain(const char *name)
{
    static const char *const plain[] = {
        "宋体", "SimSun", "NSimSun", "新宋体", "黑体", "SimHei", "仿宋", "FangSong", "仿宋_GB2312", "楷体", "KaiTi", "楷体_GB2312", "等线",
        "DengXian", "等线 Light", "微软雅黑", "Microsoft YaHei", "方正小标宋简体", "方正小标宋_GBK", "小标宋体",
        "Calibri", "Calibri Light", "Cambria", "Arial", "Times New Roman", "Tahoma", "Verdana",
        "Liberation Sans", "Liberation Serif", "Carlito", "Aptos", "Aptos Narrow", "Aptos Display", "DejaVu Sans"};
    static const char *const families[] = {"Noto Sans", "Noto Serif"};  /* one for each script */
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (!strcasecmp(name, plain[i]))
            return true;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (!strncmp(name, families[i], strlen(families[i])))
            return true;
    return false;
}

void bp_looks_odd(bp_looks *looks, const char **odd, const char *name, const char *value)
{
    bp_buf text = {0};
    if (*odd)
        return;
    bp_buf_printf(&text, "%s%s%.60s", name, *value ? "=" : "", value);
    *odd = bp_arena_strdup(looks->arena, bp_buf_text(&text));
    looks->failed |= !*odd || text.failed;
    bp_buf_free(&text);
}

/* ---- xl/theme ---- */

/* In the order of their numbers: light and dark stand exchanged in the part. */
static int theme_color(const char *name)
{
    static const char *const names[BP_THEME_COLORS] = {"lt1",     "dk1",     "lt2",     "dk2",     "accent1", "accent2",
                                                       "accent3", "accent4", "accent5", "accent6", "hlink",   "folHlink"};
    for (int i = 0; i < BP_THEME_COLORS; i++)
        if (!strcmp(name, names[i]))
            return i;
    return -1;
}

static void start_theme(bp_xml *xml, void *context, const char *name, const char *const *attributes)
{
    enum { DEPTH_COLOR = 4 };  /* of theme, themeElements, clrScheme, dk1; or fontScheme, minorFont */
    bp_looks *looks = context;
    const char *parent = bp_xml_parent(xml), *typeface = bp_xml_attribute(attributes, "typeface");
    int color = theme_color(parent);
    if (!bp_xml_in(xml, parent, DEPTH_COLOR))
        return;
    const char *rgb = color < 0                   ? NULL
                      : !strcmp(name, "srgbClr")  ? bp_xml_attribute(attributes, "val")
                      : !strcmp(name, "sysClr")   ? bp_xml_attribute(attributes, "lastClr")
                                                  : NULL;
    if (rgb)
        looks->theme[color] = (uint32_t)strtoul(rgb, NULL, 16) & WHITE;
    const char *script = bp_xml_attribute(attributes, "script");
    bool used = !strcmp(name, "latin") || !strcmp(name, "ea") || (script && !strcmp(script, "Hans"));
    used = used && typeface && *typeface && (!strcmp(parent, "minorFont") || !strcmp(parent, "majorFont"));
    if (used && !bp_font_is_plain(typeface))
        bp_looks_odd(looks, &looks->theme_odd, "typeface", typeface);
}

bp_status bp_theme_read(bp_looks *looks, bp_package *package, const char *part, bp_diag *diag)
{
    static const bp_xml_events events = {start_theme, NULL, NULL, BP_XML_DRAWING};
    return bp_xml_read(package, part, &events, looks, diag);
}

/* ---- xl/styles.xml ---- */

static int32_t size_of(const char *const *attributes)
{
    const char *text = bp_xml_attribute(attributes, "val");
    double points = text ? strtod(text, NULL) : 0;
    return points > 0 && points <= 10000 ? (int32_t)(points * 1000 + 0.5) : 0;
}

/* <b/> and <strike/> are true without a value. */
static bool is_on(const char *const *attributes)
{
    return !bp_xml_attribute(attributes, "val") || bp_xml_flag(attributes, "val");
}

/* What a font says besides colour, size, weight and strokes: its name, and what moves or dresses its letters. */
static void note_odd_font(bp_looks *l, const char **odd, const char *name, const char *const *attributes)
{
    enum { SYMBOLS = 2 };  /* a set of characters */
    const char *value = bp_xml_attribute(attributes, "val");
    bool off = value && (!strcmp(value, "0") || !strcmp(value, "false") || !strcmp(value, "none") || !strcmp(value, "baseline"));
    if (!strcmp(name, "name") || !strcmp(name, "rFont")) {
        if (value && !bp_font_is_plain(value))
            bp_looks_odd(l, odd, name, value);
    } else if (!strcmp(name, "charset")) {
        if (bp_xml_number(attributes, "val", 0) == SYMBOLS)
            bp_looks_odd(l, odd, name, value);
    } else if (strcmp(name, "i") != 0 && strcmp(name, "family") != 0 && !off)
        bp_looks_odd(l, odd, name, value ? value : "");
}

static void add_font(bp_xml *xml, bp_looks *l)
{
    if (bp_book_grow(xml, &l->fonts, l->font_count, &l->font_room, sizeof *l->fonts, BP_BOOK_LIST_MAX))
        l->fonts[l->font_count++] = (bp_font_look){0};
}

static void start_in_font(bp_looks *l, bp_font_look *font, const char *name, const char *const *attributes)
{
    if (!strcmp(name, "b"))
        font->bold = is_on(attributes);
    else if (!strcmp(name, "strike"))
        font->struck = is_on(attributes);
    else if (!strcmp(name, "sz"))
        font->size = size_of(attributes);
    else if (!strcmp(name, "color"))
        font->color = read_color(attributes);
    else if (!strcmp(name, "scheme"))
        font->themed = strcmp(bp_xml_attribute(attributes, "val") ? bp_xml_attribute(attributes, "val") : "none", "none") != 0;
    else
        note_odd_font(l, &font->odd, name, attributes);
}

static void add_fill(bp_xml *xml, bp_looks *l)
{
    if (bp_book_grow(xml, &l->grounds, l->ground_count, &l->ground_room, sizeof *l->grounds, BP_BOOK_LIST_MAX))
        l->grounds[l->ground_count++] = (bp_ground_look){0};
}

/* A pattern that is mostly its ground counts as that. */
static void start_pattern(bp_looks *l, bp_ground_look *ground, const char *const *attributes)
{
    static const bp_color black = {.kind = BP_COLOR_RGB, .value = BLACK};
    const char *pattern = bp_xml_attribute(attributes, "patternType");
    bool none = !pattern || !strcmp(pattern, "none");
    l->front = !none && strncmp(pattern, "gray", 4) != 0 && strncmp(pattern, "light", 5) != 0;
    if (l->front)
        ground->color = black;
}

/* Of borders only the lines that cross a cell may hide what it shows. */
static void start_in_borders(bp_xml *xml, bp_looks *l, const char *name, const char *const *attributes)
{
    const char *style = bp_xml_attribute(attributes, "style");
    if (bp_xml_in(xml, "borders", 2) && !strcmp(name, "border")) {
        if (bp_book_grow(xml, &l->borders, l->border_count, &l->border_room, sizeof *l->borders, BP_BOOK_LIST_MAX))
            l->borders[l->border_count++] = NULL;
    } else if (bp_xml_in(xml, "border", 3) && l->border_count && !strcmp(name, "diagonal") && style && strcmp(style, "none") != 0)
        bp_looks_odd(l, &l->borders[l->border_count - 1], name, style);
}

void bp_looks_start(bp_xml *xml, bp_looks *l, const char *name, const char *const *attributes)
{
    bp_ground_look *ground = l->ground_count ? &l->grounds[l->ground_count - 1] : NULL;
    if (bp_xml_in(xml, "fonts", 2) && !strcmp(name, "font"))
        add_font(xml, l);
    else if (bp_xml_in(xml, "font", 3) && l->font_count)
        start_in_font(l, &l->fonts[l->font_count - 1], name, attributes);
    else if (bp_xml_in(xml, "fills", 2) && !strcmp(name, "fill"))
        add_fill(xml, l);
    else if (bp_xml_in(xml, "fill", 3) && ground && !strcmp(name, "patternFill"))
        start_pattern(l, ground, attributes);
    else if (bp_xml_in(xml, "patternFill", 4) && ground && !strcmp(name, l->front ? "fgColor" : "bgColor"))
        ground->color = read_color(attributes);
    else if (bp_xml_in(xml, "fill", 3) && ground)
        bp_looks_odd(l, &ground->odd, name, "");  /* a gradient */
    else if (bp_xml_in(xml, "indexedColors", 3) && !strcmp(name, "rgbColor") && l->palette_read < BP_PALETTE_COLORS)
        l->palette[l->palette_read++] = read_color(attributes).value;
    else
        start_in_borders(xml, l, name, attributes);
}

void bp_looks_find(const bp_looks *l, uint32_t font, uint32_t ground, uint32_t borders, bp_look *out)
{
    const bp_font_look plain = {0}, *f = font < l->font_count ? &l->fonts[font] : &plain;
    const bp_ground_look none = {0}, *g = ground < l->ground_count ? &l->grounds[ground] : &none;
    out->ink = resolve(l, f->color, BLACK);
    out->ground = resolve(l, g->color, WHITE);
    out->size = f->size;
    out->struck = f->struck;
    if (!out->odd)
        out->odd = f->odd ? f->odd : f->themed && l->theme_odd ? l->theme_odd : g->odd;
    if (!out->odd && borders < l->border_count)
        out->odd = l->borders[borders];
}

int32_t bp_brightness(uint32_t rgb)
{
    return (int32_t)((rgb >> 16 & 0xFF) * 299 + (rgb >> 8 & 0xFF) * 587 + (rgb & 0xFF) * 114);
}

/* ---- runs ---- */

void bp_run_look(bp_looks *l, const char *name, const char *const *attributes, bp_run_looks *out)
{
    if (!strcmp(name, "strike"))
        out->struck |= is_on(attributes);
    else if (!strcmp(name, "sz")) {
        int32_t size = size_of(attributes);
        if (size && (!out->smallest || size < out->smallest))
            out->smallest = size;
        if (size > out->largest)
            out->largest = size;
    } else if (!strcmp(name, "color")) {
        uint32_t ink = resolve(l, read_color(attributes), BLACK);
        if (!out->inked || bp_brightness(ink) > bp_brightness(out->lightest))
            out->lightest = ink;
        if (!out->inked || bp_brightness(ink) < bp_brightness(out->darkest))
            out->darkest = ink;
        out->inked = true;
    } else if (strcmp(name, "b") != 0 && strcmp(name, "scheme") != 0)
        note_odd_font(l, &out->odd, name, attributes);
}

bool bp_runs_say(const bp_run_looks *looks)
{
    return looks->inked || looks->smallest || looks->struck || looks->odd;
}
