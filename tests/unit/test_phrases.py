"""The word list: what each family finds, what it leaves alone, and that the way it is typed does not matter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.phrases import holds_phrase

FOUND = """
i want to die | I wanna die tonight | i wish i was dead | I don't want to live | let me die | wish I were never born
thinking about suicide | feeling suicidal | sewerslide | KMS | i might unalive myself
i am going to kill myself | hurting myself again | I want to end my life | taking my own life | hang myself
i want to end it all | I'll end it tonight | ending it now
there is no point in living | no reason to go on
nothing left to live for | what's the point of living | life isn't worth it
I can't go on | i cant cope | I cannot take it any more | can't do this anymore | I can not carry on
you'd be better off without me | everyone would be better off if I was dead | better off dead
I hope I never wake up | i wish to not wake up | I won't be here tomorrow | not being here any more
this is goodbye | goodbye everyone | this is my last message | saying goodbye
I took an overdose | i overdosed | I took too many pills | took all my tablets | I took 20 paracetamol
self harm | self-harming | I have been cutting myself | I cut myself | urge to cut
I can't keep myself safe | not safe on my own | i dont feel safe | cannot stay safe
scared of what I might do | afraid of myself | I might do something stupid
he hit me | my boyfriend keeps hitting me | my husband beats me | scared of him | domestic violence | he strangled me
I was raped | he is a rapist | sexual assault | I was assaulted | he forced me to have sex
I can't breathe | chest pain | chest pains | pain in my chest | i think it's a heart attack
I haven't eaten for days | not eaten in three days | i purged | making myself sick
""".replace("\n", "|").split("|")
NOT_FOUND = """
I could murder a pizza | dying to see you | this heat is killing me | the deadline is near | my phone died
cut the grass | I cut my hair | cut back on sugar | I need to cut down on coffee
goodbye for now | bye, see you tomorrow | good night
no point in going to the shop | what's the point of this meeting
I took the bus | took my tablets this morning | take all the time you need
I woke up late | I did not wake up early | see you tomorrow
I was hearing voices | the voices are back
he hit the ball | she beat me at chess? no, at cards she won | he makes me laugh
I can breathe again | the chest of drawers | I ate for two
skim milk | a suit | swimming | the drapes | grape juice | therapist
I feel safe with you | keep safe | stay safe
how are you? | I had a nice walk | thank you for listening
""".replace("\n", "|").split("|")
SMALL_TALK = re.findall(
    r"\w+",
    "the a my your walk dog tea coffee garden today tomorrow was nice long rain sun bus work home cake friend went "
    "bought shop music song film book good tired happy bit very and but then with after before sister brother mum dad",
)


@pytest.mark.parametrize("text", [one.strip() for one in FOUND if one.strip()])
def test_it_finds(text: str) -> None:
    assert holds_phrase(text)


@pytest.mark.parametrize("text", [one.strip() for one in NOT_FOUND if one.strip()])
def test_it_leaves_alone(text: str) -> None:
    assert not holds_phrase(text)


words = st.lists(st.sampled_from(SMALL_TALK), max_size=12).map(" ".join)


@given(words, words, st.sampled_from([one.strip() for one in FOUND if one.strip()]))
def test_what_stands_around_it_does_not_matter(before: str, after: str, phrase: str) -> None:
    assert holds_phrase(f"{before}. {phrase}, {after}")


@given(
    st.sampled_from([one.strip() for one in FOUND if one.strip()]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["'", "’", "`", "´"]),
    st.sampled_from([" ", "  ", "\n", " - ", "... "]),
)
def test_how_it_is_typed_does_not_matter(phrase: str, case: object, apostrophe: str, space: str) -> None:
    typed = case(phrase).replace("'", apostrophe)  # type: ignore[operator]
    assert holds_phrase(re.sub(" ", space, typed))


@given(words)
def test_small_talk_is_left_alone(text: str) -> None:
    assert not holds_phrase(text)


def test_not_even_when_it_is_denied() -> None:
    assert holds_phrase("I do not want to die, do not worry")


def test_a_text_as_long_as_telegram_takes() -> None:
    assert not holds_phrase("i can not stop the bus " * 178)
    assert holds_phrase("i can not stop the bus " * 176 + "i want to die")
