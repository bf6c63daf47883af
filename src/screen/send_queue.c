/* SPDX-License-Identifier: MIT */
#include "send_queue.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/clock/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define NAME_BYTES 256

/* A terminal that poll() reports as writable takes at least this much without blocking: Linux
 * reports a serial line as writable when its 4096 bytes are almost free, and allocates a
 * pseudo-terminal's buffer in pieces of 256. */
#define SAFE_BYTES 256

static int open_again(const char *name) {
    return open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

static bool is_same_device(int a, int b) {
    struct stat first;
    struct stat second;
    return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_rdev == second.st_rdev;
}

/* The terminal behind `fd`, opened again; -1 if it cannot be. */
static int open_own(int fd) {
    char name[NAME_BYTES];
    if (!isatty(fd)) {
        return -1;
    }
    if (ttyname_r(fd, name, sizeof name) == 0) {
        int own = open_again(name);
        if (own >= 0 && is_same_device(own, fd)) {
            return own;
        }
        if (own >= 0) {
            close(own);
        }
    }
    bool is_controlling = tcgetsid(fd) == getsid(0); /* in a container it may have no name */
    return is_controlling ? open_again("/dev/tty") : -1;
}

/* An interrupted poll() counts as writable: the write that follows will show. */
static bool has_room(int fd, int timeout_ms) {
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    return poll(&room, 1, timeout_ms) != 0;
}

/* Like write(), but never waits. */
static ssize_t write_some(const struct send_queue *queue, const char *bytes, size_t length) {
    if (queue->is_own) {
        return write(queue->fd, bytes, length);
    }
    if (!has_room(queue->fd, 0)) { /* it does not wait, so it is not interrupted */
        errno = EAGAIN;
        return -1;
    }
    return write(queue->fd, bytes, min_size(length, SAFE_BYTES));
}

void send_queue_open(struct send_queue *queue, int fd) {
    int own = open_own(fd);
    *queue = (struct send_queue){.fd = own >= 0 ? own : fd, .is_own = own >= 0};
}

void send_queue_close(struct send_queue *queue) {
    if (queue->is_own) {
        close(queue->fd);
    }
    buffer_clear(&queue->waiting);
    *queue = (struct send_queue){.fd = -1};
}

void send_queue_add(struct send_queue *queue, const char *bytes, size_t length) {
    if (!queue->has_failed) {
        buffer_add(&queue->waiting, bytes, length);
    }
}

size_t send_queue_waiting(const struct send_queue *queue) {
    return queue->waiting.length - queue->sent;
}

void send_queue_forget(struct send_queue *queue) {
    buffer_reset(&queue->waiting);
    queue->sent = 0;
}

void send_queue_send(struct send_queue *queue) {
    while (send_queue_waiting(queue) > 0) {
        ssize_t written = write_some(queue, queue->waiting.bytes + queue->sent,
                                     send_queue_waiting(queue));
        if (written >= 0) {
            queue->sent += (size_t)written;
        } else if (errno != EINTR) {
            queue->has_failed = errno != EAGAIN;
            break;
        }
        if (written == 0) {
            return;
        }
    }
    if (queue->has_failed || send_queue_waiting(queue) == 0) {
        send_queue_forget(queue);
    }
}

bool send_queue_drain(struct send_queue *queue, int quiet_ms, int limit_ms) {
    int64_t end_ms = clock_monotonic_ms() + limit_ms;
    send_queue_send(queue);
    while (send_queue_waiting(queue) > 0 && clock_monotonic_ms() < end_ms) {
        if (!has_room(queue->fd, quiet_ms)) {
            break;
        }
        send_queue_send(queue);
    }
    return send_queue_waiting(queue) == 0;
}

void send_queue_write_now(const struct send_queue *queue, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write_some(queue, bytes, length);
        if (written == 0 || (written < 0 && errno != EINTR)) {
            return;
        }
        size_t sent = (size_t)max_int64(written, 0);
        bytes += sent;
        length -= sent;
    }
}
