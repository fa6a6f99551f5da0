"""Subscriptions: who is to be told of which alerts or matches of a saved search, how, when, and where.

`model` says what is asked for, `audience` turns the TLP rule into words that a topic can filter by, `policy` makes the
filter of a system's subscription, `endpoints` says where systems may be told, `store` keeps it all.
"""
