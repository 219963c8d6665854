"""A recognising organisation, and what the awarding body decides for all of them."""

from dataclasses import asdict, dataclass, field, replace

from core.catalogue.model import ExamCode
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId
from core.verification.model.registration import Identity, OrganisationDetails, details_problems


@dataclass(slots=True, kw_only=True)
class RecognisingOrganisation:
    """What the public list says of an organisation of that kind, and the exams and tests it recognises. Its name,
    e-mail address and telephone number are those of the organisation of access with the same id."""

    id: OrganisationId
    details: OrganisationDetails
    recognised: set[ExamCode] = field(default_factory=set)
    version: int = 0

    def __post_init__(self) -> None:
        self.revise(self.details)

    def revise(self, details: OrganisationDetails) -> None:
        if problems := details_problems(details):
            raise InvalidInputError("organisation_invalid", problems)
        self.details = details

    def identify(self, identity: Identity) -> None:
        """Be found by candidates as this from now on; that it was approved is checked by who asks."""
        self.revise(replace(self.details, **asdict(identity)))

    def tell_contact(self, *, email: str, phone: str) -> None:
        self.revise(replace(self.details, email=email, phone=phone))

    def recognise(self, exams: set[ExamCode]) -> None:
        """Exactly these from now on; that they are in the catalogue is checked by who asks."""
        self.recognised = set(exams)


@dataclass(slots=True, kw_only=True)
class LookUpPolicy:
    """What the awarding body asks for, beside the reference number, of who looks up a result that was not shared with
    them (FEATURES R16)."""

    asks_date_of_birth: bool = False
    version: int = 0
