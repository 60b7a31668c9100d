"""单位概览: everything the edition says of one place or ministry."""

from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title("单位概览", "")
state.check_parameters(())
