/* comments.h - the comments on the cells of a sheet, which stand in parts of their own. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_COMMENTS_H
#define BP_FORMAT_XLSX_COMMENTS_H

#include "format/xlsx/workbook.h"

/* Takes one comment: the cell as the part names it, and its text. */
typedef void bp_comment_event(void *context, const char *cell, const char *text);

/* Reads all comments of a sheet; there may be none. drawn: whether pictures, text boxes or controls lie over it. */
bp_status bp_comments_read(bp_workbook *book, size_t sheet, bp_comment_event *event, void *context, bp_diag *diag, bool *drawn);

#endif
