/* SPDX-License-Identifier: MIT */
#include "json_scan.h"

#include "backfilltop/base/memory.h"
#include "json_scanner.h"

#include <stdlib.h>
#include <string.h>

#define BOM "\xEF\xBB\xBF"

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

static void begin_item(struct scanner *scanner) {
    scanner->item_at = scanner->at;
    scanner->item_start = json_repair_place(&scanner->repair, scanner->at);
    scanner->item_copied = scanner->repair.copied;
    scanner->item_cost = scanner->cost;
}

static void add_item(struct scanner *scanner, struct json_item item) {
    struct json_scan *scan = scanner->scan;
    item.span.start = scanner->item_start;
    item.span.end = json_repair_place(&scanner->repair, scanner->at);
    item.cost = (uint32_t)(scanner->cost - scanner->item_cost);
    scanner->list_cost += item.cost;
    scan->items = memory_grow(scan->items, &scan->item_capacity, scan->item_count + 1,
                              sizeof *scan->items);
    scan->items[scan->item_count++] = item;
}

static bool end_item(struct scanner *scanner) {
    struct json_item item = {.known = JSON_ITEM_NEW};
    const char *bytes = scanner->bytes + scanner->item_at;
    size_t length = scanner->at - scanner->item_at;
    if (scanner->cost - scanner->item_cost > JSON_SCAN_TREE_MAX) {
        return scanner_refuse(scanner, "is too large", "more values than a backfill can have");
    }
    item.is_clean = bytes[0] == '{' && scanner->repair.copied == scanner->item_copied;
    if (item.is_clean) {
        item.hash = json_known_hash(bytes, length);
        item.known = json_known_find(&scanner->known, bytes, length, item.hash);
    }
    add_item(scanner, item);
    return true;
}

/* Steps over an item that the document before has, too: it was found good there, and costs the
 * same. */
static bool take_known_item(struct scanner *scanner) {
    uint32_t index = json_known_next(&scanner->known, scanner->bytes + scanner->at,
                                     scanner->length - scanner->at);
    if (index == JSON_ITEM_NEW) {
        return false;
    }
    struct json_item item = scanner->known.before->items[index];
    if (item.cost > JSON_SCAN_COST_MAX - scanner->cost) {
        return false; /* the long way says where it is too much */
    }
    item.known = index;
    scanner->cost += item.cost;
    scanner->at += item.span.end - item.span.start;
    scanner->state = STATE_ITEM_END;
    add_item(scanner, item);
    return true;
}

/* A value has ended at `at`. */
static bool end_value(struct scanner *scanner) {
    if (scanner->depth == 0) {
        scanner->state = STATE_END;
        return true;
    }
    scanner->state = top_level(scanner)->is_object ? STATE_MEMBER_END : STATE_ITEM_END;
    return !holds_list_of_data(scanner) || end_item(scanner);
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
        begin_item(scanner);
        if (take_known_item(scanner)) {
            return true;
        }
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
        return scanner_take_word(scanner, "true") && end_value(scanner);
    case 'f':
        return scanner_take_word(scanner, "false") && end_value(scanner);
    case 'n':
        return scanner_take_word(scanner, "null") && end_value(scanner);
    case 'N':
        return scanner_take_no_number(scanner, "NaN") && end_value(scanner);
    case 'I':
        return scanner_take_no_number(scanner, "Infinity") && end_value(scanner);
    default:
        if (byte != '-' && (byte < '0' || byte > '9')) {
            return scanner_refuse_byte(scanner, "a value");
        }
        return scanner_take_number(scanner) && end_value(scanner);
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

bool json_scan(struct json_scan *scan, const char *bytes, size_t length,
               const struct json_scan *before, struct problem *problem) {
    *scan = (struct json_scan){.bytes = bytes, .length = length};
    if (is_utf16(bytes, length)) {
        problem_set(problem, "", "", "the answer is not JSON: it is UTF-16, not UTF-8");
        return false;
    }
    size_t skipped = length >= strlen(BOM) && memcmp(bytes, BOM, strlen(BOM)) == 0 ? strlen(BOM)
                                                                                   : 0;
    struct scanner scanner;
    scanner_init(&scanner, scan, bytes + skipped, length - skipped, problem);
    scanner.known.before = before;
    bool is_good = walk(&scanner) && check_rest(&scanner);
    bool is_copy = is_good && scanner.repair.repaired.length > 0;
    if (is_copy) {
        json_repair_end(&scanner.repair);
    }
    scan->repaired = scanner.repair.repaired;
    scan->bytes = is_copy ? scan->repaired.bytes : scanner.bytes;
    scan->length = is_copy ? scan->repaired.length : scanner.length;
    json_known_clear(&scanner.known);
    return is_good;
}

void json_scan_keep(struct json_scan *scan, struct buffer *room) {
    if (scan->bytes != scan->repaired.bytes) {
        buffer_reset(room);
        buffer_add(room, scan->bytes, scan->length);
        buffer_clear(&scan->repaired);
        scan->repaired = *room;
        scan->bytes = scan->repaired.bytes;
        *room = (struct buffer){0};
    }
    buffer_clear(room);
}

void json_scan_clear(struct json_scan *scan) {
    free(scan->items);
    buffer_clear(&scan->repaired);
    *scan = (struct json_scan){0};
}
