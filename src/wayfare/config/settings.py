"""Settings. Each comes from the environment and has a default that is safe; docs/reference/settings.md lists them."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env
from environs import validate as _validate

from wayfare.config import home
from wayfare.config.logs import configure as _configure_logs

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]

# --- what an operator may set
DATABASE_URL = home.database_url()
WAYFARE_HOME = home.home()
SECRET_KEY = home.secret_key()  # empty before `wayfare init`: whatever would sign with it fails then
SECRET_KEY_FALLBACKS: list[str] = env.list("WAYFARE_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("WAYFARE_ALLOWED_HOSTS", LOOPBACK)
HTTPS = env.bool("WAYFARE_HTTPS", not set(ALLOWED_HOSTS) <= set(LOOPBACK))
LANGUAGE_CODE = env.str("WAYFARE_LANGUAGE", "en")
TIME_ZONE = env.str("WAYFARE_TIME_ZONE", "UTC")
REDIS_URL = env.str("REDIS_URL", "")
LOG_LEVEL = env.str("WAYFARE_LOG_LEVEL", "INFO", validate=_validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
LOG_FORMAT = env.str("WAYFARE_LOG_FORMAT", "text", validate=_validate.OneOf(["text", "json"]))
TRUSTED_ORIGINS: list[str] = env.list("WAYFARE_TRUSTED_ORIGINS", [])
ANSWERS_PER_MINUTE = env.int("WAYFARE_ANSWERS_PER_MINUTE", 300)  # of one person; more is no person
JOBS = env.bool("WAYFARE_JOBS", True)

# --- the application
DEBUG = False
ROOMS = ["core", "audit", "people", "inbox", "skills", "records", "catalog", "learner", "paths", "recommend"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "axes",
    "csp",
    *(f"wayfare.{room}" for room in ROOMS),
    "wayfare.web",
    "wayfare.rest",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayfare.web.assets.Assets",
    "csp.middleware.CSPMiddleware",
    "wayfare.rest.middleware.Door",
    "wayfare.web.middleware.Envelope",
    "django.middleware.common.CommonMiddleware",  # refuses hosts that are not ours
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "wayfare.config.urls"
WSGI_APPLICATION = "wayfare.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "wayfare.web.backends.TokenBackend",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database: SQLite in WAL with immediate transactions, or PostgreSQL, by DATABASE_URL alone
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None)}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; "
            "PRAGMA wal_autocheckpoint=4000"  # pages, 16 MB: whoever commits the last of them moves all into the database
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
CACHES = (
    {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    if REDIS_URL
    else {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)

# --- pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "environment": "wayfare.web.templating.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    }
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:home"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGES = [("en", "English")]

# --- security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
CSRF_FAILURE_VIEW = "wayfare.web.views.errors.csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # a probe inside the house speaks plain HTTP
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS: list[str] = []  # nothing takes files
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
# both together: a stranger who guesses locks neither the person out elsewhere nor everybody behind the same address
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "wayfare.web.backends.typed_name"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "token"]
AXES_LOCKOUT_CALLABLE = "wayfare.web.views.errors.locked_out"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- logs: structured, on stderr
LOGGING_CONFIG = None
_configure_logs(LOG_LEVEL, LOG_FORMAT)

# --- what may speak for an item, strongest kind first (recommend.sources.protocol)
RECOMMEND_SOURCES = [
    "wayfare.recommend.sources.goals.Goals",
    "wayfare.recommend.sources.gaps.RoleGaps",
    "wayfare.recommend.sources.post.OwnPost",
    "wayfare.recommend.sources.together.Together",
    "wayfare.recommend.sources.following.Next",
    "wayfare.recommend.sources.content.Alike",
    "wayfare.recommend.sources.fading.Fading",
    "wayfare.recommend.sources.popular.Popular",
]
