"""The contract that all its tests look at, which takes a second to make."""

from local import contract

SCHEMA = contract.openapi()
