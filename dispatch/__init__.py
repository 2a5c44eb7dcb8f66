"""Jinmin: dispatch."""
