"""媒体资料包: everything a newsroom receives, made part by part from one edition and one deck."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from errno import EEXIST
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from analysis import approvals, pictures, sandbox, text
from analysis.archive import file_name
from analysis.deck.layout import alone, lay_out
from analysis.edition import Edition
from analysis.pictures import CannotDraw
from analysis.recipe import Recipe
from analysis.schema import EDITION
from analysis.story import Chart

SIZES = {"小图": 1.0, "大图": 2.5}  # pixels for each px of a picture
SECONDS = 120.0  # for one part
Files = Mapping[str, bytes]
TOLD = ("honours", "cases", "themes", "indicators", "figures")  # the tables that make parts
SITE_MAPS = (
    "网站不含地图，以名单代替：审图号只属于一幅图，演示中地图的审图号不适用于网站上另画的图。"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One part of the pack: what it is called, and how its files are made."""

    label: str
    make: Callable[[Recipe], Iterable[tuple[str, bytes]]]


def _html(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.deck.html import html

    yield f"{of.name}.html", html(of.edition, of.slides, notes=of.notes)


def _pptx(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.deck.pptx import pptx

    # PowerPoint would show a box, or � for what a file cannot hold: it is told by name instead.
    pictures.check(words for page in lay_out(of.slides) for words in page.words)
    made = pptx(of.edition, of.slides, notes=of.notes, editable_maps=of.editable_maps)
    yield f"{of.name}.pptx", made


def _pdf(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.deck.svg import page_svg

    pages = [page_svg(page) for page in lay_out(of.slides)]
    yield f"{of.name}.pdf", pictures.pdf(pages, title=of.edition.event("标题"))


def _pictures(of: Recipe) -> Iterator[tuple[str, bytes]]:
    """Every chart and map of the deck with its five lines, in two sizes and as vectors."""
    from analysis.deck.svg import page_svg

    taken: Counter[str] = Counter()
    for slide in of.slides:
        if isinstance(slide.content, Chart):
            name = file_name(slide.name)
            taken[name] += 1
            name += f"（{taken[name]}）" if taken[name] > 1 else ""  # long names end alike
            svg = page_svg(alone(slide))
            yield f"图片/{name}.svg", pictures.outlined(svg).encode()
            for size, scale in SIZES.items():
                png = pictures.pixels(svg, scale=scale)
                yield f"图片/{name}-{size}.png", _smaller(png)


def _smaller(png: bytes) -> bytes:
    """The picture in 256 colours, more than a figure has; a third of the size."""
    from PIL import Image

    out = BytesIO()
    with Image.open(BytesIO(png)) as image:
        few = image.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _xlsx(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.export.xlsx import xlsx

    yield f"{of.name}-数据.xlsx", xlsx(of.edition)


def _docx(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.export.word import press_release_docx, questions_docx

    yield "新闻通稿（提纲）.docx", press_release_docx(of.edition, of.context)
    yield "记者问答备查.docx", questions_docx(of.edition, of.context)


def _lists(of: Recipe) -> Iterator[tuple[str, bytes]]:
    from analysis.export.lists import name_lists

    for name, words in name_lists(of.edition).items():
        yield f"名单/{name}", words.encode("utf-8-sig")


def _site(of: Recipe) -> Iterator[tuple[str, bytes]]:
    """The site without maps: it is public, and no 审图号 of the deck belongs to its drawings."""
    from analysis.export.site import site

    for name, content in site(of.edition, of.context, maps=False).items():
        yield f"网站/{name}", content


# Their tools are loaded where they are used: in the process that makes the part, not in the server.
PARTS: Mapping[str, Part] = {
    "html": Part("演示（HTML，不需网络）", _html),
    "pptx": Part("演示（PowerPoint，可编辑）", _pptx),
    "pdf": Part("演示（PDF）", _pdf),
    "pictures": Part("图片（PNG 两种尺寸、SVG）", _pictures),
    "xlsx": Part("数据工作簿（XLSX）", _xlsx),
    "docx": Part("新闻通稿提纲与记者问答备查（Word）", _docx),
    "lists": Part("名单（文本）", _lists),
    "site": Part("结果网站（静态网页）", _site),
}
PRESS = tuple(part for part in PARTS if part != "site")  # what a newsroom receives


def make(part: str, of: Recipe) -> tuple[dict[str, bytes], str]:
    """The files of one part by name, and why it has none where it cannot be made."""
    try:
        return dict(PARTS[part].make(of)), ""
    except CannotDraw as error:
        return {}, f"{PARTS[part].label}：未能生成。{error}"


def make_safely(part: str, of: Recipe) -> tuple[dict[str, bytes], str]:
    """``make`` where a crash ends a child process alone; whatever happened is said like the rest."""
    try:
        return sandbox.run(make, part, of, seconds=SECONDS)
    except sandbox.Failed as error:
        return {}, f"{PARTS[part].label}：未能生成。{error}"
    except Exception as error:
        _log.exception("part %s of the pack", part)
        return (
            {},
            f"{PARTS[part].label}：未能生成。程序出了差错（{type(error).__name__}），其余不受影响。",
        )


def lacks(edition: Edition) -> list[str]:
    """A sentence for each part of the story that this edition has nothing for."""
    return [
        f"本次材料未列{EDITION[table].label}，演示中没有这一部分。"
        for table in TOLD
        if edition[table].empty
    ]


def _shows_maps(of: Recipe, files: Collection[str]) -> bool:
    """Whether a part was made that has the maps of the deck."""
    decks = {f"{of.name}.{kind}" for kind in ("html", "pptx", "pdf")}
    return any(name in decks or name.startswith("图片/") for name in files)


def readme(of: Recipe, files: Collection[str], left_out: Sequence[str]) -> bytes:
    """What the pack holds, where it is from, what may be done with it, and what was left out."""
    with_maps = _shows_maps(of, files)
    shown, lost = (of.slides, of.lost) if with_maps else ((), ())
    unapproved = [slide.title for slide in shown if not approvals.is_approved(slide)]
    lacking = lacks(of.edition)
    if of.context is None:
        lacking.append("背景数据未能载入，本资料包不含背景数字。")
    has_site = any(name.startswith("网站/") for name in files)
    lines = [
        of.edition.event("标题"),
        f"发布机构：{of.edition.event('发布机构')}",
        f"内容标识：{of.edition.identity}",
        "",
        text.NO_SCORES,
        text.GROUPS_APART,
        "",
        *([*lacking, ""] if lacking else []),
        *([SITE_MAPS, ""] if has_site else []),
        *(
            [f"含 {len(unapproved)} 幅未取得审图号的地图，为内部工作用图，不得公开展示："]
            if unapproved
            else []
        ),
        *(f"　{title}" for title in unapproved),
        *([""] if unapproved else []),
        *([f"{len(lost)} 幅地图未能画出，以名单代替："] if lost else []),
        *(f"　{slide.title}（读不到 {Path(slide.lost).name}）" for slide in lost),
        *([""] if lost else []),
        *(
            ["未能生成或略去的内容：", *(f"　{reason}" for reason in left_out), ""]
            if left_out
            else []
        ),
        f"文件 {len(files)} 个：",
        *(f"　{name}" for name in sorted(files)),
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def try_to_write(folder: Path) -> None:
    """Make the folder and a file in it that goes again; raises ``OSError`` where that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".unfinished-"):
        pass


def write(files: Files, folder: Path) -> None:
    """All files, or none: they stand beside the folder until every one is written.

    Raises ``OSError`` where the disk is full or read-only or something is in the way, with no file
    left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
        for name, content in files.items():
            path = Path(unfinished, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        targets = {name: folder / name for name in files}
        for target in targets.values():
            if (target.exists() or target.is_symlink()) and not target.is_file():
                raise OSError(EEXIST, "已有同名的文件夹", str(target))
        for target in targets.values():
            target.parent.mkdir(parents=True, exist_ok=True)
        for name, target in targets.items():
            Path(unfinished, name).replace(target)
