"""How people and systems hear of alerts: who may put what where, and who hears when it fails."""

from typing import Any

from tests.infra.templates import Assembly, flat, services, statements


def _resource(assembly: Assembly, kind: str, name: str) -> tuple[str, Any]:
    ((id, found),) = ((id, one) for id, one in assembly.properties(kind).items() if id.startswith(f"alerts/{name}"))
    return id, found


def test_only_the_topic_leaves_messages_among_the_undelivered(assembly: Assembly) -> None:
    policies = assembly.properties("SQS::QueuePolicy")
    (policy,) = (one for name, one in policies.items() if name.startswith("alerts/DeliveryUndeliveredQueuePolicy"))
    allowed = [one for one in statements(policy["PolicyDocument"]) if one["Effect"] == "Allow"]
    assert [one["Principal"] for one in allowed] == [{"Service": "sns.amazonaws.com"}]
    assert "DeliveryTopic" in flat(allowed[0]["Condition"]["ArnEquals"]["aws:SourceArn"])


def test_the_topic_may_use_the_key_on_behalf_of_this_account(assembly: Assembly) -> None:
    _, key = _resource(assembly, "KMS::Key", "Key")
    own_account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert services(key["KeyPolicy"], action)["sns.amazonaws.com"] == own_account


def test_mail_comes_from_one_address_and_over_tls_alone(assembly: Assembly) -> None:
    sends = [
        statement
        for policy in assembly.properties("IAM::Policy").values()
        for statement in statements(policy["PolicyDocument"])
        if "ses:SendEmail" in statement["Action"]
    ]
    domain = {"local": "cen.example", "dev": "dev.cen.example", "prod": "cen.example"}[assembly.stage]
    assert [one["Condition"] for one in sends] == [{"StringEquals": {"ses:FromAddress": f"no-reply@{domain}"}}]
    _, letters = _resource(assembly, "SES::ConfigurationSet", "DeliveryMailLetters")
    assert letters["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert letters["Name"] == f"cen-{assembly.stage}"
    _, identity = _resource(assembly, "SES::EmailIdentity", "DeliveryMailDomain")
    assert identity["EmailIdentity"] == domain


def test_the_mail_service_tells_what_became_of_letters(assembly: Assembly) -> None:
    _, told = _resource(assembly, "SES::ConfigurationSetEventDestination", "DeliveryMailLetters")
    destination = told["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {"send", "bounce", "complaint", "reject"}
    assert "event-bus/default" in flat(destination["EventBridgeDestination"]["EventBusArn"])
    rules = assembly.properties("Events::Rule")
    (rule,) = (one for name, one in rules.items() if name.startswith("alerts/DeliveryReporting"))
    assert rule["EventBusName"] == "default"
    assert rule["EventPattern"]["detail-type"] == [
        "Email Sent",
        "Email Bounced",
        "Email Complaint Received",
        "Email Rejected",
    ]


def test_operators_hear_of_what_could_not_be_delivered(assembly: Assembly) -> None:
    watched = {
        one["MetricName"] for one in assembly.properties("CloudWatch::Alarm").values() if one.get("Namespace") == "CEN"
    }
    assert watched >= {"undelivered", "letters_failed", "letters_in_doubt", "letters_barred", "recipients_cut"}
    assert watched >= {"topic_full", "reviews_failed", "filters_refused"}


def test_undelivered_messages_wait_as_long_as_a_queue_keeps_them(assembly: Assembly) -> None:
    for name in ("Undelivered", "Mailing"):
        _, queue = _resource(assembly, "SQS::Queue", f"Delivery{name}Queue")
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_endpoints_of_our_own_are_for_one_machine_only(assembly: Assembly) -> None:
    _, api = _resource(assembly, "Lambda::Function", "ApiFunction")
    told = api["Environment"]["Variables"]
    assert told.get("CEN_OWN_ENDPOINTS") == ("yes" if assembly.stage == "local" else None)


def test_links_in_mails_are_https_where_people_live(deployed: Assembly) -> None:
    _, mailer = _resource(deployed, "Lambda::Function", "MailerFunction")
    assert mailer["Environment"]["Variables"]["CEN_WEBSITE_URL"].startswith("https://")


def test_what_concerns_nobody_is_not_even_queued(assembly: Assembly) -> None:
    rules = {
        name.partition("/")[2][:-8]: one["EventPattern"] for name, one in assembly.properties("Events::Rule").items()
    }
    assert rules["WatchingRule"]["detail"] == {"action": [{"anything-but": ["submitted", "returned", "withdrawn"]}]}
    for rule in ("DeliveryRemindingRule", "DeliveryNoticingRule"):
        assert "detail" not in rules[rule]
