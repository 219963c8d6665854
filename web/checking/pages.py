"""Public pages on which anybody checks a statement of results."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.exports.signing import StatementSigner
from core.exports.usecases.checking import CheckFile, CheckFileCommand, CheckStatement, CheckStatementCommand
from core.shared.errors import NotFoundError, UnavailableError
from web.checking.forms import FileForm, StatementForm
from web.checking.words import VERDICTS
from web.requests import request_origin
from web.security import public
from web.words import explain

_UNSEEN = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
"""What a check shows is for who holds the statement."""


def build_checking_pages(
    *, check_statement: CheckStatement, check_file: CheckFile, signer: StatementSigner
) -> Blueprint:
    pages = Blueprint("checking", __name__, url_prefix="/verify")

    @pages.get("")
    @public
    def statement() -> ResponseReturnValue:
        form = StatementForm(request.args, meta={"csrf": False})
        if not request.args:
            return _page(form=StatementForm(formdata=None))
        if not form.validate():
            return _page(form=_to_send_again(form)), 422
        command = CheckStatementCommand(reference=form.reference.data, code=form.code.data, origin=request_origin())
        try:
            return Response(
                render_template("checking/statement.html", statement=check_statement(command)), headers=_UNSEEN
            )
        except (NotFoundError, UnavailableError) as error:
            form.form_errors.append(explain(error))
            return _page(form=_to_send_again(form)), 404 if isinstance(error, NotFoundError) else 429

    @pages.post("")
    @public
    def typed() -> ResponseReturnValue:
        """By way of an address of its own, the one in the QR code, so that it can be kept and loaded again."""
        form = StatementForm()
        if not form.validate_on_submit():
            return _page(form=form), 422
        return redirect(url_for(".statement", reference=form.reference.data, code=form.code.data))

    @pages.post("/file")
    @public
    def file() -> ResponseReturnValue:
        form = FileForm()
        if not form.validate_on_submit():
            return _page(file_form=form), 422
        try:
            checked = check_file(CheckFileCommand(content=form.statement.data.read(), origin=request_origin()))
        except UnavailableError as error:
            form.form_errors.append(explain(error))
            return _page(file_form=form), 429
        page = render_template("checking/file.html", checked=checked, verdict=VERDICTS[checked.verdict.signature])
        return Response(page, headers=_UNSEEN)

    @pages.get("/certificate.pem")
    @public
    def certificate() -> Response:
        try:
            published = signer.certificate()
        except UnavailableError:
            raise NotFoundError("certificate") from None
        headers = {"Content-Disposition": 'attachment; filename="certificate.pem"'}
        return Response(published, content_type="application/x-pem-file", headers=headers)

    return pages


def _to_send_again(asked: StatementForm) -> StatementForm:
    """What came by its address and was wrong, as a form that may be sent: what is asked by an address has no token."""
    form = StatementForm(formdata=None, data=asked.data)
    form.form_errors = asked.form_errors
    for field in asked:
        form[field.name].errors = field.errors
    return form


def _page(*, form: StatementForm | None = None, file_form: FileForm | None = None) -> str:
    return render_template(
        "checking/check.html", form=form or StatementForm(formdata=None), file_form=file_form or FileForm(formdata=None)
    )
