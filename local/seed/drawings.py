"""Simple drawings of hiding places, made here, so that a fresh copy has pictures to look at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

_SIZE = (640, 420)
_LINE, _HIDDEN, _GROUND, _METAL = "#223", "#c30", "#dde6ee", "#9ab"

type Pen = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Drawing:
    """`said`: what is entered of it; `box`: where the goods are, as parts of the picture."""

    name: str
    draw: Callable[[Pen], None]
    box: Sequence[float]
    said: Mapping[str, Any]

    def content(self) -> bytes:
        picture = Image.new("RGB", _SIZE, _GROUND)
        self.draw(ImageDraw.Draw(picture))
        out = BytesIO()
        picture.save(out, "PNG")
        return out.getvalue()

    def entry(self) -> dict[str, Any]:
        left, top, width, height = self.box
        place = {"left": left, "top": top, "width": width, "height": height}
        notes = [{"box": place, "text": {"en": "Look here", "fr": "Regarder ici"}}]
        return {**self.said, "kind": "diagram", "notes": notes, "content_type": "image/png"}


def _container(pen: Pen) -> None:
    pen.rectangle((60, 80, 580, 330), "#7a98b8", _LINE, 4)
    for left in range(80, 580, 26):
        pen.line((left, 84, left, 300), "#5c7a9a", 3)
    pen.rectangle((60, 296, 580, 330), _METAL, _LINE, 4)
    for left in range(80, 560, 60):
        pen.rectangle((left, 302, left + 44, 324), _HIDDEN)


def _tank(pen: Pen) -> None:
    pen.rectangle((40, 60, 600, 150), "#345", _LINE, 4)
    pen.rounded_rectangle((120, 180, 520, 360), 60, _METAL, _LINE, 5)
    pen.rectangle((330, 195, 335, 345), _LINE)
    pen.rectangle((350, 210, 490, 330), _HIDDEN, _LINE, 3)
    pen.ellipse((180, 164, 230, 196), "#556", _LINE, 3)


def _suitcase(pen: Pen) -> None:
    pen.rounded_rectangle((110, 110, 530, 370), 24, "#8a5a3a", _LINE, 5)
    pen.arc((260, 50, 380, 170), 180, 360, _LINE, 10)
    pen.line((116, 318, 524, 318), _LINE, 5)
    pen.rectangle((130, 326, 510, 362), _HIDDEN)
    for left in range(150, 500, 90):
        pen.ellipse((left, 180, left + 70, 290), "#c9a27e")


def _wheel(pen: Pen) -> None:
    pen.ellipse((150, 40, 490, 380), "#222", _LINE, 6)
    pen.ellipse((225, 115, 415, 305), "#bbb", _LINE, 6)
    for box in ((170, 170, 215, 250), (425, 170, 470, 250), (280, 55, 360, 100)):
        pen.rectangle(box, _HIDDEN)
    pen.ellipse((295, 185, 345, 235), "#556", _LINE, 4)


def _hull(pen: Pen) -> None:
    pen.rectangle((0, 230, 640, 420), "#8fb8d8")
    pen.polygon([(40, 120), (600, 120), (520, 330), (120, 330)], "#a33", _LINE)
    pen.rectangle((330, 50, 470, 120), "#eee", _LINE, 4)
    pen.rounded_rectangle((200, 332, 380, 372), 20, _HIDDEN, _LINE, 4)
    pen.line((230, 330, 230, 345), _LINE, 6)
    pen.line((350, 330, 350, 345), _LINE, 6)


def _shoe(pen: Pen) -> None:
    pen.polygon([(90, 130), (250, 130), (300, 220), (540, 260), (560, 320), (90, 320)], "#6b4a2f", _LINE)
    pen.rectangle((90, 320, 560, 372), "#333", _LINE, 4)
    pen.rectangle((120, 332, 300, 362), _HIDDEN)
    for top in range(140, 210, 22):
        pen.line((230, top, 300, top + 20), "#eee", 5)


def _said(place: str, method: str, mode: str, category: str, en: str, fr: str, tlp: str = "GREEN") -> dict[str, Any]:
    concealment = {"place": place, "method": method}
    return {"concealment": concealment, "mode": mode, "category": category, "caption": {"en": en, "fr": fr}, "tlp": tlp}


DRAWINGS: Sequence[Drawing] = (
    Drawing(
        "container-floor",
        _container,
        (0.09, 0.7, 0.82, 0.1),
        _said(
            "container.structure.floor", "built_cavity", "1", "drugs",
            "Bricks between the beams of a floor that stands too high", "Pains dans un plancher trop haut",
        ),
    ),
    Drawing(
        "fuel-tank",
        _tank,
        (0.54, 0.49, 0.24, 0.3),
        _said(
            "road_vehicle.fuel_tank", "built_cavity", "3", "tobacco",
            "A partition takes half of the fuel tank", "Une cloison occupe la moitié du réservoir", "CLEAR",
        ),
    ),
    Drawing(
        "false-bottom",
        _suitcase,
        (0.2, 0.77, 0.6, 0.1),
        _said(
            "baggage.false_bottom", "built_cavity", "4", "currency",
            "A second bottom under the lining", "Un second fond sous la doublure", "CLEAR",
        ),
    ),
    Drawing(
        "spare-wheel",
        _wheel,
        (0.26, 0.4, 0.08, 0.2),
        _said(
            "road_vehicle.spare_wheel", "existing_cavity", "3", "drugs",
            "Parcels in the tyre of the spare wheel", "Paquets dans le pneu de la roue de secours",
        ),
    ),
    Drawing(
        "hull",
        _hull,
        (0.31, 0.78, 0.29, 0.11),
        _said(
            "vessel.hull", "attached", "1", "drugs",
            "A cylinder fixed under the hull", "Un cylindre fixé sous la coque",
        ),
    ),
    Drawing(
        "shoe-sole",
        _shoe,
        (0.18, 0.78, 0.3, 0.09),
        _said(
            "person.shoes", "built_cavity", "4", "drugs",
            "Hollow soles, glued again", "Semelles évidées puis recollées", "CLEAR",
        ),
    ),
)  # fmt: skip
