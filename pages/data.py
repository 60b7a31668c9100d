"""数据与来源: every table with its codebook, and where everything comes from."""

from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title("数据与来源", "")
state.check_parameters(())
