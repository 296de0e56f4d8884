"""Expressions: nodes, the closed alphabet of operations, cells, shapes and named sizes."""
