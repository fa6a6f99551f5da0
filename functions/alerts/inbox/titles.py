"""What notices of each kind say, in English and French. Kinds of every context are here; one that is not says that
there is something to look at, never nothing."""

from typing import Literal

type Language = Literal["en", "fr"]

_TITLES: dict[str, tuple[str, str]] = {
    "seizure.returned": (
        "A seizure record came back: correct it and submit it again",
        "Une saisie vous revient : corrigez-la et soumettez-la à nouveau",
    ),
    "seizure.submitted": ("A seizure record waits for your approval", "Une saisie attend votre approbation"),
    "seizure.queried": ("Your RILO asks about a seizure record", "Votre BRLR vous interroge sur une saisie"),
    "seizure.verified": ("A seizure record was verified", "Une saisie a été vérifiée"),
    "alert.proposed": ("An alert is proposed to your office", "Une alerte est proposée à votre bureau"),
    "alert.returned": ("An alert that you proposed came back", "Une alerte que vous avez proposée vous revient"),
    "alert.published": ("An alert that you proposed was published", "Une alerte que vous avez proposée a été publiée"),
    "alert.named": ("An alert names you as its reader", "Une alerte vous désigne comme destinataire"),
    "alert.acknowledge": ("An alert is to be acknowledged", "Une alerte doit être confirmée"),
    "alert.expired": (
        "An alert of yours has expired: renew or close it",
        "Une de vos alertes a expiré : renouvelez-la ou fermez-la",
    ),
    "seizure.cited": ("An alert refers to a seizure of yours", "Une alerte se réfère à une de vos saisies"),
    "picture.cited": ("An alert refers to a picture of yours", "Une alerte se réfère à une de vos images"),
    "alert.cited": ("An alert refers to one of yours", "Une alerte se réfère à une des vôtres"),
}
_ACT = ("There is something for you to do", "Une action vous attend")
_READ = ("There is news for you", "Il y a du nouveau pour vous")


def title(kind: str, language: Language, *, must_act: bool) -> str:
    return _TITLES.get(kind, _ACT if must_act else _READ)[0 if language == "en" else 1]
