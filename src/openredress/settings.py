"""Django settings. Everything an operator may change is read from the environment here.

Each OPENREDRESS_* name is explained in docs/operate/settings.md; a test keeps it so.
Nothing here starts a database: the `openredress` command does that before Django loads.
"""

import os
from pathlib import Path

from openredress.attachments.storage import configured
from openredress.ops import connecting, home

PACKAGE = Path(__file__).resolve().parent
HTTPS = os.environ.get("OPENREDRESS_HTTPS") == "1"
URL = os.environ.get("OPENREDRESS_URL", "")
# Browsers take a cookie of this name over HTTPS from this very host only. A page on a neighbouring
# host name could else plant a session of its own choosing, and read what is typed into it.
COOKIE_PREFIX = "__Host-" if HTTPS else ""

# What the header and the footer of every page say.
INSTITUTION = os.environ.get("OPENREDRESS_INSTITUTION", "OpenRedress")
CONTACT = os.environ.get("OPENREDRESS_CONTACT", "")

DEBUG = os.environ.get("OPENREDRESS_DEBUG") == "1"
SECRET_KEY = home.django_secret()
ALLOWED_HOSTS = os.environ.get("OPENREDRESS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [URL.rstrip("/")] if URL else []
# Where a proxy says who calls. It is used to slow floods down and is kept nowhere.
CLIENT_HEADER = os.environ.get("OPENREDRESS_CLIENT_HEADER", "")

INSTALLED_APPS = [
    "openredress.web",
    "openredress.intake",
    "openredress.follow",
    "openredress.desk",
    "openredress.api",
    "openredress.field",
    "openredress.figures",
    "openredress.worker",
    "openredress.mailroom",
    "openredress.proof",
    "openredress.suggestions",
    "openredress.duty",
    "openredress.coordination",
    "openredress.reception",
    "openredress.rounds",
    "openredress.cases",
    "openredress.notices",
    "openredress.incoming",
    "openredress.attachments",
    "openredress.parties",
    "openredress.offices",
    "openredress.signin",
    "openredress.procedures",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "openredress.web.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openredress.signin.gate.Gate",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "openredress.wall.Wall",
    "openredress.web.methods.OpenedLikeAPage",
]

ROOT_URLCONF = "openredress.urls"
WSGI_APPLICATION = "openredress.wsgi.application"
FORM_RENDERER = "openredress.web.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openredress.web.context.institution",
            ],
            "builtins": ["openredress.web.templatetags.addresses"],
        },
    }
]

# Data. Public pages are read from a standby, if there is one.
DATABASES = {
    "default": connecting.main(os.environ.get("DATABASE_URL", "postgresql:///openredress"))
}
if READ_DATABASE_URL := os.environ.get("OPENREDRESS_READ_DATABASE_URL", ""):
    DATABASES["standby"] = connecting.standby(READ_DATABASE_URL)
READ_MAX_LAG = float(os.environ.get("OPENREDRESS_READ_MAX_LAG") or 30)
DATABASE_ROUTERS = ["openredress.wall.standby.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who holds the key that names and contacts are sealed with; see openredress.parties.keys.
KEY_KEEPER = os.environ.get("OPENREDRESS_KEY_KEEPER") or "openredress.parties.keys.FileKeeper"

# Photos, documents and recordings. Sizes are in bytes; the names of kinds stand in
# openredress.attachments.kinds.
FILE_MAX_BYTES = int(os.environ.get("OPENREDRESS_FILE_MAX_MB") or 20) * 1024**2
FILES_MAX = int(os.environ.get("OPENREDRESS_FILES_MAX") or 20)
FILES_WAITING_MAX_BYTES = int(os.environ.get("OPENREDRESS_FILES_WAITING_MAX_MB") or 5000) * 1024**2
FILE_KINDS = tuple(
    (
        os.environ.get("OPENREDRESS_FILE_KINDS")
        or "jpeg,png,webp,pdf,docx,xlsx,pptx,odt,ods,odp,txt,mp3,m4a,ogg,wav,flac"
    ).split(",")
)
CLAMD = os.environ.get("OPENREDRESS_CLAMD", "")
FILE_UPLOAD_HANDLERS = ["openredress.attachments.receiving.SealedUploads"]

# Language and time. Deadlines are dates in this zone; moments are stored in UTC.
LANGUAGE_CODE = os.environ.get("OPENREDRESS_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "openredress.web.formats"
USE_TZ = True
TIME_ZONE = os.environ.get("OPENREDRESS_TIME_ZONE", "UTC")

# Static files: hashed names once `openredress serve` collected them, else from the source.
STATIC_URL = "/static/"
STATIC_ROOT = home.static()
COLLECTED = os.environ.get("OPENREDRESS_STATIC") == "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    "attachments": configured(os.environ.get("OPENREDRESS_FILES", ""), home.files()),
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG

# Staff sign in with a password and a second factor, with a passkey, or through the directory of
# the institution. No setting turns the second factor off; see openredress.signin.
AUTH_USER_MODEL = "offices.Staff"
AUTHENTICATION_BACKENDS = ["openredress.signin.backend.Backend"]
PASSWORD_HASHERS = [
    "openredress.signin.passwords.Argon2id",
    # What accounts were made with before. It is replaced at the next sign-in.
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "openredress.signin.passwords.Length"},
    {"NAME": "openredress.signin.passwords.Guessable"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "openredress.signin.accounts.StaffAccounts"
ACCOUNT_FORMS = {
    "login": "openredress.signin.forms.SignInForm",
    "reauthenticate": "openredress.signin.forms.PasswordAgainForm",
    "change_password": "openredress.signin.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Failed tries are counted by openredress.signin.throttle. The library would count by network
# address, so that behind a proxy or over Tor one guesser shuts everybody out.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "openredress.signin.factors.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The code of half a minute ago and of the next one are right too: telephones' clocks differ.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "openredress.signin.forms.CodeForm",
    "reauthenticate": "openredress.signin.forms.CodeAgainForm",
    "activate_totp": "openredress.signin.forms.SetUpAppForm",
    "authenticate_webauthn": "openredress.signin.forms.PasskeyForm",
    "add_webauthn": "openredress.signin.forms.AddPasskeyForm",
    "edit_webauthn": "openredress.signin.forms.RenamePasskeyForm",
    "login_webauthn": "openredress.signin.forms.SignInWithPasskeyForm",
    "reauthenticate_webauthn": "openredress.signin.forms.PasskeyAgainForm",
}

# The directory of the institution, by OpenID Connect; none where no issuer is named.
DIRECTORY_ISSUER = os.environ.get("OPENREDRESS_OIDC_ISSUER", "")
DIRECTORY_CLIENT_ID = os.environ.get("OPENREDRESS_OIDC_CLIENT_ID", "")
DIRECTORY_CLIENT_SECRET = os.environ.get("OPENREDRESS_OIDC_CLIENT_SECRET", "")
DIRECTORY_NAME = os.environ.get("OPENREDRESS_OIDC_NAME", "") or INSTITUTION
DIRECTORY_CLAIM = os.environ.get("OPENREDRESS_OIDC_CLAIM") or "sub"
DIRECTORY_SCOPE = os.environ.get("OPENREDRESS_OIDC_SCOPE") or "openid"
DIRECTORY_SECOND_FACTOR = os.environ.get("OPENREDRESS_OIDC_SECOND_FACTOR", "")

# The queue of the worker; its jobs are in openredress.worker.tasks.
PROCRASTINATE_IMPORT_PATHS = ["openredress.worker.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

# Outgoing e-mail. Without a host nothing is sent, and pages say so.
EMAIL_HOST = os.environ.get("OPENREDRESS_SMTP_HOST", "")
_SMTP_TLS = os.environ.get("OPENREDRESS_SMTP_TLS") or "starttls"
EMAIL_USE_SSL = _SMTP_TLS == "tls"
EMAIL_USE_TLS = _SMTP_TLS == "starttls"
EMAIL_PORT = int(os.environ.get("OPENREDRESS_SMTP_PORT") or (465 if EMAIL_USE_SSL else 587))
EMAIL_HOST_USER = os.environ.get("OPENREDRESS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("OPENREDRESS_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("OPENREDRESS_MAIL_FROM") or "openredress@localhost"
# From which hour of the day on, where their office is, heads are sent their daily digest.
DIGEST_HOUR = int(os.environ.get("OPENREDRESS_DIGEST_HOUR") or 7)

# Incoming e-mail: where petitioners answer, and the file that names the mailboxes of offices.
REPLY_ADDRESS = os.environ.get("OPENREDRESS_REPLY_ADDRESS", "").strip()
MAILBOXES = os.environ.get("OPENREDRESS_MAILBOXES", "")
MAIL_MAX_BYTES = int(os.environ.get("OPENREDRESS_MAIL_MAX_MB") or 30) * 1024**2

# SMS and chat: an address of the service as apprise has it, with {contact} where the recipient
# stands. Telephones do not ring in the quiet hours, by the clock of the office of the case.
SMS_URL = os.environ.get("OPENREDRESS_SMS_URL", "")
CHAT_URL = os.environ.get("OPENREDRESS_CHAT_URL", "")
CHAT_NAME = os.environ.get("OPENREDRESS_CHAT_NAME", "")
QUIET_HOURS = os.environ.get("OPENREDRESS_QUIET_HOURS", "21:00-08:00")
# Letters are printed and posted by the offices themselves.
LETTERS = os.environ.get("OPENREDRESS_LETTERS") != "0"
LETTER_SENDER = os.environ.get("OPENREDRESS_LETTER_SENDER", "")

# Where money is promised, the currency that is entered beforehand.
CURRENCY = os.environ.get("OPENREDRESS_CURRENCY", "CNY").strip().upper()

# What a browser is told, on every answer.
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_ENGINE = "openredress.signin.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# A watchdog on this machine asks without the proxy. The interface refuses what came in the clear
# instead: a program that is sent on never learns that what it sent could be read.
SECURE_REDIRECT_EXEMPT = [r"^healthz(/pages)?$", r"^api/"]
X_FRAME_OPTIONS = "DENY"
# Being built into browsers as HTTPS only (preload) cannot be taken back: the operator's to decide.
# Our tags `i18n` take the place of Django's on purpose; see `web.templatetags.i18n`.
SILENCED_SYSTEM_CHECKS = ["security.W021", "templates.W003"]

# Logs go to stderr and hold no network address, query string, user agent or receipt code, nothing
# that people wrote, and no address of a page that was not found: people mistype codes into those.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "openredress.ops.logs.Discreet"}},
    "formatters": {
        "plain": {
            "()": "openredress.ops.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["discreet"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "openredress": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
