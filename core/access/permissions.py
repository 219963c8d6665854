"""The one table of roles and what each may do."""

from enum import StrEnum


class Permission(StrEnum):
    """What a route or a use case asks for. The name says it in the exam office's words."""

    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PLUGINS = "manage_plugins"
    READ_AUDIT_TRAIL = "read_audit_trail"
    RUN_JOBS = "run_jobs"
    SEE_TESTS = "see_tests"
    PREPARE_TESTS = "prepare_tests"
    ACTIVATE_TESTS = "activate_tests"
    DEACTIVATE_REJECTED_TESTS = "deactivate_rejected_tests"
    OPEN_PROCTORING_SESSIONS = "open_proctoring_sessions"
    DECIDE_BOOKINGS = "decide_bookings"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_SESSIONS = "manage_sessions"
    MANAGE_PREPARATION_CENTRES = "manage_preparation_centres"
    RECORD_PAYMENTS = "record_payments"
    ANSWER_REQUESTS = "answer_requests"
    SEE_AVAILABLE_SESSIONS = "see_available_sessions"
    ENTER_CANDIDATES = "enter_candidates"
    ASK_FOR_HELP = "ask_for_help"
    MANAGE_RESULTS = "manage_results"
    MANAGE_RECOGNITION = "manage_recognition"
    FIND_RESULTS = "find_results"
    SEE_PHOTOS = "see_photos"
    MANAGE_OWN_ORGANISATION = "manage_own_organisation"
    SEE_OWN_RESULTS = "see_own_results"


class Role(StrEnum):
    """What a person is in one organisation. A person may be several things in several organisations."""

    ADMINISTRATOR = "administrator"
    SERVICE_DESK = "service_desk"
    PLANNER = "planner"
    PROCTORING_SCHEDULER = "proctoring_scheduler"
    CENTRE_MANAGER = "centre_manager"
    PREPARATION_USER = "preparation_user"
    RESULTS_OFFICER = "results_officer"
    RECOGNITION_OFFICER = "recognition_officer"
    PRIMARY_USER = "primary_user"
    MEMBER = "member"
    PHOTO_VIEWER = "photo_viewer"
    CANDIDATE = "candidate"


_PLANNER = frozenset(
    {
        Permission.SEE_TESTS,
        Permission.PREPARE_TESTS,
        Permission.DEACTIVATE_REJECTED_TESTS,
        Permission.OPEN_PROCTORING_SESSIONS,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_ORGANISATIONS,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_PLUGINS,
            Permission.READ_AUDIT_TRAIL,
            Permission.RUN_JOBS,
            Permission.MANAGE_CATALOGUE,
        }
    ),
    Role.CENTRE_MANAGER: frozenset(
        {
            Permission.MANAGE_SESSIONS,
            Permission.MANAGE_PREPARATION_CENTRES,
            Permission.RECORD_PAYMENTS,
            Permission.ANSWER_REQUESTS,
        }
    ),
    Role.PREPARATION_USER: frozenset(
        {Permission.SEE_AVAILABLE_SESSIONS, Permission.ENTER_CANDIDATES, Permission.ASK_FOR_HELP}
    ),
    Role.RESULTS_OFFICER: frozenset({Permission.MANAGE_RESULTS}),
    Role.RECOGNITION_OFFICER: frozenset({Permission.MANAGE_RECOGNITION}),
    Role.PRIMARY_USER: frozenset({Permission.FIND_RESULTS, Permission.SEE_PHOTOS, Permission.MANAGE_OWN_ORGANISATION}),
    Role.MEMBER: frozenset({Permission.FIND_RESULTS}),
    # Some organisations let only a few of their people see candidates' photos.
    Role.PHOTO_VIEWER: frozenset({Permission.FIND_RESULTS, Permission.SEE_PHOTOS}),
    Role.CANDIDATE: frozenset({Permission.SEE_OWN_RESULTS}),
    Role.SERVICE_DESK: frozenset({Permission.SEE_TESTS, Permission.DECIDE_BOOKINGS, Permission.RUN_JOBS}),
    Role.PLANNER: _PLANNER,
    # A proctoring scheduler is a planner who may also activate (FEATURES L30).
    Role.PROCTORING_SCHEDULER: _PLANNER | {Permission.ACTIVATE_TESTS},
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
