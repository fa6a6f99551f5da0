"""What the guard finds, and what it lets pass, in the words officers use."""

import pytest

from cen.personal_data import find, mask

# kind, countries, text; the personal data stands between « and ».
POSITIVES = """
email | | Write to «john.doe@example.org» for the invoice
email | | contact: «sales+eu@mail.example.co.uk».
email | | «john (at) example (dot) com» on the label
email | | «maria [at] correo [punto] es» en la etiqueta
email | | the label read «john.smith at example dot com» in full
email | | «josé@exämple.org» sur le colis
email | | «ｊｏｈｎ＠example．org» in full-width letters
email | | «jo\u200bhn@exam\u200bple.org» with zero-width spaces
phone | | Reached on «+33 6 12 34 56 78» by the courier
phone | | label with «+44 20 7946 0958» and nothing else
phone | | «+44 (0)20 7946 0958» was on the box
phone | | the number «0033 6 12 34 56 78» was called
phone | | «+1-202-456-1111» printed on the parcel
phone | | «+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨» in Arabic-Indic digits
phone | | «＋３３６１２３４５６７８» in full-width digits
phone | FR | le numéro «06 12 34 56 78» figurait sur le colis
phone | FR | rappeler «06.12.34.56.78» avant midi
phone | FR | noté «06/12/34/56/78» au dos
phone | FR | noté «06_12_34_56_78» au dos
phone | FR | noté «06·12·34·56·78» au dos
phone | FR | noté «06•12•34•56•78» au dos
phone | US | written «202/456/1111» on the lid
phone | | file «+33_6_12_34_56_78».jpg
phone | FR | écrit «0 6 1 2 3 4 5 6 7 8» au marqueur
phone | FR | «06\u00a012\u00a034\u00a056\u00a078» avec espaces insécables
phone | FR | \u202d«0612345678\u202c» between bidi marks
phone | GB | ring «020 7946 0958» to release the goods
phone | US | dial «(202) 456-1111» on arrival
phone | DE | auf dem Paket stand «030 901820»
phone | | WhatsApp: «7712345678»
phone | | Tel. «912 345 678» en el albarán
phone | | телефон «8 912 345 67 89» на коробке
phone | | هاتف «0501234567» على الطرد
bank_account | | paid into «FR76 3000 6000 0112 3456 7890 189» beforehand
bank_account | | paid to «GB82 WEST 1234 5698 7654 32» by the sender
bank_account | | IBAN «DE89370400440532013000»
bank_account | | «MT31MALT01100000000000000000123» on a slip of paper
bank_account | | bank account number «12345678901» at a local bank
payment_card | | several cards, one «4111 1111 1111 1111»
payment_card | | card «5500-0000-0000-0004» was cloned
payment_card | | amex «378282246310005» found in the wallet
device_number | | phone with IMEI «356938035643809» in the bag
device_number | | a handset, «35-693803-564380-9», was switched on
container_number | | unit «CSQU3054383» was opened
container_number | | unit «CSQU 305438 3» was opened
container_number | | image csqu_«CSQU3054383»_door.jpg
container_number | | container «CSQU.305438.3» on the quay
container_number | | «CSQU.305438.3» was opened
container_number | | «csqu3054383» in small letters
container_number | | container no. «MSKU1234560» with a mistyped check digit
container_number | | conteneur «MSKU 123456-0» à quai
vehicle_number | | a car «1M8GDM9AXKP042788» without papers
vehicle_number | | «WVWZZZ1JZ3W386752» stamped on the frame
vehicle_number | | VIN: «VF1AB000012345678»
vehicle_number | | voiture «AB-123-CD» arrêtée au péage
vehicle_number | | van «AB12 CDE» stopped on the ramp
vehicle_number | | Lkw «K-AB 1234» angehalten
vehicle_number | | with licence plate «WA 12345» from the ferry
vehicle_number | | immatriculé «1234 ABC» en douane
vehicle_number | | coche con matrícula «1234 BCD» en la aduana
vehicle_number | | plate number: «34 ABC 123»
vehicle_number | | plaque «ab-123-cd» relevée
vehicle_number | | matrícula «1234-bcd» en la aduana
vehicle_number | | number plate «ab12cde» on the ramp
vehicle_number | | Kennzeichen «k-ab 1234» am Lkw
vehicle_number | | plaka «34-abc-123» sahte
person_name | | «Mr John Smith» carried the bag
person_name | | «Mrs. O'Brien» stated nothing
person_name | | «M. Dupont» a déclaré rien
person_name | | «Mme Fatou N'Diaye» voyageait seule
person_name | | «Herr Jürgen Müller» aus Köln
person_name | | «Sra. María de la Cruz» declaró nada
person_name | | «MR AHMED BEN ALI» was travelling alone
person_name | | the passport holder «Ana Silva» left
person_name | | driver «Mehmet Yilmaz» was alone
person_name | | the passenger, «John Smith», carried nothing
person_name | | Driver: «JOHN SMITH»
person_name | | le chauffeur «Jean DUPONT» a refusé
person_name | | a man named «Pavel» arrived
person_name | | le dénommé «Karim» a fui
person_name | | Full name: «Ivan Petrov»
person_name | | «господин Иванов» отказался
person_name | | «السيد محمد علي» رفض
birth_date | | born «12/03/1980» abroad
birth_date | | né le «12 mars 1980» à l'étranger
birth_date | | née le «01.02.1990»
birth_date | | DOB «1980-03-12»
birth_date | | D.O.B.: «12-03-80»
birth_date | | date of birth: «March 12, 1980»
birth_date | | fecha de nacimiento: «12/03/1980»
birth_date | | geboren am «12.03.1980» in der Schweiz
birth_date | | дата рождения: «12.03.1980»
document_number | | passport no. «12AB34567» was false
document_number | | passport «AB1234567» issued abroad
document_number | | passeport n° «09PV12345» volé
document_number | | Reisepass Nr. «C01X00T47»
document_number | | pasaporte «XDA123456» caducado
document_number | | паспорт серия «45 12 345678»
document_number | | 护照号码 «E12345678»
document_number | | national ID number «123456789»
document_number | | driving licence «MORGA657054SM» shown
document_number | | Cedula «1.020.304.050» en la cartera
document_number | | DNI «12.345.678» argentino
document_number | | BSN «111222333»
identity_number | | assuré «1 85 05 78 006 084 91» sur la carte
identity_number | | assuré «185057800608491» sur la carte
identity_number | | assuré «1-84-12-76-451-089-46» sur la carte
identity_number | | 85-07-30? no: «85.07.30-033.28» it said
identity_number | | slip with «756.9217.0769.85»
identity_number | | codice «RSSMRA85T10A562S» sulla busta
identity_number | | file rossi_«rssmra85t10a562s».jpg
identity_number | | titular «54362315K» y otro
identity_number | | titular «X2482300W» y otro
identity_number | | «880320-0016» on the envelope
identity_number | | «15108695088» on the envelope
identity_number | | «131052-308T» on the envelope
identity_number | | «AB 12 34 56 C» on a payslip
identity_number | | «536-90-4399» on a payslip
identity_number | | «390.533.447-05» no envelope
identity_number | | «BOXW310820HNERXN09» en el sobre
identity_number | | «360426199101010071» on the parcel
identity_number | | «971013-9019902» on the parcel
identity_number | | «2341 2341 2346» on the parcel
identity_number | | «ACUPA7085R» on the parcel
identity_number | | «34201-0891231-8» on the parcel
identity_number | | «12.531.909-2» en el sobre
identity_number | PL | na kopercie «44051401359» i nic
identity_number | DK | på konvolutten «211062-5629» intet
identity_number | BG | «7523169263» върху плика
identity_number | TR | zarfta «17291716060» yazılı
identity_number | CZ | na obálce «710319/2745» a nic
identity_number | BE | «85073003328» op de envelop
"""


def _positives() -> list[tuple[str, tuple[str, ...], str]]:
    rows = [line.split("|", 2) for line in POSITIVES.strip().splitlines()]
    return [(kind.strip(), tuple(country.split()), text.strip(" ")) for kind, country, text in rows]


@pytest.mark.parametrize(("kind", "countries", "marked"), _positives())
def test_finds(kind: str, countries: tuple[str, ...], marked: str) -> None:
    before, value, after = marked.replace("«", "»").split("»")
    text = f"{before}{value}{after}"

    found = find(text, countries)

    assert [(finding.kind, text[finding.start : finding.end]) for finding in found] == [(kind, value)]
    assert value not in found[0].detail
    assert mask(text, found).startswith(f"{before}[")
    assert mask(text, found).endswith(f"]{after}")


NEGATIVES = """
Found 120.5 kg of cocaine in 118 packages behind the false wall of a reefer.
1 250 000 cigarettes without tax stamps, declared as furniture (HS 9403.60).
HS code 2402209000 was declared instead of 2402.20; the tariff heading 8517.13 was also used.
HS 240220, 0803901100 and 8517130000.
Arrived on 12/03/2026 at 10:30 on flight AF 447 from GRU, left 13.03.2026 06:15.
2026-03-12T10:30:00Z, 20260312 and 20260312_103000 are moments.
Our reference FR-2026-000123, yours 2026/00456-B, case 2025-0001234.
Value EUR 1 250 000.00, or USD 1,350,000; 12 500 EUR in cash, 45.000.000 CFA.
Position 48.8566, 2.3522, then 51.507351 -0.127758 and 48°51'24"N 2°21'03"E.; lat +48.856613 long +2.352222
UN 1950 aerosols, UN 3480 lithium ion batteries, UN1203 petrol 2 000 l.
Route BRSSZ to NLRTM by way of ESALG and BEANR, LOCODE FRLEH.
Bulk carrier Ever Given, IMO 9811000, called at Port Said.
MV Black Pearl (IMO 9074729, MMSI 235012345) was searched by divers.
Aircraft registration G-ABCD, tail number N123AB, aircraft registered F-GKXA.
Two officers searched the trailer; a dog indicated the rear left wheel.
The driver stated that the goods were for personal use.
The driver and the passenger were arrested and released.
THE DRIVER STOPPED AT BORDER POST AND REFUSED THE SEARCH.
Passenger Name Record data showed a ticket paid in cash.
The passenger American Airlines carried had two suitcases.
Driver: unknown. Passenger: none. Nationality: Polish.
Captive-born specimens, source code C, born in captivity, 12 live Testudo graeca.
Steel plates 12MM thick, 45 plates of 20 KG, number plates were missing.
Counterfeit goods marked Dr Pepper, Dr. Martens and Mr Clean.
Brand name: Marlboro Gold. Product name: Viagra 100 mg. Vessel name: Sea Star.
Counterfeit passports (120) and 35 identity cards were found in a parcel.
Passports: 12 000 blank copies were found. 120 000 passport covers too.
Passport control on 12/03/2026 at terminal 2E.
Reg. (EU) 2016/399 and Regulation 2019/1021 apply; reg. 515/97.
Registered mail, registration of the consignment, plate heat exchangers.
Saisie de 52,4 kg de résine de cannabis dissimulés dans une double paroi.
Le chauffeur a déclaré des meubles; la remorque ne contenait que 12 palettes.
Contrôle du 12/03/2026 à 10 h 30 sur l'aire de l'autoroute A9, PK 123+400.
Valeur: 1 250 000 FCFA; 15 000 comprimés de tramadol 225 mg, lot 20250312.
3,5 m. Dans la soute, 12 m. Derrière la cloison.
Incautación de 1.250.000 cigarrillos en el contenedor frigorífico; 25,3 kg netos.
El conductor no llevaba documentos. La matrícula era falsa.
Aufgriff von 450 g Heroin, versteckt im Reservereifen eines Lkw aus Bulgarien.
Изъято 12,5 кг героина в тайнике автомобиля; водитель задержан.
ضبط 120 كغ من الحشيش داخل شاحنة قادمة من الخارج بتاريخ 12/03/2026.
查获可卡因120公斤，藏匿于集装箱夹层内。
Seal A123456 was broken and replaced by seal 0045678 of the carrier.
Air waybill 057-12345675, bill of lading MEDUXY123456.
Lot no. LN45678, batch 0098765, expiry 12/2027.
Barcode 4006381333931 and 5449000000996 printed on 1,200 boxes.
Mobile phones 1 250 pcs, model SM-G991B, and 300 phones of another make.
Telephone sets 8517180000 declared, 2 400 units.
Called at 10:30; contact was lost at 11:45.
30 boxes @ 2.50 EUR each, 15 @ 3.kg
Tablets marked 512, purity 78.5 %, 10 000 tablets in 100 blisters of 100.
Dimensions 120x80x100 cm, 1200 x 800 x 1000 mm, tare 2 200 kg, gross 24 350 kg.
1234567 1234568 1234569 are serial figures on the cartons.
Packages numbered 1 2 3 4 5 6 7 8 9 10 11 12.
Weights: 12.5 13.2 14.1 15.0 11.9 12.2 kg
Cash: 50 x 500 EUR, 120 x 200 EUR, 1 000 x 50 USD.
Found at dot 3 of the scan, at kilometre 45; look at dot matrix labels.
Customs procedure code 4000 000, MRN 26FR00012345678901.
EORI FR12345678900013 and VAT number FR40303265045 of the company.
Concealed in 24 cans of 400 ml; 9.6 l of liquid methamphetamine at 82 %.
AK-47 pattern rifle, calibre 7.62x39, and 9x19 mm ammunition, 250 rounds.
CITES appendix II, 15 Python regius, 3 kg of ivory in 12 pieces.
Sr. Officer on duty noticed fresh paint; Dr. and Prof. are titles. MR 2026 figures, Ms 12, M. tuberculosis.
Photo IMG_20260312_103000.jpg, DSC00123.JPG, scan-0012345.png.
From 01 02 2026 to 05 02 2026 (week 5), 12 to 15 vehicles a day.
The consignee Acme Trading Ltd declared bananas.
Operation named Red Dawn, vessel called Blue Marlin.
M. le Directeur et Mme la Ministre ont visité le port; Mr. President too.
Passports: 1.250.000 blank copies; passport covers 1.250.000 pcs.
The registration plate 12mm thick, plates 45kg each, registered 2026 and shipped, plates 300x200 mm.
Registered on 12 may, registration 12 of 2026, plates a4 and a5, reg. eu-2016, plates 1200pcs.
Dates 06/12/34 and 12/03/26; parts 12/34/56, fractions 1/2/3/4, batch 12_34_56, run 100_200_300_400.
Reference 2026/001/234 of 2025/2026/2027, dossiers 2026_0001_234 and FR_2026_000123, lots 12·34·56, 12·5 kg.
Computed as 0.14800000000000002 and 0.6579999999999999 kg, or 927611728.0 g in 14800000000000002 parts.
"""


@pytest.mark.parametrize("countries", [(), ("FR", "ES", "US", "PL")], ids=["no hint", "hints"])
@pytest.mark.parametrize("text", NEGATIVES.strip().splitlines())
def test_lets_pass(text: str, countries: tuple[str, ...]) -> None:
    assert [(finding, text[finding.start : finding.end]) for finding in find(text, countries)] == []


def test_reports_several_in_order_and_masks_each() -> None:
    text = "Mr John Smith, born 12/03/1980, +33 6 12 34 56 78, a@example.org, container CSQU3054383."

    found = find(text)

    assert [finding.kind for finding in found] == ["person_name", "birth_date", "phone", "email", "container_number"]
    assert mask(text, found) == "[name], born [date of birth], [telephone], [e-mail], container [container]."


def test_places_count_the_characters_of_the_original() -> None:
    text = "é\u200b e\u0301 ﬁ: ma\u200brie@example.org"

    (finding,) = find(text)

    assert text[finding.start : finding.end] == "ma\u200brie@example.org"


def test_numbers_of_a_country_count_only_where_it_is_hinted_at() -> None:
    assert find("on the slip 44051401359", ["PL"])
    assert find("on the slip 44051401359", ["pl"])
    assert not find("on the slip 44051401359", ["FI"])
    assert not find("rappeler 06 12 34 56 78")


def test_a_text_without_findings_is_not_masked() -> None:
    assert mask("120.5 kg", ()) == "120.5 kg"
    assert find("") == ()
