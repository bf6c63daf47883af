/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/memory.h"

#include "backfilltop/base/numbers.h"

#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STDERR_PATIENCE_MS 100 /* it may be a terminal that does not read */

/* Global because memory can run out anywhere: there is no argument to pass it in. */
static void (*before_abort)(void);

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* malloc(0) may return NULL, which here would read as "out of memory". */
static size_t at_least_one(size_t number) {
    return max_size(number, 1);
}

static void *or_end(void *block) {
    if (block == NULL) {
        memory_exhausted();
    }
    return block;
}

void memory_before_abort(void (*restore)(void)) {
    before_abort = restore;
}

void memory_exhausted(void) {
    static const char line[] = "backfilltop: out of memory; free some, or raise its limit\n";
    struct pollfd room = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (before_abort != NULL) {
        before_abort();
    }
    if (poll(&room, 1, STDERR_PATIENCE_MS) > 0) {
        ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
        (void)written;
    }
    abort();
}

void *memory_new(size_t count, size_t size) {
    return or_end(calloc(at_least_one(count), at_least_one(size)));
}

void *memory_resize(void *block, size_t count, size_t size) {
    if (size > 0 && count > SIZE_MAX / size) {
        memory_exhausted();
    }
    return or_end(realloc(block, at_least_one(count * size)));
}

char *memory_copy(const char *bytes, size_t length) {
    if (length == SIZE_MAX) {
        memory_exhausted();
    }
    char *copy = memory_resize(NULL, length + 1, 1);
    if (length > 0) {
        memcpy(copy, bytes, length);
    }
    copy[length] = '\0';
    return copy;
}

void *memory_grow(void *items, size_t *capacity, size_t needed, size_t size) {
    if (items != NULL && needed <= *capacity) {
        return items;
    }
    size_t half_more = *capacity <= SIZE_MAX - *capacity / 2 ? *capacity + *capacity / 2 : SIZE_MAX;
    size_t wanted = max_size(needed, half_more);
    void *grown = memory_resize(items, wanted, size);
    *capacity = wanted;
    return grown;
}

char *memory_copy_trimmed(const char *text) {
    static const char blanks[] = " \t\r\n";
    const char *first = text + strspn(text, blanks);
    size_t length = strlen(first);
    while (length > 0 && strchr(blanks, first[length - 1]) != NULL) {
        length--;
    }
    return memory_copy(first, length);
}

void memory_give_back(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
