"""Merge patches of a model's content: the RFC's own examples, and what is refused before validation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cen.fields import Model
from cen.patch import changed_paths, merge_patch, patched
from cen.problems import Invalid


class Inner(Model):
    size: int | None = None


class Outer(Model):
    name: str
    inner: Inner | None = None
    tags: tuple[str, ...] = ()


# RFC 7396, appendix A.
EXAMPLES: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), EXAMPLES)
def test_the_examples_of_the_rfc(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


def test_a_patch_of_what_does_not_exist_is_refused_by_its_path() -> None:
    with pytest.raises(Invalid) as refused:
        patched(Outer, {"name": "a"}, {"other": None, "inner": {"weight": 1}, "name": None}, ["name"])
    assert [(fault.path, fault.code) for fault in refused.value.errors] == [
        ("other", "unknown_field"),
        ("inner.weight", "unknown_field"),
        ("name", "required"),
    ]


def test_content_is_patched_not_changed() -> None:
    content = {"name": "a", "inner": {"size": 1}}
    assert patched(Outer, content, {"inner": {"size": 2}, "tags": ["x"]}) == {
        "name": "a",
        "inner": {"size": 2},
        "tags": ["x"],
    }
    assert content == {"name": "a", "inner": {"size": 1}}


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, JSON)
def test_twice_is_once_and_what_did_not_change_has_no_paths(target: Any, patch: Any) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    assert changed_paths(once, once) == []
    assert target != once or changed_paths(target, once) == []
