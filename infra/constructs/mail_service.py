"""The domain that mail comes from, and how the mail service tells what became of letters."""

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.config import Stage

_TOLD = ses.EmailSendingEvent


class MailService(Construct):
    """`name`: of the configuration set, which letters have to name. `bus`: where is told what became of them."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id)
        self.address = stage.mail_from
        letters = ses.ConfigurationSet(
            self,
            "Letters",
            configuration_set_name=f"cen-{stage.name}",
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )
        self.name = letters.configuration_set_name
        # The mail service tells only the account's own bus.
        self.bus = events.EventBus.from_event_bus_name(self, "DefaultBus", "default")
        letters.add_event_destination(
            "Events",
            destination=ses.EventDestination.event_bus(self.bus),
            events=[_TOLD.SEND, _TOLD.BOUNCE, _TOLD.COMPLAINT, _TOLD.REJECT],
        )
        self._identity = ses.EmailIdentity(
            self, "Domain", identity=ses.Identity.domain(self.address.rpartition("@")[2])
        )

    def let_write(self, function: lambda_.Function) -> None:
        named = Stack.of(self).format_arn(service="ses", resource="configuration-set", resource_name=self.name)
        function.add_to_role_policy(
            iam.PolicyStatement(
                actions=["ses:SendEmail"],
                resources=[self._identity.email_identity_arn, named],
                conditions={"StringEquals": {"ses:FromAddress": self.address}},
            )
        )
