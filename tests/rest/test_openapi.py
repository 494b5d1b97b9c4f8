"""The description of the API: complete, and in the repository as it is served."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from django.test import Client

from tests.rest.conftest import API, Caller, Company
from wayfare.recommend.api import FeedView, Pick
from wayfare.rest import schemas
from wayfare.rest.api import api
from wayfare.rest.openapi import document

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(document())
OPERATIONS = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


def _schema(name: str) -> Any:
    return jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def test_the_file_in_the_docs_is_up_to_date() -> None:
    """Write it anew with UPDATE_DOCS=1."""
    if os.environ.get("UPDATE_DOCS"):
        FILE.write_text(document(), encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == document(), "run this test with UPDATE_DOCS=1"


def test_it_is_served_to_everybody(client: Client) -> None:
    response = client.get(f"{API}/openapi.json")
    assert response.status_code == 200
    assert response.json() == DOCUMENT


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_operation_says_what_it_does_takes_and_answers(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["operationId"].isidentifier()
    assert operation["summary"]
    assert operation["description"]
    assert operation["security"] == [{"Token": []}, {"Session": []}]
    codes = set(operation["responses"])
    assert {"200", "401", "403", "429", "500", "503"} <= codes
    assert ("404" in codes) >= ("{" in path)
    assert ({"400", "413", "415", "422"} <= codes) == ("requestBody" in operation)
    for answer in operation["responses"].values():
        assert answer["content"]["application/json"]["schema"]


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _path, _method, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


def test_every_schema_at_the_edge_has_an_example_that_fits_it() -> None:
    edge = {"Error"}
    for _path, _method, operation in OPERATIONS:
        bodies = [operation["responses"]["200"], operation.get("requestBody")]
        edge |= {
            body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            for body in bodies
            if body is not None
        }
    for name in edge:
        examples = DOCUMENT["components"]["schemas"][name]["examples"]
        assert examples
        for example in examples:
            _schema(name).validate(example)


def test_what_recommend_hands_out_is_what_goes_over_the_wire() -> None:
    for room, wire in ((Pick, schemas.Pick), (FeedView, schemas.Feed)):
        assert set(room.__struct_fields__) == set(wire.model_fields)
        assert issubclass(room, msgspec.Struct)


def test_answers_written_without_a_schema_fit_it_all_the_same(as_alice: Caller, company: Company) -> None:
    _schema("Feed").validate(as_alice.get("/feed").json())
    for question in (company.question, company.practice):
        _schema("Outcome").validate(as_alice.answer(question, [0]).json())


def test_there_is_no_page_of_documentation_with_foreign_scripts() -> None:
    assert api.docs_url is None
