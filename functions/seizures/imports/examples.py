"""The filled example of each template: one record that the rules have nothing to say about."""

from collections.abc import Mapping

CASE: Mapping[str, str] = {
    "national_reference": "CASE-2026-000123",
    "seized_on": "2026-03-14",
    "date_precision": "day",
    "place.country": "FR",
    "place.locode": "FRLEH",
    "place.location_type": "seaport",
    "direction": "import",
    "offence": "smuggling",
    "conveyance.mode": "1",
    "conveyance.means": "container_vessel",
    "route.origin.country": "CO",
    "route.origin.certainty": "suspected",
    "route.departure.country": "CO",
    "route.departure.locode": "COCTG",
    "route.departure.certainty": "declared",
    "route.transit.country": "PA; DO",
    "route.destination.country": "BE",
    "route.destination.certainty": "declared",
    "detection.method": "risk_profile",
    "detection.aids": "xray",
    "concealment.place": "container.structure.floor",
    "concealment.method": "built_cavity",
    "concealment.cover_load_hs": "080390",
    "concealment.description": "Between the floor beams, behind welded plates.",
    "persons.role": "driver; passenger",
    "persons.count": "1; 2",
    "persons.age_band": "30-39; 18-29",
    "grading.source": "A",
    "grading.information": "2",
    "tlp": "GREEN",
    "narrative": "The scanner showed a floor thicker than usual.",
    "line.quantity.basis": "weighed",
    "line.packages.count": "10",
    "line.packages.code": "PK",
}
LINE: Mapping[str, Mapping[str, str]] = {
    "drugs": {
        "type": "cocaine", "subtype": "powder", "hs_code": "293972", "quantity.amount": "120.5", "quantity.unit": "KGM",
        "value.amount": "3600000", "value.currency": "EUR", "value.basis": "street",
        "details.purity_percent": "82", "details.form": "powder", "details.logo": "star",
    },
    "precursors": {
        "type": "table_1", "subtype": "acetic_anhydride", "hs_code": "291524", "quantity.amount": "640",
        "quantity.unit": "LTR", "details.inn": "Acetic anhydride", "details.cas": "108-24-7", "details.table": "I",
    },
    "tobacco": {
        "type": "cigarettes", "hs_code": "240220", "quantity.amount": "9800000", "quantity.unit": "H87",
        "quantity.basis": "counted", "details.brand": "Business Royals", "details.illicit_white": "yes",
    },
    "alcohol": {
        "type": "spirits", "hs_code": "2208", "quantity.amount": "4200", "quantity.unit": "LTR",
        "details.strength_percent": "40",
    },
    "weapons": {
        "type": "firearms", "subtype": "handguns", "hs_code": "9302", "quantity.amount": "12", "quantity.unit": "H87",
        "quantity.basis": "counted", "details.kind": "pistol", "details.calibre": "9 mm",
    },
    "explosives": {
        "type": "fireworks", "hs_code": "3604", "quantity.amount": "850", "quantity.unit": "KGM",
        "details.un_class": "1", "details.improvised": "no",
    },
    "hazardous": {
        "type": "waste", "subtype": "electronic", "hs_code": "8549", "quantity.amount": "22", "quantity.unit": "TNE",
        "details.waste_code": "Y49",
    },
    "nuclear": {
        "type": "radioactive_source", "quantity.amount": "1", "quantity.unit": "H87", "quantity.basis": "counted",
        "packages.count": "1", "details.isotope": "Cs-137", "details.activity_becquerel": "37000000",
    },
    "cites": {
        "type": "ivory", "hs_code": "050710", "quantity.amount": "340", "quantity.unit": "KGM",
        "details.taxon": "Loxodonta africana", "details.appendix": "I", "details.term": "TUS", "details.source": "W",
        "details.purpose": "T",
    },
    "ipr": {
        "type": "footwear", "hs_code": "6404", "quantity.amount": "3400", "quantity.unit": "PR",
        "quantity.basis": "counted", "details.product": "Sports shoes",
    },
    "medicines": {
        "type": "erectile", "hs_code": "3004", "quantity.amount": "56000", "quantity.unit": "U2",
        "quantity.basis": "counted", "details.active_substance": "Sildenafil", "details.counterfeit": "yes",
    },
    "currency": {
        "type": "cash", "hs_code": "490700", "quantity.amount": "1250", "quantity.unit": "H87",
        "quantity.basis": "counted", "value.amount": "125000", "value.currency": "EUR",
        "details.instrument": "banknotes", "details.declared": "no",
    },
    "cultural": {
        "type": "coins", "hs_code": "970531", "quantity.amount": "46", "quantity.unit": "H87",
        "quantity.basis": "counted", "details.period": "Roman", "details.material": "Bronze",
    },
    "strategic": {
        "type": "drones", "hs_code": "8806", "quantity.amount": "14", "quantity.unit": "H87",
        "quantity.basis": "counted", "details.control_list": "EU dual-use",
    },
    "revenue": {
        "type": "fuel", "hs_code": "2710", "quantity.amount": "28000", "quantity.unit": "LTR",
        "details.product": "Diesel declared as lubricant",
    },
    "other": {
        "type": "documents", "quantity.amount": "12", "quantity.unit": "H87", "quantity.basis": "counted",
        "details.product": "Blank certificates",
    },
}  # fmt: skip
