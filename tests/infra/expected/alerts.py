from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

RECORDS = {"RecordsTable"}
# What arrives for the library, and the library.
ARRIVING, FILES = "UploadsBucket/library/*", "LibraryBucket/library/*"
TOLD = {"CEN_STAGE", "CEN_TABLE"}
BUCKETS = {"CEN_UPLOADS_BUCKET", "CEN_LIBRARY_BUCKET"}
_POOL = {"foundation Pool"}
_COUNTS = {"cognito-idp:ListGroups": _POOL, "cognito-idp:ListUsersInGroup": _POOL}
_TABLE = {
    "dynamodb:BatchGetItem": RECORDS,
    "dynamodb:ConditionCheckItem": RECORDS,
    "dynamodb:DeleteItem": RECORDS,
    "dynamodb:GetItem": RECORDS,
    "dynamodb:PutItem": RECORDS,
    "dynamodb:Query": RECORDS,
    "dynamodb:UpdateItem": RECORDS,
    "kms:Decrypt": {"Key"},
    "kms:DescribeKey": {"Key"},
    **WRITES,
}

ALERTS = Expected(
    "alerts",
    {
        "Api": Function(
            "alerts.api",
            {
                **_TABLE,
                **API,
                **_COUNTS,
                "cognito-idp:AdminGetUser": _POOL,
                "cognito-idp:AdminListGroupsForUser": _POOL,
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "lambda:InvokeFunction": {"function cen-<stage>-seizures-door"},
                "s3:DeleteObject": {FILES},
                "s3:GetObject": {FILES},
                "s3:PutObject": {ARRIVING},
            },
            ASKED | BUCKETS | {"CEN_TABLE", "CEN_USER_POOL_ID", "CEN_SEIZURES_DOOR"},
        ),
        "Publisher": publisher("alerts"),
        "Indexer": Function("alerts.indexer", {**_TABLE, **hears("IndexingQueue")}, TOLD, (60, 1024, 512)),
        "Sweeper": Function("alerts.sweeper", {**_TABLE, **_COUNTS}, TOLD | {"CEN_USER_POOL_ID"}, (300, 1024, 512)),
        "Librarian": Function(
            "alerts.librarian",
            {
                **_TABLE,
                **hears("UploadsArrivingQueue"),
                "s3:DeleteObject": {ARRIVING, FILES},
                "s3:DeleteObjectVersion": {ARRIVING},
                "s3:GetObject": {ARRIVING},
                "s3:GetObjectVersion": {ARRIVING},
                "s3:PutObject": {FILES},
            },
            TOLD | BUCKETS,
            (120, 2048, 512),
            ["Images"],
        ),
    },
    queues={"IndexingQueue": Queue(10, 360), "UploadsArrivingQueue": Queue(1, 720)},
    tables=1,
    outboxes=1,
    schedules=3,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<UploadsBucketC4B27CC7.Arn>/library/*]",
        "AwsSolutions-IAM5[Resource::<LibraryBucket2DAE2F95.Arn>/library/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[ARRIVING, FILES],
)
