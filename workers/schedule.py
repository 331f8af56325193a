"""What beat asks for, and when. Times are London's; none falls in the hour that summer time skips."""

from celery.schedules import crontab, schedule

from workers.app import celery

celery.conf.beat_schedule = {
    "relay": {"task": "jobs.relay", "schedule": schedule(3), "options": {"queue": "relay", "expires": 3}},
    "consultations.sweep_uploads": {
        "task": "consultations.sweep_uploads",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"expires": 3600},
    },
    "digests.due": {
        "task": "digests.due",
        "schedule": schedule(60),
        "options": {"queue": "relay", "expires": 60},
    },
    "feedback.chain_receipts": {
        "task": "feedback.chain_receipts",
        "schedule": schedule(5),
        "options": {"expires": 5},
    },
    # Often, so that a day on which nothing ran in the small hours has its head all the same.
    "feedback.publish_receipts": {
        "task": "feedback.publish_receipts",
        "schedule": schedule(900),
        "options": {"expires": 900},
    },
    "feedback.remind": {"task": "feedback.remind", "schedule": schedule(600), "options": {"expires": 600}},
    "feedback.sweep_drafts": {
        "task": "feedback.sweep_drafts",
        "schedule": crontab(hour="4", minute="20"),
        "options": {"expires": 3600},
    },
    "feedback.keep_to_time": {
        "task": "feedback.keep_to_time",
        "schedule": crontab(hour="4", minute="30"),
        "options": {"expires": 3600},
    },
    "imports.sweep_files": {
        "task": "imports.sweep_files",
        "schedule": crontab(hour="4", minute="30"),
        "options": {"expires": 3600},
    },
    "moderation.ask_for_campaigns": {
        "task": "moderation.ask_for_campaigns",
        "schedule": schedule(600),
        "options": {"expires": 600},
    },
    "workshops.remind": {"task": "workshops.remind", "schedule": schedule(300), "options": {"expires": 300}},
    "workshops.sweep": {"task": "workshops.sweep", "schedule": schedule(120), "options": {"expires": 120}},
    "workshops.remind_of_notes": {
        "task": "workshops.remind_of_notes",
        "schedule": schedule(600),
        "options": {"expires": 600},
    },
    "workshops.erase": {"task": "workshops.erase", "schedule": crontab(hour="4", minute="40")},
}
