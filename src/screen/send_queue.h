/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* The queue of bytes for the terminal. Only send_queue_drain() waits for a terminal that does not
 * read, for a limited time.
 *
 * O_NONBLOCK is a flag of the open file, which the program shares with its shell, so it must not be
 * set there: the terminal is opened a second time. Where that is not allowed (after su, when it
 * belongs to another user), the shared descriptor is written to in small pieces, each after poll()
 * has reported that it is writable. */
struct send_queue {
    int fd;          /* to be polled for POLLOUT; -1: closed */
    bool is_own;     /* opened here, and non-blocking */
    bool has_failed; /* the terminal has gone: everything added since is dropped */
    size_t sent;     /* bytes of `waiting` that have been sent */
    struct buffer waiting;
};

/* Prepares to write to the terminal behind `fd`, which must stay open. */
void send_queue_open(struct send_queue *queue, int fd);
void send_queue_close(struct send_queue *queue);

/* Queues bytes; they are sent in order, and completely. */
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

/* Writes bytes directly, as many as the terminal takes at once; async-signal-safe. */
void send_queue_write_now(const struct send_queue *queue, const char *bytes, size_t length);
