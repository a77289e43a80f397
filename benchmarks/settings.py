"""The settings of the program, and one more address: a view that does nothing."""

from openredress.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
