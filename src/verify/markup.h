/* markup.h - what the parts of a workbook say besides its cells that may change what is shown. Included by verify/.
 *
 * Elements, attributes, relationships and parts are held against a list of those that are harmless, made of what our own workbooks
 * have and of what Excel, LibreOffice, openpyxl, exceljs and SheetJS add when they save one again; whatever else there is is told.
 * What bp_sheet_read and the formats of cells tell (values, formulas, widths, heights, merges, fonts) is not told here again.
 */
#ifndef BP_VERIFY_MARKUP_H
#define BP_VERIFY_MARKUP_H

#include "format/xlsx/workbook.h"

/* Takes one thing that is told: "pane topLeftCell=A9". Part: where it stands. Whatever but BP_OK ends the reading. */
typedef bp_status bp_markup_sink(void *context, const char *part, const char *text);

/* Tells of the package, of the workbook, and of one sheet. */
bp_status bp_workbook_markup(bp_workbook *book, size_t sheet, bp_markup_sink *sink, void *context, bp_diag *diag);

#endif
