"""What a single seizure of a kind of goods usually is, and what a unit of it is worth: figures to look twice at.

Above `MOST` an amount is unusual; a slip of the unit or of the decimal mark is likelier. Limits with `UNODC` or `CBP`
are ten times the 99th percentile of single seizures in what they published, rounded to one figure: UNODC, Individual
Drug Seizures 2011–2013 (amounts per row, © United Nations Office on Drugs and Crime); US Customs and Border Protection,
nationwide drug seizures of the fiscal years 2020–2023 (mean per event of a month and office). The others are judgements
of this project: what one container, or the largest cases that were told in public, would hold.
"""

# By commodity and family of units: in kilograms, litres, pieces.
MOST: dict[tuple[str, str], float] = {
    ("drugs.cocaine", "mass"): 4_000,  # CBP; UNODC: 2,000
    ("drugs.cocaine.base", "mass"): 50,  # UNODC
    ("drugs.opiates.heroin", "mass"): 2_000,  # UNODC
    ("drugs.opiates.opium", "mass"): 30_000,  # UNODC
    ("drugs.opiates.other", "count"): 100_000,  # UNODC
    ("drugs.cannabis", "mass"): 10_000,  # CBP: 1,200; whole lorries of herb and resin are not rare elsewhere
    ("drugs.psychotropic.amphetamine", "mass"): 1_000,  # UNODC: 100; finds in laboratories
    ("drugs.psychotropic.methamphetamine", "mass"): 2_000,  # CBP
    ("drugs.psychotropic.mdma", "mass"): 100,  # UNODC; CBP: 50
    ("drugs.psychotropic.mdma", "count"): 200_000,  # UNODC
    ("drugs.psychotropic.benzodiazepines", "count"): 600_000,  # UNODC
    ("drugs.psychotropic.captagon", "count"): 10_000_000,
    ("drugs.psychotropic.lsd", "mass"): 20,  # CBP
    ("drugs.psychotropic.lsd", "count"): 100_000,
    ("drugs.nps", "mass"): 500,  # UNODC: 100
    ("drugs.nps.ketamine", "mass"): 300,  # CBP
    ("drugs.nps.fentanyl", "mass"): 300,  # CBP
    ("drugs.khat", "mass"): 50_000,  # CBP
    ("drugs", "mass"): 20_000,
    ("drugs", "volume"): 5_000,
    ("drugs", "count"): 5_000_000,
    ("precursors", "mass"): 100_000,
    ("precursors", "volume"): 100_000,
    ("tobacco.cigarettes", "count"): 50_000_000,  # five containers of 40 feet
    ("tobacco", "mass"): 100_000,
    ("alcohol", "volume"): 100_000,
    ("weapons.firearms", "count"): 1_000,
    ("weapons.ammunition", "count"): 1_000_000,
    ("explosives", "mass"): 10_000,
    ("cites.ivory", "mass"): 5_000,
    ("cites.rhino_horn", "mass"): 300,
    ("cites.pangolin", "mass"): 15_000,
    ("cites.big_cats", "count"): 500,
    ("cites.eel", "mass"): 2_000,
    ("cites.timber", "mass"): 2_000_000,
    ("cites.timber", "volume"): 2_000_000,
    ("cites", "count"): 500_000,
    ("ipr", "count"): 2_000_000,
    ("medicines", "count"): 20_000_000,
    ("currency.gold", "mass"): 1_000,
    ("cultural", "count"): 20_000,
    ("revenue.fuel", "volume"): 5_000_000,
}

# What one person can swallow, in kilograms: twice what the heaviest told cases carried.
SWALLOWED = 3.0
# A parcel of the post weighs this at the most (Universal Postal Union, heavy parcels).
PARCEL = 50.0
# The largest ships carry less: kilograms of goods of one line.
SHIP = 500_000_000.0

# US dollars for one base unit, about a factor of ten below wholesale and above retail prices that are told in public.
WORTH: dict[tuple[str, str], tuple[float, float]] = {
    ("drugs.cocaine", "mass"): (500, 1_000_000),
    ("drugs.opiates.heroin", "mass"): (500, 1_000_000),
    ("drugs.cannabis.herbal", "mass"): (5, 50_000),
    ("drugs.cannabis.resin", "mass"): (20, 50_000),
    ("drugs.psychotropic.amphetamine", "mass"): (100, 200_000),
    ("drugs.psychotropic.methamphetamine", "mass"): (200, 1_000_000),
    ("drugs.psychotropic.mdma", "mass"): (500, 200_000),
    ("drugs.psychotropic.mdma", "count"): (0.05, 200),
    ("drugs.khat", "mass"): (1, 2_000),
    ("tobacco.cigarettes", "count"): (0.001, 5),
    ("tobacco.hand_rolling", "mass"): (1, 2_000),
    ("alcohol.beer", "volume"): (0.1, 50),
    ("alcohol.wine", "volume"): (0.2, 20_000),
    ("alcohol.spirits", "volume"): (0.5, 20_000),
    ("weapons.firearms", "count"): (5, 100_000),
    ("weapons.ammunition", "count"): (0.01, 500),
    ("cites.ivory", "mass"): (10, 50_000),
    ("cites.rhino_horn", "mass"): (500, 500_000),
    ("cites.pangolin", "mass"): (2, 20_000),
    ("cites.eel", "mass"): (20, 30_000),
    ("cites.timber", "mass"): (0.05, 5_000),
    ("ipr.clothing", "count"): (0.1, 5_000),
    ("ipr.footwear", "count"): (0.2, 5_000),
    ("ipr.accessories", "count"): (0.1, 100_000),
    ("medicines", "count"): (0.001, 20_000),
    ("currency.gold", "mass"): (10_000, 500_000),
    ("revenue.fuel", "volume"): (0.05, 20),
}

# US dollars for one, to a factor of two (2025): the bands above are wide enough for that.
DOLLARS: dict[str, float] = {
    "USD": 1.0, "EUR": 1.1, "GBP": 1.3, "CHF": 1.2, "CAD": 0.7, "AUD": 0.65, "NZD": 0.6, "JPY": 0.007, "CNY": 0.14,
    "HKD": 0.13, "SGD": 0.75, "KRW": 0.0007, "INR": 0.012, "THB": 0.03, "MYR": 0.23, "IDR": 0.00006, "PHP": 0.017,
    "VND": 0.00004, "PKR": 0.0036, "BRL": 0.18, "MXN": 0.05, "COP": 0.00024, "PEN": 0.27, "CLP": 0.001, "BOB": 0.14,
    "PYG": 0.00013, "ZAR": 0.055, "KES": 0.0077, "NGN": 0.0007, "GHS": 0.08, "EGP": 0.02, "MAD": 0.1, "DZD": 0.0075,
    "TND": 0.32, "XOF": 0.0017, "XAF": 0.0017, "AED": 0.27, "SAR": 0.27, "QAR": 0.27, "KWD": 3.2, "JOD": 1.4,
    "TRY": 0.03, "RUB": 0.011, "UAH": 0.024, "KZT": 0.002, "PLN": 0.26, "CZK": 0.044, "HUF": 0.0028, "RON": 0.22,
    "RSD": 0.0095, "SEK": 0.1, "NOK": 0.095, "DKK": 0.15, "ILS": 0.27,
}  # fmt: skip

# Per cent of the substance that a plant or its product can hold (THC, cocaine, cathinone, morphine): judgements.
PUREST: dict[str, float] = {
    "drugs.cannabis.herbal": 45,
    "drugs.cannabis.plants": 45,
    "drugs.cannabis.resin": 75,
    "drugs.cocaine.leaf": 5,
    "drugs.khat": 5,
    "drugs.opiates.opium": 35,
    "drugs.opiates.poppy_straw": 5,
}
