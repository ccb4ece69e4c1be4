"""From identifiers to proposals: which item elsewhere may be which thing here, and whether accepted links still hold.

    keys        the kinds of identifiers, and their one form for comparing
    ours        what the graph holds: identifiers, dates, masses, sites, links
    items       what the other side says, whatever it comes from
    crosswalk   a file that somebody has: CSV or RDF
    client      one SPARQL request over HTTP, with patience; the only module that opens a connection
    remote      many requests: batches, kept answers, whole or refused
    candidates  the join: what agrees, what disagrees, who else fits
    proposals   candidates as a table to read and as SSSOM rows for a person to move over
    drift       accepted links against what the other side says today

Nothing here accepts a link: that is a row which a person puts into data/links/.
"""
