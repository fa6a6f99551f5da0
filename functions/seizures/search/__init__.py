"""Finding published records: postings by facet and word, a planner, pages whose cost does not grow with the corpus.

`keys` says by what a record is found, `question` what is asked for, `plan` where to look, `walk` how a page is put
together, `index` keeps the postings in DynamoDB, `project` brings them up to date with a record.
"""
