"""geo/places.csv: the key to every code."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely

from geo import boundaries

FILE = Path(boundaries.__file__).parent / "places.csv"
with open(FILE, encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
BY_CODE = {row["code"]: row for row in ROWS}
PINYIN = """
110000 beijing 500000 chongqing 350200 xiamen 341500 luan 520200 liupanshui 340300 bengbu
341600 bozhou 331000 taizhou 511100 leshan 140400 changzhi 140428 zhangzi 410621 xunxian
410223 weishi 361124 yanshan 441422 dabu 440113 panyu 441900 dongguan 371522 shenxian
371722 shanxian 130225 laoting 331100 lishui 410182 xingyang 370612 muping 410122 zhongmu
540000 xizang 211300 chaoyang 110105 chaoyang 510181 dujiangyan 321081 yizheng 440604 chancheng
370212 laoshan 440308 yantian 510100 chengdu 430100 changsha 220100 changchun 650100 wulumuqi
411100 luohe 450000 guangxi 422800 enshi 310112 minhang 320116 luhe 141024 hongtong
222404 hunchun 620802 kongtong 341621 guoyang 440600 foshan 653100 kashi
"""


def test_codes_are_unique_and_sorted() -> None:
    codes = [row["code"] for row in ROWS]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)


def test_counts() -> None:
    levels = Counter(row["level"] for row in ROWS)
    # of the 375 city-level units, four 直辖市 and 台湾, 香港, 澳门 are provinces by code
    assert levels["province"] == 34
    assert levels["city"] == 375 - 7
    assert levels["county"] == len(ROWS) - 34 - 368
    assert levels["county"] > 2_800


def test_parents() -> None:
    for row in ROWS:
        if row["level"] == "province":
            assert row["parent"] == ""
        else:
            above = BY_CODE[row["parent"]]["level"]
            assert above == "province" if row["level"] == "city" else above in {"city", "province"}
    assert BY_CODE["110105"]["parent"] == "110000"
    assert BY_CODE["370212"]["parent"] == "370200"
    assert BY_CODE["419001"]["parent"] == "410000"


def test_regions() -> None:
    assert Counter(r["region"] for r in ROWS if r["level"] == "province") == {
        "东部": 10, "中部": 6, "西部": 12, "东北": 3, "": 3,
    }  # fmt: skip
    assert all(row["region"] == BY_CODE[row["parent"]]["region"] for row in ROWS if row["parent"])
    assert {r["name"] for r in ROWS if r["level"] == "province" and not r["region"]} == {
        "台湾省", "香港特别行政区", "澳门特别行政区",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("450000", "广西壮族自治区", "广西"),
        ("150000", "内蒙古自治区", "内蒙古"),
        ("650000", "新疆维吾尔自治区", "新疆"),
        ("810000", "香港特别行政区", "香港"),
        ("370200", "青岛市", "青岛"),
        ("370212", "崂山区", "崂山"),
        ("422800", "恩施土家族苗族自治州", "恩施"),
        ("653000", "克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("130321", "青龙满族自治县", "青龙"),
        ("211324", "喀喇沁左翼蒙古族自治县", "喀左"),
        ("230208", "梅里斯达斡尔族区", "梅里斯"),
        ("152921", "阿拉善左旗", "阿拉善左旗"),
        ("310115", "浦东新区", "浦东"),
        ("429021", "神农架林区", "神农架"),
        ("140109", "万柏林区", "万柏林"),
        ("130107", "井陉矿区", "井陉矿区"),
        ("371722", "单县", "单县"),
        ("140502", "城区", "城区"),
    ],
)
def test_short_names(code: str, name: str, short: str) -> None:
    assert (BY_CODE[code]["name"], BY_CODE[code]["short"]) == (name, short)


@pytest.mark.parametrize(("code", "pinyin"), re.findall(r"(\d{6}) ([a-z]+)", PINYIN))
def test_pinyin(code: str, pinyin: str) -> None:
    assert BY_CODE[code]["pinyin"] == pinyin


def test_pinyin_is_plain() -> None:
    for row in ROWS:
        assert re.fullmatch("[a-z]+", row["pinyin"]), row
        assert len(row["initials"]) == len(row["short"])
        assert row["pinyin"][0] == row["initials"][0]
    assert BY_CODE["450000"]["initials"] == "gx"


def test_label_points_lie_in_their_units() -> None:
    inset = boundaries.read("cities", "inset").set_index("code").geometry
    for name, feature in (("provinces", "units"), ("cities", "units"), ("cities", "provinces")):
        for unit in boundaries.read(name, feature).itertuples():
            row = BY_CODE[unit.code]
            point = shapely.Point(int(row["x"]), int(row["y"]))
            if unit.code == "460300":  # 三沙 stands in the inset, at 永兴岛
                assert point.distance(inset["460000"]) < 250
            else:
                assert unit.geometry.contains(point), row


def test_names_are_those_of_the_maps() -> None:
    for name, feature in (("provinces", "units"), ("cities", "units"), ("cities", "provinces")):
        for unit in boundaries.read(name, feature).itertuples():
            assert unit.name == BY_CODE[unit.code]["name"]


def test_counties_lie_in_their_parents() -> None:
    """By label point, on the simplified city map; a few stand on a coast or border."""
    units = boundaries.read("cities", "units").set_index("code").geometry
    counties = [r for r in ROWS if r["level"] == "county" and not r["code"].startswith("4603")]
    apart = [
        row["name"]
        for row in counties
        if not units[row["parent"]].intersects(shapely.Point(int(row["x"]), int(row["y"])))
    ]
    assert len(apart) <= 5, apart


def test_planar_point_is_the_projected_one() -> None:
    for row in ROWS:
        if not row["code"].startswith("4603"):
            x, y = boundaries.to_main(float(row["lon"]), float(row["lat"]))
            assert abs(x - int(row["x"])) < 10 and abs(y - int(row["y"])) < 10, row
