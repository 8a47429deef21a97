/* xml.h - one XML part of a package as events, within limits, on expat. Private to import/.
 *
 * Names come without their namespaces: the transitional and the strict namespaces of OOXML name the same things. Document type
 * declarations are refused, so that there are no entities but XML's own five.
 */
#ifndef BP_IMPORT_XML_H
#define BP_IMPORT_XML_H

#include "import/package.h"

enum { BP_XML_DEPTH_MAX = 64, BP_XML_TOKEN_MAX = 1 << 20 };  /* a tag or a piece of text without its end, bytes */

typedef struct bp_xml bp_xml;

typedef struct bp_xml_events {
    void (*start)(bp_xml *xml, void *context, const char *name, const char *const *attributes);
    void (*end)(bp_xml *xml, void *context, const char *name);     /* or NULL */
    void (*text)(bp_xml *xml, void *context, const char *text, size_t size);  /* or NULL; in pieces */
} bp_xml_events;

/* Reads a part. What a handler reports stops it and is returned. */
bp_status bp_xml_read(bp_package *package, const char *part, const bp_xml_events *events, void *context, bp_diag *diag);

/* For handlers. The value of an attribute, NULL where it is not there. */
const char *bp_xml_attribute(const char *const *attributes, const char *name);
/* An unsigned number as an attribute gives it; `otherwise` where there is none or it is no number below 2^31. */
uint32_t bp_xml_number(const char *const *attributes, const char *name, uint32_t otherwise);
bool bp_xml_flag(const char *const *attributes, const char *name);  /* xsd:boolean, false where missing */
/* Reports at the present line of the part and stops. */
void bp_xml_fail(bp_xml *xml, bp_code code, const char *const *args);
/* Stops with what was reported already; BP_OK stops without a fault. */
void bp_xml_stop(bp_xml *xml, bp_status status);
bp_diag *bp_xml_diag(const bp_xml *xml);

#endif
