# SPDX-License-Identifier: MIT
"""Bodies of the API: what its calls answer."""

LIST = "/v1/teams/42/backfills"  # the path of the list call of the team that the tests watch
NAMES = "/v1/teams/42/transfers"


def backfill(number, status="RUNNING", **fields):
    """A backfill as the API describes it."""
    whole = {
        "transfer_backfill_id": number, "transfer_id": 456788, "range_start_date": "2024-01-01",
        "range_end_date": "2024-01-20", "created_time": "2024-02-01T08:00:00Z", "created_user_id": 789,
        "start_time": "2024-02-01T08:30:00Z", "end_time": None, "status": status, "transfer_runs_total": 20,
        "transfer_runs_created": 10, "transfer_runs_completed": 5, "transfer_runs_failed": 0, "error_report": [],
    }
    return {**whole, **fields}


def failed_backfill(number, message, days=range(3, 17), **fields):
    report = [{"transfer_run_date": f"2024-01-{day:02}", "error": message} for day in days]
    return backfill(number, "FAILED", transfer_runs_failed=len(report), error_report=report, **fields)


def list_of(*backfills):
    """The body of the list call."""
    return {"meta": {"request_id": "REQ-1"}, "data": list(backfills)}


def one(number, status, **fields):
    return {"meta": {"request_id": "REQ-2"}, "data": backfill(number, status, **fields)}


def names_of(**names):
    """The body of the transfers call: names_of(t456788="Shopify orders")."""
    data = [{"dwh_transfer_id": int(key[1:]), "display_name": name} for key, name in names.items()]
    return {"meta": {"request_id": "REQ-3"}, "data": data}


def error_body(code, message="no"):
    """The body of an error answer."""
    return {"meta": {"request_id": "REQ-1"}, "error": {"code": code, "message": message}}
