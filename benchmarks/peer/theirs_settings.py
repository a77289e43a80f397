"""The settings of django-helpdesk for `benchmarks.peer`: those of the demonstration that it comes
with, on PostgreSQL and without mail. A connection to PostgreSQL is kept for `PEER_KEEPS` seconds;
the settings of its own container do not say it, so that there each request makes one.
"""

import os
from urllib.parse import parse_qs, unquote, urlsplit

parts = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username,
    "HOST": unquote(parse_qs(parts.query)["host"][0]),
    "CONN_MAX_AGE": int(os.environ.get("PEER_KEEPS", "600")),
}}  # fmt: skip
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]  # fmt: skip
INSTALLED_APPS = [f"django.contrib.{name}" for name in (
    "auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "humanize", "admin"
)] + ["rest_framework", "helpdesk"]  # fmt: skip
MIDDLEWARE = [f"django.{name}" for name in (
    "middleware.security.SecurityMiddleware", "contrib.sessions.middleware.SessionMiddleware",
    "middleware.common.CommonMiddleware", "middleware.csrf.CsrfViewMiddleware",
    "contrib.auth.middleware.AuthenticationMiddleware",
    "contrib.messages.middleware.MessageMiddleware",
    "middleware.clickjacking.XFrameOptionsMiddleware",
)]  # fmt: skip
SECRET_KEY = "x"
SITE_ID = 1
USE_TZ = True
ROOT_URLCONF = "theirs_urls"
STATIC_URL = "/static/"
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MEDIA_ROOT = "/nonexistent"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_KB_ENABLED = True
HELPDESK_ACTIVATE_API_ENDPOINT = False
LANGUAGE_CODE = "en"
