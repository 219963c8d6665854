"""Results of candidates, kept by the awarding body."""

from web.container.bookings import Bookings


class Results(Bookings): ...
