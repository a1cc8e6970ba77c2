# English. Plain words, reading age 9 to 11, one idea a sentence. The first line of every text may show on a
# locked phone, so it never says what the group is for and never quotes anybody.
# $line is the group's name; names that end in _at are moments said as a time, in _when as a day and a time.

## Buttons
b-agree = I agree
b-decline = No, thank you
b-take = Take
b-pass-on = Pass it on
b-not-now = Not now

## What each command does
c-help = What you can do here
c-urgent = Numbers to call or text now
c-about = What this is, and what it is not
c-privacy = What is kept about you
c-hours = Who is on duty, and when someone is next
c-close = End a conversation
c-invite = Invite someone
c-shift = Put someone on the rota
c-unshift = Take a shift off the rota
c-rota = See the rota

## Joining
start-stranger =
    Hello.
    This is { $line }. People from the group take turns to listen here.
    You need an invitation to join. Ask the group for a link.

    { $helplines }
start-known =
    Hello again.
    Just write here when you want to talk.
    See /help for what else you can do.
start-volunteer =
    Hello again.
    I will write to you when your shift starts.
    See /help for what you can do.
start-coordinator =
    Hello.
    You are a coordinator of { $line }.
    First invite someone who will take shifts: /invite volunteer Sam
    Then put them on the rota: /shift Sam mon 18:00-22:00
    Then invite members: /invite member
    See /help for the rest.
agreement-member =
    Hello. Please read this before you join.

    <b>What this is.</b> People from { $line } take turns to listen. They are people like you. They are not counsellors. This is not an emergency service. If someone is in danger now, call 999.

    <b>Age.</b> You must be 18 or older.

    <b>Who sees what.</b> What you write is copied to the person on duty. They see the name you choose. They do not see your Telegram name or number.

    <b>What we keep.</b> We keep who wrote to whom, and when. We never store what you write. Telegram does store it. Chats with a bot are not end-to-end encrypted. Anyone can take a screenshot.

    <b>Safety.</b> We cannot promise to keep a secret if someone may get hurt.

    Press "I agree" if you are 18 or older, and you agree that people on duty get copies of what you write here.
    You can stop at any time. Just block this chat.
agreement-volunteer =
    Hello. Please read this before you join.

    <b>What you do.</b> You listen to members while you are on duty. You are not a counsellor. You can say no, and you can stop at any time.

    <b>Age.</b> You must be 18 or older.

    <b>Who sees what.</b> Members see you as { $alias }. They do not see your Telegram name or number. You do not see theirs. Please do not try to find out.

    <b>What we keep.</b> We keep who wrote to whom, and when. We never store what is written. Telegram does store it. Chats with a bot are not end-to-end encrypted. Please take no screenshots.

    <b>Safety.</b> Never promise to keep a secret. If someone is in danger now, tell them to call 999.

    Press "I agree" if you are 18 or older, and you agree to this.
agreement-coordinator =
    Hello. Please read this before you join.

    <b>What you do.</b> You invite people to { $line } and look after the rota. You do not see what members write.

    <b>Age.</b> You must be 18 or older.

    <b>What we keep.</b> We keep who wrote to whom, and when. We never store what is written. Keep what you learn here to yourself. Tell the group's safeguarding lead if you are worried about someone.

    Press "I agree" if you are 18 or older, and you agree to this.
agreement-first =
    One thing first. I passed nothing on.
    Please read the message above. Then press "I agree", or write: I agree
    Write /urgent for numbers you can call or text now.
declined =
    That is fine.
    You have not joined. Nothing is kept about you after two days.
    If you change your mind, open the same link again.

    { $helplines }
ask-alias =
    What should we call you?
    { $role ->
        [member] The person on duty will see this name.
       *[other] The others here will see this name.
    } It does not have to be your real name.
    Write it here. It can have up to 30 letters.
alias-bad =
    That name does not work here. I passed nothing on.
    Please use up to 30 letters on one line, with no numbers longer than two digits, no @ and no links.
    For example: Robin
alias-taken =
    Someone here already has that name.
    Please write a different one. For example: { $alias } B
joined-member =
    Welcome, { $alias }.
    Just write here when you want to talk. It goes to whoever is on duty.
    Write /hours to see when that is.
    Write /urgent at any time for numbers you can call or text.
joined-volunteer =
    Welcome, { $alias }.
    I will write to you when your shift starts and when it ends.
    Nobody can reach you here outside your shifts.
    See /help for what you can do.
joined-coordinator =
    Welcome, { $alias }.
    You are now a coordinator of { $line }.
    See /help for what you can do.
invite-used =
    This link was used before.
    Each link works for one person, once. Please ask the group for a new one.

    { $helplines }
invite-expired =
    This link has ended.
    Links work for 7 days. Please ask the group for a new one.

    { $helplines }
invite-unknown =
    I do not know this link.
    Please open it again from the message you were sent, or ask the group for a new one.

    { $helplines }
invite-already =
    You have joined already.
    You do not need this link. Someone else can still use it.
invite-already-used =
    You have joined already.
    You do not need this link any more. Just write here.

## Inviting
invite-made =
    Here is a link for one { $role ->
        [member] member
        [volunteer] volunteer
       *[other] coordinator
    }{ $alias ->
        [none] {""}
       *[other] , { $alias }
    }.
    Send it to that person only. It works once, until { $until_at }.

    { $link }
invite-usage =
    I did not understand "{ $part }".
    Write one of these:
    /invite member
    /invite volunteer Sam
    /invite coordinator Ada
invite-name-taken =
    There is already someone called { $alias }, or invited under that name.
    Please use a different name. For example: /invite { $role } { $alias } B
invite-name-bad =
    "{ $part }" does not work as a name.
    Please use up to 30 letters, with no @ and no links. For example: /invite volunteer Sam

## Who hears a member
sent-to =
    Sent to { $alias }, on duty until { $until_at }.
    You can just keep writing here.
sent-to-and-earlier =
    Sent to { $alias }, on duty until { $until_at }.
    You can just keep writing here.
    What you wrote before has not been read. Shall I pass that on too?
asked-several =
    { $count } people are on duty.
    The first one who is free will answer you here.
    Nobody has read your message yet.
out-of-hours =
    No one is on duty now. Your message has not been read.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }

    Shall I pass your message on when someone is next on duty?
out-of-hours-again =
    No one is on duty now. What you wrote has not been read.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }
    Write /urgent for numbers you can call or text now.
    Shall I pass on what you wrote?
passed-on =
    It will wait for the next person on duty.
    { $next_when ->
        [none] I do not know yet when that is.
       *[other] That is { $next_when }.
    }
    Nobody has read it yet.
    Write /urgent for numbers you can call or text now.
waits-too =
    This waits too. Nobody has read it yet.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }
    Write /urgent for numbers you can call or text now.
not-passed-on =
    All right. Nothing is passed on.
    You can write again at any time.
    Write /urgent for numbers you can call or text now.
not-passed-on-earlier =
    All right. I do not pass on what you wrote before.
    You can just keep writing here.
sent-earlier =
    I have sent { $alias } what you wrote before.
    You can just keep writing here.
nothing-to-pass-on =
    There is nothing left to pass on.
    Just write here when you want to talk.
handed-on =
    { $was }'s shift has ended.
    Your messages now go to { $alias }, on duty until { $until_at }.
handed-on-several =
    { $was }'s shift has ended.
    I have asked the others on duty. The first one who is free will answer you here.
moved-on =
    { $was } cannot be reached now.
    Your messages now go to { $alias }, on duty until { $until_at }.
moved-on-several =
    { $was } cannot be reached now.
    I have asked the others on duty. The first one who is free will answer you here.
ended-with-shift =
    { $was }'s shift has ended. Thank you for talking.
    No one is on duty now.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }
ended-unanswered =
    { $was }'s shift has ended. I am sorry that nobody answered you.
    No one is on duty now.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }
ended-unreachable =
    { $was } cannot be reached now.
    No one else is on duty.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }
ended-unread =
    No one is on duty now. What you wrote last has not been read.
    It waits for the next person on duty.
    { $next_when ->
        [none] I do not know yet when that is.
       *[other] That is { $next_when }.
    }

    { $helplines }
ended-by-volunteer =
    { $was } has ended this conversation. Thank you for talking.
    You can write again at any time.
    Write /urgent for numbers you can call or text.
no-answer =
    Nobody has answered yet.
    I have told the coordinators that you are waiting.
    You can wait here, or reach someone else:

    { $helplines }
hours =
    { $on ->
        [none] No one is on duty now.
       *[other] On duty now: { $on }, until { $until_at }.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }
    Write /urgent for numbers you can call or text at any time.

## On duty
shift-started =
    Your shift has started. It ends at { $until_at }.
    { $count ->
        [0] Nobody is waiting now.
        [one] One person is waiting.
       *[other] { $count } people are waiting.
    }
shift-goes-on =
    Your next shift has started.
    You are now on duty until { $until_at }.
shift-ended =
    Your shift has ended. Thank you.
    Nobody can reach you here until your next shift.
offer =
    Someone would like to talk.
    Press Take if you are free.
offer-taken =
    Someone would like to talk.
    Another person on duty took this one.
offer-yours =
    You took this conversation.
offer-over =
    Someone wanted to talk.
    This offer has ended.
opened =
    { $alias } would like to talk.
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
opened-waited =
    { $alias } would like to talk.
    What follows has waited { $waited }.
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
opened-handed-on =
    { $alias } was talking with { $was }, whose shift has ended.
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
opened-moved-on =
    { $alias } was talking with { $was }, who cannot be reached now.
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
said-earlier =
    { $alias } wrote this earlier:
said-by = { $alias }:
changed-by = { $alias } changed a message:
closed-for-volunteer =
    The conversation with { $alias } has ended.
close-which =
    Which conversation do you want to end?
    Reply to one of that person's messages with /close
close-none =
    You have no open conversation.
for-whom =
    I do not know who this is for. I sent it to no one.
    Press and hold a message from the person. Choose Reply. Then write it again.
    You are talking with: { $aliases }
ended-already =
    That conversation has ended. I sent this to no one.
nobody-to-answer =
    You are on duty until { $until_at }.
    Nobody is talking with you now, so I sent this to no one.
off-duty =
    You are not on duty now. I sent this to no one.
    See /help for what you can do.

    { $helplines }
coordinator-alone =
    I sent this to no one.
    See /help for what you can do.

    { $helplines }
someone-waits =
    { $alias } has waited { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } for an answer.
    { $on ->
        [none] No one is on duty now.
       *[other] On duty now: { $on }.
    }

## What could not be delivered
lost-blocked =
    Your message did not arrive.
    { $alias } has left or blocked this chat.
lost-taken-back =
    { $alias } wrote a message that is no longer there.
    It was taken back before it could be copied to you.
lost-not-copyable =
    This did not arrive.
    Telegram does not let this kind of message be passed on. Please write it in words.
lost-late =
    Your message did not arrive.
    It could not be delivered in time. Please write again.
contact-card =
    I did not pass this on.
    A contact card shows a name and a phone number. Please write it in words if you need to.

## Rota
shift-saved =
    Saved as number { $number }: { $alias }, { $when }.
    The first one starts { $first_when }.
    To take it off again: /unshift { $number }
shift-saved-empty =
    Saved as number { $number }: { $alias }, { $when }.
    To take it off again: /unshift { $number }
shift-usage =
    I did not understand "{ $part }".
    Write it like one of these:
    /shift Sam mon 18:00-22:00
    /shift Sam 2026-11-27 18:00-22:00
shift-who =
    I do not know a volunteer called "{ $part }".
    { $names ->
        [none] There are no volunteers yet. Invite one: /invite volunteer Sam
       *[other] The volunteers are: { $names }.
    }
    For example: /shift Sam mon 18:00-22:00
shift-over =
    Nothing was changed.
    { $when } is over already. Write a day that is still to come.
    For example: /shift Sam mon 18:00-22:00
shift-double =
    Nothing was changed.
    That shift is on the rota already, as number { $number }.
unshift-usage =
    I did not understand "{ $part }".
    Write the number that /rota shows. For example: /unshift 3
unshift-unknown =
    There is no shift number { $part } on the rota.
    See the numbers with /rota
unshifted =
    Taken off the rota: { $alias }, { $when }.
rota =
    The rota, times in { $zone }:
    { $lines }
rota-empty =
    There is nothing on the rota yet.
    Put someone on it: /shift Sam mon 18:00-22:00

## Help
help =
    What you can do here:
    { $commands }
about =
    Hello.
    This is { $line }. People from the group take turns to listen here.
    They are people like you. They are not counsellors, and this is not therapy.
    This is not an emergency service. If someone is in danger now, call 999.
    A person always answers you. No message is written by a computer program that thinks for you.
    Write /urgent for numbers you can call or text at any time.
privacy =
    What is kept, and where.
    We keep who wrote to whom, and when. We never store what you write.
    Telegram stores the words, as it does for every chat. Chats with a bot are not end-to-end encrypted.
    The other person sees the name you chose. They do not see your Telegram name or number.
    Two days after a conversation ends, we forget which messages belonged to it.
    Telegram does not let a bot delete its messages after two days. Anyone can take a screenshot.
unknown-command =
    I do not know that command. I passed nothing on.
    See /help for what you can do here.
urgent = { $helplines }
stale-button = That button no longer works.
took-too-late = Someone else took this one.
offer-ended = This offer has ended.
not-on-duty = You are not on duty now.
too-much =
    That is a lot at once.
    Your last messages were not passed on. Please wait a minute, then write again.
not-passed-on-failure =
    Something went wrong here. Your message was not passed on.
    Please try again in a few minutes.

    { $helplines }
