"""Files that go up and come down as a browser sends and takes them: the running order of the deck."""

from __future__ import annotations

import asyncio
import json
import uuid

from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo

from tests.load.client import Client, Trouble
from tests.load.proxy import Answer, ask, greet

PAGE, SAVE, LOAD = "present", "保存演示顺序", "载入演示顺序"
_TOKEN = "_streamlit_xsrf"


async def arrive(client: Client) -> None:
    """Come to the page that takes a file."""
    await asyncio.to_thread(greet, client.site)
    await client.connect(PAGE)


async def saved(client: Client) -> bytes:
    """Click the download and fetch the file."""
    url = await client.made_file(_widget(client, SAVE).deferred_file_id)
    answer = await asyncio.to_thread(ask, client.site, url)
    if answer.status != 200:
        raise Trouble(f"download: {answer.status}")
    return answer.body


async def put(client: Client, name: str, content: bytes) -> tuple[Answer, UploadedFileInfo]:
    """Send a file to where the server wants it."""
    urls = await client.upload_url(name)
    token, boundary = client.site.cookies[_TOKEN], uuid.uuid4().hex
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/json\r\n\r\n"
    )
    answer = await asyncio.to_thread(
        ask,
        client.site,
        urls.upload_url,
        "PUT",
        head.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
        Content_Type=f"multipart/form-data; boundary={boundary}",
        X_Xsrftoken=token,
        Origin=client.site.origin,
    )
    info = UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)
    return answer, info


async def exchange(client: Client, number: int) -> None:
    """Save the order, load it with another title, save it again: the title must have come through."""
    title = f"第 {number} 个标题"
    order = json.loads(await saved(client))
    order["slides"][0]["title"] = title
    name = f"order-{number}.json"
    answer, info = await put(client, name, json.dumps(order, ensure_ascii=False).encode())
    if answer.status != 204:
        raise Trouble(f"upload: {answer.status} {answer.body[:200]!r}")
    state = FileUploaderState(uploaded_file_info=[info])
    await client.change(_widget(client, LOAD).id, file_uploader_state_value=state)
    told = [words.replace("\\", "") for words in client.told]
    if f"已载入“{name}”。" not in told:
        raise Trouble(f"the page does not tell of {name}: {told}")
    if json.loads(await saved(client))["slides"][0]["title"] != title:
        raise Trouble(f"{name} came back without its title")


def _widget(client: Client, label: str):
    found = [widget for widget, _ in client.widgets.values() if widget.label == label]
    if len(found) != 1:
        raise Trouble(f"{label} is on the page {len(found)} times")
    return found[0]
