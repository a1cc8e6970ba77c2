# English. Plain words, reading age 9 to 11, one idea a sentence. The first line of every text may show on a
# locked phone, so it never says what the group is for and never quotes anybody.
# $line is the group's name; names that end in _at are moments said as a time, in _when as a day and a time.

## Buttons
b-agree = I agree
b-decline = No, thank you
b-take = Take
b-pass-on = Pass it on
b-not-now = Not now
b-take-back = Take it back
b-send-anyway = Send it anyway
b-do-not-send = Do not send it
b-someone-else = Someone else
b-word-list-off = Turn this off
b-hand-over = Hand over
b-close = Close
b-felt-better = Better
b-felt-same = The same
b-felt-worse = Worse
b-felt-unsaid = Rather not say
b-again = Talk with { $alias } again
b-apart = Please don't pair me with { $alias }
b-debrief-fine = I'm all right
b-debrief-hard = It was hard
b-talk = I'd like to talk to someone
b-talk-myself = I'd like to talk
b-concern = Raise a concern
b-me-agree = Yes, use it
b-supervisor = Make a supervisor
b-no-supervisor = No longer a supervisor
b-lead = Make safeguarding lead
b-no-lead = No longer safeguarding lead
b-save = Save
b-change = Change
b-option = Number { $number }
b-here = I'm here
b-step-back = Step back
b-stand-in = Take over
b-take-turn = Take { $turn_short }
b-take-turn-as = { $alias }: { $turn_short }
b-share = We share this phone
b-give-turn = { $turn_short }
b-find-cover = Find cover
b-ask-cover = Ask the others to take it
b-give-back = Give it back
b-give-back-part = Give back { $turn_short }
b-keep = I can do it after all
b-end-away = Not away: { $when }
b-week-before = Week before
b-week-after = Week after
b-number = { $number }
b-change-shift = Change it
b-remove-shift = Remove it
b-cover-shift = Ask for cover
b-name = { $alias }
b-pause = Pause
b-resume = Resume
b-rename = Rename
b-remove = Remove
b-remove-yes = Yes, remove
b-remove-no = No, keep
b-backup = Make a backup
b-no-backup = No longer a backup
b-buddy = Give a buddy
b-no-buddy = End the buddy
b-roles = Roles
b-ok-fine = OK
b-ok-mixed = Up and down
b-ok-hard = Hard going
b-company-none = None today
b-company-hello = A hello
b-company-chat = A chat would help
b-steady-steady = Steady
b-steady-wobbly = Wobbly
b-steady-struggling = Struggling
b-scale-ok = OK / Up and down / Hard going
b-scale-company = None today / A hello / A chat
b-scale-steady = Steady / Wobbly / Struggling
b-scale-open = An open question
b-in-an-hour = In 1 hour
b-tonight = Tonight
b-tomorrow = Tomorrow
b-check-ins-stop = Stop check-ins
b-check-ins-agree = I agree
b-answer-again = Change my answer
b-answer-after-all = Answer now
b-times = { $when }
b-own-times = Choose days and times
b-switch = { $name } { $on ->
        [yes] on
       *[no] off
    }
b-done = Done
b-wording = Choose the words
b-missed = If I miss some
b-after-missed = { $count ->
        [one] After 1 missed
       *[other] After { $count } missed
    }
b-look-back = Look back
b-pause-check-ins = Pause check-ins
b-resume-check-ins = Start them again
b-other-zone = My time is different
b-erase-answers = Erase my answers too
b-all-well = All is well
b-nudge-stop = No more of these notes
b-say-hello = Say hello
b-relay-on = Pass it on again
b-me-relay = Passing on what I write: turn { $on ->
        [yes] off
       *[no] on
    }
b-me-checkins = Check-ins: turn { $on ->
        [yes] off
       *[no] on
    }
b-me-missed = After missed ones: turn { $on ->
        [yes] off
       *[no] on
    }
b-me-matching = What I say of myself: turn { $on ->
        [yes] off
       *[no] on
    }
b-me-wordlist = Word list: turn { $on ->
        [yes] off
       *[no] on
    }
b-forget = Yes, erase everything
b-forget-no = No, keep it
b-no-coordinator = No longer a coordinator
b-tell-everyone = Tell everyone

## Words in lists and in the picture of a week
p-nobody = nobody
p-wanted = cover wanted
p-cover = cover
p-closed = closed
p-empty = Nobody is on the rota this week
p-undone = taken back
p-language = language
p-gender = gender
p-background = background
p-lgbt = LGBT+
p-age = age
p-faith = faith
p-felt-better = felt better
p-felt-same = felt the same
p-felt-worse = felt worse
p-felt-unsaid = would rather not say
p-conversations = conversations
p-unanswered = times nobody answered in time
p-few = under 5
p-checkins-asked = check-ins
p-checkins-answered = check-ins answered
p-no-answer = no answer, which is fine
p-adult = I am 18 or older
p-agreement = I agree to how this works
p-relay = What I write is passed on to whoever is on duty
p-matching = What I say of myself is used
p-check-ins = I am asked how I am
p-missed-check-ins = Something happens when I miss some
p-consent = yes, since { $given }{ $withdrawn ->
        [none] {""}
       *[other] , taken back on { $withdrawn }
    }
p-since = { $alias }, since { $opened_at }

## What each command does
c-help = What you can do here
c-urgent = Numbers to call or text now
c-about = What this is, and what it is not
c-privacy = What is kept about you
c-hours = Who is on duty, and when someone is next
c-close = End a conversation
c-handover = Hand a conversation over
c-signpost = Send numbers to call to the person you talk with
c-concern = Tell the safeguarding lead that you are worried
c-talk = Talk to someone about how it was
c-me = What is kept of you, with a switch for each thing
c-checkins = Be asked how you are, when you choose
c-pause = Some days without check-ins
c-resume = Check-ins again after a pause
c-export = Get all that is kept about you
c-forget = Erase all that is kept about you, and leave
c-block = Stop talking with someone for good
c-report = Say that something went wrong with someone
c-wordlist = Numbers to call when you write certain words
c-felt = Say how you feel after a conversation
c-stats = How many conversations there were
c-topics = Give each conversation a topic of its own
c-takeback = Take back a message you sent
c-invite = Invite someone
c-shift = Put someone on the rota
c-unshift = Take a shift off the rota
c-rota = See the week's rota
c-turns = Let people take a shift in turns
c-change = Change a shift
c-gaps = Open times with nobody on
c-who = Who is on at some moment
c-closed = Close the line on some days
c-open = Open the line at another time
c-volunteers = The volunteers
c-members = The members
c-coordinators = The coordinators
c-undo = Take back your last change
c-audit = Who changed what
c-settings = Limits for shifts
c-duty = Am I on now? Say you are here, or step back
c-shifts = Your shifts
c-cover = Give a shift away, or take one
c-away = Days when you are away
c-calendar = Your shifts for your phone's calendar
c-reminders = When you are reminded

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

    <b>Safety.</b> We cannot promise to keep a secret if someone may get hurt. When you write certain words, a simple word list sends you helplines. You can turn that off. Nobody else is told.

    Press "I agree" if you are 18 or older, and you agree that people on duty get copies of what you write here.
    You can stop at any time. Write /forget and everything kept about you is erased.
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
    Write it here. It can have up to 30 letters.{ $also ->
        [yes] {"\u000A"}Please reply to this message with the name: press and hold it, then choose Reply. Whatever else you write goes where it always goes.
       *[no] {""}
    }
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
    Would you like to be asked how you are, now and then? See /checkins
joined-volunteer =
    Welcome, { $alias }.
    I will write to you when your shift starts and when it ends.
    Nobody can reach you here outside your shifts.
    See /help for what you can do.

## A phone that several volunteers share
for-carrier = For { $names }:
share-phone =
    This link is for { $alias }. You are { $was }.
    Do { $was } and { $alias } share this phone?

    If so, press the button, or write: We share this phone
    All who share it can read this chat. If { $alias } has a phone with Telegram, that is better: open the link there.
share-done =
    { $was } and { $alias } share this phone now.
    I say at the start who a message is for.
    When the phone changes hands, write /phone and your name. For example: /phone { $was }
    When a shift starts, I know by the rota who has it.
share-declined =
    Nothing was changed.
    The link still works. { $alias } can open it on another phone.
share-later =
    Someone is on duty on this phone now. I cannot change it while they may be talking.
    Please write again after the shift: We share this phone
phone-own-account =
    Several people share this phone, and all of them can read this chat.
    To join as a { $role }, please open the link on a phone of your own. It still works.
phone-not-shared =
    Nobody else shares this phone with you here.
    To share it, ask a coordinator for a link for the other person: /invite volunteer NAME
    Then open that link on this phone.
phone-who =
    { $part ->
        [none] {""}
       *[other] Nobody called "{ $part }" shares this phone. Nothing was changed.{"\u000A"}
    }{ $count ->
        [one] Only { $names } uses this phone now.
       *[other] { $names } share this phone.
    }{ $alias ->
        [none] {""}
       *[other] {" "}{ $alias } has it now.
    }
    Who has it? Press a name, or write for example: /phone { $example }
phone-yours =
    You have the phone now.{ $alias ->
        [none] {""}
       *[other] {"\u000A"}{ $alias } is on duty until { $until_at }. What you write to members still comes from { $alias }.{"\u000A"}Are you doing this shift instead? Press the button, or write: /duty over
    }
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
    Send it to that person only. It works once, until { $until_at }.{ $role ->
        [volunteer] {"\u000A"}Do they share a phone with other volunteers? Then they open it on that phone.
       *[other] {""}
    }

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
    You can just keep writing here.{ $earlier ->
        [yes] {"\u000A"}{ $alias } has not seen what you wrote before. Shall I pass that on too?
       *[no] {""}
    }
talks-with =
    { $alias } is here for you now, on duty until { $until_at }.
    Just write here what you want to say.{ $earlier ->
        [yes] {"\u000A"}{ $alias } has not seen what you wrote before. Shall I pass that on?
       *[no] {""}
    }
asked-several =
    { $count ->
        [one] One person is on duty. If they are free, they will answer you here.
       *[other] { $count } people are on duty. The first one who is free will answer you here.
    }{ $wrote ->
        [yes] {"\u000A"}Nobody has answered your message yet.
       *[no] {""}
    }
out-of-hours =
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    } Your message has not been read.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }

    Shall I pass your message on when someone is next on duty?
out-of-hours-again =
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    } What you wrote has not been read.
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
    Nobody has answered it yet.
    Write /urgent for numbers you can call or text now.
passed-on-too =
    All right. I pass that on too.
    You can just keep writing here.
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
busy =
    Nobody on duty is free just now. It may be a while.
    { $wrote ->
        [yes] Your message waits. Nobody has answered it yet.
       *[no] I will tell you when someone is free.
    }
    Write /urgent for numbers you can call or text now.
handed-on =
    { $why ->
        [unreachable] { $was } cannot be reached now.
        [handed] { $was } cannot go on just now. { $alias } takes over from here.
       *[ended] { $was }'s shift has ended.
    }
    Your messages now go to { $alias }, on duty until { $until_at }.{ $why ->
        [handed] {" "}{ $alias } does not see what you wrote before.
       *[other] {""}
    }{ $earlier ->
        [yes] {"\u000A"}Some of it has had no answer yet. Shall I pass that on to { $alias }?
       *[no] {""}
    }
handed-on-several =
    { $why ->
        [unreachable] { $was } cannot be reached now.
        [handed] { $was } cannot go on just now.
       *[ended] { $was }'s shift has ended.
    }
    I have asked the others on duty. The first one who is free will answer you here.{ $why ->
        [handed] {" "}They do not see what you wrote before.
       *[other] {""}
    }
handed-on-busy =
    { $why ->
        [unreachable] { $was } cannot be reached now.
        [handed] { $was } cannot go on just now.
       *[ended] { $was }'s shift has ended.
    }
    Nobody else on duty is free just now. It may be a while.
    Write /urgent for numbers you can call or text now.
asked-others =
    { $was ->
        [none] { $asked ->
            [yes] Nobody has answered yet.
           *[no] Nobody is free just now.
        }
       *[other] { $why ->
            [unreachable] { $was } cannot be reached now.
           *[ended] { $was }'s shift has ended.
        } No one else is free to talk just now.
    }
    I have now asked the others on duty too. You can keep writing here.
    Write /urgent for numbers you can call or text now.
asked-backup =
    { $was ->
        [none] { $asked ->
            [yes] Nobody has answered yet.
           *[no] Nobody is free just now.
        }
       *[other] { $why ->
            [unreachable] { $was } cannot be reached now.
           *[ended] { $was }'s shift has ended.
        } No one else is free to talk just now.
    }
    I have now asked someone who can step in. You can keep writing here.
    { $was ->
        [none] Write /urgent for numbers you can call or text now.
       *[other] {""}

        { $helplines }
    }
ends-soon =
    { $alias }'s shift ends at { $until_at }.
    { $on ->
        [none] { $nobody ->
            [yes] Nobody is on duty right after it. You
           *[no] You
        } can still write until then.
       *[other] After it { $on } { $several ->
            [yes] are
           *[no] is
        } on duty.
    }
how-was-it =
    How are you now, after talking{ $alias ->
        [none] {""}
       *[other] {" "}with { $alias }
    }?
    You do not have to answer. I only count the answers. I do not keep who said what.
    You can also write, for example: /felt better
felt-thanks =
    Thank you.
    You can write here again at any time.
felt-usage =
    I did not understand "{ $part }". I counted nothing.
    Write one of these:
    /felt better
    /felt same
    /felt worse
    /felt rather not say
felt-nothing =
    There is no question to answer now. I counted nothing.
    Just write here when you want to talk.
talk-begin =
    All right. Just write here what you want to say.{ $on ->
        [yes] {"\u000A"}It goes to somebody else, never to yourself.
       *[no] {""}
    }
talk-already =
    You are talking with { $alias } already, on duty until { $until_at }.
    Just write here, or reply to one of their messages.
talk-later =
    { $on ->
        [yes] No one else is free to talk now.
       *[no] No one else is on duty now.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }
    { $asked ->
        [yes] Shall the next person on duty hear that you would like to talk?
       *[no] You can write here all the same. I then ask if it should wait.
    }

    { $helplines }
word-list =
    Here are people who can listen now.
    A simple word list added this. It often gets things wrong and misses things.
    It changes nothing about your message, and nobody is told because of it.
    { $helplines }
    If you do not want this, press the button, or write: /wordlist off
word-list-is =
    { $on ->
        [yes] The word list is on.
       *[no] The word list is off.
    }
    When it is on, some words in what you write make me send you helplines, at most once in 6 hours. It reads English text only. It misses voice messages and pictures.
    { $on ->
        [yes] To turn it off: /wordlist off
       *[no] To turn it on: /wordlist on
    }
word-list-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write: /wordlist off
leak =
    I have not sent this yet.
    { $kind ->
        [contact] A contact card shows a name and a phone number.
        [forward] A forwarded message can show who wrote it. I would send it as a copy, without the name above it.
        [place] A place can show where you are.
        [file-name] The file has a name that can show who you are.
        [username] There is a Telegram name or a link to someone in it.
        [email] There is an email address in it.
       *[phone] There is a phone number in it.
    }
    The other person would see it. Do you want that?
    Press the button, or write: Send it anyway
leak-gone =
    I have not sent this yet.
    You have changed it. I see nothing in it now that shows who you are.
    Do you want to send it? Press the button, or write: Send it anyway
leak-first = I have not sent this yet. It may show who you are. Answer my other question about it first.
leak-out-of-hours =
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }
not-sent-moved =
    I did not send it.
    It was for the one who talked with you then. If you would like the next one to have it, write it again.
not-sent =
    I did not send it.
    Only you can see it.
sent-anyway = All right.
blocked-them =
    You will not be paired with { $whom ->
        [none] that person
       *[other] { $whom }
    } again.
    Nobody is told that you asked for this.{ $whom ->
        [none] {""}
       *[other] {"\u000A"}To take it back: /me any { $whom }
    }
    If something went wrong, you can also write: /report{ $whom ->
        [none] {""}
       *[other] {" "}{ $whom }
    }
report-done =
    Thank you for saying so.
    I have told { $names } that something went wrong{ $whom ->
        [none] {""}
       *[other] {" "}with { $whom }
    }. They do not see what was written. You will not be paired with { $whom ->
        [none] that person
       *[other] { $whom }
    } again.

    { $helplines }
report-nobody =
    You will not be paired with { $whom ->
        [none] that person
       *[other] { $whom }
    } again.
    There is nobody else here whom I could tell. Please speak to someone in the group whom you trust.

    { $helplines }
block-whom =
    I do not know whom you mean. Nothing was changed.
    Reply to one of that person's messages with /{ $command }{ $whom ->
        [none] {""}
       *[other] {"\u000A"}Or write the name too, for example: /{ $command } { $whom }
    }
reported =
    { $by ->
        [none] Someone who was a { $role ->
            [member] member
           *[volunteer] volunteer
        } here until lately
       *[other] { $by }
    } has said that something went wrong with { $whom ->
        [none] somebody who has left
       *[other] { $whom }
    }.
    I do not know what. Please talk with { $by ->
        [none] them
       *[other] { $by }
    } first, soon.
    The two will not be paired again.
wish-again =
    Thank you. If { $alias } wishes it too, I ask { $alias } first when you next meet here.
    To take it back, see /me
wish-apart =
    I will not pair you with { $alias }{ $on ->
        [yes] {" "}after this.
            You are still talking with { $alias }. To end that, write: /close
       *[no] .
    }
    Nobody is told that you asked for this. To take it back, see /me
ended-with-shift =
    { $was }'s shift has ended. Thank you for talking.
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }
ended-unanswered =
    { $was }'s shift has ended. { $answered ->
        [yes] What you wrote last has had no answer.
       *[no] I am sorry that nobody answered you.
    }
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }{ $asked ->
        [yes] {"\u000A\u000A"}Shall I pass { $answered ->
            [yes] it
           *[no] your messages
        } on when someone is next on duty?
       *[no] {""}
    }
ended-unreachable =
    { $was } cannot be reached now.
    { $on ->
        [yes] No one else is free to talk now.
       *[no] No one else is on duty.
    }
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }{ $asked ->
        [yes] {"\u000A\u000A"}Shall I pass your messages on when someone is next on duty?
       *[no] {""}
    }
ended-unread =
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    } What you wrote last has had no answer.
    It waits for the next person on duty.
    { $next_when ->
        [none] I do not know yet when that is.
       *[other] That is { $next_when }.
    }

    { $helplines }
ended-without-answer =
    { $was } has ended this conversation. { $answered ->
        [yes] I am sorry that nobody answered what you wrote last.
       *[no] I am sorry that nobody answered you.
    }
    You can write again at any time.

    { $helplines }
closed-by-member =
    You have ended the conversation with { $alias }.
    You can write again at any time.{ $answered ->
        [yes] {""}
       *[no] {"\u000A"}{ $alias } had not answered you yet.{"\u000A\u000A"}{ $helplines }
    }
left-unanswered =
    { $on ->
        [yes] No one is free to talk now.
       *[no] No one is on duty now.
    } What you wrote last has had no answer.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Someone is next on duty { $next_when }.
    }

    { $helplines }

    Shall I pass it on when someone is next on duty?
ended-by-volunteer =
    { $was } has ended this conversation. Thank you for talking.
    You can write again at any time.
    Write /urgent for numbers you can call or text.
no-answer =
    { $was ->
        [none] { $asked ->
            [yes] Nobody has answered yet.
           *[no] Nobody is free just now.
        }
       *[other] { $why ->
            [unreachable] { $was } cannot be reached now.
           *[ended] { $was }'s shift has ended.
        } No one else is free to talk just now.
    }
    { $told ->
        [yes] I have told the coordinators that you are waiting.
       *[no] There is nobody else here whom I could ask.
    }
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
    }{ $week ->
        [none] {""}
       *[other] {"\u000A"}Open hours:{"\u000A"}{ $week }
    }{ $exceptional_days ->
        [none] {""}
       *[other] {"\u000A"}Different from usual:{"\u000A"}{ $exceptional_days }
    }
    Write /urgent for numbers you can call or text at any time.

## On duty
shift-started =
    Your shift has started. It ends at { $until_at }.
    { $count ->
        [0] Nobody is waiting now.
        [one] One person is waiting.
       *[other] { $count } people are waiting.
    }{ $asked ->
        [yes] {"\u000A"}Please press "I'm here".
       *[other] {""}
    }
shift-goes-on =
    Your next shift has started.
    You are now on duty until { $until_at }.
shift-ended =
    Your shift has ended. Thank you.
    Nobody can reach you here until your next shift.{ $asked ->
        [yes] {"\u000A"}How are you now? Nothing of what you press is kept.
       *[no] {""}
    }
morning-after =
    Good morning. You listened here yesterday.
    How are you this morning? You do not have to answer. Nothing of what you press is kept.
debrief-heard =
    Thank you for listening here, and for saying how you are.
    If you would like to talk to someone about it, press the button, or write: /talk
talk-asked =
    { $names ->
        [none] I could not reach anyone of the group whom you could talk to. I am sorry.
       *[other] I have told { $names } that you would like to talk. I have asked them to get in touch with you.
    }
    These can listen now:

    { $helplines }
talk-nobody =
    Only volunteers can ask for this here. I have told nobody.
    { $on ->
        [yes] If you want to talk, just write here. It goes to whoever is on duty.
       *[no] Please speak to someone in the group whom you trust.
    }
    These can listen now:

    { $helplines }
wants-to-talk =
    { $alias } would like to talk to someone after listening here.
    Please get in touch with them soon, in the way you usually do.
came-on =
    { $alias } has stepped in and is on duty until { $until_at }.
stuck =
    { $alias } may be waiting for an answer since { $since_when }, and I cannot move it on by myself.
    Please ask whoever is on duty to look. See /who

## After a restore
restored-member =
    Something went wrong here, and I am sorry.
    I had to go back to how things were { $since_when }. I have lost what happened here since then.
    { $asked ->
        [yes] I do not know whether anybody has read what you wrote last. Shall I pass it on when someone is on duty?
       *[no] If you were talking with someone, that has ended. You can write again at any time.
    }

    { $helplines }
restored-volunteer =
    Something went wrong here, and I am sorry.
    I had to go back to how things were { $since_when }. I have lost what happened here since then.
    { $alias ->
        [none] If you are on duty, you can just go on. Please look at /shifts.
       *[other] Your conversation with { $alias } has ended, and I have told { $alias }. What you wrote last may not have arrived.
    }
restored-writer =
    Something went wrong here, and I am sorry.
    I had to go back to how things were { $since_when }. What you had not sent yet is not sent.
    Please write it again if it still matters.
restored-joining =
    Something went wrong here, and I am sorry.
    I had to go back to how things were { $since_when }. If you have joined since then, I have lost that.
    Please open your link again.
restored-coordinators =
    This line was put back to how it was { $since_when }.
    What happened since then is not on record any more, and what was not sent then is not sent now.
    { $count ->
        [0] Nobody was in a conversation then.
        [one] One member was in a conversation then, or waiting. It has ended, and they are told.
       *[other] { $count } members were in conversations then, or waiting. These have ended, and they are told.
    }

    Please do this now:
    1. Whoever left or used /forget since then is back. Please ask them to send /forget again.
    2. Whoever joined since then needs a new link: /invite
    3. Look at the rota, and change again what was changed since then: /rota and /gaps
    4. Ask whoever runs me: was I off for more than 24 hours before this? I cannot know. If so, I never got what was written at first. Please tell your members, in another way.
note-from = A note from { $alias } for you:
ends-soon-volunteer =
    Your shift ends at { $until_at }.
    You are talking with { $alias }. { $on ->
        [none] { $nobody ->
            [yes] Nobody is on duty after you, so please
           *[no] Please
        } come to a kind end in time.
       *[other] After you { $on } { $several ->
            [yes] are
           *[no] is
        } on duty. When your shift ends, { $alias } goes on with { $several ->
            [yes] one of them.
           *[no] them.
        }
    }
taken-over =
    { $other } answers { $alias } now.
    You need do nothing more.
offer-backup =
    Someone is waiting here, and nobody has answered.
    You are a backup. Press Take if you can step in now, or write: Take
handover-ask =
    Do you want to hand { $alias } over?
    { $on ->
        [none] Nobody else is free on duty now. { $next ->
            [none] { $nobody ->
                [yes] Nobody is on duty right after you either. You
               *[no] You
            } can end it kindly with /close
           *[other] When your shift ends, { $alias } goes on with { $next }.
        }
       *[other] On duty now: { $on }. What was written stays here. { $alias } hears that somebody else goes on.
    }
    To send one note along, reply to this message with it. The next person gets a copy of it.{ $on ->
        [none] {""}
       *[other] {"\u000A"}Press the button, or write: /handover now
    }
handover-nobody =
    Nobody else is free on duty now. Nothing was changed.
    You can end it kindly with /close, or step back with /duty back
handover-kept = All right. You go on.
handed-over =
    You have handed { $alias } over. Thank you.
    { $on ->
        [none] I have asked the others on duty. The first one who is free takes over.
       *[other] { $on } goes on with { $alias } now.
    }
note-kept =
    This note goes along to the next person on duty. The member does not see it.
    { $on ->
        [none] It goes when your shift ends.
       *[other] To hand over now, press the button, or write: /handover now
    }
note-leak =
    I have not kept this note.
    { $kind ->
        [contact] A contact card shows a name and a phone number.
        [forward] A forwarded message can show who wrote it.
        [place] A place can show where somebody is.
        [file-name] The file has a name that can show who somebody is.
        [username] There is a Telegram name or a link to someone in it.
        [email] There is an email address in it.
       *[phone] There is a phone number in it.
    }
    Please write it again without that, as a reply to the same message.
signposted =
    { $alias } thought that one of these may help.

    { $helplines }
signposted-for-volunteer =
    I have sent { $alias } the numbers to call or text that are open now.
concern-ask =
    Are you worried that { $alias }, or someone else, may come to harm?
    Tell { $alias } that you are going to speak to the safeguarding lead, if you safely can. If someone is in danger now, tell them to call 999.
    The lead hears that you are worried about { $alias }. They do not see what was written.
    Press the button, or write: /concern yes
concern-ask-someone =
    Are you worried that somebody may come to harm?
    I do not know who it is. You can still tell the safeguarding lead that you are worried, and say the rest to them yourself.
    If someone is in danger now, call 999.
    Press the button, or write: /concern yes someone else

    { $helplines }
concern-which =
    Which conversation do you mean?
    Press a name. If it is about somebody who is not here, write: /concern someone else
    Or reply to one of that person's messages with /{ $command }
concern-done =
    I have told { $names }. Thank you.
    I have said that you are worried{ $whom ->
        [none] {""}
       *[other] {" "}about { $whom }
    }. I have asked them to get in touch with you.{ $on ->
        [yes] {" "}You can go on talking.
       *[no] {""}
    }
    If someone is in danger now, { $on ->
        [yes] tell them to call 999.
       *[no] call 999.
    }{ $whom ->
        [none] {"\u000A\u000A"}{ $helplines }
       *[other] {""}
    }
concern-nobody =
    There is nobody here whom I could tell. I am sorry.
    Please speak to someone in the group now. If someone is in danger, call 999.

    { $helplines }
concern-not = All right. I told nobody.
concern-raised =
    { $by ->
        [none] A volunteer
       *[other] { $by }
    } is worried about { $whom ->
        [none] somebody. I do not know who it is.
       *[other] { $whom }, with whom they have talked here.
    }
    Please get in touch with { $by ->
        [none] them
       *[other] { $by }
    } now. I do not know what was written.
which-one =
    Which conversation do you mean?
    Press a name. Or reply to one of that person's messages with /{ $command }
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
    { $alias } would like to talk.{ $traits ->
        [none] {""}
       *[other] {"\u000A"}{ $alias } says: { $traits }.
    }
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
opened-waited =
    { $alias } would like to talk.
    What follows has waited { $waited }.{ $traits ->
        [none] {""}
       *[other] {"\u000A"}{ $alias } says: { $traits }.
    }
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
opened-handed-on =
    { $alias } was talking with { $was }, { $why ->
        [unreachable] who cannot be reached now.
        [handed] who hands over to you.
       *[ended] whose shift has ended.
    }{ $count ->
        [0] {""}
       *[other] {"\u000A"}What follows has had no answer yet.
    }{ $traits ->
        [none] {""}
       *[other] {"\u000A"}{ $alias } says: { $traits }.
    }
    Write here to answer. { $alias } sees you as { $you }.
    Your shift ends at { $until_at }.
said-earlier =
    { $alias } wrote this earlier:
said-by = { $alias }:
changed-by = { $alias } changed a message:
closed-for-volunteer =
    The conversation with { $alias } has ended.
closed-by-yourself =
    The conversation with { $alias } has ended.
close-unanswered =
    { $alias } has had no answer yet. Nothing was changed.
    You can hand it over, or close it anyway.
    Press a button, or write: /handover or /close anyway
close-none =
    You have no open conversation.
close-ended =
    That conversation has ended. Nothing was changed.
for-whom =
    I do not know who this is for. I sent it to no one yet.
    Press a name, or write it. Next time, press and hold a message from the person and choose Reply.
    You are talking with: { $aliases }{ $asked ->
        [yes] {"\u000A"}If these are words of your own, for the one you wait for, press or write: Someone else
       *[no] {""}
    }
for-yourself =
    You are not on duty now. I sent this to no one yet.
    Is this for yourself? Then press the button, or write: I'd like to talk
    If it was for a person you talked with, I cannot send it any more. Then press or write: Do not send it

    { $helplines }
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
    { $minutes ->
        [0] { $alias } would like to talk, and nobody is free.
        [one] { $alias } has waited one minute for an answer.
       *[other] { $alias } has waited { $minutes } minutes for an answer.
    }
    { $on ->
        [none] No one is on duty now.
       *[other] On duty now: { $on }.
    }
several-wait =
    { $count } people are waiting for an answer: { $more ->
        [0] { $names }.
        [one] { $names }, and one more.
       *[other] { $names }, and { $more } more.
    }
    { $minutes ->
        [0] Nobody is free.
        [one] The longest wait is one minute.
       *[other] The longest wait is { $minutes } minutes.
    }
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
lost-stuck =
    Your message may not have arrived.
    I tried for some minutes, and Telegram did not take it. Please write it again in other words.
is-late =
    Your message is late.
    Telegram has not taken it for some minutes. I keep trying, and I tell you if I have to give up.

change-not-passed =
    I did not pass on what you changed.
    The person who got that message is not talking with you here any more.{ $asked ->
        [yes] {" "}If you would like to say it, write it again as a new message.
       *[no] {""}
    }
not-taken-back =
    I could not take that back.
    Telegram does not let me delete it any more. It is still there on the other side.
taken-back =
    It is taken back.
    I am deleting it on the other side. The person may have seen it before.
taken-back-unsent =
    It is taken back.
    I had not passed it on yet.
takeback-ask =
    Do you want to take back the last message you sent?
    To take back a different one, reply to it with /takeback
takeback-none =
    There is nothing to take back.
    You can take back a message for 48 hours. Reply to it with /takeback
takeback-late =
    I cannot take that back.
    Telegram lets me delete a message for 48 hours only. It is still there on the other side.
takeback-unknown =
    I cannot take that back. Nothing was changed.
    Reply with /takeback to a message that you sent yourself, within 48 hours.
reaction-not-passed =
    I could not pass that reaction on.
    Telegram lets me use its usual ones only. You can write what you mean.

## Hours
hours-how =
    To change the hours, write them like this:
    /hours mon-fri 18:00-22:00, sat,sun 14:00-22:00
    To close on some days: /closed 25 dec Christmas
    To open at another time: /open 26 dec 12:00-16:00
    To close on bank holidays: /hours bank holidays closed
hours-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the hours like this:
    /hours mon-fri 18:00-22:00, sat,sun 14:00-22:00
hours-preview =
    This is what I understood. Nothing is saved yet.
    { $week ->
        [none] No open hours at all.
       *[other] { $week }
    }

    The next two weeks would be:
    { $shown_days }

    Press Save, or press Change to write it again.
exception-preview =
    This is what I understood. Nothing is saved yet.
    { $shown_days }{ $more ->
        [0] {""}
        [one] {"\u000A"}and one more day
       *[other] {"\u000A"}and { $more } more days
    }

    Press Save, or press Change to write it again.
closed-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the day, and why if you like:
    /closed 25 dec Christmas
    /closed 24 dec-2 jan
    /closed 2026-12-31 20:00-24:00
open-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the day and the time:
    /open 2026-12-26 12:00-16:00
    To go back to the usual hours of a day: /open 2026-12-26
hours-saved =
    Saved.
    { $count ->
        [0] Somebody is on in all open hours of the next two weeks.
        [one] There is one gap in the next two weeks. See /gaps
       *[other] There are { $count } gaps in the next two weeks. See /gaps
    }
    To take this back: /undo
bank-holidays-closed =
    Saved. The line is closed on bank holidays.
    { $exceptional_days ->
        [none] There is none in the next eight weeks.
       *[other] The days that differ from usual:{"\u000A"}{ $exceptional_days }
    }
    To be open on one of them: /open 2026-12-26 12:00-16:00
bank-holidays-open =
    Saved. Bank holidays are like other days now.
    To take this back: /undo

## Understood, saved, asked
which =
    That can mean more than one thing. Nothing is saved yet.
    { $options }
    Press the number that you mean, or write it again with times like 18:00-22:00.
changed-meanwhile =
    Someone else made a change just now, so I did not save yours yet.
    Please look at it again:
write-again =
    Nothing was saved. Please write it again.
    { $kind ->
        [hours] For example: /hours mon-fri 18:00-22:00, sat,sun 14:00-22:00
        [closed] For example: /closed 25 dec Christmas
        [open] For example: /open 26 dec 12:00-16:00
       *[other] Send the lines or the file again. For one shift: /shift Sam mon 18:00-22:00
    }
draft-gone =
    Nothing was changed.
    Something changed in between. Please write it again.

## Rota
shift-saved =
    Saved as number { $number }: { $alias }, { $when }.
    The first one starts { $first_when }.
    To take it off again: /unshift { $number }
turns-saved =
    Saved as number { $number }: { $alias }, in turns, { $when }.
    The first one starts { $first_when }.
    Whoever is away is passed over.
    To take it off again: /unshift { $number }
shift-saved-empty =
    Saved as number { $number }: { $alias }, { $when }.
    To take it off again: /unshift { $number }
shift-usage =
    I did not understand "{ $part }".
    Write it like one of these:
    /shift Sam mon 18:00-22:00
    /shift Sam 2026-11-27 18:00-22:00
    /shift Sam every other tue 6pm-8pm from 1 dec
turns-usage =
    I did not understand "{ $part }".
    Write the time and then the names, like this:
    /turns tue 18:00-22:00 Sam Kim Lee
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
shift-changed =
    Changed. Number { $number } is now: { $alias ->
        [none] {""}
       *[other] { $alias }, { "" }
    }{ $when }.{ $open ->
        [yes] { " " }Until then nobody has this shift.
       *[no] {""}
    }{ $once ->
        [yes] { " " }It is only on that one day now. Its other days are off the rota.
       *[no] {""}
    }{ $kept ->
        [yes] {"\u000A"}It is in the same weeks as before. If you want it every week, write "every" before the day.
       *[no] {""}
    }{ $bare_span ->
        [none] {""}
       *[other] {"\u000A"}Nobody has it yet on { $bare_span }. See /cover
    }
    Everyone it touches has been told.
    To take this back: /undo
shift-changed-from =
    Changed. The new part is number { $number }: { $alias ->
        [none] {""}
       *[other] { $alias }, { "" }
    }{ $when }.
    Until then number { $old_number } stays: { $remains }.{ $kept ->
        [yes] {"\u000A"}It is in the same weeks as before. If you want it every week, write "every" before the day.
       *[no] {""}
    }{ $bare_span ->
        [none] {""}
       *[other] {"\u000A"}Nobody has it yet on { $bare_span }. See /cover
    }
    Everyone it touches has been told.
    To take this back: /undo
shift-no-more =
    Nothing was changed.
    Number { $number } is over, or has no more days: { $when }.
    See what is on the rota: /rota all
    To put somebody on: /shift Sam mon 18:00-22:00
change-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the number that /rota shows, and what is new:
    /change 3 tue 19:00-23:00
    /change 3 tue 19:00-23:00 from 8 dec
    /change 3 Kim
change-how =
    To change number { $number }, write what is new:
    /change { $number } tue 19:00-23:00
    /change { $number } tue 19:00-23:00 from 8 dec
    /change { $number } Kim
unshift-usage =
    I did not understand "{ $part }".
    Write the number that /rota shows. For example: /unshift 3
unshift-unknown =
    There is no shift number { $part } on the rota.
    See the numbers with /rota
unshifted =
    Taken off the rota: { $alias ->
        [none] {""}
       *[other] { $alias }, { "" }
    }{ $when }.
    To take this back: /undo
shift-card =
    Number { $number }: { $alias ->
        [none] {""}
       *[other] { $alias }, { "" }
    }{ $when }.
    { $turn_span ->
        [none] There is none in the next weeks.
       *[other] Next: { $turn_span }{ $on ->
            [none] , with nobody on it.
           *[other] , { $on }.
        }
    }
rota =
    The rota, times in { $zone }:
    { $lines }
    For one week with a picture: /rota
rota-empty =
    There is nothing on the rota yet.
    Put someone on it: /shift Sam mon 18:00-22:00
rota-picture = { $title }
rota-week =
    { $title }. Times in { $zone }.
    { $lines ->
        [none] There is nothing on the rota this week. Put someone on it: /shift Sam mon 18:00-22:00
       *[other] { $lines }
    }
    All shifts: /rota all
rota-usage =
    I did not understand "{ $part }".
    Write one of these:
    /rota
    /rota 2026-12-07
    /rota all
    /rota export
week-too-far = That is too far away.
gaps-no-hours =
    I do not know the open hours yet, so I cannot see gaps.
    Write them like this: /hours mon-fri 18:00-22:00
gaps =
    { $gap_spans ->
        [none] There are no gaps in the next { $weeks } weeks.
       *[other] Open hours with nobody on:{"\u000A"}{ $gap_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }{ $wanted_spans ->
        [none] {""}
       *[other] {"\u000A"}Cover is asked for:{"\u000A"}{ $wanted_spans }
    }
gaps-soon =
    Nobody is on the rota at these open times:
    { $gap_spans }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    Put someone on: /shift Sam 2026-11-27 18:00-22:00
    Or close then: /closed 2026-11-27
gaps-week =
    Next week nobody is on the rota at these open times:
    { $gap_spans }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    Put someone on: /shift Sam 2026-11-27 18:00-22:00
    Or close then: /closed 2026-11-27
who =
    { $at_span }
    { $on ->
        [none] Nobody would get a message then.
       *[other] A message would go to { $on }.
    }{ $reason ->
        [none] {""}
       *[other] {"\u000A"}The line is closed then. { $reason }
    }
who-first =
    { $at_span }
    The clocks go back that night, so this time comes twice.
    { $on ->
        [none] The first time nobody would get a message.
       *[other] The first time a message would go to { $on }.
    }
who-second =
    { $at_span }
    { $on ->
        [none] The second time nobody would get a message.
       *[other] The second time a message would go to { $on }.
    }
who-skipped =
    { $at_span }
    The clocks go forward that night, so the time you wrote does not come. This is the next one.
    { $on ->
        [none] Nobody would get a message then.
       *[other] A message would go to { $on }.
    }
who-usage =
    I did not understand "{ $part }".
    Write a day and a time. For example: /who sunday 01:30
warn-clash =
    Saved, but please look again.
    { $alias } has two shifts at once: { $turn_span }
warn-outside =
    Saved, but please look again.
    The line is not open during this shift of { $alias }: { $turn_span }
warn-closed =
    Saved, but please look again.
    The line is closed during this shift, so it does not take place: { $turn_span }
warn-day =
    Saved, but please look again.
    { $alias } has { $length } of shifts within 24 hours, from { $first_when }.
    The group's limit is { $most_length }. Shorter shifts are kinder.
warn-week =
    Saved, but please look again.
    { $alias } has { $length } of shifts in one week, from { $first_when }.
    The group's limit is { $most_length }.
shifts-changed =
    Your shifts have changed.
    { $new_spans ->
        [none] {""}
       *[other] New:{"\u000A"}{ $new_spans }{ $more_new ->
            [0] {"\u000A"}
           *[other] {"\u000A"}and { $more_new } more{"\u000A"}
        }
    }{ $gone_spans ->
        [none] {""}
       *[other] No longer yours:{"\u000A"}{ $gone_spans }{ $more_gone ->
            [0] {"\u000A"}
           *[other] {"\u000A"}and { $more_gone } more{"\u000A"}
        }
    }See /shifts. If you cannot come, write /cover

## A whole rota
import-problems =
    I could not read all of that. Nothing was changed.
    { $lines ->
        [none] { $over ->
            [0] I found no shifts in it.
           *[other] All shifts in it are over already.
        }
       *[other] These lines I did not understand:{"\u000A"}{ $lines }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    Write each line like this: Sam mon 18:00-22:00
    Write a date like this: 2026-12-01
    { $names ->
        [none] {""}
       *[other] The volunteers are: { $names }.{"\u000A"}
    }You can also send a .csv or .ics file.
import-preview =
    This is what I understood. Nothing is saved yet.
    { $lines }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }

    { $count ->
        [one] One shift would be added
       *[other] { $count } shifts would be added
    }{ $old ->
        [0] .
        [one] {" "}to the one that is there.
       *[other] {" "}to the { $old } that are there.
    }{ $over ->
        [0] {""}
        [one] {"\u000A"}One more is over already. I left it out.
       *[other] {"\u000A"}{ $over } more are over already. I left them out.
    }
    Press Save, or press Change to send it again.
import-saved =
    { $count ->
        [0] Nothing new was added.
        [one] One shift was added.
       *[other] { $count } shifts were added.
    }{ $skipped ->
        [0] {""}
        [one] {"\u000A"}One was there already.
       *[other] {"\u000A"}{ $skipped } were there already.
    }{ $over ->
        [0] {""}
        [one] {"\u000A"}One is over already.
       *[other] {"\u000A"}{ $over } are over already.
    }
    To take this back: /undo
file-being-read =
    I am reading your file. It was not passed on to anybody.
file-too-big =
    That file is too big for a rota, so I did not read it.
    It was not passed on to anybody.
file-unreadable =
    I could not fetch or read that file. Nothing was changed.
    Please send it again. Or write /rota, with a shift on each line below it.
rota-sheet =
    The rota as a table. You can change it and send it back here.{ $left_out ->
        [0] {""}
        [one] {"\u000A"}One shift has nobody. It is not in the table, and stays on the rota.
       *[other] {"\u000A"}{ $left_out } shifts have nobody. They are not in the table, and stay on the rota.
    }
rota-calendar =
    The shifts of the next weeks as a calendar.
calendar-file =
    Your shifts of the next weeks.
    Open this file on your phone to add them to your calendar.
    When something changes, write /calendar again and open the new file.

## A volunteer's own shifts
my-shifts =
    { $turn_spans ->
        [none] You have no shifts in the next weeks.
       *[other] Your shifts:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }{ $away ->
        [none] {""}
       *[other] {"\u000A"}You are away: { $away }
    }
    If you cannot come to one, press it, or write /cover
cover-overview =
    { $mine_spans ->
        [none] You have no shifts to give away.
       *[other] To give a shift away, press it, or write its day: /cover 2026-12-01
    }
    For a part of it: /cover 2026-12-01 20:00-22:00
cover-wanted =
    { $lines ->
        [none] No shift is waiting for somebody now.
       *[other] Somebody is wanted for these. Press one to take it:{"\u000A"}{ $lines }
    }
cover-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the day of your shift, and a time if it is only a part:
    /cover 2026-12-01
    /cover 2026-12-01 20:00-22:00
cover-no-turn =
    You have no shift then. Nothing was changed.
    See your shifts with /shifts
cover-which =
    You have more than one shift then. Which one is it?
cover-which-part =
    Which time do you mean? Write one of these:
    { $lines }
cover-part-over =
    That time is over. Nothing was changed.
    To give away the rest of your shift, press it.
give-card =
    { $turn_span }
    Can you not come? I can ask the others to take it. It stays yours until somebody does.
    For a part of it, write the times: /cover { $day } 20:00-22:00
cover-asked-already =
    Cover is asked for already: { $turn_span }
    Nothing was changed.
cover-asked-done =
    { $count ->
        [0] Nobody else is free then, so I have told the coordinators.
        [one] I have asked one other person.
       *[other] I have asked { $count } others.
    }
    { $turn_span }
    It stays yours until somebody takes it. I will tell you.
    If you can do it after all: /cover keep { $number }
cover-asked-for =
    { $count ->
        [0] Nobody else is free then.
        [one] I have asked one other person.
       *[other] I have asked { $count } others.
    }
    { $turn_span }
    It stays as it is until somebody takes it.
cover-asked =
    { $alias ->
        [none] Somebody is wanted for a shift.
       *[other] { $alias } cannot come to a shift.
    }
    Can you take { $count ->
        [one] this?
       *[other] one of these?
    }
    { $turn_spans }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more. See /cover
    }
cover-asked-again =
    Nobody has taken this shift yet.
    Can you?
    { $turn_spans }{ $alias ->
        [none] {""}
       *[other] {"\u000A"}It is { $alias }'s shift.
    }
cover-untaken =
    Nobody has taken this shift yet:
    { $turn_span }
    { $alias ->
        [none] Nobody is on it now.
       *[other] It stays with { $alias } until somebody takes it.
    }
cover-still-yours =
    Nobody has taken your shift yet, so it is still yours:
    { $turn_span }
    I have asked the others again, and told the coordinators.
cover-yours =
    Thank you. This shift is yours now:
    { $turn_span }
    To give it back: /cover back { $number }
cover-taken =
    { $alias } takes your shift:
    { $turn_span }
    You need do nothing more.
cover-filled =
    { $alias } takes this shift:
    { $turn_span }
cover-kept =
    All right. You keep this shift:
    { $turn_span }
cover-given-back =
    { $alias } cannot take your shift after all, so it is yours again:
    { $turn_spans }
    If you cannot come, press Find cover.
gave-back =
    Done. This shift is { $alias }'s again{ $told ->
        [yes] , and I have told them:
       *[no] . I cannot reach them, so I have told the coordinators:
    }
    { $turn_spans }
gave-back-open =
    Done. Nobody has this shift now, and I have asked the others:
    { $turn_spans }
gave-back-other =
    Done. { $alias } has this shift now:
    { $turn_spans }
gave-back-still =
    You still have this shift, since the rota gives it to you:
    { $turn_spans }
    If you cannot come, write /cover
cover-given-up =
    { $alias } cannot do this shift after all:
    { $turn_spans }
    See who has it now with /rota
turn-over = Nobody is wanted for this shift any more.
turn-taken = Somebody else has taken this shift.
turn-yours = This shift is yours already.
turn-own = This is your own shift.
turn-away = You said that you are away then. To change that, write /away off
turn-not-yours = This shift is not yours.
turn-gone = There is no such shift any more, so you need do nothing.
away-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the days, like this:
    /away 1 dec-8 dec
    To end it: /away off
away-saved =
    You are away: { $when }.
    { $turn_spans ->
        [none] You have no shifts in that time.
       *[other] I have asked the others to take these, and they are no longer yours:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    To end it: /away off
away-saved-for =
    { $alias } is away: { $when }.
    { $turn_spans ->
        [none] There are no shifts in that time.
       *[other] These shifts are open, and I have asked the others:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    To take this back: /undo
away-shown =
    { $when ->
        [none] { $alias } is not away.
       *[other] { $alias } is away: { $when }.
    }
    Write the days like this: /away 1 dec-8 dec
away-none =
    There are no days away to end. Nothing was changed.
away-ended =
    { $alias } is not away any more.
    { $turn_spans ->
        [none] No shift changed.
       *[other] These shifts are { $alias }'s again:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
reminders =
    { $lengths ->
        [none] You get no reminders before your shifts.
       *[other] Before each shift I remind you: { $lengths } before.
    }
    To change this: /reminders 24h 1h
    To stop it: /reminders off
reminders-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write how long before, like this: /reminders 24h 1h

## Being there
shift-soon =
    Your shift starts { $start_when }.
    It ends at { $until_at }.
    If you cannot come, press Find cover.
duty-on =
    You are on duty until { $until_at }.
    { $asked ->
        [yes] Please press "I'm here".
       *[other] I know that you are here.
    }{ $talks ->
        [none] {""}
       *[other] {"\u000A"}You are talking with:{"\u000A"}{ $talks }
    }{ $count ->
        [0] {""}
        [one] {"\u000A"}One person is waiting.
       *[other] {"\u000A"}{ $count } people are waiting.
    }
    You can step back at any time: /duty back
duty-off =
    You are not on duty now.
    { $turn_span ->
        [none] You have no shifts in the next weeks.
       *[other] Your next shift: { $turn_span }
    }
here-thanks =
    Thank you. You are on duty until { $until_at }.
here-after-all =
    { $alias } is here after all, until { $until_at }.
not-here =
    { $alias } is on the rota until { $until_at }, but has not said "I'm here".
    { $backups ->
        [none] No backup is free, so nobody else was asked.
       *[other] I have asked the backup: { $backups }.
    }
not-reachable =
    { $alias } is on the rota until { $until_at }, but has left or blocked this chat.
    { $backups ->
        [none] No backup is free, so nobody else was asked.
       *[other] I have asked the backup: { $backups }.
    }
stand-in-asked =
    { $alias } may not be there for their shift, until { $until_at }.
    Can you take over now? Press the button, or write: /duty over
stood-in-for =
    { $alias } has taken over your shift, until { $until_at }.
    You need do nothing more. We hope you are all right.
stood-in =
    { $alias } has taken over, until { $until_at }.
stand-in-late = That is settled already. Thank you.
stand-in-nobody =
    Nobody needs you to take over now. Thank you.
    See /duty
stepped-back-done =
    You have stepped back. That is fine.
    I have asked the others and told the coordinators. You need do nothing more.
stepped-back =
    { $alias } has stepped back from the shift until { $until_at }.
    { $on ->
        [none] Nobody is on duty now.
       *[other] On duty now: { $on }.
    }
    { $count ->
        [0] Nobody else is free, so nobody was asked.
        [one] I have asked one other person.
       *[other] I have asked { $count } others.
    }
volunteer-left =
    { $alias } has left or blocked this chat, so nobody would be there in these shifts:
    { $turn_spans }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    Ask how they are. To give the shifts to others, write /rota
buddy-started =
    { $alias } is on duty now, until { $until_at }.
    You are their buddy.

## People
people =
    { $role ->
        [member] { $count ->
            [one] There is one member.
           *[other] There are { $count } members.
        }
        [volunteer] { $count ->
            [one] There is one volunteer.
           *[other] There are { $count } volunteers.
        }
       *[other] { $count ->
            [one] There is one coordinator.
           *[other] There are { $count } coordinators.
        }
    }
    { $names ->
        [none] Invite someone: /invite { $role }{ $role ->
            [member] {""}
           *[other] {" "}Sam
        }
       *[other] { $names }
    }
person-unknown =
    I do not know "{ $part }". Nothing was changed.
    { $names ->
        [none] There is nobody yet. See /invite
       *[other] There are: { $names }.
    }
    For example: /{ $role }s Robin
person-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write one of these:
    /{ $role }s { $alias } rename Robin
    /{ $role }s { $alias } remove{ $role ->
        [coordinator] {""}
        [member] {"\u000A"}/members { $alias } pause{"\u000A"}/members { $alias } resume
       *[other] {"\u000A"}/volunteers { $alias } pause{"\u000A"}/volunteers { $alias } resume{"\u000A"}/volunteers { $alias } backup{"\u000A"}/volunteers { $alias } buddy Kim
    }
person-card =
    { $alias }, { $role ->
        [member] member
        [volunteer] volunteer
       *[other] coordinator
    }{ $also ->
        [yes] {" "}and coordinator
       *[other] {""}
    } since { $since }.{ $paused ->
        [yes] {"\u000A"}Paused now.
       *[other] {""}
    }{ $blocked ->
        [yes] {"\u000A"}Has left or blocked this chat.
       *[other] {""}
    }{ $away ->
        [none] {""}
       *[other] {"\u000A"}Away: { $away }.
    }{ $turn_span ->
        [none] {""}
       *[other] {"\u000A"}Next shift: { $turn_span }
    }{ $backup ->
        [yes] {"\u000A"}A backup, asked when somebody is not there.
       *[other] {""}
    }{ $buddy ->
        [none] {""}
       *[other] {"\u000A"}Buddy: { $buddy }.
    }{ $shares ->
        [none] {""}
       *[other] {"\u000A"}Shares a phone with { $shares }.
    }{ $supervisor ->
        [yes] {"\u000A"}A supervisor: volunteers who would like to talk to someone are told to them.
       *[other] {""}
    }{ $lead ->
        [yes] {"\u000A"}A safeguarding lead: concerns and reports are told to them.
       *[other] {""}
    }
paused =
    { $alias } is paused.
    { $turn_spans ->
        [none] No shift changed.
       *[other] These shifts are open, and I have asked the others:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }
    To take this back: /undo
paused-already =
    { $alias } is paused already. Nothing was changed.
paused-not =
    { $alias } is not paused. Nothing was changed.
paused-volunteer =
    A coordinator has paused your shifts.
    You take no shifts until they start them again. Ask them if you do not know why.
paused-member =
    A coordinator has paused this chat for you.
    What you write here is not passed on for now. Ask the group if you do not know why.

    { $helplines }
paused-wrote =
    I did not pass this on. This chat is paused for you.
    Please ask the group about it. These can listen now:

    { $helplines }
resumed =
    { $alias } is not paused any more.
resumed-volunteer =
    Your shifts go on again.
    See them with /shifts
resumed-member =
    You can write here again.
    What you write goes to whoever is on duty.
rename-how =
    Write the new name like this:
    /{ $role }s { $alias } rename Robin
renamed =
    { $was } is called { $alias } now.
renamed-you =
    A coordinator has changed your name here.
    You are now called { $alias }.
remove-sure =
    Remove { $alias } as a { $role ->
        [member] member? They can no longer write to whoever is on duty.
        [volunteer] volunteer? Their shifts stay on the rota with nobody on them, and I ask the others.
       *[other] coordinator? They can no longer change the rota.
    }
    To do it in words: /{ $role }s { $alias } remove yes
remove-last =
    Nothing was changed. This is the last coordinator.
    First invite another one: /invite coordinator Ada
removed =
    { $alias } is removed.
    { $turn_spans ->
        [none] No shift is open because of it.
       *[other] These shifts are open now, and I have asked the others:{"\u000A"}{ $turn_spans }
    }{ $more ->
        [0] {""}
       *[other] {"\u000A"}and { $more } more
    }{ $count ->
        [0] {""}
       *[other] {"\u000A"}Give them to somebody for good: see /rota all and /change
    }
    To take this back: /undo
removed-you =
    You are no longer a { $role ->
        [member] member
        [volunteer] volunteer
       *[other] coordinator
    } here.
    A coordinator has ended it. Ask the group if you do not know why.

    { $helplines }
back-again =
    You are a { $role ->
        [member] member
        [volunteer] volunteer
       *[other] coordinator
    } here again.
    A coordinator had ended it, and has taken it back.
    { $role ->
        [member] { $paused ->
            [yes] This chat is still paused for you. What you write here is not passed on for now.
           *[no] You can write here as before.
        }
        [volunteer] See your shifts with /shifts
       *[other] To see what you can do: /help
    }{ $on ->
        [none] {""}
        [yes] { $next_when ->
            [none] {"\u000A"}Your check-ins are as they were. No check-in is coming now. See /checkins
           *[other] {"\u000A"}Your check-ins go on. The next one comes { $next_when }. To stop them: /checkins off
        }
       *[no] {"\u000A"}Your check-ins are off. To have some: /checkins
    }
backup =
    { $alias } is a backup now.
    I ask them when somebody has not said that they are here.
backup-none =
    { $alias } is not a backup any more.
backup-you =
    You are a backup now.
    When somebody has not said that they are here, I ask you to take over. You can always say no.
backup-no-more =
    You are not a backup any more.
buddy-who =
    Who is to be the buddy of { $alias } for the first four weeks?
buddy-nobody =
    There is nobody else yet who could be a buddy for { $alias }.
    Invite one: /invite volunteer Kim
buddy-set =
    { $buddy } is the buddy of { $alias } until { $until_when }.
    Both have been told.
buddy-none =
    { $alias } has no buddy any more.
buddy-for-you =
    { $alias } is your buddy until { $until_when }.
    You can ask them anything about your first shifts.
buddy-you-are =
    You are the buddy of { $alias } until { $until_when }.
    I tell you when their shifts begin.
roles =
    { $alias } is a volunteer{ $also ->
        [yes] {" "}and a coordinator.
       *[other] .
    }
    To make somebody a coordinator or a member, send them a link: /invite coordinator Ada, or /invite member. They agree to it themselves.

supervisor =
    { $alias } is a supervisor now.
    When a volunteer would like to talk to someone, I tell them.
supervisor-none =
    { $alias } is not a supervisor any more.
supervisor-you =
    You are a supervisor now.
    When a volunteer would like to talk to someone after listening, I tell you.
supervisor-no-more =
    You are not a supervisor any more.
lead =
    { $alias } is a safeguarding lead now.
    When somebody raises a concern or reports something, I tell them.
lead-none =
    { $alias } is not a safeguarding lead any more.
lead-you =
    You are a safeguarding lead now.
    When somebody raises a concern or reports something, I tell you. I never send what was written.
lead-no-more =
    You are not a safeguarding lead any more.

## About oneself
me =
    { $names ->
        [none] You have no name here yet.
       *[other] Here you are called { $names }.
    }
    { $traits ->
        [none] You have said nothing more of yourself.
       *[other] You say: { $traits }. Whoever you talk with sees this.
    }
    { $asked_for ->
        [none] You ask for nothing in the other person.
       *[other] You would like to talk with someone who says: { $asked_for }.
    }{ $again_with ->
        [none] {""}
       *[other] {"\u000A"}You would talk again with: { $again_with }.
    }{ $apart_from ->
        [none] {""}
       *[other] {"\u000A"}You are not paired with: { $apart_from }.
    }

    Language: English. { $own ->
        [yes] Your clock: { $zone_name }.
       *[no] Your clock: that of the group, { $zone_name }.
    }{ $on ->
        [yes] {"\u000A"}To be called something else: /me name Robin
       *[no] {""}
    }
    If you live by another clock: /me zone Paris
    The buttons switch each thing on or off. Or write, for example: /me wordlist off
    Everything that is kept: /export. To erase it all: /forget

    To say something of yourself, in your own words:
    /me gender woman
    /me language English, Polish
    The words you can use: language, gender, background, lgbt, age, faith.
    To ask for it in the other person: /me ask gender woman
    To take one back: /me gender off
    To take it all back: /me forget
    About a person: /me again Sam, /me not Sam, /me any Sam
me-named =
    You are called { $alias } now.
    Whoever you talk with sees this name.
me-name-usage =
    { $on ->
        [yes] "{ $part }" does not work as a name. Nothing was changed.
       *[no] Only members choose their name here. Nothing was changed. Ask a coordinator.
    }
    Please use up to 30 letters, with no @ and no links. For example: /me name Robin
me-is =
    { $kind ->
        [relay] { $on ->
            [yes] What you write is passed on to whoever is on duty. Just write here when you want to talk.
           *[no] What you write here is not passed on any more. Nobody reads it. To switch it on again: /me relay on
        }
        [missed] { $on ->
            [yes] It is on. See /checkins
           *[no] Nothing happens any more when you miss a check-in. See /checkins
        }
        [matching] { $on ->
            [yes] What you say of yourself is used from now on, and whoever you talk with sees it. See /me
           *[no] I have forgotten what you said of yourself, and what you asked for. See /me
        }
       *[wordlist] { $on ->
            [yes] The word list is on. See /me
           *[no] The word list is off. See /me
        }
    }
relay-off-wrote =
    I did not pass this on. You have switched that off.
    Nobody has read it. To switch it on again, press the button or write: /me relay on

    { $helplines }
new-name =
    { $was } is called { $alias } from now on.
me-leak =
    I did not keep that. It may show who you are.
    Please leave out numbers to call, links and names of accounts. For example: /me language Polish
me-consent =
    Nothing is saved yet. May I use what you say of yourself?
    I would keep it, show it to whoever you talk with, and use it to choose who is asked first. It is your choice. You can take it back at any time with /me forget
    Press the button, or write: /me agree
me-agreed =
    Thank you. Now write it again, for example: /me gender woman
    See it all with /me
me-forgotten =
    I have forgotten what you said of yourself, and what you asked for.
    Your name and your wishes about people stay. See /me
me-usage =
    I did not understand "{ $part }". Nothing was changed.
    For example: /me gender woman
me-who =
    I do not know whom you mean by "{ $part }". Nothing was changed.
    Write the name of somebody you have talked with. For example: /me again Sam
wish-any =
    I have forgotten what you wished about { $alias }.
    See /me

## Counts, and topics
stats =
    { $counts ->
        [none] There was no conversation yet.
       *[other] { $counts }
    }
    { $people_count ->
        [0] Nobody has check-ins now.
       *[other] People who have check-ins now: { $people_count }
    }
    These are counts only. Any number under 5 is shown as "under 5".
topics-how =
    { $on ->
        [yes] Each conversation has a topic of its own in the volunteer's chat. Nothing more is to be done.
       *[no] Telegram can give each conversation a topic of its own in the volunteer's chat. Then it is always clear who speaks.
    }{ $on ->
        [yes] {""}
       *[no] {"\u000A"}Whoever made the bot can switch it on, in @BotFather. The picture shows how. I see it within an hour.
    }
topics-picture = How to switch topics on
p-topics-title = Give each conversation a topic
p-topics-1 = In Telegram, open @BotFather.
p-topics-2 = In the list, choose your bot.
p-topics-3 = Go on to its settings.
p-topics-4 = Under Threads Settings, switch it on.
p-press-1 = Open
p-press-2 = Your bot
p-press-3 = Bot Settings
p-press-4 = Threaded Mode
topics-offer =
    { $alias } talks with more than one person at once.
    Telegram can give each conversation a topic of its own. To see how to switch that on: /topics

## The record
undone =
    Taken back:
    { $changes }{ $left ->
        [yes] {"\u000A"}Someone in it is not a volunteer any more, so they are not on the rota again. See who is missing: /gaps
       *[no] {""}
    }
undo-nothing =
    You have made no change that I could take back.
undo-built-on =
    I cannot take this back, because something was built on it since:
    { $changes }
    Nothing was changed.
audit =
    { $changes ->
        [none] Nothing has been changed yet.
       *[other] The last changes:{"\u000A"}{ $changes }
    }
settings =
    The line's limits for shifts.
    At most { $length } within 24 hours, and { $most_length } in a week. Above that I warn you.
    At most { $count ->
        [one] one conversation
       *[other] { $count } conversations
    } at once for each volunteer.
    On bank holidays the line is { $closed ->
        [yes] closed.
       *[other] open as on other days.
    }
    { $when ->
        [none] You suggest no times for check-ins.
       *[other] You suggest these times for check-ins: { $when }. Each member chooses.
    }
    { $beat ->
        [none] I send no daily word that I am running.
       *[other] Each day at { $beat } I say that I am running{ $names ->
            [none] {""}
           *[other] , to { $names }
        }.
    }
    The clock is that of { $zone_name }.
    To change the limits: /settings caps 4 8
    To change the conversations at once: /settings at once 3
    For bank holidays: /hours bank holidays closed
    To suggest times for check-ins: /settings checkins mon,thu 19:30
    For the daily word: /settings heartbeat Ada Kim, or /settings heartbeat 9:00, or /settings heartbeat off
settings-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write the hours in a day and in a week: /settings caps 4 8
    Or the conversations at once, 1 to 20: /settings at once 3
    Or times to suggest for check-ins: /settings checkins mon,thu 19:30
    Or one or two coordinators who hear each day that I am running: /settings heartbeat Ada Kim
    Or when they hear it: /settings heartbeat 9:00
did-heartbeat = { $by } set when I say that I am running: { $beat ->
        [none] never
       *[other] each day at { $beat }{ $alias ->
            [none] {""}
           *[other] , to { $alias }
        }
    }
did-rhythm = { $by } { $when ->
        [none] suggests no times for check-ins
       *[other] suggests times for check-ins: { $when }
    }
did-invite = { $by } made a link for a { $role ->
        [member] member
        [volunteer] volunteer
       *[other] coordinator
    }{ $alias ->
        [none] {""}
       *[other] , { $alias }
    }
did-hours = { $by } set the hours: { $when ->
        [none] none
       *[other] { $when }
    }
did-closed = { $by } closed the line: { $when }
did-open = { $by } opened the line: { $when }
did-bank-holidays = { $by } { $closed ->
        [yes] closed the line on bank holidays
       *[other] opened the line on bank holidays
    }
did-shift = { $by } put { $alias } on the rota: { $when }
did-change = { $by } changed number { $number }: { $alias }, { $when }
did-unshift = { $by } took off number { $number }: { $alias }, { $when }
did-import = { $by } added a rota of { $count } shifts
did-ask-cover = { $by } asked for cover for { $alias }: { $turn_span }
did-take-cover = { $by } took a shift: { $turn_span }
did-keep = { $by } kept a shift: { $turn_span }
did-give-back = { $by } gave back a shift: { $turn_span }
did-away = { $by } entered { $alias } as away: { $when }
did-end-away = { $by } ended days away of { $alias }: { $when }
did-pause = { $by } paused { $alias }
did-resume = { $by } resumed { $alias }
did-rename = { $by } renamed { $alias }
did-remove = { $by } removed { $alias }
did-backup = { $by } made { $alias } a backup
did-no-backup = { $by } ended { $alias } as a backup
did-buddy = { $by } gave { $alias } a buddy
did-no-buddy = { $by } ended the buddy of { $alias }
did-at-once = { $by } set { $count } conversations at once
did-supervisor = { $by } made { $alias } a supervisor
did-no-supervisor = { $by } ended { $alias } as a supervisor
did-lead = { $by } made { $alias } a safeguarding lead
did-no-lead = { $by } ended { $alias } as a safeguarding lead
did-caps = { $by } set the limits: { $length } in 24 hours, { $most_length } in a week

## Help
help =
    What you can do here:
    { $commands }
about =
    Hello.
    This is { $line }. People from the group take turns to listen here.
    They are people like you. They are not counsellors, and this is not therapy.
    This is not an emergency service. If someone is in danger now, call 999.
    Only people answer you here. No message is written by a computer program that thinks for you.
    Write /urgent for numbers you can call or text at any time.
privacy =
    What is kept, and where.
    We keep who wrote to whom, and when. We never store what you write.
    Telegram stores the words, as it does for every chat. Chats with a bot are not end-to-end encrypted.
    The other person sees the name you chose. They do not see your Telegram name or number.
    If you said something of yourself with /me, we keep that, and whoever you talk with sees it. With whom you wish to talk, or not, nobody else sees.
    We count conversations and how people felt after them, without names.
    If you have check-ins, we keep which button you press: for 30 days, or as you choose. Only you see it.
    Two days after a conversation ends, we forget which messages belonged to it.
    To see what is kept about you: /me and /export. To change it: /me. To erase it all: /forget
    Telegram does not let a bot delete its messages after two days. Anyone can take a screenshot.{ $shared ->
        [yes] {"\u000A"}Some volunteers here share one phone. All who share it can read what is in its chat.
       *[other] {""}
    }
unknown-command =
    I do not know that command. I passed nothing on.
    See /help for what you can do here.
urgent = { $helplines }
stale-button = That button no longer works. Nothing was changed. All that buttons do can be typed too: /help shows how. Numbers to call now: /urgent
took-too-late = Someone else took this one.
offer-ended = This offer has ended.
offer-full = You are talking with as many people as the group allows. To end a conversation, write /close
not-on-duty = You are not on duty now.
too-much =
    That is a lot at once.
    Your last messages were not passed on. Please wait a minute, then write again.
not-passed-on-failure =
    Something went wrong here. Your message was not passed on.
    Please try again in a few minutes.

    { $helplines }

too-fast =
    That is a lot at once.
    What you sent or pressed from { $since_at } on did not go through.
    { $seconds ->
        [0] That is over now.
        [one] Please wait 1 second. Nothing goes through until then.
       *[other] Please wait { $seconds } seconds. Nothing goes through until then.
    }
    After that, please send again what matters most.

    { $helplines }
too-fast-over =
    You can go on now.
    What you sent or pressed from { $since_at } to { $until_at } did not go through. Nobody has seen it.
    Please send again what matters.

## For those who look after the program
heartbeat =
    { $well ->
        [yes] All is well here.
       *[no] I am running. Please look at this:
    }{ $set_aside ->
        [0] {""}
       *[other] {"\u000A"}Messages that I failed to deal with since yesterday: { $set_aside }. Their writers know. Whoever runs me can see more in the log.
    }{ $given_up ->
        [0] {""}
       *[other] {"\u000A"}Messages that could not be delivered since yesterday: { $given_up }. The other side knows.
    }{ $gap_spans ->
        [none] {""}
       *[other] {"\u000A"}Nobody is on the rota at these open times:{"\u000A"}{ $gap_spans }{ $more ->
            [0] {""}
           *[other] {"\u000A"}and { $more } more
        }
    }{ $checked_date ->
        [none] {""}
       *[other] {"\u000A"}The list of helplines was last checked on { $checked_date }. A newer version of me may have a newer list.
    }{ $backup_date ->
        [none] {""}
       *[other] {"\u000A"}The newest backup is from { $backup_date }. If this machine breaks, what came later is gone. Ask whoever runs me to look.
    }
    I started { $since_when }. There was no long break since.
    If this does not come one day, something is wrong. Then ask whoever runs me to look.
heartbeat-yours =
    From now on you hear from me each day at { $beat }, so that you know that I am running.
    If that does not come one day, something is wrong. Then ask whoever runs me to look.
    A coordinator can change this: /settings
was-off =
    I was off or could not reach Telegram for { $waited }. I am back now.
    It began { $since_when } and ended { $until_when }. Nobody got an answer in that time.
    Telegram kept what was written. I deal with it now.
    If nobody wanted this, ask whoever runs me what happened.
was-off-long =
    I was off or could not reach Telegram for { $waited }. I am back now.
    It began { $since_when } and ended { $until_when }. Nobody got an answer in that time.
    Telegram keeps messages for 24 hours only. What was written before { $lost_at } is lost, and nobody heard anything. I cannot know who wrote.
    One press tells all members and volunteers that it did not arrive, so that they can write again. Choose a good time of day for it, but please do it today.
    Press the button, or write: Tell everyone
missed-you =
    Hello. I could not be reached for a while, and I am sorry.
    What you wrote here from { $since_at } until { $until_at } did not arrive. Nobody read it.
    If you wrote then and still want to talk, please write again.

    { $helplines }
told-everyone =
    I am telling all members and volunteers now. That is { $people_count } people.
told-already =
    Everyone has been told already. Nothing was sent.
last-word =
    This line closes now.
    Nobody reads what you write here any more. Nobody is told that you wrote, and you get no answer.
    { $role ->
        [member] Thank you for being part of { $line }.
        [volunteer] Thank you for listening here. Nobody can reach you here now, and you need not come to your shifts.
       *[coordinator] All members and volunteers hear this too. You can change nothing here now. If the line is started again, I tell the coordinators.
    }{ $whom ->
        [none] {""}
       *[other] {"\u000A"}Your conversation with { $whom } ends here as well.
    }{ $waits ->
        [unread] {"\u000A"}What you wrote last has had no answer. It is not passed on any more. I am sorry.
        [unanswered] {"\u000A"}What you wrote last has had no answer. I am sorry.
       *[no] {""}
    }{ $names ->
        [none] {""}
       *[other] {"\u000A"}This ends your conversation with { $names } as well. They hear so too.
    }{ $checkins ->
        [yes] {"\u000A"}Your check-ins stop now.
       *[no] {""}
    }

    { $lasting }

    You may want to keep this message for its numbers.
    The commands do not work any more. If you want what is kept about you erased, ask someone of the group.
line-closed =
    This line is closed now.
    Nobody reads what you write here, and it is not passed on.

    { $lasting }
open-again =
    The line is open again.
    Everyone was told { $since_when } that it closes. Since then nobody has been told anything, and check-ins stay off until each person starts them.
    One press tells all members and volunteers that it is open again.
    Press the button, or write: Tell everyone
open-again-everyone =
    This line is open again.
    Just write here when you want to talk. It goes to whoever is on duty.
    Write /hours to see when that is.
    If you had check-ins, they stay off until you write /resume

## Check-ins
check-in =
    Hello. No need to reply.
    { $line } asks: { $scale ->
        [company] would you like some company today?
       *[other] how are things?
    }
    Press a button if you like.{ $writes ->
        [yes] {" "}What you write here goes to whoever is on duty then.
       *[no] {" "}To talk with a person, press "I'd like to talk".
    }
check-in-answered =
    Thank you.
    { $kept ->
        [yes] { $asked_date }: { $answer }. Only you can see this. Look back with: /checkins back
       *[no] I did not keep what you pressed.
    }
    { $skipped_at ->
        [none] {""}
       *[other] The one at { $skipped_at } is done with this.{" "}
    }This alone brings nobody. To talk with a person, press the button{ $writes ->
        [yes] , or just write here.
       *[no] .
    }
    Write /urgent for numbers you can call or text now.
check-in-talk =
    Thank you for saying so.
check-in-not-later =
    You are paused, so I will not ask again by myself.
    To end the pause: /resume
check-in-later =
    All right.
    I will ask again { $again_when }.
check-ins-intro =
    Would you like to be asked how you are, now and then?
    You choose the days and the times. You press a button if you like. You never have to. Nothing happens if you do not.
    Only you see what you press. Coordinators see how many were asked, never who.{ $when ->
        [none] {""}
       *[other] {"\u000A"}{ $line } suggests: { $when }.
    }
    Press a button, or write it, for example:
    /checkins mon,thu 19:30
    /checkins every day 9am
check-ins-pick =
    Choose days and times.
    { $when ->
        [none] Press at least one day and one time.
       *[other] { $when }. Press Done when this is right.
    }
    Other times can be written: /checkins mon,thu 19:15
check-ins-consent =
    Is this right?
    { $when }, by the clock of { $zone_name }. There it is { $clock } now.{ $moment_whens ->
        [none] {""}
       *[other] {"\u000A"}The next ones:{"\u000A"}{ $moment_whens }
    }

    Each one says hello and asks how you are. { $keep ->
        [month] We keep which button you press for 30 days. Only you see it.
        [all] We keep which button you press until you say. Only you see it.
       *[nothing] We do not keep which button you press.
    } It is your choice, and you can stop with one press.
    Press "I agree" to begin.
check-ins-not-begun =
    That is fine. Nothing was set up.
    Whenever you like: /checkins
check-ins-are =
    { $saved ->
        [yes] Saved.
       *[no] Your check-ins.
    }
    { $when }, by the clock of { $zone_name }.{ $hidden ->
        [none] {""}
       *[other] {"\u000A"}Not at { $hidden }: that is in your quiet hours.
    }
    { $moment_whens ->
        [none] None is coming now.
       *[other] The next ones:{"\u000A"}{ $moment_whens }
    }{ $pause ->
        [none] {""}
       *[other] {"\u000A"}Paused: { $pause }.
    }

    On the buttons: { $scale ->
        [ok] OK, Up and down, Hard going.
        [company] None today, A hello, A chat would help.
        [steady] Steady, Wobbly, Struggling.
       *[open] an open question.
    }
    { $quiet ->
        [none] No quiet hours. To have some: /checkins quiet 22:00-8:00
       *[other] Quiet hours: { $quiet }. To have none: /checkins quiet off
    }
    { $count ->
        [0] If you miss some, nothing happens.
        [one] If you miss one, you get one note after { $length }. If you do not answer that, whoever is on duty may say hello. To stop this: /checkins missed off
       *[other] If you miss { $count }, you get one note after { $length }. If you do not answer that, whoever is on duty may say hello. To stop this: /checkins missed off
    }
    { $keep ->
        [month] What you press is kept for 30 days.
        [all] What you press is kept until you say.
       *[nothing] What you press is not kept.
    } To change this: /checkins keep 30, /checkins keep nothing or /checkins keep all
    One at once: /checkins now. Days off: /pause 2 weeks. If you travel: /checkins zone Paris
check-ins-close =
    I cannot do that. Nothing was changed.
    Please choose at most { $most } times a day, with an hour between them. For example: /checkins every day 9am and 9pm
check-ins-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write days and a time. For example: /checkins mon,thu 19:30
    To stop: /checkins off
check-ins-own-account =
    Several people share this phone, and all of them can read this chat.
    Check-ins are for one person alone. They need a phone with Telegram of your own.
check-ins-none =
    You have no check-ins. Nothing was changed.
    To begin: /checkins
check-ins-off =
    Stopped. No check-in comes any more.
    What you pressed stays for you alone, as long as you chose. To erase it now, press the button, or write: /checkins erase
    To begin again: /checkins
answers-erased =
    Erased. Nothing that you pressed is kept.
check-ins-wording =
    { $part ->
        [none] Which words would you like?
       *[other] I did not understand "{ $part }". Nothing was changed. Which words would you like?
    }
    They stand on the buttons. You can always press "Rather not say".
    Press one, or write for example: /checkins words steady
    The names are: ok, company, steady, open.
zone-ask =
    { $part ->
        [none] By which clock do you live?
       *[other] I do not know "{ $part }". Nothing was changed.
    }
    Write a city in your time zone. For example: /checkins zone Paris
zone-set =
    Your clock is that of { $zone_name } now.
    It follows summer and winter time by itself.
quiet-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write from when to when nothing should come: /checkins quiet 22:00-8:00
    To have no quiet hours: /checkins quiet off
keep-usage =
    I did not understand "{ $part }". Nothing was changed.
    Write one of these:
    /checkins keep 30
    /checkins keep nothing
    /checkins keep all
missed-ask =
    { $part ->
        [none] What should happen when you do not answer?
       *[other] I did not understand "{ $part }". Nothing was changed.
    }
    Usually nothing. If you choose a number here, you agree to this: after so many missed ones in a row you get one note. If you do not answer that either, whoever is on duty then is asked to say hello. If nobody is on duty, nothing more happens. Nobody else is ever told.
    Any sign from you stops it. You can take this back at any time.
    Press a number, or write how many and after how many hours: /checkins missed 2 4h
missed-consent =
    Nothing is saved yet.
    { $count ->
        [one] When you miss one,
       *[other] When you miss { $count } in a row,
    } you get one note after { $length }. If you do not answer that either, whoever is on duty then is asked to say hello. If nobody is on duty, nothing more happens. Nobody else is ever told.
    Press "I agree" if you would like this.
check-ins-paused =
    Paused: { $pause }.
    { $next_when ->
        [none] They come again when you say so: /resume
       *[other] The next one comes { $next_when }. To have them earlier: /resume
    }
check-ins-resumed =
    You are not paused.
    { $next_when ->
        [none] No check-in is coming now. See /checkins
       *[other] The next one comes { $next_when }.
    }
pause-usage =
    I did not understand "{ $part }". Nothing was changed.
    For example: /pause until friday, /pause 2 weeks or /pause 1 dec-8 dec
pause-nothing =
    You have no check-ins that could be paused. Nothing was changed.
    To have some: /checkins
look-back-picture = Your own look back.
look-back =
    Your last weeks. Only you can see this.
    { $check_ins }
look-back-empty =
    There is nothing to look back on.
    To be asked once, now: /checkins now
nudge =
    Hello again. No need to reply.
    You asked for a note when I do not hear from you. That is all this is.
    { $hello ->
        [yes] If I hear nothing by { $until_at }, I ask whoever is on duty then to say hello. If nobody is on duty, nothing more happens.
       *[no] Nothing more happens after this.
    }
nudge-heard =
    Thank you. It is good to hear from you.
    Nothing more happens.
nudge-stopped =
    Stopped. Nothing happens any more when you miss a check-in.
    Your check-ins go on. See /checkins
say-hello =
    Would you say hello to { $alias }?
    { $alias } asked for this when they have been quiet for a while. It does not mean that something is wrong. You can say no.
    Your shift ends at { $until_at }.
hello-said = Thank you. I have passed your hello on.
hello-not = That is fine. Nobody hears of it.
hello-over = That is over. Nothing was sent.
hello-from =
    Hello from { $alias }. No need to reply.
    { $alias } is on duty until { $until_at }. What you write goes to { $alias }.
opened-hello =
    Your hello goes to { $alias } now.{ $traits ->
        [none] {""}
       *[other] {"\u000A"}{ $alias } says: { $traits }.
    }
    If you like, write a few words here. { $alias } sees you as { $you } and need not answer.
    Your shift ends at { $until_at }.
talk-passed-on =
    It is noted. Nobody has heard of it yet.
    { $next_when ->
        [none] I do not know yet when someone is on next.
       *[other] Whoever is on duty { $next_when } hears that you would like to talk.
    }
    Write /urgent for numbers you can call or text now.
talk-not-now =
    That is fine. { $wrote ->
        [yes] What you wrote before still waits. Of this nothing is passed on.
       *[no] Nothing was passed on.
    }
    Write here whenever you like. Write /urgent for numbers you can call or text now.

## All that is kept, and leaving
export-letter = Here is all that is kept about you, as a letter.
export-data = And the same in full, row by row, for a computer.
letter =
    { $line }, { $written_date }

    Hello,

    this is all that is kept about you here. The other file has every row of it.

    { $names ->
        [none] You have no name here.
       *[other] Here you are called { $names }.
    } Your account on Telegram has the number { $telegram_id }. You live by the clock of { $zone_name }.

    What you agreed to:
    { $consents ->
        [none] Nothing.
       *[other] { $consents }
    }

    { $when ->
        [none] You have no check-ins now.
       *[other] You have check-ins: { $when }.
    } { $all_check_ins ->
        [none] No answer to one is kept.
       *[other] What you pressed, newest last:{"\u000A"}{ $all_check_ins }
    }

    { $traits ->
        [none] You have said nothing more of yourself.
       *[other] You say of yourself: { $traits }.
    }{ $asked_for ->
        [none] {""}
       *[other] {"\u000A"}You ask of the other person: { $asked_for }.
    }{ $again_with ->
        [none] {""}
       *[other] {"\u000A"}You would talk again with: { $again_with }.
    }{ $apart_from ->
        [none] {""}
       *[other] {"\u000A"}You do not want to be paired with: { $apart_from }.
    }

    Conversations on record, with whom and when, for two days after they end: { $count }.
    Times on duty on record, from the last 60 days and ahead: { $more }.

    No words that you or anybody wrote are kept here. Telegram keeps those, in your chat and in the chats of whoever you talked with.

    To change what is kept, write /me. To erase it all, write /forget.
forget-ask =
    Shall I erase everything that is kept about you?
    It happens at once and cannot be taken back: your name, what you agreed to, check-ins, wishes, and which messages were yours. A conversation that is open ends, and the other person hears that you have left.{ $volunteer ->
        [yes] {"\u000A"}Your shifts are opened for others, and coordinators hear that you have left.
       *[no] {""}
    }{ $coordinator ->
        [last] {"\u000A"}You are the only coordinator. Without one nobody can invite people or change the rota. Please make somebody else one first: /invite coordinator NAME
        [yes] {"\u000A"}You are no coordinator any more then. If your number stands in the program's settings, whoever runs it must take it out there.
       *[no] {""}
    }{ $shared ->
        [yes] {"\u000A"}The others who share this phone stay.
       *[no] {""}
    }
    What I cannot erase: this chat, which Telegram keeps until you delete it, and what others have in their chats.
    Press a button, or write: /forget yes
forget-not =
    Nothing was erased.
    See what is kept with /me and /export
forgotten =
    Everything that was kept about you is erased.
    Telegram still has this chat. You can delete it in Telegram.
    If you write here again, I know your number for two days, as of anybody. To join again you need a new link.
    Write /urgent for numbers you can call or text now.
has-left =
    { $alias } has left. The conversation has ended.
    Nothing more of it is passed on.
volunteer-has-left =
    { $alias } has left and is no volunteer any more.
    { $count ->
        [0] No shift was theirs.
       *[other] Shifts that have nobody now, or one less in their turns: { $count }. See /gaps
    }
