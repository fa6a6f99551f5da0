"""Concealment pictures: records, catalogue, the way of an upload from the quarantine to the shelf."""

from typing import Any

from aws_cdk import CfnOutput, Duration
from constructs import Construct

from infra.config import Stage
from infra.constructs.function import ContextFunction, extra_layer
from infra.constructs.keys import let_deliver
from infra.constructs.picture_bucket import PictureBucket
from infra.constructs.record_table import ListIndex, ProjectionTable, RecordTable
from infra.constructs.schedule import Schedule
from infra.constructs.upload_bucket import UploadBucket
from infra.stacks.context import ContextStack, Path
from infra.stacks.foundation import FoundationStack

_UPLOADS = "pictures"  # below it uploads lie in the quarantine: see `cpdb.uploads`
_KEEPING_SECONDS = 60
_DRAWING_SECONDS = 60
# One whole processor, and room for a picture of 30 megapixels in any format.
_DRAWING_MEGABYTES = 1769
# A message that failed comes again soon: somebody waits for the picture.
_AGAIN_AFTER = Duration.minutes(2)


class CpdbStack(ContextStack):
    def __init__(self, scope: Construct, id: str, *, stage: Stage, foundation: FoundationStack) -> None:
        super().__init__(scope, id, stage=stage, foundation=foundation)
        # The bus and its rules put events into encrypted queues.
        let_deliver(self.key, "events")
        indexes = [ListIndex("worklist", "wl"), ListIndex("unfinished", "uf")]
        self.records = RecordTable(self, "Records", stage=stage, key=self.key, indexes=indexes)
        self.catalogue = ProjectionTable(self, "Catalogue", stage=stage, key=self.key)
        self.shelf = PictureBucket(self, "Pictures", stage=stage, key=self.key)
        self.uploads = UploadBucket(self, "Uploads", stage=stage, key=self.key, alarms=foundation.alarms)
        self.table = {"CEN_TABLE": self.records.table.table_name}
        self.tables = {**self.table, "CEN_SEARCH_TABLE": self.catalogue.table.table_name}
        self._api()
        self.outbox("cpdb", self.records)
        self._receiver()
        self._redrawer()
        self._keeper()
        self._follower()
        self._sweeper()
        door = self.door("cpdb", self.table)
        self.records.grant(door.function, write=False)
        CfnOutput(self, "PicturesTableName", value=self.records.table.table_name)
        CfnOutput(self, "CatalogueTableName", value=self.catalogue.table.table_name)
        CfnOutput(self, "PicturesBucketName", value=self.shelf.bucket.bucket_name)

    def _api(self) -> None:
        environment = {**self.tables, **self.shelf.environment, **self.uploads.environment}
        function = self.api_function("cpdb", environment).function
        self.records.grant(function, write=True)
        self.catalogue.grant(function, "GetItem", "BatchGetItem", "Query", *_CATALOGUING)
        self.uploads.grant_forms(function, _UPLOADS)
        self.shelf.grant_links(function)
        self.let_use_door(function, "seizures")
        self.paths = [Path("/v1/pictures", function), Path("/v1/pictures/{proxy+}", function)]

    def _receiver(self) -> None:
        receiver = self._drawer("Receiver", "cpdb.receiver.handler", self.uploads.environment)
        self.uploads.grant_files(receiver.function, _UPLOADS)
        self.let_use_door(receiver.function, "seizures")
        self.uploads.hear(
            "Arrivals", receiver.function, prefix=_UPLOADS, seconds=_DRAWING_SECONDS, again_after=_AGAIN_AFTER
        )

    def _redrawer(self) -> None:
        redrawer = self._drawer("Redrawer", "cpdb.redrawer.handler", {})
        self.hear("Redrawing", ["RedactionAsked"], redrawer, _DRAWING_SECONDS, batch=1, again_after=_AGAIN_AFTER)

    def _drawer(self, id: str, handler: str, environment: dict[str, str]) -> ContextFunction:
        drawer = self.worker(
            id,
            handler,
            {**self.table, **self.shelf.environment, **environment},
            seconds=_DRAWING_SECONDS,
            megabytes=_DRAWING_MEGABYTES,
            more_layers=[self._images()],
        )
        self.records.grant(drawer.function, write=True)
        self.shelf.grant_drawing(drawer.function)
        return drawer

    def _images(self) -> Any:
        """One layer for both."""
        return self.node.try_find_child("Images") or extra_layer(self, self.stage, "images")

    def _keeper(self) -> None:
        keeper = self.worker(
            "Keeper", "cpdb.keeper.handler", {**self.tables, **self.shelf.environment}, seconds=_KEEPING_SECONDS
        )
        self.records.grant(keeper.function, write=True)
        self.catalogue.grant(keeper.function, "GetItem", "BatchGetItem", *_CATALOGUING)
        self.shelf.grant_clearing(keeper.function)
        self.let_use_door(keeper.function, "seizures")
        self.hear("Keeping", ["PictureChanged"], keeper, _KEEPING_SECONDS)

    def _follower(self) -> None:
        environment = {**self.table, **self.shelf.environment}
        follower = self.worker(
            "Follower", "cpdb.follower.handler", environment, seconds=_KEEPING_SECONDS, megabytes=512
        )
        self.records.grant(follower.function, write=True)
        self.shelf.grant_clearing(follower.function)
        self.let_use_door(follower.function, "seizures")
        self.hear("Following", ["SeizureChanged"], follower, _KEEPING_SECONDS)

    def _sweeper(self) -> None:
        environment = {**self.table, **self.shelf.environment}
        sweeper = self.worker("Sweeper", "cpdb.sweeper.handler", environment, seconds=60, megabytes=512)
        self.records.grant(sweeper.function, write=True)
        self.shelf.grant_clearing(sweeper.function)
        Schedule(
            self,
            "SweepSchedule",
            stage=self.stage,
            worker=sweeper.function,
            expression="rate(5 minutes)",
            key=self.key,
            alarms=self.foundation.alarms,
        )


# A transaction needs the permissions of the writes in it.
_CATALOGUING = ("PutItem", "UpdateItem", "DeleteItem")
