"""What verification reads."""

from dependency_injector import providers

from adapters.sql.checking import check_read_models, rebuild_read_models
from adapters.sql.verification.candidate_reader import SqlCandidateReader
from adapters.sql.verification.reader import SqlVerificationReader
from adapters.sql.verification.recognition_reader import SqlRecognitionReader
from web.container.house import House
from web.container.results import Results


class Verification(Results):
    verification_reader = providers.Singleton(SqlVerificationReader, database=House.database)
    candidate_reader = providers.Singleton(SqlCandidateReader, database=House.database, clock=House.clock)
    recognition_reader = providers.Singleton(SqlRecognitionReader, database=House.database)
    check_read_models = providers.Callable(check_read_models, House.database)
    rebuild_read_models = providers.Callable(rebuild_read_models, House.database)
