"""优秀政务新媒体主办单位: who was honoured for which medium."""

from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title("优秀政务新媒体主办单位", "")
state.check_parameters(())
