"""Whom the walk through every page is made as, and the pages that are looked at as each of them.

`ID` stands for whatever names a thing in an address. A page that is built alike for several is looked at once, as the
first of them; one that stands here twice is another page for each.
"""

PAGES = {
    "": """
        /log-in /forgotten-log-in /nothing-is-here /demo/mailbox /demo/mailbox/ID /register /register-organisation
        /recognised-by /recognised-by/ID /sharing-your-results /candidates/join /verify
    """,
    "scheduler@northgate.example": """
        /deliver /deliver/new /deliver/ID /deliver/ID/details /deliver/ID/candidates /deliver/ID/candidates/add
        /deliver/ID/candidates/file /deliver/ID/time /deliver/ID/dry-run /deliver/ID/log /deliver/ID/sessions
        /account /account/details /account/password /account/notifications /downloads /downloads/new/proctoring_log
        /downloads/templates /downloads/templates/new
    """,
    "desk@meridian.example": "/attention /attention/ID/confirm /deliver /deliver/ID /admin/jobs /admin/messages",
    "admin@meridian.example": """
        /admin/organisations /admin/organisations/ID /admin/organisations/ID/people/new /admin/organisations/new
        /admin/people /admin/people/ID /admin/people/ID/details /admin/people/ID/roles /admin/people/ID/roles/ID
        /admin/exams /admin/exams/import /admin/plugins /admin/plugins/ID /admin/audit
    """,
    "manager@northgate.example": """
        /sessions /sessions/ID /sessions/ID/available /sessions/ID/cancel /sessions/ID/copy /sessions/ID/edit
        /sessions/new /bookings /bookings/ID/ID /bookings/ID/ID/candidates /bookings/ID/ID/candidates/ID
        /bookings/ID/ID/candidates/ID/correct /bookings/ID/ID/candidates/ID/move /bookings/ID/ID/candidates/ID/payment
        /bookings/ID/ID/candidates/ID/withdraw /bookings/ID/ID/checks /bookings/ID/ID/payment /calendar /deadlines
        /downloads/new/booking_candidates /help /help/ID /preparation-centres /preparation-centres/ID
        /preparation-centres/ID/end /preparation-centres/ID/people/ID/take-off /preparation-centres/ID/people/new
        /preparation-centres/contact /preparation-centres/join /preparation-centres/new /venues /venues/ID /venues/new
    """,
    "office@linguahouse.example": """
        /sessions /sessions/ID /bookings /bookings/ID /bookings/ID/candidates /bookings/ID/candidates/ID
        /bookings/ID/checks /bookings/ID/enter /bookings/ID/enter/file /help /help/ID /help/new /register/ID
    """,
    "recognition@meridian.example": """
        /registrations /registrations/ID /registrations/ID/approve /registrations/ID/refuse /registrations/changes/ID
        /registrations/changes/ID/approve /registrations/changes/ID/refuse /recognising-organisations
        /recognising-organisations/ID /recognising-organisations/ID/primary-user
        /recognising-organisations/ID/users/new /look-up-policy
    """,
    "results@meridian.example": """
        /results /results/ID /results/ID/amend /results/ID/free-number /results/ID/revoke /results/ID/withhold
        /results/import /results/photos /results/waiting /results/waiting/postpone /results/waiting/release
    """,
    "admissions@aldermoor.example": """
        /find /find/result/ID /find/look-ups /downloads/new/shared_results /organisation /organisation/edit
        /organisation/propose /organisation/exams /organisation/users /organisation/users/ID
        /organisation/users/ID/delete /organisation/users/new
    """,
    "crewing@halden.example": "/organisation /organisation/proposal/ID/withdraw",
    "maya@lindqvist.example": """
        /my-results /my-results/ID /my-results/ID/share /my-results/ID/share/ID /my-results/ID/share/invite
        /my-results/ID/shares/ID /my-results/ID/shares/ID/change /my-results/ID/shares/ID/withdraw /my-results/number
    """,
}
"""By e-mail address; the first is a visitor, who is nobody yet."""
