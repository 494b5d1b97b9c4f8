"""Items and their questions; starting and finishing."""

from ninja import Path, Router

from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.recommend import api as recommend
from wayfare.rest import views
from wayfare.rest.operations import ABSENT, REFUSED
from wayfare.rest.schemas import Id, Item, Question, Step
from wayfare.rest.signin import Signed

router = Router(tags=["items"])


@router.get("/items/{item}", response={200: Item, **REFUSED, **ABSENT}, operation_id="item", summary="An item")
def item(request: Signed, item: Path[Id]) -> Item:
    """Return an item with its segments, its questions (without their keys), and how far I am."""
    found = catalog.item(item_id=item)
    done = learner.progress(person_id=request.auth.id)
    return views.item(found, catalog.questions_of_item(item_id=item), item in done.started, item in done.finished)


@router.get(
    "/questions/{version}",
    response={200: Question, **REFUSED, **ABSENT},
    operation_id="question",
    summary="A question as it is put",
)
def question(request: Signed, version: Path[Id]) -> Question:
    """Return one wording of a question, without its key."""
    return views.question(catalog.question(version_id=version))


@router.post(
    "/items/{item}/start", response={200: Step, **REFUSED, **ABSENT}, operation_id="start_item", summary="Start an item"
)
def start(request: Signed, item: Path[Id]) -> Step:
    """Note that I have started an item. Doing it twice changes nothing."""
    now = clock.now()
    learner.start(person_id=request.auth.id, item_id=item, now=now)
    return views.step(item, "started", recommend.feed(person_id=request.auth.id, now=now))


@router.post(
    "/items/{item}/finish",
    response={200: Step, **REFUSED, **ABSENT},
    operation_id="finish_item",
    summary="Finish an item",
)
def finish(request: Signed, item: Path[Id]) -> Step:
    """Note that I have finished an item. It proves nothing: only answers move an estimate."""
    now = clock.now()
    learner.finish(person_id=request.auth.id, item_id=item, now=now)
    return views.step(item, "finished", recommend.feed(person_id=request.auth.id, now=now))
