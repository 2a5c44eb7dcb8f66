"""Formulas: pure NumPy. Each declares what it needs, where it is valid, its unit and its source."""
