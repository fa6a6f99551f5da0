"""cen-admin: accounts of a deployed stage, and what is made anew from its records.

Region, credentials and endpoint come from the environment, as for the AWS command line.
"""

import argparse
import getpass
import json
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cen.principal import Tier
from cen.problems import Unavailable
from ops import accounts, catalogue, rebuild, review, rollup
from ops.accounts import ROLES, Refused, Rights
from ops.stage import NotDeployed, Stage, open_stage


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="cen-admin", description=__doc__)
    root.add_argument("--stage", required=True, help="local, dev, prod")
    commands = root.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create-user", help="make a person's account; Cognito mails the invitation")
    create.add_argument("--username", required=True)
    create.add_argument("--email", required=True)
    create.add_argument("--ask-password", action="store_true", help="set a password now instead of the invitation")
    _rights(create)
    change = commands.add_parser("set-groups", help="give a person exactly these rights")
    change.add_argument("--username", required=True)
    _rights(change)
    for name, says in (("disable-user", "switch a person off and end their sessions"), ("enable-user", "and on again")):
        commands.add_parser(name, help=says).add_argument("--username", required=True)
    commands.add_parser("list-users", help="people with their groups, one JSON line each")
    service = commands.add_parser("create-service-account", help="make a machine client; prints its secret once")
    service.add_argument("--name", required=True)
    service.add_argument("--tier", required=True, choices=list(Tier))
    service.add_argument("--administration")
    off = commands.add_parser("disable-service-account", help="switch a machine client off")
    off.add_argument("--client-id", required=True)
    commands.add_parser("list-service-accounts", help="machine clients, one JSON line each")
    anew = commands.add_parser("rebuild-search", help="post every record into the search anew, while all is live")
    anew.add_argument("--segments", type=int, choices=range(1, 11), default=4, help="parts of the table read at once")
    anew.add_argument("--check", type=int, metavar="N", help="only compare N records with how they stand in the search")
    review = commands.add_parser("rebuild-review", help="compare every record anew, and make all figures anew")
    review.add_argument("--segments", type=int, choices=range(1, 11), default=4, help="parts of the table at once")
    pictures = commands.add_parser("rebuild-catalogue", help="project every picture anew, while all is live")
    pictures.add_argument("--segments", type=int, choices=range(1, 11), default=4, help="parts read at once")
    rows = commands.add_parser("rebuild-rollup", help="make the statistics anew from every record, while all is live")
    rows.add_argument("--segments", type=int, choices=range(1, 11), default=4, help="parts of the table read at once")
    return root


def _rights(command: argparse.ArgumentParser) -> None:
    command.add_argument("--tier", required=True, choices=list(Tier))
    command.add_argument("--administration", help="ISO 3166 alpha-2 code")
    command.add_argument("--rilo", action="append", default=[], help="code of a RILO the person serves in")
    command.add_argument("--role", action="append", default=[], choices=ROLES)


def run(stage: Stage, asked: argparse.Namespace) -> int:
    """The exit code."""
    return _COMMANDS[asked.command](stage, asked) or 0


def _create_user(stage: Stage, asked: argparse.Namespace) -> None:
    password = getpass.getpass() if asked.ask_password else None
    made = accounts.create_person(stage, asked.username, asked.email, _rights_of(asked), password)
    if made is not None:
        print(json.dumps({"username": asked.username, "temporary_password": made}))


def _create_service_account(stage: Stage, asked: argparse.Namespace) -> None:
    made = accounts.create_service_account(stage, asked.name, asked.tier, asked.administration)
    print(json.dumps({"client_id": made.client_id, "client_secret": made.client_secret}))


_COMMANDS: dict[str, Callable[[Stage, argparse.Namespace], int | None]] = {
    "create-user": _create_user,
    "set-groups": lambda stage, asked: accounts.set_groups(stage, asked.username, _rights_of(asked)),
    "disable-user": lambda stage, asked: accounts.disable_person(stage, asked.username),
    "enable-user": lambda stage, asked: accounts.enable_person(stage, asked.username),
    "list-users": lambda stage, _: _lines(accounts.people(stage)),
    "create-service-account": _create_service_account,
    "disable-service-account": lambda stage, asked: accounts.disable_service_account(stage, asked.client_id),
    "list-service-accounts": lambda stage, _: _lines(accounts.service_accounts(stage)),
    "rebuild-rollup": lambda _, asked: rollup.run(asked.stage, asked.segments),
    "rebuild-search": lambda _, asked: rebuild.run(asked.stage, asked.segments, asked.check),
    "rebuild-review": lambda _, asked: review.run(asked.stage, asked.segments),
    "rebuild-catalogue": lambda _, asked: catalogue.run(asked.stage, asked.segments),
}


def _rights_of(asked: argparse.Namespace) -> Rights:
    return Rights(asked.tier, asked.administration, asked.rilo, asked.role)


def _lines(found: Iterable[dict[str, Any]]) -> None:
    for one in found:
        print(json.dumps(one, default=str))


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        return run(open_stage(asked.stage), asked)
    except (Refused, NotDeployed) as refused:
        print(f"cen-admin: {refused}", file=sys.stderr)
        return 2
    except BotoCoreError as error:  # no region, no credentials, no connection
        print(f"cen-admin: {error}", file=sys.stderr)
        return 1
    except ClientError as error:
        print(f"cen-admin: {error.response['Error']['Code']}: {error.response['Error']['Message']}", file=sys.stderr)
        return 1
    except Unavailable as error:
        print(f"cen-admin: {error.detail} Run it again.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `cen-admin … | head` ends quietly
    sys.exit(main())
