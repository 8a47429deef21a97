/* temporary.h - the temporary files of libxlsxwriter, whose failures it does not look at. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_TEMPORARY_H
#define BP_FORMAT_XLSX_TEMPORARY_H

/* The errno of the first read or write of a temporary file that failed in this thread since the last call, 0; forgets it. Where it
 * is not 0 the workbook lacks something, although libxlsxwriter says that it is complete. */
int bp_temporary_error(void);

#endif
