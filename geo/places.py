"""places.csv: every province, city and county-level unit, one row a code."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import shapely
from numpy.typing import NDArray
from pypinyin import lazy_pinyin

from geo import coverage, projection, source
from geo.coverage import Geometries
from geo.furniture import PROVINCES

COLUMNS = (
    "code", "name", "short", "level", "parent", "region", "pinyin", "initials", "x", "y", "lon", "lat",
)  # fmt: skip

REGIONS = {
    "东部": "11 12 13 31 32 33 35 37 44 46",
    "中部": "14 34 36 41 42 43",
    "西部": "15 45 50 51 52 53 54 61 62 63 64 65",
    "东北": "21 22 23",
}
"""The statistics bureau's four regions (2011), by the first two digits of a code."""

SHORT = {
    "653000": "克孜勒苏",
    "230208": "梅里斯",
    "632857": "大柴旦",
    "629800": "莲花山",
    "629900": "太子山",
}
"""Short names by hand, by code."""

SEATS = {"460300": (112.338, 16.835), "460321": (112.338, 16.835), "460322": (115.54, 9.907)}
"""三沙 is drawn in the inset: 永兴岛 (三沙, 西沙区) and 美济礁 (南沙区) stand for it there."""

READINGS = {
    "都": "du", "什": "shi", "勒": "le", "长": "chang", "佛": "fo", "朝": "chao", "漯": "luo",
    "绿": "lv", "吕": "lv",
}  # fmt: skip
"""Characters with one reading in the names of this table, whatever pypinyin's dictionary says."""

PINYIN = {
    "长子": "zhang zi", "单县": "shan xian", "尉氏": "wei shi", "尉犁": "yu li", "浚县": "xun xian",
    "南乐": "nan le", "民乐": "min le", "乐亭": "lao ting", "乐清": "yue qing", "六合": "lu he",
    "六安": "lu an", "浪卡子": "lang ka zi", "大埔": "da bu", "黄埔": "huang pu", "大城": "dai cheng",
    "红寺堡": "hong si bu", "吴堡": "wu bu", "马尾": "ma wei", "繁峙": "fan shi", "曾都": "zeng du",
    "万柏林": "wan bai lin", "柏乡": "bai xiang", "双柏": "shuang bai", "枞阳": "zong yang",
    "涡阳": "guo yang", "泌阳": "bi yang", "洪洞": "hong tong", "崆峒": "kong tong",
    "犍为": "qian wei", "珲春": "hun chun", "筠连": "jun lian", "称多": "chen duo",
    "荥阳": "xing yang", "荥经": "ying jing", "覃塘": "qin tang", "闵行": "min hang",
    "龙圩": "long xu", "穆棱": "mu ling", "宕昌": "tan chang", "伽师": "jia shi", "莘县": "shen xian",
    "铅山": "yan shan", "番禺": "pan yu", "东莞": "dong guan", "东阿": "dong e", "蔚县": "yu xian",
    "厦门": "xia men", "重庆": "chong qing", "蚌埠": "beng bu", "亳州": "bo zhou", "台州": "tai zhou",
    "丽水": "li shui", "牟平": "mu ping", "中牟": "zhong mu", "牟定": "mou ding", "禅城": "chan cheng",
    "黄陂": "huang pi", "歙县": "she xian", "临朐": "lin qu", "宝坻": "bao di", "盱眙": "xu yi",
    "井陉矿区": "jing xing kuang qu", "井陉": "jing xing", "八宿": "ba su", "柞水": "zha shui",
    "莎车": "sha che", "疏勒": "shu le", "弥勒": "mi le", "句容": "ju rong", "鄱阳": "po yang",
}  # fmt: skip
"""Readings that dictionaries get wrong, or might in another version, by short name."""

Row = dict[str, str]


def short_name(code: str, name: str, given: str, kind: str) -> str:
    """青岛 from 青岛市, 恩施 from 恩施土家族苗族自治州; 滦县, 城区 and 阿拉善左旗 stay whole."""
    if code in SHORT:
        return SHORT[code]
    if kind != "county":
        return given  # the source's own, sound for these
    # the source's short form of an autonomous county already leaves its nationalities out
    stem = given if "自治" in name else name
    if re.search("[左右前中后]旗$|联合旗$|^井陉矿区$", stem):
        return stem
    cut = re.sub("(新区|特区|矿区|[市县区旗])$", "", stem)
    if len(cut) < 2:
        cut = re.sub("[市县区旗]$", "", stem)
    return cut if len(cut) > 1 else stem


def syllables(short: str) -> list[str]:
    """Toneless pinyin, ü written v as one types it."""
    if short in PINYIN:
        return PINYIN[short].split()
    plain = lazy_pinyin(short)
    return [READINGS.get(char, said) for char, said in zip(short, plain, strict=True)]


def table() -> list[Row]:
    """Rows without positions, ascending by code; a code met on two levels keeps the higher one."""
    found: dict[str, Row] = {}
    for level, kind in (("provinces", "province"), ("cities", "city"), ("counties", "county")):
        key = source.LEVELS[level]
        for row in source.rows(level):
            code, name = row[f"{key}_adcode"], row[f"{key}_name"]
            if code in found:
                continue
            parent = {"province": "", "city": row["province_adcode"]}.get(kind)
            short = short_name(code, name, row["short_name"], kind)
            said = syllables(short)
            found[code] = {
                "code": code,
                "name": name,
                "short": short,
                "level": kind,
                "parent": row["city_adcode"] if parent is None else parent,
                "region": next((r for r, p in REGIONS.items() if code[:2] in p.split()), ""),
                "pinyin": "".join(said),
                "initials": "".join(s[0] for s in said),
                "lon": row["lon"],
                "lat": row["lat"],
            }
    return [found[code] for code in sorted(found)]


def to_csv(built: dict[str, Geometries]) -> bytes:
    """The whole table as UTF-8 CSV; `built` holds the gridded units of provinces and cities."""
    areas = {
        code: unit
        for level in ("counties", "cities", "provinces")
        for code, unit in zip(source.codes(level), built.get(level, _plane(level)), strict=True)
    }
    rows = table()
    for row in rows:
        _place(row, areas[row["code"]])
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _plane(level: str) -> Geometries:
    return coverage.project(source.polygons(level), projection.to_main)


def _place(row: Row, area: shapely.Geometry) -> None:
    """Set lon, lat and x, y: the source's label point where it lies in the unit, else our own."""
    code = row["code"]
    lon, lat = float(row["lon"]), float(row["lat"])
    if code in PROVINCES:
        lon, lat = PROVINCES[code][:2]
    if code in SEATS:
        lon, lat = SEATS[code]
        point = projection.to_inset(lon, lat)
    else:
        point = np.round(projection.to_main(lon, lat))
        if not area.contains(shapely.Point(point)):
            point = _middle(area)
            lon, lat = projection.from_main(*point)
    row["x"], row["y"] = (str(round(float(value))) for value in point)
    row["lon"], row["lat"] = f"{lon:.4f}", f"{lat:.4f}"


def _middle(area: shapely.Geometry) -> NDArray[np.float64]:
    """The centre of the largest circle inside the largest part, whole metres."""
    parts = shapely.get_parts(area)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    line = shapely.maximum_inscribed_circle(largest, 100.0)
    return np.round(shapely.get_coordinates(line)[0])
