/* frame.h - messages between the parent and its workers: lists of strings over a socket. Included by batch.
 *
 * A frame is its size as four bytes in the machine's order and that many bytes: strings, each with its NUL, in an order that both
 * ends know. Both ends are one program: what comes is trusted to be well-formed, only not to be whole.
 */
#ifndef BP_BATCH_FRAME_H
#define BP_BATCH_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Composing: begin, put, send. */
void bp_frame_begin(bp_buf *frame);
void bp_frame_put(bp_buf *frame, const char *text);  /* NULL arrives as "" */
void bp_frame_put_number(bp_buf *frame, uint64_t number);
/* 0, or errno: EPIPE where the other end is gone. Waits while the other end is slow. */
int bp_frame_send(bp_buf *frame, int fd);

/* Receiving: reads what is there into buf. 1 a frame is whole, 0 not yet, -1 the other end is gone. */
int bp_frame_receive(bp_buf *buf, int fd);
/* Taking the whole frame's strings in order, from *at, which is 0 at first; "" past the end. Lent until the frame is dropped. */
const char *bp_frame_take(const bp_buf *buf, size_t *at);
uint64_t bp_frame_take_number(const bp_buf *buf, size_t *at);
/* Forgets the frame; what was received of the next one stays. */
void bp_frame_drop(bp_buf *buf);

#endif
