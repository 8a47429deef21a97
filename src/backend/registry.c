/* registry.c - the back ends there are: adding one is one line here. */
#include "backend/backend.h"

#include <string.h>
#include <strings.h>

#include "backend/csv/csv.h"
#include "backend/pdf/pdf.h"
#include "backend/trace/trace.h"
#include "backend/xlsx/xlsx.h"

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
