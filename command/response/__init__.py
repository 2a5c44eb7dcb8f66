"""Responses by dated plans: what the figures propose and what people decide."""
