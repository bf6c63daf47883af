/* SPDX-License-Identifier: MIT */
#include "json_scan.h"

#include "backfilltop/base/memory.h"
#include "json_scanner.h"

#include <stdlib.h>
#include <string.h>

#define BOM          "\xEF\xBB\xBF"
#define PLAIN_DIGITS 17 /* digits and a sign that always fit int64_t */

static struct scan_level *top_level(struct scanner *scanner) {
    return &scanner->levels[scanner->depth - 1];
}

static bool holds_list_of_data(const struct scanner *scanner) {
    return scanner->depth == 2 && scanner->in_data && !scanner->levels[1].is_object;
}

/* Top-level keys. */

static void note_top_key(struct scanner *scanner, struct json_span key, bool is_damaged) {
    static const char *const names[top_key_count] = {"meta", "data", "error"};
    const char *text = scanner->bytes + key.start;
    size_t length = key.end - key.start;
    scanner->in_data = false;
    if (is_damaged || memchr(text, '\\', length) != NULL) {
        scanner->is_plain = false;
        return;
    }
    for (int i = 0; i < top_key_count; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
            scanner->is_plain &= !scanner->seen[i];
            scanner->seen[i] = true;
            scanner->in_data = i == TOP_DATA;
        }
    }
}

/* Values. */

static bool add_item(struct scanner *scanner) {
    struct json_scan *scan = scanner->scan;
    size_t cost = scanner->cost - scanner->item_cost;
    if (cost > JSON_SCAN_TREE_MAX) {
        return scanner_refuse(scanner, "is too large", "more values than a backfill can have");
    }
    scanner->list_cost += cost;
    scan->items = memory_grow(scan->items, &scan->item_capacity, scan->item_count + 1,
                              sizeof *scan->items);
    scan->items[scan->item_count++] = (struct json_span){
        scanner->item_start, json_repair_place(&scanner->repair, scanner->at)};
    return true;
}

/* A value has ended at `at`. */
static bool end_value(struct scanner *scanner) {
    if (scanner->depth == 0) {
        scanner->state = STATE_END;
        return true;
    }
    scanner->state = top_level(scanner)->is_object ? STATE_MEMBER_END : STATE_ITEM_END;
    return !holds_list_of_data(scanner) || add_item(scanner);
}

static bool open_parent(struct scanner *scanner, bool is_object) {
    scanner->depth++;
    *top_level(scanner) = (struct scan_level){.is_object = is_object};
    if (holds_list_of_data(scanner)) {
        scanner->scan->data.start = json_repair_place(&scanner->repair, scanner->at);
    }
    scanner->state = is_object ? STATE_FIRST_KEY : STATE_FIRST_ITEM;
    scanner->at++;
    return true;
}

static bool close_parent(struct scanner *scanner) {
    scanner->at++;
    if (holds_list_of_data(scanner)) {
        scanner->scan->has_list = true;
        scanner->scan->data.end = json_repair_place(&scanner->repair, scanner->at);
    }
    scanner->depth--;
    return end_value(scanner);
}

static bool take_digits(struct scanner *scanner) {
    size_t start = scanner->at;
    while (scanner->at < scanner->length && scanner->bytes[scanner->at] >= '0' &&
           scanner->bytes[scanner->at] <= '9') {
        scanner->at++;
    }
    return scanner->at > start || scanner_refuse_byte(scanner, "a digit");
}

static bool take_one_of(struct scanner *scanner, const char *bytes) {
    bool is_there = scanner->at < scanner->length && scanner->bytes[scanner->at] != '\0' &&
                    strchr(bytes, scanner->bytes[scanner->at]) != NULL;
    scanner->at += is_there;
    return is_there;
}

/* "NaN" and "Infinity": JSON has no such numbers, but the libraries of some languages write them.
 * `start` is where the sign is, if there is one. */
static bool take_no_number(struct scanner *scanner, size_t start, const char *word) {
    size_t length = strlen(word);
    const char *damage = NULL;
    if (scanner->length - scanner->at < length ||
        memcmp(scanner->bytes + scanner->at, word, length) != 0) {
        return scanner_refuse_byte(scanner, "a value");
    }
    scanner->at += length;
    json_repair_no_number(&scanner->repair, start, scanner->at, &damage);
    scanner_warn(scanner, damage);
    return end_value(scanner);
}

static bool take_number(struct scanner *scanner) {
    size_t start = scanner->at;
    bool is_plain = true;
    bool is_signed = take_one_of(scanner, "-");
    if (is_signed && scanner->at < scanner->length && scanner->bytes[scanner->at] == 'I') {
        return take_no_number(scanner, start, "Infinity");
    }
    if (!take_one_of(scanner, "0") && !take_digits(scanner)) {
        return false;
    }
    if (take_one_of(scanner, ".")) {
        is_plain = false;
        if (!take_digits(scanner)) {
            return false;
        }
    }
    if (take_one_of(scanner, "eE")) {
        is_plain = false;
        take_one_of(scanner, "+-");
        if (!take_digits(scanner)) {
            return false;
        }
    }
    if (!is_plain || scanner->at - start > PLAIN_DIGITS) {
        const char *damage = NULL;
        json_repair_number(&scanner->repair, start, scanner->at, &damage);
        if (damage != NULL) {
            scanner_warn(scanner, damage);
        }
    }
    return end_value(scanner);
}

static bool take_word(struct scanner *scanner, const char *word) {
    for (; *word != '\0'; word++) {
        if (scanner->at == scanner->length || scanner->bytes[scanner->at] != *word) {
            return scanner_refuse_byte(scanner, "a value");
        }
        scanner->at++;
    }
    return end_value(scanner);
}

/* Steps over a string; *span is where it stands, without its quotes. */
static bool take_string(struct scanner *scanner, bool is_key, struct json_span *span,
                        const char **damage) {
    struct json_repair *repair = &scanner->repair;
    size_t end = json_repair_string(repair, scanner->at, is_key, damage);
    *span = (struct json_span){scanner->at + 1, end};
    scanner->at = end;
    if (repair->count > JSON_REPAIR_MAX) {
        return scanner_refuse(scanner, "is not JSON",
                              "it is not text: a million characters are damaged");
    }
    if (end == scanner->length) {
        return scanner_refuse(scanner, "is not JSON", "it ends inside a string");
    }
    scanner->at++;
    return true;
}

static bool take_text(struct scanner *scanner) {
    struct json_span span;
    const char *damage = NULL;
    if (!take_string(scanner, false, &span, &damage)) {
        return false;
    }
    if (damage != NULL) {
        scanner_warn(scanner, damage);
    }
    return end_value(scanner);
}

static bool take_value(struct scanner *scanner) {
    char byte = scanner->bytes[scanner->at];
    bool is_parent = byte == '{' || byte == '[';
    if (scanner->depth == 0 && !is_parent) {
        return scanner_refuse_byte(scanner, "'{'");
    }
    if (scanner->depth == JSON_SCAN_DEPTH_MAX) {
        return scanner_refuse(scanner, "is too deep", "more than 2,048 levels");
    }
    if (holds_list_of_data(scanner)) {
        scanner->item_start = json_repair_place(&scanner->repair, scanner->at);
        scanner->item_cost = scanner->cost;
    }
    scanner->cost += is_parent ? JSON_SCAN_PARENT_COST : JSON_SCAN_VALUE_COST;
    if (scanner->cost > JSON_SCAN_COST_MAX) {
        return scanner_refuse(scanner, "is too large",
                              "more values than a list of backfills can have");
    }
    switch (byte) {
    case '{':
    case '[':
        return open_parent(scanner, byte == '{');
    case '"':
        return take_text(scanner);
    case 't':
        return take_word(scanner, "true");
    case 'f':
        return take_word(scanner, "false");
    case 'n':
        return take_word(scanner, "null");
    case 'N':
        return take_no_number(scanner, scanner->at, "NaN");
    case 'I':
        return take_no_number(scanner, scanner->at, "Infinity");
    default:
        if (byte != '-' && (byte < '0' || byte > '9')) {
            return scanner_refuse_byte(scanner, "a value");
        }
        return take_number(scanner);
    }
}

/* One step function a state: it finds a byte that is no white space at `at`. */

static bool step_key(struct scanner *scanner) {
    struct json_span key;
    const char *damage = NULL;
    if (scanner->bytes[scanner->at] != '"') {
        return scanner_refuse_byte(scanner, "a key");
    }
    if (!take_string(scanner, true, &key, &damage)) {
        return false;
    }
    top_level(scanner)->key = key;
    if (scanner->depth == 1) {
        note_top_key(scanner, key, damage != NULL);
    }
    if (damage != NULL) {
        scanner_warn(scanner, damage);
    }
    scanner->state = STATE_COLON;
    return true;
}

static bool step_first_key(struct scanner *scanner) {
    return scanner->bytes[scanner->at] == '}' ? close_parent(scanner) : step_key(scanner);
}

static bool step_colon(struct scanner *scanner) {
    if (scanner->bytes[scanner->at] != ':') {
        return scanner_refuse_byte(scanner, "':'");
    }
    scanner->at++;
    scanner->state = STATE_VALUE;
    return true;
}

static bool step_first_item(struct scanner *scanner) {
    return scanner->bytes[scanner->at] == ']' ? close_parent(scanner) : take_value(scanner);
}

static bool step_comma(struct scanner *scanner, enum state next) {
    if (++top_level(scanner)->count == JSON_SCAN_MEMBERS_MAX) {
        return scanner_refuse(scanner, "is too large", "more than 100,000 items in one list");
    }
    scanner->at++;
    scanner->state = next;
    return true;
}

static bool step_member_end(struct scanner *scanner) {
    switch (scanner->bytes[scanner->at]) {
    case ',':
        return step_comma(scanner, STATE_KEY);
    case '}':
        return close_parent(scanner);
    default:
        return scanner_refuse_byte(scanner, "',' or '}'");
    }
}

static bool step_item_end(struct scanner *scanner) {
    switch (scanner->bytes[scanner->at]) {
    case ',':
        return step_comma(scanner, STATE_VALUE);
    case ']':
        return close_parent(scanner);
    default:
        return scanner_refuse_byte(scanner, "',' or ']'");
    }
}

static bool step_end(struct scanner *scanner) {
    return scanner_refuse_byte(scanner, "the end");
}

static const struct {
    bool (*step)(struct scanner *scanner);
    const char *expected; /* where the document ends */
} states[state_count] = {
    [STATE_VALUE] = {take_value, "a value"},
    [STATE_FIRST_KEY] = {step_first_key, "a key or '}'"},
    [STATE_KEY] = {step_key, "a key"},
    [STATE_COLON] = {step_colon, "':'"},
    [STATE_FIRST_ITEM] = {step_first_item, "a value or ']'"},
    [STATE_MEMBER_END] = {step_member_end, "',' or '}'"},
    [STATE_ITEM_END] = {step_item_end, "',' or ']'"},
    [STATE_END] = {step_end, NULL},
};

static void skip_white_space(struct scanner *scanner) {
    while (scanner->at < scanner->length) {
        char byte = scanner->bytes[scanner->at];
        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') {
            return;
        }
        scanner->at++;
    }
}

static bool walk(struct scanner *scanner) {
    while (true) {
        skip_white_space(scanner);
        if (scanner->at == scanner->length) {
            return scanner->state == STATE_END ||
                   scanner_refuse_byte(scanner, states[scanner->state].expected);
        }
        if (!states[scanner->state].step(scanner)) {
            return false;
        }
    }
}

static bool is_utf16(const char *bytes, size_t length) {
    return length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0 ||
                           bytes[0] == '\0' || bytes[1] == '\0');
}

/* What is not read item by item is in memory at once. */
static bool check_rest(struct scanner *scanner) {
    bool has_list = scanner->scan->has_list && scanner->is_plain;
    scanner->scan->has_list = has_list;
    return scanner->cost - (has_list ? scanner->list_cost : 0) <= JSON_SCAN_TREE_MAX ||
           scanner_refuse(scanner, "is too large", "more values than an answer can have");
}

bool json_scan(struct json_scan *scan, const char *bytes, size_t length, struct problem *problem) {
    *scan = (struct json_scan){.bytes = bytes, .length = length};
    if (is_utf16(bytes, length)) {
        problem_set(problem, "", "", "the answer is not JSON: it is UTF-16, not UTF-8");
        return false;
    }
    size_t skipped = length >= strlen(BOM) && memcmp(bytes, BOM, strlen(BOM)) == 0 ? strlen(BOM)
                                                                                   : 0;
    struct scanner scanner;
    scanner_init(&scanner, scan, bytes + skipped, length - skipped, problem);
    bool is_good = walk(&scanner) && check_rest(&scanner);
    bool is_copy = is_good && scanner.repair.repaired.length > 0;
    if (is_copy) {
        json_repair_end(&scanner.repair);
    }
    scan->repaired = scanner.repair.repaired;
    scan->bytes = is_copy ? scan->repaired.bytes : scanner.bytes;
    scan->length = is_copy ? scan->repaired.length : scanner.length;
    return is_good;
}

void json_scan_clear(struct json_scan *scan) {
    free(scan->items);
    buffer_clear(&scan->repaired);
    *scan = (struct json_scan){0};
}
