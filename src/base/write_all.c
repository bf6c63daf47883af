/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/write_all.h"

#include "backfilltop/base/numbers.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* False if waiting will not help. */
static bool wait_for_room(int fd) {
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    if (errno == EINTR) {
        return true;
    }
    if (errno != EAGAIN) {
        return false;
    }
    return poll(&room, 1, -1) > 0 || errno == EINTR;
}

bool write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && !wait_for_room(fd)) {
            return false;
        }
        size_t sent = (size_t)max_int64(written, 0);
        bytes += sent;
        length -= sent;
    }
    return true;
}
