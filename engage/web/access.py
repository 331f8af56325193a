"""Who each endpoint is for: the one table, which a test compares with all routes.

The table says who gets past the door. What somebody may do to *this* consultation is asked
of the feature's policy, by the view.
"""

from enum import Enum, auto


class Access(Enum):
    """The door that a request must pass before its view asks any policy."""

    PUBLIC = auto()
    """Anybody, without an account."""
    STAFF = auto()
    """Anybody who is signed in; it shows only what is their own."""
    FACILITATOR = auto()
    LEAD = auto()
    MANAGER = auto()
    ADMINISTRATOR = auto()


P, S, F, L, M, A = Access

TABLE: dict[str, Access] = {
    # files
    "static": P,
    "security.static": P,
    # health
    "health.healthz": P,
    "health.readyz": P,
    # accounts: Flask-Security's own pages
    "security.login": P,
    "security.logout": S,
    "security.forgot_password": P,
    "security.reset_password": P,
    "security.change_password": S,
    "security.verify": S,
    "security.two_factor_setup": S,
    "security.two_factor_setup_validate": S,
    "security.two_factor_token_validation": P,
    "security.two_factor_rescue": P,
    "security.tf_select": P,
    "security.mf_recovery": P,
    "security.mf_recovery_codes": S,
    # accounts
    "accounts.account": S,
    "people.index": A,
    "people.new": A,
    "people.show": A,
    "people.change": A,
    "bodies.index": A,
    "bodies.edit": A,
    # consultations
    "setup.index": M,
    "setup.new": M,
    "setup.show": M,
    "setup.describe": M,
    "setup.inform": M,
    "setup.publish": M,
    "setup.extend": M,
    "content.themes": M,
    "content.theme": M,
    "content.move_theme": M,
    "content.remove_theme": M,
    "questions.index": M,
    "questions.new": M,
    "questions.write": M,
    "questions.change": M,
    "questions.condition": M,
    "questions.supersede": M,
    "questions.move": M,
    "questions.duplicate": M,
    "questions.remove": M,
    "questions.start": M,
    "questions.copy": M,
    "languages.index": M,
    "languages.original": M,
    "languages.translate": M,
    "languages.withdraw": M,
    "evidence.index": M,
    "evidence.remove": M,
    "people.holders": M,
    "people.dismiss": M,
    # feedback
    "feedback.respond": P,
    "feedback.preview": S,
    "feedback.tasks": P,
    "feedback.write": P,
    "feedback.write_freely": P,
    "feedback.write_of_the_whole": P,
    "feedback.you": P,
    "feedback.organisation": P,
    "feedback.contact": P,
    "feedback.publication": P,
    "feedback.check": P,
    "feedback.receipt": P,
    "feedback.forget": P,
    "feedback.save": P,
    "feedback.saved": P,
    "feedback.colleagues_": P,
    "feedback.colleague": P,
    "feedback.revoke_colleague": P,
    "feedback.done": P,
    "feedback.leave_": P,
    "drafts.go_on": P,
    "drafts.stop_reminder": P,
    "confirmation.confirm": P,
    "replies.index": S,
    "replies.download": S,
    "paper.choose": F,
    "paper.new": F,
    # workshops
    "workshops.index": P,
    "workshops.show": P,
    "workshops.register": P,
    "workshops.registered": P,
    "workshops.registration": P,
    "workshops.leave": P,
    "workshops.calendar_file": P,
    "workshops.desk": S,
    "workshops.set_up": M,
    "workshops.manage": M,
    "workshops.change": M,
    "workshops.resize": M,
    "workshops.publish": M,
    "workshops.cancel": M,
    "workshops.attendees": M,
    "workshops.export_attendees": M,
    "workshops.day": F,
    "workshops.tick": F,
    # moderation
    "moderation.queue": F,
    "moderation.open_next": F,
    "moderation.open_one": F,
    "moderation.pass_over": F,
    "moderation.show": F,
    "moderation.decide_together": F,
    # summaries
    "summaries.index": P,
    "summaries.show": P,
    "summaries.topic": P,
    "summaries.contributions": P,
    "summaries.pdf": P,
    "summaries.html": P,
    "summaries.data": P,
    "summaries.desk": S,
    "summaries.compile_": M,
    "summaries.draft": M,
    "summaries.draft_pdf": M,
    "summaries.edit_topic": M,
    "summaries.mark_quote": M,
    "summaries.publish": M,
    # answers
    #
    # digests
    "digests.desk": S,
    "digests.show": S,
    "digests.schedule": L,
    "digests.upcoming": L,
    "digests.send_now": L,
    "digests.stop": P,
    # imports
    "imports.index": M,
    "imports.layout": M,
    "imports.columns": M,
    "imports.values": M,
    "imports.preview": M,
    "imports.begin": M,
    "imports.discard": M,
    "runs.show": M,
    "runs.refused": M,
    "runs.undo": M,
    "runs.export": M,
    # record
    "record.home": P,
    "record.desk": S,
    "consultations.index": P,
    "consultations.show": P,
    "receipts.show": P,
    "receipts.links": P,
    "receipts.kept": P,
    "responses.lost": P,
    "responses.show": P,
    "responses.withdraw": P,
    "consultations.theme": P,
    "consultations.privacy": P,
    "consultations.document": P,
    "record.privacy": P,
    "record.accessibility": P,
    "record.how_we_moderate": P,
    "record.other_formats": P,
    "record.contact": P,
    # operations
    "operations.index": A,
    "operations.jobs": A,
    "operations.mend": A,
    "operations.audit": A,
    "operations.mail.ledger": A,
    "operations.mail.resend": A,
    # the mail catcher of a laptop; absent where mail is sent
    "caught_mail.index": P,
    "caught_mail.show": P,
    "caught_mail.html": P,
    "caught_mail.attachment": P,
}
