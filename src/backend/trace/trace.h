/* trace.h - the trace back end. Included by the registry. */
#ifndef BP_BACKEND_TRACE_H
#define BP_BACKEND_TRACE_H

#include "backend/backend.h"

extern const bp_backend bp_trace_backend;

#endif
