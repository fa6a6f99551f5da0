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
    "alert.withdrawn": ("An alert that you proposed was withdrawn", "Une alerte que vous avez proposée a été retirée"),
    "alert.named": ("An alert names you as its reader", "Une alerte vous désigne comme destinataire"),
    "alert.for_operation": (
        "There is an alert for the members of an operation of yours",
        "Une alerte s'adresse aux membres d'une de vos opérations",
    ),
    "alert.acknowledge": ("An alert is to be acknowledged", "Une alerte doit être confirmée"),
    "alert.expired": (
        "An alert of yours has expired: renew or close it",
        "Une de vos alertes a expiré : renouvelez-la ou fermez-la",
    ),
    "seizure.cited": ("An alert refers to a seizure of yours", "Une alerte se réfère à une de vos saisies"),
    "picture.cited": ("An alert refers to a picture of yours", "Une alerte se réfère à une de vos images"),
    "report.drafted": (
        "A situation report of your region is drafted: edit it and publish it, or leave it",
        "Un rapport de situation de votre région est prêt à être relu et publié",
    ),
    "report.newer": (
        "There are newer figures than those of a situation report of your region",
        "Des chiffres plus récents existent pour un rapport de situation de votre région",
    ),
    "picture.rejected": ("A picture of yours could not be taken", "Une de vos images n'a pas pu être acceptée"),
    "operation.consent_asked": (
        "An operation asks for your RILO's consent",
        "Une opération demande l'accord de votre BRLR",
    ),
    "operation.joined": ("You were added to an operation", "Vous avez été ajouté à une opération"),
    "operation.news": ("There is news in an operation of yours", "Il y a du nouveau dans une de vos opérations"),
    "message.urgent": ("An urgent message waits in an operation", "Un message urgent vous attend dans une opération"),
    "warning.open": ("A warning in an operation waits for your answer", "Un avertissement attend votre réponse"),
    "warning.due_soon": ("A warning is due soon", "Un avertissement arrive à échéance"),
    "warning.overdue": ("A warning is overdue", "Un avertissement est en retard"),
    "attachment.rejected": ("A file that you attached was not taken", "Une pièce jointe n'a pas été acceptée"),
    "case.made": ("A seizure that you reported became a record", "Une saisie signalée est devenue une fiche"),
    "case.refused": (
        "A seizure that you reported could not become a record",
        "Une saisie signalée n'a pas pu devenir une fiche",
    ),
    "case.behind": (
        "A message that became a record was corrected or withdrawn: see whether the record still stands",
        "Un message devenu une fiche a été corrigé ou retiré : vérifiez la fiche",
    ),
    "case.dropped": (
        "A seizure message was withdrawn, and the record made of it too",
        "Un message de saisie a été retiré, et la fiche qui en était issue aussi",
    ),
    "correction.proposed": (
        "Somebody proposes a correction of a record of yours",
        "Une correction d'une de vos fiches est proposée",
    ),
    "correction.accepted": (
        "A correction that you proposed was accepted",
        "Votre proposition de correction est acceptée",
    ),
    "correction.declined": (
        "A correction that you proposed was declined",
        "Votre proposition de correction est refusée",
    ),
    "duplicate.found": ("Records may be of one case", "Des fiches concernent peut-être la même affaire"),
    "duplicate.merge_proposed": ("A merge of records waits for you", "Une fusion de fiches vous attend"),
    "import.finished": ("A file that you sent is entered", "Un fichier envoyé a été saisi"),
    "import.failed": ("A file that you sent could not be entered", "Un fichier envoyé n'a pas pu être saisi"),
    "alert.cited": ("An alert refers to one of yours", "Une alerte se réfère à une des vôtres"),
}
_ACT = ("There is something for you to do", "Une action vous attend")
_READ = ("There is news for you", "Il y a du nouveau pour vous")


def title(kind: str, language: Language, *, must_act: bool) -> str:
    return _TITLES.get(kind, _ACT if must_act else _READ)[0 if language == "en" else 1]
