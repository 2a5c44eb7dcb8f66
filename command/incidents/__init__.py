"""Incidents: what has happened, where, and how far its handling is."""
