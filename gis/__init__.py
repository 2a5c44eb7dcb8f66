"""Jinmin: gis."""
