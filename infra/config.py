"""What differs between stages, as data. `cdk -c stage=<name>` picks one."""

from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs


@dataclass(frozen=True, slots=True)
class Stage:
    """`durable`: data outlive the stack (retention, deletion protection, point-in-time recovery).
    `guarded`: second factor, threat protection and firewall are on.
    `test_client`: a public client for tests, which may also sign in with a plain password.
    `password_scope`: the API takes the one scope that tokens of a plain password sign-in carry.
    `requests_per_address`: in five minutes, before the firewall blocks an address.
    `function_concurrency`: reserved for each function; None shares the account's.
    `website`: address of the website, which hands `/v1/` on to the API; links in mails begin with it.
    `mail_from`: address that mail comes from; its domain is proved to the mail service.
    `own_endpoints`: subscribers may be told on this machine and in this account.
    `statistics_every`: when everything that has changed is counted, besides each region's morning.
    """

    name: str
    durable: bool
    guarded: bool
    test_client: bool
    password_scope: bool
    architecture: str
    log_retention: logs.RetentionDays
    requests_per_second: int
    burst: int
    callback_urls: tuple[str, ...]
    website: str
    mail_from: str
    requests_per_address: int = 3000
    function_concurrency: int | None = None
    alarm_email: str | None = None
    statistics_every: str = "cron(0 0 * * ? *)"
    access_token_minutes: int = 15
    refresh_token_hours: int = 12
    own_endpoints: bool = False

    @property
    def removal_policy(self) -> RemovalPolicy:
        return RemovalPolicy.RETAIN if self.durable else RemovalPolicy.DESTROY


STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            name="local",
            durable=False,
            guarded=False,
            test_client=True,
            password_scope=True,
            architecture="x86_64",
            log_retention=logs.RetentionDays.ONE_WEEK,
            requests_per_second=2000,
            burst=2000,
            callback_urls=("http://localhost/signed-in",),
            website="http://localhost",
            mail_from="no-reply@cen.example",
            own_endpoints=True,
            statistics_every="rate(10 minutes)",
        ),
        Stage(
            name="dev",
            durable=True,
            guarded=True,
            test_client=True,
            password_scope=False,
            architecture="arm64",
            log_retention=logs.RetentionDays.ONE_MONTH,
            requests_per_second=100,
            burst=200,
            callback_urls=("https://dev.cen.example/signed-in",),
            website="https://dev.cen.example",
            mail_from="no-reply@dev.cen.example",
        ),
        Stage(
            name="prod",
            durable=True,
            guarded=True,
            test_client=False,
            password_scope=False,
            architecture="arm64",
            log_retention=logs.RetentionDays.ONE_YEAR,
            requests_per_second=500,
            burst=1000,
            callback_urls=("https://cen.example/signed-in",),
            website="https://cen.example",
            mail_from="no-reply@cen.example",
            requests_per_address=15000,
            function_concurrency=100,
        ),
    )
}
