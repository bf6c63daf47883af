# SPDX-License-Identifier: MIT
"""A real nginx on loopback, started and stopped here, that serves the lists of payload.py.

The team id says what is wanted: 1000 * (number of backfills) + 100 * (what changes) + any two digits. The requests of a
connection get the bodies of an id in turn. No entity tags: what is measured is a server that has none."""
import os
import socket
import subprocess
import time

import payload

CONFIG = """
daemon off; master_process off; worker_processes 1; pid {place}/pid; error_log {place}/errors;
events {{ worker_connections 512; }}
http {{
    access_log {place}/access; etag off; types {{ application/json json; }}
    client_body_temp_path {place}/t1; proxy_temp_path {place}/t2; fastcgi_temp_path {place}/t3;
    uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5;
    keepalive_requests 100000000; keepalive_timeout 600;
    map $connection_requests $step {{ ~(?<last>[0-9])$ $last; }}
    server {{
        listen 127.0.0.1:{port};
        location ~ ^/v1/teams/(?<rows>[0-9]+)(?<change>[0-9])[0-9][0-9]/backfills$ {{
            root {place}; if_modified_since off;
            try_files /$rows.$change.$step.json =404;
        }}
    }}
}}
"""


def team(rows, change, number=0):
    return rows * 1000 + change * 100 + number


class Nginx:
    def __init__(self, place, sizes):
        self.place = place
        os.makedirs(place, exist_ok=True)
        for rows in sizes:
            for change in (payload.SAME, payload.THREE_CHANGED, payload.ALL_CHANGED):
                for step in range(payload.STEPS):
                    with open(f"{place}/{rows}.{change}.{step}.json", "w", encoding="utf-8") as file:
                        file.write(payload.body(rows, change, step))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with open(f"{place}/conf", "w", encoding="utf-8") as file:
            file.write(CONFIG.format(place=place, port=self.port))
        self.process = subprocess.Popen(["nginx", "-p", place, "-c", f"{place}/conf", "-e", f"{place}/errors"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._await()

    def _await(self):
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        raise SystemExit(f"bench: nginx does not start; see {self.place}/errors")

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    def url(self, rows, change, number=0):
        return f"{self.base_url}/teams/{team(rows, change, number)}/backfills"

    def polls(self, number):
        """How often the list of a team was asked for."""
        with open(f"{self.place}/access", encoding="utf-8") as file:
            return sum(f"/teams/{number}/backfills " in line for line in file)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
