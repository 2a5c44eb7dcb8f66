"""Jinmin: command."""
