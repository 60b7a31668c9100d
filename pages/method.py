"""评估内容与对象: what was assessed, how it is weighted, and what the material leaves out."""

from analysis import method
from analysis.charts.method import weights
from pages.shared import show, state
from pages.shared.current import current_edition

edition = current_edition()
show.title("评估内容与对象", method.sentence(edition))
state.check_parameters(())

show.figure(weights(edition), "weights")

show.heading("评估对象、渠道与聚焦")
show.table(method.objects(edition))
show.bullets((method.channels(edition), method.focus(edition)))

show.heading("档次区间")
show.sentence(method.scales_sentence(edition))
if not (scales := method.scales(edition)).empty:
    show.table(scales)

show.heading("本次材料未载")
show.bullets(f"{head}：{words}" for head, words in method.not_published(edition))
show.cite(edition, "scope", "channels", "indicators", "focus", "tier_scale")
