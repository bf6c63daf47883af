/* SPDX-License-Identifier: MIT */
#pragma once

/* The state of the polls of one team, or of several together. */
enum connection_state {
    CONNECTION_CONNECTING,   /* no answer yet */
    CONNECTION_LIVE,         /* the latest poll succeeded */
    CONNECTION_RATE_LIMITED, /* the server said when we may ask again */
    CONNECTION_OUT_OF_QUOTA, /* the latest poll succeeded; no more may be sent this hour */
    CONNECTION_DENIED,       /* 401, 403, 404: polls are slowed down */
    CONNECTION_FAILING,      /* the latest poll failed: backing off */
    CONNECTION_PAUSED,       /* the user paused polling */
    connection_state_count
};
