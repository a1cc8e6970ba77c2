"""The word list: whether a text holds a phrase after which helplines are added (care.md names the families)."""

import re
import unicodedata

_ME = r"(?:my ?self|me ?self)"
_CANNOT = r"(?:can ?not|can ?t|cant|couldn ?t|unable to)"
_WANT = r"(?:want(?:ed|ing)?|wanna|wish|going|gonna|need|ready|like|rather|about|trying|try|tried|plan(?:ning|ned)?|thinking of|thought of)"
_FAMILIES: dict[str, tuple[str, ...]] = {
    "wanting to die": (
        rf"{_WANT} (?:to )?(?:die|be dead|not (?:be|exist|live))",
        r"wish (?:i|that i) (?:was|were) (?:dead|never born|not (?:here|alive))",
        r"(?:i )?do ?n ?t (?:want|wanna) (?:to )?(?:live|be alive|be here any ?more|exist|go on|wake up)",
        r"(?:i )?(?:should|ought to|deserve to) (?:die|be dead)",
        r"rather be dead",
        r"i hope i die",
        r"let me die",
    ),
    "suicide": (r"suicid\w*", r"sui?cide", r"sewer ?slid\w*", r"kms", r"unaliv\w*", r"un ?alive"),
    "killing or ending oneself": (
        rf"(?:kill|killing|killed|end|ending|top|topping|off|offing|hang|hanging|drown|drowning|shoot|shooting|harm|hurt|hurting) {_ME}",
        r"(?:take|taking|end|ending) my (?:own )?life",
        r"jump(?:ing)? off (?:a|the) (?:bridge|roof|building|cliff)",
        r"jump(?:ing)? in front of (?:a|the) (?:train|bus|car|lorry|truck)",
    ),
    "ending it all": (
        r"end(?:ing)? it all",
        r"end(?:ing)? it (?:now|tonight|today|for good)",
        r"finish(?:ing)? it all",
        r"make it all stop",
    ),
    "no point in living": (
        r"no (?:point|reason|use|sense) (?:in |to |of )?(?:me )?(?:living|live|being here|being alive|going on|go on|carrying on|carry on|any ?more|anymore|life|staying alive)",
        r"nothing (?:left )?to live for",
        r"life is ?n ?t worth",
        r"life is not worth",
        r"not worth living",
        r"what ?s the point (?:of|in) (?:living|life|going on|being here|any ?more)",
        r"no point any ?more",
    ),
    "cannot go on": (
        rf"{_CANNOT} (?:go on|carry on|cope|take (?:it|this|any ?more)|do this any ?more|keep going|live like this|face another day)",
        r"not coping",
        r"had enough of (?:life|living)",
    ),
    "better off without me": (
        r"(?:be )?better off (?:without me|if i (?:was|were) (?:dead|gone|not here)|with me gone|dead)",
        r"better without me",
        r"be better if i (?:was|were) (?:dead|gone|not here)",
    ),
    "not being here": (
        r"not (?:wake|waking) up(?! (?:early|late|on time|in time|at))",
        r"never (?:wake|waking) up(?: again)?",
        r"wo ?n ?t (?:wake up|be here (?:any ?more|tomorrow|much longer|for long|next))",
        r"not (?:be|being) here (?:any ?more|tomorrow|much longer|for long)",
        r"(?:go to sleep|fall asleep) (?:and|&) (?:never|not) wake",
        r"(?:just )?(?:want to )?disappear for ?ever",
    ),
    "goodbye": (
        r"this is (?:a |my )?good ?bye",
        r"sa(?:y|ying) (?:my )?(?:last )?good ?byes?(?: to (?:you all|everyone|everybody))?",
        r"good ?bye (?:everyone|everybody|world|for ?ever|all|for good)",
        r"final good ?bye",
        r"my last (?:message|night|day|words?|text|letter)",
        r"last (?:message|time) (?:you ll|you will|i ll|i will) (?:ever )?(?:hear|get|write|talk|speak|see)",
        r"wrote (?:a )?(?:note|letters?) to say good ?bye",
    ),
    "overdose": (
        r"over ?dos\w*",
        r"\bod ed\b",
        r"od ing",
        r"(?:took|taken|take|taking|swallowed) (?:too many|all (?:of )?(?:my|the)|a (?:load|lot|bunch|packet|handful|bottle) of|loads of|\d{2,}) ?(?:pills|tablets|meds|medication|paracetamol|painkillers|sleeping (?:pills|tablets)|of them)",
        r"too many (?:pills|tablets|meds|paracetamol|painkillers)",
    ),
    "self-harm": (
        r"self ?harm\w*",
        rf"(?:cut|cutting|burn|burning|hurt|hurting|harm|harming|scratch|scratching|starve|starving) {_ME}",
        r"cutting again",
        r"(?:want|urge|need) to cut(?! (?:the|my hair|down|back|it short|out|a|some|grass|up))",
        r"slit(?:ting)? my wrists?",
    ),
    "cannot keep safe": (
        rf"{_CANNOT} (?:keep|stay|be) (?:my ?self )?safe",
        r"(?:i ?m |i am |am )?not safe (?:from|with|on my own|by|at home|here|tonight|right now|alone)",
        r"do ?n ?t feel safe",
        r"not feel(?:ing)? safe",
        r"keep my ?self safe",
    ),
    "scared of what I might do": (
        r"(?:scared|afraid|frightened|worried) (?:of|about) what i (?:might|may|could|will|ll) do",
        r"(?:scared|afraid|frightened) of my ?self",
        r"do ?n ?t trust my ?self",
        r"might do something (?:stupid|bad|silly|terrible)",
        r"do something (?:stupid|silly|drastic) to my ?self",
    ),
    "violence from a partner": (
        r"(?:he|she|they|partner|husband|wife|boyfriend|girlfriend|bf|gf|ex|dad|mum|father|mother|brother) (?:has |have |just |always |keeps? |is |s |was |will |would |might )*(?:hit(?:s|ting)?|beat(?:s|en|ing)?(?: up)?|hurt(?:s|ing)?|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|strangl(?:es|ed|ing)|chok(?:es|ed|ing)|slap(?:s|ped|ping)?|threaten(?:s|ed|ing)?|kill) me(?! (?:at|in|to the|by))",
        r"(?:scared|afraid|frightened) of (?:him|her|my (?:partner|husband|wife|boyfriend|girlfriend|ex))",
        r"domestic (?:violence|abuse)",
        r"(?:beats|hits|strangles|chokes) me",
    ),
    "rape or assault": (
        r"rap(?:e|ed|ist|ing)",
        r"sexual(?:ly)? (?:assault|abuse)\w*",
        r"(?:was|been|got|being) (?:sexually )?(?:assaulted|attacked|molested|groped|abused)",
        r"(?:touched|forced) me (?:without|against|to have|sexually)",
    ),
    "cannot breathe": (
        rf"{_CANNOT} breath\w*",
        r"struggling to breathe",
        r"chest (?:pains?|hurts|is tight)",
        r"pains? in my chest",
        r"heart attack",
    ),
    "not eaten": (
        r"(?:not|n ?t|have ?n ?t|have not) (?:eaten|ate|eat|been eating)(?: anything)?(?: properly)? (?:for|in|since|all) (?:\w+ )?(?:\w+ )?(?:days?|weeks?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
        r"(?:stopped|not) eating(?: for| altogether| completely)",
        r"purg(?:e|ed|ing)",
        r"(?:make|making|made) my ?self (?:sick|throw up|vomit)",
        r"starving my ?self",
    ),
}
_ANY = re.compile(r"\b(?:" + "|".join(one for family in _FAMILIES.values() for one in family) + r")\b")
_APOSTROPHES = re.compile(r"[’‘'`´ʼ]")
_BETWEEN = re.compile(r"[^\w]+|_+")


def holds_phrase(text: str) -> bool:
    """Whether the text holds a phrase of the list; it often gets things wrong and misses things."""
    return _ANY.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Small letters with one space between words, an apostrophe being a space too: "can t"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN.sub(" ", _APOSTROPHES.sub(" ", folded)).strip()
