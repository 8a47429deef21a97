/* states.c - see states.h. A part of budgetpress-read-pdf.
 *
 * A program that finds a fault in a file, or wants no table, looks for objects in its bytes and takes the last of each number; of
 * an object stream that has a number twice, some take the first and some the last. So each number may stand once.
 */
#include "states.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

/* Moves back over blanks and then digits; NULL: there are not both. */
static const char *before_number(const char *at, const char *begin)
{
    const char *end = at;
    while (at > begin && is_blank(at[-1]))
        at--;
    const char *digits = at;
    while (at > begin && g_ascii_isdigit(at[-1]))
        at--;
    return end > digits && digits > at ? at : NULL;
}

/* Notes a number; false: it was noted before. */
static bool add_number(GHashTable *numbers, gint64 number)
{
    return number < 0 || number > G_MAXINT32 || g_hash_table_add(numbers, GINT_TO_POINTER((int)number));
}

/* Notes what stands as "12 0 obj" in the bytes. */
static bool add_plain(GHashTable *numbers, bp_pdf_bytes bytes)
{
    static const char word[] = "obj";
    const char *end = bytes.data + bytes.size, *at = bytes.data;
    bool once = true;
    for (; once && (at = memmem(at, (size_t)(end - at), word, sizeof word - 1)); at++) {
        const char *generation = before_number(at, bytes.data), *number = generation ? before_number(generation, bytes.data) : NULL;
        once = !number || add_number(numbers, g_ascii_strtoll(number, NULL, 10));
    }
    return once;
}

/* Notes what an object stream says it holds. */
static bool add_packed(GHashTable *numbers, qpdf_data pdf, qpdf_oh stream)
{
    unsigned char *data = NULL;
    size_t size = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    long long count = qpdf_oh_get_int_value(pdf, qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, stream), "/N"));
    bool once = !(qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_generalized, &filtered, &data, &size) & QPDF_ERRORS) && filtered;
    char *head = once ? g_strndup((const char *)data, size) : NULL, *at = head;
    for (long long i = 0; once && i < count; i++) {
        char *begin = at, *middle;
        gint64 number = g_ascii_strtoll(at, &middle, 10);
        g_ascii_strtoll(middle, &at, 10); /* where it stands */
        once = middle > begin && at > middle && add_number(numbers, number);
    }
    g_free(head);
    free(data);
    return once;
}

static size_t count_of(bp_pdf_bytes bytes, const char *word)
{
    const char *end = bytes.data + bytes.size, *at = bytes.data;
    size_t count = 0;
    for (; (at = memmem(at, (size_t)(end - at), word, strlen(word))); at++)
        count++;
    return count;
}

bool bp_states_one(qpdf_data pdf, bp_pdf_bytes bytes, size_t limit)
{
    GHashTable *numbers = g_hash_table_new(NULL, NULL);
    long long size = qpdf_oh_get_int_value(pdf, qpdf_oh_get_key(pdf, qpdf_get_trailer(pdf), "/Size"));
    bool one = size >= 0 && (size_t)size <= limit && count_of(bytes, "startxref") <= (qpdf_is_linearized(pdf) ? 2 : 1);
    one = one && add_plain(numbers, bytes);
    for (int i = 1; one && i < size; i++) {
        qpdf_oh object = qpdf_get_object_by_id(pdf, i, 0);
        if (qpdf_oh_is_stream(pdf, object) && qpdf_oh_is_dictionary_of_type(pdf, qpdf_oh_get_dict(pdf, object), "/ObjStm", NULL))
            one = add_packed(numbers, pdf, object);
        qpdf_oh_release_all(pdf);
    }
    g_hash_table_destroy(numbers);
    return one;
}

bool bp_states_end(bp_pdf_bytes bytes)
{
    static const char end[] = "%%EOF", table[] = "startxref", begin[] = "%PDF-";
    const char *at = bytes.data + bytes.size;
    if (bytes.size < sizeof begin || memcmp(bytes.data, begin, sizeof begin - 1) != 0)
        return false;
    while (at > bytes.data && is_blank(at[-1]))
        at--;
    if ((size_t)(at - bytes.data) < sizeof end || memcmp(at - (sizeof end - 1), end, sizeof end - 1) != 0)
        return false;
    at = before_number(at - (sizeof end - 1), bytes.data);
    while (at && at > bytes.data && is_blank(at[-1]))
        at--;
    return at && (size_t)(at - bytes.data) > sizeof table && !memcmp(at - (sizeof table - 1), table, sizeof table - 1);
}
