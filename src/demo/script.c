/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/script.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX INT64_C(1000000)

static const char remedy[] = "write items like \"20-35 429 retry-after=15, 60-70 503, 90 drop\"";

/* A piece of the script's text. */
struct piece {
    const char *start;
    size_t length;
};

static bool piece_is(struct piece piece, const char *word) {
    return strlen(word) == piece.length && memcmp(piece.start, word, piece.length) == 0;
}

/* Cuts the next piece up to one of `separators` off the front of *rest; false when nothing is left.
 */
static bool next_piece(struct piece *rest, const char *separators, struct piece *piece) {
    while (rest->length > 0 && strchr(separators, *rest->start) != NULL) {
        rest->start++;
        rest->length--;
    }
    *piece = (struct piece){rest->start, 0};
    while (rest->length > 0 && strchr(separators, *rest->start) == NULL) {
        rest->start++;
        rest->length--;
        piece->length++;
    }
    return piece->length > 0;
}

/* Splits a word at the first `at`; false, with all of it on the left, if there is none. */
static bool split(struct piece word, char at, struct piece *left, struct piece *right) {
    const char *found = word.length == 0 ? NULL : memchr(word.start, at, word.length);
    *left = word;
    if (found == NULL) {
        return false;
    }
    left->length = (size_t)(found - word.start);
    *right = (struct piece){found + 1, word.length - left->length - 1};
    return true;
}

static bool parse_number(struct piece piece, int64_t *number) {
    int64_t value = 0;
    for (size_t i = 0; i < piece.length; i++) {
        if (piece.start[i] < '0' || piece.start[i] > '9') {
            return false;
        }
        value = value * 10 + (piece.start[i] - '0');
        if (value > SECONDS_MAX) {
            return false;
        }
    }
    *number = value;
    return piece.length > 0;
}

static bool parse_time(struct piece piece, int64_t *ms) {
    int64_t seconds = 0;
    bool good = parse_number(piece, &seconds);
    *ms = seconds * 1000;
    return good;
}

static bool set_retry_after(struct fault *fault, struct piece value) {
    fault->retry_after_date = piece_is(value, "date");
    return fault->retry_after_date || parse_number(value, &fault->retry_after_s);
}

static bool set_delay(struct fault *fault, struct piece value) {
    return parse_number(value, &fault->delay_ms);
}

static bool set_every(struct fault *fault, struct piece value) {
    int64_t lasts_ms = fault->to_ms < 0 ? 0 : fault->to_ms - fault->from_ms;
    return parse_time(value, &fault->every_ms) && fault->every_ms > lasts_ms;
}

static bool set_body(struct fault *fault, struct piece value) {
    static const char *const names[] = {
        [FAULT_BODY_NORMAL] = "normal", [FAULT_BODY_GARBAGE] = "garbage",
        [FAULT_BODY_HTML] = "html",     [FAULT_BODY_EMPTY] = "empty",
        [FAULT_BODY_HUGE] = "huge",
    };
    for (size_t i = FAULT_BODY_GARBAGE; i <= FAULT_BODY_HUGE; i++) {
        if (piece_is(value, names[i])) {
            fault->body = (enum fault_body)i;
            return true;
        }
    }
    return false;
}

static const struct {
    const char *key;
    bool (*set)(struct fault *fault, struct piece value);
    bool of_drop; /* also allowed without an answer */
} settings[] = {
    {"retry-after", set_retry_after, false},
    {"delay", set_delay, true},
    {"body", set_body, false},
    {"every", set_every, true},
};

static bool parse_setting(struct fault *fault, struct piece word) {
    struct piece key;
    struct piece value;
    if (!split(word, '=', &key, &value)) {
        return false;
    }
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (piece_is(key, settings[i].key)) {
            return (fault->status != 0 || settings[i].of_drop) && settings[i].set(fault, value);
        }
    }
    return false;
}

static bool parse_window(struct fault *fault, struct piece word) {
    struct piece from;
    struct piece to;
    fault->to_ms = -1;
    if (!split(word, '-', &from, &to)) {
        return parse_time(from, &fault->from_ms);
    }
    return parse_time(from, &fault->from_ms) && parse_time(to, &fault->to_ms) &&
           fault->to_ms > fault->from_ms;
}

static bool parse_status(struct fault *fault, struct piece word) {
    int64_t status = 0;
    if (piece_is(word, "drop")) {
        fault->status = 0;
        return true;
    }
    if (piece_is(word, "ok")) {
        fault->status = 200;
        return true;
    }
    bool good = parse_number(word, &status) && status >= 300 && status <= 599;
    fault->status = (int)status;
    return good;
}

static bool parse_item(struct piece item, struct fault *fault) {
    *fault = (struct fault){.retry_after_s = -1};
    struct piece word;
    if (!next_piece(&item, " \t\r", &word) || !parse_window(fault, word) ||
        !next_piece(&item, " \t\r", &word) || !parse_status(fault, word)) {
        return false;
    }
    while (next_piece(&item, " \t\r", &word)) {
        if (!parse_setting(fault, word)) {
            return false;
        }
    }
    return true;
}

static bool is_blank(struct piece piece) {
    struct piece word;
    return !next_piece(&piece, " \t\r", &word);
}

static bool parse_line(struct script *script, struct piece line, struct problem *problem) {
    struct piece item;
    while (next_piece(&line, ",", &item)) {
        struct fault fault;
        if (is_blank(item)) {
            continue;
        }
        if (!parse_item(item, &fault)) {
            problem_set(problem, "reading the script of faults", remedy,
                        "\"%.*s\" is not FROM[-TO] STATUS [KEY=VALUE...]", (int)item.length,
                        item.start);
            return false;
        }
        script->faults = memory_grow(script->faults, &script->capacity, script->count + 1,
                                     sizeof *script->faults);
        script->faults[script->count++] = fault;
    }
    return true;
}

/* Moves a fault that repeats to its present or next time. */
static void advance(struct fault *fault, int64_t elapsed_ms, int64_t over_ms) {
    if (fault->every_ms > 0 && elapsed_ms >= over_ms) {
        int64_t times = (elapsed_ms - over_ms) / fault->every_ms + 1;
        fault->from_ms += times * fault->every_ms;
        if (fault->to_ms >= 0) {
            fault->to_ms += times * fault->every_ms;
        }
    }
}

static bool hits(const struct fault *fault, int64_t elapsed_ms) {
    return !fault->spent && elapsed_ms >= fault->from_ms &&
           (fault->to_ms < 0 || elapsed_ms < fault->to_ms);
}

static void spend(struct fault *fault, int64_t elapsed_ms) {
    if (fault->to_ms < 0) {
        fault->spent = fault->every_ms == 0;
        advance(fault, elapsed_ms, fault->from_ms);
    }
}

bool script_parse(struct script *script, const char *text, struct problem *problem) {
    memset(script, 0, sizeof *script);
    struct piece rest = {text, strlen(text)};
    struct piece line;
    while (next_piece(&rest, "\n", &line)) {
        if (*line.start != '#' && !parse_line(script, line, problem)) {
            return false;
        }
    }
    return true;
}

void script_clear(struct script *script) {
    free(script->faults);
    memset(script, 0, sizeof *script);
}

bool script_take(struct script *script, int64_t elapsed_ms, struct fault *fault) {
    for (size_t i = 0; i < script->count; i++) {
        struct fault *next = &script->faults[i];
        if (next->to_ms >= 0) {
            advance(next, elapsed_ms, next->to_ms);
        }
        if (hits(next, elapsed_ms)) {
            *fault = *next;
            spend(next, elapsed_ms);
            return true;
        }
    }
    return false;
}
