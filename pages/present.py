"""发布会演示: the running order, the deck on the wall, what to check before, the press pack."""

from pages.shared import deck, press, show, state
from pages.shared.current import current_context, current_edition

edition, context = current_edition(), current_context()
show.title("发布会演示", deck.sentence(edition, context))
state.check_parameters(("show",))
show.style("deck.css")
recipe = deck.recipe(edition, context)

deck.begin(recipe)

slides = deck.slides(edition, context)
show.heading("演示顺序")
deck.arrange(edition, context, slides)

show.heading("会前检查")
press.rehearse(recipe)

show.heading("媒体资料包")
press.pack(recipe, slides)
