"""Whether an item is meant for people at work in general, as far as its title says.

Nothing is left out for it: what is made for children, for one other trade or for passing one vendor's exam only comes after
what is made for everybody. Somebody whose job is that trade gets it back where their own words fit the title.
"""

import re
from functools import lru_cache

EVERYBODY = 1.0
OTHER_PEOPLE, PASTIME, ONE_TRADE, ONE_PLACE, PRODUCT, EXAM, PIECE = 0.35, 0.4, 0.6, 0.65, 0.65, 0.55, 0.7
"""Shares that remain of an item's worth: for other people than those at work, for leisure or quick money, for one trade only,
about one country, one vendor's product, for passing an exam, and a piece of something larger that cannot stand alone."""

_PEOPLE = (
    "kids?|child(?:ren)?|teens?|teenagers?|toddlers?|babies|parents?|parenting|moms?|dads?|couples|high ?school|pre-?school|"
    "primary school|k-?12|grade \\d+|class \\d+|undergraduates?|college students?|ielts|toefl|toeic|gcse|igcse|a-levels?|"
    "gre|gmat|lsat|mcat|usmle|law student's|neet|jee|upsc|cbse|ap exam|ged"
)
_LEISURE = (
    "creative writing|fiction|novels?|poetry|poems?|memoirs?|screenwriting|ancient|medieval|egypt(?:ian)?|roman empire|"
    "dinosaurs?|astrology|tarot|reiki|law of attraction|manifest(?:ing|ation)?|hypnosis|magick?|psychic|dating|seduction|"
    "flirting|side hustles?|passive income|make money|earn money|get rich|quit your job|amazon fba|dropshipping|kindle|etsy|"
    "youtubers?|forex|day trading|crypto(?:currency)?|bitcoin|nfts?|guitar|piano|ukulele|yoga|drawing|painting|watercolou?r|"
    "cooking|recipes|knitting|crochet|gardening|magic|fortnite|minecraft|roblox|star wars|harry potter|beatles|superheroes"
)
_TRADES = (
    "educators?|teachers?|nurses?|doctors?|physicians?|clinicians?|dentists?|pharmacists?|therapists?|coaches|photographers?|"
    "designers?|artists?|musicians?|writers?|authors?|architects?|developers?|programmers?|freelancers?|bloggers?|influencers?|"
    "entrepreneurs?|startups?|realtors?|real estate agents?|restaurants?|hotels?|salons?|churches|pastors?|farmers?|"
    "biologists?|sailors?|pilots?|security guards?|women|girls|seniors|immigrants|veterans|non-?profits?|students?|graduates?|"
    "10,?000 women|data scientists?|job ?seekers?"
)
_IN_TRADES = "in education|for teaching|in the sciences|laborator(?:y|ies)"
_PLACES = (
    "americas?|americans?|u\\.s\\.?|usa|united states|u\\.?k\\.?|british|canad(?:a|ian)|austral(?:ia|ian)|"
    "indian?|china|chinese|russian?|korean?|japan(?:ese)?|german(?:y)?|french|france|brazil(?:ian)?|africa|african|"
    "south asian?|arab(?:ic)?|israel|hong kong|singapore|scotland|scottish|ireland|irish|hipaa|us gaap|irs|sarbanes"
)
_VENDORS = (
    "sap|successfactors|s/4hana|oracle|salesforce|servicenow|workday|dynamics|odoo|pega|tally|peoplesoft|netsuite"
)
_EXAMS = (
    "exams?|exam prep(?:aration)?|test prep|practice tests?|mock tests?|dumps|question banks?|interview questions?|quiz(?:zes)?|"
    "certified|certification|certificate course|accredited|unofficial|"
    "(?:az|ms|pl|sc|dp|ai|mb|md|clf|saa|sy0|cs0|n10|pk0)-?\\d{2,4}|\\d{2}-\\d{3}|\\d{3}-\\d{3}|1z0-\\d+|c_[a-z0-9_]{4,}"
)
_PIECES = (
    "(?:part|section|volume|module|phase) (?:\\d+|two|three|four|ii|iii|iv|v)|p\\d|capstone|(?:i{2,3}|iv)(?=[:)]|$)|"
    "project-centered course|(?:fall|spring|summer) \\d{4}|college level|guided project"
)
_CUES = (
    (OTHER_PEOPLE, re.compile(rf"\b(?:{_PEOPLE})\b")),
    (PASTIME, re.compile(rf"\b(?:{_LEISURE})\b")),
    (
        ONE_TRADE,
        re.compile(rf"\b(?:for|with|as an?) (?:\w+[ -]){{0,2}}(?:{_TRADES})\b|\b(?:{_IN_TRADES})\b"),
    ),
    (ONE_PLACE, re.compile(rf"\b(?:{_PLACES})(?!\w)")),
    (PRODUCT, re.compile(rf"\b(?:{_VENDORS})\b")),
    (EXAM, re.compile(rf"\b(?:{_EXAMS})\b")),
    (PIECE, re.compile(rf"\b(?:{_PIECES})")),
)


@lru_cache(maxsize=50_000)
def share(title: str) -> float:
    """Return what remains of an item's worth for people at work in general, in (0, 1]: the lowest that its title says."""
    text = title.casefold()
    return min((worth for worth, cue in _CUES if cue.search(text)), default=EVERYBODY)
