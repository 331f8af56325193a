"""Whatever happens in whatever order, places are where a simple book of them says, and the log replays.

The reference keeps a list of seats and a list of parties, and looks at each seat; it shares nothing with
the rule but the words of the page that states it.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from engage import clock
from engage.db import db
from engage.errors import RuleBroken
from engage.organisations.models import Sector
from engage.workshops import leaving, registration
from engage.workshops.allocation import arranging, availability, offering, parties, replaying, sessions
from engage.workshops.allocation.arranging import PoolPlan
from engage.workshops.allocation.models import Pool
from engage.workshops.models import Registration, Workshop
from engage.workshops.registration import Guest
from tests.factories import Manager, OpenWorkshop, RequestOf

SECTORS = [Sector.BUSINESS, Sector.VOLUNTARY, Sector.RESIDENT]
FIRMS = ["Alder & Sons", "Birch Ltd", ""]


@dataclass
class Asker:
    """A party in the book."""

    id: UUID
    size: int
    sector: str
    firm: str
    session: UUID | None


@dataclass
class Seat:
    """A seat in the book: whom it is kept for, and who has it."""

    kept_for: str | None = None
    holder: Asker | None = None


@dataclass
class Book:
    """The reference."""

    seats: list[Seat]
    room_in_session: int
    limit: int | None
    starts_at: datetime
    hours: int
    released_at: dict[str, datetime] = field(default_factory=dict)
    queue: list[Asker] = field(default_factory=list)
    offers: dict[UUID, datetime] = field(default_factory=dict)

    def seats_for(self, who: Asker, at: datetime) -> list[Seat]:
        """Find the free seats that somebody may have, kept ones first, those of others when released."""
        free = [seat for seat in self.seats if seat.holder is None]
        own = [s for s in free if s.kept_for == who.sector and at < self.released_at[s.kept_for]]
        open_ones = [s for s in free if s.kept_for is None]
        left_over = [s for s in free if s.kept_for and self.released_at[s.kept_for] <= at]
        return own + open_ones + left_over

    def why_not(self, who: Asker, at: datetime) -> str | None:
        """Say what stands in somebody's way; None if nothing does."""
        theirs = len(self.seats_for(who, at))
        free = sum(seat.holder is None for seat in self.seats)
        if free == 0:
            return "full"
        if theirs < who.size:
            return "too_few" if theirs or free < who.size else "kept"
        of_firm = sum(1 for seat in self.seats if seat.holder and who.firm and seat.holder.firm == who.firm)
        if self.limit is not None and who.firm and of_firm + who.size > self.limit:
            return "organisation"
        in_session = sum(1 for seat in self.seats if seat.holder and seat.holder.session)
        if who.session and in_session + who.size > self.room_in_session:
            return "session"
        return None

    def sit(self, who: Asker, at: datetime) -> None:
        """Give somebody their seats."""
        for seat in self.seats_for(who, at)[: who.size]:
            seat.holder = who

    def get_up(self, who: Asker, count: int) -> None:
        """Free seats of somebody."""
        for seat in [seat for seat in self.seats if seat.holder is who][:count]:
            seat.holder = None

    def end_overdue(self, at: datetime) -> None:
        """Forget whoever has not answered in time."""
        for seat in self.seats:
            if seat.holder and self.offers.get(seat.holder.id, at + timedelta(days=1)) <= at:
                seat.holder = None
        self.offers = {who: until for who, until in self.offers.items() if until > at}

    def hand_out(self, at: datetime) -> None:
        """Offer what is free, from the top of the list."""
        self.end_overdue(at)
        for who in list(self.queue):
            if self.why_not(who, at) is None:
                self.sit(who, at)
                self.queue.remove(who)
                quarter = max(timedelta(hours=1), (self.starts_at - at) / 4)
                self.offers[who.id] = min(
                    at + min(max(timedelta(hours=1), timedelta(hours=self.hours)), quarter), self.starts_at
                )

    def holders(self) -> dict[UUID, int]:
        """Count the seats of each who has accepted or needed not be asked."""
        held: dict[UUID, int] = {}
        for seat in self.seats:
            if seat.holder and seat.holder.id not in self.offers:
                held[seat.holder.id] = held.get(seat.holder.id, 0) + 1
        return held


class Places(RuleBasedStateMachine):
    """Does the same to the service and to the book."""

    workshop: Workshop

    @initialize(capacity=st.integers(3, 7), limit=st.sampled_from([None, 2]), kept=st.integers(0, 3))
    def open_up(self, capacity: int, limit: int | None, kept: int) -> None:
        self.at = clock.now()
        self.workshop = OpenWorkshop(capacity=capacity, per_organisation=limit, most_together=3)
        self.manager = Manager(self.workshop.consultation)
        self.session = sessions.add(
            self.workshop.id,
            sessions.SessionPlan(
                title="Walk", starts_at=self.workshop.starts_at, ends_at=self.workshop.ends_at, capacity=2
            ),
            by=self.manager,
        )
        self.askers: dict[UUID, Asker] = {}
        self.book = Book(
            seats=[Seat() for _ in range(capacity)],
            room_in_session=2,
            limit=limit,
            starts_at=self.workshop.starts_at,
            hours=self.workshop.offer_hours,
        )
        if kept:
            self._keep(kept)

    def _keep(self, kept: int) -> None:
        release = self.workshop.starts_at - timedelta(days=7)
        plan = PoolPlan("Businesses", kept, release, sectors=(Sector.BUSINESS.value,))
        arranging.keep(self.workshop.id, [plan], by=self.manager)
        self.book.released_at = {Sector.BUSINESS.value: release}
        for seat in self.book.seats[:kept]:
            seat.kept_for = Sector.BUSINESS.value

    @rule(
        size=st.integers(1, 3),
        sector=st.sampled_from(SECTORS),
        firm=st.sampled_from(FIRMS),
        walk=st.booleans(),
    )
    def somebody_asks(self, size: int, sector: Sector, firm: str, walk: bool) -> None:
        if firm and self.book.limit and size > self.book.limit:
            return
        guests = tuple(Guest(name=f"Guest {number}") for number in range(size - 1))
        chosen = frozenset([self.session.id] if walk else [])
        request = RequestOf(sector=sector, organisation=firm, guests=guests, sessions=chosen)
        self.at += timedelta(seconds=1)
        with time_machine.travel(self.at, tick=False):
            registration.register(self.workshop.id, request)
        key = registration.address_key(request.email)
        (party_id,) = db.session.scalars(select(Registration.id).where(Registration.address_key == key))
        who = Asker(party_id, size, sector.value, firm, self.session.id if walk else None)
        self.askers[party_id] = who
        if self.book.queue and self.book.why_not(who, self.at) is None:
            self.book.hand_out(self.at)
        if self.book.why_not(who, self.at) is None:
            self.book.sit(who, self.at)
        else:
            self.book.queue.append(who)

    @precondition(lambda self: self.askers)
    @rule(data=st.data())
    def one_of_a_party_leaves(self, data: st.DataObject) -> None:
        self._leave(data, together=False)

    @precondition(lambda self: self.askers)
    @rule(data=st.data())
    def a_party_leaves(self, data: st.DataObject) -> None:
        self._leave(data, together=True)

    def _leave(self, data: st.DataObject, *, together: bool) -> None:
        who = data.draw(st.sampled_from(list(self.askers.values())))
        with time_machine.travel(self.at, tick=False):
            there = parties.members(who.id)
            if not there:
                return
            one = there[data.draw(st.integers(0, 2)) % len(there)]
            (leaving.leave_together if together else leaving.leave)(one.id)
        gone = len(there) if together else 1
        self.book.get_up(who, gone)
        who.size -= gone
        if who.size == 0:
            self.book.offers.pop(who.id, None)
            self.book.queue = [asker for asker in self.book.queue if asker is not who]

    @precondition(lambda self: self.book.offers)
    @rule(data=st.data(), takes=st.booleans())
    def somebody_answers(self, data: st.DataObject, takes: bool) -> None:
        who = self.askers[data.draw(st.sampled_from(list(self.book.offers)))]
        in_time = self.at < self.book.offers[who.id]
        with time_machine.travel(self.at, tick=False):
            if takes and not in_time:
                with pytest.raises(RuleBroken):
                    offering.accept(who.id)
                return
            (offering.accept if takes else offering.decline)(who.id)
        del self.book.offers[who.id]
        if not takes:
            self.book.get_up(who, who.size)

    @rule()
    def the_job_runs(self) -> None:
        with time_machine.travel(self.at, tick=False):
            offering.offer_freed_places(self.workshop.id)
        self.book.hand_out(self.at)

    @rule(hours=st.sampled_from([1, 12, 50, 24 * 8]))
    def time_goes_by(self, hours: int) -> None:
        self.at = min(self.at + timedelta(hours=hours), self.workshop.registration_closes_at - timedelta(1))

    @rule(more=st.integers(-2, 2))
    def the_room_changes(self, more: int) -> None:
        free = [seat for seat in self.book.seats if seat.holder is None and seat.kept_for is None]
        with time_machine.travel(self.at, tick=False):
            if len(self.book.seats) + more < 1 or len(free) < -more:
                with pytest.raises(RuleBroken):
                    arranging.resize(self.workshop.id, len(self.book.seats) + more, by=self.manager)
                return
            arranging.resize(self.workshop.id, len(self.book.seats) + more, by=self.manager)
        for seat in free[: max(0, -more)]:
            self.book.seats.remove(seat)
        self.book.seats += [Seat() for _ in range(max(0, more))]

    @precondition(lambda self: self.book.queue)
    @rule(data=st.data())
    def a_manager_makes_an_exception(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.book.queue))
        with time_machine.travel(self.at, tick=False):
            if self.book.why_not(who, self.at):
                with pytest.raises(RuleBroken):
                    offering.offer_out_of_turn(who.id, "She speaks for the ward.", by=self.manager)
                return
            offering.offer_out_of_turn(who.id, "She speaks for the ward.", by=self.manager)
        until = min(
            self.at + max(timedelta(hours=1), min(timedelta(hours=48), (self.book.starts_at - self.at) / 4)),
            self.book.starts_at,
        )
        self.book.sit(who, self.at)
        self.book.queue.remove(who)
        self.book.offers[who.id] = until

    @invariant()
    def rows_and_book_agree(self) -> None:
        if not hasattr(self, "book"):
            return
        db.session.expire_all()
        of_it = select(Registration).where(
            Registration.workshop_id == self.workshop.id, Registration.left_at.is_(None)
        )
        held: dict[UUID, int] = {}
        offered: dict[UUID, datetime] = {}
        for one in db.session.scalars(of_it):
            if one.standing == "place":
                held[one.party_id] = held.get(one.party_id, 0) + 1
            elif one.offered_until:
                offered[one.party_id] = one.offered_until
        assert held == self.book.holders()
        assert offered == self.book.offers
        there = availability.of(self.workshop)
        queue = parties.queue(self.workshop.id)
        assert [party.id for party in queue] == [who.id for who in self.book.queue]
        for party, who in zip(queue, self.book.queue, strict=True):
            found = there.fit(party, self.at)
            assert (found if isinstance(found, str) else None) == self.book.why_not(who, self.at)

    @invariant()
    def the_log_replays(self) -> None:
        if hasattr(self, "book"):
            found = replaying.replay(self.workshop)
            assert found.agrees, found
            assert db.session.query(Pool).filter_by(workshop_id=self.workshop.id).count() <= 1


def test_a_simple_book_of_places_never_disagrees(app: Flask) -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=int(os.environ.get("MODEL_EXAMPLES", "12")),
            stateful_step_count=30,
            deadline=None,
            derandomize="MODEL_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # the steps of a failure are few enough to read
        ),
    )
