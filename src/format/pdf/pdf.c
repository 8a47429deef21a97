/* pdf.c - the PDF back end: the order in which a document is put together. The rooms:
 *
 * store      numbered objects, cross-reference, trailer      page       contents and page tree
 * object     dictionaries and arrays, on libharu             structure  tags
 * font       codes and CMaps; embed: font objects            outline    agencies and projects
 * metadata   document information and XMP; intent: colours   lastpass   linearizing, by libqpdf
 */
#include "format/pdf/pdf.h"

#include "format/pdf/embed.h"
#include "format/pdf/lastpass.h"
#include "format/pdf/metadata.h"
#include "format/pdf/page.h"

enum { OPTION_PROFILE, OPTION_COMPACT, OPTION_LINEARIZE };
enum { ARCHIVE, PRINT, PLAIN };
enum { OPEN_MAX = 100 }; /* projects up to which the outline is shown unfolded */

static const bp_option options[] = {
    {"profile", BP_OPTION_CHOICE, "archive", "archive|print|plain",
     BP_TEXT("archive: tagged, PDF/A-2a and PDF/UA-1; print: untagged, PDF/A-2b; plain: smallest and fastest")},
    {"compact", BP_OPTION_BOOL, "1", NULL, BP_TEXT("keep objects in compressed streams; 0: for readers older than PDF 1.5")},
    {"linearize", BP_OPTION_BOOL, "0", NULL, BP_TEXT("order the file so that the first page shows while the rest is being loaded")},
    {.key = NULL},
};

typedef struct pdf {
    const bp_job *job;
    int profile;
    bp_pdf_store store;
    bp_pdf_objects *objects;
    bp_pdf_fonts fonts;
    bp_pdf_structure *structure;
    bp_pdf_outline outline;
} pdf;

/* What went wrong, where a step only noted it. */
static bp_status status_of(const pdf *p)
{
    if (p->store.full)
        return bp_report(p->job->diag, BP_PDF_TOO_LARGE, BP_NOWHERE, BP_NO_ARGS);
    bool ok = !p->store.failed && bp_pdf_objects_ok(p->objects) && (!p->structure || bp_pdf_structure_ok(p->structure));
    return ok ? BP_OK : bp_report_memory(p->job->diag);
}

/* Pages are labelled as they are numbered in print: 1, 2, 3. */
static bp_pdf_dict *page_labels(pdf *p)
{
    bp_pdf_dict *labels = bp_pdf_dict_new(p->objects, NULL), *style = bp_pdf_dict_new(p->objects, NULL);
    bp_pdf_array *ranges = bp_pdf_array_new(p->objects);
    bp_pdf_set_name(p->objects, style, "S", "D");
    bp_pdf_add_int(p->objects, ranges, 0);
    bp_pdf_add_dict(p->objects, ranges, style);
    bp_pdf_set_array(p->objects, labels, "Nums", ranges);
    return labels;
}

static void add_tagging(pdf *p, bp_pdf_dict *catalog)
{
    bp_pdf_dict *mark = bp_pdf_dict_new(p->objects, NULL);
    bp_pdf_set_true(p->objects, mark, "Marked");
    bp_pdf_set_dict(p->objects, catalog, "MarkInfo", mark);
    bp_pdf_set_ref(p->objects, catalog, "StructTreeRoot", bp_pdf_structure_end(p->structure));
}

static void add_archive_entries(pdf *p, bp_pdf_dict *catalog)
{
    bp_pdf_array *intents = bp_pdf_array_new(p->objects);
    uint32_t outline = bp_pdf_outline_end(&p->outline);
    bp_pdf_add_dict(p->objects, intents, bp_pdf_output_intent(&p->store, p->objects));
    bp_pdf_set_array(p->objects, catalog, "OutputIntents", intents);
    if (outline)
        bp_pdf_set_ref(p->objects, catalog, "Outlines", outline);
}

static bp_status add_metadata(pdf *p, bp_pdf_dict *catalog)
{
    uint32_t xmp = bp_pdf_write_xmp(p->job, &p->store, p->profile == PLAIN ? NULL : "2", p->profile == ARCHIVE ? "A" : "B",
                                    p->profile == ARCHIVE);
    bp_pdf_set_ref(p->objects, catalog, "Metadata", xmp);
    return xmp || p->store.full ? BP_OK : bp_report_memory(p->job->diag);
}

static bp_status write_catalog(pdf *p, uint32_t pages)
{
    bp_pdf_objects *o = p->objects;
    bp_pdf_dict *catalog = bp_pdf_dict_new(o, "Catalog"), *viewer = bp_pdf_dict_new(o, NULL);
    uint32_t number = bp_pdf_reserve(&p->store, 1);
    bp_pdf_set_true(o, viewer, "DisplayDocTitle");
    bp_pdf_set_ref(o, catalog, "Pages", pages);
    bp_pdf_set_ascii(o, catalog, "Lang", "zh-CN");
    bp_pdf_set_dict(o, catalog, "ViewerPreferences", viewer);
    bp_pdf_set_dict(o, catalog, "PageLabels", page_labels(p));
    if (p->profile != PLAIN)
        add_archive_entries(p, catalog);
    bp_status status = add_metadata(p, catalog);
    if (p->structure)
        add_tagging(p, catalog);
    bp_pdf_write(o, number, catalog);
    uint32_t info = bp_pdf_write_info(p->job, &p->store, o);
    if (!status)
        status = status_of(p);
    if (!status)
        bp_pdf_store_end(&p->store, number, info);
    return status ? status : status_of(p);
}

static bp_status write_document(pdf *p)
{
    bp_pdf_pages pages = {.job = p->job,
                          .store = &p->store,
                          .objects = p->objects,
                          .fonts = &p->fonts,
                          .structure = p->structure,
                          .outline = p->profile == PLAIN ? NULL : &p->outline};
    bp_status status = bp_pdf_pages_write(&pages);
    if (!status)
        status = bp_pdf_embed(&p->fonts, &p->store, p->objects, pages.resources, p->job->diag);
    if (!status)
        status = write_catalog(p, pages.root);
    bp_pdf_pages_free(&pages);
    return status;
}

/* The document into the file, or into memory where that is given. */
static bp_status write_first(const bp_job *job, bp_outfile *file, bp_buf *memory)
{
    pdf p = {.job = job, .profile = job->options[OPTION_PROFILE], .fonts.source = job->fonts};
    bool ok = bp_pdf_store_begin(&p.store, file, memory, job->options[OPTION_COMPACT]);
    p.objects = ok ? bp_pdf_objects_new(&p.store) : NULL;
    ok = p.objects != NULL;
    if (ok && p.profile == ARCHIVE)
        ok = (p.structure = bp_pdf_structure_new(&p.store, bp_table_form(job->table)));
    p.outline =
        (bp_pdf_outline){.store = &p.store, .objects = p.objects, .open = bp_table_model(job->table)->project_count <= OPEN_MAX};
    bp_status status = ok ? write_document(&p) : bp_report_memory(job->diag);
    bp_pdf_structure_free(p.structure);
    bp_pdf_objects_free(p.objects);
    bp_pdf_fonts_free(&p.fonts);
    bp_pdf_store_free(&p.store);
    return status;
}

static bp_status write_pdf(const bp_job *job, bp_outfile *file)
{
    bp_buf memory = {0};
    if (!job->options[OPTION_LINEARIZE])
        return write_first(job, file, NULL);
    bp_status status = write_first(job, NULL, &memory);
    if (!status && memory.failed)
        status = bp_report_memory(job->diag);
    if (!status)
        status = bp_pdf_linearize(&memory, job->options[OPTION_COMPACT], file, job->diag);
    bp_buf_free(&memory);
    return status;
}

const bp_backend bp_pdf_backend = {"pdf", "pdf", BP_FAMILY_PAGE, options, write_pdf, NULL};
