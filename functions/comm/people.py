"""People's accounts, asked for by user name when one is to be let in."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cen.principal import Tier, rights_of
from cen.problems import Unavailable
from cen.settings import settings
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


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


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool of people's accounts. `pool`: its id."""

    client: "CognitoIdentityProviderClient"
    pool: str

    def find(self, name: str) -> Person | None:
        """The account of that user name. Raises `Unavailable`."""
        from botocore.exceptions import BotoCoreError, ClientError

        spent.calls += 2
        try:
            user = self.client.admin_get_user(UserPoolId=self.pool, Username=name)
            listed = self.client.admin_list_groups_for_user(UserPoolId=self.pool, Username=name, Limit=60)
        except ClientError as error:
            if error.response["Error"]["Code"] == "UserNotFoundException":
                return None
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error
        sub = next(one["Value"] for one in user["UserAttributes"] if one["Name"] == "sub")
        tier, administration, _, _ = rights_of(tuple(group["GroupName"] for group in listed["Groups"]))
        may_join = bool(user["Enabled"]) and tier is Tier.UNRESTRICTED
        return Person(sub, user["Username"], administration, may_join)


def open_people() -> Pool:
    return Pool(client(), settings.user_pool)
