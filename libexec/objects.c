/* objects.c - see objects.h. A part of budgetpress-read-pdf.
 *
 * Both documents are walked at once from their trailers, by libqpdf's C interface: two objects are the same where they have the
 * same keys with the same values, streams the same bytes when unpacked, and what they refer to is the same again. So nothing is
 * listed that might act or show otherwise: whatever our own rendering has not is told. What may differ is how objects are
 * numbered, packed and compressed, what pages inherit, and how the streams of pages are written (contents.c).
 */
#include "objects.h"

#include <glib.h>
#include <math.h>
#include <qpdf/qpdf-c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contents.h"
#include "states.h"

enum {
    DEPTH_MAX = 64, /* values within values */
    TOLD_MAX = 200,
    KEY = 32,
    PATH = 200,
};

/* One of the two documents. */
typedef struct side {
    qpdf_data pdf;
    bp_pdf_bytes bytes;
    GHashTable *pages; /* their object numbers, and which page each is, from 1 */
} side;

/* Two objects that should be the same, and how they were reached. */
typedef struct pair {
    int own, other; /* object numbers */
    int page;       /* from 1; 0: of the document */
    guint parent;   /* index of the pair that refers to this one */
    char key[KEY];
} pair;

typedef struct walk {
    side own, other;
    GArray *pairs;   /* of pair: those done, and those to do */
    GHashTable *met; /* of both numbers */
    guint at;        /* the pair in hand */
    size_t limit;    /* of pairs */
    int told;
    GHashTable *seals; /* numbers of the fields of `other`, where all are signatures and one covers the file; NULL: not so */
} walk;

typedef enum { ADDED, MISSING, CHANGED } kind;

void bp_put_hex(const char *name, const char *data, size_t size)
{
    enum { HEX_LINE = 60 };
    for (size_t i = 0; i < size; i++) {
        if (i % HEX_LINE == 0)
            printf("%s%s ", i ? "\n" : "", name);
        printf("%02X", (unsigned char)data[i]);
    }
    if (size)
        putchar('\n');
}

/* ---- what is told ---- */

static const pair *pair_at(const walk *w, guint index)
{
    return &g_array_index(w->pairs, pair, index);
}

/* "/Root/Outlines/First" */
static void put_path(const walk *w, guint index, GString *out)
{
    guint chain[DEPTH_MAX];
    int count = 0;
    for (guint i = index; i && count < DEPTH_MAX; i = pair_at(w, i)->parent)
        chain[count++] = i;
    while (count-- && out->len < PATH)
        g_string_append(out, pair_at(w, chain[count])->key);
}

static void tell(walk *w, kind what, const char *key)
{
    static const char *const names[] = {"added", "missing", "changed"};
    char line[KEY];
    GString *path = g_string_new(NULL);
    if (w->told++ < TOLD_MAX) {
        put_path(w, w->at, path);
        g_string_append(path, key);
        g_snprintf(line, sizeof line, "%s %d", names[what], pair_at(w, w->at)->page);
        printf("%s ", line);
        for (gsize i = 0; i < path->len && i < PATH; i++)
            printf("%02X", (unsigned char)path->str[i]);
        putchar('\n');
    }
    g_string_free(path, TRUE);
}

/* ---- values as libqpdf writes them: one way for each ---- */

static const char *skip_blank(const char *at)
{
    while (*at == ' ' || *at == '\n')
        at++;
    return at;
}

/* Behind a token: a name, a number, a string, or what opens or closes a list. */
static const char *token_end(const char *at)
{
    int depth = 0;
    if (*at == '(') {
        do {
            if (*at == '\\' && at[1])
                at++;
            else
                depth += (*at == '(') - (*at == ')');
            at++;
        } while (depth && *at);
        return at;
    }
    if ((*at == '<' || *at == '>') && at[1] == *at)
        return at + 2;
    if (*at == '<') {
        const char *end = strchr(at, '>');
        return end ? end + 1 : at + strlen(at);
    }
    if (*at == '[' || *at == ']')
        return at + 1;
    return at + 1 + strcspn(at + 1, " \n[]<>()/");
}

static bool is_token(const char *at, const char *word)
{
    return !strncmp(at, word, strlen(word));
}

/* "12 0 R" */
static bool is_reference(const char *at, int *number, const char **end)
{
    char *next;
    if (*at < '0' || *at > '9')
        return false;
    long value = strtol(at, &next, 10);
    if (*next != ' ' || next[1] < '0' || next[1] > '9')
        return false;
    long generation = strtol(next + 1, &next, 10);
    if (strncmp(next, " R", 2) != 0 || value <= 0 || value > INT32_MAX)
        return false;
    *number = generation ? 0 : (int)value; /* later generations are of files that were changed: no object of ours is equal to one */
    *end = next + 2;
    return true;
}

static const char *value_end(const char *at, int depth)
{
    int number;
    const char *end;
    if (depth > DEPTH_MAX)
        return at + strlen(at);
    if (is_reference(at, &number, &end))
        return end;
    end = token_end(at);
    bool list = *at == '[', dictionary = is_token(at, "<<");
    if (!list && !dictionary)
        return end;
    for (at = skip_blank(end); *at && !is_token(at, list ? "]" : ">>"); at = skip_blank(value_end(at, depth + 1))) {
    }
    return *at ? token_end(at) : at;
}

static bool is_real(const char *at, const char *end)
{
    return memchr(at, '.', (size_t)(end - at)) != NULL;
}

/* Tokens that are equal, or numbers with a point that programs wrote with fewer digits. */
static bool same_token(const char *a, const char *a_end, const char *b, const char *b_end)
{
    const double tolerance = 0.001;
    char *a_number, *b_number;
    if (a_end - a == b_end - b && !memcmp(a, b, (size_t)(a_end - a)))
        return true;
    if (!is_real(a, a_end) && !is_real(b, b_end))
        return false;
    double x = g_ascii_strtod(a, &a_number), y = g_ascii_strtod(b, &b_number);
    return a_number == a_end && b_number == b_end && fabs(x - y) <= tolerance;
}

/* ---- objects ---- */

static qpdf_oh object_of(const side *s, int number)
{
    return qpdf_get_object_by_id(s->pdf, number, 0);
}

/* The text of an object's value; of a stream that of its dictionary. */
static char *text_of(const side *s, int number, bool *stream)
{
    qpdf_oh object = object_of(s, number);
    *stream = qpdf_oh_is_stream(s->pdf, object);
    if (*stream)
        object = qpdf_oh_get_dict(s->pdf, object);
    return g_strdup(qpdf_oh_unparse_resolved(s->pdf, object));
}

/* Whether all keys of a dictionary are among these, which act in no way of their own. */
static bool has_only(const side *s, qpdf_oh dictionary, const char *const *known)
{
    bool only = true;
    if (!qpdf_oh_is_dictionary(s->pdf, dictionary))
        return false;  /* asked for keys, libqpdf would warn as of a damaged file */
    for (qpdf_oh_begin_dict_key_iter(s->pdf, dictionary); only && qpdf_oh_dict_more_keys(s->pdf);)
        only = g_strv_contains(known, qpdf_oh_dict_next_key(s->pdf));
    return only;
}

/* Whether a stream is packed in ways that all programs know, by their full names and without parameters. */
static bool is_plainly_packed(const side *s, qpdf_oh stream)
{
    static const char *const filters[] = {"/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", NULL};
    qpdf_oh dictionary = qpdf_oh_get_dict(s->pdf, stream);
    qpdf_oh names = qpdf_oh_wrap_in_array(s->pdf, qpdf_oh_get_key(s->pdf, dictionary, "/Filter"));
    bool plain = qpdf_oh_is_null(s->pdf, qpdf_oh_get_key(s->pdf, dictionary, "/DecodeParms"));
    for (int i = 0; plain && i < qpdf_oh_get_array_n_items(s->pdf, names); i++) {
        qpdf_oh name = qpdf_oh_get_array_item(s->pdf, names, i);
        plain = qpdf_oh_is_name(s->pdf, name) ? g_strv_contains(filters, qpdf_oh_get_name(s->pdf, name))
                                              : qpdf_oh_is_null(s->pdf, name);
    }
    return plain;
}

typedef struct unpacked {
    unsigned char *data;
    size_t size;
    bool whole;
} unpacked;

static unpacked unpack(const side *s, int number)
{
    unpacked u = {0};
    QPDF_BOOL filtered = QPDF_FALSE;
    QPDF_ERROR_CODE error = qpdf_oh_get_stream_data(s->pdf, object_of(s, number), qpdf_dl_generalized, &filtered, &u.data, &u.size);
    u.whole = !(error & QPDF_ERRORS) && filtered && is_plainly_packed(s, object_of(s, number));
    return u;
}

/* Whether the contents of a page are streams that say how they are packed and no more, such as another file with the data. */
static bool are_plain_contents(const side *s, qpdf_oh page)
{
    static const char *const known[] = {"/Length", "/Filter", "/DecodeParms", NULL};
    qpdf_oh list = qpdf_oh_wrap_in_array(s->pdf, qpdf_oh_get_key(s->pdf, page, "/Contents"));
    bool plain = true;
    for (int i = 0; plain && i < qpdf_oh_get_array_n_items(s->pdf, list); i++) {
        qpdf_oh stream = qpdf_oh_get_array_item(s->pdf, list, i);
        plain = qpdf_oh_is_stream(s->pdf, stream) && has_only(s, qpdf_oh_get_dict(s->pdf, stream), known) &&
                is_plainly_packed(s, stream);
    }
    return plain;
}

static unpacked unpack_page(const side *s, size_t page)
{
    unpacked u = {0};
    qpdf_oh object = qpdf_get_page_n(s->pdf, page);
    u.whole = are_plain_contents(s, object) && !(qpdf_oh_get_page_content_data(s->pdf, object, &u.data, &u.size) & QPDF_ERRORS);
    return u;
}

static bool same_bytes(const unpacked *a, const unpacked *b)
{
    return a->whole && b->whole && a->size == b->size && (!a->size || !memcmp(a->data, b->data, a->size));
}

/* Whether it is a font that a page may use and does not: programs that clean pages leave it out. */
static bool is_idle_font(const walk *w, const char *path)
{
    static const char fonts[] = "/Page/Resources/Font/";
    GString *whole = g_string_new(NULL);
    bool idle = false;
    put_path(w, w->at, whole);
    g_string_append(whole, path);
    if (g_str_has_prefix(whole->str, fonts)) {
        unpacked own = unpack_page(&w->own, (size_t)pair_at(w, w->at)->page - 1);
        idle = own.whole && !bp_contents_use_font((const char *)own.data, own.size, whole->str + sizeof fonts - 2);
        free(own.data);
    }
    g_string_free(whole, TRUE);
    return idle;
}

/* Which page an object is, from 1; 0: none. A page is more than what it holds: programs look for it in the tree of pages. */
static int page_of(const side *s, int number)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(s->pages, GINT_TO_POINTER(number)));
}

static void add_pair(walk *w, int own, int other, const char *key, int page)
{
    gint64 both = (gint64)own << 32 | other;
    if (g_hash_table_contains(w->met, &both))
        return;
    if (w->pairs->len >= w->limit || page_of(&w->own, own) != page_of(&w->other, other)) {
        tell(w, CHANGED, key);
        return;
    }
    pair p = {.own = own, .other = other, .page = page, .parent = w->at};
    g_strlcpy(p.key, key, sizeof p.key);
    g_hash_table_add(w->met, g_memdup2(&both, sizeof both));
    g_array_append_val(w->pairs, p);
}

static bool belongs_to_seal(const walk *w, const char *path);
static void compare_value(walk *w, const char *a, const char *b, const char *key, int depth);

/* One side refers to an object where the other has the value itself. */
static void compare_resolved(walk *w, const side *s, int number, const char *a, const char *b, const char *key, int depth)
{
    bool stream;
    char *text = text_of(s, number, &stream);
    if (stream || depth > DEPTH_MAX || page_of(s, number))
        tell(w, CHANGED, key);
    else
        compare_value(w, a ? a : text, b ? b : text, key, depth + 1);
    g_free(text);
}

static void compare_lists(walk *w, const char *a, const char *b, const char *key, int depth)
{
    for (a = skip_blank(a + 1), b = skip_blank(b + 1); *a && *b && *a != ']' && *b != ']';
         a = skip_blank(value_end(a, depth)), b = skip_blank(value_end(b, depth)))
        compare_value(w, a, b, key, depth + 1);
    if (*a != ']' || *b != ']')
        tell(w, *a == ']' ? ADDED : *b == ']' ? MISSING : CHANGED, key);
}

/* What says only how a stream is packed; and of a page, what is compared by itself. */
static bool is_passed_over(const char *key, size_t size, const char *const *names)
{
    for (; names && *names; names++)
        if (strlen(*names) == size && !memcmp(*names, key, size))
            return true;
    return false;
}

static const char *const *passed_over; /* of the dictionary compared next, NULL */

/* The next key that counts, NULL at the end. */
static const char *next_key(const char *at, const char *const *names, int depth)
{
    while (*at == '/' && is_passed_over(at, (size_t)(token_end(at) - at), names))
        at = skip_blank(value_end(skip_blank(token_end(at)), depth));
    return *at == '/' ? at : NULL;
}

static void compare_dictionaries(walk *w, const char *a, const char *b, const char *key, int depth)
{
    const char *const *names = passed_over;
    char path[2 * KEY + 1];
    passed_over = NULL;
    a = next_key(skip_blank(a + 2), names, depth);
    b = next_key(skip_blank(b + 2), names, depth);
    while (a || b) {
        const char *a_end = a ? token_end(a) : NULL, *b_end = b ? token_end(b) : NULL;
        int order = !a ? 1 : !b ? -1 : memcmp(a, b, (size_t)MIN(a_end - a, b_end - b));
        if (!order)
            order = a_end - a < b_end - b ? -1 : a_end - a > b_end - b;
        const char *name = order <= 0 ? a : b;
        g_snprintf(path, sizeof path, "%.*s%.*s", KEY, key, (int)MIN((order <= 0 ? a_end : b_end) - name, KEY), name);
        if ((order < 0 && is_idle_font(w, path)) || (order > 0 && belongs_to_seal(w, path)))
            ;
        else if (order)
            tell(w, order < 0 ? MISSING : ADDED, path);
        else
            compare_value(w, skip_blank(a_end), skip_blank(b_end), path, depth + 1);
        if (order <= 0)
            a = next_key(skip_blank(value_end(skip_blank(a_end), depth)), names, depth);
        if (order >= 0)
            b = next_key(skip_blank(value_end(skip_blank(b_end), depth)), names, depth);
    }
}

static void compare_value(walk *w, const char *a, const char *b, const char *key, int depth)
{
    int own, other;
    const char *a_end, *b_end;
    bool a_refers = is_reference(a, &own, &a_end), b_refers = is_reference(b, &other, &b_end);
    if (depth > DEPTH_MAX)
        tell(w, CHANGED, key);
    else if (a_refers && b_refers)
        add_pair(w, own, other, key, pair_at(w, w->at)->page);
    else if (a_refers)
        compare_resolved(w, &w->own, own, NULL, b, key, depth);
    else if (b_refers)
        compare_resolved(w, &w->other, other, a, NULL, key, depth);
    else if (is_token(a, "<<") && is_token(b, "<<"))
        compare_dictionaries(w, a, b, key, depth);
    else if (*a == '[' && *b == '[')
        compare_lists(w, a, b, key, depth);
    else if (!same_token(a, token_end(a), b, token_end(b)))
        tell(w, CHANGED, key);
}

/* ---- signatures ---- */

/* Whether the two ranges of bytes that a signature is made over are the whole file but the signature itself, a string in <>. */
static bool covers_file(const side *s, qpdf_oh value)
{
    qpdf_oh range = qpdf_oh_get_key(s->pdf, value, "/ByteRange");
    long long at[4] = {0};
    if (!qpdf_oh_is_array(s->pdf, range) || qpdf_oh_get_array_n_items(s->pdf, range) != 4)
        return false;
    for (int i = 0; i < 4; i++)
        at[i] = qpdf_oh_get_int_value(s->pdf, qpdf_oh_get_array_item(s->pdf, range, i));
    const char *data = s->bytes.data;
    long long size = (long long)s->bytes.size;
    if (at[0] || at[1] <= 0 || at[2] <= at[1] + 1 || at[2] >= size || at[3] != size - at[2] || data[at[1]] != '<' ||
        data[at[2] - 1] != '>')
        return false;
    for (long long i = at[1] + 1; i < at[2] - 1; i++)
        if (!g_ascii_isxdigit(data[i]))
            return false;
    return true;
}

/* A field that is a signature and nothing else. */
static bool is_seal(const side *s, qpdf_oh field, bool *covers)
{
    static const char *const known[] = {"/Type", "/Subtype", "/FT", "/T", "/V",  "/F", "/P",
                                        "/Rect", "/AP",      "/Ff", "/M", "/NM", NULL};
    qpdf_oh value = qpdf_oh_get_key(s->pdf, field, "/V");
    bool seal = has_only(s, field, known) && qpdf_oh_is_name_and_equals(s->pdf, qpdf_oh_get_key(s->pdf, field, "/FT"), "/Sig") &&
                qpdf_oh_is_name_and_equals(s->pdf, qpdf_oh_get_key(s->pdf, field, "/Subtype"), "/Widget") &&
                qpdf_oh_is_dictionary(s->pdf, value);
    *covers |= seal && covers_file(s, value);
    return seal;
}

/* Notes the fields, where all are signatures and one covers the file: nothing can have been appended behind that. */
static void find_seals(walk *w)
{
    static const char *const known[] = {"/Fields", "/SigFlags", NULL};
    const side *s = &w->other;
    qpdf_oh form = qpdf_oh_get_key(s->pdf, qpdf_get_root(s->pdf), "/AcroForm"), fields;
    bool all = has_only(s, form, known), covers = false;
    GHashTable *seals = g_hash_table_new(NULL, NULL);
    fields = all ? qpdf_oh_get_key(s->pdf, form, "/Fields") : 0;
    for (int i = 0; all && i < qpdf_oh_get_array_n_items(s->pdf, fields); i++) {
        qpdf_oh field = qpdf_oh_get_array_item(s->pdf, fields, i);
        all = qpdf_oh_is_indirect(s->pdf, field) && is_seal(s, field, &covers);
        g_hash_table_add(seals, GINT_TO_POINTER(qpdf_oh_get_object_id(s->pdf, field)));
    }
    if (all && covers) {
        w->seals = seals;
        puts("signed");
    } else
        g_hash_table_destroy(seals);
}

static long milli_of(const side *s, qpdf_oh list, int index)
{
    double value = qpdf_oh_get_numeric_value(s->pdf, qpdf_oh_get_array_item(s->pdf, list, index));
    return lround(fmax(-1e5, fmin(value, 1e5)) * 1000);
}

/* Where a seal shows; one without a size does not. */
static void put_seal(const walk *w, qpdf_oh page, int number, qpdf_oh seal)
{
    const side *s = &w->other;
    qpdf_oh box = qpdf_oh_get_key(s->pdf, page, "/MediaBox"), area = qpdf_oh_get_key(s->pdf, seal, "/Rect");
    long top = milli_of(s, box, 3), x0 = milli_of(s, area, 0), y0 = milli_of(s, area, 1), x1 = milli_of(s, area, 2),
         y1 = milli_of(s, area, 3);
    if (x0 != x1 && y0 != y1)
        printf("seal %d %ld %ld %ld %ld\n", number, MIN(x0, x1), top - MAX(y0, y1), MAX(x0, x1), top - MIN(y0, y1));
}

/* Whether the annotations of the page in hand are seals, which are told then. */
static bool are_seals(const walk *w)
{
    const side *s = &w->other;
    const pair *p = pair_at(w, w->at);
    qpdf_oh page = qpdf_get_object_by_id(s->pdf, p->other, 0), list = qpdf_oh_get_key(s->pdf, page, "/Annots");
    bool seals = qpdf_oh_is_array(s->pdf, list);
    int count = seals ? qpdf_oh_get_array_n_items(s->pdf, list) : 0;
    for (int i = 0; i < count && seals; i++) {
        int number = qpdf_oh_get_object_id(s->pdf, qpdf_oh_get_array_item(s->pdf, list, i));
        seals = number && g_hash_table_contains(w->seals, GINT_TO_POINTER(number));
    }
    for (int i = 0; i < count && seals; i++)
        put_seal(w, page, p->page, qpdf_oh_get_array_item(s->pdf, list, i));
    return seals;
}

/* What a signature brings along. */
static bool belongs_to_seal(const walk *w, const char *path)
{
    const char *key = pair_at(w, w->at)->key;
    if (!w->seals)
        return false;
    return (!strcmp(key, "/Root") && !strcmp(path, "/AcroForm")) ||
           (!strcmp(key, "/Page") && !strcmp(path, "/Annots") && are_seals(w));
}

/* ---- the walk ---- */

static void compare_pair(walk *w)
{
    static const char *const packing[] = {"/Length", "/Filter", "/DecodeParms", NULL};
    static const char *const page[] = {"/Contents", "/Parent", NULL}, *const root[] = {"/Pages", NULL};
    const pair p = *pair_at(w, w->at);
    bool a_stream, b_stream;
    char *a = text_of(&w->own, p.own, &a_stream), *b = text_of(&w->other, p.other, &b_stream);
    passed_over = a_stream ? packing : !strcmp(p.key, "/Page") ? page : !strcmp(p.key, "/Root") ? root : NULL;
    if (a_stream != b_stream)
        tell(w, CHANGED, "");
    else
        compare_value(w, a, b, "", 0);
    passed_over = NULL;
    if (a_stream && b_stream) {
        unpacked own = unpack(&w->own, p.own), other = unpack(&w->other, p.other);
        if (!same_bytes(&own, &other))
            tell(w, CHANGED, "");
        free(own.data);
        free(other.data);
    }
    g_free(a);
    g_free(b);
    qpdf_oh_release_all(w->own.pdf);
    qpdf_oh_release_all(w->other.pdf);
}

static void compare_contents(walk *w, size_t page)
{
    unpacked own = unpack_page(&w->own, page), other = unpack_page(&w->other, page);
    if (!own.whole || !other.whole ||
        (!same_bytes(&own, &other) && !bp_contents_alike((const char *)own.data, own.size, (const char *)other.data, other.size)))
        printf("changed %zu 2F436F6E74656E7473\n", page + 1); /* /Contents */
    free(own.data);
    free(other.data);
}

/* The number of the object that the trailer names, 0 where it is none. */
static int root_of(const side *s, const char *key)
{
    qpdf_oh object = qpdf_oh_get_key(s->pdf, qpdf_get_trailer(s->pdf), key);
    return qpdf_oh_is_indirect(s->pdf, object) ? qpdf_oh_get_object_id(s->pdf, object) : 0;
}

/* How many pages stand below a node of the tree of pages, where all programs count and inherit alike; -1: not so. */
static int count_pages(const side *s, qpdf_oh node, int parent, int depth)
{
    static const char *const known[] = {"/Type", "/Kids", "/Count", "/Parent", NULL};
    qpdf_oh kids = qpdf_oh_get_key(s->pdf, node, "/Kids"), above = qpdf_oh_get_key(s->pdf, node, "/Parent");
    int number = qpdf_oh_get_object_id(s->pdf, node), pages = 0;
    if (depth > DEPTH_MAX || !number || (depth ? qpdf_oh_get_object_id(s->pdf, above) != parent : !qpdf_oh_is_null(s->pdf, above)))
        return -1;
    if (qpdf_oh_is_dictionary_of_type(s->pdf, node, "/Page", NULL))
        return 1;
    if (!qpdf_oh_is_dictionary_of_type(s->pdf, node, "/Pages", NULL) || !has_only(s, node, known) ||
        !qpdf_oh_is_array(s->pdf, kids))
        return -1;
    for (int i = 0; pages >= 0 && i < qpdf_oh_get_array_n_items(s->pdf, kids); i++) {
        int below = count_pages(s, qpdf_oh_get_array_item(s->pdf, kids, i), number, depth + 1);
        pages = below < 0 ? -1 : pages + below;
    }
    return qpdf_oh_get_int_value(s->pdf, qpdf_oh_get_key(s->pdf, node, "/Count")) == pages ? pages : -1;
}

static void number_pages(side *s)
{
    int count = qpdf_get_num_pages(s->pdf);
    s->pages = g_hash_table_new(NULL, NULL);
    for (int i = 0; i < count; i++) {
        int number = qpdf_oh_get_object_id(s->pdf, qpdf_get_page_n(s->pdf, (size_t)i));
        g_hash_table_insert(s->pages, GINT_TO_POINTER(number), GINT_TO_POINTER(i + 1));
    }
}

static void add_pages(walk *w)
{
    int own = qpdf_get_num_pages(w->own.pdf), other = qpdf_get_num_pages(w->other.pdf);
    if (count_pages(&w->other, qpdf_oh_get_key(w->other.pdf, qpdf_get_root(w->other.pdf), "/Pages"), 0, 0) != other)
        tell(w, CHANGED, "/Root/Pages");
    number_pages(&w->own);
    number_pages(&w->other);
    for (int i = 0; i < own && i < other; i++) {
        add_pair(w, qpdf_oh_get_object_id(w->own.pdf, qpdf_get_page_n(w->own.pdf, (size_t)i)),
                 qpdf_oh_get_object_id(w->other.pdf, qpdf_get_page_n(w->other.pdf, (size_t)i)), "/Page", i + 1);
        compare_contents(w, (size_t)i);
    }
}

/* Keys of the trailer that say more than where objects stand. */
static void compare_trailers(walk *w)
{
    static const char *const known[] = {"/Size",  "/Root",   "/Info",   "/ID",          "/Type", "/W",
                                        "/Index", "/Length", "/Filter", "/DecodeParms", NULL};
    char *text = g_strdup(qpdf_oh_unparse_resolved(w->other.pdf, qpdf_get_trailer(w->other.pdf)));
    for (const char *key = next_key(skip_blank(text + 2), known, 0); key;
         key = next_key(skip_blank(value_end(skip_blank(token_end(key)), 0)), known, 0)) {
        char *name = g_strndup(key, (gsize)MIN(token_end(key) - key, KEY));
        if (strcmp(name, "/Prev") != 0)
            tell(w, ADDED, name);
        else if (!w->seals && !qpdf_is_linearized(w->other.pdf))
            puts("update");
        g_free(name);
    }
    g_free(text);
}

static bool open_side(side *s, bp_pdf_bytes bytes)
{
    s->bytes = bytes;
    s->pdf = qpdf_init();
    qpdf_set_suppress_warnings(s->pdf, QPDF_TRUE);
    qpdf_silence_errors(s->pdf);
    return !(qpdf_read_memory(s->pdf, "pdf", bytes.data, bytes.size, NULL) & QPDF_ERRORS) &&
           !(qpdf_push_inherited_attributes_to_page(s->pdf) & QPDF_ERRORS);
}

bool bp_objects_compare(bp_pdf_bytes own, bp_pdf_bytes other)
{
    const pair trailer = {0};
    walk w = {.pairs = g_array_new(FALSE, FALSE, sizeof(pair)),
              .met = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
    bool opened = open_side(&w.own, own) && open_side(&w.other, other);
    g_array_append_val(w.pairs, trailer);
    if (opened) {
        int own_root = root_of(&w.own, "/Root"), other_root = root_of(&w.other, "/Root");
        int own_info = root_of(&w.own, "/Info"), other_info = root_of(&w.other, "/Info");
        w.limit =
            4 * (size_t)qpdf_oh_get_int_value(w.own.pdf, qpdf_oh_get_key(w.own.pdf, qpdf_get_trailer(w.own.pdf), "/Size")) + 1000;
        find_seals(&w);
        if (!bp_states_end(other))
            puts("around");
        if (!w.seals && !bp_states_one(w.other.pdf, other, w.limit))
            puts("update");
        compare_trailers(&w);
        add_pages(&w);
        add_pair(&w, own_root, other_root, "/Root", 0);
        add_pair(&w, own_info, other_info, "/Info", 0);
        for (w.at = 1; w.at < w.pairs->len; w.at++)
            compare_pair(&w);
        if (qpdf_more_warnings(w.other.pdf))
            puts("damaged");
    }
    if (w.seals)
        g_hash_table_destroy(w.seals);
    if (w.other.pages) {
        g_hash_table_destroy(w.own.pages);
        g_hash_table_destroy(w.other.pages);
    }
    g_array_free(w.pairs, TRUE);
    g_hash_table_destroy(w.met);
    qpdf_cleanup(&w.own.pdf);
    if (w.other.pdf)
        qpdf_cleanup(&w.other.pdf);
    return opened;
}
