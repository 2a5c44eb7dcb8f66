"""Notices as signed documents, and consultations."""
