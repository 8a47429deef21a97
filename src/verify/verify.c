/* verify.c - see budgetpress/verify.h. */
#include "budgetpress/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/backend.h"
#include "check/check.h"
#include "format/xlsx/workbook.h"
#include "render/render.h"
#include "verify/private.h"

const char *bp_verdict_name(bp_verdict verdict)
{
    static const char *const names[] = {"bytes", "pixels", "words", "differs", "unknown"};
    return names[verdict];
}

/* PDF readers look for the mark in the first 1024 bytes. */
static bp_verify_kind kind_of(int fd)
{
    char head[1024];
    ssize_t size = pread(fd, head, sizeof head, 0);
    if (size < 0)
        return BP_VERIFY_UNREAD;
    if (size > 0 && bp_workbook_begins(head, (size_t)size))
        return BP_VERIFY_WORKBOOK;
    return size > 0 && memmem(head, (size_t)size, "%PDF-", 5) ? BP_VERIFY_PDF : BP_VERIFY_OTHER;
}

/* What may have written the file: by its contents, else by its name. NULL: nothing that is known. */
static const bp_backend *backend_of(bp_verify_kind kind, const char *path)
{
    const char *dot = strrchr(path, '.');
    if (kind != BP_VERIFY_OTHER)
        return bp_backend_by_name(kind == BP_VERIFY_PDF ? "pdf" : "xlsx");
    const bp_backend *backend = dot ? bp_backend_by_extension(dot + 1) : NULL;
    return backend && backend != bp_backend_by_name("pdf") && backend != bp_backend_by_name("xlsx") ? backend : NULL;
}

void bp_compare_fingerprint(bp_verifier *v, const char *text, size_t size)
{
    char own[BP_FINGERPRINT_SIZE], found[BP_FINGERPRINT_SIZE];
    size = size < sizeof found ? size : sizeof found - 1;
    memcpy(found, text, size);
    found[size] = '\0';
    if (!bp_model_fingerprint(bp_table_model(v->table), own))
        v->failed = true;
    else if (strcmp(found, own) != 0)
        bp_differ_on_page(v, BP_VERIFY_FINGERPRINT, SIZE_MAX, found, own);
}

static bp_verdict verdict_of(const bp_verified *seen, bp_verdict equal)
{
    return seen->differences ? BP_VERDICT_DIFFERS : seen->doubts ? BP_VERDICT_UNKNOWN : equal;
}

/* What differs in its bytes. */
static bp_status compare_further(bp_verifier *v, bp_verify_kind kind, int fd)
{
    bp_status status = BP_OK;
    bp_verdict equal = BP_VERDICT_WORDS;
    if (kind == BP_VERIFY_PDF)
        status = bp_verify_pdf(v, fd, &equal);
    else if (kind == BP_VERIFY_WORKBOOK)
        status = bp_verify_workbook(v);
    else
        bp_differ_on_page(v, BP_VERIFY_BYTES, SIZE_MAX, NULL, NULL);
    v->seen->verdict = verdict_of(v->seen, equal);
    return status;
}

static bp_status compare(bp_verifier *v, int fd)
{
    bp_verify_kind kind = kind_of(fd);
    const bp_backend *backend = backend_of(kind, v->path);
    bp_source *source = NULL;
    bool same = false;
    if (kind == BP_VERIFY_UNREAD)
        return bp_report(v->diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(v->path, bp_error_text(v->diag, errno)));
    if (!backend)
        return bp_report(v->diag, BP_VERIFY_UNKNOWN_KIND, (bp_where){.file = v->path}, BP_NO_ARGS);
    bp_status status = bp_source_open(v->path, v->diag, &source);
    if (!status) {
        bp_find_record(v, source, kind);
        status = v->failed ? bp_report_memory(v->diag) : bp_compare_bytes(v, backend, source, kind != BP_VERIFY_OTHER, &same);
    }
    bp_source_free(source);
    v->seen->verdict = BP_VERDICT_BYTES;
    return status || same ? status : compare_further(v, kind, fd);
}

static bp_status open_file(const char *path, bp_diag *diag, int *fd)
{
    struct stat st;
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    if (*fd < 0 || fstat(*fd, &st))
        return bp_report(diag, BP_FILE_OPEN, BP_NOWHERE, BP_ARGS(path, bp_error_text(diag, errno)));
    return S_ISDIR(st.st_mode) ? bp_report(diag, BP_IS_DIRECTORY, BP_NOWHERE, BP_ARGS(path)) : BP_OK;
}

bp_status bp_verify(const char *path, const bp_model *model, const bp_form *form, bp_fonts *fonts, const char *libexec, size_t most,
                    bp_diag *diag, bp_verified *out)
{
    bp_table *table = NULL;
    bp_layout *layout = NULL;
    int fd = -1;
    *out = (bp_verified){.verdict = BP_VERDICT_UNKNOWN};
    bp_status status = open_file(path, diag, &fd);
    if (!status)
        status = bp_check_only(model, BP_TURNED_TEXT, diag);  /* nothing shows it as everything does */
    if (!status)
        status = bp_lay_out(model, form, fonts, diag, &table, &layout);
    if (!status) {
        char digest[BP_SHA256_TEXT];
        bp_fonts_digest(fonts, digest);
        bp_verifier v = {.path = path,
                         .libexec = libexec,
                         .table = table,
                         .layout = layout,
                         .fonts = fonts,
                         .diag = diag,
                         .most = most,
                         .seen = out,
                         .fonts_digest = digest,
                         .own = -1};
        status = compare(&v, fd);
        bp_record_free(&v.record);
        if (v.own >= 0)
            close(v.own);
        if (status <= BP_DATA && (v.failed || bp_fonts_short_of_memory(fonts) || bp_buf_ran_out()))
            status = bp_report_memory(diag);
    }
    if (status)
        out->verdict = BP_VERDICT_UNKNOWN;
    else if (out->verdict >= BP_VERDICT_DIFFERS)
        status = BP_DATA;
    bp_layout_free(layout);
    bp_table_free(table);
    if (fd >= 0)
        close(fd);
    return status;
}
