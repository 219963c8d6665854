"""Messages, and the channels they go through."""

from dependency_injector import providers

from adapters.mail.maildir import MaildirMailbox
from adapters.plugins.channels import PluginChannels
from adapters.sql.notifications.reader import SqlNotificationsReader
from core.notifications.letters import LetterWriter
from core.notifications.message import Desk
from core.notifications.usecases.choose import MessageChoice
from core.notifications.usecases.deliver import Deliver
from core.notifications.usecases.forget import ForgetDeliveries
from core.notifications.usecases.notify import Notify
from web.container.access import Access
from web.container.bookings import Bookings
from web.container.extensions import Extensions
from web.container.house import House
from web.notifications.addresses import ConfirmationsByMail, PasswordLinksByMail, PublicAddresses


class Notifications(Extensions, Bookings):
    channels = providers.Singleton(
        PluginChannels,
        plugins=Extensions.installed_plugins,
        reader=Extensions.extensions_reader,
        vault=Extensions.vault,
    )
    notifications_reader = providers.Singleton(SqlNotificationsReader, database=House.database)
    page_addresses = providers.Singleton(PublicAddresses, House.settings.provided.public_address)
    password_link_for = providers.Singleton(
        PasswordLinksByMail, issue=Access.issue_password_link, addresses=page_addresses
    )
    confirmation_for = providers.Singleton(
        ConfirmationsByMail,
        reader=Bookings.confirmation_reader,
        issue=Bookings.issue_confirmation_link,
        addresses=page_addresses,
        clock=House.clock,
    )
    writing_desk = providers.Singleton(
        Desk, addresses=page_addresses, password_link_for=password_link_for, confirmation_for=confirmation_for
    )
    letter_writer = providers.Singleton(LetterWriter, desk=writing_desk)
    message_choice = providers.Singleton(MessageChoice, open_unit=House.open_unit)
    demo_mailbox = providers.Singleton(MaildirMailbox, House.settings.provided.mailbox)
    notify = providers.Singleton(Notify, open_unit=House.open_unit, channels=channels, clock=House.clock)
    deliver = providers.Singleton(
        Deliver,
        open_unit=House.open_unit,
        channels=channels,
        letters=letter_writer,
        clock=House.clock,
    )
    forget_deliveries = providers.Singleton(ForgetDeliveries, open_unit=House.open_unit, clock=House.clock)
