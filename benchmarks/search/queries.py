"""Twenty questions that officers and analysts ask, and any number of combinations that nobody thought of."""

import random

TYPICAL: dict[str, dict[str, str]] = {
    "newest of all": {},
    "drugs": {"category": "drugs"},
    "cocaine": {"category": "drugs", "type": "cocaine"},
    "cocaine since June": {"category": "drugs", "type": "cocaine", "seized_from": "2025-06-01"},
    "cocaine from Colombia": {"category": "drugs", "type": "cocaine", "departure": "CO"},
    "cocaine to Belgium": {"category": "drugs", "type": "cocaine", "destination": "BE"},
    "cocaine by sea": {"category": "drugs", "type": "cocaine", "mode": "1"},
    "cocaine in containers": {"category": "drugs", "type": "cocaine", "concealment": "container"},
    "drugs found by risk profile": {"category": "drugs", "detection": "risk_profile"},
    "cannabis from Morocco": {"category": "drugs", "type": "cannabis", "departure": "MA"},
    "cigarettes seized in Poland": {"category": "tobacco", "type": "cigarettes", "country": "PL"},
    "cigarettes by road": {"category": "tobacco", "type": "cigarettes", "mode": "3"},
    "medicines by post": {"category": "medicines", "mode": "5"},
    "wildlife by way of China": {"category": "cites", "on_route": "CN"},
    "counterfeits at export": {"category": "ipr", "direction": "export"},
    "tariff heading 2939": {"hs": "2939"},
    "seized in Le Havre": {"country": "FRLEH"},
    "entered by Germany since 2025": {"administration": "DE", "seized_from": "2025-01-01"},
    "word: coke": {"q": "coke"},
    "word: bananas": {"q": "bananas"},
}

# Answers with few matches grow with them, up to a full page; vague ones are cut by the budget and say so by `next`.
RARER: dict[str, dict[str, str]] = {
    "cocaine, Colombia to Belgium": {"category": "drugs", "type": "cocaine", "departure": "CO", "destination": "BE"},
    "... to Antwerp, container floor, since May": {
        "category": "drugs", "type": "cocaine", "departure": "CO", "destination": "BEANR",
        "concealment": "container.structure.floor", "seized_from": "2025-05-01",
    },
    "tobacco by road, import": {"category": "tobacco", "mode": "3", "direction": "import"},
    "words: shark fin": {"q": "shark fin"},
    "words: welded floor": {"q": "welded floor"},
}  # fmt: skip

_VALUES: dict[str, list[str]] = {
    "category": ["drugs", "tobacco", "cites", "ipr", "medicines", "currency", "weapons"],
    "country": ["ES", "DE", "FR", "PL", "NL", "BE", "GB", "BR", "FRLEH", "JP"],
    "departure": ["CO", "EC", "MA", "CN", "TR", "COCTG", "ECGYE", "NG", "JP"],
    "transit": ["CN", "NL", "NG", "US"],
    "destination": ["BE", "NL", "DE", "FR", "BEANR", "US", "PL", "SE"],
    "on_route": ["CO", "CN", "NL", "TR", "BEANR"],
    "hs": ["29", "2939", "293972", "2402", "610910", "9302"],
    "mode": ["1", "2", "3", "4", "5"],
    "direction": ["import", "export", "transit", "internal"],
    "location_type": ["seaport", "airport"],
    "detection": ["risk_profile", "random_selection"],
    "concealment": ["container", "container.structure.floor", "baggage", "person.internal", "built_cavity"],
    "administration": ["ES", "DE", "FR", "PL", "GB", "KE", "US"],
    "verification": ["verified", "unverified"],
    "q": ["welded floor", "coke", "shark fin", "colombia", "bananas", "suitcase lining shampoo", "nothing"],
    "seized_from": ["2022-01-01", "2025-06-01", "2026-03-01"],
    "seized_to": ["2026-03-10"],
}


def combinations(count: int, seed: int) -> list[dict[str, str]]:
    draw = random.Random(seed)  # noqa: S311 - the same questions every time
    names = sorted(_VALUES)
    return [{name: draw.choice(_VALUES[name]) for name in draw.sample(names, draw.randint(1, 6))} for _ in range(count)]
