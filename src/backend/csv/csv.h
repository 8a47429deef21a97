/* csv.h - the CSV back end, for the registry. */
#ifndef BP_BACKEND_CSV_CSV_H
#define BP_BACKEND_CSV_CSV_H

#include "backend/backend.h"

extern const bp_backend bp_csv_backend;

#endif
