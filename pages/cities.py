"""重要城市政府服务能力: the tier map of the cities."""

from analysis.charts.maps import city_map
from analysis.schema import CITIES
from pages.shared.tier_page import tier_page

tier_page(CITIES, city_map)
