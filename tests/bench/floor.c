/* SPDX-License-Identifier: MIT */
/* The least that a program can do which polls with libcurl: one handle, kept open.
 * Usage: bench-floor fetch|decode INTERVAL_MS POLLS URL...  One poll of every URL each interval. */
#include <curl/curl.h>
#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct body {
    char *bytes;
    size_t length;
    size_t capacity;
};

static size_t take(char *bytes, size_t size, size_t count, void *data) {
    struct body *body = data;
    size_t length = size * count;
    if (body->length + length > body->capacity) {
        body->capacity = 2 * (body->length + length);
        body->bytes = realloc(body->bytes, body->capacity);
        if (body->bytes == NULL) {
            abort();
        }
    }
    memcpy(body->bytes + body->length, bytes, length);
    body->length += length;
    return length;
}

/* Looks at every backfill's status, as a program that shows them has to. */
static size_t decode(const struct body *body) {
    json_t *root = json_loadb(body->bytes, body->length, 0, NULL);
    json_t *item;
    size_t index;
    size_t running = 0;
    json_array_foreach(json_object_get(root, "data"), index, item) {
        const char *status = json_string_value(json_object_get(item, "status"));
        running += status != NULL && strcmp(status, "RUNNING") == 0;
    }
    json_decref(root);
    return running;
}

static void rest(long interval_ms) {
    struct timespec pause = {.tv_sec = interval_ms / 1000, .tv_nsec = interval_ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fputs("Usage: bench-floor fetch|decode INTERVAL_MS POLLS URL...\n", stderr);
        return 64;
    }
    bool decodes = strcmp(argv[1], "decode") == 0;
    long polls = strtol(argv[3], NULL, 10);
    struct body body = {0};
    size_t running = 0;
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    for (long poll = 0; poll < polls; poll++) {
        for (int i = 4; i < argc; i++) {
            body.length = 0;
            curl_easy_setopt(curl, CURLOPT_URL, argv[i]);
            if (curl_easy_perform(curl) != CURLE_OK) {
                fprintf(stderr, "bench-floor: no answer from %s\n", argv[i]);
                return 1;
            }
            running += decodes ? decode(&body) : body.length;
        }
        rest(strtol(argv[2], NULL, 10));
    }
    curl_easy_cleanup(curl);
    free(body.bytes);
    return running == 0;
}
