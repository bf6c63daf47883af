/* SPDX-License-Identifier: MIT */
#include "list_text.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <string.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

struct field_text {
    const char *name;
    const char *values[4];
};

static const struct field_text fields[] = {
    {"transfer_id", {"4567", "4568", "4569", "4567"}},
    {"range_start_date", {"\"2024-01-01\"", "\"2024-02-01\"", "\"2024-01-01\"", "\"2023-01-01\""}},
    {"created_time",
     {"\"2024-02-01T08:00:00Z\"", "\"2024-02-01T08:00:01Z\"", "\"2024-02-01T08:00:00\"", "null"}},
    {"start_time", {"\"2024-02-01T08:30:00Z\"", "null", "\"2024-02-01T09:00:00\"", "null"}},
    {"status", {"\"RUNNING\"", "\"RUNNING\"", "\"FAILED\"", "\"SCHEDULED\""}},
    {"transfer_runs_total", {"100", "100", "365", "0"}},
    {"transfer_runs_completed", {"10", "11", "12", "100"}},
    {"transfer_runs_failed", {"0", "0", "1", "2"}},
};

static const char *const odd_values[] = {
    "null",         "true",         "-5",           "28.0",
    "2.8e1",        "28.5",         "1e400",        "99999999999999999999",
    "\"\"",         "\"\\ud800x\"", "\"\xff\"",     "\"\\q\"",
    "\"\x01\"",     "NaN",          "[]",           "{\"a\":{\"a\":[1,2,{}]}}",
    "-Infinity",    "\"PAUSED\"",   "\"1\"",        "\"2024-02-01T10:00:00\"",
    "\"a\\u0000\"", "1e308",        "\"\\ufffdx\"",
};

static const char *const error_reports[] = {
    "[]",
    "[{\"transfer_run_date\":\"2024-01-02\",\"error\":\"quota\"}]",
    "[{\"transfer_run_date\":\"2024-01-02\",\"error\":\"quota \\u00e8\"},{\"error\":7}]",
    "[{\"transfer_run_date\":\"soon\"},3]",
    "[{\"transfer_run_date\":\"2024-01-02\",\"error\":\"half \\ud83d\"}]",
};

static const char *const odd_items[] = {
    "7",
    "\"x\"",
    "null",
    "[]",
    "{}",
    "{\"transfer_backfill_id\":0}",
    "[{\"transfer_backfill_id\":1}]",
};

static const char *const separators[] = {",", ",", ", ", ",\n  "};

/* Up to where the items stand, and behind them. */
struct frame_text {
    const char *before;
    const char *after;
};

static const struct frame_text frames[] = {
    {"{\"meta\":{\"request_id\":\"a\"},\"data\":[", "]}"},
    {"{\"meta\":{\"request_id\":\"b\"},\"data\":[", "]}"},
    {"{\"data\":[", "],\"meta\":{\"request_id\":\"c\"}}"},
    {" {\"meta\":{},\n\"data\" : [ ", " ] }\n"},
};

static const struct frame_text odd_frames[] = {
    {"{\"meta\":{\"request_id\":\"\\ud800\"},\"data\":[", "]}"},
    {"{\"error\":{\"code\":\"E\",\"message\":\"no \xff\"},\"data\":[", "]}"},
    {"{\"error\":null,\"data\":[", "]}"},
    {"{\"data\":[1],\"data\":[", "]}"},
    {"{\"data\":[", "],\"data\":[]}"},
    {"{\"d\\u0061ta\":[", "]}"},
    {"{\"data\":{\"data\":[", "]}}"},
    {"{\"data\":[[", "]]}"},
    {"{\"meta\":1,\"meta\":{},\"data\":[", "]}"},
    {"\xEF\xBB\xBF{\"data\":[", "]}"},
    {"{\"data\":[", "]} x"},
    {"{\"data\":[", "]"},
    {"{\"data\":[", ",]}"},
    {"[", "]"},
    {"{\"other\":[{\"a\":NaN}],\"data\":[", "]}"},
    {"{\"x\\q\":[],\"data\":[", "]}"},
};

size_t choose(struct choices *choices, size_t below) {
    if (choices->bytes == NULL) {
        return (size_t)(random_next(&choices->state) % below);
    }
    if (choices->left == 0) {
        return 0;
    }
    choices->left--;
    return *choices->bytes++ % below;
}

bool choices_have_ended(const struct choices *choices) {
    return choices->bytes != NULL && choices->left == 0;
}

static bool one_in(struct choices *choices, size_t number) {
    return choose(choices, number) == number - 1;
}

static void add_field(struct buffer *item, const char *name, const char *value,
                      struct choices *choices) {
    buffer_add_format(item, ",%s\"%s\":%s", one_in(choices, 12) ? " " : "", name, value);
}

static void write_item(struct buffer *item, size_t id, struct choices *choices) {
    buffer_reset(item);
    if (one_in(choices, 24)) {
        buffer_add_string(item, odd_items[choose(choices, LENGTH_OF(odd_items))]);
        return;
    }
    buffer_add_format(item, "{\"transfer_backfill_id\":%zu", id);
    bool is_sparse = one_in(choices, 2);
    for (size_t i = 0; i < LENGTH_OF(fields); i++) {
        size_t way = choose(choices, 64);
        if (way == 63) {
            const char *odd = odd_values[choose(choices, LENGTH_OF(odd_values))];
            add_field(item, fields[i].name, odd, choices);
        } else if (way != 62 && (!is_sparse || way < 16)) {
            add_field(item, fields[i].name, fields[i].values[way % 4], choices);
        }
    }
    if (one_in(choices, 4)) {
        add_field(item, "error_report", error_reports[choose(choices, LENGTH_OF(error_reports))],
                  choices);
    }
    buffer_add_string(item, "}");
}

static void swap_items(struct list_text *list, size_t a, size_t b) {
    struct item_text item = list->items[a];
    list->items[a] = list->items[b];
    list->items[b] = item;
}

/* Makes room for an item at `place`; a full list loses its last. */
static struct item_text *insert(struct list_text *list, size_t place) {
    if (list->count == LIST_TEXT_MAX) {
        buffer_clear(&list->items[--list->count].text);
        place = min_size(place, list->count);
    }
    list->count++;
    for (size_t i = list->count - 1; i > place; i--) {
        swap_items(list, i, i - 1);
    }
    return &list->items[place];
}

static void remove_item(struct list_text *list, size_t place) {
    buffer_clear(&list->items[place].text);
    list->count--;
    for (size_t i = place; i < list->count; i++) {
        swap_items(list, i, i + 1);
    }
}

/* Flips, adds or takes out a byte. */
static void damage(struct buffer *text, struct choices *choices) {
    static const char bytes[] = "{}[]\",:\\0123456789eE+-.tfnu \n\x01\x80\xff\xc3";
    if (text->length == 0) {
        return;
    }
    size_t place = (choose(choices, 256) * 256 + choose(choices, 256)) % text->length;
    char byte = bytes[choose(choices, sizeof bytes)];
    struct buffer rest = {0};
    size_t way = choose(choices, 3);
    buffer_add(&rest, text->bytes + place, text->length - place);
    text->length = place;
    buffer_add(text, &byte, way < 2);
    buffer_add(text, rest.bytes + (way != 1), rest.length - (way != 1));
    buffer_clear(&rest);
}

static void change_digit(struct buffer *item, struct choices *choices) {
    size_t place = (choose(choices, 256) * 256 + choose(choices, 256)) % max_size(item->length, 1);
    for (size_t i = 0; i < item->length; i++) {
        char *byte = &item->bytes[(place + i) % item->length];
        if (*byte >= '0' && *byte <= '9') {
            *byte = (char)('0' + (*byte - '0' + 1) % 10);
            return;
        }
    }
}

static void copy_item(struct list_text *list, size_t from, size_t to) {
    struct item_text copy = {.id = list->items[from].id};
    buffer_add(&copy.text, list->items[from].text.bytes, list->items[from].text.length);
    *insert(list, to) = copy;
}

/* Mostly a new one; now and then one that is, or was, another's. */
static size_t new_id(struct list_text *list, struct choices *choices) {
    return list->last_id > 0 && one_in(choices, 16) ? 1 + choose(choices, list->last_id)
                                                    : ++list->last_id;
}

static void add_items(struct list_text *list, struct choices *choices) {
    for (size_t times = 1 + choose(choices, 4); times > 0; times--) {
        struct item_text *item = insert(list, choose(choices, list->count + 1));
        item->id = new_id(list, choices);
        write_item(&item->text, item->id, choices);
    }
}

static void shuffle(struct list_text *list, struct choices *choices) {
    for (size_t i = list->count; i > 1; i--) {
        swap_items(list, i - 1, choose(choices, i));
    }
}

static void mutate_once(struct list_text *list, struct choices *choices) {
    size_t way = choose(choices, 24);
    if (way < 4 || list->count == 0) {
        add_items(list, choices);
        return;
    }
    size_t place = choose(choices, list->count);
    struct buffer *item = &list->items[place].text;
    if (way < 8) {
        write_item(item, list->items[place].id, choices);
    } else if (way < 14) {
        change_digit(item, choices);
    } else if (way < 17) {
        remove_item(list, place);
    } else if (way < 19) {
        swap_items(list, place, choose(choices, list->count));
    } else if (way == 19) {
        shuffle(list, choices);
    } else if (way == 20 && one_in(choices, 4)) {
        copy_item(list, place, choose(choices, list->count));
    } else if (way == 21 && one_in(choices, 2)) {
        damage(item, choices);
    } else if (way == 22) {
        buffer_add_string(item, " ");
    } else if (one_in(choices, 4)) {
        list_text_clear(list);
    }
}

void list_text_mutate(struct list_text *list, struct choices *choices) {
    for (size_t times = choose(choices, 4); times > 0; times--) {
        mutate_once(list, choices);
    }
}

void list_text_write(struct buffer *body, const struct list_text *list, struct choices *choices) {
    struct frame_text frame = one_in(choices, 16)
                                  ? odd_frames[choose(choices, LENGTH_OF(odd_frames))]
                                  : frames[choose(choices, LENGTH_OF(frames))];
    const char *separator = separators[choose(choices, LENGTH_OF(separators))];
    buffer_add_string(body, frame.before);
    for (size_t i = 0; i < list->count; i++) {
        buffer_add_string(body, i > 0 ? separator : "");
        buffer_add(body, list->items[i].text.bytes, list->items[i].text.length);
    }
    buffer_add_string(body, frame.after);
    if (one_in(choices, 32)) {
        damage(body, choices);
    }
}

void list_text_clear(struct list_text *list) {
    for (size_t i = 0; i < LIST_TEXT_MAX; i++) {
        buffer_clear(&list->items[i].text);
    }
    list->count = 0;
}
