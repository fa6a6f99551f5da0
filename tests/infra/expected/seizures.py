from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

# The files of exports, and nothing else of their bucket.
FILES = "ExportsBucket/exports/*"
# The files of imports, and what is uploaded for them.
IMPORTS, UPLOADS = "ImportsBucket/imports/*", "UploadsBucket/imports/*"
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

_IMPORTS_TOLD = {"CEN_TABLE", "CEN_IMPORTS_BUCKET"}
_WORKS_ON_IMPORTS = {**_READ, **_WRITE, **_DECRYPTS, "s3:GetObject": {IMPORTS}, "s3:PutObject": {IMPORTS}}

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
                "lambda:InvokeFunction": {"function cen-<stage>-rilo_rollup-door"},
                "s3:GetObject": {FILES},
            },
            ASKED | TABLES | REVIEW | {"CEN_EXPORTS_BUCKET", "CEN_RILO_ROLLUP_DOOR"},
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
        "ImportsApi": Function(
            "seizures.imports_api",
            {
                **API,
                **_WRITE,
                "dynamodb:BatchGetItem": RECORDS,
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "dynamodb:Query": RECORDS,
                "kms:DescribeKey": {"Key"},
                "s3:GetObject": {IMPORTS},
                "s3:PutObject": {IMPORTS, UPLOADS},
            },
            ASKED | _IMPORTS_TOLD | {"CEN_UPLOADS_BUCKET"},
            layers=["Sheets"],
        ),
        "ImportReader": Function(
            "seizures.import_reader",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                "s3:DeleteObject": {UPLOADS},
                "s3:DeleteObjectVersion": {UPLOADS},
                "s3:GetObject": {UPLOADS},
                "s3:GetObjectVersion": {UPLOADS},
                "s3:PutObject": {IMPORTS},
                **hears("UploadsReadingQueue"),
            },
            {"CEN_STAGE", "CEN_UPLOADS_BUCKET"} | _IMPORTS_TOLD,
            (900, 1769, 2048),
            ["Intake"],
        ),
        "Importer": Function(
            "seizures.importer",
            {**_WORKS_ON_IMPORTS, **hears("EnteringQueue")},
            {"CEN_STAGE"} | _IMPORTS_TOLD,
            (300, 1024, 512),
        ),
        "ImportReporter": Function(
            "seizures.import_reporter",
            {**_WORKS_ON_IMPORTS, **hears("ReportingQueue")},
            {"CEN_STAGE"} | _IMPORTS_TOLD,
            (900, 1024, 2048),
            ["Sheets"],
        ),
    },
    queues={
        "IndexingQueue": Queue(10, 360),
        "WatchingQueue": Queue(10, 360),
        "MatchingQueue": Queue(10, 360),
        "TallyingQueue": Queue(10, 360),
        "ExportingQueue": Queue(1, 1200),
        "UploadsReadingQueue": Queue(1, 1200),
        "EnteringQueue": Queue(1, 360),
        "ReportingQueue": Queue(1, 1200),
    },
    tables=4,
    projections=["SearchTable", "DuplicatesTable", "FiguresTable"],
    outboxes=1,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<ExportsBucket54D5CE64.Arn>/exports/*]",
        "AwsSolutions-IAM5[Resource::<ImportsBucketB463A28B.Arn>/imports/*]",
        "AwsSolutions-IAM5[Resource::<UploadsBucketC4B27CC7.Arn>/imports/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[FILES, IMPORTS, UPLOADS],
)
