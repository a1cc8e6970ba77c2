"""The word list: whether a text holds a phrase after which helplines are added (care.md names the families)."""

import re
import unicodedata
from collections.abc import Iterable

# An apostrophe is a space by now: "don't" is "don t".
_ME = r"(?:my ?self|me ?self)"
_NOT = r"(?:\w*n ?t|not|no longer|never)"
_CANNOT = r"(?:can ?not|can ?n?t|can no longer|could not|could ?n ?t|unable to|not able to)"
_WANT = r"(?:want(?:ed|ing)?|wanna|wish|need|ready|rather|going|gonna|about|like|trying|try|tried|plan(?:ning|ned)?|thinking of|thought of)"
_TOOK = r"(?:took|taken|take|taking|swallowed)"
_PILLS = r"(?:pills|tablets|meds|medication|medicine|paracetamol|painkillers|sleeping (?:pills|tablets)|of them)"
_THEM = r"(?:he|she|they|partner|husband|wife|boyfriend|girlfriend|bf|gf|ex|dad|mum|father|mother|brother)"
_FAMILIES: dict[str, tuple[str, ...]] = {
    "wanting to die": (
        rf"{_WANT} (?:to )?(?:just )?(?:die|be dead)",
        rf"{_WANT} (?:to )?(?:just )?not (?:be (?:here|alive|around)|exist|live)",
        rf"{_NOT} (?:really |even )?(?:want(?:ed|ing)?|wanna) (?:to )?(?:live|be alive|be here|be around|exist|go on|wake up)",
        r"wish (?:that )?i (?:was|were) (?:dead|never born)",
        r"wish (?:that )?i (?:was|were) ?(?:not|n ?t) (?:here|alive|born|around)",
        r"wish (?:that )?i (?:had|d) (?:never|not) been born",
        r"(?:think(?:ing)?|thoughts?|dream(?:ing)?) (?:of|about) (?:dying|being dead)",
        r"(?:feel(?:ing)?|felt) like dying",
        r"(?:i )?(?:should|ought to|deserve to) (?:die|be dead)",
        r"i (?:just )?(?:hope|wish) (?:that )?i (?:just |could |would )*die",
        r"hope i die",
        r"let me die",
    ),
    "suicide": (r"suicid\w*", r"sui? cid(?:e|al)", r"sucid\w*", r"sewer ?slid\w*", r"k ?m ?s", r"un ?aliv\w*"),
    "killing or ending oneself": (
        rf"(?:kill|killing|killed|end|ending|top|topping|off|offing|hang|hanging|drown|drowning|shoot|shooting|harm|hurt|hurting) {_ME}",
        rf"do(?:ing)? {_ME} in",
        r"(?:take|taking|took|taken|end|ending|ended) (?:my|(?:my|his|her|their) own) life",
        r"jump(?:ing)? off (?:a|the) (?:bridge|roof|building|cliff)",
        r"jump(?:ing)? in front of (?:a|the) (?:train|bus|car|lorry|truck)",
    ),
    "ending it all": (
        r"end(?:ing|ed)? it all",
        r"end(?:ing)? it (?:now|tonight|today|for good)",
        rf"{_WANT} (?:to )?(?:just )?(?:end(?:ing)? (?:it|things)|finish it all)",
        r"(?:thinking|thought) about ending (?:it|things)",
        r"want (?:it|this|everything)(?: all)? to end",
        r"want (?:everything|it all) to stop",
        r"put an end to (?:it|everything|my life)",
        r"make it all stop",
    ),
    "no point in living": (
        r"(?:no|see (?:the|any)|what ?(?:is|s) the) (?:(?:point|reason|use|sense) (?:or )?)+(?:in |to |of |for )?(?:me (?:to )?)?(?:living|live|being here|be here|being alive|be alive|going on|go on|carrying on|carry on|any ?more|life|staying alive|stay alive)",
        # What is without a point follows mostly: "there is no point in asking".
        r"there ?(?:is|s|was) (?:just |really )?no point(?! (?:in|of|to|on|you|us|him|her|them|if|when|\w+ing)\b)",
        r"nothing (?:left )?to live for",
        r"life (?:is|s) ?(?:not|n ?t) worth",
        r"not worth living",
    ),
    "cannot go on": (
        rf"{_CANNOT} (?:go on|carry on|cope|take (?:it|this|any ?more)|do this any ?more|keep going|live any ?more|live like this|face another day)",
        r"not coping",
        r"had enough of (?:life|living)",
    ),
    "better off without me": (
        r"(?:better|happier|easier)(?: off)? (?:without me|with me gone|if i (?:was|were) (?:dead|gone|not here)|if i (?:was|were) ?n ?t (?:here|around|alive)|if i (?:died|disappeared))",
        r"better off dead",
    ),
    "not being here": (
        r"not (?:wake|waking) up",
        r"never (?:wake|waking) up",
        rf"(?:hop(?:e|ing)|wish|pray) (?:that )?(?:i (?:\w+ )?)?{_NOT} (?:to )?(?:ever )?wake up",
        r"wo ?n ?t wake up",
        r"not being here",
        r"(?:wo ?n ?t|not) be (?:here|around) (?:any ?more|tomorrow|much longer|for (?:long|much longer))",
        r"(?:go to sleep|fall asleep) and (?:never|not) wake",
        r"disappear for ?ever",
    ),
    "goodbye": (
        r"this is (?:a |my )?good ?bye",
        r"sa(?:y|ying) (?:my )?(?:last )?good ?byes?",
        r"good ?bye (?:everyone|everybody|world|for ?ever|all|for good)",
        r"final good ?bye",
        r"last message",
        r"my last (?:night|day|words?|text|letter)",
        r"last time (?:you ll|you will|i ll|i will) (?:ever )?(?:hear|get|write|talk|speak|see)",
        r"wrote (?:a )?(?:note|letters?) to say good ?bye",
    ),
    "overdose": (
        r"over ?dos\w*",
        r"od (?:d|ed|ing)",
        rf"{_TOOK} (?:far |way )?too (?:many|much)",
        rf"{_TOOK} (?:all (?:of )?(?:my|the)|a (?:load|lot|bunch|packet|handful|bottle) of|(?:loads|lots) of|\d{{2,}}) ?{_PILLS}",
        rf"{_TOOK} (?:the|a) whole (?:packet|pack|box|bottle|strip)",
        r"too many (?:pills|tablets|meds|paracetamol|painkillers)",
    ),
    "self-harm": (
        r"self ?(?:harm|injur)\w*",
        rf"(?:cut|cutting|burn|burning|hit|hitting|punch|punching|hurt|hurting|harm|harming|scratch|scratching|starve|starving) {_ME}",
        r"cutting again",
        r"(?:i|ve|have) (?:keep|been|started) cutting",
        r"(?:want|urge|need) to cut",
        r"(?:cut|cutting|slit|slitting) my (?:wrists?|arms?|thighs?)",
    ),
    "cannot keep safe": (
        rf"{_CANNOT} (?:keep|stay|be) (?:my ?self )?safe",
        r"(?:i ?m|i am) not safe",
        r"not safe (?:from|with|on my own|by|at home|here|tonight|right now|alone)",
        rf"{_NOT} feel(?:ing)? safe",
        r"feel(?:ing)? unsafe",
        r"keep my ?self safe",
    ),
    "scared of what I might do": (
        r"(?:scared|afraid|frightened|terrified|worried) (?:of |about )?what i (?:might|may|could|will|ll) do",
        r"(?:scared|afraid|frightened) of my ?self",
        r"do ?n ?t trust my ?self",
        r"might do something (?:stupid|bad|silly|terrible)",
        r"do something (?:stupid|silly|drastic) to my ?self",
        r"(?:might|could|going to|gonna|want to) (?:hurt|harm) (?:someone|somebody|people|others)",
    ),
    "violence from a partner": (
        rf"{_THEM} (?:has |have |just |always |keeps? |is |s |was |will |would |might |tried to |threatened to )*(?:hit(?:s|ting)?|beat(?:s|en|ing)?(?: up)?|hurt(?:s|ing)?|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|strangl(?:es?|ed|ing)|chok(?:es?|ed|ing)|slap(?:s|ped|ping)?|threaten(?:s|ed|ing)?|kill) me",
        rf"{_THEM} (?:is|s|was|gets|got|has been) (?:\w+ )?(?:violent|abusive)",
        r"(?:violent|abusive) (?:partner|husband|wife|boyfriend|girlfriend|ex|relationship|marriage)",
        r"violence (?:from|by) (?:a|my|the) (?:partner|husband|wife|boyfriend|girlfriend|ex)",
        r"(?:scared|afraid|frightened) of (?:him|her|my (?:partner|husband|wife|boyfriend|girlfriend|ex))",
        r"domestic (?:violence|abuse)",
        r"(?:beats|hits|strangles|chokes) me",
    ),
    "rape or assault": (
        r"rap(?:e|es|ed|ist|ing)",
        r"assault(?:s|ed|ing)?",
        r"sexual(?:ly)? abuse\w*",
        r"(?:was|been|got|being) (?:attacked|molested|groped|abused)",
        r"(?:touched|forced) me (?:without|against|to have|sexually)",
    ),
    "cannot breathe": (
        rf"(?:{_CANNOT}|can hardly|can barely) breath\w*",
        r"struggling to breathe",
        r"chest (?:pains?|hurts|is tight)",
        r"pains? in my chest",
        r"heart attack",
    ),
    "not eaten": (
        rf"{_NOT} (?:eaten|ate|eat|been eating)(?: anything)?(?: properly)? (?:for|in|since|all) (?:\w+ ){{0,2}}(?:days?|weeks?|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
        r"(?:stopped|not) eating(?: for| altogether| completely)",
        r"purg(?:e|ed|ing)",
        r"(?:make|making|made) my ?self (?:be )?(?:sick|throw up|vomit)",
        r"(?:threw|throw|throwing|thrown) up on purpose",
    ),
}
# Sayings that only look like a phrase of the list; they are taken out before it is looked for.
_EVERYDAY = (
    r"hit(?:s|ting)? me up(?! against)",
    r"it (?:hits|beats) me",
    r"(?:beats me (?:how|why|what)|hits me as)",
    r"beat(?:s|en)? me (?:at(?! (?:home|night|work|the))|to it|to the|by (?:a|one|two)|in (?:the|a) (?:race|game|match|quiz))",
    r"cut(?:ting)? (?:down|back|out|corners|it short|some|grass|my (?:hair|nails|fringe|hours)|the (?:grass|lawn|hedge))",
    r"cut(?:ting)? my ?self shaving",
    r"hurt(?:ing)? \w+ s feelings",
    r"dying my hair",
    r"(?:phone|battery|laptop|car|tablet|plant) (?:is |s )?(?:going|about|ready) to die",
    r"my life savings",
    r"(?:\d+|few|many) kms",
    r"end(?:ing)? (?:it|things) with (?:him|her|them|my (?:partner|husband|wife|boyfriend|girlfriend|bf|gf))",
    r"finish it all (?:by|off|up|in time)",
    r"take (?:it|this) (?:with (?:me|you|us|him|her|them)|back|off|seriously|to (?:the|my|work))",
    r"take this (?:bus|train|tablet|call|shift|course|week)",
    rf"{_TOOK} (?:too|any) ?(?:many|much|more) (?:on|time|photos?|pictures?|days|shifts?|calls|notes|space|risks?|things|breaks)",
    r"go(?:ing)? on (?:holiday|strike|facebook|about it)",
    r"live with (?:him|her|them|people|my (?:parents|family|ex))",
    r"be around (?:people|anyone|him|her|them|others)",
    r"(?:wake|waking) up (?:early|late|on time|in time|at(?! all)|until|till|so early|for (?:work|school)|the (?:baby|kids|children))",
    r"(?<!wish i )did ?(?:not|n ?t) wake up",
    r"not being here (?:yesterday|last|earlier|on time)",
    r"(?:get|got|see|saw|seen|read|answer|ignore|in|to|since|about|your|his|her|their) (?:(?:my|the|your|his|her) )?last (?:message|text|letter)",
    r"last message (?:from|you sent|i sent|he|she|they)",
    r"my last day (?:at|as|off|of (?:term|work|school|college|the))",
    r"assault course",
)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


_PHRASES = _any_of(one for family in _FAMILIES.values() for one in family)
_SAYINGS = _any_of(_EVERYDAY)
_APOSTROPHES = re.compile(r"[’‘'`´ʼ]")
_BETWEEN = re.compile(r"[^\w]+|_+")


def holds_phrase(text: str) -> bool:
    """Whether the text holds a phrase of the list; it often gets things wrong and misses things."""
    return _PHRASES.search(_SAYINGS.sub("*", _plain(text))) is not None


def _plain(text: str) -> str:
    """Small letters with one space between words, an apostrophe being a space too: "can t"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN.sub(" ", _APOSTROPHES.sub(" ", folded)).strip()
