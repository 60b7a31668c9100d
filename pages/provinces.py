"""省级政府服务能力: the tier map of the provinces."""

from analysis.charts.maps import province_map
from analysis.schema import PROVINCIAL
from pages.shared.tier_page import tier_page

tier_page(PROVINCIAL, province_map)
