/* SPDX-License-Identifier: MIT */
#include "json_scanner.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/utf8.h"

#include <stdio.h>
#include <string.h>

#define PATH_FRAMES 5  /* levels that a warning names: data[3].error_report[0].error */
#define PATH_KEY    32 /* bytes of a key that a warning names */

void scanner_init(struct scanner *scanner, struct json_scan *scan, const char *bytes, size_t length,
                  struct problem *problem) {
    scanner->scan = scan;
    scanner->problem = problem;
    scanner->repair = (struct json_repair){.bytes = bytes, .length = length};
    scanner->bytes = bytes;
    scanner->length = length;
    scanner->at = 0;
    scanner->state = STATE_VALUE;
    scanner->cost = scanner->item_cost = scanner->list_cost = 0;
    memset(scanner->seen, 0, sizeof scanner->seen);
    scanner->is_plain = true;
    scanner->in_data = false;
    scanner->known = (struct json_known){0};
    scanner->item_at = scanner->item_start = scanner->item_copied = 0;
    scanner->depth = 0;
}

static void locate(const struct scanner *scanner, size_t *line, size_t *column) {
    *line = *column = 1;
    for (size_t i = 0; i < scanner->at; i++) {
        bool continues = ((unsigned char)scanner->bytes[i] & 0xC0) == 0x80;
        *column += !continues;
        if (scanner->bytes[i] == '\n') {
            (*line)++;
            *column = 1;
        }
    }
}

bool scanner_refuse(struct scanner *scanner, const char *lead, const char *reason) {
    size_t line;
    size_t column;
    locate(scanner, &line, &column);
    problem_set(scanner->problem, "", "", "the answer %s: line %zu, column %zu: %s", lead, line,
                column, reason);
    return false;
}

bool scanner_refuse_byte(struct scanner *scanner, const char *expected) {
    char reason[80];
    char found[24] = "the end";
    if (scanner->at < scanner->length) {
        unsigned char byte = (unsigned char)scanner->bytes[scanner->at];
        snprintf(found, sizeof found, byte > ' ' && byte < 0x7F ? "'%c'" : "byte 0x%02X", byte);
    }
    snprintf(reason, sizeof reason, "expected %s, found %s", expected, found);
    return scanner_refuse(scanner, "is not JSON", reason);
}

/* The text of a warning is a string: a NUL in a key would end it. */
static void add_key(struct buffer *path, const char *key, size_t length) {
    for (size_t i = 0; i < length; i++) {
        buffer_add(path, key[i] != '\0' ? &key[i] : "?", 1);
    }
}

static void add_path(struct buffer *path, const struct scanner *scanner) {
    size_t levels = min_size(scanner->depth, PATH_FRAMES);
    for (size_t i = 0; i < levels; i++) {
        const struct scan_level *level = &scanner->levels[i];
        const char *key = scanner->bytes + level->key.start;
        size_t length = level->key.end - level->key.start;
        if (level->is_object) {
            buffer_add_string(path, i > 0 ? "." : "");
            add_key(path, key, utf8_cut(key, length, PATH_KEY));
        } else {
            buffer_add_format(path, "[%zu]", level->count);
        }
    }
}

void scanner_warn(struct scanner *scanner, const char *damage) {
    struct json_scan *scan = scanner->scan;
    if (scan->warnings++ > 0) {
        return;
    }
    struct buffer text = {0};
    add_path(&text, scanner);
    buffer_add_format(&text, " %s", damage);
    int wanted = snprintf(scan->first_warning, sizeof scan->first_warning, "%s",
                          buffer_string(&text));
    utf8_mark_cut(scan->first_warning, sizeof scan->first_warning, wanted);
    buffer_clear(&text);
}
