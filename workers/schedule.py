"""What beat asks for, and when. Times are London's; none falls in the hour that summer time skips."""

from celery.schedules import schedule

from workers.app import celery

celery.conf.beat_schedule = {
    "relay": {"task": "jobs.relay", "schedule": schedule(3), "options": {"queue": "relay", "expires": 3}},
}
