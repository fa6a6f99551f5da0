"""Corrections: others propose changes to a record, its administration accepts or declines them.

Nobody changes a record but the administration that entered it. `model` is what is proposed, `service` who may propose
and decide, `store` keeps it with the record, `notices` says who hears of it.
"""
