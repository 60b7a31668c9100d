"""What the server makes for the 发布会 in its child process: decks, previews, the parts of a pack.

Nothing here is Streamlit's: the routes ask for decks in threads of their own.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from functools import cache, cached_property, partial
from pathlib import Path
from threading import Lock, RLock
from time import monotonic
from typing import Any

from analysis import rehearsal, running_order, sandbox
from analysis.archive import zipped
from analysis.deck import check
from analysis.export import pack
from analysis.pictures import CannotDraw
from analysis.recipe import Recipe
from analysis.running_order import BadOrder, Saved
from geo.boundaries import TOPOLOGIES, LostMap, topology_bytes
from pages.shared import log

FOLDER = Path(sandbox.__file__).parent
RESTARTED = "服务器重启过，请从发布会演示页重新打开；已打开的演示不受影响。"
RECIPES, EDITIONS, DECKS, PICTURES = 500, 8, 8, 60  # how many are kept
SECONDS = 120.0  # for a deck, or for the samples of its maps
QUICK = 30.0  # for one picture, the child's start among them


class Unknown(LookupError):
    """A key that this server has given to nobody; the message is a Chinese sentence."""


class _Shelf(OrderedDict[str, Any]):
    """What was asked for last, up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def put(self, key: str, value: Any) -> None:
        self[key] = value
        self.move_to_end(key)
        while len(self) > self.most:
            self.popitem(last=False)


_lock = Lock()
_recipes, _decks, _pictures, _pages = map(_Shelf, (RECIPES, DECKS, PICTURES, 1))


def keep(recipe: Recipe) -> str:
    """Remember a recipe; its key is the same for the same content, on every server of this program."""
    saved = Saved(recipe.order, recipe.numbers, recipe.maps)
    digest = hashlib.sha256(running_order.save(recipe.edition, saved))
    context = recipe.context.identity if recipe.context else ""
    digest.update(f"{recipe.edition.identity} {context} {recipe.notes} {_program()}".encode())
    key = digest.hexdigest()[:20]
    with _lock:
        _recipes.put(key, recipe)
        _let_go()
    return key


def _let_go() -> None:
    """Forget the recipes of all but the last editions: an uploaded one ends with its session."""
    used = list(dict.fromkeys(id(one.edition) for one in reversed(_recipes.values())))
    if len(used) > EDITIONS:
        kept = used[:EDITIONS]
        for key in [key for key, one in _recipes.items() if id(one.edition) not in kept]:
            del _recipes[key]


@cache
def _program() -> str:
    """A digest of what makes decks: browsers keep one by its key, and must not keep an old one."""
    files = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".py", ".js", ".css"})
    parts = [*(path.read_bytes() for path in files), *map(_boundaries, TOPOLOGIES)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _boundaries(name: str) -> bytes:
    """A map as it is now: decks made while it was lost have another key."""
    try:
        return topology_bytes(name)
    except LostMap:
        return b""


def deck(key: str) -> Future[bytes]:
    """The HTML of a kept recipe, made once however many ask for it."""
    return _made(_decks, key, lambda: begin("deck", rehearsal.deck, _of(key)))


def picture(key: str, kind: str) -> Future[bytes]:
    """A PNG of a kept recipe's first slide: its page, or its figure as a newsroom gets it."""
    draw = {"page": rehearsal.page, "figure": rehearsal.figure}.get(kind)
    if draw is None:
        raise Unknown(RESTARTED)
    name = f"{key}/{kind}"
    return _made(_pictures, name, lambda: begin(kind, draw, _of(key), seconds=QUICK))


def check_page() -> Future[bytes]:
    """The page that looks at a computer's screen, clicker, fonts and colours."""
    return _made(_pages, "check", lambda: begin("check", check.page, seconds=QUICK))


def begin(
    part: str, make: Callable[..., Any], *arguments: Any, seconds: float = SECONDS
) -> Future[Any]:
    """Have something made in the child; the log tells what became of it."""
    return log.export(part, sandbox.submit(make, *arguments, seconds=seconds))


def _of(key: str) -> Recipe:
    if key not in _recipes:
        raise Unknown(RESTARTED)
    return _recipes[key]


def _made(shelf: _Shelf, name: str, begin: Callable[[], Future[bytes]]) -> Future[bytes]:
    """What stands on the shelf, or is begun now; what failed is tried again."""
    with _lock:
        made: Future[bytes] | None = shelf.get(name)
        if made is None or (made.done() and (made.cancelled() or made.exception())):
            made = begin()
        shelf.put(name, made)
    return made


def sentence(error: BaseException) -> str:
    """Why something was not made; what is nobody's doing gets a number that the log shares."""
    if isinstance(error, log.NotMade | CannotDraw | BadOrder | Unknown):
        return str(error)
    number = log.error("making", error)
    if cause := log.cause(error):
        return f"{cause}，其余不受影响（维护者编号 {number}）。"
    return f"出了差错，其余不受影响。若重试仍如此，请告知维护者编号 {number}。"


# ---- work in several steps --------------------------------------------------------------------


class Job:
    """Steps made one after the other; what each gave, or why it gave nothing.

    Only one at a time waits for the child, so that other readers' pictures come in between.
    """

    def __init__(self, steps: Mapping[str, Callable[[], Future[Any]]]) -> None:
        self.results: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.at = ""
        self.running, self.cancelled = True, False
        self._steps = len(steps)
        self._waiting = deque(steps.items())
        self._future: Future[Any] | None = None
        self._lock = RLock()
        self._began = monotonic()
        self._ended = 0.0
        self._go_on()

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return (self._ended or monotonic()) - self._began

    @property
    def done(self) -> float:
        """The share of steps that are done."""
        return (len(self.results) + len(self.errors)) / self._steps

    def cancel(self) -> None:
        """End the step that is made, and make no other."""
        with self._lock:
            self.cancelled = self.cancelled or self.running
            if self._future:
                self._future.cancel()

    def _go_on(self) -> None:
        with self._lock:
            if self.cancelled or not self._waiting:
                self.running, self._ended = False, monotonic()
                self._future = None  # which knows this job: without a circle all goes at once
                return
            self.at, step = self._waiting.popleft()
            try:
                self._future = step()
            except Exception as error:
                self.errors[self.at] = sentence(error)
                self._go_on()
            else:
                self._future.add_done_callback(self._take)

    def _take(self, future: Future[Any]) -> None:
        with self._lock:
            if not future.cancelled():
                if error := future.exception():
                    self.errors[self.at] = sentence(error)
                else:
                    self.results[self.at] = future.result()
            self._go_on()


class Pack(Job):
    """A press pack, a step a part; a part that cannot be made is said, and the rest goes on."""

    README = "说明.txt"

    def __init__(self, recipe: Recipe, parts: Collection[str]) -> None:
        self.recipe = recipe
        self.parts = tuple(part for part in pack.PARTS if part in parts)
        steps: dict[str, Callable[[], Future[Any]]] = {
            part: partial(begin, part, pack.make, part, recipe, seconds=pack.SECONDS)
            for part in self.parts
        }
        super().__init__({**steps, self.README: self._explain})

    def _explain(self) -> Future[bytes]:
        """In the child as well: whether a map has its 审图号 is seen by drawing it."""
        files, left_out = tuple(self.files), tuple(self.left_out)
        return begin("readme", pack.readme, self.recipe, files, left_out)

    @property
    def files(self) -> dict[str, bytes]:
        """All files that the parts gave, by name."""
        parts = [self.results[part][0] for part in self.parts if part in self.results]
        return {name: content for files in parts for name, content in files.items()}

    @property
    def left_out(self) -> list[str]:
        """Why parts are missing."""
        failed = [
            f"{pack.PARTS[part].label}：未能生成。{self.errors[part]}"
            for part in self.parts
            if part in self.errors
        ]
        told = [self.results[part][1] for part in self.parts if part in self.results]
        return [*failed, *filter(None, told)]

    @cached_property
    def zip(self) -> bytes:
        """The whole pack."""
        return zipped({self.README: self.results[self.README], **self.files})


class Rehearsal(Job):
    """A deck made and looked at."""

    def __init__(self, recipe: Recipe) -> None:
        self.key = keep(recipe)
        self.recipe = recipe
        super().__init__({"deck": partial(deck, self.key), "look": self._look})

    def _look(self) -> Future[rehearsal.Findings]:
        made = self.results.get("deck")
        if made is None:
            raise log.NotMade(self.errors["deck"])
        return begin("look", rehearsal.look, self.recipe, made)
