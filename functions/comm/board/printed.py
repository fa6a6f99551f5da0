"""The report as a page to print: one file that loads nothing and runs nothing. What people wrote is shown as text."""

from collections.abc import Mapping
from html import escape
from typing import Any

from comm.board.tables import Table, tables_of

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
}
_STYLE = """body{font:14px/1.4 sans-serif;margin:2em;color:#111}
h1{font-size:1.5em}h2{font-size:1.1em;margin:1.5em 0 .4em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead{display:table-header-group}tr{break-inside:avoid}th{background:#eee}
@media print{body{margin:0}h2{break-after:avoid}}"""


def page(report: Mapping[str, Any]) -> str:
    name = escape(str(report["operation"]["code_name"]))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Operation {name}</title>'
        f"<style>{_STYLE}</style></head><body><h1>Operation {name}</h1>"
        f"{''.join(map(_section, tables_of(report)))}</body></html>"
    )


def _section(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f"<h2>{escape(table.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: str | int | None) -> str:
    return f"<td>{'' if value is None else escape(str(value))}</td>"
