/* coverage.c - which font files have a character, installed or not; see bp_coverage_find in set.h. */
#include <stdlib.h>

#include "json/json.h"
#include "font/set.h"

/* Whether a list such as "4E00-9FFF 20000-2A6DF 323B0" has a number. */
static bool is_in(const char *ranges, uint32_t cp)
{
    while (*ranges) {
        char *end;
        unsigned long first = strtoul(ranges, &end, 16), last = first;
        if (*end == '-')
            last = strtoul(end + 1, &end, 16);
        if (cp >= first && cp <= last)
            return true;
        if (end == ranges || (*end && *end != ' '))
            return false;
        ranges = *end ? end + 1 : end;
    }
    return false;
}

static bool covers(bp_reader *reader, const cJSON *lists, uint32_t cp)
{
    const cJSON *list;
    if (!bp_reader_array(reader, lists))
        return false;
    cJSON_ArrayForEach(list, lists) {
        const char *ranges = bp_reader_string(reader, list);
        if (ranges && is_in(ranges, cp))
            return true;
    }
    return false;
}

static void read_fonts(bp_reader *reader, const cJSON *tree, uint32_t cp, void (*found)(void *, const char *), void *context)
{
    enum { SCHEMA, FONTS, KEYS };
    enum { FILE_NAME, COVERS, FONT_KEYS };
    static const bp_key keys[KEYS] = {{"schema", true}, {"fonts", true}};
    static const bp_key font_keys[FONT_KEYS] = {{"file", true}, {"covers", true}};
    const cJSON *members[KEYS], *font, *values[FONT_KEYS];
    if (!bp_reader_object(reader, tree, keys, KEYS, members) || !bp_reader_array(reader, members[FONTS]))
        return;
    cJSON_ArrayForEach(font, members[FONTS]) {
        if (!bp_reader_object(reader, font, font_keys, FONT_KEYS, values))
            return;
        const char *file = bp_reader_string(reader, values[FILE_NAME]);
        if (file && covers(reader, values[COVERS], cp))
            found(context, file);
    }
}

void bp_coverage_find(const char *path, uint32_t cp, void (*found)(void *context, const char *file), void *context)
{
    bp_source *source;
    bp_arena arena = {0};
    if (bp_source_open(path, NULL, &source))
        return;  /* without it nothing is known, which is what the caller then says */
    bp_reader reader = {.source = source, .arena = &arena};
    cJSON *tree = bp_json_check(source, NULL) ? NULL : bp_reader_parse(&reader, bp_json_root(source));
    if (tree)
        read_fonts(&reader, tree, cp, found, context);
    cJSON_Delete(tree);
    bp_reader_free(&reader);
    bp_source_free(source);
    bp_arena_free(&arena);
}
