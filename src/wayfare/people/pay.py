"""Which columns speak of pay. Such columns are never read into Wayfare, whatever a map says. Pure."""

import re
import unicodedata

_WORDS = frozenset(
    {
        *("pay", "salary", "salaries", "wage", "wages", "remuneration", "compensation", "earnings"),
        *("bonus", "bonuses", "stipend", "stipends", "emolument", "emoluments", "income", "allowance", "allowances"),
        *("ctc", "ote", "lohn", "entgelt", "verguetung", "vergutung", "sueldo", "stipendio", "retribuzione"),
        *("vencimento", "loon", "palkka", "pensja", "paie"),
    }
)
_PARTS = ("salar", "salair", "gehalt", "lohn", "remunerat", "wynagrodz")
_PAIRS = (
    ({"rate"}, {"hourly", "daily", "day", "annual", "base", "charge"}),
    ({"cost", "costs", "amount"}, {"payroll", "employment", "employee", "staff", "person"}),
    ({"cash", "comp"}, {"total", "annual", "base", "target"}),
)
_CURRENCY = re.compile(r"[£$€¥₹₩₽]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COMPOUND = re.compile(r"pay(band|grade|scale|rate|amount|level|floor|ceiling|min|max)|\w{3,}pay")
_WORD = re.compile(r"[a-z]+")


def is_pay(column: str) -> bool:
    """Say whether a column's name speaks of what somebody earns: a currency sign, or a word such as pay, salary or wage.

    Names are taken apart at spaces, underscores and humps (``basePay``). A payroll number is an id, not pay.
    """
    if _CURRENCY.search(column):
        return True
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", column)).casefold()
    words = set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
    if words & _WORDS or any(_COMPOUND.fullmatch(word) for word in words):
        return True
    if any(part in word for word in words for part in _PARTS):
        return True
    return any(words & one and words & other for one, other in _PAIRS)
