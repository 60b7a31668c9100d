"""A file that could not be made on a click says why; Streamlit has one English sentence for all."""

from __future__ import annotations

import asyncio

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, DeferredFileResponsePayload
from streamlit.runtime.backend_operation_handler import DeferredFileHandler

from pages.shared import log

_GONE = "这个文件已不在服务器上，请刷新页面后再下载。"


def tell() -> None:
    """From now on the sentence under the button is ours."""
    DeferredFileHandler.handle = _handle  # type: ignore[method-assign,assignment]


async def _handle(
    handler: DeferredFileHandler, request: BackendOperationRequest, session_id: str
) -> BackendOperationResponse:
    make = handler._get_media_file_mgr().execute_deferred
    try:
        url = await asyncio.to_thread(make, request.deferred_file.file_id)
    except Exception as error:
        # What the making raised; else the session that offered the file has gone, and it too.
        words = str(error.__cause__) if isinstance(error.__cause__, log.NotMade) else _GONE
        return BackendOperationResponse(request_id=request.request_id, error_msg=words)
    made = DeferredFileResponsePayload(url=url)
    return BackendOperationResponse(request_id=request.request_id, deferred_file=made)
