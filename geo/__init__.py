"""Boundaries of China: built once from 天地图 data, read by the app as planar TopoJSON."""
