from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

_ARRIVALS = "UploadsBucket/pictures/*"
_RENDITIONS, _MASTERS = "PicturesBucket/renditions/*", "PicturesBucket/masters/*"
RECORDS = {"RecordsTable", "RecordsTable/index/worklist", "RecordsTable/index/unfinished"}
_CATALOGUE = {"CatalogueTable"}
_DOOR = {"lambda:InvokeFunction": {"function cen-<stage>-seizures-door"}}
_READ = {"dynamodb:BatchGetItem": RECORDS, "dynamodb:GetItem": RECORDS, "dynamodb:Query": RECORDS}
_WRITE = {
    "dynamodb:ConditionCheckItem": RECORDS,
    "dynamodb:DeleteItem": RECORDS,
    "dynamodb:PutItem": RECORDS,
    "dynamodb:UpdateItem": RECORDS,
    **WRITES,
}
_DECRYPTS = {"kms:Decrypt": {"Key"}, "kms:DescribeKey": {"Key"}}
# A transaction needs the permissions of the writes in it.
_CATALOGUES = {
    "dynamodb:BatchGetItem": RECORDS | _CATALOGUE,
    "dynamodb:DeleteItem": RECORDS | _CATALOGUE,
    "dynamodb:GetItem": RECORDS | _CATALOGUE,
    "dynamodb:PutItem": RECORDS | _CATALOGUE,
    "dynamodb:UpdateItem": RECORDS | _CATALOGUE,
}
_DRAWS = {
    "s3:DeleteObject": {_RENDITIONS, _MASTERS},
    "s3:GetObject": {_MASTERS},
    "s3:PutObject": {_RENDITIONS, _MASTERS},
}
_CLEARS = {"s3:DeleteObject": {_RENDITIONS, _MASTERS}}
_TABLE = {"CEN_STAGE", "CEN_TABLE"}
_BOTH = _TABLE | {"CEN_SEARCH_TABLE"}
_DRAWING = (60, 1769, 512)  # one whole processor

CPDB = Expected(
    "cpdb",
    {
        "Api": Function(
            "cpdb.api",
            {
                **API,
                **_READ,
                **_WRITE,
                **_CATALOGUES,
                **_DOOR,
                "dynamodb:GetItem": RECORDS | _CATALOGUE | API["dynamodb:GetItem"],
                "dynamodb:Query": RECORDS | _CATALOGUE,
                "kms:DescribeKey": {"Key"},
                "s3:DeleteObject": {_RENDITIONS, _MASTERS},
                "s3:GetObject": {_RENDITIONS},
                "s3:PutObject": {_ARRIVALS},
            },
            ASKED | _BOTH | {"CEN_PICTURES_BUCKET", "CEN_UPLOADS_BUCKET", "CEN_SEIZURES_DOOR"},
        ),
        "Door": Function("cpdb.door", {**_READ, **_DECRYPTS}, _TABLE, (15, 1024, 512)),
        "Publisher": publisher("cpdb"),
        "Receiver": Function(
            "cpdb.receiver",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                **_DOOR,
                **_DRAWS,
                "s3:DeleteObject": {_RENDITIONS, _MASTERS, _ARRIVALS},
                "s3:DeleteObjectVersion": {_ARRIVALS},
                "s3:GetObject": {_MASTERS, _ARRIVALS},
                "s3:GetObjectVersion": {_ARRIVALS},
                **hears("UploadsArrivalsQueue"),
            },
            _TABLE | {"CEN_PICTURES_BUCKET", "CEN_UPLOADS_BUCKET", "CEN_SEIZURES_DOOR"},
            _DRAWING,
            ["Images"],
        ),
        "Redrawer": Function(
            "cpdb.redrawer",
            {**_READ, **_WRITE, **_DECRYPTS, **_DRAWS, **hears("RedrawingQueue")},
            _TABLE | {"CEN_PICTURES_BUCKET"},
            _DRAWING,
            ["Images"],
        ),
        "Keeper": Function(
            "cpdb.keeper",
            {
                **_READ,
                **_WRITE,
                **_DECRYPTS,
                **_CATALOGUES,
                **_DOOR,
                "s3:DeleteObject": {_RENDITIONS, _MASTERS},
                **hears("KeepingQueue"),
            },
            _BOTH | {"CEN_PICTURES_BUCKET", "CEN_SEIZURES_DOOR"},
            (60, 1024, 512),
        ),
        "Follower": Function(
            "cpdb.follower",
            {**_READ, **_WRITE, **_DECRYPTS, **_DOOR, **_CLEARS, **hears("FollowingQueue")},
            _TABLE | {"CEN_PICTURES_BUCKET", "CEN_SEIZURES_DOOR"},
            (60, 512, 512),
        ),
        "Sweeper": Function(
            "cpdb.sweeper",
            {**_READ, **_WRITE, **_DECRYPTS, **_CLEARS},
            _TABLE | {"CEN_PICTURES_BUCKET"},
            (60, 512, 512),
        ),
    },
    queues={
        "UploadsArrivalsQueue": Queue(1, 120),
        "RedrawingQueue": Queue(1, 120),
        "KeepingQueue": Queue(10, 360),
        "FollowingQueue": Queue(10, 360),
    },
    tables=2,
    projections=["CatalogueTable"],
    outboxes=1,
    schedules=1,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<PicturesBucket93B3B90B.Arn>/masters/*]",
        "AwsSolutions-IAM5[Resource::<PicturesBucket93B3B90B.Arn>/renditions/*]",
        "AwsSolutions-IAM5[Resource::<UploadsBucketC4B27CC7.Arn>/pictures/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[_ARRIVALS, _RENDITIONS, _MASTERS],
)
