/* SPDX-License-Identifier: MIT */
#include "memory_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    FROM = 24, /* the piece looked for */
    PIECE = 32,
    WINDOW = 1 << 16,
};

#define HUGE_BYTES (UINT64_C(1) << 31) /* a sanitizer's shadow, mostly not there */

static bool stands_at(const char *memory) {
    for (size_t i = 0; i < PIECE; i++) {
        if (memory[i] != memory_scan_byte(FROM + i)) {
            return false;
        }
    }
    return true;
}

static int count_in(const char *window, size_t length) {
    int count = 0;
    const char *at = window;
    const char *end = length < PIECE ? window : window + length - PIECE + 1;
    while ((at = memchr(at, memory_scan_byte(FROM), (size_t)(end - at))) != NULL) {
        count += stands_at(at);
        at++;
    }
    return count;
}

static int scan(int memory, uint64_t begin, uint64_t end, char *window) {
    int count = 0;
    for (uint64_t at = begin; at < end; at += WINDOW - PIECE + 1) {
        size_t wanted = end - at < WINDOW ? (size_t)(end - at) : WINDOW;
        ssize_t length = pread(memory, window, wanted, (off_t)at);
        count += length > 0 ? count_in(window, (size_t)length) : 0;
        explicit_bzero(window, WINDOW);
    }
    return count;
}

char memory_scan_byte(size_t at) {
    return (char)('A' + (at * 7 + at / 5) % 26);
}

bool memory_scan_is_secret(const char *text) {
    for (size_t i = 0; i < MEMORY_SCAN_SECRET; i++) {
        if (text[i] != memory_scan_byte(i)) {
            return false;
        }
    }
    return text[MEMORY_SCAN_SECRET] == '\0';
}

int memory_scan_copies(void) {
    char line[512];
    int count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    char *window = mmap(NULL, WINDOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_non_null(maps);
    assert_true(memory >= 0);
    assert_true(window != MAP_FAILED);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin = 0;
        unsigned long end = 0;
        char mode[5] = "";
        int fields = sscanf(line, "%lx-%lx %4s", &begin, &end, mode);
        if (fields == 3 && strncmp(mode, "rw", 2) == 0 && end - begin < HUGE_BYTES) {
            count += scan(memory, begin, end, window);
        }
    }
    munmap(window, WINDOW);
    close(memory);
    fclose(maps);
    return count;
}
