"""Words that mean the opposite of each other or exclude each other, as documents of facts use them. English only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache

from citeleaf.terms import content_words, is_function_word, stem, stems, words_of

_OPPOSITES = """
above/below accept/refuse accepted/refused acquitted/convicted active/inactive actor/actress added/removed
after/before agree/disagree alive/dead allow/prohibit allowed/forbidden always/never ancient/modern appear/disappear
appeared/disappeared appointed/dismissed approval/rejection approve/refuse approve/reject approved/refused
approved/rejected arrival/departure arrive/depart arrived/departed ascend/descend attack/defend aunt/uncle
backward/forward banned/allowed begin/end beginning/end best/worst better/worse big/small biggest/smallest born/died
borrower/lender boy/girl bright/dark brother/sister built/demolished buy/sell cause/prevent caused/prevented
cheap/expensive closer/farther closest/farthest cold/hot coldest/hottest coldest/warmest common/rare
compulsory/voluntary confirmed/denied connect/disconnect conservative/liberal create/destroy created/destroyed
current/former current/previous currently/formerly currently/previously day/night decrease/increase
decreased/increased decreasing/increasing defeat/victory defensive/offensive different/same direct/indirect
discourage/encourage discouraged/encouraged domestic/foreign downstream/upstream downward/upward dry/wet earlier/later
earliest/latest early/late easiest/hardest east/west eastern/western easternmost/westernmost easy/difficult
employee/employer empty/full enter/leave entrance/exit even/odd evening/morning exit/enter expand/shrink
expanded/shrank export/import exported/imported exterior/interior fail/succeed failed/succeeded failure/success
fall/rise fast/slow fastest/slowest father/mother female/male few/many fewer/more fewest/most first/last
formal/informal found/lost founded/abolished friend/enemy friend/foe front/back front/rear full/partial future/past
gain/lose gain/loss gained/lost good/bad guilty/innocent hard/soft harmed/unharmed hurt/unhurt heaviest/lightest
heavy/light high/low higher/lower highest/lowest hire/fire hired/fired horizontal/vertical husband/wife
include/exclude included/excluded inferior/superior injured/unharmed injured/unhurt inner/outer inside/outside
internal/external join/leave joined/left junior/senior king/queen large/small larger/smaller largest/smallest
least/most left/right legal/illegal less/more long/short longer/shorter longest/shortest lose/win lost/won
lowered/raised major/minor majority/minority man/woman mandatory/optional mandatory/voluntary married/single
maximum/minimum medieval/modern men/women minimal/maximal narrow/wide native/foreign natural/artificial
nearest/farthest new/old newest/oldest next/previous north/south northeast/southwest northern/southern
northernmost/southernmost northwest/southeast official/unofficial older/younger oldest/youngest open/closed
opened/closed opponent/supporter oppose/support opposed/supported over/under part/whole partial/whole
permanent/temporary poor/rich positive/negative preceded/followed predecessor/successor present/absent
primary/secondary private/public profit/loss pull/push reduce/increase reduced/increased rough/smooth safe/dangerous
safe/unsafe shallow/deep simple/complex son/daughter spring/autumn start/stop started/stopped strong/weak
stronger/weaker strongest/weakest summer/winter sunrise/sunset supply/demand tall/short tallest/shortest thin/thick
top/bottom true/false upper/lower urban/rural war/peace warm/cold weak/powerful widen/narrow with/without
worsened/improved young/old
""".split()

ANTONYMS: Mapping[str, tuple[str, ...]] = {
    word: tuple(other for pair in _OPPOSITES for other in pair.split("/") if other != word and word in pair.split("/"))
    for word in {word for pair in _OPPOSITES for word in pair.split("/")}
}
"""The opposites of each word that has some."""
_AMBIGUOUS = frozenset(("found", "close", "right", "left"))
"""Stems of several words, of which not all have these opposites: "founded", "close to", "rights"."""


_ASKS_FOR_HOLDER = re.compile(r"^who(?:['’]s| is| was) (?:the|your|our|its|their|his|her) ", re.IGNORECASE)
_RANKS = frozenset("deputy vice assistant associate acting interim".split())


def asks_for_holder(question: str) -> bool:
    """Whether ``question`` asks who holds a role: "Who is the mayor?"."""
    return _ASKS_FOR_HOLDER.search(question) is not None


def of_another_rank(question: str, text: str) -> bool:
    """Whether ``question`` asks who holds a role, and ``text`` speaks of the deputy's alone.

    A deputy mayor is no mayor; a former one was. Whatever else is asked of the role ("who succeeded him as president")
    may be true of who was a deputy until then.
    """
    words = [stem(word) for word in words_of(text)]
    if stems(_RANKS).isdisjoint(words) or not asks_for_holder(question):
        return False
    roles = stems(word for word in content_words(question) if not word[0].isupper())
    if not roles or not roles <= frozenset(words):
        return False
    ranks = stems(_RANKS) - roles
    return any(all(at and words[at - 1] in ranks for at, word in enumerate(words) if word == role) for role in roles)


def opposed(question: str, text: str) -> bool:
    """Whether ``text`` holds, in any inflection, the opposite of a word of ``question``, and not that word itself.

    Function words ("before") count for nothing here: they stand everywhere, for many things.
    """
    asked = stems(content_words(question))
    said = stems(word for word in words_of(text) if not is_function_word(word))
    opposites = _by_stem()
    return any(not opposites.get(word, frozenset()).isdisjoint(said - asked) for word in asked - said)


@cache
def _by_stem() -> Mapping[str, Set[str]]:
    stems: dict[str, set[str]] = {}
    for word, others in ANTONYMS.items():
        stems.setdefault(stem(word), set()).update({stem(other) for other in others} - _AMBIGUOUS)
    return {word: others for word, others in stems.items() if word not in _AMBIGUOUS}
