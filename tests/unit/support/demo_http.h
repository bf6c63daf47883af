/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/demo/server.h"

#include <curl/curl.h>
#include <jansson.h>

#include <stdint.h>

/* Real HTTP with the demo server, for its tests. */

#define LIST          "/teams/42/backfills"
#define DEMO_HTTP_URL 64 /* bytes of a base URL */

/* The answer to one request over a connection of its own. */
struct response {
    CURLcode result;
    long status;
    struct buffer head;
    struct buffer body;
    json_t *json; /* NULL if the body is not JSON */
};

/* For cmocka_run_group_tests(): around all tests of a program. */
int demo_http_set_up(void **state);
int demo_http_tear_down(void **state);

/* Starts a server; the test fails if it does not. */
struct demo_server *demo_http_start(struct demo_options options);

/* Starts a server with default options and a script of faults, or NULL. */
struct demo_server *demo_http_start_script(const char *script);

/* Its base URL. */
void demo_http_url(const struct demo_server *server, char url[static DEMO_HTTP_URL]);

/* Sends one request over a connection of its own; `path` without "/v1", `authorization` may be
 * NULL. The caller clears the response. */
struct response demo_http_ask_as(const struct demo_server *server, const char *method,
                                 const char *path, const char *authorization);

/* GET with a bearer token, "token-of-mine". */
struct response demo_http_ask(const struct demo_server *server, const char *path);

/* Asks, and checks that the answer is this error. */
void demo_http_expect_error(const struct demo_server *server, const char *path, long status,
                            const char *code);

void response_clear(struct response *response);

/* Copies a header's value; "" if it is not there. */
void response_header(const struct response *response, const char *name, char value[static 200]);
void response_assert_header(const struct response *response, const char *name,
                            const char *expected);

/* The string at OBJECT.KEY of the body; "" if there is none. */
const char *response_text(const struct response *response, const char *object, const char *key);

/* The body's "data", borrowed. */
json_t *response_data(const struct response *response);

/* Checks that the body's request id is one that the API could give. */
void response_check_request_id(const struct response *response);

/* Checks that it is this error in the vendor's envelope, and nothing beside it. */
void response_check_error(const struct response *response, long status, const char *code);

/* An integer that must be there. */
int64_t json_integer_at(const json_t *object, const char *key);
