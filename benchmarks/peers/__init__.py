"""The same routes on other frameworks: same models, same use cases, same store behind another front.

Each module has `build(ours)`: our handler in, theirs out. A peer replaces `cen.http` and the matching of paths: it
routes, reads and validates the request and writes the answer. What ours does besides (the guard against hostile bodies,
the refusal of unknown parameters) it leaves out, so the comparison leans to the peers' side.
"""
