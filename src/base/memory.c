/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* malloc(0) may return NULL, which here would read as "out of memory". */
static size_t at_least_one(size_t number) {
    return number > 0 ? number : 1;
}

static void *or_abort(void *block) {
    if (block == NULL) {
        abort();
    }
    return block;
}

void *memory_new(size_t count, size_t size) {
    return or_abort(calloc(at_least_one(count), at_least_one(size)));
}

void *memory_resize(void *block, size_t count, size_t size) {
    if (size > 0 && count > SIZE_MAX / size) {
        abort();
    }
    return or_abort(realloc(block, at_least_one(count * size)));
}

char *memory_copy(const char *bytes, size_t length) {
    if (length == SIZE_MAX) {
        abort();
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
    size_t wanted = needed > half_more ? needed : half_more;
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
