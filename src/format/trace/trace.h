/* trace.h - the trace back end. Included by the registry. */
#ifndef BP_FORMAT_TRACE_TRACE_H
#define BP_FORMAT_TRACE_TRACE_H

#include "format/backend.h"

extern const bp_backend bp_trace_backend;

#endif
