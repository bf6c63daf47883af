/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* Entity tags, which name a version of a resource (RFC 9110 section 8.8.3): "x", or W/"x" for one
 * that names versions which differ in form only. */

#define ETAG_MAX 256 /* bytes; a longer one does not count */

/* Whether the whole text is one entity tag, so that it can be sent as it is. The grammar leaves no
 * room for control characters, spaces and quotes within it. */
bool etag_is_valid(const char *text);

/* Whether an If-None-Match header with this value names the version of `tag` (RFC 9110 section
 * 13.1.2): it is "*", or a list with a tag that differs from `tag` at most in the "W/". */
bool etag_is_listed(const char *value, const char *tag);
