"""What stands on a statement, or the file itself."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from web.forms import PageForm


class StatementForm(PageForm):
    reference = StringField(
        "Exam reference number",
        [DataRequired("Enter the reference number at the top right of the statement"), Length(max=40)],
        description="Twelve letters and digits, such as 7K4M-92QX-B3TD.",
    )
    code = StringField(
        "Code",
        [DataRequired("Enter the code below the QR code of the statement"), Length(max=40)],
        description="It stands below the QR code.",
    )


class FileForm(PageForm):
    statement = FileField("The file", [FileRequired("Choose the PDF file of the statement")])
