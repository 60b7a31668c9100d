"""The notebook: equal to its script, short, and executed with the network forbidden.

``python -m tests.test_quickstart`` writes the notebook anew from the script.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode, v4

from analysis import places, text
from tests.fixtures.editions import edition_2019

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "analysis" / "quickstart.py"
NOTEBOOK = SCRIPT.with_suffix(".ipynb")
FEWER_THAN = 15

# Python tells its hooks of every call and every name that leaves the process; only this machine
# may be asked. The pictures are drawn outside Python, so those calls are sent to a dead end.
NO_NETWORK = """
import sys

def forbid(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in ("127.0.0.1", "localhost", "::1"):
        raise PermissionError(f"no network: {host}")

sys.addaudithook(forbid)
"""
DEAD_END = "http://127.0.0.1:9"


def as_notebook(script: str) -> NotebookNode:
    """A script in percent format as a notebook without outputs; cells are numbered, not random."""
    cells = []
    for number, block in enumerate(re.split(r"^# %%", script, flags=re.MULTILINE)[1:], start=1):
        kind, _, body = block.partition("\n")
        if kind.strip() == "[markdown]":
            words = re.sub(r"^# ?", "", body.strip(), flags=re.MULTILINE)
            cells.append(v4.new_markdown_cell(words, id=f"cell-{number}"))
        else:
            cells.append(v4.new_code_cell(body.strip(), id=f"cell-{number}"))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return v4.new_notebook(cells=cells, metadata=metadata)


def written(notebook: NotebookNode) -> str:
    """A notebook as it stands in its file."""
    return nbformat.writes(notebook) + "\n"


def notebook() -> NotebookNode:
    """The committed notebook."""
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose Python cannot call outside."""
    folder = tmp_path_factory.mktemp("offline")
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), DEAD_END)
    return {
        **os.environ,
        **proxies,
        **{name.lower(): value for name, value in proxies.items()},
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYTHONDIR": str(folder / "ipython"),
    }


@pytest.fixture(scope="module", params=[".", "analysis", "geo"])
def executed(request: pytest.FixtureRequest, offline: dict[str, str]) -> NotebookNode:
    """The notebook with its outputs, run where Jupyter may have been started."""
    client = NotebookClient(
        notebook(), timeout=120, resources={"metadata": {"path": str(ROOT / request.param)}}
    )
    return client.execute(env=offline)


def outputs(ran: NotebookNode, mime: str, call: str) -> str:
    """What the cell that makes a call shows, as one type."""
    (cell,) = [cell for cell in ran.cells if cell.cell_type == "code" and call in cell.source]
    return "".join(
        output.text if output.output_type == "stream" else output.data.get(mime, "")
        for output in cell.outputs
    )


def rows(ran: NotebookNode, call: str) -> list[list[str]]:
    """The cells of the table that a cell shows, row by row, without its header and index."""
    html = outputs(ran, "text/html", call)
    body = html[html.index("<tbody>") :]
    return [re.findall(r"<td>(.*?)</td>", row) for row in body.split("</tr>")[:-1]]


# ---- the pair ---------------------------------------------------------------------------------------


def test_notebook_and_script_are_the_same() -> None:
    assert NOTEBOOK.read_text(encoding="utf-8") == written(as_notebook(SCRIPT.read_text("utf-8")))


def test_a_changed_script_is_another_notebook() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert as_notebook(script.replace("贵州", "四川")) != as_notebook(script)


def test_it_is_short_in_chinese_and_without_outputs() -> None:
    cells = notebook().cells
    assert 10 < len(cells) < FEWER_THAN
    assert [cell.source for cell in cells if cell.cell_type == "code" and cell.outputs] == []
    headings = [cell.source.splitlines()[0] for cell in cells if cell.cell_type == "markdown"]
    assert len(headings) >= 4
    assert all(re.match(r"##? .*[一-鿿]", heading) for heading in headings)


# ---- without a network ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    ["socket.create_connection(('192.0.2.1', 80), 1)", "socket.gethostbyname('example.org')"],
)
def test_outside_cannot_be_called(offline: dict[str, str], call: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import socket; {call}"],
        env=offline,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PermissionError: no network" in done.stderr


def test_the_script_runs_too(offline: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analysis.quickstart"],
        cwd=ROOT,
        env=offline,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "贵州省：优秀，32 个单位中第 1—7 位（推算）" in done.stdout


def test_every_cell_shows_something_and_none_complains(executed: NotebookNode) -> None:
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if not cell.outputs] == []
    kinds = {output.get("name", output.output_type) for cell in code for output in cell.outputs}
    assert kinds == {"stdout", "execute_result"}


def test_the_tiers_have_their_numbers(executed: NotebookNode) -> None:
    assert [row[:3] for row in rows(executed, "tiers.scale(")] == [
        ["卓越", "[95,100)", "0"],
        ["优秀", "[85,95)", "7"],
        ["良好", "[75,85)", "8"],
        ["发展", "[60,75)", "11"],
        ["起步", "[0,60)", "6"],
    ]


def test_a_unit_has_its_facts(executed: NotebookNode) -> None:
    said = outputs(executed, "text/html", "units.unit(")
    assert said.startswith("贵州省：优秀，32 个单位中第 1—7 位（推算）\n")
    own = edition_2019()["practices"].query("code == '520000'")
    assert [row[0] for row in rows(executed, "units.unit(")] == own["title"].tolist()


def test_the_map_is_there_with_its_lines(executed: NotebookNode) -> None:
    html = outputs(executed, "text/html", "maps.province_map(")
    picture = b64decode(re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)[0]).decode()
    names = re.findall(r'aria-label="[^"]*名称: ([^;"]+)', picture)
    assert {"台湾省", "贵州省", "香港特别行政区"} <= set(names)
    assert len(set(names)) == 34
    assert "北京、上海、浙江等 7 地为优秀档次，卓越档次无" in html
    assert text.MAP_NOTICE in html
    assert "来源：《2019数字政府服务能力评估结果》" in html


def test_the_series_is_there_with_its_caveat(executed: NotebookNode) -> None:
    html = outputs(executed, "text/html", "trends.website_series(")
    assert "口径说明：84094 为截至 2015 年 11 月累计开设的网站" in html
    picture = b64decode(re.findall(r"base64,([^\"]+)", html)[0]).decode()
    for written_number in ("84094", "14553", "66453（推算）"):
        assert f">{written_number}</text>" in picture


def test_pairs_and_cases_are_the_editions(executed: NotebookNode) -> None:
    assert ["江苏省", "考生信息审核时长", "10 天", "2 天"] in [
        row[:4] for row in rows(executed, "comparisons.pairs(")
    ]
    found = rows(executed, "library.choose(")
    assert found
    assert all("数据驱动" in themes for _, _, _, themes, _ in found)
    assert len(found) < len(edition_2019()["cases"])


def test_the_neighbours_of_guizhou_are_read_from_the_boundaries(executed: NotebookNode) -> None:
    assert {tuple(row[:3]) for row in rows(executed, "boundaries.read(")} == {
        ("湖南省", "中部", "良好"),
        ("广西壮族自治区", "西部", "良好"),
        ("重庆市", "西部", "发展"),
        ("四川省", "西部", "优秀"),
        ("云南省", "西部", "发展"),
    }


def test_it_ends_with_how_to_cite(executed: NotebookNode) -> None:
    cited = outputs(executed, "text/plain", "text.cite(")
    neighbours = [
        place.code
        for name in ["湖南", "广西", "重庆", "四川", "云南"]
        for place in places.candidates(name)
    ]
    results = edition_2019()["results"]
    lines = results.loc[results["code"].isin(neighbours), "source_line"]
    assert cited == f"{text.cite(edition_2019(), lines)}\n{text.MAP_NOTICE}\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(written(as_notebook(SCRIPT.read_text(encoding="utf-8"))), encoding="utf-8")
