"""Saved searches: records that come to match one are told of, each once, at a price that grows with the matches.

`model` says what is kept, `store` files each search under what is rarest in it, `match` holds a changed record against
the searches that are filed where the record stands.
"""
