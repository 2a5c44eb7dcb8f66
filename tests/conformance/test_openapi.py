"""Generated requests, right and wrong, against every operation: never an answer of 500 or above."""

import math
import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, openapi

CASES = 200
LEFT_OUT = {
    ("DELETE", "/api/session"),  # ends the session that all others need
    ("POST", "/api/session/post"),
    ("GET", "/readyz"),  # answers 503 rightly: no tailer runs here
}


def generated(description: dict) -> list[dict]:
    """Return at least `CASES` requests, spread over all operations, half of them broken."""
    schema = openapi.from_dict(description)
    operations = [
        found.ok()
        for found in schema.get_all_operations()
        if (found.ok().method.upper(), found.ok().path) not in LEFT_OUT
    ]
    # Some operations cannot be asked wrongly, so one of each kind would not do.
    each = max(2, math.ceil(CASES / len(operations) / 2))
    requests = []
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=each,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def draw(case):
                kwargs = case.as_transport_kwargs(base_url="https://127.0.0.1:8600")
                requests.append({k: v for k, v in kwargs.items() if v is not None})

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    draw()
                except Exception as exc:
                    if "Unsatisfiable" not in type(exc).__name__ and "egative" not in str(exc):
                        raise
    return requests


@pytest.mark.commits
async def test_no_request_makes_the_service_fail(app, as_post):
    client = await as_post("371426-duty")
    requests = generated(app.openapi())
    assert len(requests) >= CASES
    failures = []
    for request in requests:
        headers = {
            name: value
            for name, value in dict(request.pop("headers", {}) or {}).items()
            if name.lower() not in {"cookie", "x-csrf", "user-agent", "content-length"}
        }
        request.pop("cookies", None)
        if isinstance(request.get("data"), bytes | str):
            request["content"] = request.pop("data")
        answer = await client.request(headers=headers, **request)
        if answer.status_code >= 500:
            failures.append((request["method"], request["url"], answer.status_code, answer.text))
        elif answer.status_code >= 400:
            document = answer.json()
            assert {"code", "title", "title_en", "detail", "detail_en"} <= set(document)
    assert failures == []
