"""The fast lane: looking at a survey and sending it, the two things most people do,
answered in front of Django.

It answers only what is plain: a page that is open, nothing begun on it, nothing odd.
Whatever else comes goes on to the ordinary views, unchanged, and the lane never says
anything that they would not have said (see docs/answering.md).
"""
