/* status.h - what every call of the library returns.
 *
 * The values are the exit statuses of the command, so that a caller may pass them on. A call that returns anything but
 * BP_OK has put the reason into the bp_diag it was given, once, where the cause was known. A call that takes none
 * tells by the status alone.
 */
#ifndef BUDGETPRESS_STATUS_H
#define BUDGETPRESS_STATUS_H

#if defined(__cplusplus)
#define BP_EXTERN extern "C"
#else
#define BP_EXTERN
#endif
#if defined(__GNUC__)
#define BP_API BP_EXTERN __attribute__((visibility("default")))
#else
#define BP_API BP_EXTERN
#endif

typedef enum bp_status {
    BP_OK = 0,     /* done */
    BP_DATA = 1,   /* the data has errors; nothing was written */
    BP_USAGE = 2,  /* the caller asked for something that does not exist */
    BP_SYSTEM = 3, /* a file, the memory or the machine failed */
} bp_status;

#endif
