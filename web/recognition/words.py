"""Sentences for the codes of recognition."""

WORDS = {
    "registration": "There is no such registration.",
    "registration_is_decided": "Somebody else has answered this registration in the meantime.",
    "proposal": "There is no such proposal.",
    "proposal_waits": "A change that you proposed waits already. Withdraw it before you propose another.",
    "proposed_too_often": "Three changes were proposed since yesterday. Wait a day, or ask the recognition team.",
    "proposal_is_decided": "Somebody else has decided or withdrawn this change in the meantime.",
    "registered_too_often": "Several registrations came with this e-mail address since yesterday. Look into its "
    "mail, or try again tomorrow.",
    "belongs_already": "Somebody with this e-mail address belongs to the organisation already.",
    "has_another_account": "Somebody has an account with this e-mail address already, elsewhere or as a candidate. Use "
    "another address, or ask the recognition team to add them.",
    "account_is_closed": "The account with this e-mail address was closed. An administrator can open it again.",
    "is_primary_user": "This is the Primary User. Only the recognition team chooses another one.",
    "is_primary_user_already": "This is the Primary User already.",
    "belongs_elsewhere_too": "They belong to another organisation as well, so their name is not changed here.",
    "primary_user": "This organisation has no Primary User.",
}
