from tests.infra.expected.shape import API, ASKED, WRITES, Expected, Function, Queue, hears, publisher

RECORDS = {"RecordsTable"}
# What arrives for the library, and the library.
ARRIVING, FILES = "UploadsBucket/library/*", "LibraryBucket/library/*"
TOLD = {"CEN_STAGE", "CEN_TABLE"}
BUCKETS = {"CEN_UPLOADS_BUCKET", "CEN_LIBRARY_BUCKET"}
_POOL = {"foundation Pool"}
_NAMES = {"cognito-idp:AdminGetUser": _POOL, "cognito-idp:AdminListGroupsForUser": _POOL}
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
_TOPIC, _MAILING = {"DeliveryTopic"}, {"DeliveryMailingQueue"}
_ANY = {"*"}
_KNOWS_PEOPLE = {
    **_NAMES,
    "cognito-idp:ListUsers": _POOL,
    "dynamodb:GetItem": RECORDS | {"foundation Accounts"},
    "kms:Decrypt": {"Key", "foundation Key"},
}
_DOORS = {"lambda:InvokeFunction": {f"function cen-<stage>-{context}-door" for context in ("seizures", "comm")}}
_PEOPLE = {"CEN_USER_POOL_ID", "CEN_ACCOUNTS_TABLE"}

ALERTS = Expected(
    "alerts",
    {
        "Api": Function(
            "alerts.api",
            {
                **_TABLE,
                **API,
                **_COUNTS,
                **_NAMES,
                "dynamodb:GetItem": RECORDS | API["dynamodb:GetItem"],
                "lambda:InvokeFunction": {
                    f"function cen-<stage>-{context}-door" for context in ("seizures", "cpdb", "comm")
                },
                "s3:DeleteObject": {FILES},
                "s3:GetObject": {FILES},
                "s3:PutObject": {ARRIVING},
                "sns:GetSubscriptionAttributes": _ANY,
                "sns:ListSubscriptionsByTopic": _TOPIC,
                "sns:SetSubscriptionAttributes": _ANY,
                "sns:Subscribe": _TOPIC,
                "sns:Unsubscribe": _ANY,
            },
            ASKED
            | BUCKETS
            | {"CEN_TABLE", "CEN_USER_POOL_ID", "CEN_SEIZURES_DOOR", "CEN_CPDB_DOOR", "CEN_COMM_DOOR"}
            | {"CEN_ALERTS_TOPIC_ARN", "CEN_UNDELIVERED_QUEUE_ARN"},
            on_one_machine={"CEN_OWN_ENDPOINTS"},
        ),
        "Inboxes": Function("alerts.inbox.worker", {**_TABLE, **hears("DeliveryNoticingQueue")}, TOLD, (60, 1024, 512)),
        "Announcer": Function(
            "alerts.delivery.announcer",
            {
                **_TABLE,
                **_KNOWS_PEOPLE,
                **_DOORS,
                **hears("DeliveryAnnouncingQueue", "DeliveryRemindingQueue"),
                "cognito-idp:ListUsersInGroup": _POOL,
                "sns:Publish": _TOPIC,
                "sqs:SendMessage": _MAILING,
            },
            TOLD | _PEOPLE | {"CEN_ALERTS_TOPIC_ARN", "CEN_MAILING_QUEUE", "CEN_SEIZURES_DOOR", "CEN_COMM_DOOR"},
            (120, 1024, 512),
        ),
        "Mailer": Function(
            "alerts.delivery.mailer",
            {
                **_TABLE,
                **_KNOWS_PEOPLE,
                **_DOORS,
                **hears("DeliveryMailingQueue"),
                "ses:SendEmail": {"identity DeliveryMailDomain", "configuration-set DeliveryMailLetters"},
            },
            TOLD
            | _PEOPLE
            | {"CEN_MAIL_SENDER", "CEN_MAIL_EVENTS", "CEN_WEBSITE_URL", "CEN_SEIZURES_DOOR", "CEN_COMM_DOOR"},
            (120, 1024, 512),
        ),
        "Clock": Function(
            "alerts.delivery.clock",
            {
                **_TABLE,
                **_KNOWS_PEOPLE,
                "sns:GetSubscriptionAttributes": _ANY,
                "sns:Publish": _TOPIC,
                "sns:SetSubscriptionAttributes": _ANY,
                "sns:Unsubscribe": _ANY,
                "sqs:SendMessage": _MAILING,
            },
            TOLD | _PEOPLE | {"CEN_ALERTS_TOPIC_ARN", "CEN_MAILING_QUEUE", "CEN_UNDELIVERED_QUEUE_ARN"},
            (600, 1024, 512),
        ),
        "Postmaster": Function(
            "alerts.delivery.postmaster",
            {**_TABLE, **hears("DeliveryUndeliveredQueue", "DeliveryReportingQueue")},
            TOLD,
            (120, 1024, 512),
        ),
        "Publisher": publisher("alerts"),
        "Indexer": Function("alerts.indexer", {**_TABLE, **hears("IndexingQueue")}, TOLD, (60, 1024, 512)),
        "Drafter": Function(
            "alerts.drafter",
            {
                **_TABLE,
                **hears("DraftingQueue"),
                "lambda:InvokeFunction": {"function cen-<stage>-rilo_rollup-door"},
            },
            TOLD | {"CEN_RILO_ROLLUP_DOOR"},
            (60, 1024, 512),
        ),
        "Sweeper": Function(
            "alerts.sweeper", {**_TABLE, **_COUNTS, **_NAMES}, TOLD | {"CEN_USER_POOL_ID"}, (300, 1024, 512)
        ),
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
    queues={
        "IndexingQueue": Queue(10, 360),
        "DraftingQueue": Queue(10, 360),
        "UploadsArrivingQueue": Queue(1, 720),
        "DeliveryNoticingQueue": Queue(10, 360, at_once=2),
        "DeliveryAnnouncingQueue": Queue(1, 720),
        "DeliveryRemindingQueue": Queue(10, 720),
        "DeliveryMailingQueue": Queue(5, 720, at_once=2),
        "DeliveryUndeliveredQueue": Queue(10, 720, at_once=2),
        "DeliveryReportingQueue": Queue(10, 720),
    },
    tables=1,
    outboxes=1,
    schedules=6,
    exceptions={
        "AwsSolutions-DDB3",
        "AwsSolutions-IAM5[Resource::<UploadsBucketC4B27CC7.Arn>/library/*]",
        "AwsSolutions-IAM5[Resource::<LibraryBucket2DAE2F95.Arn>/library/*]",
        "AwsSolutions-S1",
        "AwsSolutions-SQS3",
    },
    wildcards=[ARRIVING, FILES],
)
