/* reader.h - CSV files (RFC 4180) in the encodings that Chinese offices meet. Private to format/csv/. */
#ifndef BP_FORMAT_CSV_READER_H
#define BP_FORMAT_CSV_READER_H

#include "format/grid.h"

/* Decodes UTF-8, UTF-16 with a mark, or GB18030; the last is reported as a note. *out is the text as UTF-8, to be freed, or NULL
 * where the source is UTF-8 already. */
bp_status bp_csv_decode(bp_source *source, bp_diag *diag, bp_source **out);

/* Reads the records of a UTF-8 text, which must outlive the grid. The separator is the one of comma, semicolon and tab that the
 * first record has most of. A guard against formulas, ' before = + - @ or a tab, is taken off again. */
bp_status bp_csv_read(bp_source *text, bp_diag *diag, bp_grid *out);

#endif
