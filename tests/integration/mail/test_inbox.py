"""Letters into a Maildir and out of it again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.maildir import MaildirMailbox
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.paging import PageRequest
from examhall import ChannelUnavailable, Letter
from plugins.inbox.channel import InboxChannel
from tests.architecture.sources import ROOT


def letter(key: str = "k", *, subject: str = "Hello", text: str = "Hello\n", to_name: str = "Anna") -> Letter:
    return Letter(key=key, to_name=to_name, to_address="anna@example.org", subject=subject, text=text)


def subjects(folder: Path) -> list[str]:
    return [one.subject for one in MaildirMailbox(folder).letters(PageRequest()).items]


def test_a_letter_comes_out_as_it_went_in(tmp_path: Path) -> None:
    text = "Γειά σου,\n\nhttps://exams.example.org/" + "x" * 1200 + "\n"

    InboxChannel(tmp_path / "mail").deliver(letter(subject="Ελληνικά – 英語", text=text, to_name='Łucja "Lu"'))

    (listed,) = MaildirMailbox(tmp_path / "mail").letters(PageRequest()).items
    assert (listed.subject, listed.text) == ("Ελληνικά – 英語", text)
    assert listed.to == '"Łucja \\"Lu\\"" <anna@example.org>'
    assert MaildirMailbox(tmp_path / "mail").letter(listed.id) == listed


def test_a_letter_that_comes_twice_is_there_once_even_after_it_was_read(tmp_path: Path) -> None:
    channel = InboxChannel(tmp_path)
    channel.deliver(letter())
    (file,) = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / f"{file.name}:2,S")

    channel.deliver(letter())

    assert subjects(tmp_path) == ["Hello"]


def test_several_processes_that_deliver_the_same_letters_leave_each_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from examhall import Letter; from plugins.inbox.channel import "
        "InboxChannel\n"
        "for n in range(50): InboxChannel(Path(sys.argv[1])).deliver(Letter(key=str(n), to_name='A', "
        "to_address='a@example.org', subject=str(n), text=str(n)))"
    )

    command = [sys.executable, "-c", program, str(tmp_path / "mail")]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]

    assert [process.wait() for process in running] == [0, 0, 0]
    assert sorted(int(one) for one in subjects(tmp_path / "mail")) == list(range(50))
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


def test_the_list_is_newest_first_and_paged_without_gap_or_repetition(tmp_path: Path) -> None:
    channel, mailbox = InboxChannel(tmp_path), MaildirMailbox(tmp_path)
    for number in range(5):
        channel.deliver(letter(str(number), subject=str(number)))
    for file in (tmp_path / "new").iterdir():
        age = int(mailbox.letter(file.name).subject)
        os.utime(file, (age, age))

    first = mailbox.letters(PageRequest(size=2))
    second = mailbox.letters(PageRequest(size=2, after=first.next))
    third = mailbox.letters(PageRequest(size=2, after=second.next))

    assert [[one.subject for one in page.items] for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert third.next is None


def test_a_mailbox_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert MaildirMailbox(tmp_path / "nothing").letters(PageRequest()).items == ()


@pytest.mark.parametrize("letter_id", ["nothing", "../../etc/passwd", "", "."])
def test_a_letter_that_is_not_there_is_not_found(tmp_path: Path, letter_id: str) -> None:
    InboxChannel(tmp_path).deliver(letter())

    with pytest.raises(NotFoundError):
        MaildirMailbox(tmp_path).letter(letter_id)


@pytest.mark.parametrize("cursor", ["x", "-", "²-a", "1"])
def test_a_cursor_that_is_none_of_ours_is_refused(tmp_path: Path, cursor: str) -> None:
    with pytest.raises(InvalidInputError):
        MaildirMailbox(tmp_path).letters(PageRequest(after=cursor))


def test_a_folder_that_cannot_be_written_to_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(ChannelUnavailable):
        InboxChannel(tmp_path / "mail").deliver(letter())


def test_the_folder_must_be_given_in_full() -> None:
    with pytest.raises(InvalidInputError):
        InboxChannel(Path("mail"))


def anything() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(name=anything(), subject=anything(), text=anything(), address=anything())
def test_whatever_stands_in_a_letter_it_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, name: str, subject: str, text: str, address: str
) -> None:
    folder = tmp_path_factory.mktemp("mail")

    InboxChannel(folder).deliver(Letter(key="k", to_name=name, to_address=address, subject=subject, text=text))

    (listed,) = MaildirMailbox(folder).letters(PageRequest()).items
    assert listed.subject == " ".join(listed.subject.split())
    assert listed.text.split() == text.split()
