"""The short form of `python -m tests.load`: a few visitors over all pages, files through nginx."""

from __future__ import annotations

import pytest

from tests.bench.servers import free_port
from tests.browser.conftest import PAGES
from tests.fixtures.awaited import awaited
from tests.load import crowd, deploy, files
from tests.load.client import Client, Site
from tests.load.proxy import HOST, NAMES, Replica, ask, installed, proxied

TITLES = dict(PAGES.values())


def test_a_visitor_for_each_page_meets_no_error() -> None:
    """They switch pages, filter, judge and search at once, and every one of them is answered."""
    replica = Replica(free_port())
    replica.start()
    try:
        visitors = [
            crowd.Visitor(Site(replica.port), TITLES, number) for number in range(len(TITLES))
        ]
        taken = awaited(crowd.busy(visitors, 4))
    finally:
        replica.kill()
    assert taken.troubles == []
    assert len(taken.every) == 4 * len(TITLES)
    assert {did for did, _ in taken.times} == {"page", "filter", "search"}
    assert {page for _, page in taken.times} == set(TITLES)


@pytest.mark.skipif(not installed(), reason="nginx is not installed: apt-get install nginx-light")
def test_files_and_visitors_find_their_replica_through_nginx() -> None:
    """Uploads and downloads by another host name; a replica killed and back; nobody lost."""
    with proxied() as proxy:
        assert awaited(deploy.exchange(proxy, 4)) == []
        found = awaited(deploy.endure(proxy, TITLES, 4, 3))
        assert found.troubles == []
        assert len(found.back) == 2
        proxy.replicas[NAMES[0]].start()
        assert awaited(sizes(proxy.visitor())) == [204, 413, 204, 204, 413]
        foreign = ask(
            proxy.visitor(),
            "/_stcore/stream",
            Connection="Upgrade",
            Upgrade="websocket",
            Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
            Origin=f"http://other.{HOST}",
        )
        assert foreign.status == 403
        first = ask(proxy.visitor(), "/")
        assert (
            "HttpOnly" in first.headers["set-cookie"] and "content-security-policy" in first.headers
        )


async def sizes(site: Site) -> list[int]:
    """Statuses: a file just within the limit, one as large as it, more than a session may hold."""
    client = Client(site)
    await files.arrive(client)
    found = []
    for size in (19, 20, 19, 19, 19):
        answer, _ = await files.put(client, "large.json", b" " * (size << 20))
        found.append(answer.status)
    await client.close()
    return found
