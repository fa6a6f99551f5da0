from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, publisher

RECORDS = {"RecordsTable"}
_READ = {"dynamodb:BatchGetItem": RECORDS, "dynamodb:GetItem": RECORDS, "dynamodb:Query": RECORDS}
_WRITE = {
    "dynamodb:ConditionCheckItem": RECORDS,
    "dynamodb:DeleteItem": RECORDS,
    "dynamodb:PutItem": RECORDS,
    "dynamodb:UpdateItem": RECORDS,
    **WRITES,
}
_DECRYPTS = {"kms:Decrypt": {"Key"}, "kms:DescribeKey": {"Key"}}

ALERTS = Expected(
    "alerts",
    {
        "Api": Function(
            "alerts.api",
            {
                **API,
                **_READ,
                **_WRITE,
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "kms:DescribeKey": {"Key"},
            },
            ASKED | {"CEN_TABLE"},
        ),
        "Publisher": publisher("alerts"),
    },
    tables=1,
    outboxes=1,
    exceptions={"AwsSolutions-DDB3", "AwsSolutions-SQS3"},
)
