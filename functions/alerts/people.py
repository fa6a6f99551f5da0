"""Accounts as the sign-in service knows them: only what access is decided on, and no more calls than allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from alerts.errors import TooManyPeople
from alerts.readers import Reader
from cen.problems import Unavailable
from cen.settings import settings
from cen.usage import spent

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

# Within a request of the API; the counting by the clock takes what it needs.
CALLS_IN_A_REQUEST = 60
_PAGE = 60


@dataclass(slots=True)
class CognitoPeople:
    client: "CognitoIdentityProviderClient"
    pool: str
    calls: int = CALLS_IN_A_REQUEST
    _made: int = field(default=0, init=False)

    def groups(self) -> Iterator[str]:
        for page in self._pages("list_groups", "Groups"):
            yield from (group["GroupName"] for group in page)

    def members(self, group: str) -> Iterator[str]:
        for page in self._pages("list_users_in_group", "Users", GroupName=group):
            yield from (user["Username"] for user in page if user.get("Enabled"))

    def find(self, username: str) -> Reader | None:
        """Of that name, in any case. Addresses and subjects, which the service would also take, are no names."""
        try:
            user = self._call("admin_get_user", Username=username)
        except LookupError:
            return None
        if not user.get("Enabled") or user["Username"].casefold() != username.casefold():
            return None
        sub = next(one["Value"] for one in user["UserAttributes"] if one["Name"] == "sub")
        groups = [
            group["GroupName"]
            for page in self._pages("admin_list_groups_for_user", "Groups", Username=user["Username"])
            for group in page
        ]
        return Reader.in_groups(sub, user["Username"], groups)

    def _pages(self, operation: str, items: str, **asked: Any) -> Iterator[list[dict[str, Any]]]:
        token: str | None = None
        while True:
            more = {"NextToken": token} if token else {}
            answer = self._call(operation, Limit=_PAGE, **asked, **more)
            yield answer[items]
            token = answer.get("NextToken")
            if not token:
                return

    def _call(self, operation: str, **asked: Any) -> Any:
        """Raises `LookupError` for a username that is nobody's, and a group that is not there."""
        from botocore.exceptions import BotoCoreError, ClientError

        if self._made >= self.calls:
            raise TooManyPeople("There are too many people to count them now. They are counted every few minutes.")
        self._made += 1
        spent.calls += 1
        try:
            return getattr(self.client, operation)(UserPoolId=self.pool, **asked)
        except ClientError as error:
            if _is_of_nobody(operation, error.response["Error"]):
                raise LookupError from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


def _is_of_nobody(operation: str, error: Mapping[str, Any]) -> bool:
    """A pool that is not there has the code of a group that is not there, and must not pass for one without members."""
    missing = error["Code"] == "ResourceNotFoundException" and "pool" not in error["Message"].casefold()
    no_group = missing and operation == "list_users_in_group"
    return no_group or error["Code"] == "UserNotFoundException"


@cache
def _client() -> "CognitoIdentityProviderClient":
    import boto3  # only who counts or names people loads it
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    made: CognitoIdentityProviderClient = boto3.client("cognito-idp", config=patience)
    return made


def open_people(calls: int = CALLS_IN_A_REQUEST) -> CognitoPeople:
    return CognitoPeople(_client(), settings.user_pool_id, calls)
