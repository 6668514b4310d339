"""English words that carry grammar, not content: masked less often, and left out of the asked question.

Written for this project: articles, pronouns, prepositions, conjunctions, auxiliaries, negations, common
adverbs of degree and place-holders. Lower case; compare after `str.lower`.
"""

from __future__ import annotations

_LIST = """
a an the this that these those such each every either neither both all any some no none few many much more
most less least several other another same own enough half
i me my mine myself we us our ours ourselves you your yours yourself yourselves thou thee thy thine ye
he him his himself she her hers herself it its itself they them their theirs themselves one ones oneself
who whom whose which what whoever whatever whichever someone somebody something anyone anybody anything
everyone everybody everything nobody nothing
of in on at by to from with without within into onto upon over under above below between among amongst through
throughout during before after since until till against about around across along behind beside besides beyond
near off out up down toward towards via per like unlike than as for except despite
and or but nor so yet if unless because although though while whilst whereas whether lest
when where why how whenever wherever however therefore thus hence then there here thereof therein thereby
am is are was were be been being do does did done doing have has had having hath doth
will would shall should can could may might must ought cannot let
not don doesn didn isn aren wasn weren won wouldn shouldn couldn can hasn haven hadn ll ve re s t d m
very too also just only even still already again ever never always often sometimes rather quite almost
perhaps indeed etc ie eg oh ah ok yes
"""

FUNCTION_WORDS = frozenset(_LIST.split())


def is_content_word(word: str) -> bool:
    """Alphabetic, at least two letters, and not a function word."""
    return len(word) > 1 and word.isalpha() and word.lower() not in FUNCTION_WORDS
