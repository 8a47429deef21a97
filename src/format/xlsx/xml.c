/* xml.c - XML parts, on expat. The only file that knows that library. See xml.h. */
#include "format/xlsx/xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIXES_MAX = 256, NAME_ROOM = 64 };  /* prefixes in force at once; bytes of a name that is known */

/* An element around the one in hand. */
typedef struct level {
    char name[NAME_ROOM];    /* cut: none that is longer is known */
    bool alternate, chosen;  /* an mc:AlternateContent; one of its choices is being read or was */
} level;

typedef struct prefix {
    char *name, *space;
} prefix;

struct bp_xml {
    bp_package *package;
    const char *part;
    const bp_xml_events *events;
    void *context;
    bp_diag *diag;
    XML_Parser parser;
    uint64_t fed;      /* bytes */
    unsigned nested;   /* elements around the present place, whatever they are */
    unsigned skipped;  /* as many of them are passed over, from the outermost of these on */
    unsigned depth;    /* those that handlers know of */
    level levels[BP_XML_DEPTH_MAX + 1];     /* by nesting, those passed over left out */
    unsigned level_count;
    const char *names[BP_XML_DEPTH_MAX + 1];  /* by depth, into levels; the first is "" */
    prefix prefixes[PREFIXES_MAX];
    size_t prefix_count;
    bool stopped;
    bp_status status;
};

/* ---- namespaces ---- */

#define ECMA "http://schemas.openxmlformats.org/"
#define ISO "http://purl.oclc.org/ooxml/"
#define MICROSOFT "http://schemas.microsoft.com/office/spreadsheetml/"
#define MCE ECMA "markup-compatibility/2006"

static const struct {
    const char *uri;
    bp_xml_space space;
} spaces[] = {
    {ECMA "spreadsheetml/2006/main", BP_XML_SHEET},
    {ISO "spreadsheetml/main", BP_XML_SHEET},
    {ECMA "package/2006/relationships", BP_XML_RELATIONS},
    {ECMA "package/2006/metadata/core-properties", BP_XML_CORE},
    {"http://purl.org/dc/elements/1.1/", BP_XML_CORE},
    {"http://purl.org/dc/terms/", BP_XML_CORE},
    {ECMA "officeDocument/2006/extended-properties", BP_XML_EXTENDED},
    {ISO "officeDocument/extendedProperties", BP_XML_EXTENDED},
    {ECMA "officeDocument/2006/custom-properties", BP_XML_CUSTOM},
    {ISO "officeDocument/customProperties", BP_XML_CUSTOM},
    {ECMA "officeDocument/2006/docPropsVTypes", BP_XML_CUSTOM},
    {ISO "officeDocument/docPropsVTypes", BP_XML_CUSTOM},
    {ECMA "package/2006/content-types", BP_XML_TYPES},
    {ECMA "drawingml/2006/main", BP_XML_DRAWING},
    {ISO "drawingml/main", BP_XML_DRAWING},
};

/* Takes a name as expat gives it apart; the size of its namespace, 0 for none. */
static size_t split(const char *name, const char **local)
{
    const char *separator = strrchr(name, BP_XML_SEPARATOR);
    *local = separator ? separator + 1 : name;
    return separator ? (size_t)(separator - name) : 0;
}

static bool is_uri(const char *text, size_t size, const char *uri)
{
    return strlen(uri) == size && !memcmp(text, uri, size);
}

static bool is_asked_for(const bp_xml *xml, const char *uri, size_t size)
{
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (is_uri(uri, size, spaces[i].uri))
            return xml->events->spaces & spaces[i].space;
    return false;
}

/* Whether programs of today understand what a choice requires: the part's own namespaces, and extensions of them since 2009. */
static bool is_understood(const bp_xml *xml, const char *uri)
{
    static const char *const extensions[] = {
        MICROSOFT "2009/9/main", MICROSOFT "2009/9/ac", MICROSOFT "2010/11/main", MICROSOFT "2011/1/ac"};
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (!strcmp(uri, extensions[i]))
            return true;
    return is_asked_for(xml, uri, strlen(uri));
}

static const char *space_of(const bp_xml *xml, const char *name, size_t size)
{
    for (size_t i = xml->prefix_count; i-- > 0;)
        if (strlen(xml->prefixes[i].name) == size && !memcmp(xml->prefixes[i].name, name, size))
            return xml->prefixes[i].space;
    return "";
}

/* Whether every prefix of a list is of a namespace that is understood. */
static bool are_understood(const bp_xml *xml, const char *names)
{
    static const char blanks[] = " \t\r\n";
    for (names += strspn(names, blanks); *names; names += strspn(names, blanks)) {
        size_t size = strcspn(names, blanks);
        if (!is_understood(xml, space_of(xml, names, size)))
            return false;
        names += size;
    }
    return true;
}

/* ---- for handlers ---- */

const char *bp_xml_parent(const bp_xml *xml)
{
    return xml->names[xml->depth - 1];
}

bool bp_xml_in(const bp_xml *xml, const char *parent, unsigned depth)
{
    return xml->depth == depth + 1 && !strcmp(xml->names[depth], parent);
}

const char *bp_xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(attributes[0], name))
            return attributes[1];
    return NULL;
}

const char *bp_xml_relation(const char *const *attributes)
{
    static const char *const names[] = {ECMA "officeDocument/2006/relationships\nid", ISO "officeDocument/relationships\nid"};
    const char *id = bp_xml_attribute(attributes, names[0]);
    return id ? id : bp_xml_attribute(attributes, names[1]);
}

uint32_t bp_xml_number(const char *const *attributes, const char *name, uint32_t otherwise)
{
    const char *text = bp_xml_attribute(attributes, name);
    uint64_t value = 0;
    if (!text || !*text)
        return otherwise;
    for (; *text >= '0' && *text <= '9' && value < INT32_MAX; text++)
        value = value * 10 + (uint64_t)(*text - '0');
    return *text || value > INT32_MAX ? otherwise : (uint32_t)value;
}

bool bp_xml_flag(const char *const *attributes, const char *name)
{
    const char *text = bp_xml_attribute(attributes, name);
    return text && (!strcmp(text, "1") || !strcmp(text, "true"));
}

bp_diag *bp_xml_diag(const bp_xml *xml)
{
    return xml->diag;
}

void bp_xml_stop(bp_xml *xml, bp_status status)
{
    if (xml->stopped)
        return;
    xml->stopped = true;
    xml->status = status;
    XML_StopParser(xml->parser, XML_FALSE);
}

void bp_xml_fail(bp_xml *xml, bp_code code, const char *const *args)
{
    const bp_where where = {.file = bp_package_name(xml->package), .part = xml->part,
                            .line = XML_GetCurrentLineNumber(xml->parser),
                            .column = XML_GetCurrentColumnNumber(xml->parser) + 1};
    if (!xml->stopped)
        bp_xml_stop(xml, bp_report(xml->diag, code, where, args));
}

/* ---- elements ---- */

/* What an element is to the part. */
typedef enum role { ROLE_OWN, ROLE_ALTERNATE, ROLE_CHOSEN, ROLE_SKIPPED } role;

static role role_in_alternate(const bp_xml *xml, level *around, const char *local, const char **attributes)
{
    const char *requires = bp_xml_attribute((const char *const *)attributes, "Requires");
    bool choice = !strcmp(local, "Choice") && requires && are_understood(xml, requires);
    if (around->chosen || (!choice && strcmp(local, "Fallback") != 0))
        return ROLE_SKIPPED;
    around->chosen = true;
    return ROLE_CHOSEN;
}

static role role_of(bp_xml *xml, const char *name, const char *local, size_t size, const char **attributes)
{
    level *around = xml->level_count ? &xml->levels[xml->level_count - 1] : NULL;
    if (around && (xml->events->spaces & BP_XML_WHOLE))
        return ROLE_OWN;
    bool compatibility = is_uri(name, size, MCE);
    if (around && around->alternate)
        return compatibility ? role_in_alternate(xml, around, local, attributes) : ROLE_SKIPPED;
    if (compatibility && !strcmp(local, "AlternateContent") && around)
        return ROLE_ALTERNATE;
    return is_asked_for(xml, name, size) && (!around || strcmp(local, "extLst") != 0) ? ROLE_OWN : ROLE_SKIPPED;
}

/* What changes which elements count is refused, where no writer of workbooks uses it. */
static bool check_attributes(bp_xml *xml, const char **attributes)
{
    static const char *const refused[] = {MCE "\nProcessContent", MCE "\nMustUnderstand"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (bp_xml_attribute((const char *const *)attributes, refused[i])) {
            bp_xml_fail(xml, BP_BOOK_COMPATIBILITY, BP_ARGS(strrchr(refused[i], '\n') + 1));
            return false;
        }
    return true;
}

static void begin(bp_xml *xml, const char *name, const char **attributes)
{
    const char *local;
    size_t size = split(name, &local);
    role is = role_of(xml, name, local, size, attributes);
    if (!xml->level_count && is != ROLE_OWN)
        bp_xml_fail(xml, BP_BOOK_ROOT, BP_ARGS(local));
    if (is == ROLE_SKIPPED)
        xml->skipped = 1;
    if (is == ROLE_SKIPPED || xml->stopped || !check_attributes(xml, attributes))
        return;
    level *own = &xml->levels[xml->level_count++];
    own->alternate = is == ROLE_ALTERNATE;
    own->chosen = is == ROLE_CHOSEN;
    snprintf(own->name, sizeof own->name, "%s", local);
    if (is != ROLE_OWN)
        return;
    xml->names[++xml->depth] = own->name;
    xml->events->start(xml, xml->context, is_asked_for(xml, name, size) ? local : name, (const char *const *)attributes);
}

static void on_start(void *data, const char *name, const char **attributes)
{
    bp_xml *xml = data;
    char limit[16];
    if (xml->stopped)
        return;
    if (++xml->nested > BP_XML_DEPTH_MAX) {
        snprintf(limit, sizeof limit, "%d", BP_XML_DEPTH_MAX);
        bp_xml_fail(xml, BP_BOOK_DEPTH, BP_ARGS(limit));
    } else if (xml->skipped)
        xml->skipped++;
    else
        begin(xml, name, attributes);
}

static void on_end(void *data, const char *name)
{
    bp_xml *xml = data;
    const char *local;
    xml->nested--;
    if (xml->stopped || (xml->skipped && xml->skipped--))
        return;
    split(name, &local);
    const level *own = &xml->levels[xml->level_count - 1];
    if (!own->alternate && !own->chosen) {
        if (xml->events->end)
            xml->events->end(xml, xml->context, local);
        xml->depth--;
    }
    xml->level_count--;
}

static void on_text(void *data, const char *text, int size)
{
    bp_xml *xml = data;
    if (!xml->stopped && !xml->skipped && xml->level_count && !xml->levels[xml->level_count - 1].alternate)
        xml->events->text(xml, xml->context, text, (size_t)size);
}

static void on_prefix(void *data, const char *name, const char *uri)
{
    bp_xml *xml = data;
    char limit[16];
    if (xml->stopped)
        return;
    snprintf(limit, sizeof limit, "%d", PREFIXES_MAX);
    prefix own = {strdup(name ? name : ""), strdup(uri ? uri : "")};
    bool room = xml->prefix_count < PREFIXES_MAX;
    if (own.name && own.space && room) {
        xml->prefixes[xml->prefix_count++] = own;
        return;
    }
    free(own.name);
    free(own.space);
    if (!room)
        bp_xml_fail(xml, BP_BOOK_LIST, BP_ARGS(limit));
    else
        bp_xml_stop(xml, bp_report_memory(xml->diag));
}

static void drop_prefix(bp_xml *xml)
{
    xml->prefix_count--;
    free(xml->prefixes[xml->prefix_count].name);
    free(xml->prefixes[xml->prefix_count].space);
}

static void on_prefix_end(void *data, const char *name)
{
    bp_xml *xml = data;
    (void)name;  /* the last that began */
    if (!xml->stopped && xml->prefix_count)
        drop_prefix(xml);
}

static void on_doctype(void *data, const char *name, const char *system_id, const char *public_id, int internal)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)internal;
    bp_xml_fail(data, BP_BOOK_DOCTYPE, BP_NO_ARGS);
}

static void parse(bp_xml *xml, const char *data, size_t size, bool last)
{
    char limit[16];
    xml->fed += size;
    enum XML_Status parsed = XML_Parse(xml->parser, data, (int)size, last);
    if (xml->stopped)
        return;
    if (parsed == XML_STATUS_ERROR) {
        enum XML_Error error = XML_GetErrorCode(xml->parser);
        if (error == XML_ERROR_NO_MEMORY)
            bp_xml_stop(xml, bp_report_memory(xml->diag));
        else
            bp_xml_fail(xml, BP_BOOK_XML, BP_ARGS(XML_ErrorString(error)));
        return;
    }
    /* expat keeps what has no end yet: a tag of a gigabyte would be kept whole */
    XML_Index index = XML_GetCurrentByteIndex(xml->parser);
    if (!last && index >= 0 && xml->fed - (uint64_t)index > BP_XML_TOKEN_MAX) {
        snprintf(limit, sizeof limit, "%d", BP_XML_TOKEN_MAX);
        bp_xml_fail(xml, BP_BOOK_TOKEN, BP_ARGS(limit));
    }
}

static bool take(void *context, const char *data, size_t size)
{
    bp_xml *xml = context;
    parse(xml, data, size, false);
    return !xml->stopped;
}

static bp_status read_part(bp_xml *xml)
{
    xml->names[0] = "";
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (xml->events->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetNamespaceDeclHandler(xml->parser, on_prefix, on_prefix_end);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    bp_status status = bp_package_read(xml->package, xml->part, take, xml, xml->diag);
    if (!status && !xml->stopped)
        parse(xml, "", 0, true);
    while (xml->prefix_count)
        drop_prefix(xml);
    return status ? status : xml->status;
}

bp_status bp_xml_read(bp_package *package, const char *part, const bp_xml_events *events, void *context, bp_diag *diag)
{
    bp_xml *xml = calloc(1, sizeof *xml);
    bp_status status = BP_SYSTEM;
    if (xml) {
        *xml = (bp_xml){.package = package, .part = part, .events = events, .context = context, .diag = diag};
        xml->parser = XML_ParserCreateNS(NULL, BP_XML_SEPARATOR);
    }
    if (xml && xml->parser) {
        status = read_part(xml);
        XML_ParserFree(xml->parser);
    } else
        status = bp_report_memory(diag);
    free(xml);
    return status;
}
