/* xml.c - XML parts, on expat. The only file that knows that library. See xml.h. */
#include "import/xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char SEPARATOR = '\n';  /* between a namespace and a name: can stand in neither */

struct bp_xml {
    bp_package *package;
    const char *part;
    const bp_xml_events *events;
    void *context;
    bp_diag *diag;
    XML_Parser parser;
    uint64_t fed;      /* bytes */
    unsigned depth;
    bool stopped;
    bp_status status;
};

static const char *local(const char *name)
{
    const char *separator = strrchr(name, SEPARATOR);
    return separator ? separator + 1 : name;
}

const char *bp_xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(local(attributes[0]), name))
            return attributes[1];
    return NULL;
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

static void on_start(void *data, const char *name, const char **attributes)
{
    bp_xml *xml = data;
    char limit[16];
    if (xml->stopped)
        return;
    if (++xml->depth > BP_XML_DEPTH_MAX) {
        snprintf(limit, sizeof limit, "%d", BP_XML_DEPTH_MAX);
        bp_xml_fail(xml, BP_BOOK_DEPTH, BP_ARGS(limit));
    } else
        xml->events->start(xml, xml->context, local(name), (const char *const *)attributes);
}

static void on_end(void *data, const char *name)
{
    bp_xml *xml = data;
    xml->depth--;
    if (!xml->stopped && xml->events->end)
        xml->events->end(xml, xml->context, local(name));
}

static void on_text(void *data, const char *text, int size)
{
    bp_xml *xml = data;
    if (!xml->stopped)
        xml->events->text(xml, xml->context, text, (size_t)size);
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

bp_status bp_xml_read(bp_package *package, const char *part, const bp_xml_events *events, void *context, bp_diag *diag)
{
    bp_xml xml = {.package = package, .part = part, .events = events, .context = context, .diag = diag};
    xml.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!xml.parser)
        return bp_report_memory(diag);
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, on_start, on_end);
    if (events->text)
        XML_SetCharacterDataHandler(xml.parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml.parser, on_doctype);
    bp_status status = bp_package_read(package, part, take, &xml, diag);
    if (!status && !xml.stopped)
        parse(&xml, "", 0, true);
    XML_ParserFree(xml.parser);
    return status ? status : xml.status;
}
