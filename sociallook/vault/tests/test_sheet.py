# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The closed frame in which a PDF is drawn."""

from django.test import Client


def test_the_frame_has_no_network_and_an_origin_of_its_own() -> None:
    answer = Client().get("/anzeige")
    assert answer.status_code == 200
    policy = dict(line.split(" ", 1) for line in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["sandbox"] == "allow-scripts"
    assert policy["connect-src"] == policy["frame-src"] == policy["worker-src"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
