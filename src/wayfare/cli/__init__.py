"""The ``wayfare`` command."""

import os
import sys


def main() -> None:
    """Run the command. Every error of the family ends it with a sentence, a code and what to do next."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")
    import django

    django.setup()
    from wayfare.cli.root import root

    sys.exit(root())
