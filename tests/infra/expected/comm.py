from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

RECORDS = {"RecordsTable", "RecordsTable/index/board"}
RINGS = {"KeysTable"}
# The files of attachments, before and after they were looked at, and nothing else of their buckets.
FILES = "FilesBucket/files/*"
UPLOADS = "UploadsBucket/attachments/*"
TOLD = {"CEN_STAGE", "CEN_TABLE", "CEN_KEYS_TABLE", "CEN_ACCOUNTS_TABLE"}
_READ = {"dynamodb:BatchGetItem": RECORDS, "dynamodb:GetItem": RECORDS, "dynamodb:Query": RECORDS}
_WRITE = {
    "dynamodb:ConditionCheckItem": RECORDS,
    "dynamodb:DeleteItem": RECORDS,
    "dynamodb:PutItem": RECORDS,
    "dynamodb:UpdateItem": RECORDS,
    **WRITES,
}
_WORKS = {**_READ, **_WRITE, "kms:Decrypt": {"Key"}, "kms:DescribeKey": {"Key"}}
_DOOR = {"lambda:InvokeFunction": {"function cen-<stage>-seizures-door"}}
_OPENS = {"kms:Decrypt": {"Key", "MessageKey"}, "dynamodb:BatchGetItem": RECORDS | RINGS}

COMM = Expected(
    "comm",
    {
        "Api": Function(
            "comm.api",
            {
                **_WORKS,
                "cognito-idp:AdminGetUser": {"foundation Pool"},
                "cognito-idp:AdminListGroupsForUser": {"foundation Pool"},
                "cognito-idp:ListUsers": {"foundation Pool"},
                "dynamodb:BatchGetItem": RECORDS | RINGS | API["dynamodb:GetItem"],
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "dynamodb:PutItem": RECORDS | RINGS,
                "kms:Decrypt": {"Key", "MessageKey"} | API["kms:Decrypt"],
                "kms:GenerateDataKeyWithoutPlaintext": {"MessageKey"},
                "lambda:InvokeFunction": {"ReporterFunction"},
                "s3:GetObject": {FILES},
                "s3:PutObject": {UPLOADS},
                "secretsmanager:GetSecretValue": API["secretsmanager:GetSecretValue"],
            },
            ASKED
            | TOLD
            | {"CEN_FILES_BUCKET", "CEN_UPLOADS_BUCKET", "CEN_MESSAGE_KEY", "CEN_USER_POOL", "CEN_REPORTER"},
            layers=["Sealing"],
        ),
        # It is handed a report and can reach nothing.
        "Reporter": Function("comm.reporter", {"kms:Decrypt": {"Key"}}, {"CEN_STAGE"}, (20, 1024, 512), ["Sheets"]),
        "Attacher": Function(
            "comm.attacher",
            {
                **_WORKS,
                "dynamodb:BatchGetItem": RECORDS | RINGS | API["dynamodb:GetItem"],
                "kms:Decrypt": {"Key", "MessageKey"} | API["kms:Decrypt"],
                "s3:DeleteObject": {UPLOADS},
                "s3:DeleteObjectVersion": {UPLOADS},
                "s3:GetObject": {UPLOADS},
                "s3:GetObjectVersion": {UPLOADS},
                "s3:PutObject": {FILES},
                **hears("UploadsAttachingQueue"),
            },
            TOLD | {"CEN_FILES_BUCKET", "CEN_UPLOADS_BUCKET", "CEN_MESSAGE_KEY"},
            (120, 1769, 512),
            ["Sealing", "Images"],
        ),
        "CaseMaker": Function(
            "comm.casemaker",
            {**_WORKS, **_OPENS, **_DOOR, **hears("CaseMakingQueue")},
            TOLD | {"CEN_MESSAGE_KEY", "CEN_SEIZURES_DOOR"},
            (60, 1024, 512),
            ["Sealing"],
        ),
        # It reads who is a member and who was switched off: neither key rings nor the key of messages.
        "Door": Function(
            "comm.door",
            {
                **_READ,
                "dynamodb:BatchGetItem": RECORDS | {"foundation Accounts"},
                "kms:Decrypt": {"Key", "foundation Key"},
                "kms:DescribeKey": {"Key"},
            },
            TOLD,
            (15, 1024, 512),
        ),
        "Publisher": publisher("comm"),
        "Notifier": Function("comm.notifier", {**_WORKS, **hears("NotifyingQueue")}, TOLD, (60, 1024, 512)),
        "Cases": Function(
            "comm.cases",
            {**_WORKS, **_DOOR, **hears("FollowingQueue")},
            TOLD | {"CEN_SEIZURES_DOOR"},
            (60, 1024, 512),
        ),
        "Reminder": Function(
            "comm.reminder",
            {
                **_WORKS,
                "dynamodb:DeleteItem": RECORDS | RINGS,
                "s3:DeleteObject": {FILES},
                "s3:ListBucket": {"FilesBucket"},
            },
            TOLD | {"CEN_FILES_BUCKET"},
            (240, 1024, 512),
        ),
    },
    queues={
        "CaseMakingQueue": Queue(10, 360),
        "FollowingQueue": Queue(10, 360),
        "NotifyingQueue": Queue(10, 360),
        "UploadsAttachingQueue": Queue(1, 720),
    },
    tables=2,
    unrecoverable=["KeysTable"],
    outboxes=1,
    schedules=1,
    keys=2,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<FilesBucket7C17EE2E.Arn>/files/*]",
        "AwsSolutions-IAM5[Resource::<UploadsBucketC4B27CC7.Arn>/attachments/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[FILES, UPLOADS],
)
