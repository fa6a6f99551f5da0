"""People and machine clients of a stage: made, changed and switched off by its operators."""

import secrets
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cen import members
from cen.principal import Tier
from ops.stage import Stage

ROLES = ("ncp", "cenmat")
_SYMBOLS = "-_+=.!"


class Refused(ValueError):
    """The account asked for would make no sense; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may be: one tier, at most one administration, RILOs and roles. Raises `Refused` if they clash."""

    tier: str
    administration: str | None = None
    rilos: Sequence[str] = ()
    roles: Sequence[str] = ()

    def __post_init__(self) -> None:
        for wrong, says in self._faults():
            if wrong:
                raise Refused(says)

    def _faults(self) -> Iterator[tuple[bool, str]]:
        code = self.administration
        yield self.tier not in set(Tier), f"tier must be one of {', '.join(Tier)}"
        yield code is not None and members.administration(code) is None, f"there is no administration {code}"
        unknown = [rilo for rilo in self.rilos if members.rilo(rilo) is None]
        yield bool(unknown), f"there is no RILO {' or '.join(unknown)}"
        yield not set(self.roles) <= set(ROLES), f"role must be one of {', '.join(ROLES)}"
        special = bool(self.rilos or self.roles)
        yield special and self.tier != Tier.UNRESTRICTED, "roles and RILOs need the unrestricted tier"
        yield "ncp" in self.roles and code is None, "a national contact point needs an administration"

    def groups(self) -> list[str]:
        return [
            f"tier-{self.tier}",
            *([f"administration-{self.administration}"] if self.administration else []),
            *(f"rilo-{rilo}" for rilo in self.rilos),
            *(f"role-{role}" for role in self.roles),
        ]


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    name: str
    administration: str | None
    tier: str
    client_id: str
    client_secret: str


def new_password() -> str:
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(20)) + secrets.choice(_SYMBOLS) + "aA1"


def create_person(stage: Stage, username: str, email: str, rights: Rights, password: str | None = None) -> str | None:
    """With a password the account is ready at once; without, Cognito mails an invitation to the address.

    Returns the temporary password if it had to be made here, as what the pool makes may break the pool's own policy.
    """
    made = None
    if password is None:
        made = _invite(stage, username, email)
    else:
        _create(stage, username, email, MessageAction="SUPPRESS", TemporaryPassword=password)
        set_password(stage, username, password)
    set_groups(stage, username, rights)
    return made


def _invite(stage: Stage, username: str, email: str) -> str | None:
    try:
        _create(stage, username, email, DesiredDeliveryMediums=["EMAIL"])
    except stage.cognito.exceptions.InvalidPasswordException:
        made = new_password()
        _create(stage, username, email, DesiredDeliveryMediums=["EMAIL"], TemporaryPassword=made)
        return made
    return None


def _create(stage: Stage, username: str, email: str, **invitation: Any) -> None:
    stage.cognito.admin_create_user(
        UserPoolId=stage.user_pool_id,
        Username=username,
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        **invitation,
    )


def set_password(stage: Stage, username: str, password: str) -> None:
    stage.cognito.admin_set_user_password(
        UserPoolId=stage.user_pool_id, Username=username, Password=password, Permanent=True
    )


def set_groups(stage: Stage, username: str, rights: Rights) -> None:
    """Exactly these groups. Taking a right away ends the person's sessions; what they had read from their token acts
    until that ends, and in operations no longer."""
    wanted, current = set(rights.groups()), set(groups_of(stage, username))
    for group in sorted(wanted - current):
        ensure_group(stage, group)
        stage.cognito.admin_add_user_to_group(UserPoolId=stage.user_pool_id, Username=username, GroupName=group)
    for group in sorted(current - wanted):
        stage.cognito.admin_remove_user_from_group(UserPoolId=stage.user_pool_id, Username=username, GroupName=group)
    if current - wanted:
        _end_sessions(stage, username)


def groups_of(stage: Stage, username: str) -> list[str]:
    pages = stage.cognito.get_paginator("admin_list_groups_for_user").paginate(
        UserPoolId=stage.user_pool_id, Username=username
    )
    return [group["GroupName"] for page in pages for group in page["Groups"]]


def ensure_group(stage: Stage, group: str) -> None:
    try:
        stage.cognito.create_group(UserPoolId=stage.user_pool_id, GroupName=group)
    except stage.cognito.exceptions.GroupExistsException:
        return


def disable_person(stage: Stage, username: str) -> None:
    """No new sign-in, no refresh, nothing of operations; what is left is an access token of at most 15 minutes."""
    stage.cognito.admin_disable_user(UserPoolId=stage.user_pool_id, Username=username)
    _end_sessions(stage, username)


def enable_person(stage: Stage, username: str) -> None:
    stage.cognito.admin_enable_user(UserPoolId=stage.user_pool_id, Username=username)
    _note_person(stage, username)


def _end_sessions(stage: Stage, username: str) -> None:
    _note_person(stage, username)
    stage.cognito.admin_user_global_sign_out(UserPoolId=stage.user_pool_id, Username=username)


def _note_person(stage: Stage, username: str) -> None:
    """In the register: whether the account is on, and that tokens of sign-ins up to now no longer count where the
    register is read with every request (`cen.accounts.refused`)."""
    user = stage.cognito.admin_get_user(UserPoolId=stage.user_pool_id, Username=username)
    sub = next(one["Value"] for one in user["UserAttributes"] if one["Name"] == "sub")
    stage.dynamodb.put_item(
        TableName=stage.accounts_table,
        Item={
            "client_id": {"S": sub},
            "kind": {"S": "person"},
            "name": {"S": username},
            "active": {"BOOL": user["Enabled"]},
            "tokens_from": {"N": str(int(datetime.now(UTC).timestamp()))},
        },
    )


def people(stage: Stage) -> Iterator[dict[str, Any]]:
    for page in stage.cognito.get_paginator("list_users").paginate(UserPoolId=stage.user_pool_id):
        for user in page["Users"]:
            name = user["Username"]
            yield {"username": name, "enabled": user["Enabled"], "groups": groups_of(stage, name)}


def create_service_account(stage: Stage, name: str, tier: str, administration: str | None) -> ServiceAccount:
    """A machine client; its secret is told now and never again."""
    rights = Rights(tier, administration)
    made = stage.cognito.create_user_pool_client(
        UserPoolId=stage.user_pool_id,
        ClientName=name,
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[f"cen/tier-{rights.tier}"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]
    item = {"client_id": made["ClientId"], "name": name, "created_at": datetime.now(UTC).isoformat(timespec="seconds")}
    if administration:
        item["administration"] = administration
    stage.dynamodb.put_item(
        TableName=stage.accounts_table,
        Item={**{key: {"S": value} for key, value in item.items()}, "active": {"BOOL": True}},
    )
    return ServiceAccount(name, administration, tier, made["ClientId"], made["ClientSecret"])


def disable_service_account(stage: Stage, client_id: str) -> None:
    """Refused within a minute by every function, and gets no new token. Raises `Refused` if there is no such client."""
    try:
        stage.dynamodb.update_item(
            TableName=stage.accounts_table,
            Key={"client_id": {"S": client_id}},
            UpdateExpression="SET #active = :no",
            ConditionExpression="attribute_exists(client_id)",
            ExpressionAttributeNames={"#active": "active"},
            ExpressionAttributeValues={":no": {"BOOL": False}},
        )
    except stage.dynamodb.exceptions.ConditionalCheckFailedException:
        raise Refused(f"there is no service account with the client id {client_id}") from None
    stage.cognito.delete_user_pool_client(UserPoolId=stage.user_pool_id, ClientId=client_id)


def service_accounts(stage: Stage) -> Iterable[dict[str, Any]]:
    for page in stage.dynamodb.get_paginator("scan").paginate(TableName=stage.accounts_table):
        for item in page["Items"]:
            if "kind" not in item:  # people have one
                yield {name: _plain(value) for name, value in item.items()}


def _plain(value: Mapping[str, Any]) -> Any:
    return next(iter(value.values()))
