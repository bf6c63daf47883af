/* SPDX-License-Identifier: MIT */
/* memfd_create(); NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl*): glibc set the name. */
#define _GNU_SOURCE
#include "frame_file.h"

#include "backfilltop/base/write_all.h"

#include <sys/mman.h>
#include <unistd.h>

#define PIECE_BYTES 4096

FILE *frame_file_open(void) {
    int fd = memfd_create("backfilltop-frames", MFD_CLOEXEC);
    if (fd < 0) {
        return tmpfile();
    }
    FILE *file = fdopen(fd, "w+");
    if (file == NULL) {
        close(fd);
    }
    return file;
}

void frame_file_add(FILE *file, const struct buffer *bytes) {
    (void)write_all(fileno(file), buffer_string(bytes), bytes->length);
}

void frame_file_take(FILE *file, struct buffer *out) {
    int fd = fileno(file);
    char piece[PIECE_BYTES];
    off_t at = 0;
    ssize_t got = 0;
    while ((got = pread(fd, piece, sizeof piece, at)) > 0) {
        buffer_add(out, piece, (size_t)got);
        at += got;
    }
    if (at > 0 && ftruncate(fd, 0) == 0) {
        lseek(fd, 0, SEEK_SET);
    }
}
