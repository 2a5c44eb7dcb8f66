"""All tables of this package, imported here so that the migrations see them."""

from command.briefs.models import Consultation
from command.duty.models import Task
from command.incidents.models import Counter, Incident, IncidentArea
from command.orders.models import Order
from command.reports.models import LossReport
from command.response.models import Plan, Response, ResponseAct

__all__ = [
    "Consultation",
    "Counter",
    "Incident",
    "IncidentArea",
    "LossReport",
    "Order",
    "Plan",
    "Response",
    "ResponseAct",
    "Task",
]
