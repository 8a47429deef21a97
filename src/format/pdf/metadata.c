/* metadata.c - document information and XMP; see metadata.h. */
#include "format/pdf/metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "format/record.h"
#include "budgetpress/version.h"
#include "base/utf8.h"

#define PRODUCT "budgetpress " BP_VERSION
enum { ORIGINS = 2 };                      /* what is said of the table before its record */
enum { DATE_SIZE = 32, TITLE_MAX = 7000 }; /* characters: any of them fit a PDF string */

/* The date of the document by a format of strftime; false where none is to be written. */
static bool put_date(char out[DATE_SIZE], const bp_job *job, const char *format)
{
    struct tm tm;
    time_t seconds = (time_t)job->date;
    return job->date >= 0 && gmtime_r(&seconds, &tm) && strftime(out, DATE_SIZE, format, &tm);
}

/* Text that both XML and a PDF string can hold: no control characters, no code points that are none, and an end somewhere. */
static char *plain_text(const char *text)
{
    bp_buf out = {0};
    char bytes[BP_UTF8_MAX];
    for (size_t i = 0; *text && i < TITLE_MAX; i++) {
        uint32_t cp = bp_utf8_next(&text);
        if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
            cp = ' ';
        if ((cp & 0xFFFE) == 0xFFFE)
            cp = 0xFFFD;
        bp_buf_put(&out, bytes, bp_utf8_put(bytes, cp));
    }
    return bp_buf_take(&out);
}

static void set_plain(bp_pdf_objects *o, bp_pdf_dict *dict, const char *key, const char *text)
{
    char *plain = plain_text(text);
    bp_pdf_set_text(o, dict, key, plain);
    free(plain);
}

uint32_t bp_pdf_write_info(const bp_job *job, bp_pdf_store *store, bp_pdf_objects *o)
{
    char date[DATE_SIZE];
    bp_pdf_dict *info = bp_pdf_dict_new(o, NULL);
    uint32_t number = bp_pdf_reserve(store, 1);
    set_plain(o, info, "Title", bp_table_title(job->table));
    set_plain(o, info, "Author", bp_table_model(job->table)->department);
    bp_pdf_set_ascii(o, info, "Creator", PRODUCT);
    bp_pdf_set_ascii(o, info, "Producer", PRODUCT);
    if (put_date(date, job, "D:%Y%m%d%H%M%SZ")) {
        bp_pdf_set_ascii(o, info, "CreationDate", date);
        bp_pdf_set_ascii(o, info, "ModDate", date);
    }
    bp_pdf_write(o, number, info);
    return number;
}

/* XMP. */

static void put_escaped(bp_buf *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            bp_buf_puts(out, "&amp;");
            break;
        case '<':
            bp_buf_puts(out, "&lt;");
            break;
        case '>':
            bp_buf_puts(out, "&gt;");
            break;
        default:
            bp_buf_putc(out, *text);
        }
}

/* <name>before text after</name> */
static void put_property(bp_buf *out, const char *name, const char *before, const char *text, const char *after)
{
    char *plain = plain_text(text);
    bp_buf_printf(out, "<%s>%s", name, before);
    put_escaped(out, plain ? plain : "");
    bp_buf_printf(out, "%s</%s>\n", after, name);
    out->failed |= !plain;
    free(plain);
}

static void begin_description(bp_buf *out, const char *prefix, const char *namespace)
{
    bp_buf_printf(out, "<rdf:Description rdf:about=\"\" xmlns:%s=\"%s\">\n", prefix, namespace);
}

static void end_description(bp_buf *out)
{
    bp_buf_puts(out, "</rdf:Description>\n");
}

typedef struct property {
    const char *name, *type, *description;
} property;

/* The description of a name space that PDF/A does not know. */
static void put_schema(bp_buf *out, const char *title, const char *namespace, const char *prefix, const property *properties,
                       size_t count)
{
    bp_buf_printf(out,
                  "<rdf:li rdf:parseType=\"Resource\">\n<pdfaSchema:schema>%s</pdfaSchema:schema>\n"
                  "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI>\n<pdfaSchema:prefix>%s</pdfaSchema:prefix>\n"
                  "<pdfaSchema:property><rdf:Seq>\n",
                  title, namespace, prefix);
    for (size_t i = 0; i < count; i++)
        bp_buf_printf(out,
                      "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>%s</pdfaProperty:name>"
                      "<pdfaProperty:valueType>%s</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
                      "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>\n",
                      *properties[i].name ? properties[i].name : bp_record_names[i - ORIGINS], properties[i].type,
                      properties[i].description);
    bp_buf_puts(out, "</rdf:Seq></pdfaSchema:property></rdf:li>\n");
}

static void put_schemas(bp_buf *out, bool accessible)
{
    static const property ua[] = {{"part", "Integer", "Part of ISO 14289"}};
    static const property own[] = {
        {"department", "Text", "Department whose budget the table shows"},
        {"fiscalYear", "Integer", "Fiscal year of the table"},
        [BP_RECORD_VERSION + ORIGINS] = {"", "Text", "Version of budgetpress that wrote the file"},
        [BP_RECORD_FORM + ORIGINS] = {"", "Text", "Form that the table is set in"},
        [BP_RECORD_FORM_SHA + ORIGINS] = {"", "Text", "SHA-256 of the form"},
        [BP_RECORD_MODEL_SHA + ORIGINS] = {"", "Text", "SHA-256 of the normalized model that the table shows"},
        [BP_RECORD_OPTIONS + ORIGINS] = {"", "Text", "Options of the format"},
        [BP_RECORD_FONTS_SHA + ORIGINS] = {"", "Text", "SHA-256 of what tells the fonts apart"},
        [BP_RECORD_DATE + ORIGINS] = {"", "Text", "Date in seconds since 1970, empty where there is none"},
    };
    bp_buf_puts(out, "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
                     "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
                     "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n<pdfaExtension:schemas><rdf:Bag>\n");
    if (accessible)
        put_schema(out, "PDF/UA Universal Accessibility Schema", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", ua, 1);
    put_schema(out, "budgetpress", BP_PDF_NAMESPACE, BP_RECORD_PREFIX, own, sizeof own / sizeof *own);
    bp_buf_puts(out, "</rdf:Bag></pdfaExtension:schemas>\n");
    end_description(out);
}

static void put_identification(bp_buf *out, const char *part, const char *conformance, bool accessible)
{
    begin_description(out, "pdfaid", "http://www.aiim.org/pdfa/ns/id/");
    put_property(out, "pdfaid:part", "", part, "");
    put_property(out, "pdfaid:conformance", "", conformance, "");
    end_description(out);
    if (!accessible)
        return;
    begin_description(out, "pdfuaid", "http://www.aiim.org/pdfua/ns/id/");
    put_property(out, "pdfuaid:part", "", "1", "");
    end_description(out);
}

/* The document information once more. */
static void put_information(bp_buf *out, const bp_job *job)
{
    char date[DATE_SIZE];
    begin_description(out, "dc", "http://purl.org/dc/elements/1.1/");
    put_property(out, "dc:format", "", "application/pdf", "");
    put_property(out, "dc:title", "<rdf:Alt><rdf:li xml:lang=\"x-default\">", bp_table_title(job->table), "</rdf:li></rdf:Alt>");
    put_property(out, "dc:creator", "<rdf:Seq><rdf:li>", bp_table_model(job->table)->department, "</rdf:li></rdf:Seq>");
    put_property(out, "dc:language", "<rdf:Bag><rdf:li>", "zh-CN", "</rdf:li></rdf:Bag>");
    end_description(out);
    begin_description(out, "xmp", "http://ns.adobe.com/xap/1.0/");
    put_property(out, "xmp:CreatorTool", "", PRODUCT, "");
    if (put_date(date, job, "%Y-%m-%dT%H:%M:%SZ")) {
        put_property(out, "xmp:CreateDate", "", date, "");
        put_property(out, "xmp:ModifyDate", "", date, "");
    }
    end_description(out);
    begin_description(out, "pdf", "http://ns.adobe.com/pdf/1.3/");
    put_property(out, "pdf:Producer", "", PRODUCT, "");
    end_description(out);
}

static bool put_origin(bp_buf *out, const bp_job *job)
{
    char year[16], name[64];
    bp_record record;
    const bp_model *model = bp_table_model(job->table);
    bool made = bp_record_make(job, &record);
    snprintf(year, sizeof year, "%d", model->fiscal_year);
    begin_description(out, BP_RECORD_PREFIX, BP_PDF_NAMESPACE);
    put_property(out, BP_RECORD_PREFIX ":department", "", model->department, "");
    put_property(out, BP_RECORD_PREFIX ":fiscalYear", "", year, "");
    for (size_t i = 0; i < BP_RECORD_ITEMS && made; i++) {
        snprintf(name, sizeof name, BP_RECORD_PREFIX ":%s", bp_record_names[i]);
        put_property(out, name, "", bp_record_get(&record, i), "");
    }
    end_description(out);
    bp_record_free(&record);
    return made;
}

uint32_t bp_pdf_write_xmp(const bp_job *job, bp_pdf_store *store, const char *part, const char *conformance, bool accessible)
{
    bp_buf out = {0};
    uint32_t number = 0;
    bp_buf_puts(&out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n");
    if (part) {
        put_identification(&out, part, conformance, accessible);
        put_information(&out, job);
    }
    bool ok = put_origin(&out, job);
    if (part)
        put_schemas(&out, accessible);
    bp_buf_puts(&out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    if (ok && !out.failed) {
        number = bp_pdf_reserve(store, 1);
        bp_pdf_put_plain(store, number, "/Type/Metadata/Subtype/XML", bp_buf_text(&out), out.size); /* so that any tool finds it */
    }
    bp_buf_free(&out);
    return number;
}
