"""The ``wayfare`` command."""

import os
import sys


def main() -> None:
    """Run the command. Every error of the family ends it with a sentence, a code and what to do next."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")
    import django
    from environs.exceptions import EnvError

    try:
        django.setup()
    except (EnvError, ValueError) as error:
        sys.stderr.write(f"Error (settings): {error}\n  See docs/reference/settings.md for what each variable takes.\n")
        sys.exit(1)
    from wayfare.cli.root import root

    sys.exit(root())
