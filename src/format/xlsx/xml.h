/* xml.h - one XML part of a package as events, within limits, on expat. Private to format/xlsx/.
 *
 * Handlers see the elements of the namespaces that they ask for, by their local names: the transitional and the strict namespaces
 * of OOXML name the same things. What stands in an element of another namespace, or in an <extLst>, is passed over whole. Of an
 * mc:AlternateContent the first choice is read whose namespaces are understood, else its fallback, as if it stood there alone
 * (ECMA-376-3). Document type declarations are refused, so that there are no entities but XML's own five.
 */
#ifndef BP_FORMAT_XLSX_XML_H
#define BP_FORMAT_XLSX_XML_H

#include "format/xlsx/package.h"

enum { BP_XML_DEPTH_MAX = 64, BP_XML_TOKEN_MAX = 1 << 20 };  /* a tag or a piece of text without its end, bytes */

#define BP_XML_SEPARATOR '\n'  /* between a namespace and a name: can stand in neither */

typedef struct bp_xml bp_xml;

/* What a part is written in; each stands for a transitional namespace and its strict twin. */
typedef enum bp_xml_space {
    BP_XML_SHEET = 1, BP_XML_RELATIONS = 2, BP_XML_CORE = 4, BP_XML_EXTENDED = 8, BP_XML_CUSTOM = 16, BP_XML_DRAWING = 32,
    BP_XML_TYPES = 64,
    BP_XML_WHOLE = 128,  /* and all elements of whatever namespaces, by their namespace, BP_XML_SEPARATOR and name */
} bp_xml_space;

typedef struct bp_xml_events {
    void (*start)(bp_xml *xml, void *context, const char *name, const char *const *attributes);
    void (*end)(bp_xml *xml, void *context, const char *name);     /* or NULL */
    void (*text)(bp_xml *xml, void *context, const char *text, size_t size);  /* or NULL; in pieces */
    unsigned spaces;  /* of bp_xml_space: the root must be of one of them */
} bp_xml_events;

/* Reads a part. What a handler reports stops it and is returned. */
bp_status bp_xml_read(bp_package *package, const char *part, const bp_xml_events *events, void *context, bp_diag *diag);

/* For handlers. Whether the element in hand is a child of one of that name, which stands at that depth; the root's is 1. */
bool bp_xml_in(const bp_xml *xml, const char *parent, unsigned depth);
/* The name of the element around the one in hand; "" for the root. */
const char *bp_xml_parent(const bp_xml *xml);
/* The value of an attribute without a namespace, NULL where it is not there. */
const char *bp_xml_attribute(const char *const *attributes, const char *name);
/* The value of r:id. */
const char *bp_xml_relation(const char *const *attributes);
/* An unsigned number as an attribute gives it; `otherwise` where there is none or it is no number below 2^31. */
uint32_t bp_xml_number(const char *const *attributes, const char *name, uint32_t otherwise);
bool bp_xml_flag(const char *const *attributes, const char *name);  /* xsd:boolean, false where missing */
/* Reports at the present line of the part and stops. */
void bp_xml_fail(bp_xml *xml, bp_code code, const char *const *args);
/* Stops with what was reported already; BP_OK stops without a fault. */
void bp_xml_stop(bp_xml *xml, bp_status status);
bp_diag *bp_xml_diag(const bp_xml *xml);

#endif
