"""How often a serving process looks for garbage in circles.

What a feed makes is freed by counting references as soon as it is done; what stays is what the process keeps of the catalogue. By
default Python looks through young objects after every 700 that stay, a dozen times a second, and through everything whenever a
quarter more has come together: a tenth of a second in which nobody is answered.
"""

import gc

YOUNG, MIDDLE, OLD = 10_000, 5, 20
"""After so many young objects these are looked at; after so many such looks the middle ones too; after so many of those, all."""


def settle() -> None:
    """Set what was loaded by now aside, since it stays, and look for garbage less often. Call it once a process, when loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
