/* registry.c - the back ends there are: adding one is one line here. */
#include "format/backend.h"

#include <string.h>
#include <strings.h>

#include "format/csv/csv.h"
#include "format/pdf/pdf.h"
#include "format/trace/trace.h"
#include "render/workbook.h"

const bp_backend *const bp_backends[] = {
    &bp_pdf_backend,
    &bp_xlsx_backend,
    &bp_csv_backend,
    &bp_trace_backend,
    NULL,
};

const bp_backend *bp_backend_by_name(const char *name)
{
    for (size_t i = 0; bp_backends[i]; i++)
        if (!strcmp(bp_backends[i]->name, name))
            return bp_backends[i];
    return NULL;
}

const bp_backend *bp_backend_by_extension(const char *extension)
{
    for (size_t i = 0; bp_backends[i]; i++)
        if (!strcasecmp(bp_backends[i]->extension, extension))
            return bp_backends[i];
    return NULL;
}
