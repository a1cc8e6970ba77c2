"""The whole map of the bot: which update goes to which handler. The first row that fits wins."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Chat, ChatMember, Update, User

from bot.clock import Clock
from bot.models import Role
from bot.queries import Session, people
from handlers import answering, inviting, joining, rota, signposting, support
from handlers.visit import Visit
from scheduling import leaving

# Notes that Telegram itself puts into a chat: a pinned message, a new background, a timer.
_SERVICE = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "boost_added",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
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


def _any_button(visit: Visit) -> bool:
    return visit.update.callback_query is not None


def _came_or_left(visit: Visit) -> bool:
    return visit.update.my_chat_member is not None


def _edited(visit: Visit) -> bool:
    return visit.update.edited_message is not None


def _service_note(visit: Visit) -> bool:
    message = visit.update.message
    return message is not None and any(getattr(message, name, None) for name in _SERVICE)


def _joining(visit: Visit) -> bool:
    # Someone who is here already goes on talking; only an answer to the agreement is taken from them.
    here = visit.roles and visit.person.step == "agreement"
    return visit.person.step is not None and (not here or visit.words in joining.ANSWERS)


def _any_command(visit: Visit) -> bool:
    return visit.command is not None


def _contact_card(visit: Visit) -> bool:
    return visit.update.message is not None and visit.update.message.contact is not None


def _from_stranger(visit: Visit) -> bool:
    return not visit.roles


async def _wrote(visit: Visit) -> None:
    """Someone simply wrote: on duty they answer, else a member asks."""
    me = await answering.me_on_duty(visit) if visit.has(Role.VOLUNTEER) else None
    if me is not None and visit.words == "take" and await answering.take_in_words(visit, me):
        return
    if visit.has(Role.MEMBER) and visit.words in support.CHOICES and await support.choose(visit):
        return
    if me is not None:
        await answering.answer(visit, me)
    elif visit.has(Role.MEMBER) and not await answering.is_late_answer(visit):
        await support.ask(visit)
    else:
        key = "off-duty" if visit.has(Role.VOLUNTEER) else "coordinator-alone"
        await visit.reply(key, visit.short_helplines())


async def _came_or_went(visit: Visit) -> None:
    """Someone blocked the bot, or came back."""
    change = visit.update.my_chat_member
    if change is not None and change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
        await leaving.blocked(visit.session, visit.line, visit.person, visit.now)
    else:
        leaving.came_back(visit.session)


async def _nothing(visit: Visit) -> None:
    """Telegram's own notes about the chat are nobody's words."""


async def _contact_card_refused(visit: Visit) -> None:
    await visit.reply("contact-card")


ROUTES: tuple[Route, ...] = (
    Route(_came_or_left, _came_or_went),
    Route(button("agree"), joining.agree),
    Route(button("decline"), joining.decline),
    Route(button("pass"), support.pass_on, Role.MEMBER),
    Route(button("keep"), support.keep, Role.MEMBER),
    Route(button("take"), answering.take, Role.VOLUNTEER),
    Route(_any_button, signposting.stale_button),
    Route(_edited, answering.edited),
    Route(_service_note, _nothing),
    Route(command("start"), joining.start),
    Route(command("help"), signposting.help_),
    Route(command("urgent"), signposting.urgent),
    Route(command("about"), signposting.about),
    Route(command("privacy"), signposting.privacy),
    Route(lambda visit: command("hours")(visit) and bool(visit.roles), signposting.hours),
    Route(command("invite"), inviting.invite, Role.COORDINATOR),
    Route(command("shift"), rota.shift, Role.COORDINATOR),
    Route(command("unshift"), rota.unshift, Role.COORDINATOR),
    Route(command("rota"), rota.rota, Role.COORDINATOR),
    Route(command("close"), answering.close, Role.VOLUNTEER),
    Route(_any_command, signposting.unknown_command),
    Route(_joining, joining.step),
    Route(_from_stranger, signposting.stranger),
    Route(_contact_card, _contact_card_refused),
    Route(lambda visit: visit.update.message is not None, _wrote),
)


@dataclass(frozen=True)
class Reception:
    """Brings an update to its handler; updates that come from no person's own chat are ignored."""

    clock: Clock
    bot_username: str

    async def __call__(self, session: Session, update: Update) -> None:
        """Find who wrote and let the first route that fits deal with it."""
        user, chat = update.effective_user, update.effective_chat
        if user is None or user.is_bot or chat is None or chat.type != Chat.PRIVATE or chat.id != user.id:
            return
        visit = await self._visit(session, update, user)
        for route in ROUTES:
            if route.fits(visit) and (route.role is None or visit.has(route.role)):
                await route.handler(visit)
                return

    async def _visit(self, session: Session, update: Update, user: User) -> Visit:
        now = self.clock.now()
        line = await people.line(session)
        person, roles = await people.who(session, line.id, user.id)
        if person is None:
            person = await people.add(session, user.id, now)
        elif person.blocked_at is not None or (now - person.seen_at).total_seconds() > 3600:
            # Whoever writes has not blocked the bot any more; the hour saves a write on each message.
            person.blocked_at, person.seen_at = None, now
            await people.set_fields(session, person.id, blocked_at=None, seen_at=now)
        return Visit(session, update, line, person, roles, now, self.bot_username)
