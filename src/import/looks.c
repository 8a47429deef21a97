/* looks.c - what cells look like: fonts, grounds, colours (ECMA-376-1, 18.8.3, 18.8.20 and 18.8.22). Private to import/. */
#include <stdlib.h>
#include <string.h>

#include "import/private.h"

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

void bp_looks_begin(bp_looks *looks)
{
    static const uint32_t theme[BP_THEME_COLORS] = {WHITE,    BLACK,    0xEEECE1, 0x1F497D, 0x4F81BD, 0xC0504D,
                                                    0x9BBB59, 0x8064A2, 0x4BACC6, 0xF79646, 0x0000FF, 0x800080};
    static const uint32_t eight[] = {BLACK, WHITE, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF};
    static const uint32_t further[] = {
        0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF,
        0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF,
        0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00,
        0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};
    *looks = (bp_looks){0};
    memcpy(looks->theme, theme, sizeof theme);
    memcpy(looks->palette, eight, sizeof eight);
    memcpy(looks->palette + 8, eight, sizeof eight);
    memcpy(looks->palette + 16, further, sizeof further);
}

void bp_looks_free(bp_looks *looks)
{
    free(looks->fonts);
    free(looks->grounds);
    *looks = (bp_looks){0};
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
    enum { DEPTH_COLOR = 4 };  /* of theme, themeElements, clrScheme, dk1 */
    bp_looks *looks = context;
    int color = theme_color(bp_xml_parent(xml));
    if (color < 0 || !bp_xml_in(xml, bp_xml_parent(xml), DEPTH_COLOR))
        return;
    const char *rgb = !strcmp(name, "srgbClr")  ? bp_xml_attribute(attributes, "val")
                      : !strcmp(name, "sysClr") ? bp_xml_attribute(attributes, "lastClr")
                                                : NULL;
    if (rgb)
        looks->theme[color] = (uint32_t)strtoul(rgb, NULL, 16) & WHITE;
}

static void end_theme(bp_xml *xml, void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "clrScheme") == 0)
        bp_xml_stop(xml, BP_OK);
}

bp_status bp_theme_read(bp_looks *looks, bp_package *package, const char *part, bp_diag *diag)
{
    static const bp_xml_events events = {start_theme, end_theme, NULL, BP_XML_DRAWING};
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

static void add_font(bp_xml *xml, bp_looks *l)
{
    if (bp_book_grow(xml, &l->fonts, l->font_count, &l->font_room, sizeof *l->fonts, BP_BOOK_LIST_MAX))
        l->fonts[l->font_count++] = (bp_font_look){0};
}

static void start_in_font(bp_font_look *font, const char *name, const char *const *attributes)
{
    if (!strcmp(name, "b"))
        font->bold = is_on(attributes);
    else if (!strcmp(name, "strike"))
        font->struck = is_on(attributes);
    else if (!strcmp(name, "sz"))
        font->size = size_of(attributes);
    else if (!strcmp(name, "color"))
        font->color = read_color(attributes);
}

static void add_fill(bp_xml *xml, bp_looks *l)
{
    if (bp_book_grow(xml, &l->grounds, l->ground_count, &l->ground_room, sizeof *l->grounds, BP_BOOK_LIST_MAX))
        l->grounds[l->ground_count++] = (bp_color){0};
}

/* A pattern that is mostly its ground counts as that. */
static void start_pattern(bp_looks *l, bp_color *ground, const char *const *attributes)
{
    static const bp_color black = {.kind = BP_COLOR_RGB, .value = BLACK};
    const char *pattern = bp_xml_attribute(attributes, "patternType");
    bool none = !pattern || !strcmp(pattern, "none");
    l->front = !none && strncmp(pattern, "gray", 4) != 0 && strncmp(pattern, "light", 5) != 0;
    if (l->front)
        *ground = black;
}

void bp_looks_start(bp_xml *xml, bp_looks *l, const char *name, const char *const *attributes)
{
    bp_color *ground = l->ground_count ? &l->grounds[l->ground_count - 1] : NULL;
    if (bp_xml_in(xml, "fonts", 2) && !strcmp(name, "font"))
        add_font(xml, l);
    else if (bp_xml_in(xml, "font", 3) && l->font_count)
        start_in_font(&l->fonts[l->font_count - 1], name, attributes);
    else if (bp_xml_in(xml, "fills", 2) && !strcmp(name, "fill"))
        add_fill(xml, l);
    else if (bp_xml_in(xml, "fill", 3) && ground && !strcmp(name, "patternFill"))
        start_pattern(l, ground, attributes);
    else if (bp_xml_in(xml, "patternFill", 4) && ground && !strcmp(name, l->front ? "fgColor" : "bgColor"))
        *ground = read_color(attributes);
    else if (bp_xml_in(xml, "stop", 5) && ground && !strcmp(name, "color"))
        *ground = read_color(attributes);  /* of a gradient the last colour counts */
    else if (bp_xml_in(xml, "indexedColors", 3) && !strcmp(name, "rgbColor") && l->palette_read < BP_PALETTE_COLORS)
        l->palette[l->palette_read++] = read_color(attributes).value;
}

void bp_looks_find(const bp_looks *l, uint32_t font, uint32_t ground, bp_look *out)
{
    const bp_font_look plain = {0}, *f = font < l->font_count ? &l->fonts[font] : &plain;
    out->ink = resolve(l, f->color, BLACK);
    out->ground = ground < l->ground_count ? resolve(l, l->grounds[ground], WHITE) : WHITE;
    out->size = f->size;
    out->struck = f->struck;
}

int32_t bp_brightness(uint32_t rgb)
{
    return (int32_t)((rgb >> 16 & 0xFF) * 299 + (rgb >> 8 & 0xFF) * 587 + (rgb & 0xFF) * 114);
}

/* ---- runs ---- */

void bp_run_look(const bp_looks *l, const char *name, const char *const *attributes, bp_run_looks *out)
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
    }
}

bool bp_runs_say(const bp_run_looks *looks)
{
    return looks->inked || looks->smallest || looks->struck;
}
