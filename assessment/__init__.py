"""Jinmin: assessment."""
