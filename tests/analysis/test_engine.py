import pytest

from engage.analysis.engine import engine

pytestmark = pytest.mark.no_database


def test_the_engine_names_itself_and_digests_what_it_rests_on() -> None:
    assert engine().name == "tfidf-svd-kmeans"
    assert len(engine().digest) == 64
    assert engine() == engine()
