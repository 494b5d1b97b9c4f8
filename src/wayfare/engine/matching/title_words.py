"""The words of job titles: which name a rank, which name a place, and which spellings mean the same.

Plain tables, so that anybody can read why two titles were taken for the same. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LEADING = _set(
    "director head chief manager managing lead leader general executive vice president commander superintendent supervisor "
    "commandant governor dean principal chair chairman chairperson convenor"
)
"""Words that say somebody leads; they say nothing of what."""
DIRECTING = LEADING - _set("manager managing lead leader superintendent supervisor")
"""Those of these that name somebody who leads an organisation, or a large part of one."""
PRACTISING = _set(
    "officer adviser specialist analyst consultant coordinator expert professional agent representative worker associate "
    "practitioner technician"
)
"""Words that say somebody practises; they say a little of what."""
DEPUTIES = _set("deputy assistant vice under associate")
"""Words for standing in for somebody; a deputy of X does the work of X."""
JUNIORS = _set("assistant clerk aide helper intern trainee secretary")
"""Nouns of supporting jobs, where they end a title: a human resources assistant is no head of human resources."""
AIDES = JUNIORS | PRACTISING | _set("directorate manager office private support team unit")
"""Words at the end of the title of somebody who works for a chief executive and is none."""
VAGUE = _set(
    "account affair analysis applied area asset benefit business capability care casework change client commercial commissioner "
    "community control coordination corporate customer delivery design development education emergency employment "
    "engagement enterprise environment external field general government growth health improvement information "
    "infrastructure innovation inspector internal investigation investment knowledge management market media minister "
    "network operation partnership performance plan planning policy portfolio process product production professional "
    "program project provider public quality reform registrar regulation relation research resource review risk safety "
    "science security service site social special staff standard strategy support system technology training "
    "transformation transition work workforce"
)
"""Words that stand in the titles of quite different jobs: alone they settle nothing."""
_LINKS = _set("a an and at by de des du for from in into of on or the to with within via across")
_QUIET = _LINKS | _set(
    "acting interim joint temporary temp designate substantive part time maternity cover vacant new "
    "senior junior deputy assistant associate under national regional region divisional area local group corporate "
    "global international strategic special overall non member grade level band post role job other "
    "team unit department departmental division directorate office function branch centre center organization agency "
    "north south east west northern southern eastern western central mid england english london wales welsh scotland "
    "scottish ireland irish midlands yorkshire uk british britain united kingdom i ii iii iv v 1 2 3 4 5"
)
_BEFORE = _set("acting interim joint temporary group deputy vice senior")
_PHRASES = {
    "hr": "human resource",
    "hrd": "human resource",
    "it": "information technology",
    "ict": "information technology",
    "is": "information system",
    "pr": "public relation",
    "ceo": "chief executive",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cio": "chief information officer",
    "cto": "chief technology officer",
    "hro": "human resource officer",
    "dg": "director general",
    "md": "managing director",
    "ppm": "program project management",
    "dir": "director",
    "mgr": "manager",
    "exec": "executive",
    "ops": "operation",
    "comms": "communication",
    "hd": "head",
}
_WHOLE = {"economics": "economist", "economists": "economist"}
_SPELLINGS = {
    "advisor": "adviser",
    "programme": "program",
    "defence": "defense",
    "labour": "labor",
    "behaviour": "behavior",
    "licence": "license",
    "catalogue": "catalog",
    "directof": "director",
    "comm": "communication",
}
_SAME = {
    "advisory": "adviser",
    "personnel": "human resource",
    "solicitor": "lawyer",
    "barrister": "lawyer",
    "attorney": "lawyer",
    "counsel": "lawyer",
    "prosecutor": "lawyer",
    "legal": "law",
    "vet": "veterinarian",
    "veterinary": "veterinarian",
    "statistic": "statistician",
    "statistical": "statistician",
    "scientific": "science",
    "scientist": "science",
    "financial": "finance",
    "accountancy": "accounting",
    "accountant": "accounting",
    "auditor": "audit",
    "auditing": "audit",
    "engineer": "engineering",
    "planner": "planning",
    "medicine": "medical",
    "procurement": "purchasing",
    "estate": "property",
    "technical": "technology",
    "operational": "operation",
    "educational": "education",
    "environmental": "environment",
    "regulatory": "regulation",
    "regulator": "regulation",
    "administrative": "administration",
    "administrator": "administration",
    "inspectorate": "inspector",
}
_PART = re.compile(r"\s[-–—]\s|[,;:/|]|\s-|-\s")
_ACRONYM = re.compile(r"\b[A-Z][A-Z&0-9]{1,6}\b")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[a-z0-9+#]+(?:['’][a-z]+)?")
_ISE = re.compile(r"is(e|ed|er|ing|ation|ational)$")


@dataclass(frozen=True, slots=True)
class Words:
    """A title taken apart.

    ``subject`` says what the job is about, with a weight of 1, or of .5 after the first part that says anything; ``text`` is
    all words in order, ``core`` the same from the first one that is not of the kind of acting, group or deputy, ``head`` as
    much of it as stands before the first comma or dash; ``leads``, ``directs`` (an organisation, or a large part of one),
    ``deputy`` and ``junior`` say how far up.
    """

    subject: Mapping[str, float]
    text: str
    core: str
    head: str
    leads: bool
    directs: bool
    deputy: bool
    junior: bool


def plain(text: str) -> list[str]:
    """Return the words of a text for comparing what it is about: one spelling, and one word for what means the same."""
    return [part for word in spelled(text) for part in _SAME.get(word, word).split()]


def spelled(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents, plurals and British spellings."""
    folded = text.casefold().replace("&", " and ")
    if not folded.isascii():
        spread = unicodedata.normalize("NFKD", folded.replace("’", "'"))
        folded = "".join(c for c in spread if not unicodedata.combining(c))
    return [_spelled(word) for word in _WORD.findall(folded)]


@lru_cache(maxsize=50_000)
def _spelled(word: str) -> str:
    bare = word.removesuffix("'s").replace("'", "")
    known = _WHOLE.get(bare) or _singular(bare)
    return _SPELLINGS.get(known, known)


def _singular(word: str) -> str:
    if word in _PHRASES or len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    word = word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word.removesuffix("s")
    return _ISE.sub(lambda match: f"iz{match[1]}", word) if len(word) > 6 else word


def subject_words(text: str) -> list[str]:
    """Return the words of a prose text that may say what it is about: neither links nor places nor units."""
    return [word for word in dict.fromkeys(plain(text)) if word not in _QUIET]


@lru_cache(maxsize=10_000)  # many people share their titles, units and organisations
def take_apart(title: str, *, known: bool = False) -> Words:
    """Return a job title taken apart; what stands in brackets is left out unless there is nothing else.

    People's own titles are full of places and names of units, which are passed over; in a ``known`` title of a role each word
    counts.
    """
    quiet = _LINKS if known else _QUIET
    outside = _BRACKETS.sub(" ", title)
    text = outside if _WORD.search(outside.casefold()) else title
    subject: dict[str, float] = {}
    parts = [_spelled_out(part, shouted=text.isupper()) for part in _PART.split(text)]
    for part in parts:
        weight = 0.5 if subject else 1.0
        for word in part:
            if word not in LEADING and word not in quiet:
                subject |= dict.fromkeys(_SAME.get(word, word).split(), weight) | subject
    words = [word for part in parts for word in part]
    junior = bool(words) and words[-1] in JUNIORS
    if junior:
        subject.setdefault(words[-1], 1.0)
    leads = not junior and any(word in LEADING for word in words)
    return Words(
        subject=subject,
        text=" ".join(words),
        core=_core(words),
        head=_core(parts[0]),
        leads=leads,
        directs=leads and any(word in DIRECTING for word in words),
        deputy=any(word in DEPUTIES for word in words[:-1]),
        junior=junior,
    )


def _core(words: Iterable[str]) -> str:
    return " ".join(dropwhile(lambda word: word in _BEFORE, words))


def _spelled_out(text: str, *, shouted: bool) -> list[str]:
    """Return the words of a part with known abbreviations spelled out; unknown ones in capitals are names, and left out."""
    names = set() if shouted else {name.casefold() for name in _ACRONYM.findall(text)}
    words: list[str] = []
    for word in spelled(text):
        if word in _PHRASES:
            words.extend(_PHRASES[word].split())
        elif word not in names and not (word == "officer" and words[-2:] == ["chief", "executive"]):
            words.append(word)
    return words
