"""Workers that chain receipts are killed at any moment, and the chain is whole."""

import subprocess
import sys

import pytest
from flask import Flask

from engage import clock
from engage.db import db
from engage.feedback import bulk
from engage.feedback.bulk import NewRow, NewText
from engage.feedback.models import Channel, Consent
from engage.feedback.receipts import issuing as receipts
from engage.feedback.receipts.commands import receipts as commands
from engage.organisations.models import Sector
from engage.settings import Settings
from tests.factories import OpenConsultation
from tests.operators import ran
from tests.processes import environment

MANY = 60
WORKER = """
import time
from engage.feedback.receipts import issuing as receipts
from workers.feedback import chain_receipts

done = []

def hanging(ids, places, place=receipts._place):
    place(ids, places)
    done.append(ids)
    if len(done) > 3:
        print("hanging", flush=True)
        time.sleep(600)

receipts.BATCH, receipts._place = 5, hanging
while True:
    chain_receipts()
"""
"""A worker that gives three batches their place, and hangs between placing the fourth and committing that."""


def _killed_while_placing(settings: Settings) -> None:
    command = [sys.executable, "-c", WORKER]
    with subprocess.Popen(command, env=environment(settings), stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"hanging\n"
        worker.kill()


@pytest.mark.commits
def test_workers_that_are_killed_while_they_chain_leave_a_chain_that_is_whole(
    app: Flask, settings: Settings
) -> None:
    consultation = OpenConsultation()
    rest = (None, Sector.RESIDENT, None, None, Consent.UNNAMED, Channel.IMPORT, None)
    rows = [NewRow((NewText("Buses", str(number)),), *rest) for number in range(MANY)]
    bulk.accept_many(consultation, rows, at=clock.now())
    db.session.commit()
    for placed in (15, 30):
        _killed_while_placing(settings)
        told = ran(commands, "verify")
        assert (told["receipts"], told["waiting"]) == (placed, MANY - placed)
    ran(commands, "chain")
    told = ran(commands, "verify")
    assert (told["receipts"], told["verified"], told["waiting"]) == (MANY, MANY, 0)
    assert receipts.waiting() == []
