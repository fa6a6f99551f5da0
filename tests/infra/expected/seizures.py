from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

# The files of exports, and nothing else of their bucket.
FILES = "ExportsBucket/exports/*"
RECORDS = {"RecordsTable", "RecordsTable/index/worklist", "RecordsTable/index/verification"}
TABLES = {"CEN_TABLE", "CEN_SEARCH_TABLE"}
REVIEW = {"CEN_DUPLICATES_TABLE", "CEN_FIGURES_TABLE"}
_READ = {"dynamodb:BatchGetItem": RECORDS, "dynamodb:GetItem": RECORDS, "dynamodb:Query": RECORDS}
_WRITE = {
    "dynamodb:ConditionCheckItem": RECORDS,
    "dynamodb:DeleteItem": RECORDS,
    "dynamodb:PutItem": RECORDS,
    "dynamodb:UpdateItem": RECORDS,
    **WRITES,
}
_DECRYPTS = {"kms:Decrypt": {"Key"}, "kms:DescribeKey": {"Key"}}

SEIZURES = Expected(
    "seizures",
    {
        "Api": Function(
            "seizures.api",
            {
                **API,
                **_WRITE,
                "dynamodb:BatchGetItem": RECORDS,
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "dynamodb:Query": RECORDS | {"SearchTable", "DuplicatesTable", "FiguresTable"},
                "kms:DescribeKey": {"Key"},
                "s3:GetObject": {FILES},
            },
            ASKED | TABLES | REVIEW | {"CEN_EXPORTS_BUCKET"},
        ),
        "Door": Function(
            "seizures.door", {**_READ, **_WRITE, **_DECRYPTS}, {"CEN_STAGE", "CEN_TABLE"}, (15, 1024, 512)
        ),
        "Publisher": publisher("seizures"),
        "Indexer": Function(
            "seizures.indexer",
            {
                **_READ,
                **_DECRYPTS,
                "dynamodb:ConditionCheckItem": {"SearchTable"},
                "dynamodb:DeleteItem": {"SearchTable"},
                "dynamodb:GetItem": RECORDS | {"SearchTable"},
                "dynamodb:PutItem": {"SearchTable"},
                **hears("IndexingQueue"),
                **WRITES,
            },
            {"CEN_STAGE"} | TABLES,
            (60, 1024, 512),
        ),
        "Matcher": Function(
            "seizures.matcher",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                "dynamodb:DeleteItem": RECORDS | {"DuplicatesTable"},
                "dynamodb:GetItem": RECORDS | {"DuplicatesTable"},
                "dynamodb:PutItem": RECORDS | {"DuplicatesTable"},
                "dynamodb:Query": RECORDS | {"DuplicatesTable"},
                **hears("MatchingQueue"),
            },
            {"CEN_STAGE", "CEN_TABLE", "CEN_DUPLICATES_TABLE"},
            (60, 1024, 512),
        ),
        "Tallier": Function(
            "seizures.tallier",
            {
                **_READ,
                **_DECRYPTS,
                "dynamodb:DeleteItem": {"FiguresTable"},
                "dynamodb:GetItem": RECORDS | {"FiguresTable"},
                "dynamodb:PutItem": {"FiguresTable"},
                "dynamodb:Query": RECORDS | {"SearchTable", "FiguresTable"},
                **hears("TallyingQueue"),
                **WRITES,
            },
            {"CEN_STAGE", "CEN_FIGURES_TABLE"} | TABLES,
            (60, 1024, 512),
        ),
        "Exporter": Function(
            "seizures.exporter",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                "dynamodb:Query": RECORDS | {"SearchTable"},
                "s3:AbortMultipartUpload": {FILES},
                "s3:DeleteObject": {FILES},
                "s3:PutObject": {FILES},
                **hears("ExportingQueue"),
            },
            {"CEN_STAGE", "CEN_EXPORTS_BUCKET"} | TABLES,
            # A workbook is put together on disk.
            (900, 1024, 2048),
            ["Sheets"],
        ),
        "Watcher": Function(
            "seizures.watcher",
            {**_READ, **_WRITE, **_DECRYPTS, **hears("WatchingQueue")},
            {"CEN_STAGE", "CEN_TABLE"},
            (60, 1024, 512),
        ),
    },
    queues={
        "IndexingQueue": Queue(10, 360),
        "WatchingQueue": Queue(10, 360),
        "MatchingQueue": Queue(10, 360),
        "TallyingQueue": Queue(10, 360),
        "ExportingQueue": Queue(1, 1200),
    },
    tables=4,
    projections=["SearchTable", "DuplicatesTable", "FiguresTable"],
    outboxes=1,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<ExportsBucket54D5CE64.Arn>/exports/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[FILES],
)
