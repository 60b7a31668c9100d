"""审图号: kept for one image by the hash of its content, and what a map slide is without one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis import fonts, pictures, text
from analysis.archive import file_name
from analysis.deck.drawing import drawn, svg
from analysis.deck.layout import MAP_WIDTH
from analysis.edition import Edition
from analysis.story import Slide, honours_slide, story

LONGEST = 40  # characters of a number
_SCALES = (1, 3)  # of the pictures submitted


def fingerprint(slide: Slide) -> str:
    """The SHA-256 of what a map slide draws, all its states: any change makes another image."""
    digest = hashlib.sha256()
    for figure in slide.figures:
        drawing = drawn(figure, MAP_WIDTH, wall=True)
        digest.update(f"{drawing.view}{drawing.inside}".encode())
    return digest.hexdigest()


def problem(number: str) -> str:
    """Why words cannot be printed as a 审图号, in Chinese; empty where they can."""
    if not number.strip() or len(number) > LONGEST:
        return f"审图号应为 1 至 {LONGEST} 个字符。"
    if absent := fonts.missing(number):
        return f"审图号中有画不出的字符：{fonts.named(absent)}。"
    return ""


def usable(edition: Edition, approvals: Mapping[str, str]) -> Mapping[str, str]:
    """The numbers that an edition's maps may carry: none where it is no published result."""
    return {} if edition.local else approvals


def noted(slides: Iterable[Slide], approvals: Mapping[str, str]) -> Iterator[Slide]:
    """Slides whose maps carry their number, where one is kept for exactly that image."""
    for slide in slides:
        number = approvals.get(fingerprint(slide)) if slide.is_map and approvals else None
        if number:
            yield replace(slide, notice=f"审图号：{number}。{text.BOUNDARIES}。")
        else:
            yield slide


def is_approved(slide: Slide) -> bool:
    """Whether a map slide may be shown in public."""
    return not slide.is_map or slide.notice.startswith("审图号：")


def without_maps(
    edition: Edition, slides: Sequence[Slide], *, lost_only: bool = False
) -> Iterator[Slide]:
    """Every map replaced by the name lists of what it shows, unless the deck has them anyway.

    ``lost_only``: no map but those that cannot be drawn.
    """
    there = {slide.name for slide in slides}
    for slide in slides:
        if not slide.is_map or (lost_only and not slide.lost):
            yield slide
        elif (names := _names(edition, slide)).name not in there:
            there.add(names.name)
            yield names


def _names(edition: Edition, slide: Slide) -> Slide:
    """The name lists of what a map shows."""
    if slide.page == "honours":
        chosen = (slide.parameters.get(name, ()) for name in ("medium", "level"))
        return honours_slide(edition, *chosen)
    return next(one for one in story(edition, None) if one.name == f"{slide.page}-list")


def samples(slides: Iterable[Slide]) -> Iterator[tuple[str, bytes]]:
    """The files to submit for approval, by name: each map in two sizes, as vectors, and its hash."""
    told = []
    for slide in slides:
        if not slide.is_map:
            continue
        for state, figure in enumerate(slide.figures, start=1):
            name = f"送审样图/{file_name(slide.name)}-{state}"
            drawing = svg(figure, MAP_WIDTH, wall=True)
            yield f"{name}.svg", pictures.outlined(drawing).encode()
            for scale in _SCALES:
                yield f"{name}-{scale}x.png", pictures.pixels(drawing, scale=scale)
        told.append(
            f"{slide.name}\n　内容：{slide.title}；{slide.shown}\n　界线：{text.BOUNDARIES}\n"
            f"　内容哈希（SHA-256）：{fingerprint(slide)}\n"
        )
    yield "送审样图/说明.txt", "\n".join(told).encode("utf-8-sig")
