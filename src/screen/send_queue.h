/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* The queue of bytes for the terminal. Nothing here waits for a terminal that does not read, but
 * send_queue_drain(), for a limited time.
 *
 * O_NONBLOCK belongs to the open file, which the program shares with the shell that started it, so
 * it is never set there: the terminal is opened a second time. Where that is not allowed (it
 * belongs to another user, after su), the shared descriptor is written to in small pieces, each
 * after poll() has said that there is room. */
struct send_queue {
    int fd;          /* what poll() is to watch; -1: closed */
    bool is_own;     /* opened here, and non-blocking */
    bool has_failed; /* the terminal has gone: everything added since is dropped */
    size_t sent;     /* bytes of `waiting` */
    struct buffer waiting;
};

/* Prepares to write to the terminal behind `fd`, which must stay open. */
void send_queue_open(struct send_queue *queue, int fd);
void send_queue_close(struct send_queue *queue);

/* Queues bytes; they are sent in this order, and none is left out. */
void send_queue_add(struct send_queue *queue, const char *bytes, size_t length);

/* How many bytes are still to be sent. */
size_t send_queue_waiting(const struct send_queue *queue);

/* Drops what has not been sent. */
void send_queue_forget(struct send_queue *queue);

/* Sends what the terminal takes now. */
void send_queue_send(struct send_queue *queue);

/* Sends everything, unless the terminal takes nothing for `quiet_ms` milliseconds or not all within
 * `limit_ms`. True if everything has been sent. */
bool send_queue_drain(struct send_queue *queue, int quiet_ms, int limit_ms);

/* Writes past the queue what the terminal takes at once; async-signal-safe. */
void send_queue_write_now(const struct send_queue *queue, const char *bytes, size_t length);
