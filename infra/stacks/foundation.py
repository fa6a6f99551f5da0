"""What every context stands on: keys, sign-in, the event bus, the register of machine clients, the alarm topic."""

from collections.abc import Sequence

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm_topic
from infra.constructs.keys import context_key
from infra.constructs.record_table import encrypted_table
from infra.exceptions import accept

TIERS = ("limited", "read-only", "unrestricted")
# Groups of an administration or a RILO are made with its first member, by cen-admin.
GROUPS = (*(f"tier-{tier}" for tier in TIERS), "role-ncp", "role-cenmat")
_TEST_CALLBACK = "http://localhost/signed-in"


class FoundationStack(Stack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id, termination_protection=stage.durable)
        self.stage = stage
        self.key = context_key(self, "Key", stage)
        self.alarms = alarm_topic(self, "Alarms", key=self.key, email=stage.alarm_email)
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"cen-{stage.name}", kms_key=self.key)
        self.accounts = self._accounts()
        self.cursor_secret = self._cursor_secret()
        self.pool = self._pool()
        self.scopes = self._scopes()
        self._groups()
        self._clients()
        self._outputs()

    def _accounts(self) -> dynamodb.Table:
        by_client = dynamodb.Attribute(name="client_id", type=dynamodb.AttributeType.STRING)
        return encrypted_table(self, "Accounts", stage=self.stage, key=self.key, partition_key=by_client)

    def _cursor_secret(self) -> secrets.Secret:
        secret = secrets.Secret(
            self,
            "CursorSecret",
            description="Signs the cursors of lists",
            encryption_key=self.key,
            generate_secret_string=secrets.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=self.stage.removal_policy,
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "Replaced by an operator when needed: lists begun before then simply start anew (docs/operating.md).",
        )
        return secret

    def _pool(self) -> cognito.UserPool:
        guarded = self.stage.guarded
        pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            # Cannot be changed later. No second account may look like the first.
            sign_in_case_sensitive=False,
            mfa=cognito.Mfa.REQUIRED if guarded else cognito.Mfa.OFF,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True) if guarded else None,
            password_policy=cognito.PasswordPolicy(
                min_length=14,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            feature_plan=cognito.FeaturePlan.PLUS if guarded else cognito.FeaturePlan.ESSENTIALS,
            standard_threat_protection_mode=(cognito.StandardThreatProtectionMode.FULL_FUNCTION if guarded else None),
            deletion_protection=self.stage.durable,
            removal_policy=self.stage.removal_policy,
        )
        if not guarded:
            reason = "The local stage has no second factor, so that tests and newcomers can sign in."
            accept(pool, "AwsSolutions-COG2", reason)
            accept(pool, "AwsSolutions-COG3", reason)
            accept(pool, "AwsSolutions-COG8", reason)
        return pool

    def _groups(self) -> None:
        for group in GROUPS:
            cognito.CfnUserPoolGroup(self, f"Group-{group}", user_pool_id=self.pool.user_pool_id, group_name=group)

    def _scopes(self) -> dict[str, cognito.OAuthScope]:
        """Scopes by name: `api` for people, a tier each for machine clients."""
        named = {
            "api": cognito.ResourceServerScope(scope_name="api", scope_description="Act as a person"),
            **{
                f"tier-{tier}": cognito.ResourceServerScope(
                    scope_name=f"tier-{tier}", scope_description=f"Act as a machine client of the {tier} tier"
                )
                for tier in TIERS
            },
        }
        server = self.pool.add_resource_server("Api", identifier="cen", scopes=list(named.values()))
        return {name: cognito.OAuthScope.resource_server(server, scope) for name, scope in named.items()}

    def _clients(self) -> None:
        self.domain = self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"cen-{self.stage.name}-{self.account}"),
        )
        self.website_client = self._client("Website", self.stage.callback_urls, password=False)
        self.test_client = self._client("Tests", [_TEST_CALLBACK], password=True) if self.stage.test_client else None

    def _client(self, id: str, callback_urls: Sequence[str], *, password: bool) -> cognito.UserPoolClient:
        """A public client for people: authorization code with PKCE; a refresh token serves once and can be revoked."""
        life = Duration.minutes(self.stage.access_token_minutes)
        return self.pool.add_client(
            id,
            generate_secret=False,
            # Never an empty list: Cognito would take its default, which the rotation of refresh tokens forbids.
            auth_flows=cognito.AuthFlow(user_password=password, user_srp=True),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, self.scopes["api"]],
                callback_urls=list(callback_urls),
                logout_urls=list(callback_urls),
            ),
            access_token_validity=life,
            id_token_validity=life,
            refresh_token_validity=Duration.hours(self.stage.refresh_token_hours),
            # Time to repeat a refresh whose answer was lost.
            refresh_token_rotation_grace_period=Duration.seconds(30),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
        )

    def _outputs(self) -> None:
        found = {
            "UserPoolId": self.pool.user_pool_id,
            "WebsiteClientId": self.website_client.user_pool_client_id,
            "HostedUiUrl": self.domain.base_url(),
            "TokenUrl": f"{self.domain.base_url()}/oauth2/token",
            "EventBusName": self.bus.event_bus_name,
            "AccountsTableName": self.accounts.table_name,
            "CursorSecretArn": self.cursor_secret.secret_arn,
            "AlarmTopicArn": self.alarms.topic_arn,
        }
        if self.test_client:
            found["TestClientId"] = self.test_client.user_pool_client_id
        for name, value in found.items():
            CfnOutput(self, name, value=value)
