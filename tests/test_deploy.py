"""deploy/: what is delivered there is valid, agrees with the app, and holds all that the app needs."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from streamlit import config

from tests.fixtures.awaited import awaited
from tests.load import proxy
from tests.load.client import Client, Site

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
HEALTH = "/_stcore/health"
USER = 10001


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what they are given, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line]


def given(name: str) -> list[str]:
    """What one kind of instruction is given, in order."""
    return [value for instruction, value in instructions() if instruction == name]


def environment() -> dict[str, str]:
    """The image's variables."""
    return dict(one.split("=", 1) for value in given("ENV") for one in shlex.split(value))


def manifest(kind: str) -> dict:
    """One object of the manifest."""
    text = (DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")
    (found,) = [one for one in yaml.safe_load_all(text) if one["kind"] == kind]
    return found


def run(*command: str) -> str:
    """What a checker has to say; it has to be content."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


# ---- the checkers ------------------------------------------------------------------------------------


def checker(name: str) -> str:
    """A command of this environment."""
    return str(Path(sys.executable).parent / name)


def test_hadolint_finds_nothing() -> None:
    assert run(checker("hadolint"), str(DEPLOY / "Dockerfile")) == ""


def test_the_manifest_is_valid_to_the_letter() -> None:
    told = run(checker("kubernetes-validate"), "--strict", str(DEPLOY / "kubernetes.yaml"))
    assert told.count(" passed ") == 2


@pytest.mark.skipif(not proxy.installed(), reason="nginx is not installed")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    told = run(
        *(proxy.installed(), "-t", "-p", f"{tmp_path}/", "-e", str(tmp_path / "log")),
        *("-c", str(DEPLOY / "nginx.conf")),
    )
    assert "test is successful" in told and "warn" not in told


# ---- that all agree ----------------------------------------------------------------------------------


def test_nginx_refuses_what_the_app_refuses() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (size,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(size) == config.get_option("server.maxUploadSize")
    assert f"超过 {size} MB" in text
    listening = re.findall(r"^\s*listen (\S+);", text, re.MULTILINE)
    assert len(listening) == 2 and all(one.startswith("127.0.0.1:") for one in listening)


def test_image_and_manifest_name_the_same_port_user_and_probe() -> None:
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    port = environment()["STREAMLIT_SERVER_PORT"]
    assert given("EXPOSE") == [port]
    assert [one["containerPort"] for one in container["ports"]] == [int(port)]
    assert given("USER") == [f"{USER}:{USER}"]
    assert pod["securityContext"]["runAsUser"] == pod["securityContext"]["runAsGroup"] == USER
    assert pod["securityContext"]["runAsNonRoot"]
    own = container["securityContext"]
    assert own["readOnlyRootFilesystem"] and not own["allowPrivilegeEscalation"]
    assert own["capabilities"] == {"drop": ["ALL"]}
    probes = [container[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")]
    assert probes == [{"path": HEALTH, "port": "http"}] * 3
    assert f"127.0.0.1:{port}{HEALTH}" in given("HEALTHCHECK")[0]
    assert {"requests", "limits"} <= container["resources"].keys()
    mounted = [one["mountPath"] for one in container["volumeMounts"]]
    assert mounted == [environment()["HOME"]] == ["/tmp"]


def test_visitors_stay_with_their_replica() -> None:
    service, deployment = manifest("Service")["spec"], manifest("Deployment")["spec"]
    assert service["sessionAffinity"] == "ClientIP"
    assert deployment["replicas"] == 2
    labels = deployment["template"]["metadata"]["labels"]
    assert service["selector"] == deployment["selector"]["matchLabels"] == labels


# ---- the image, without an engine ----------------------------------------------------------------------


def left_out() -> list[str]:
    """The patterns of the ignore file that take something out again."""
    text = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "!"))]
    return [line.removeprefix("**/") for line in lines if line != "*"]


def copy_all(folder: Path) -> None:
    """What the Dockerfile copies, copied."""
    patterns = left_out()

    def ignored(inside: str, names: list[str]) -> set[str]:
        held = Path(inside).relative_to(ROOT)
        return {
            name
            for name in names
            for pattern in patterns
            if fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(str(held / name), pattern)
        }

    for source, target in map(shlex.split, given("COPY")):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=ignored)
        else:
            shutil.copy(ROOT / source, folder / target)


@pytest.fixture
def image() -> Iterator[tuple[Path, Path]]:
    """The image's /app, which nobody may write to, and its /tmp."""
    with tempfile.TemporaryDirectory(prefix="image-") as whole:
        root, temporary = Path(whole) / "app", Path(whole) / "tmp"
        for folder in (root, temporary):
            folder.mkdir()
        copy_all(root)
        Path(whole).chmod(0o755)
        for path in [root, *root.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        temporary.chmod(0o1777)
        yield root, temporary
        for path in [root, *root.rglob("*")]:
            path.chmod(0o755)


def test_the_ignore_file_lets_in_what_is_copied_and_no_more() -> None:
    text = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    let_in = {line[1:] for line in text.splitlines() if line.startswith("!")}
    assert "*" in text.splitlines()
    assert let_in == {shlex.split(value)[0] for value in given("COPY")}


def test_what_is_copied_runs_where_it_may_write_to_tmp_alone(
    image: tuple[Path, Path],
) -> None:
    """The image's command, variables and health check, on another port; a page is drawn."""
    root, temporary = image
    port = str(proxy.free_port())
    variables = {
        **environment(),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "STREAMLIT_SERVER_PORT": port,
        "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",  # in a container nobody else is there
    }
    (command,) = map(json.loads, given("CMD"))
    if os.geteuid() == 0:  # root without its capabilities may write no more than others
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    probe = given("HEALTHCHECK")[0].partition("CMD ")[2]
    check = json.loads(probe.replace(":8501/", f":{port}/"))
    assert subprocess.run(check, env=variables, capture_output=True, check=False).returncode != 0
    with (temporary / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=variables, stdout=log, stderr=log)
        try:
            last = time.monotonic() + 60
            while subprocess.run(check, env=variables, capture_output=True, check=False).returncode:
                assert process.poll() is None, (temporary / "log").read_text("utf-8")
                assert time.monotonic() < last
            assert awaited(title(int(port))) == "省级政府服务能力"
        finally:
            process.terminate()
            process.wait()
    told = (temporary / "log").read_text("utf-8")
    assert '"level": "error"' not in told and "External URL" not in told


async def title(port: int) -> str:
    """The title of a page with a map, a filter and a unit."""
    client = Client(Site(port))
    await client.connect("provinces", "code=520000")
    await client.close()
    return client.title
