"""Identity and social security numbers that have a recognisable form and, nearly all, check digits (python-stdnum).

Numbers with neither (a Dutch BSN without its name before it, an Israeli one) are found by their cue only: one in ten
quantities or references would pass as one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class National:
    module: str
    title: str
    everywhere: str = _NEVER  # the form that tells the number in any text
    at_home: str = _NEVER  # the form that is looked at only where the country is hinted at

    @property
    def country(self) -> str:
        return self.module[:2].upper()


NUMBERS = (
    National(
        "fr.nir", "French social security number", r"[1-478](?:[ -]?\d\d){2}[ -]?\d[\dAB](?:[ -]?\d{3}){2}[ -]?\d\d"
    ),
    National("be.nn", "Belgian national number", r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", r"\d{11}"),
    National("ch.ssn", "Swiss social security number", r"756\.?\d{4}\.?\d{4}\.?\d\d"),
    National("it.codicefiscale", "Italian tax code of a person", r"[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]"),
    National("es.dni", "Spanish identity number", r"\d{8}-?[A-Z]|\d\d\.\d{3}\.\d{3}-?[A-Z]"),
    National("es.nie", "Spanish number of a foreigner", r"[XYZ]-?\d{7}-?[A-Z]"),
    National("pt.cc", "Portuguese identity card number", r"\d{8} ?\d ?[A-Z]{2}\d"),
    National("se.personnummer", "Swedish personal number", r"(?:19|20)?\d{6}[-+]\d{4}", r"\d{10}|\d{12}"),
    National("no.fodselsnummer", "Norwegian national number", r"\d{6} ?\d{5}"),
    National("fi.hetu", "Finnish personal code", r"\d{6}[-+A-FU-Y]\d{3}[\dA-Y]"),
    National("dk.cpr", "Danish personal number", at_home=r"\d{6}-?\d{4}"),
    National("is_.kennitala", "Icelandic identity number", at_home=r"\d{6}-?\d{4}"),
    National("pl.pesel", "Polish PESEL number", at_home=r"\d{11}"),
    National("cz.rc", "Czech birth number", r"\d{6}/\d{3,4}", r"\d{9,10}"),
    National("sk.rc", "Slovak birth number", at_home=r"\d{9,10}"),
    National("ro.cnp", "Romanian personal code", r"\d{13}"),
    National("bg.egn", "Bulgarian personal number", at_home=r"\d{10}"),
    National("ee.ik", "Estonian personal code", at_home=r"\d{11}"),
    National("lt.asmens", "Lithuanian personal code", at_home=r"\d{11}"),
    National("lv.pvn", "Latvian personal code", at_home=r"\d{6}-?\d{5}"),
    National("si.emso", "personal number of former Yugoslavia", r"\d{13}"),
    National("hr.oib", "Croatian personal number", at_home=r"\d{11}"),
    National("gr.amka", "Greek social security number", at_home=r"\d{11}"),
    National("tr.tckimlik", "Turkish identity number", at_home=r"\d{11}"),
    National("at.vnr", "Austrian social security number", at_home=r"\d{4} ?\d{6}"),
    National("de.idnr", "German tax number of a person", at_home=r"\d{11}|\d\d \d{3} \d{3} \d{3}"),
    National("gb.nhs", "British health service number", at_home=r"\d{3}[ -]\d{3}[ -]\d{4}"),
    National("ie.pps", "Irish public service number", at_home=r"\d{7}[A-W][A-IW]?"),
    National("us.ssn", "US social security number", r"\d{3}-\d\d-\d{4}"),
    National("ca.sin", "Canadian social insurance number", at_home=r"\d{3}-\d{3}-\d{3}"),
    National("mx.curp", "Mexican population code", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[\dA-Z]\d"),
    National("br.cpf", "Brazilian CPF number", r"\d{3}\.\d{3}\.\d{3}-\d\d", r"\d{11}"),
    National("cl.rut", "Chilean RUT number", r"\d\d\.\d{3}\.\d{3}-[\dK]", r"\d{8}-[\dK]"),
    National("do.cedula", "Dominican identity number", r"\d{3}-\d{7}-\d"),
    National("ec.ci", "Ecuadorian identity number", at_home=r"\d{9}-?\d"),
    National("cu.ni", "Cuban identity number", at_home=r"\d{11}"),
    National("za.idnr", "South African identity number", r"\d{6} ?\d{4} ?\d{3}"),
    National("cn.ric", "Chinese identity number", r"\d{17}[\dX]"),
    National("kr.rrn", "Korean resident number", r"\d{6}-\d{7}", r"\d{13}"),
    National("th.pin", "Thai identity number", r"\d-\d{4}-\d{5}-\d\d-\d", r"\d{13}"),
    National("my.nric", "Malaysian identity number", r"\d{6}-\d\d-\d{4}"),
    National("id.nik", "Indonesian identity number", at_home=r"\d{16}"),
    National("in_.aadhaar", "Indian Aadhaar number", r"\d{4} \d{4} \d{4}", r"\d{12}"),
    National("in_.pan", "Indian tax number of a person", r"[A-Z]{3}P[A-Z]\d{4}[A-Z]"),
    National("pk.cnic", "Pakistani identity number", r"\d{5}-\d{7}-\d"),
    National("ua.rntrc", "Ukrainian tax number of a person", at_home=r"\d{10}"),
    National("ru.inn", "Russian tax number of a person", at_home=r"\d{12}"),
)


def identify(written: str, countries: frozenset[str]) -> str | None:
    """The title of the first number that `written` is, as a whole."""
    any_of_them, shapes = _shapes(countries)
    if any_of_them.fullmatch(written):
        for number, shape in shapes:
            if shape.fullmatch(written) and _valid(number, written):
                return number.title
    return None


def _valid(number: National, written: str) -> bool:
    """Not every module knows dashes, and to some they mean something."""
    module = import_module(f"stdnum.{number.module}")
    return bool(module.is_valid(written) or module.is_valid(written.replace("-", "")))


@lru_cache(maxsize=256)
def _shapes(countries: frozenset[str]) -> tuple[re.Pattern[str], list[tuple[National, re.Pattern[str]]]]:
    forms = [(number, _form(number, countries)) for number in NUMBERS]
    return re.compile("|".join(form for _, form in forms)), [(number, re.compile(form)) for number, form in forms]


def _form(number: National, countries: frozenset[str]) -> str:
    return f"{number.everywhere}|{number.at_home}" if number.country in countries else number.everywhere
