"""Django on a laptop: the same forms and templates, no database, no accounts, no network."""

from openredress.settings import *  # noqa: F403

ROOT_URLCONF = "openredress.field.laptop.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
MIDDLEWARE = [
    "openredress.web.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # The library refuses to start without it; nobody signs in here.
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "openredress.web.context.institution",
            ]
        },
    }
]
# A page of this machine only, over its own loopback: nothing of it crosses a network.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
URL, HTTPS, COOKIE_PREFIX = "", False, ""
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "field-csrf", "field-language"
CSRF_TRUSTED_ORIGINS = []
WHITENOISE_USE_FINDERS, STATIC_ROOT = True, ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
FIELD_FOLDER = ""
