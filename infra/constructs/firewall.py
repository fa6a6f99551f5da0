"""The web application firewall: a limit for each address, and AWS's rules against known attacks."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

_COMMON, _KNOWN_BAD = "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"
# Our own limit of a body is larger than this rule's 8 KB, and answers better.
_ONLY_COUNTED = ("SizeRestrictions_BODY",)


def firewall(scope: Construct, *, protects: str, requests_per_address: int) -> None:
    """`protects`: ARN of the stage of a REST API. The limit counts five minutes."""
    acl = waf.CfnWebACL(
        scope,
        "Firewall",
        scope="REGIONAL",
        default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_seen("Firewall"),
        rules=[_rate(requests_per_address), _managed(_COMMON, 1, _ONLY_COUNTED), _managed(_KNOWN_BAD, 2)],
    )
    waf.CfnWebACLAssociation(scope, "FirewallAtTheDoor", resource_arn=protects, web_acl_arn=acl.attr_arn)


def _seen(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    """Counted, but no samples kept: they would hold tokens."""
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )


def _rate(limit: int) -> waf.CfnWebACL.RuleProperty:
    rate = waf.CfnWebACL.RateBasedStatementProperty(limit=limit, aggregate_key_type="IP")
    return waf.CfnWebACL.RuleProperty(
        name="Rate",
        priority=0,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(rate_based_statement=rate),
        visibility_config=_seen("Rate"),
    )


def _managed(name: str, priority: int, only_counted: tuple[str, ...] = ()) -> waf.CfnWebACL.RuleProperty:
    count = waf.CfnWebACL.RuleActionProperty(count={})
    group = waf.CfnWebACL.ManagedRuleGroupStatementProperty(
        name=name,
        vendor_name="AWS",
        rule_action_overrides=[
            waf.CfnWebACL.RuleActionOverrideProperty(name=rule, action_to_use=count) for rule in only_counted
        ],
    )
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        visibility_config=_seen(name),
    )
