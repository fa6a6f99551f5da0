"""The filters of a search by name, as jobs and saved searches keep them, checked before anything is made of them."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from cen.body import field_errors
from cen.paging import PageQuery
from cen.problems import FieldError, Invalid

# Raises `Invalid`, each error at `search.<name>`.
type Validate = Callable[[Mapping[str, str]], Any]

Filters = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=500)]], Field(max_length=40)
]


def filters_of(model: type[BaseModel]) -> Validate:
    """Checks filters as the list with these parameters does; it has pages, a search that is kept has none."""

    def validate(search: Mapping[str, str]) -> None:
        errors = [_unknown(name) for name in sorted(search.keys() & PageQuery.model_fields.keys())]
        try:
            model.model_validate(dict(search))
        except ValidationError as error:
            errors += [_at(found) for found in field_errors(error, search)]
        if errors:
            raise Invalid("Some filters are not valid.", errors=errors)

    return validate


def _unknown(name: str) -> FieldError:
    return FieldError(f"search.{name}", "unknown_field", "There are no pages here: leave this out.")


def _at(error: FieldError) -> FieldError:
    return FieldError(f"search.{error.path}".rstrip("."), error.code, error.message, error.more)
