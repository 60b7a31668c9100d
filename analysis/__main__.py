"""Command line: check a folder of tables, verify it against its document, describe it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from analysis import doctor

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if sys.argv[1:] == ["doctor"]:
        sys.exit(doctor.main())  # before the imports below, which a bare machine has not got

from analysis import edition, package, places, running_order, sandbox, verify
from analysis.edition import Edition
from analysis.export import pack
from analysis.recipe import Recipe
from analysis.report import EditionError
from analysis.schema import PROVINCIAL

DEFAULT = str(edition.DATA / "2019")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where something was found, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="list every problem of a folder or zip")
    check.add_argument("folder")
    check.add_argument("--json", action="store_true", help="problems as JSON")
    against = commands.add_parser("verify", help="check an edition against its source document")
    against.add_argument("folder", nargs="?", default=DEFAULT)
    against.add_argument("--source", required=True, help="the document as UTF-8 text")
    export = commands.add_parser(
        "export", help="make the deck and the press pack without a browser"
    )
    export.add_argument("--edition", default=DEFAULT, metavar="FOLDER")
    export.add_argument("--out", required=True, metavar="DIR")
    export.add_argument("--only", default=",".join(pack.PARTS), help="parts, with commas between")
    export.add_argument("--order", metavar="FILE", help="a running order saved by the app")
    export.add_argument("--without-maps", action="store_true", help="name lists instead of maps")
    export.add_argument("--editable-maps", action="store_true", help="maps as shapes in PowerPoint")
    export.add_argument(
        "--notes", action="store_true", help="with the speaker's notes; not to share"
    )
    describe = commands.add_parser("package", help="write datapackage.json from the declarations")
    describe.add_argument("folder")
    commands.add_parser("doctor", help="say what this machine lacks")
    options = parser.parse_args(arguments)
    run = {
        "check": _check,
        "verify": _verify,
        "package": _package,
        "export": _export,
        "doctor": lambda _: doctor.main(),
    }[options.command]
    try:
        return run(options)
    except EditionError as error:
        for problem in error.problems:
            print(problem.sentence())
        print(f"共 {len(error.problems)} 处问题。")
        return 1


def _check(options: argparse.Namespace) -> int:
    declared = edition.declared_for(options.folder)
    found = edition.find_problems(options.folder, declared)
    if options.json:
        print(json.dumps([asdict(problem) for problem in found], ensure_ascii=False, indent=2))
        return bool(found)
    if found:
        raise EditionError(found)
    loaded = edition.load(options.folder, declared)
    rows = sum(len(loaded[name]) for name in loaded)
    print(f"没有问题：{len(declared)} 张表，{rows} 行，内容标识 {loaded.identity}。")
    if "results" in declared:
        print(_names_left_over(loaded))
    return 0


def _names_left_over(loaded: Edition) -> str:
    """Both sides of the join on names: none is unmapped here, so say which places go unused."""
    results = loaded["results"]
    provinces = [place for place in places.register().values() if place.kind == "province"]
    names = results.loc[results["group"] == PROVINCIAL, "organisation"]
    joined = places.reconcile(names, provinces)
    return (
        f"{PROVINCIAL}名称 {len(joined.matched)} 个均已识别；"
        f"未出现的省级单位：{'、'.join(joined.unused) or '无'}。"
    )


def _verify(options: argparse.Namespace) -> int:
    loaded = edition.load(options.folder)
    try:
        document = verify.read_document(options.source)
    except (OSError, UnicodeDecodeError):
        print(f"{options.source}：读不到，或不是 UTF-8 文本；请核对路径与编码。")
        return 1
    found = [
        *verify.check_document(loaded, document),
        *verify.check_values(loaded),
        *verify.check_totals(loaded),
    ]
    for sentence in found:
        print(sentence)
    rows = sum(len(loaded[name]) for name in loaded)
    print(f"{rows} 行逐行核对原文、数值与合计：{f'{len(found)} 处不符' if found else '全部相符'}。")
    return bool(found)


def _package(options: argparse.Namespace) -> int:
    print(package.write(options.folder, edition.declared_for(options.folder)))
    return 0


def _export(options: argparse.Namespace) -> int:
    unknown = [part for part in options.only.split(",") if part not in pack.PARTS]
    if unknown:
        print(f"没有“{'、'.join(unknown)}”这一部分；可用：{'、'.join(pack.PARTS)}。")
        return 2
    loaded, context = edition.load(options.edition), _sound_context()
    try:
        saved = (
            running_order.load(loaded, context, Path(options.order).read_bytes())
            if options.order
            else running_order.Saved(running_order.default(loaded, context))
        )
    except running_order.BadOrder as error:
        print(f"{options.order}：{error}")
        return 1
    except OSError as error:
        print(f"{options.order}：读不到（{error.strerror}）；请核对路径与权限。")
        return 1
    recipe = Recipe(
        loaded,
        context,
        saved.order,
        saved.numbers,
        maps=saved.maps and not options.without_maps,
        notes=options.notes,
        editable_maps=options.editable_maps,
    )
    out = Path(options.out)
    try:
        pack.try_to_write(out)
    except OSError as error:
        return _not_written(out, error)
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    for part in options.only.split(","):
        made, reason = pack.make_safely(part, recipe)
        files |= made
        left_out += [reason] if reason else []
        sizes = sum(map(len, made.values()))
        print(reason or f"{pack.PARTS[part].label}：{len(made)} 个文件，{sizes / 1e6:.2f} MB")
    try:  # in the child as well: whether a map has its 审图号 is seen by drawing it
        told = sandbox.run(pack.readme, recipe, tuple(files), left_out, seconds=pack.SECONDS)
    except sandbox.Failed as error:
        print(f"说明未能生成，没有写入文件。{error}")
        return 1
    files["说明.txt"] = told
    try:
        pack.write(files, out)
    except OSError as error:
        return _not_written(out, error)
    print(f"共 {len(files)} 个文件，写入 {options.out}。")
    return bool(left_out)


def _sound_context() -> Edition | None:
    """The figures from outside the edition; where they cannot be loaded, that is said."""
    try:
        return edition.load_context()
    except EditionError as error:
        print(f"背景数据未能载入，不含背景数字。{error.problems[0].sentence()}")
        return None


def _not_written(out: Path, error: OSError) -> int:
    print(f"写不进 {out}：{error.strerror}。没有留下半个文件；请换一个位置，或腾出空间后重试。")
    return 1


if __name__ == "__main__":
    sys.exit(main())
