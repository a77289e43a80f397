"""The settings of the program, and two more addresses, without limits on how often one asks."""

from openredress.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
