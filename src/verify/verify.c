/* verify.c - see budgetpress/verify.h. */
#include "budgetpress/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/workbook.h"
#include "render/render.h"
#include "verify/private.h"

typedef enum kind { PDF, WORKBOOK, UNKNOWN, UNREADABLE } kind;

/* PDF readers look for the mark in the first 1024 bytes. */
static kind kind_of(int fd)
{
    char head[1024];
    ssize_t size = pread(fd, head, sizeof head, 0);
    if (size < 0)
        return UNREADABLE;
    if (size > 0 && bp_workbook_begins(head, (size_t)size))
        return WORKBOOK;
    return size > 0 && memmem(head, (size_t)size, "%PDF-", 5) ? PDF : UNKNOWN;
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

static bp_status compare(bp_verifier *v, int fd)
{
    switch (kind_of(fd)) {
    case PDF:
        return bp_verify_pdf(v, fd);
    case WORKBOOK:
        return bp_verify_workbook(v);
    case UNREADABLE:
        return bp_report(v->diag, BP_FILE_READ, BP_NOWHERE, BP_ARGS(v->path, bp_error_text(v->diag, errno)));
    case UNKNOWN:
        break;
    }
    return bp_report(v->diag, BP_VERIFY_UNKNOWN_KIND, (bp_where){.file = v->path}, BP_NO_ARGS);
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
    *out = (bp_verified){0};
    bp_status status = open_file(path, diag, &fd);
    if (!status)
        status = bp_lay_out(model, form, fonts, diag, &table, &layout);
    if (!status) {
        bp_verifier v = {path, libexec, table, layout, fonts, diag, most, out, false};
        status = compare(&v, fd);
        if (status <= BP_DATA && (v.failed || bp_fonts_short_of_memory(fonts) || bp_buf_ran_out()))
            status = bp_report_memory(diag);
    }
    if (!status && out->differences)
        status = BP_DATA;
    bp_layout_free(layout);
    bp_table_free(table);
    if (fd >= 0)
        close(fd);
    return status;
}
