"""From the files that people write to the graph that everybody reads.

    inputs      which files, and their digests
    nquads      their text to N-Quads lines and parts; the only module here that knows the engine
    faults      what is wrong, before it has a place
    literals    what a value must look like
    ranges      what kind of value a property takes
    places      on which line a statement stands, for messages
    vocabulary  what the ontology declares
    inspection  what may stand in any of our files
    claims      the TriG files: lines, and the heads of their graphs
    sources     their precedence; names in curated files that lead nowhere
    decisions   what people chose where sources differ
    sssom       tables of links, as SSSOM writes them
    links       their rows as claims of the editors
    settle      which claims the default graph holds
    conflicts   what nobody has decided, told with the decision to paste
    derive      sort dates; no event leads to itself
    write       the sorted file and its manifest, all or nothing
    whereabouts where a claim of the built graph stands, for `marsgraph check`
    assemble    all of these in this order

Whatever is wrong with the inputs is raised before the first byte is written.
"""

from marsgraph.build.assemble import build, is_current

__all__ = ["build", "is_current"]
