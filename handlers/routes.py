"""The whole map of the bot: which update goes to which handler. The first row that fits wins."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Chat, ChatMember, Update, User

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


@dataclass(frozen=True)
class Route:
    """A row of the table: which visits it fits, who may use it, and where it leads."""

    fits: Fits
    handler: Handler
    role: Role | None = None


def command(name: str) -> Fits:
    """Fits a command by its name."""
    return lambda visit: visit.command == name


def button(verb: str) -> Fits:
    """Fits a pressed button by its verb."""
    return lambda visit: visit.update.callback_query is not None and visit.button[0] == verb


def pasted(name: str) -> Fits:
    """Fits a command with lines below it."""
    return lambda visit: visit.command == name and any(line.strip() for line in visit.lines)


def _joined_button(verb: str) -> Fits:
    return lambda visit: button(verb)(visit) and bool(visit.roles)


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


def _talks(visit: Visit) -> bool:
    return visit.has(Role.MEMBER) or visit.has(Role.VOLUNTEER)


def _service_note(visit: Visit) -> bool:
    message = visit.update.message
    return message is not None and any(getattr(message, name, None) for name in SERVICE_NOTES)


def _joining(visit: Visit) -> bool:
    # Someone who is here already goes on talking; only an answer to the agreement is taken from them.
    answers = visit.person.step in ("agreement", "share") and visit.words in joining.ANSWERS
    return visit.person.step is not None and (not visit.roles or answers)


def _any_command(visit: Visit) -> bool:
    return visit.command is not None


def _from_stranger(visit: Visit) -> bool:
    return not visit.roles


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
        await (answering.keep_until_told if await answering.may_be_goodbye(visit) else support.ask)(visit)
    else:
        key = "off-duty" if visit.has(Role.VOLUNTEER) else "coordinator-alone"
        await visit.reply(key, visit.short_helplines())


async def _came_or_went(visit: Visit) -> None:
    """Someone blocked the bot, or came back."""
    change = visit.update.my_chat_member
    if change is not None and change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
        for person in await phone.everyone(visit):
            await leaving.blocked(visit.session, visit.line, person, visit.now)
    else:
        await leaving.came_back(visit.session, visit.line, visit.now)


async def _nothing(visit: Visit) -> None:
    """Telegram's own notes about the chat are nobody's words."""


ROUTES: tuple[Route, ...] = (
    Route(_came_or_left, _came_or_went),
    Route(_closing, keeping.closed),
    Route(button("agree"), joining.agree),
    Route(button("decline"), joining.decline),
    Route(button("share"), joining.share),
    Route(button("phone"), phone.press),
    Route(button("pass"), support.pass_on, Role.MEMBER),
    Route(button("keep"), support.keep, Role.MEMBER),
    Route(button("telleveryone"), keeping.tell_everyone, Role.COORDINATOR),
    Route(button("take"), answering.take, Role.VOLUNTEER),
    Route(button("here"), duty.here, Role.VOLUNTEER),
    Route(button("stepback"), duty.step_back, Role.VOLUNTEER),
    Route(button("standin"), duty.stand_in, Role.VOLUNTEER),
    Route(button("give"), cover.give, Role.VOLUNTEER),
    Route(button("giveall"), cover.give_all, Role.VOLUNTEER),
    Route(button("giveback"), cover.give_back, Role.VOLUNTEER),
    Route(button("fill"), cover.take, Role.VOLUNTEER),
    Route(button("keepturn"), cover.keep, Role.VOLUNTEER),
    Route(button("awayoff"), shifts.end_away),
    Route(_picks, saving.pick),
    Route(button("save"), saving.save, Role.COORDINATOR),
    Route(button("change"), saving.change, Role.COORDINATOR),
    Route(button("week"), week.turn_page, Role.COORDINATOR),
    Route(button("shiftcard"), week.card, Role.COORDINATOR),
    Route(button("shiftchange"), week.card_change, Role.COORDINATOR),
    Route(button("shiftremove"), week.card_remove, Role.COORDINATOR),
    Route(button("shiftcover"), cover.ask_for_shift, Role.COORDINATOR),
    Route(button(Role.VOLUNTEER), cards.press, Role.COORDINATOR),
    Route(button(Role.MEMBER), cards.press, Role.COORDINATOR),
    Route(button(Role.COORDINATOR), cards.press, Role.COORDINATOR),
    Route(button("anyway"), anyway.send_anyway),
    Route(button("drop"), guards.drop),
    Route(button("for"), anyway.for_whom, Role.VOLUNTEER),
    Route(button("takeback"), changing.take_last_back),
    Route(button("close"), at_hand.close),
    Route(button("closeanyway"), at_hand.close_anyway, Role.VOLUNTEER),
    Route(button("handover"), at_hand.hand_over, Role.VOLUNTEER),
    Route(button("handovernow"), at_hand.hand_over_now, Role.VOLUNTEER),
    Route(button("handoverkeep"), at_hand.keep_it, Role.VOLUNTEER),
    Route(button("signpost"), at_hand.signpost, Role.VOLUNTEER),
    Route(button("concern"), concerns.ask, Role.VOLUNTEER),
    Route(button("concernyes"), concerns.tell, Role.VOLUNTEER),
    Route(button("concernno"), concerns.keep_quiet, Role.VOLUNTEER),
    Route(button("debrief"), after.debrief),
    Route(button("talk"), joining.talk, Role.VOLUNTEER),
    Route(button("felt"), peers.felt, Role.MEMBER),
    Route(button("again"), peers.again),
    Route(button("apart"), peers.apart),
    Route(button("wordlist"), support.word_list, Role.MEMBER),
    Route(button("meagree"), me.agree),
    Route(_joined_button("checkin"), checking.press),
    Route(_joined_button("nudge"), checking.nudge),
    Route(button("hello"), checking.hello, Role.VOLUNTEER),
    Route(button("talklater"), support.talk_later, Role.MEMBER),
    Route(_joined_button("cistart"), checkins.start),
    Route(_joined_button("cipick"), checkins.pick),
    Route(_joined_button("ciagree"), checkins.agree),
    Route(_joined_button("cino"), checkins.decline),
    Route(_joined_button("ciwords"), checkin_choices.words),
    Route(_joined_button("cizone"), checkins.zone),
    Route(_joined_button("cimissed"), checkin_choices.missed),
    Route(_joined_button("ciback"), checkin_choices.back),
    Route(_joined_button("cierase"), checkin_choices.erase),
    Route(_joined_button("cioff"), checkins.off),
    Route(_joined_button("cipause"), pausing.pause),
    Route(_joined_button("ciresume"), pausing.resume),
    Route(_joined_button("meswitch"), mine.switch),
    Route(button("forget"), forgetting.decide),
    Route(_wants_to_talk, signposting.stranger_wants_to_talk),
    Route(_any_button, signposting.stale_button),
    Route(_edited, changing.edited),
    Route(_reacted, changing.reacted),
    Route(_service_note, _nothing),
    Route(command("start"), joining.start),
    Route(command("help"), signposting.help_),
    Route(command("urgent"), signposting.urgent),
    Route(command("about"), signposting.about),
    Route(command("privacy"), signposting.privacy),
    Route(lambda visit: command("hours")(visit) and bool(visit.roles), hours.hours),
    Route(command("invite"), inviting.invite, Role.COORDINATOR),
    Route(command("closed"), hours.closed, Role.COORDINATOR),
    Route(command("open"), hours.open_, Role.COORDINATOR),
    Route(pasted("shift"), bulk.pasted, Role.COORDINATOR),
    Route(pasted("rota"), bulk.pasted, Role.COORDINATOR),
    Route(command("shift"), rota.shift, Role.COORDINATOR),
    Route(command("turns"), rota.turns, Role.COORDINATOR),
    Route(command("change"), rota.change, Role.COORDINATOR),
    Route(command("unshift"), rota.unshift, Role.COORDINATOR),
    Route(command("rota"), week.show, Role.COORDINATOR),
    Route(command("gaps"), week.gaps, Role.COORDINATOR),
    Route(command("who"), week.who, Role.COORDINATOR),
    Route(command("volunteers"), cards.volunteers, Role.COORDINATOR),
    Route(command("members"), cards.members, Role.COORDINATOR),
    Route(command("coordinators"), cards.coordinators, Role.COORDINATOR),
    Route(command("undo"), record.undo, Role.COORDINATOR),
    Route(command("audit"), record.audit, Role.COORDINATOR),
    Route(command("settings"), record.settings, Role.COORDINATOR),
    Route(command("phone"), phone.show, Role.VOLUNTEER),
    Route(command("duty"), duty.show, Role.VOLUNTEER),
    Route(command("shifts"), shifts.mine, Role.VOLUNTEER),
    Route(command("cover"), cover.cover, Role.VOLUNTEER),
    Route(command("cover"), cover.cover, Role.COORDINATOR),
    Route(command("away"), shifts.away, Role.VOLUNTEER),
    Route(command("away"), shifts.away, Role.COORDINATOR),
    Route(command("calendar"), shifts.calendar, Role.VOLUNTEER),
    Route(command("reminders"), shifts.reminders, Role.VOLUNTEER),
    Route(lambda visit: command("close")(visit) and _talks(visit), at_hand.close),
    Route(command("handover"), at_hand.by_word, Role.VOLUNTEER),
    Route(command("signpost"), at_hand.signpost, Role.VOLUNTEER),
    Route(command("concern"), concerns.by_word, Role.VOLUNTEER),
    Route(command("talk"), after.talk),
    Route(lambda visit: command("block")(visit) and _talks(visit), peers.block),
    Route(lambda visit: command("report")(visit) and _talks(visit), peers.report),
    Route(lambda visit: command("me")(visit) and bool(visit.roles), me.me),
    Route(lambda visit: command("checkins")(visit) and bool(visit.roles), checkins.command),
    Route(lambda visit: command("pause")(visit) and bool(visit.roles), pausing.pause),
    Route(lambda visit: command("resume")(visit) and bool(visit.roles), pausing.resume),
    Route(command("away"), pausing.pause, Role.MEMBER),
    Route(command("export"), mine.export),
    Route(command("forget"), forgetting.ask),
    Route(command("felt"), peers.felt_in_words, Role.MEMBER),
    Route(command("wordlist"), support.word_list, Role.MEMBER),
    Route(command("stats"), counts.stats, Role.COORDINATOR),
    Route(command("topics"), counts.topics, Role.COORDINATOR),
    Route(lambda visit: command("takeback")(visit) and bool(visit.roles), changing.take_back),
    Route(_any_command, signposting.unknown_command),
    Route(_joining, joining.step),
    Route(_from_stranger, signposting.stranger),
    Route(bulk.is_rota_file, bulk.sent, Role.COORDINATOR),
    Route(lambda visit: visit.update.message is not None, _wrote),
)


@dataclass(frozen=True)
class Reception:
    """Brings an update to its handler; updates that come from no person's own chat are ignored."""

    clock: Clock
    bot_username: str
    catalogue: Catalogue

    async def __call__(self, session: Session, update: Update) -> None:
        """Find who wrote and let the first route that fits deal with it."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or user.is_bot or chat is None or chat.type != Chat.PRIVATE or chat.id != user.id:
            return
        update = await typed.as_press(session, self.catalogue, update, user, chat, self.clock.now())
        visit = await self._visit(session, update, user)
        for route in ROUTES:
            if route.fits(visit) and (route.role is None or visit.has(route.role)):
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
