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
I do not want to live | i dont want to be here | I don't want to be around any more | I no longer want to live
I do not want to be alive | not wanting to be alive | I'd rather not be alive | I never wanted to be alive
I keep thinking about dying | I think of dying | thoughts of dying | I feel like dying | I feel like I want to die
I wish I wasn't here | wish I wasn't alive | wish I'd never been born | hope I die | I'm gonna die tonight
sui cide | k.m.s | K M S | I am sucidal | un-alive | unaliving | ending myself | took his own life | do myself in
I am ending it all | want it to end | I want it all to end | I want to end things | I want everything to stop
I'm going to end it | thinking of ending it | put an end to it all | I want to finish it all
there is no point | theres no point | there's no point anymore | no reason for living | no point or reason in living
I don't see the point in living | I can't see the point of going on | no point to life | no sense in being here
what is the point of being alive | life is not worth living | life's not worth living
could not go on | I couldn't cope | I cannot carry on | I can no longer cope | I can't live any more
everyone would be happier if I was gone | they'd be better off if I wasn't here | easier without me | happier without me
not being here | I think about not being here | thinking of not being here | sorry for not being here any more
I won't be around tomorrow | I will not be here tomorrow | I won't be here much longer
hope I don't wake up | wish I wouldn't wake up | I hope that I never wake up | hoping not to wake up | not waking up
I pray I will not wake up tomorrow | I want to go to sleep and not wake up | I wish to not wake up in the morning
last message | my last message | this is the last message you'll get | goodbye all | my last night | my last words
took too many | I have taken too many | taken too much medication | took too much of it | I've overdosed | I od'd
I took the whole packet | took lots of pills | swallowed a bottle of tablets | too many painkillers
I keep cutting | I've been cutting | I have started cutting | I hit myself | I self-injure | self injury | cut my wrists
I want to cut | I need to cut | burning myself | punching myself
cannot keep safe | I could not keep myself safe | I can't stay safe | I do not feel safe | I'm not safe | I feel unsafe
scared what I'll do | scared of what I will do | frightened what I might do | afraid of what I could do
I might hurt someone | I'm going to hurt somebody | I want to hurt people
he's violent | my partner is violent | violence from a partner | violence from my partner | violent husband
he hit me in the face | he tried to strangle me | she threatened to kill me | my ex beat me up | he gets violent
I'm in an abusive relationship | my wife hits me
rape | assault | he assaulted me | I was sexually abused
can hardly breathe | I could not breathe | my chest hurts
not eaten for days | I've not eaten for two days | I didn't eat for days | I haven't eaten anything since monday
threw up on purpose | throwing up on purpose | made myself be sick | purging
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
he hit me up on whatsapp | hit me up later | she beat me at scrabble | my brother beat me to it | beats me how they do
I can't take it with me to work | I can't take it back to the shop | I can't take any more time off
I can't take this seriously | I can't go on holiday this year
my last day at work | my last day of term | did you get my last message? | I read your last message
finish it all by friday | I need to finish it all by monday | did you finish it all?
there is no point in going out in this rain | there's no point asking him | no reason to worry
they put me on too much medication
I took too many photos | it took too much time | I've taken on too much | there are too many of them
I want it to stop raining | I won't be here next week | she takes too many days off
I don't want to live with my parents | I did not wake up until ten | don't wake up the baby
I hope I don't miss the bus | I'm trying to not be late | sorry for not being here yesterday
it's the reason for living here
thinking about dying my hair | my phone is about to die | the battery is going to die | it took my life savings
I ran 10 kms | it is 5 kms away | it keeps cutting out | I've been cutting the grass | I've been cutting my hair
I've been cutting down | the urge to cut my hair | cutting corners | I cut myself shaving
it might hurt someone's feelings | I don't want to hurt her feelings | I might hurt her feelings
end things with my boyfriend | the end of the week | we ended it with a song | that hits me as odd
an assault course | scared of spiders | worried about what to wear | the film was violent | thrown up a question
I have not eaten yet | I didn't eat breakfast | I have not been eating sweets | better without sugar
I hear voices | the voices tell me things | voices in my head
""".replace("\n", "|").split("|")
SMALL_TALK = re.findall(
    r"\w+",
    "the a my walk dog tea coffee garden today tomorrow was nice long rain sun bus work home cake friend went "
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


def test_an_everyday_saying_hides_nothing() -> None:
    assert holds_phrase("he hit me up on whatsapp, I want to die")
    assert holds_phrase("it was my last day at work. I can't go on. Did you get my last message?")


def test_a_text_as_long_as_telegram_takes() -> None:
    assert not holds_phrase("i can not stop the bus " * 178)
    assert holds_phrase("i can not stop the bus " * 176 + "i want to die")
