"""The lake: a bucket of partitions, the table that describes them, and what Athena needs to read them.

Who may read which scope is granted by operators, on prefixes of the bucket: no function of the system reads it.
"""

from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.config import Stage
from infra.constructs.private_bucket import grant_below, grant_key, private_bucket

QUERIES = Path(__file__).resolve().parent.parent / "queries"
TABLE = "seizure_lines"
_FILES = "lake/*"
_RESULTS = "athena"
# 100 GB of one query: some 400 million lines.
_MOST_BYTES = 100 * 1024**3
_TEXTS = (
    *("case_id", "tlp", "administration", "rilo", "wco_region", "seized_on", "date_precision", "published_on"),
    *("verification", "channel", "form", "country", "locode", "location_type", "direction", "offence", "mode", "means"),
    *("origin", "origin_certainty", "departure", "departure_certainty", "destination", "destination_certainty"),
    *("detection", "concealment_place", "concealment_method", "category", "type", "subtype", "hs_code"),
    *("amount", "unit", "base_amount", "base_unit", "value", "currency"),
)
_LISTS = ("transit", "missing_fields")
_NUMBERS = ("line", "lines")


class Lake(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self.stage, self.key = stage, key
        self.bucket = self._bucket()
        self.database = f"cen_{stage.name}"
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Stack.of(self).account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=self.database),
        )
        self._table().add_dependency(database)
        self.workgroup = f"cen-{stage.name}"
        group = self._workgroup()
        if stage.durable:  # the emulator's CloudFormation has no AWS::Athena::NamedQuery
            self._queries(group)

    def _bucket(self) -> s3.Bucket:
        return private_bucket(
            self,
            stage=self.stage,
            key=self.key,
            says="Who asked what of the lake is in Athena's history and in CloudTrail.",
            # Nothing to go back to: every file can be made anew from the records.
            versioned=False,
            lifecycle_rules=[
                s3.LifecycleRule(prefix=f"{_RESULTS}/", expiration=Duration.days(7)),
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1)),
            ],
        )

    def _table(self) -> glue.CfnTable:
        """Partitions are computed from their names, so nobody has to register one; each has a file for each
        administration."""
        location = f"s3://{self.bucket.bucket_name}/lake/"
        column = glue.CfnTable.ColumnProperty
        folders = "scope=${scope}/month=${month}/"
        columns = [
            *(column(name=name, type="string") for name in _TEXTS),
            *(column(name=name, type="array<string>") for name in _LISTS),
            *(column(name=name, type="int") for name in _NUMBERS),
        ]
        return glue.CfnTable(
            self,
            "Lines",
            catalog_id=Stack.of(self).account,
            database_name=self.database,
            table_input=glue.CfnTable.TableInputProperty(
                name=TABLE,
                table_type="EXTERNAL_TABLE",
                parameters={
                    "classification": "json",
                    "projection.enabled": "true",
                    "projection.scope.type": "enum",
                    "projection.scope.values": "open,amber,strict",
                    "projection.month.type": "date",
                    "projection.month.format": "yyyy-MM",
                    "projection.month.range": "1970-01,NOW",
                    "projection.month.interval": "1",
                    "projection.month.interval.unit": "MONTHS",
                    "storage.location.template": location + folders,
                },
                partition_keys=[column(name=name, type="string") for name in ("scope", "month")],
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    columns=columns,
                    location=location,
                    input_format="org.apache.hadoop.mapred.TextInputFormat",
                    output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                    compressed=True,
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        serialization_library="org.openx.data.jsonserde.JsonSerDe"
                    ),
                ),
            ),
        )

    def _workgroup(self) -> athena.CfnWorkGroup:
        group = athena.CfnWorkGroup
        return group(
            self,
            "Analysts",
            name=self.workgroup,
            description="Analysts of the lake",
            recursive_delete_option=not self.stage.durable,
            work_group_configuration=group.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                bytes_scanned_cutoff_per_query=_MOST_BYTES,
                result_configuration=group.ResultConfigurationProperty(
                    output_location=f"s3://{self.bucket.bucket_name}/{_RESULTS}/",
                    encryption_configuration=group.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS", kms_key=self.key.key_arn
                    ),
                ),
            ),
        )

    def _queries(self, group: athena.CfnWorkGroup) -> None:
        """One for each table of the Illicit Trade Report, ready to be run and changed."""
        for file in sorted(QUERIES.glob("*.sql")):
            text = file.read_text("utf-8")
            query = athena.CfnNamedQuery(
                self,
                f"Query-{file.stem}",
                name=f"{file.stem}: {text.partition('\n')[0].removeprefix('-- ')}",
                database=self.database,
                query_string=text,
                work_group=self.workgroup,
            )
            query.add_dependency(group)

    def grant_write(self, function: lambda_.Function) -> None:
        """For the worker: put files and take them away. It reads none."""
        function.add_environment("CEN_LAKE_BUCKET", self.bucket.bucket_name)
        why = "The files of the lake: their names hold scope, month and administration."
        grant_below(self.bucket, _FILES, function, ("s3:PutObject", "s3:DeleteObject"), why)
        grant_key(self.key, function, ("kms:GenerateDataKey", "kms:Decrypt"))
