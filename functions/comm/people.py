"""People's accounts: asked for by user name when one is to be let in, by id when one is to be expelled."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cen.principal import Tier, rights_of
from cen.problems import Unavailable
from cen.settings import settings
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cen.dynamo import Item


@cache
def client() -> "CognitoIdentityProviderClient":
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    made: CognitoIdentityProviderClient = boto3.client("cognito-idp", config=patience)
    return made


@dataclass(frozen=True, slots=True)
class Person:
    """An account: `id` is the `sub` of its tokens. `may_join`: enabled, and of the tier that operations are for."""

    id: str
    name: str
    administration: str | None
    may_join: bool


def of_entry(entry: "Item") -> Person:
    """A machine client, as the register of accounts has it."""
    id, administration = str(entry["client_id"]), entry.get("administration")
    return Person(id, str(entry.get("name", id)), str(administration) if administration else None, may_join=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool of people's accounts. `pool`: its id."""

    client: "CognitoIdentityProviderClient"
    pool: str

    def find(self, name: str) -> Person | None:
        """The account of that user name. Raises `Unavailable`."""
        try:
            user = self._call("admin_get_user", Username=name)
        except LookupError:
            return None
        return self._person(user, user["UserAttributes"])

    def of_id(self, id: str) -> Person | None:
        """The account of that id, whoever is switched off, too. Raises `Unavailable`."""
        if not id.replace("-", "").isalnum():
            return None
        found = self._call("list_users", Filter=f'sub = "{id}"', Limit=1)["Users"]
        return next((self._person(user, user["Attributes"]) for user in found), None)

    def _person(self, user: dict[str, Any], attributes: list[dict[str, str]]) -> Person:
        listed = self._call("admin_list_groups_for_user", Username=user["Username"], Limit=60)
        sub = next(one["Value"] for one in attributes if one["Name"] == "sub")
        tier, administration, _, _ = rights_of(tuple(group["GroupName"] for group in listed["Groups"]))
        may_join = bool(user["Enabled"]) and tier is Tier.UNRESTRICTED
        return Person(sub, user["Username"], administration, may_join)

    def _call(self, operation: str, **asked: Any) -> Any:
        """Raises `LookupError` for a user name that is nobody's."""
        from botocore.exceptions import BotoCoreError, ClientError

        spent.calls += 1
        try:
            return getattr(self.client, operation)(UserPoolId=self.pool, **asked)
        except ClientError as error:
            if error.response["Error"]["Code"] == "UserNotFoundException":
                raise LookupError from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


def open_people() -> Pool:
    return Pool(client(), settings.user_pool)
