"""Estimates: what a disaster probably did, with the inputs and the version that say so."""
