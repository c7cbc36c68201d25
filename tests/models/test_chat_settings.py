"""Chat models in files and variables: valid or refused with everything that is wrong; keys nowhere else."""

from __future__ import annotations

import stat
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.chat_settings import (
    KEYS_FILE,
    MODELS_FILE,
    ChatSettings,
    checked,
    find_key,
    has_key,
    load_models,
    model_for,
    remove_model,
    save_key,
    save_model,
)
from evimed.errors import EvimedError, InputError, NotFoundError

QWEN = ChatSettings("qwen", "openai", "qwen3-32b", url="http://127.0.0.1:8000/v1", roles=("write",))
KEY = "s3cret-key"


def refused(code, call, *arguments):
    with pytest.raises(EvimedError) as raised:
        call(*arguments)
    assert raised.value.code == code
    assert KEY not in str(raised.value) + repr(raised.value.__cause__)
    return str(raised.value)


def test_no_file_no_models(tmp_path):
    assert load_models(tmp_path) == {}
    assert model_for(tmp_path, "write", None) is None


def test_what_is_saved_is_loaded(tmp_path):
    whole = ChatSettings(
        "all.set-1", "local", '模型 "x"\\y', None, "/a b/m.gguf", ("judge", "extract"), "VAR", "tool",
        "zero-shot", False, 0.7, 99, 1000, 4096, 1.5, 0, 0.5, 2.0, "CNY", "http://proxy:3128",
    )  # fmt: skip
    assert all(getattr(whole, f.name) != f.default or f.name == "url" for f in fields(ChatSettings))
    save_model(tmp_path, QWEN)
    save_model(tmp_path, whole)
    assert load_models(tmp_path) == {"qwen": QWEN, "all.set-1": whole}


@given(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(
        lambda s: s.strip() and s.isprintable()
    )
)
def test_any_name_of_a_model_survives_the_file(tmp_path_factory, model):
    home = tmp_path_factory.mktemp("home")
    save_model(home, replace(QWEN, model=model))
    assert load_models(home)["qwen"].model == model


def test_a_role_has_one_holder(tmp_path):
    save_model(tmp_path, replace(QWEN, roles=("write", "judge")))
    assert save_model(tmp_path, replace(QWEN, name="glm", roles=("judge",))) == ["qwen"]
    assert {name: one.roles for name, one in load_models(tmp_path).items()} == {
        "qwen": ("write",),
        "glm": ("judge",),
    }
    assert model_for(tmp_path, "judge", None).name == "glm"
    assert model_for(tmp_path, "extract", None) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "none"},
        {"name": "a b"},
        {"provider": "openrouter"},
        {"url": f"http://user:{KEY}@host/v1"},
        {"url": f"http://host/v1?key={KEY}"},
        {"url": "localhost:8000"},
        {"url": "ftp://host"},
        {"roles": ("write", "cook")},
        {"temperature": 3.0},
        {"seconds": 0.0},
        {"seconds": float("nan")},
        {"max_tokens": 1.5},
        {"retries": True},
        {"price_input": -1.0},
        {"structured": "xml"},
        {"variant": "chain"},
        {"model": " "},
        {"stream": "yes"},
        {"provider": "local"},
    ],
)
def test_what_cannot_work_is_refused_with_the_name_of_the_field(tmp_path, changes):
    said = refused("model_invalid", checked, replace(QWEN, **changes))
    assert next(iter(changes)) in said or "gguf" in said
    with pytest.raises(InputError):
        save_model(tmp_path, replace(QWEN, **changes))
    assert not (tmp_path / MODELS_FILE).exists()


def test_a_file_tells_everything_that_is_wrong_with_it(tmp_path):
    good = 'provider="openai"\nmodel="m"\nroles=["write"]\n'
    bad = '[models.a]\nprovider="x"\nmodel="m"\n[models.b]\nmodel="m"\ncolour=1\n'
    text = f"{bad}[models.c]\n{good}[models.d]\n{good}"
    (tmp_path / MODELS_FILE).write_text(text)
    said = refused("models_file_invalid", load_models, tmp_path)
    for part in ("a.provider", "b.provider", "b.colour", "c, d"):
        assert part in said
    for broken in ("models = [", "\udcff", 'models = "x"\n[models.a]'):
        (tmp_path / MODELS_FILE).write_text(broken, errors="surrogateescape")
        refused("models_file_invalid", load_models, tmp_path)


def test_keys_are_kept_in_a_file_of_their_own(tmp_path):
    save_model(tmp_path, QWEN)
    save_key(tmp_path, "qwen", KEY)
    assert find_key(tmp_path, QWEN) == KEY
    assert stat.S_IMODE((tmp_path / KEYS_FILE).stat().st_mode) == 0o600
    assert KEY not in (tmp_path / MODELS_FILE).read_text()
    assert KEY not in repr(load_models(tmp_path))
    remove_model(tmp_path, "qwen")
    assert KEY not in (tmp_path / KEYS_FILE).read_text()
    assert load_models(tmp_path) == {}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_keys_that_others_can_read_are_not_used(tmp_path, mode):
    save_key(tmp_path, "qwen", KEY)
    (tmp_path / KEYS_FILE).chmod(mode)
    refused("keys_file_open", find_key, tmp_path, QWEN)
    assert not has_key(tmp_path, QWEN)


def test_a_broken_file_of_keys_is_not_quoted(tmp_path):
    path = tmp_path / KEYS_FILE
    path.touch(0o600)
    path.write_text(f'qwen = "{KEY}" oops')
    refused("keys_file_invalid", find_key, tmp_path, QWEN)


def test_a_key_from_a_variable(tmp_path):
    named = replace(QWEN, key_env="MY_KEY")
    save_key(tmp_path, "qwen", "other")
    assert find_key(tmp_path, named, {"MY_KEY": f" {KEY}\n"}) == KEY
    refused("model_key_missing", find_key, tmp_path, named, {"MY_KEY": " "})


def test_roles_by_variable(tmp_path, monkeypatch):
    save_model(tmp_path, QWEN)
    save_model(tmp_path, replace(QWEN, name="glm", roles=()))
    assert model_for(tmp_path, "write", "glm").name == "glm"
    assert model_for(tmp_path, "write", "none") is None
    direct = model_for(tmp_path, "judge", "openai:qwen/qwen3:32b@http://h:8000/v1")
    assert (direct.provider, direct.model, direct.url) == ("openai", "qwen/qwen3:32b", "http://h:8000/v1")
    assert direct.key_env is None
    monkeypatch.setenv("EVIMED_MODEL_JUDGE_KEY", KEY)
    assert find_key(tmp_path, model_for(tmp_path, "judge", "anthropic:claude")) == KEY
    for unknown in ("gemma", "openrouter:x", "openai:"):
        with pytest.raises(NotFoundError):
            model_for(tmp_path, "write", unknown)
    refused("model_invalid", model_for, tmp_path, "write", "openai:m@file:///etc")


def test_a_home_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    refused("models_file_unusable", save_model, tmp_path / "file", QWEN)


def test_a_file_left_half_written_does_not_matter(tmp_path):
    (tmp_path / f"{KEYS_FILE}.part").write_text("x")
    (tmp_path / f"{KEYS_FILE}.part").chmod(0o644)
    save_key(tmp_path, "qwen", KEY)
    assert stat.S_IMODE((tmp_path / KEYS_FILE).stat().st_mode) == 0o600
