/* package.h - the parts of a zip package, unpacked in a stream and within limits. Private to format/xlsx/. */
#ifndef BP_FORMAT_XLSX_PACKAGE_H
#define BP_FORMAT_XLSX_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag/diag.h"

enum {
    BP_PACKAGE_ENTRIES_MAX = 10000,
    BP_PACKAGE_NAME_MAX = 1024,            /* bytes of an entry's name */
    BP_PACKAGE_RATIO_MAX = 200,            /* unpacked to packed; held once a part has unpacked to BP_PACKAGE_RATIO_FROM */
    BP_PACKAGE_RATIO_FROM = 16 << 20,
};
#define BP_PACKAGE_PART_MAX ((uint64_t)1 << 30)  /* bytes that one part may unpack to */
#define BP_PACKAGE_ALL_MAX ((uint64_t)2 << 30)   /* bytes that all reading of one package may unpack to */

typedef struct bp_package bp_package;

/* Opens a package and judges its names: unsafe and double ones refuse the whole. The source is borrowed and must outlive it. */
bp_status bp_package_open(const bp_source *source, bp_diag *diag, bp_package **out);
void bp_package_close(bp_package *package);
const char *bp_package_name(const bp_package *package);  /* of the file */

/* Whether there is a part of that name; case does not matter. */
bool bp_package_has(const bp_package *package, const char *part);

/* The names of all entries, folders and relationships among them, in order. */
size_t bp_package_count(const bp_package *package);
const char *bp_package_part(const bp_package *package, size_t index);

/* Gives the part's bytes, piece by piece; sink returns false to stop. */
typedef bool bp_package_sink(void *context, const char *data, size_t size);
bp_status bp_package_read(bp_package *package, const char *part, bp_package_sink *sink, void *context, bp_diag *diag);

/* The target of a relationship of `part`, as a name in the package: "worksheets/sheet1.xml" of "xl/workbook.xml" becomes
 * "xl/worksheets/sheet1.xml". False where it leads out of the package or is too long. */
bool bp_package_resolve(const char *part, const char *target, char out[BP_PACKAGE_NAME_MAX]);

#endif
