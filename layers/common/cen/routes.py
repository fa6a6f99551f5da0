"""The routes of a context: each names its permission, what it takes and what it answers.

The registry is read three ways: by the Lambda handler (`cen.http`), by `docs/openapi.json` and by `docs/access.md`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from pydantic import BaseModel

from cen.access import Permission
from cen.act import Act
from cen.paging import Cursors

type Method = Literal["GET", "POST", "PATCH", "DELETE"]


class Public:
    """Stands where a permission would: the route answers anybody. Such routes are listed by name in the tests."""


@dataclass(frozen=True, slots=True)
class Request[S, I]:
    """`store`: the context's; `input`: the validated body or query; `path`: the named parts of the path."""

    act: Act
    store: S
    input: I
    path: Mapping[str, str]
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class Reply:
    """`body`: a model, plain JSON values, or a JSON text that is sent as it is."""

    body: BaseModel | Mapping[str, Any] | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route[S]:
    method: Method
    path: str
    permission: Permission | type[Public]
    run: Callable[[Request[S, Any]], Reply]
    summary: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    keyed: bool
    form: bool
    also: str | None
    pattern: re.Pattern[str]


_PARAMETER = re.compile(r"\{(\w+)\}")


class Api[S]:
    """`store` builds the context's store at the first request, so that importing a context costs and needs nothing."""

    def __init__(self, context: str, store: Callable[[], S]) -> None:
        self.context = context
        self.store = store
        self.routes: list[Route[S]] = []

    def route[I: BaseModel](
        self,
        method: Method,
        path: str,
        *,
        permission: Permission | type[Public],
        body: type[I] | None = None,
        query: type[I] | None = None,
        answer: type[BaseModel] | None = None,
        status: int = 200,
        keyed: bool = True,
        form: bool = False,
        also: str | None = None,
    ) -> Callable[[Callable[[Request[S, I]], Reply]], Callable[[Request[S, I]], Reply]]:
        """Registers a route. Its first docstring line is its summary in the published schema. `keyed`: a write that
        takes an `Idempotency-Key`; False where doing it twice is the same as once anyway. `form`: a write without a
        body of ours, to which programs send a form that says nothing new; it is not looked at. `also`: a media type
        that it answers in, where it is asked to."""
        if not isinstance(permission, Permission) and permission is not Public:
            raise TypeError(f"{method} {path} names no permission")
        pattern = re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", path) + r"\Z")

        def register(run: Callable[[Request[S, I]], Reply]) -> Callable[[Request[S, I]], Reply]:
            summary = (run.__doc__ or "").strip().partition("\n")[0]
            if not summary:
                raise TypeError(f"{method} {path} has no docstring")
            self.routes.append(
                Route(method, path, permission, run, summary, body, query, answer, status, keyed, form, also, pattern)
            )
            return run

        return register

    def match(self, path: str) -> Iterator[tuple[Route[S], dict[str, str]]]:
        """The routes whose path this is, whatever their method."""
        for route in self.routes:
            if found := route.pattern.match(path):
                yield route, {name: unquote(value) for name, value in found.groupdict().items()}
