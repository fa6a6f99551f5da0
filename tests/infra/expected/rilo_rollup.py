from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

# The files of the lake, and those of tables, and nothing else of their buckets.
LAKE, WORKBOOKS = "LakeBucket/lake/*", "WorkbooksBucket/exports/*"
RUNS = {"RunsTable", "RunsTable/index/recent"}
TABLES = {"CEN_STAGE", "CEN_TABLE", "CEN_CELLS_TABLE", "CEN_WORK_QUEUE"}
_READ = {"dynamodb:BatchGetItem": RUNS, "dynamodb:GetItem": RUNS, "dynamodb:Query": RUNS}
_WRITE = {
    "dynamodb:ConditionCheckItem": RUNS,
    "dynamodb:DeleteItem": RUNS,
    "dynamodb:PutItem": RUNS,
    "dynamodb:UpdateItem": RUNS,
    **WRITES,
}
_DECRYPTS = {"kms:Decrypt": {"Key"}, "kms:DescribeKey": {"Key"}}
_SENDS = {"sqs:SendMessage": {"WorkQueue"}}
_FINDS = {"dynamodb:Query": RUNS | {"CellsTable"}}

RILO_ROLLUP = Expected(
    "rilo-rollup",
    {
        "Api": Function(
            "rilo_rollup.api",
            {
                **API,
                **_WRITE,
                **_FINDS,
                **_SENDS,
                "dynamodb:BatchGetItem": RUNS | {"CellsTable"},
                "dynamodb:GetItem": RUNS | API["dynamodb:GetItem"],
                "kms:DescribeKey": {"Key"},
                "s3:AbortMultipartUpload": {WORKBOOKS},
                "s3:DeleteObject": {WORKBOOKS},
                "s3:GetObject": {WORKBOOKS},
                "s3:PutObject": {WORKBOOKS},
            },
            ASKED | TABLES | {"CEN_EXPORTS_BUCKET"},
            layers=["Sheets"],
        ),
        "Consumer": Function(
            "rilo_rollup.consumer",
            {
                **_DECRYPTS,
                "dynamodb:BatchGetItem": {"CellsTable"},
                "dynamodb:DeleteItem": {"CellsTable"},
                "dynamodb:PutItem": {"CellsTable"},
                "lambda:InvokeFunction": {"function cen-<stage>-seizures-door"},
                **hears("HearingQueue"),
                **WRITES,
            },
            {"CEN_STAGE", "CEN_CELLS_TABLE", "CEN_SEIZURES_DOOR"},
            (60, 1024, 512),
        ),
        "Worker": Function(
            "rilo_rollup.worker",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                **_FINDS,
                **_SENDS,
                "dynamodb:BatchGetItem": RUNS | {"CellsTable"},
                "dynamodb:DeleteItem": RUNS | {"CellsTable"},
                "dynamodb:PutItem": RUNS | {"CellsTable"},
                "s3:DeleteObject": {LAKE},
                "s3:PutObject": {LAKE},
                **hears("WorkQueue"),
            },
            TABLES | {"CEN_LAKE_BUCKET"},
            (300, 2048, 512),
        ),
        "Starter": Function(
            "rilo_rollup.schedule", {**_READ, **_WRITE, **_DECRYPTS, **_FINDS, **_SENDS}, TABLES, (60, 1024, 512)
        ),
        "Door": Function(
            "rilo_rollup.door",
            {**_READ, **_WRITE, **_DECRYPTS, "dynamodb:BatchGetItem": RUNS | {"CellsTable"}},
            {"CEN_STAGE", "CEN_TABLE", "CEN_CELLS_TABLE"},
            (15, 1024, 512),
        ),
        "Publisher": publisher("rilo_rollup", "RunsTable"),
    },
    queues={"HearingQueue": Queue(100, 360, 2), "WorkQueue": Queue(1, 1800)},
    tables=2,
    projections=["CellsTable"],
    outboxes=1,
    schedules=1,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<LakeBucketB1D32E10.Arn>/lake/*]",
        "AwsSolutions-IAM5[Resource::<WorkbooksBucket2F2DCE8A.Arn>/exports/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[LAKE, WORKBOOKS],
)
