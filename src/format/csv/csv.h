/* csv.h - the CSV back end, for the registry. */
#ifndef BP_FORMAT_CSV_CSV_H
#define BP_FORMAT_CSV_CSV_H

#include "format/backend.h"

extern const bp_backend bp_csv_backend;

#endif
