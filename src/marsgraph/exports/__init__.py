"""The graph as files to take away.

content   the graph as the files need it: what is held, what each passage says, in an order for readers
rdf       Turtle, N-Triples, RDF/XML and JSON-LD of what is held; TriG, N-Quads and JSON-LD of everything
missions  one readable JSON-LD document a mission
tables    a CSV table for each class, one of all claims, and their description (CSVW)
files     which files there are
release   all of them in one folder, with checksums and a description (DCAT)
"""
