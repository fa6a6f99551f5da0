"""The inbox: what people have to act on, apart from what they may read.

A notice is stored once for each addressee, and what somebody has read once for each person. The notices of an addressee
are numbered, so what is unread is a difference of numbers and costs nothing to know.
"""
