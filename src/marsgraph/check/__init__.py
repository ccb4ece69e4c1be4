"""Checking the built graph: SHACL shapes and rules that are queries; findings with their remedies.

`examine` runs both, `report` writes what they find. Nothing here changes the graph.
"""
