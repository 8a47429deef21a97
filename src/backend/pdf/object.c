/* object.c - see object.h. */
#include "backend/pdf/object.h"

#include <hpdf.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum { TEXT_MAX = 32000 };  /* bytes of a text string; ISO 19005-2 allows 32,767 */

struct bp_pdf_objects {
    bp_pdf_store *store;
    HPDF_Doc doc;          /* gives memory and keeps the first error */
    HPDF_MMgr memory;
    HPDF_Stream serializer;
    bp_buf text;           /* what the serializer wrote */
    bool failed;
};

/* A reference to an object that libharu does not hold: a proxy together with the header that it points to, so that both are
 * released as one. */
typedef struct reference {
    HPDF_Proxy_Rec proxy;
    HPDF_Obj_Header target;
} reference;

static void HPDF_STDCALL on_error(HPDF_STATUS error, HPDF_STATUS detail, void *user)
{
    (void)error;
    (void)detail;
    (void)user;  /* each call's result is looked at */
}

static HPDF_STATUS HPDF_STDCALL take_bytes(HPDF_Stream stream, const HPDF_BYTE *data, HPDF_UINT size)
{
    bp_buf_put(stream->attr, (const char *)data, size);
    return HPDF_OK;
}

bp_pdf_objects *bp_pdf_objects_new(bp_pdf_store *store)
{
    bp_pdf_objects *o = calloc(1, sizeof *o);
    if (!o)
        return NULL;
    o->store = store;
    o->doc = HPDF_New(on_error, NULL);
    o->memory = o->doc ? o->doc->mmgr : NULL;
    if (o->memory)
        o->serializer = HPDF_CallbackWriter_New(o->memory, (HPDF_Stream_Write_Func)take_bytes, &o->text);
    if (o->serializer)
        return o;
    bp_pdf_objects_free(o);
    return NULL;
}

void bp_pdf_objects_free(bp_pdf_objects *o)
{
    if (!o)
        return;
    if (o->serializer)
        HPDF_Stream_Free(o->serializer);
    if (o->doc)
        HPDF_Free(o->doc);
    bp_buf_free(&o->text);
    free(o);
}

bool bp_pdf_objects_ok(const bp_pdf_objects *o)
{
    return !o->failed;
}

/* Puts a new object into its owner; what cannot be put there is released by libharu. */
static void set(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, void *object)
{
    if (!dict && object)
        HPDF_Obj_Free(o->memory, object);
    if (!dict || !object || HPDF_Dict_Add(dict, key, object) != HPDF_OK)
        o->failed = true;
}

static void add(bp_pdf_objects *o, bp_pdf_array *array, void *object)
{
    if (!array && object)
        HPDF_Obj_Free(o->memory, object);
    if (!array || !object || HPDF_Array_Add(array, object) != HPDF_OK)
        o->failed = true;
}

static void *new_reference(bp_pdf_objects *o, uint32_t number)
{
    reference *r = HPDF_GetMem(o->memory, sizeof *r);
    if (!r)
        return NULL;
    memset(r, 0, sizeof *r);
    r->proxy.header.obj_class = HPDF_OCLASS_PROXY;
    r->proxy.obj = &r->target;
    r->target.obj_id = number | HPDF_OTYPE_INDIRECT;
    return r;
}

static void put_unit(bp_buf *out, uint32_t unit)
{
    bp_buf_put(out, (char[]){(char)(unit >> 8), (char)unit}, 2);
}

/* UTF-16 with its mark; NULL gives NULL. */
static void *new_text(bp_pdf_objects *o, const char *text)
{
    bp_buf units = {0};
    if (!text)
        return NULL;
    put_unit(&units, 0xFEFF);
    while (*text && units.size < TEXT_MAX) {
        uint32_t cp = bp_utf8_next(&text);
        if (cp >= 0x10000)
            put_unit(&units, 0xD800 + ((cp - 0x10000) >> 10));
        put_unit(&units, cp < 0x10000 ? cp : 0xDC00 + ((cp - 0x10000) & 0x3FF));
    }
    void *string = units.failed ? NULL : HPDF_Binary_New(o->memory, (HPDF_BYTE *)units.data, (HPDF_UINT)units.size);
    bp_buf_free(&units);
    return string;
}

bp_pdf_dict *bp_pdf_dict_new(bp_pdf_objects *o, const char *type)
{
    bp_pdf_dict *dict = HPDF_Dict_New(o->memory);
    if (!dict)
        o->failed = true;
    else if (type)
        bp_pdf_set_name(o, dict, "Type", type);
    return dict;
}

bp_pdf_array *bp_pdf_array_new(bp_pdf_objects *o)
{
    bp_pdf_array *array = HPDF_Array_New(o->memory);
    o->failed |= !array;
    return array;
}

void bp_pdf_set_name(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *name)
{
    set(o, dict, key, HPDF_Name_New(o->memory, name));
}

void bp_pdf_set_int(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, int32_t value)
{
    set(o, dict, key, HPDF_Number_New(o->memory, value));
}

void bp_pdf_set_true(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key)
{
    set(o, dict, key, HPDF_Boolean_New(o->memory, HPDF_TRUE));
}

void bp_pdf_set_ref(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, uint32_t number)
{
    set(o, dict, key, new_reference(o, number));
}

void bp_pdf_set_ascii(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *text)
{
    set(o, dict, key, HPDF_String_New(o->memory, text, NULL));
}

void bp_pdf_set_text(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *text)
{
    set(o, dict, key, new_text(o, text));
}

void bp_pdf_set_dict(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, bp_pdf_dict *child)
{
    set(o, dict, key, child);
}

void bp_pdf_set_array(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, bp_pdf_array *child)
{
    set(o, dict, key, child);
}

void bp_pdf_add_int(bp_pdf_objects *o, bp_pdf_array *array, int32_t value)
{
    add(o, array, HPDF_Number_New(o->memory, value));
}

void bp_pdf_add_milli(bp_pdf_objects *o, bp_pdf_array *array, int32_t value)
{
    add(o, array, HPDF_Real_New(o->memory, (HPDF_REAL)value / 1000));
}

void bp_pdf_add_name(bp_pdf_objects *o, bp_pdf_array *array, const char *name)
{
    add(o, array, HPDF_Name_New(o->memory, name));
}

void bp_pdf_add_ref(bp_pdf_objects *o, bp_pdf_array *array, uint32_t number)
{
    add(o, array, new_reference(o, number));
}

void bp_pdf_add_dict(bp_pdf_objects *o, bp_pdf_array *array, bp_pdf_dict *child)
{
    add(o, array, child);
}

void bp_pdf_add_array(bp_pdf_objects *o, bp_pdf_array *array, bp_pdf_array *child)
{
    add(o, array, child);
}

void bp_pdf_array_free(bp_pdf_objects *o, bp_pdf_array *array)
{
    if (array)
        HPDF_Obj_Free(o->memory, array);
}

/* The dictionary as text, in o->text; it is released. */
static bool serialize(bp_pdf_objects *o, bp_pdf_dict *dict)
{
    bp_buf_truncate(&o->text, 0);
    if (!dict)
        return false;
    o->failed |= HPDF_Obj_WriteValue(dict, o->serializer, NULL) != HPDF_OK || o->text.failed;
    HPDF_Obj_Free(o->memory, dict);
    return !o->failed;
}

void bp_pdf_write(bp_pdf_objects *o, uint32_t number, bp_pdf_dict *dict)
{
    if (serialize(o, dict))
        bp_pdf_put(o->store, number, o->text.data, o->text.size);
}

void bp_pdf_write_stream(bp_pdf_objects *o, uint32_t number, bp_pdf_dict *dict, const char *data, size_t size, bool deflate)
{
    size_t brackets = 2;
    if (!serialize(o, dict))
        return;
    bp_buf_truncate(&o->text, o->text.size - brackets);  /* the store writes them, with more entries before the last */
    if (deflate)
        bp_pdf_put_deflated(o->store, number, o->text.data + brackets, data, size);
    else
        bp_pdf_put_plain(o->store, number, o->text.data + brackets, data, size);
}
