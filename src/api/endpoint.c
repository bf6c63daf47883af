/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/endpoint.h"

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/utf8.h"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char DOING[] = "reading --base-url";

/* What stands before an @ may be a password, and what looks like a token may be one. */
static void show(char shown[static PROBLEM_SHOWN], const char *text) {
    bool is_secret = strchr(text, '@') != NULL || credentials_look_like_token(text);
    utf8_copy(shown, PROBLEM_SHOWN, is_secret ? "..." : text);
}

/* A part of the URL, or NULL; free with curl_free(). */
static char *url_part(CURLU *url, CURLUPart part) {
    char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool has_part(CURLU *url, CURLUPart part) {
    char *text = url_part(url, part);
    bool has = text != NULL;
    curl_free(text);
    return has;
}

static const char LOCALHOST[] = "localhost";

/* Host names ignore case (RFC 4343), and may end with the dot of the root. */
static bool is_localhost(const char *host) {
    return strcasecmp(host, LOCALHOST) == 0 || strcasecmp(host, "localhost.") == 0;
}

/* "[::1]" in any spelling, or an IPv4 loopback address mapped into IPv6. */
static bool is_loopback_v6(const char *host) {
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];
    size_t length = strlen(host);
    if (length < 2 || length - 2 >= sizeof text || host[0] != '[') {
        return false;
    }
    memcpy(text, host + 1, length - 2);
    text[length - 2] = '\0';
    return inet_pton(AF_INET6, text, &address) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&address) ||
            (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127));
}

/* libcurl resolves "localhost" itself, without asking a resolver, so the name is as safe as the
 * addresses. */
static bool is_loopback(const char *host) {
    struct in_addr address;
    if (inet_pton(AF_INET, host, &address) == 1) {
        return (ntohl(address.s_addr) >> 24) == 127;
    }
    return is_localhost(host) || is_loopback_v6(host);
}

/* Other spellings of it might be resolved to another machine. */
static void spell_localhost(CURLU *url) {
    char *host = url_part(url, CURLUPART_HOST);
    if (host != NULL && is_localhost(host)) {
        curl_url_set(url, CURLUPART_HOST, LOCALHOST, 0);
    }
    curl_free(host);
}

static bool check_scheme(const char *scheme, const char *host, bool allow_http,
                         struct problem *problem) {
    if (strcmp(scheme, "https") == 0) {
        return true;
    }
    if (strcmp(scheme, "http") != 0) {
        problem_set(problem, DOING, "use an https URL", "%s is not a scheme of this API", scheme);
        return false;
    }
    if (allow_http || is_loopback(host)) {
        return true;
    }
    problem_set(problem, DOING, "use https, or --allow-http if you know that network",
                "plain http to %s would show the token to the network", host);
    return false;
}

static bool check_parts(CURLU *url, struct problem *problem) {
    static const struct {
        CURLUPart part;
        const char *name;
    } unwanted[] = {{CURLUPART_USER, "user info"},
                    {CURLUPART_PASSWORD, "a password"},
                    {CURLUPART_QUERY, "a query"},
                    {CURLUPART_FRAGMENT, "a fragment"}};
    for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0]; i++) {
        if (has_part(url, unwanted[i].part)) {
            problem_set(problem, DOING, "give scheme, host, port and path only",
                        "the URL must not have %s", unwanted[i].name);
            return false;
        }
    }
    return true;
}

static char *joined(const char *host, const char *port) {
    struct buffer text = {0};
    buffer_add_string(&text, host);
    if (port != NULL) {
        buffer_add_format(&text, ":%s", port);
    }
    return text.bytes;
}

static char *without_slashes_at_end(const char *url) {
    size_t length = strlen(url);
    while (length > 0 && url[length - 1] == '/') {
        length--;
    }
    return memory_copy(url, length);
}

static bool fill(struct endpoint *endpoint, CURLU *url, bool allow_http, struct problem *problem) {
    spell_localhost(url);
    char *scheme = url_part(url, CURLUPART_SCHEME);
    char *host = url_part(url, CURLUPART_HOST);
    char *port = url_part(url, CURLUPART_PORT);
    char *whole = url_part(url, CURLUPART_URL);
    bool good = scheme != NULL && host != NULL && whole != NULL;
    if (!good) {
        problem_set(problem, DOING, "give it as https://HOST/v1", "the URL has no host");
    }
    good = good && check_scheme(scheme, host, allow_http, problem) && check_parts(url, problem);
    if (good) {
        endpoint->base = without_slashes_at_end(whole);
        endpoint->host = joined(host, port);
        endpoint->plain = strcmp(scheme, "http") == 0;
        endpoint->loopback = is_loopback(host);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(whole);
    return good;
}

bool endpoint_parse(struct endpoint *endpoint, const char *text, bool allow_http,
                    struct problem *problem) {
    *endpoint = (struct endpoint){0};
    CURLU *url = curl_url();
    if (url == NULL) {
        memory_exhausted();
    }
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, 0);
    bool good = code == CURLUE_OK;
    if (!good) {
        char shown[PROBLEM_SHOWN];
        show(shown, text);
        problem_set(problem, DOING, "give it as https://HOST/v1", "\"%s\" is not a URL: %s", shown,
                    curl_url_strerror(code));
    }
    good = good && fill(endpoint, url, allow_http, problem);
    curl_url_cleanup(url);
    return good;
}

/* A domain becomes part of a URL: it must not be more than a host name. */
static bool is_domain(const char *domain) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    return strspn(domain, allowed) == strlen(domain) && strlen(domain) <= 253;
}

static bool parse_domain(struct endpoint *endpoint, const char *domain, struct problem *problem) {
    if (!is_domain(domain)) {
        char shown[PROBLEM_SHOWN];
        show(shown, domain);
        problem_set(problem, "reading SUPERMETRICS_DOMAIN",
                    "set it to a domain such as supermetrics.com", "\"%s\" is not a domain name",
                    shown);
        return false;
    }
    struct buffer url = {0};
    buffer_add_format(&url, "https://dts-api.%s/v1", domain);
    bool good = endpoint_parse(endpoint, buffer_string(&url), false, problem);
    buffer_clear(&url);
    return good;
}

bool endpoint_default(struct endpoint *endpoint, const char *domain, struct problem *problem) {
    char *name = memory_copy_trimmed(domain != NULL ? domain : "");
    *endpoint = (struct endpoint){0};
    bool good = parse_domain(endpoint, name[0] != '\0' ? name : "supermetrics.com", problem);
    free(name);
    return good;
}

void endpoint_clear(struct endpoint *endpoint) {
    free(endpoint->base);
    free(endpoint->host);
    *endpoint = (struct endpoint){0};
}
