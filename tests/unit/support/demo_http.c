/* SPDX-License-Identifier: MIT */
#include "demo_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

static size_t receive(char *bytes, size_t size, size_t count, void *buffer) {
    buffer_add(buffer, bytes, size * count);
    return size * count;
}

int64_t json_integer_at(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

int demo_http_set_up(void **state) {
    (void)state;
    return curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK;
}

int demo_http_tear_down(void **state) {
    (void)state;
    curl_global_cleanup();
    return 0;
}

struct demo_server *demo_http_start(struct demo_options options) {
    struct problem problem = {0};
    struct demo_server *server = demo_server_start(&options, &problem);
    if (server == NULL) {
        fail_msg("%s", problem.what);
    }
    return server;
}

struct demo_server *demo_http_start_script(const char *script) {
    struct demo_options options = demo_options_default();
    options.script = script;
    return demo_http_start(options);
}

void demo_http_url(const struct demo_server *server, char url[static DEMO_HTTP_URL]) {
    snprintf(url, DEMO_HTTP_URL, "http://127.0.0.1:%d/v1", demo_server_port(server));
}

struct response demo_http_ask_as(const struct demo_server *server, const char *method,
                                 const char *path, const char *authorization) {
    struct response response = {0};
    char base[DEMO_HTTP_URL];
    char url[512];
    char header[256];
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = NULL;
    demo_http_url(server, base);
    snprintf(url, sizeof url, "%s%s", base, path);
    if (authorization != NULL) {
        snprintf(header, sizeof header, "Authorization: %s", authorization);
        headers = curl_slist_append(headers, header);
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response.head);
    if (strcmp(method, "PATCH") == 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "{\"status\":\"CANCELLED\"}");
    }
    response.result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    response.json = json_loadb(buffer_string(&response.body), response.body.length, 0, NULL);
    return response;
}

struct response demo_http_ask(const struct demo_server *server, const char *path) {
    return demo_http_ask_as(server, "GET", path, "Bearer token-of-mine");
}

void response_clear(struct response *response) {
    buffer_clear(&response->head);
    buffer_clear(&response->body);
    json_decref(response->json);
}

void response_header(const struct response *response, const char *name, char value[static 200]) {
    const char *line = buffer_string(&response->head);
    size_t length = strlen(name);
    *value = '\0';
    while ((line = strchr(line, '\n')) != NULL) {
        line++;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            snprintf(value, 200, "%.*s", (int)strcspn(line + length + 2, "\r\n"),
                     line + length + 2);
        }
    }
}

void response_assert_header(const struct response *response, const char *name,
                            const char *expected) {
    char value[200];
    response_header(response, name, value);
    assert_string_equal(value, expected);
}

const char *response_text(const struct response *response, const char *object, const char *key) {
    const char *text = json_string_value(
        json_object_get(json_object_get(response->json, object), key));
    return text == NULL ? "" : text;
}

json_t *response_data(const struct response *response) {
    return json_object_get(response->json, "data");
}

void response_check_request_id(const struct response *response) {
    const char *id = response_text(response, "meta", "request_id");
    assert_in_range(strlen(id), 8, 64);
    assert_int_equal(strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"),
                     strlen(id));
}

void response_check_error(const struct response *response, long status, const char *code) {
    assert_int_equal(response->result, CURLE_OK);
    assert_int_equal(response->status, status);
    response_assert_header(response, "Content-Type", "application/json");
    response_assert_header(response, "Access-Control-Allow-Origin", "*");
    response_check_request_id(response);
    assert_int_equal(json_object_size(response->json), 2);
    assert_string_equal(response_text(response, "error", "code"), code);
    assert_string_not_equal(response_text(response, "error", "message"), "");
    const json_t *error = json_object_get(response->json, "error");
    size_t parts = json_object_get(error, "description") == NULL ? 2 : 3;
    assert_int_equal(json_object_size(error), parts);
}

void demo_http_expect_error(const struct demo_server *server, const char *path, long status,
                            const char *code) {
    struct response response = demo_http_ask(server, path);
    response_check_error(&response, status, code);
    response_clear(&response);
}
