# SPDX-License-Identifier: MIT
"""Lists of backfills as the API answers them: about 410 bytes a backfill."""
import json

SAME, THREE_CHANGED, ALL_CHANGED = 0, 1, 2


def backfill(number, completed):
    return {
        "transfer_backfill_id": 57000 + number, "transfer_id": 456700 + number % 97,
        "range_start_date": "2024-01-01", "range_end_date": "2024-12-30",
        "created_time": "2026-11-25T14:00:00Z", "created_user_id": 700 + number % 11,
        "start_time": "2026-11-25T14:30:00Z", "end_time": None, "status": "RUNNING",
        "transfer_runs_total": 365, "transfer_runs_created": 365, "transfer_runs_completed": completed,
        "transfer_runs_failed": 0, "error_report": [],
    }


def body(count, change, odd):
    """The list that odd or even polls get; `change` says in how many of its backfills the two differ."""
    changed = {SAME: 0, THREE_CHANGED: 3, ALL_CHANGED: count}[change]
    step = max(count // 3, 1)
    moves = set(range(count)) if change == ALL_CHANGED else {i * step for i in range(changed)}
    rows = [backfill(i, 100 + i % 200 + (odd and i in moves)) for i in range(count)]
    meta = {"request_id": "01892A4D-7586-7000-8000-00000000000%d" % odd}
    return json.dumps({"meta": meta, "data": rows})
