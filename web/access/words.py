"""Sentences for the codes of access."""

WORDS = {
    "email_taken": "Somebody else already has this e-mail address.",
    "number_taken": "Another organisation already has this number.",
    "log_in_refused": "The e-mail address or the password is not right. Check both and try again.",
    "last_administrator": "This is the last administrator. Make somebody else an administrator first.",
    "person_is_deactivated": "This account is deactivated. Reactivate it first.",
    "password_link_expired": "This link is too old. Ask for a new one.",
    "awarding_body_exists": "There is an awarding body already, and there can be only one.",
    "not_administered": "Recognising organisations come from approved registrations and choose their own people; "
    "candidates come with the secret number of their entry. Neither is made here.",
    "organisation": "There is no such organisation.",
    "person": "There is no such person.",
    "not_signed_in": "Log in first.",
    "permission_missing": "Your role in this organisation does not include this. An administrator can give another.",
    "too_many_attempts": "Too many attempts. Wait a quarter of an hour, then try again.",
}
