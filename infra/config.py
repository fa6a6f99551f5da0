"""What differs between stages, as data. `cdk -c stage=<name>` picks one."""

from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_logs as logs


@dataclass(frozen=True, slots=True)
class Stage:
    """`durable`: data outlive the stack (retention, deletion protection, point-in-time recovery). `guarded`: second
    factor, threat protection and firewall are on. `password_sign_in`: a client for tests signs in with a plain password."""

    name: str
    durable: bool
    guarded: bool
    password_sign_in: bool
    architecture: str
    log_retention: logs.RetentionDays
    requests_per_second: int
    burst: int
    callback_urls: tuple[str, ...]
    alarm_email: str | None = None
    access_token_life: Duration = Duration.minutes(15)

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
            password_sign_in=True,
            architecture="x86_64",
            log_retention=logs.RetentionDays.ONE_WEEK,
            requests_per_second=2000,
            burst=2000,
            callback_urls=("http://localhost/signed-in",),
        ),
        Stage(
            name="dev",
            durable=True,
            guarded=True,
            password_sign_in=False,
            architecture="arm64",
            log_retention=logs.RetentionDays.ONE_MONTH,
            requests_per_second=100,
            burst=200,
            callback_urls=("https://dev.cen.example/signed-in",),
        ),
        Stage(
            name="prod",
            durable=True,
            guarded=True,
            password_sign_in=False,
            architecture="arm64",
            log_retention=logs.RetentionDays.ONE_YEAR,
            requests_per_second=500,
            burst=1000,
            callback_urls=("https://cen.example/signed-in",),
        ),
    )
}
