"""The base every other package stands on: database, access, event log, live hub, jobs, files.

Nothing in here knows about disasters.
"""
