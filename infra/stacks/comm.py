"""CENcomm: operations and their messages, the key that opens them, and what works behind them."""

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.config import Stage
from infra.constructs.alarms import alarm
from infra.constructs.file_bucket import FileBucket
from infra.constructs.function import ContextFunction, extra_layer
from infra.constructs.keys import let_deliver
from infra.constructs.message_key import MessageKey
from infra.constructs.record_table import KeyTable, ListIndex, RecordTable
from infra.constructs.schedule import Schedule
from infra.constructs.upload_bucket import UploadBucket
from infra.stacks.context import ContextStack, Path, allow
from infra.stacks.foundation import FoundationStack

_WORKING_SECONDS = 60
_LOOKING_SECONDS = 120
_SWEEPING_SECONDS = 240
_UPLOADS = "attachments"


class CommStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        self.records = RecordTable(self, "Records", stage=stage, key=self.key, indexes=[ListIndex("board", "bd")])
        self.rings = KeyTable(self, "Keys", stage=stage, key=self.key)
        self.files = FileBucket(
            self,
            "Files",
            stage=stage,
            key=self.key,
            prefix="files",
            days=None,  # they go with their messages
            setting="CEN_FILES_BUCKET",
            says="Who fetched which attachment is in the record of its operation.",
        )
        self.uploads = UploadBucket(self, "Uploads", stage=stage, key=self.key, alarms=foundation.alarms)
        self.tables = {
            "CEN_TABLE": self.records.table.table_name,
            "CEN_KEYS_TABLE": self.rings.table.table_name,
            "CEN_ACCOUNTS_TABLE": foundation.accounts.table_name,
        }
        self.sealing = extra_layer(self, stage, "sealing")
        api, attacher, casemaker = self._api(), self._attacher(), self._casemaker()
        openers = [api.function, attacher.function, casemaker.function]
        MessageKey(self, "MessageKey", stage=stage, openers=openers, makers=[api.function])
        self.outbox("comm", self.records)
        self._notifier()
        self._cases()
        self._reminder()
        self._door()
        self._watch()
        CfnOutput(self, "RecordsTableName", value=self.records.table.table_name)
        CfnOutput(self, "KeysTableName", value=self.rings.table.table_name)

    def _api(self) -> ContextFunction:
        reporter = self.worker(
            "Reporter", "comm.reporter.handler", {}, seconds=20, more_layers=[extra_layer(self, self.stage, "sheets")]
        )
        api = self.api_function(
            "comm",
            {
                **self.tables,
                **self.files.environment,
                **self.uploads.environment,
                "CEN_USER_POOL": self.foundation.pool.user_pool_id,
                "CEN_REPORTER": reporter.function.function_name,
            },
            more_layers=[self.sealing],
        )
        self.records.grant(api.function, write=True)
        # A transaction needs the permissions of the writes in it.
        self.rings.grant(api.function, "BatchGetItem", "PutItem")
        self.files.grant_read(api.function)
        self.uploads.grant_forms(api.function, _UPLOADS)
        self._let_it_know_accounts(api)
        people = ["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers"]
        allow(api.function, people, self.foundation.pool.user_pool_arn)
        allow(api.function, ["lambda:InvokeFunction"], reporter.function.function_arn)
        self.paths = [Path("/v1/operations", api.function), Path("/v1/operations/{proxy+}", api.function)]
        return api

    def _let_it_know_accounts(self, asker: ContextFunction) -> None:
        """Who was switched off or signed out."""
        allow(asker.function, ["dynamodb:BatchGetItem"], self.foundation.accounts.table_arn)
        allow(asker.function, ["kms:Decrypt"], self.foundation.key.key_arn)

    def _attacher(self) -> ContextFunction:
        attacher = self.worker(
            "Attacher",
            "comm.attacher.handler",
            {**self.tables, **self.files.environment, **self.uploads.environment},
            seconds=_LOOKING_SECONDS,
            megabytes=1769,
            more_layers=[self.sealing, extra_layer(self, self.stage, "images")],
        )
        self.records.grant(attacher.function, write=True)
        self.rings.grant(attacher.function, "BatchGetItem")
        self._let_it_know_accounts(attacher)
        self.files.grant_write(attacher.function)
        self.uploads.grant_files(attacher.function, _UPLOADS)
        self.uploads.hear("Attaching", attacher.function, prefix=_UPLOADS, seconds=_LOOKING_SECONDS)
        return attacher

    def _casemaker(self) -> ContextFunction:
        casemaker = self.worker(
            "CaseMaker",
            "comm.casemaker.handler",
            self.tables,
            seconds=_WORKING_SECONDS,
            more_layers=[self.sealing],
        )
        self.records.grant(casemaker.function, write=True)
        self.rings.grant(casemaker.function, "BatchGetItem")
        self.let_use_door(casemaker.function, "seizures")
        self.hear("CaseMaking", ["CaseOwed"], casemaker, _WORKING_SECONDS)
        return casemaker

    def _notifier(self) -> None:
        notifier = self.worker("Notifier", "comm.notifier.handler", self.tables, seconds=_WORKING_SECONDS)
        self.records.grant(notifier.function, write=True)
        self.hear("Notifying", ["MessageSent"], notifier, _WORKING_SECONDS)

    def _cases(self) -> None:
        cases = self.worker("Cases", "comm.cases.handler", self.tables, seconds=_WORKING_SECONDS)
        self.records.grant(cases.function, write=True)
        self.let_use_door(cases.function, "seizures")
        self.hear("Following", ["SeizureChanged"], cases, _WORKING_SECONDS)

    def _reminder(self) -> None:
        reminder = self.worker(
            "Reminder",
            "comm.reminder.handler",
            {**self.tables, **self.files.environment},
            seconds=_SWEEPING_SECONDS,
        )
        self.records.grant(reminder.function, write=True)
        self.rings.grant(reminder.function, "DeleteItem")
        self.files.grant_sweep(reminder.function)
        Schedule(
            self,
            "ReminderSchedule",
            stage=self.stage,
            worker=reminder.function,
            expression="rate(5 minutes)",
            key=self.key,
            alarms=self.foundation.alarms,
        )

    def _door(self) -> None:
        """It says who sits in an operation; nothing that was written there can be opened with what it may read."""
        function = self.door("comm", self.tables).function
        self.records.grant(function, write=False)
        allow(function, ["dynamodb:BatchGetItem"], self.foundation.accounts.table_arn)
        allow(function, ["kms:Decrypt"], self.foundation.key.key_arn)

    def _watch(self) -> None:
        """What the functions say of themselves in their logs."""
        for id, name, says in (
            ("Tampered", "tampered", "A message is not what was sent."),
            ("VaultRefusals", "vault_refusals", "The key of messages cannot be used: nothing is sent or read."),
            ("DueLeft", "due_left", "Something that was due in an operation could not be done."),
        ):
            metric = cloudwatch.Metric(
                namespace="CEN",
                metric_name=name,
                dimensions_map={"context": "comm"},
                statistic="sum",
                period=Duration.minutes(5),
            )
            alarm(self, id, metric=metric, at=1, periods=1, says=says, topic=self.foundation.alarms)
