/* translate.c - looks texts up in the translations that are built in. See translate.h.
 *
 * gettext's own look-up follows the locale of the process and finds nothing where that locale is not installed, as in most
 * containers; here each collection of findings has a language of its own. So the tables that msgfmt makes are part of the
 * program, and are searched where they stand. A table (.mo) is: at 8 the number of texts, at 12 and 16 the places of two lists,
 * originals (sorted) and translations, each a list of length and place, texts ending with NUL.
 */
#include "diag/translate.h"

#include <stdint.h>
#include <string.h>

static const unsigned char chinese[] = {
#include <po/zh_CN.inc>
};

static uint32_t read_word(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static const char *text_at(const unsigned char *table, size_t list, size_t index)
{
    return (const char *)table + read_word(table + read_word(table + list) + index * 8 + 4);
}

const char *bp_translate(bp_lang lang, const char *english)
{
    enum { COUNT = 8, ORIGINALS = 12, TRANSLATIONS = 16 };
    size_t low = 0, high = lang == BP_LANG_ZH ? read_word(chinese + COUNT) : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(english, text_at(chinese, ORIGINALS, middle));
        if (!order && *english)  /* the empty text is the table's own description */
            return text_at(chinese, TRANSLATIONS, middle);
        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return english;
}
