"""What an operator may set, in words. ``docs/reference/settings.md`` is made of it, and ``wayfare check`` reads it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One environment variable: its name, the default in words, what it does."""

    name: str
    default: str
    meaning: str


OPTIONS = (
    Option(
        "DATABASE_URL",
        "`sqlite:///wayfare-data/wayfare.sqlite3`",
        "The database: `sqlite:///relative/path`, `sqlite:////absolute/path` or `postgres://user:password@host/name`. "
        "Nothing else has to be set.",
    ),
    Option(
        "WAYFARE_HOME",
        "the folder of the SQLite file; with PostgreSQL `wayfare-data` in the current folder",
        "The folder of the secret key, and with SQLite of the job queue.",
    ),
    Option(
        "WAYFARE_SECRET_KEY",
        "the content of `secret.key` in the home folder, made by `wayfare init`",
        "Signs sessions. At least 32 characters. Set it where several machines serve one database: it has to be the same on all "
        "of them.",
    ),
    Option(
        "WAYFARE_SECRET_KEY_FALLBACKS",
        "none",
        "Earlier secret keys, separated by commas, whose sessions stay valid after the key was changed.",
    ),
    Option(
        "WAYFARE_ALLOWED_HOSTS",
        "`127.0.0.1,localhost,[::1]`",
        "Names under which people reach the pages, separated by commas. Requests to any other name are refused.",
    ),
    Option(
        "WAYFARE_HTTPS",
        "true as soon as `WAYFARE_ALLOWED_HOSTS` names another machine than this one",
        "Whether people reach the pages over HTTPS, by a proxy that sets `X-Forwarded-Proto`. "
        "Plain HTTP is then redirected (except `/healthz`), cookies are sent over HTTPS only, and browsers are told to stay "
        "with it.",
    ),
    Option(
        "WAYFARE_TRUSTED_ORIGINS",
        "none",
        "Origins such as `https://learn.example.org` that forms may be sent from, separated by commas. "
        "Needed behind a proxy that changes the host name.",
    ),
    Option("WAYFARE_LANGUAGE", "`en`", "The language of pages for somebody whose own is not known."),
    Option("WAYFARE_TIME_ZONE", "`UTC`", "The time zone of somebody whose own is not known. Data are kept in UTC."),
    Option(
        "WAYFARE_ANSWERS_PER_MINUTE",
        "`300`",
        "How many answers of one person are taken in a minute; more are refused for a while.",
    ),
    Option(
        "WAYFARE_JOBS",
        "true",
        "Whether this process may run the background jobs. One process of an installation does, whichever holds the "
        "lease; with `false` on all of them nobody sweeps up or seals the log.",
    ),
    Option(
        "REDIS_URL",
        "none",
        "A Redis or Valkey server for the cache and the job queue, instead of memory and a file or PostgreSQL.",
    ),
    Option("WAYFARE_LOG_LEVEL", "`INFO`", "`DEBUG`, `INFO`, `WARNING` or `ERROR`."),
    Option("WAYFARE_LOG_FORMAT", "`text`", "`text`, or `json` for one object a line. Logs go to standard error."),
)
