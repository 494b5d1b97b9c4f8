"""Settings of the tests: a fresh database each, on SQLite or (WAYFARE_TEST_DATABASE=postgresql) on a real PostgreSQL.

Everything an operator may set is taken out of the environment first, so that a developer's own settings change no test.
"""

import os
import tempfile
from pathlib import Path

from tests import postgresql

OWN = ("WAYFARE_TEST_DATABASE", "WAYFARE_TEST_DATABASE_URL", "WAYFARE_TEST_HOME", "WAYFARE_DATA")
for name in [name for name in os.environ if name.startswith("WAYFARE_") and name not in OWN]:
    del os.environ[name]
for name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)

# The first process makes the folder; the workers of xdist inherit its name and share it.
if "WAYFARE_TEST_HOME" not in os.environ:
    os.environ["WAYFARE_TEST_HOME"] = tempfile.mkdtemp(prefix="wayfare-tests-")
HOME = Path(os.environ["WAYFARE_TEST_HOME"])
os.environ["WAYFARE_HOME"] = str(HOME)
os.environ["WAYFARE_SECRET_KEY"] = "the-tests-sign-nothing-that-matters-0123456789"
if os.environ.get("WAYFARE_TEST_DATABASE") == "postgresql":
    os.environ["DATABASE_URL"] = postgresql.url()

from wayfare.config.settings import *  # noqa: E402, F403
from wayfare.config.settings import DATABASES, SQLITE  # noqa: E402

# No test has an environment that a started command would inherit by accident: `tests.commands` passes its own.
del os.environ["WAYFARE_SECRET_KEY"], os.environ["WAYFARE_HOME"]
os.environ.pop("DATABASE_URL", None)

if SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    # Nobody pulls the plug on these databases; the tests of durability start real servers with the real settings.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "/unused/"  # Django's live server wants one; Wayfare serves its files itself
