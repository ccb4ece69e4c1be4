"""What the pages show: gathered in a query process as plain dataclasses, sent as JSON, filled into templates.

Each module has the dataclasses of its pages and one function that gathers them from a reading. Nothing here knows
HTTP, Flask or HTML.
"""
