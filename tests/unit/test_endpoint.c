/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void accepts(const char *url, const char *base, const char *host, bool plain) {
    struct endpoint endpoint;
    struct problem problem = {0};
    assert_true(endpoint_parse(&endpoint, url, false, &problem));
    assert_string_equal(endpoint.base, base);
    assert_string_equal(endpoint.host, host);
    assert_int_equal(endpoint.plain, plain);
    endpoint_clear(&endpoint);
}

static void rejects(const char *url, const char *because) {
    struct endpoint endpoint;
    struct problem problem = {0};
    assert_false(endpoint_parse(&endpoint, url, false, &problem));
    assert_non_null(strstr(problem.what, because));
    assert_true(problem.remedy[0] != '\0');
    endpoint_clear(&endpoint);
}

static void accepts_https_anywhere(void **state) {
    (void)state;
    accepts("https://dts-api.supermetrics.com/v1", "https://dts-api.supermetrics.com/v1",
            "dts-api.supermetrics.com", false);
    accepts("https://example.com:8443/a/b", "https://example.com:8443/a/b", "example.com:8443",
            false);
}

static void drops_slashes_at_the_end(void **state) {
    (void)state;
    accepts("https://example.com/v1/", "https://example.com/v1", "example.com", false);
    accepts("https://example.com", "https://example.com", "example.com", false);
    accepts("http://127.0.0.1:99//", "http://127.0.0.1:99", "127.0.0.1:99", true);
}

static void accepts_http_to_loopback_only(void **state) {
    (void)state;
    accepts("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1", "127.0.0.1:8080", true);
    accepts("http://127.9.9.9/v1", "http://127.9.9.9/v1", "127.9.9.9", true);
    accepts("http://localhost:1/v1", "http://localhost:1/v1", "localhost:1", true);
    accepts("http://[::1]:1/v1", "http://[::1]:1/v1", "[::1]:1", true);
    accepts("HTTP://LOCALHOST:1/v1", "http://localhost:1/v1", "localhost:1", true);
    accepts("http://Localhost./v1", "http://localhost/v1", "localhost", true);
    accepts("http://[0:0:0:0:0:0:0:1]:1", "http://[::1]:1", "[::1]:1", true);
    accepts("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]", true);
    rejects("http://[::ffff:128.0.0.1]", "plain http");
    rejects("http://localhost../v1", "");
    rejects("http://xlocalhost/v1", "plain http");
    rejects("http://LOCALHOST.EXAMPLE.COM/v1", "plain http");
    rejects("http://example.com/v1", "plain http");
    rejects("http://127.0.0.1.example.com/v1", "plain http");
    rejects("http://localhost.example.com/v1", "plain http");
    rejects("http://128.0.0.1/v1", "plain http");
    rejects("http://[::2]/v1", "plain http");
    rejects("http://0.0.0.0/v1", "plain http");
}

static void accepts_http_anywhere_if_allowed(void **state) {
    struct endpoint endpoint;
    struct problem problem = {0};
    (void)state;
    assert_true(endpoint_parse(&endpoint, "http://example.com/v1", true, &problem));
    assert_true(endpoint.plain);
    assert_false(endpoint.loopback);
    endpoint_clear(&endpoint);
    assert_false(endpoint_parse(&endpoint, "ftp://example.com/v1", true, &problem));
}

static void rejects_what_is_not_a_base_url(void **state) {
    (void)state;
    rejects("", "not a URL");
    rejects("dts-api.supermetrics.com", "not a URL");
    rejects("https://", "");
    rejects("ftp://example.com/", "ftp");
    rejects("file:///etc/passwd", "");
    rejects("https://me@example.com/v1", "user info");
    rejects("https://me:secret@example.com/v1", "user info");
    rejects("https://example.com/v1?x=1", "a query");
    rejects("https://example.com/v1#x", "a fragment");
    rejects("https://exam ple.com/", "not a URL");
}

static void never_repeats_a_password(void **state) {
    struct endpoint endpoint;
    struct problem problem = {0};
    (void)state;
    assert_false(endpoint_parse(&endpoint, "https://me:sesame@example.com/v1", false, &problem));
    assert_null(strstr(problem.what, "sesame"));
    assert_false(endpoint_parse(&endpoint, "https://me:sesame@exam ple.com/v1", false, &problem));
    assert_null(strstr(problem.what, "sesame"));
}

static void builds_the_vendors_url_from_a_domain(void **state) {
    static const char *const defaults[] = {NULL, "", "\n"};
    struct endpoint endpoint;
    struct problem problem = {0};
    (void)state;
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        assert_true(endpoint_default(&endpoint, defaults[i], &problem));
        assert_string_equal(endpoint.base, "https://dts-api.supermetrics.com/v1");
        endpoint_clear(&endpoint);
    }
    assert_true(endpoint_default(&endpoint, " example.org\r\n", &problem));
    assert_string_equal(endpoint.base, "https://dts-api.example.org/v1");
    endpoint_clear(&endpoint);
}

static void lets_no_domain_smuggle_another_host_in(void **state) {
    static const char *const evil[] = {"evil.org/", "x@evil.org", "evil.org:80", "evil.org?",
                                       "evil.org#", "a b",        "a\nb"};
    struct endpoint endpoint;
    (void)state;
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        struct problem problem = {0};
        assert_false(endpoint_default(&endpoint, evil[i], &problem));
        assert_non_null(strstr(problem.doing, "SUPERMETRICS_DOMAIN"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_https_anywhere),
        cmocka_unit_test(drops_slashes_at_the_end),
        cmocka_unit_test(accepts_http_to_loopback_only),
        cmocka_unit_test(accepts_http_anywhere_if_allowed),
        cmocka_unit_test(rejects_what_is_not_a_base_url),
        cmocka_unit_test(never_repeats_a_password),
        cmocka_unit_test(builds_the_vendors_url_from_a_domain),
        cmocka_unit_test(lets_no_domain_smuggle_another_host_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
