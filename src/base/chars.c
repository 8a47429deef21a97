/* chars.c - see chars.h. Categories, forms and what is ignorable are utf8proc's; what it has not is written here. */
#include "base/chars.h"

#include <utf8proc.h>

#include "base/utf8.h"

typedef struct range {
    uint32_t first, last;
} range;

static bool is_among(uint32_t cp, const range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}
#define IS_AMONG(cp, ranges) is_among(cp, ranges, sizeof (ranges) / sizeof *(ranges))

static bool is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
           (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
}

/* Unicode's Bidi_Control. */
static bool turns(uint32_t cp)
{
    static const range controls[] = {{0x61C, 0x61C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}};
    return IS_AMONG(cp, controls);
}

/* The fillers of Hangul, the blank pattern of Braille, the filler of Khitan, the blanks of Egyptian, the notehead that is none. */
static bool is_blank(uint32_t cp)
{
    static const range blanks[] = {{0x115F, 0x1160}, {0x2800, 0x2800}, {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, {0x13441, 0x13442},
                                   {0x16FE4, 0x16FE4}, {0x1D159, 0x1D159}};
    return IS_AMONG(cp, blanks);
}

/* Codes that Unicode keeps free for such characters: utf8proc knows those in use. */
static bool will_be_ignorable(uint32_t cp)
{
    return cp == 0x2065 || (cp >= 0xFFF0 && cp <= 0xFFF8) || (cp >= 0xE0000 && cp <= 0xE0FFF);
}

/* Unicode's Variation_Selector. */
static bool is_selector(uint32_t cp)
{
    return (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF) || (cp >= 0x180B && cp <= 0x180D) || cp == 0x180F;
}

static bool is_radical(uint32_t cp)
{
    return (cp >= 0x2E80 && cp <= 0x2FDF) || (cp >= 0x31C0 && cp <= 0x31E3);
}

static bool is_compatibility_ideograph(uint32_t cp)
{
    return (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x2F800 && cp <= 0x2FA1F);
}

static unsigned by_category(utf8proc_category_t category)
{
    switch (category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return BP_CHAR_MARK;
    case UTF8PROC_CATEGORY_ZS:
        return BP_CHAR_SPACE;
    case UTF8PROC_CATEGORY_CO:
        return BP_CHAR_PRIVATE;
    case UTF8PROC_CATEGORY_PD:
        return BP_CHAR_DASH;
    case UTF8PROC_CATEGORY_SM:
        return BP_CHAR_MATH;
    default:
        return 0;
    }
}

static bool is_leftward(utf8proc_bidi_class_t direction)
{
    switch (direction) {
    case UTF8PROC_BIDI_CLASS_R:
    case UTF8PROC_BIDI_CLASS_AL:
    case UTF8PROC_BIDI_CLASS_AN:
    case UTF8PROC_BIDI_CLASS_RLE:
    case UTF8PROC_BIDI_CLASS_RLO:
    case UTF8PROC_BIDI_CLASS_RLI:
        return true;
    default:
        return false;
    }
}

static bool is_unified(uint32_t cp)
{
    return cp >= 0x3400 && cp <= 0x9FFF;
}

unsigned bp_char_traits(uint32_t cp)
{
    if (is_unified(cp))
        return BP_CHAR_HAN;  /* nearly all there is */
    if (cp >= 0x20 && cp < 0x7F)
        return cp == ' ' ? BP_CHAR_SPACE : 0;
    if (is_control(cp))
        return BP_CHAR_CONTROL;
    if (is_blank(cp))
        return BP_CHAR_BLANK;
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)cp);
    unsigned traits = by_category(property->category);
    traits |= property->ignorable || will_be_ignorable(cp) ? BP_CHAR_UNSEEN : 0;
    traits |= is_selector(cp) ? BP_CHAR_SELECTOR : 0;
    traits |= turns(cp) ? BP_CHAR_TURNS : 0;
    traits |= is_leftward(property->bidi_class) ? BP_CHAR_LEFTWARD : 0;
    traits |= cp == 0xFFFC || cp == 0xFFFD ? BP_CHAR_LOST : 0;
    bool han = is_radical(cp) || is_compatibility_ideograph(cp) || (cp >= 0x20000 && cp <= 0x3FFFF) || cp == 0x3007;
    return traits | (han ? BP_CHAR_HAN : 0);
}

/* Its compatibility decomposition where that is one character, else itself. */
static uint32_t decomposed(uint32_t cp)
{
    enum { MOST = 4 };
    utf8proc_int32_t to[MOST];
    int class = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)cp, to, MOST, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &class);
    return count == 1 ? (uint32_t)to[0] : cp;
}

uint32_t bp_char_ordinary(uint32_t cp)
{
    /* What Unicode says of radicals and strokes without a decomposition (EquivalentUnifiedIdeograph, version 15), from U+2E81 and
     * from U+31CF on; 0: none. */
    enum { RADICALS = 0x2E81, STROKES = 0x31CF };
    static const uint32_t radicals[] = {
        0x5382, 0x4E5B, 0x4E5A, 0x4E59, 0x4EBB, 0x5182, 0x20628, 0x5200, 0x5202, 0x535C, 0x353E, 0x5C0F, 0x5C0F, 0x5140, 0x5C23,
        0x5C22, 0x21BC2, 0x5DF3, 0x5E7A, 0x5F51, 0x2B739, 0x5FC4, 0x5FC3, 0x624C, 0x6535, 0, 0x65E1, 0x65E5, 0x6708, 0x6B7A,
        0x6BCD, 0x6C11, 0x6C35, 0x6C3A, 0x706C, 0x722B, 0x722B, 0x4E2C, 0x725B, 0x72AD, 0x738B, 0x24D14, 0x76EE, 0x793A,
        0x793B, 0x25AD7, 0x7CF9, 0x7E9F, 0x7F53, 0x7F52, 0x34C1, 0x5197, 0x2626B, 0x7F8A, 0x2634C, 0x2634B, 0x8002, 0x8080,
        0x807F, 0x8089, 0x26951, 0x8279, 0x8279, 0x8279, 0x864E, 0x8864, 0x8980, 0x897F, 0x89C1, 0x89D2, 0x278B2, 0x8BA0,
        0x8D1D, 0x27FB7, 0x8F66, 0x8FB6, 0x8FB6, 0x8FB6, 0x9091, 0x9485, 0x9577, 0x9578, 0x957F, 0x95E8, 0x28E0F, 0x961D,
        0x96E8, 0x9752, 0x97E6, 0x9875, 0x98CE, 0x98DE, 0x98DF, 0x2967F, 0x98E0, 0x9963, 0x29810, 0x9A6C, 0x9AA8, 0x9B3C,
        0x9C7C, 0x9E1F, 0x5364, 0x9EA6, 0x9EC4, 0x9EFE, 0x6589, 0x9F50, 0x6B6F, 0x9F7F, 0x7ADC, 0x9F99, 0x9F9C, 0x4E80, 0x9F9F,
    };
    static const uint32_t strokes[] = {
        0x4E40, 0x4E00, 0x4E28, 0x4E3F, 0x4E3F, 0x4E36, 0x200CD, 0x4E5B, 0x200CA, 0x200CE, 0x2010C, 0x4E85, 0x21FE8, 0x200CB,
        0x4E40, 0x200D1, 0x4E5A, 0x4E59, 0x2010E,
    };
    uint32_t like = 0;
    if (is_unified(cp) || cp < RADICALS)
        return cp;
    if (cp - RADICALS < sizeof radicals / sizeof *radicals)
        like = radicals[cp - RADICALS];
    else if (cp - STROKES < sizeof strokes / sizeof *strokes)
        like = strokes[cp - STROKES];
    else if (is_radical(cp) || is_compatibility_ideograph(cp))
        like = decomposed(cp);
    return like ? like : cp;
}

uint32_t bp_char_fold(uint32_t cp)
{
    if (is_unified(cp) || (cp > ' ' && cp < 0x7F))
        return cp;
    unsigned traits = bp_char_traits(cp);
    if (traits & BP_CHAR_UNSEEN)
        return 0;
    if (traits & (BP_CHAR_SPACE | BP_CHAR_BLANK))
        return ' ';
    if (traits & BP_CHAR_HAN)
        return bp_char_ordinary(cp);
    switch (utf8proc_get_property((utf8proc_int32_t)cp)->decomp_type) {
    case UTF8PROC_DECOMP_TYPE_WIDE:
    case UTF8PROC_DECOMP_TYPE_NARROW:
    case UTF8PROC_DECOMP_TYPE_SMALL:
    case UTF8PROC_DECOMP_TYPE_VERTICAL:
        return decomposed(cp);
    default:
        return cp;
    }
}

uint32_t bp_char_next_folded(const char **text)
{
    uint32_t cp = 0;
    while (**text && !cp)
        cp = bp_char_fold(bp_utf8_next(text));
    return cp;
}
