/* quote.h - text as a JSON string. Anyone may include this. */
#ifndef BP_BASE_QUOTE_H
#define BP_BASE_QUOTE_H

#include "base/buf.h"

/* Appends text as a JSON string (RFC 8259, 7) with its quotes. What turns the direction of writing is escaped, since a document may
 * be read on a terminal; so is each byte that is no UTF-8, as \\xNN, since the name of a file may be anything. */
void bp_json_quote(bp_buf *out, const char *text);

#endif
