"""评估内容与对象: what was assessed, how it is weighted, and what the material leaves out."""

from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title("评估内容与对象", "")
state.check_parameters(())
