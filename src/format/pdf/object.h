/* object.h - the dictionaries and arrays of the document level. Private to format/pdf/.
 *
 * They are put together in order, keys and values as they are given, by libharu's writing functions, and written out and released
 * when they are whole: libharu's own document keeps everything in memory until it is saved. object.c alone knows libharu.
 *
 * Making objects never fails in the caller's eyes: where memory is short the result is NULL, everything takes NULL, and
 * bp_pdf_objects_ok says so in the end.
 */
#ifndef BP_FORMAT_PDF_OBJECT_H
#define BP_FORMAT_PDF_OBJECT_H

#include "format/pdf/store.h"

typedef struct bp_pdf_objects bp_pdf_objects;
typedef struct _HPDF_Stream_Rec bp_pdf_dict, bp_pdf_array;

/* NULL when memory is short. The store is borrowed. */
bp_pdf_objects *bp_pdf_objects_new(bp_pdf_store *store);
void bp_pdf_objects_free(bp_pdf_objects *objects);
bool bp_pdf_objects_ok(const bp_pdf_objects *objects);

/* type is the Type entry, NULL for none. */
bp_pdf_dict *bp_pdf_dict_new(bp_pdf_objects *objects, const char *type);
bp_pdf_array *bp_pdf_array_new(bp_pdf_objects *objects);

void bp_pdf_set_name(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, const char *name);
void bp_pdf_set_int(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, int32_t value);
void bp_pdf_set_true(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key);
void bp_pdf_set_ref(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, uint32_t number);
void bp_pdf_set_ascii(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, const char *text);
/* A text string (ISO 32000-1, 7.9.2.2) from UTF-8. */
void bp_pdf_set_text(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, const char *text);
/* The child, complete, is then owned by what it is put into. */
void bp_pdf_set_dict(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, bp_pdf_dict *child);
void bp_pdf_set_array(bp_pdf_objects *objects, bp_pdf_dict *dict, const char *key, bp_pdf_array *child);

void bp_pdf_add_int(bp_pdf_objects *objects, bp_pdf_array *array, int32_t value);
void bp_pdf_add_milli(bp_pdf_objects *objects, bp_pdf_array *array, int32_t value);  /* value / 1000 */
void bp_pdf_add_name(bp_pdf_objects *objects, bp_pdf_array *array, const char *name);
void bp_pdf_add_ref(bp_pdf_objects *objects, bp_pdf_array *array, uint32_t number);
void bp_pdf_add_dict(bp_pdf_objects *objects, bp_pdf_array *array, bp_pdf_dict *child);
void bp_pdf_add_array(bp_pdf_objects *objects, bp_pdf_array *array, bp_pdf_array *child);

/* Of one that was never put into anything. NULL is allowed. */
void bp_pdf_array_free(bp_pdf_objects *objects, bp_pdf_array *array);

/* Writes the object under this number and releases it. */
void bp_pdf_write(bp_pdf_objects *objects, uint32_t number, bp_pdf_dict *dict);
/* The same for the dictionary of a stream: Length and Filter are added. */
void bp_pdf_write_stream(bp_pdf_objects *objects, uint32_t number, bp_pdf_dict *dict, const char *data, size_t size, bool deflate);

#endif
