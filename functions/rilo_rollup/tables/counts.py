"""Tables by where, how and by whom: t3 to t9."""

from collections.abc import Mapping, Sequence

from rilo_rollup.intervals import wilson
from rilo_rollup.tables.material import Labels, Material, country
from rilo_rollup.tables.parts import CASES, LINES, SHARE, named, section, told_of, whole, with_quantity
from rilo_rollup.tables.shape import Cell, Column, Line, Section, percent, quantities, quantity_columns

TOP = 10


def t3(material: Material) -> list[Section]:
    """By WCO region and by RILO: of the administration that made the seizure."""
    return [_regions(material, "wco", "WCO region", "wco_region"), _regions(material, "rilo", "RILO", "rilo")]


def _regions(material: Material, scheme: str, says: str, list_id: str) -> Section:
    found = material.block().get(scheme, {})
    lines = told_of(material, found, scheme, Labels(list_id))

    def cells(line: Line) -> dict[str, Cell]:
        if material.clear:
            return with_quantity(line)
        kinds: Mapping[str, int] = found[line.label[scheme]].get("kind", {})
        top = min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else None
        path = top if top is None or material.category is None else f"{material.category}.{top}"
        return {**with_quantity(line), "most_frequent": path}

    columns = [CASES, LINES, *quantity_columns(lines)]
    if not material.clear:  # it may be one case's: kinds are counted by line
        columns.append(Column("most_frequent", "text", "Most frequent goods"))
    return section(scheme, f"By {says}", named(scheme, says), lines, columns, cells)


def t4(material: Material) -> list[Section]:
    """By reporting administration: who tells, not where the risk lies."""
    lines = told_of(material, material.block().get("reporter", {}), "administration", country)
    columns = [CASES, LINES, *quantity_columns(lines)]
    label = named("administration", "Administration")
    return [section("administration", "By administration", label, lines, columns, with_quantity)]


def t5(material: Material) -> list[Section]:
    """The ten most frequent countries of departure, transit and destination."""
    return [_role(material, role) for role in ("departure", "transit", "destination")]


def _role(material: Material, role: str) -> Section:
    lines = told_of(material, material.block().get(role, {}), "country", country)
    top, rest = lines[:TOP], lines[TOP:]
    notes = [f"{len(rest)} more countries are left out."] if rest else []
    return _counted(material, role, f"Country of {role}", named("country", "Country"), top, notes)


def _counted(
    material: Material, id: str, title: str, label: Sequence[Column], lines: Sequence[Line], notes: Sequence[str] = ()
) -> Section:
    """Cases and their share of all cases of the table."""
    total = whole(material, material.block()).cases

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.now.cases, "share_percent": percent(line.now.cases, total)}

    return section(id, title, label, lines, [CASES, SHARE], cells, notes)


def t6(material: Material) -> list[Section]:
    """By mode of transport."""
    total = whole(material, material.block()).cases
    lines = told_of(material, material.block().get("mode", {}), "mode", Labels("transport_mode"))

    def cells(line: Line) -> dict[str, Cell]:
        return {"cases": line.now.cases, "share_percent": percent(line.now.cases, total), **quantities(line.now)}

    columns = [CASES, SHARE, *quantity_columns(lines)]
    return [section("mode", "By mode", named("mode", "Mode of transport"), lines, columns, cells)]


def t7(material: Material) -> list[Section]:
    """By direction."""
    lines = told_of(material, material.block().get("direction", {}), "direction", Labels("direction"))
    return [_counted(material, "direction", "By direction", named("direction", "Direction"), lines)]


def t8(material: Material) -> list[Section]:
    """By detection method, with the 95 % interval of each share among the cases that say how they were found."""
    found: Mapping[str, int] = material.block().get("detection", {})
    lines = told_of(material, found, "detection", Labels("detection_method"))
    total, said = (whole(material, {"n": n}).cases for n in (material.block().get("n", 0), sum(found.values())))

    def cells(line: Line) -> dict[str, Cell]:
        low, high = wilson(line.now.cases, said)
        share = percent(line.now.cases, said)
        return {"cases": line.now.cases, "share_percent": share, "low_percent": low, "high_percent": high}

    columns = [
        CASES,
        Column("share_percent", "percent", "Share of cases that say it, %"),
        Column("low_percent", "percent", "95 % interval (Wilson), from"),
        Column("high_percent", "percent", "to"),
    ]
    notes = [] if material.clear else [f"{total - said} of {total} cases do not say how they were found."]
    return [
        section(
            "detection", "By detection method", named("detection", "Detection method"), lines, columns, cells, notes
        )
    ]


def t9(material: Material) -> list[Section]:
    """By place and by method of concealment."""
    return [
        _counted(
            material, facet, f"By {facet} of concealment", named(facet, f"{facet.capitalize()} of concealment"), lines
        )
        for facet in ("place", "method")
        for lines in [told_of(material, material.block().get(facet, {}), facet, Labels(f"concealment_{facet}"))]
    ]
