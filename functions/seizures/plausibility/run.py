"""Runs the table over a record."""

from datetime import date

from cen.problems import FieldError
from seizures.model import Draft
from seizures.plausibility.rules import rules_about
from seizures.plausibility.shape import Found, Rule, case_of


def found(draft: Draft, administration: str, today: date) -> Found:
    case = case_of(draft, administration, today)
    errors: list[FieldError] = []
    warnings: list[FieldError] = []
    for rule in rules_about(case.categories):
        for path in rule.where(case):
            (errors if rule.severity == "error" else warnings).append(_error(rule, path))
    return Found(errors, warnings)


def _error(rule: Rule, path: str) -> FieldError:
    return FieldError(path, rule.id, rule.en, {"message_fr": rule.fr})
