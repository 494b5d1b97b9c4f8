"""Clients that answer questions through the JSON API of a running server."""

import http.client
import json
import random
import threading
import uuid
from contextlib import closing, suppress
from urllib.parse import urlsplit

from tests.commands import Installation, Server

FAST = {"WAYFARE_ANSWERS_PER_MINUTE": "1000000"}


class Answering(threading.Thread):
    """A client that answers as fast as it can until the server is gone, or until it was served ``most`` times."""

    def __init__(self, server: Server, token: str, versions: list[int], seed: int, most: float = float("inf")) -> None:
        super().__init__(daemon=True)
        self.address = urlsplit(server.url).netloc
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.versions = versions
        self.most = most
        self.random = random.Random(seed)
        self.acknowledged: list[tuple[str, int, list[int]]] = []
        self.refused: list[tuple[int, bytes]] = []

    def run(self) -> None:
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(self.address, timeout=60)) as connection,
        ):
            while not self.refused and len(self.acknowledged) < self.most:
                self._answer(connection)

    def _answer(self, connection: http.client.HTTPConnection) -> None:
        attempt = (str(uuid.uuid4()), self.random.choice(self.versions), [self.random.randrange(4)])
        answer = send(connection, self.headers, attempt)
        if answer[0] == 200:
            self.acknowledged.append(attempt)
        else:
            self.refused.append(answer)


def send(
    connection: http.client.HTTPConnection, headers: dict[str, str], attempt: tuple[str, int, list[int]]
) -> tuple[int, bytes]:
    """Answer a question and return status and body."""
    body = dict(zip(("attempt_id", "question_version", "response"), attempt, strict=True))
    connection.request("POST", "/api/v1/answers", json.dumps(body), headers)
    with connection.getresponse() as response:
        return response.status, response.read()


def versions(installation: Installation) -> list[int]:
    """Return the ids of all wordings of questions."""
    return [row[0] for row in installation.sql("SELECT id FROM catalog_questionversion")]


def tokens(installation: Installation, *people: str) -> list[str]:
    """Return a new token for each of these people."""
    return [installation.must("token", name).strip() for name in people]
