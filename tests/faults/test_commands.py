"""The commands beside and against a running service, as somebody at a terminal gives them."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from command.serving import free_port
from command.supervise import is_alive
from core.cluster import Cluster
from core.settings import ROOT
from tests.faults.conftest import Site

