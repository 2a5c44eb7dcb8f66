"""All tables of this package, imported here so that the migrations see them."""

from assessment.runs.models import Estimate, EstimateUnit

__all__ = ["Estimate", "EstimateUnit"]
