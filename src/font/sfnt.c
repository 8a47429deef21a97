/* sfnt.c - see sfnt.h. Offsets and tags are those of the OpenType specification. */
#include "font/sfnt.h"

#include "diag/translate.h"

enum { RECORD = 16, COLLECTION_HEADER = 12, DIRECTORY_HEADER = 12, TABLES_MAX = 256 };

static const uint32_t COLLECTION = BP_TABLE('t', 't', 'c', 'f');

static bool is_sfnt(uint32_t version)
{
    return version == 0x00010000 || version == BP_TABLE('O', 'T', 'T', 'O') || version == BP_TABLE('t', 'r', 'u', 'e');
}

static const char *wrong_kind(uint32_t version)
{
    if (version == BP_TABLE('w', 'O', 'F', 'F') || version == BP_TABLE('w', 'O', 'F', '2'))
        return BP_TEXT("a font packed for the web: unpack it to OpenType first");
    return BP_TEXT("neither TrueType nor OpenType");
}

static size_t record_of(const bp_sfnt *sfnt, uint32_t tag)
{
    unsigned count = bp_be(sfnt->file, sfnt->directory + 4, 2);
    for (unsigned i = 0; i < count; i++) {
        size_t at = sfnt->directory + DIRECTORY_HEADER + (size_t)i * RECORD;
        if (bp_be(sfnt->file, at, 4) == tag)
            return at;
    }
    return 0;
}

bp_bytes bp_sfnt_table(const bp_sfnt *sfnt, uint32_t tag)
{
    size_t record = record_of(sfnt, tag);
    if (!record)
        return (bp_bytes){0};
    return bp_cut(sfnt->file, bp_be(sfnt->file, record + 8, 4), bp_be(sfnt->file, record + 12, 4));
}

/* Tables that lie past the end of the file: a download that broke off. */
static const char *check_tables(const bp_sfnt *sfnt)
{
    unsigned count = bp_be(sfnt->file, sfnt->directory + 4, 2);
    if (!count || count > TABLES_MAX)
        return BP_TEXT("its list of tables is damaged");
    if (sfnt->directory + DIRECTORY_HEADER + (size_t)count * RECORD > sfnt->file.size)
        return BP_TEXT("the file is cut short");
    for (unsigned i = 0; i < count; i++) {
        size_t at = sfnt->directory + DIRECTORY_HEADER + (size_t)i * RECORD;
        if ((uint64_t)bp_be(sfnt->file, at + 8, 4) + bp_be(sfnt->file, at + 12, 4) > sfnt->file.size)
            return BP_TEXT("the file is cut short");
    }
    return NULL;
}

const char *bp_sfnt_open(bp_bytes file, unsigned index, bp_sfnt *out)
{
    uint32_t version = bp_be(file, 0, 4);
    bool collection = version == COLLECTION;
    *out = (bp_sfnt){.file = file, .faces = collection ? bp_be(file, 8, 4) : 1};
    if (!collection && !is_sfnt(version))
        return wrong_kind(version);
    if (index >= out->faces)
        return BP_TEXT("it has no face of this number");
    if (collection)
        out->directory = bp_be(file, COLLECTION_HEADER + 4 * (size_t)index, 4);
    if (!is_sfnt(bp_be(file, out->directory, 4)))
        return BP_TEXT("the place of this face in the collection is wrong");
    return check_tables(out);
}

bool bp_sfnt_has_unicode(const bp_sfnt *sfnt)
{
    bp_bytes map = bp_sfnt_table(sfnt, BP_TABLE('c', 'm', 'a', 'p'));
    unsigned count = bp_be(map, 2, 2);
    for (unsigned i = 0; i < count; i++) {
        unsigned platform = bp_be(map, 4 + 8 * (size_t)i, 2), encoding = bp_be(map, 6 + 8 * (size_t)i, 2);
        if (platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10)))
            return true;
    }
    return false;
}
