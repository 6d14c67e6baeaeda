"""Words that mean the opposite of each other, as documents of facts use them. English only."""

from __future__ import annotations

from collections.abc import Mapping

_OPPOSITES = """
above/below accept/refuse accepted/refused after/before agree/disagree alive/dead allow/prohibit allowed/forbidden
always/never ancient/modern approve/reject attack/defend begin/end beginning/end best/worst big/small biggest/smallest
born/died buy/sell cause/prevent caused/prevented cheap/expensive cold/hot common/rare create/destroy
created/destroyed decrease/increase decreased/increased decreasing/increasing different/same earliest/latest
early/late east/west eastern/western easy/difficult enter/leave export/import exported/imported fail/succeed
failed/succeeded fall/rise fast/slow fastest/slowest female/male few/many fewer/more fewest/most first/last found/lost
founded/abolished friend/enemy gain/lose gained/lost good/bad heavy/light high/low higher/lower highest/lowest
include/exclude included/excluded inside/outside internal/external join/leave joined/left large/small larger/smaller
largest/smallest least/most legal/illegal less/more long/short longer/shorter longest/shortest lose/win lost/won
major/minor majority/minority mandatory/optional maximum/minimum men/women more/fewer narrow/wide natural/artificial
new/old newest/oldest north/south northern/southern open/closed opened/closed oppose/support opposed/supported
over/under poor/rich positive/negative private/public reduce/increase reduced/increased safe/dangerous shallow/deep
start/stop started/stopped strong/weak stronger/weaker strongest/weakest tall/short tallest/shortest thin/thick
top/bottom true/false upper/lower urban/rural war/peace with/without young/old
""".split()

ANTONYMS: Mapping[str, tuple[str, ...]] = {
    word: tuple(other for pair in _OPPOSITES for other in pair.split("/") if other != word and word in pair.split("/"))
    for word in {word for pair in _OPPOSITES for word in pair.split("/")}
}
"""The opposites of each word that has some."""
