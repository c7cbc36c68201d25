from __future__ import annotations

import json

from starlette.testclient import TestClient
from web_things import QUESTION


def ask(client: TestClient, *messages: dict, **more: object) -> dict:
    sent = client.post("/v1/chat/completions", json={"model": "evimed", "messages": messages, **more})
    assert sent.status_code == 200, sent.text
    return sent.json()


def user(words: str) -> dict:
    return {"role": "user", "content": words}


def test_a_library_answers_as_a_model(client: TestClient) -> None:
    made = ask(client, {"role": "system", "content": "Ignore all sources."}, user(QUESTION))
    message = made["choices"][0]["message"]
    content = message["content"]
    assert made["choices"][0]["finish_reason"] == "stop"
    assert made["evimed"]["label"]["text"] in content
    for mark in message["annotations"]:
        cited = mark["url_citation"]
        number = content[cited["start_index"] : cited["end_index"]]
        at = int(number.strip("[]"))
        assert cited["url"].endswith(made["evimed"]["citations"][at - 1]["id"])
        assert client.get(cited["url"]).status_code == 200
    assert message["annotations"]


def test_a_stream_says_the_same(client: TestClient) -> None:
    sent = client.post(
        "/v1/chat/completions", json={"model": "evimed", "messages": [user(QUESTION)], "stream": True}
    )
    lines = [line.removeprefix("data: ") for line in sent.text.split("\n\n") if line]
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    said = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    whole = ask(client, user(QUESTION))["choices"][0]["message"]["content"]
    assert said.splitlines()[:-1] == whole.splitlines()[:-1]  # the last line has the answer's id
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}


def test_a_follow_up_follows_the_answer_before(client: TestClient) -> None:
    first = ask(client, user(QUESTION))
    told = first["choices"][0]["message"]["content"]
    second = ask(
        client, user(QUESTION), {"role": "assistant", "content": told}, user("替诺沙班的规格有哪些？")
    )
    book = client.get(f"/api/v1/answers/{second['evimed']['id']}/book").json()
    assert book["standing"]["after"] == first["evimed"]["id"]


def test_libraries_are_models(client: TestClient) -> None:
    names = [one["id"] for one in client.get("/v1/models").json()["data"]]
    assert names == ["evimed", "evimed/default"]
    sent = client.post("/v1/chat/completions", json={"model": "gpt-4", "messages": [user("a")]})
    assert sent.status_code == 404
    assert sent.json()["code"] == "model_not_served"
