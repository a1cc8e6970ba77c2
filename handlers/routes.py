"""The whole map of the bot: which update goes to which handler. The first row that fits wins."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMember, Update, User

from bot.buttons import read
from bot.clock import Clock
from bot.models import Role
from bot.queries import Session, people, phones
from bot.queries import checkins as check_in_rows
from bot.texts.catalogue import Catalogue
from handlers import (
    after,
    answering,
    anyway,
    at_hand,
    bulk,
    cards,
    changing,
    checkin_choices,
    checking,
    checkins,
    concerns,
    counts,
    cover,
    cover_back,
    duty,
    forgetting,
    guards,
    hours,
    inviting,
    joining,
    keeping,
    me,
    mine,
    pausing,
    peers,
    phone,
    record,
    rota,
    saving,
    shift_change,
    shifts,
    signposting,
    support,
    typed,
    week,
)
from handlers.visit import Visit
from scheduling import leaving

# Notes that Telegram itself puts into a chat: a pinned message, a new background, a timer.
SERVICE_NOTES = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "boost_added",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "poll_option_added",
    "poll_option_deleted",
)
Handler = Callable[[Visit], Awaitable[None]]
Fits = Callable[[Visit], bool]


# Who may use a row of the table: whoever has one of these roles; None is everybody, strangers too.
Who = Collection[Role] | None
ANYONE: Who = None
JOINED: Who = tuple(Role)
TALKS: Who = (Role.MEMBER, Role.VOLUNTEER)
ON_ROTA: Who = (Role.VOLUNTEER, Role.COORDINATOR)
MEMBER: Who = (Role.MEMBER,)
VOLUNTEER: Who = (Role.VOLUNTEER,)
COORDINATOR: Who = (Role.COORDINATOR,)


@dataclass(frozen=True)
class Route:
    """A row of the table: which visits it fits, where it leads, and who may use it; for others the next row counts."""

    fits: Fits
    handler: Handler
    who: Who

    def takes(self, visit: Visit) -> bool:
        """Whether this row is the one for this visit."""
        return self.fits(visit) and (self.who is None or any(visit.has(role) for role in self.who))


@dataclass(frozen=True)
class command:
    """Fits a command by its name."""

    name: str

    def __call__(self, visit: Visit) -> bool:
        return visit.command == self.name


@dataclass(frozen=True)
class given(command):
    """Fits a command with words after it."""

    def __call__(self, visit: Visit) -> bool:
        return super().__call__(visit) and bool(visit.argument)


@dataclass(frozen=True)
class pasted(command):
    """Fits a command with lines below it."""

    def __call__(self, visit: Visit) -> bool:
        return super().__call__(visit) and any(line.strip() for line in visit.lines)


@dataclass(frozen=True)
class button:
    """Fits a pressed button by its verb."""

    verb: str

    def __call__(self, visit: Visit) -> bool:
        return visit.update.callback_query is not None and visit.button[0] == self.verb


def _wants_to_talk(visit: Visit) -> bool:
    old = button("checkin")(visit) or button("nudge")(visit)
    return old and visit.button[1].endswith("talk")


def _picks(visit: Visit) -> bool:
    return visit.update.callback_query is not None and visit.button[0].startswith("pick")


def _any_button(visit: Visit) -> bool:
    return visit.update.callback_query is not None


def _came_or_left(visit: Visit) -> bool:
    return visit.update.my_chat_member is not None


def _closing(visit: Visit) -> bool:
    return visit.line.ending is not None


def _edited(visit: Visit) -> bool:
    return visit.update.edited_message is not None


def _reacted(visit: Visit) -> bool:
    return visit.update.message_reaction is not None


def _service_note(visit: Visit) -> bool:
    message = visit.update.message
    return message is not None and any(getattr(message, name, None) for name in SERVICE_NOTES)


def _joining(visit: Visit) -> bool:
    # Someone who is here already goes on talking; only an answer to the agreement is taken from them.
    answers = visit.person.step in ("agreement", "share") and visit.words in joining.ANSWERS
    return _wrote_something(visit) and visit.person.step is not None and (not visit.roles or answers)


def _any_command(visit: Visit) -> bool:
    return visit.command is not None


def _wrote_something(visit: Visit) -> bool:
    return visit.update.message is not None


async def _wrote(visit: Visit) -> None:
    """Someone simply wrote: on duty they answer, else a member asks."""
    if await joining.names(visit):
        return
    if visit.has(Role.COORDINATOR) and visit.words in saving.WORDS and await saving.in_words(visit):
        return
    me = await answering.me_on_duty(visit) if visit.has(Role.VOLUNTEER) else None
    if me is not None and visit.words in duty.HERE and await duty.unconfirmed(visit):
        await duty.confirm(visit)
        if not await answering.talks(visit):
            return
    if visit.words == "take" and visit.has(Role.VOLUNTEER) and await answering.take_in_words(visit):
        return
    if visit.words in anyway.WORDS and await anyway.in_words(visit):
        return
    if visit.has(Role.VOLUNTEER) and await anyway.named(visit):
        return
    if me is not None and await at_hand.is_note(visit):
        await at_hand.note(visit)
        return
    if visit.has(Role.MEMBER) and visit.words in support.CHOICES and await support.choose(visit):
        return
    if me is not None:
        await answering.answer(visit, me)
    elif visit.has(Role.MEMBER) and not await answering.is_late_answer(visit):
        await (answering.keep_until_told if await answering.may_be_anothers(visit) else support.ask)(visit)
    else:
        key = "off-duty" if visit.has(Role.VOLUNTEER) else "coordinator-alone"
        await visit.reply(key, visit.short_helplines())


async def _came_or_went(visit: Visit) -> None:
    """Someone blocked the bot, or came back."""
    change = visit.update.my_chat_member
    # The parser lets it through without what it is now.
    is_now = change.new_chat_member.status if change is not None and change.new_chat_member else None
    if is_now in (ChatMember.BANNED, ChatMember.LEFT):
        for person in await phone.everyone(visit):
            await leaving.blocked(visit.session, visit.line, person, visit.now)
    else:
        await leaving.came_back(visit.session, visit.line, visit.now)


async def _nothing(visit: Visit) -> None:
    """Telegram's own notes about the chat are nobody's words."""


ROUTES: tuple[Route, ...] = (
    Route(_came_or_left, _came_or_went, ANYONE),
    Route(_closing, keeping.closed, ANYONE),
    Route(button("agree"), joining.agree, ANYONE),
    Route(button("decline"), joining.decline, ANYONE),
    Route(button("share"), joining.share, VOLUNTEER),
    Route(button("phone"), phone.press, VOLUNTEER),
    Route(button("pass"), support.pass_on, MEMBER),
    Route(button("keep"), support.keep, MEMBER),
    Route(button("telleveryone"), keeping.tell_everyone, COORDINATOR),
    Route(button("take"), answering.take, VOLUNTEER),
    Route(button("here"), duty.here, VOLUNTEER),
    Route(button("stepback"), duty.step_back, VOLUNTEER),
    Route(button("standin"), duty.stand_in, VOLUNTEER),
    Route(button("give"), cover.give, VOLUNTEER),
    Route(button("giveall"), cover.give_all, VOLUNTEER),
    Route(button("giveback"), cover_back.give_back, VOLUNTEER),
    Route(button("fill"), cover.take, VOLUNTEER),
    Route(button("keepturn"), cover.keep, VOLUNTEER),
    Route(button("awayoff"), shifts.end_away, ON_ROTA),
    Route(_picks, saving.pick, JOINED),
    Route(button("save"), saving.save, COORDINATOR),
    Route(button("change"), saving.change, COORDINATOR),
    Route(button("week"), week.turn_page, COORDINATOR),
    Route(button("shiftcard"), week.card, COORDINATOR),
    Route(button("shiftchange"), week.card_change, COORDINATOR),
    Route(button("shiftremove"), week.card_remove, COORDINATOR),
    Route(button("shiftcover"), cover.ask_for_shift, COORDINATOR),
    Route(button(Role.VOLUNTEER), cards.press, COORDINATOR),
    Route(button(Role.MEMBER), cards.press, COORDINATOR),
    Route(button(Role.COORDINATOR), cards.press, COORDINATOR),
    Route(button("anyway"), anyway.send_anyway, JOINED),
    Route(button("drop"), guards.drop, JOINED),
    Route(button("for"), anyway.for_whom, VOLUNTEER),
    Route(button("takeback"), changing.take_last_back, JOINED),
    Route(button("close"), at_hand.close, TALKS),
    Route(button("closeanyway"), at_hand.close_anyway, VOLUNTEER),
    Route(button("handover"), at_hand.hand_over, VOLUNTEER),
    Route(button("handovernow"), at_hand.hand_over_now, VOLUNTEER),
    Route(button("handoverkeep"), at_hand.keep_it, VOLUNTEER),
    Route(button("signpost"), at_hand.signpost, VOLUNTEER),
    Route(button("concern"), concerns.ask, VOLUNTEER),
    Route(button("concernyes"), concerns.tell, VOLUNTEER),
    Route(button("concernno"), concerns.keep_quiet, VOLUNTEER),
    Route(button("debrief"), after.debrief, ANYONE),
    Route(button("talk"), joining.talk, VOLUNTEER),
    Route(button("felt"), peers.felt, MEMBER),
    Route(button("again"), peers.again, TALKS),
    Route(button("apart"), peers.apart, TALKS),
    Route(button("wordlist"), support.word_list, MEMBER),
    Route(button("meagree"), me.agree, JOINED),
    Route(button("checkin"), checking.press, JOINED),
    Route(button("nudge"), checking.nudge, JOINED),
    Route(button("hello"), checking.hello, VOLUNTEER),
    Route(button("talklater"), support.talk_later, MEMBER),
    Route(button("cistart"), checkins.start, JOINED),
    Route(button("cipick"), checkins.pick, JOINED),
    Route(button("ciagree"), checkins.agree, JOINED),
    Route(button("cino"), checkins.decline, JOINED),
    Route(button("ciwords"), checkin_choices.words, JOINED),
    Route(button("cizone"), checkins.zone, JOINED),
    Route(button("cimissed"), checkin_choices.missed, JOINED),
    Route(button("ciback"), checkin_choices.back, JOINED),
    Route(button("cierase"), checkin_choices.erase, JOINED),
    Route(button("cioff"), checkins.off, JOINED),
    Route(button("cipause"), pausing.pause, JOINED),
    Route(button("ciresume"), pausing.resume, JOINED),
    Route(button("meswitch"), mine.switch, JOINED),
    Route(button("forget"), forgetting.decide, ANYONE),
    Route(_wants_to_talk, signposting.stranger_wants_to_talk, ANYONE),
    Route(_any_button, signposting.stale_button, ANYONE),
    Route(_edited, changing.edited, ANYONE),
    Route(_reacted, changing.reacted, ANYONE),
    Route(_service_note, _nothing, ANYONE),
    Route(command("start"), joining.start, ANYONE),
    Route(command("help"), signposting.help_, ANYONE),
    Route(command("urgent"), signposting.urgent, ANYONE),
    Route(command("about"), signposting.about, ANYONE),
    Route(command("privacy"), signposting.privacy, ANYONE),
    Route(given("hours"), hours.change, COORDINATOR),
    Route(command("hours"), hours.hours, JOINED),
    Route(command("invite"), inviting.invite, COORDINATOR),
    Route(command("closed"), hours.closed, COORDINATOR),
    Route(command("open"), hours.open_, COORDINATOR),
    Route(pasted("shift"), bulk.pasted, COORDINATOR),
    Route(pasted("rota"), bulk.pasted, COORDINATOR),
    Route(command("shift"), rota.shift, COORDINATOR),
    Route(command("turns"), rota.turns, COORDINATOR),
    Route(command("change"), shift_change.change, COORDINATOR),
    Route(command("unshift"), rota.unshift, COORDINATOR),
    Route(command("rota"), week.show, COORDINATOR),
    Route(command("gaps"), week.gaps, COORDINATOR),
    Route(command("who"), week.who, COORDINATOR),
    Route(command("volunteers"), cards.volunteers, COORDINATOR),
    Route(command("members"), cards.members, COORDINATOR),
    Route(command("coordinators"), cards.coordinators, COORDINATOR),
    Route(command("undo"), record.undo, COORDINATOR),
    Route(command("audit"), record.audit, COORDINATOR),
    Route(command("settings"), record.settings, COORDINATOR),
    Route(command("phone"), phone.show, VOLUNTEER),
    Route(command("duty"), duty.show, VOLUNTEER),
    Route(command("shifts"), shifts.mine, VOLUNTEER),
    Route(command("cover"), cover.cover, ON_ROTA),
    Route(command("away"), shifts.away, ON_ROTA),
    Route(command("calendar"), shifts.calendar, VOLUNTEER),
    Route(command("reminders"), shifts.reminders, VOLUNTEER),
    Route(command("close"), at_hand.close, TALKS),
    Route(command("handover"), at_hand.by_word, VOLUNTEER),
    Route(command("signpost"), at_hand.signpost, VOLUNTEER),
    Route(command("concern"), concerns.by_word, VOLUNTEER),
    Route(command("talk"), after.talk, ANYONE),
    Route(command("block"), peers.block, TALKS),
    Route(command("report"), peers.report, TALKS),
    Route(command("me"), me.me, JOINED),
    Route(command("checkins"), checkins.command, JOINED),
    Route(command("pause"), pausing.pause, JOINED),
    Route(command("resume"), pausing.resume, JOINED),
    Route(command("away"), pausing.pause, MEMBER),
    Route(command("export"), mine.export, ANYONE),
    Route(command("forget"), forgetting.ask, ANYONE),
    Route(command("felt"), peers.felt_in_words, MEMBER),
    Route(command("wordlist"), support.word_list, MEMBER),
    Route(command("stats"), counts.stats, COORDINATOR),
    Route(command("topics"), counts.topics, COORDINATOR),
    Route(command("takeback"), changing.take_back, JOINED),
    Route(_any_command, signposting.unknown_command, ANYONE),
    Route(_joining, joining.step, ANYONE),
    Route(bulk.is_rota_file, bulk.sent, COORDINATOR),
    Route(_wrote_something, _wrote, JOINED),
    Route(_wrote_something, signposting.stranger, ANYONE),
)


@dataclass(frozen=True)
class Reception:
    """Brings an update to its handler; updates that come from no person's own chat are ignored.

    Only buttons that this bot made for this very chat are pressed; `key` is what they are signed with.
    """

    clock: Clock
    bot_username: str
    catalogue: Catalogue
    key: bytes

    async def __call__(self, session: Session, update: Update) -> None:
        """Find who wrote and let the first route that fits deal with it."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or user.is_bot or chat is None or chat.type != Chat.PRIVATE or chat.id != user.id:
            return
        query = update.callback_query
        if query is not None:
            data = read(query.data or "", chat.id, self.key)
            if data is None:
                await signposting.refuse_press(session, query.id, chat.id, self.clock.now())
                return
            press = CallbackQuery(query.id, user, query.chat_instance, query.message, data)
            update = Update(update.update_id, callback_query=press)
        # After the look at the signature: a label that was typed becomes a press without one.
        update = await typed.as_press(session, self.catalogue, update, user, chat, self.clock.now())
        visit = await self._visit(session, update, user)
        for route in ROUTES:
            if route.takes(visit):
                await route.handler(visit)
                return

    async def _visit(self, session: Session, update: Update, user: User) -> Visit:
        now = self.clock.now()
        line = await people.line(session)
        person, roles, paused = await people.who(session, line.id, user.id)
        sharers = () if person is not None and (roles or person.step) else await phones.sharers(session, user.id)
        clear = True
        if sharers:
            acting, clear = await phone.acting(session, line, update, sharers, now)
            person, roles, paused = await people.who(session, line.id, acting.telegram_id)
        if person is None:
            person = await people.add(session, user.id, now)
        elif person.blocked_at is not None or (now - person.seen_at).total_seconds() > 3600:
            # Whoever writes has not blocked the bot any more; the hour saves a write on each message.
            person.blocked_at, person.seen_at = None, now
            for person_id in [one.person_id for one in sharers] or [person.id]:
                await people.set_fields(session, person_id, blocked_at=None, seen_at=now)
        if person.awaited:
            # Whatever they do is a sign of life.
            person.awaited = False
            await check_in_rows.heard(session, person.id)
        return Visit(session, update, line, person, roles, now, self.bot_username, paused, sharers, clear)
