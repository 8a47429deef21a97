/* xlsx.h - the workbook back end, for the registry. */
#ifndef BP_BACKEND_XLSX_XLSX_H
#define BP_BACKEND_XLSX_XLSX_H

#include "backend/backend.h"

extern const bp_backend bp_xlsx_backend;

#endif
