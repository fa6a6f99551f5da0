"""Records that may be of one case: found, weighed, shown to those concerned, and merged so that it can be undone.

`traits` says what two records are compared by and in which blocks they meet, `score` what agreement is worth; `find`
reads the blocks, `matching` keeps pairs true to the records; `service` and `merging` are what people do about a pair,
`store` keeps it.
"""
