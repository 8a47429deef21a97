/* object.c - see object.h.
 *
 * A dictionary or array is a memory stream of libharu, which writes keys, names, strings and whole numbers into it; brackets,
 * references and fractions are ours. Only functions of libharu are called: the layout of its structs changes in 2.4.
 */
#include "format/pdf/object.h"

#include <hpdf.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { TEXT_MAX = 32000 };  /* bytes of a text string; ISO 19005-2 allows 32,767 */
enum { BLOCK = 512 };       /* what a stream grows by */

struct bp_pdf_objects {
    bp_pdf_store *store;
    HPDF_Error_Rec error;
    HPDF_MMgr memory;
    bp_buf text;           /* a string or object under way */
    bool failed;
};

bp_pdf_objects *bp_pdf_objects_new(bp_pdf_store *store)
{
    bp_pdf_objects *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    o->store = store;
    HPDF_Error_Init(&o->error, NULL);
    o->memory = HPDF_MMgr_New(&o->error, 0, NULL, NULL);
    if (o->memory)
        return o;
    free(o);
    return NULL;
}

void bp_pdf_objects_free(bp_pdf_objects *o)
{
    if (!o)
        return;
    HPDF_MMgr_Free(o->memory);
    bp_buf_free(&o->text);
    free(o);
}

bool bp_pdf_objects_ok(const bp_pdf_objects *o)
{
    return !o->failed;
}

/* Values. Those that begin with no mark of their own stand behind a blank, but for the first of an array. */

static void put_words(bp_pdf_objects *o, HPDF_Stream stream, const char *words)
{
    o->failed |= !stream || HPDF_Stream_WriteStr(stream, words) != HPDF_OK;
}

static void put_name(bp_pdf_objects *o, HPDF_Stream stream, const char *name)
{
    o->failed |= !stream || HPDF_Stream_WriteEscapeName(stream, name) != HPDF_OK;
}

static void put_blank(bp_pdf_objects *o, HPDF_Stream stream)
{
    if (stream && HPDF_Stream_Size(stream) > 1)
        put_words(o, stream, " ");
}

static void put_int(bp_pdf_objects *o, HPDF_Stream stream, int32_t value)
{
    put_blank(o, stream);
    o->failed |= !stream || HPDF_Stream_WriteInt(stream, value) != HPDF_OK;
}

static void put_ref(bp_pdf_objects *o, HPDF_Stream stream, uint32_t number)
{
    put_int(o, stream, (int32_t)number);
    put_words(o, stream, " 0 R");
}

/* Closes a child by its bracket, puts it at the end of its owner, and releases it. */
static void put_child(bp_pdf_objects *o, HPDF_Stream owner, HPDF_Stream child, const char *bracket)
{
    put_words(o, child, bracket);
    o->failed |= !child || !owner || HPDF_Stream_WriteToStream(child, owner, HPDF_STREAM_FILTER_NONE, NULL) != HPDF_OK;
    if (child)
        HPDF_Stream_Free(child);
}

static HPDF_Stream begin(bp_pdf_objects *o, const char *bracket)
{
    HPDF_Stream stream = HPDF_MemStream_New(o->memory, BLOCK);
    put_words(o, stream, bracket);
    return stream;
}

bp_pdf_dict *bp_pdf_dict_new(bp_pdf_objects *o, const char *type)
{
    bp_pdf_dict *dict = begin(o, "<<");
    if (type)
        bp_pdf_set_name(o, dict, "Type", type);
    return dict;
}

bp_pdf_array *bp_pdf_array_new(bp_pdf_objects *o)
{
    return begin(o, "[");
}

void bp_pdf_set_name(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *name)
{
    put_name(o, dict, key);
    put_name(o, dict, name);
}

void bp_pdf_set_int(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, int32_t value)
{
    put_name(o, dict, key);
    put_int(o, dict, value);
}

void bp_pdf_set_true(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key)
{
    put_name(o, dict, key);
    put_words(o, dict, " true");
}

void bp_pdf_set_ref(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, uint32_t number)
{
    put_name(o, dict, key);
    put_ref(o, dict, number);
}

void bp_pdf_set_ascii(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *text)
{
    put_name(o, dict, key);
    o->failed |= !dict || HPDF_Stream_WriteEscapeText(dict, text) != HPDF_OK;
}

static void put_unit(bp_buf *out, uint32_t unit)
{
    bp_buf_put(out, (char[]){(char)(unit >> 8), (char)unit}, 2);
}

/* UTF-16 with its mark. */
static void put_units(bp_buf *out, const char *text)
{
    put_unit(out, 0xFEFF);
    while (*text && out->size < TEXT_MAX) {
        uint32_t cp = bp_utf8_next(&text);
        if (cp >= 0x10000)
            put_unit(out, 0xD800 + ((cp - 0x10000) >> 10));
        put_unit(out, cp < 0x10000 ? cp : 0xDC00 + ((cp - 0x10000) & 0x3FF));
    }
}

void bp_pdf_set_text(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *text)
{
    bp_buf_truncate(&o->text, 0);
    put_units(&o->text, text ? text : "");
    put_name(o, dict, key);
    put_words(o, dict, "<");
    o->failed |= !text || !dict || o->text.failed ||
                 HPDF_Stream_WriteBinary(dict, (const HPDF_BYTE *)o->text.data, (HPDF_UINT)o->text.size, NULL) != HPDF_OK;
    put_words(o, dict, ">");
}

void bp_pdf_set_dict(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, bp_pdf_dict *child)
{
    put_name(o, dict, key);
    put_child(o, dict, child, ">>");
}

void bp_pdf_set_array(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, bp_pdf_array *child)
{
    put_name(o, dict, key);
    put_child(o, dict, child, "]");
}

void bp_pdf_add_int(bp_pdf_objects *o, bp_pdf_array *array, int32_t value)
{
    put_int(o, array, value);
}

void bp_pdf_add_milli(bp_pdf_objects *o, bp_pdf_array *array, int32_t value)
{
    bp_buf_truncate(&o->text, 0);
    bp_buf_milli(&o->text, value);
    o->failed |= o->text.failed;
    put_blank(o, array);
    put_words(o, array, bp_buf_text(&o->text));
}

void bp_pdf_add_name(bp_pdf_objects *o, bp_pdf_array *array, const char *name)
{
    put_name(o, array, name);
}

void bp_pdf_add_ref(bp_pdf_objects *o, bp_pdf_array *array, uint32_t number)
{
    put_ref(o, array, number);
}

void bp_pdf_add_dict(bp_pdf_objects *o, bp_pdf_array *array, bp_pdf_dict *child)
{
    put_child(o, array, child, ">>");
}

void bp_pdf_add_array(bp_pdf_objects *o, bp_pdf_array *array, bp_pdf_array *child)
{
    put_child(o, array, child, "]");
}

void bp_pdf_array_free(bp_pdf_objects *o, bp_pdf_array *array)
{
    (void)o;
    if (array)
        HPDF_Stream_Free(array);
}

/* The dictionary as text, but for the bracket at its end, in o->text; it is released. */
static bool finish(bp_pdf_objects *o, bp_pdf_dict *dict)
{
    bp_buf_truncate(&o->text, 0);
    for (HPDF_UINT i = 0; dict && i < HPDF_MemStream_GetBufCount(dict); i++) {
        HPDF_UINT size = 0;
        const HPDF_BYTE *block = HPDF_MemStream_GetBufPtr(dict, i, &size);
        bp_buf_put(&o->text, (const char *)block, size);
    }
    if (dict)
        HPDF_Stream_Free(dict);
    o->failed |= o->text.failed;
    return dict && !o->failed;
}

void bp_pdf_write(bp_pdf_objects *o, uint32_t number, bp_pdf_dict *dict)
{
    if (!finish(o, dict))
        return;
    bp_buf_puts(&o->text, ">>");
    o->failed |= o->text.failed;
    bp_pdf_put(o->store, number, bp_buf_text(&o->text), o->text.size);
}

void bp_pdf_write_stream(bp_pdf_objects *o, uint32_t number, bp_pdf_dict *dict, const char *data, size_t size, bool deflate)
{
    enum { BRACKET = 2 };
    if (!finish(o, dict))
        return;
    if (deflate)
        bp_pdf_put_deflated(o->store, number, o->text.data + BRACKET, data, size);
    else
        bp_pdf_put_plain(o->store, number, o->text.data + BRACKET, data, size);
}
