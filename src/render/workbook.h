/* workbook.h - the workbook back end, for the registry. */
#ifndef BP_RENDER_WORKBOOK_H
#define BP_RENDER_WORKBOOK_H

#include "format/backend.h"

#define BP_XLSX_PREFIX "budgetpress." /* of the names of properties that say what a workbook was made with */

extern const bp_backend bp_xlsx_backend;

#endif
