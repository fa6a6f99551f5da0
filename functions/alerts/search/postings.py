"""Words of alerts in DynamoDB. A posting holds an id and nothing else: what is shown is read by id, as it is then.

    WORD#<word>    <time>#<id>    that an alert has the word; newest first
    ALERT#<id>     WORDS          the words under which it stands

Every change of postings is a transaction that holds while the alert is at the version whose words are written and
the list of words is the one that was read. So neither the order of events nor a crash leaves a stale posting for good.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from alerts.record import Record
from cen import jsontext
from cen.dynamo import Cancelled, Item, Table, check, delete, put

# Of the 100 operations of a transaction, two are the conditions.
_AT_ONCE = 90


@dataclass(frozen=True, slots=True)
class Postings:
    table: Table

    def read(self, word: str, after: str | None, limit: int) -> tuple[list[str], bool]:
        """Sort keys newest first from behind one, and whether there are more. Eventually consistent."""
        pk = f"WORD#{word}"
        start = {"pk": pk, "sk": after} if after else None
        page = self.table.query({"pk": pk}, start=start, limit=limit, consistent=False, only=["sk"])
        return [str(item["sk"]) for item in page.items], page.next is not None

    def rows(self, ids: Sequence[str]) -> list[Item]:
        """Rows of those alerts that may be found, in the order asked for: one call of at most 100."""
        found = self.table.get_many([(f"ALERT#{id}", "ROW") for id in ids], consistent=False) if ids else []
        return [item for item in found if item]

    def bring_up_to(self, record: Record, words: Sequence[str]) -> bool:
        """Whether the alert stands under these words now; not if it, or its list of words, changed meanwhile."""
        at = f"{record.fields.get('published_at', '')}#{record.id}"
        kept = self.table.get(pk=f"ALERT#{record.id}", sk="WORDS")
        standing = list(jsontext.loads(str(kept["words"]))) if kept else []
        turn = int(kept["turn"]) if kept else 0
        try:
            for operations, standing in _changes(standing, words, at):  # noqa: B020 - each chunk goes on from the last
                self.table.transact([*operations, *_guards(record, standing, turn)])
                turn += 1
        except Cancelled:
            return False
        return True


def _changes(
    standing: list[str], wanted: Sequence[str], at: str
) -> Iterator[tuple[list[dict[str, object]], list[str]]]:
    """Chunks of operations, each with the words that stand after it."""
    now = dict.fromkeys(standing)
    moves = [(word, True) for word in wanted if word not in now] + [(word, False) for word in now if word not in wanted]
    for chunk in batched(moves, _AT_ONCE, strict=False):
        operations = []
        for word, comes in chunk:
            pk = f"WORD#{word}"
            operations.append(put({"pk": pk, "sk": at}) if comes else delete(pk, at))
            if comes:
                now[word] = None
            else:
                del now[word]
        yield operations, list(now)


def _guards(record: Record, words: Sequence[str], turn: int) -> list[dict[str, object]]:
    item: Item = {"pk": f"ALERT#{record.id}", "sk": "WORDS", "words": jsontext.dumps(words), "turn": turn + 1}
    unless = "#turn = :turn" if turn else "attribute_not_exists(#pk)"
    return [
        check(f"ALERT#{record.id}", "HEAD", "#version = :version", {"version": record.version}),
        put(item, unless, {"turn": turn} if turn else None),
    ]
