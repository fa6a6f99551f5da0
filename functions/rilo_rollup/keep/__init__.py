"""What the rollup keeps: rows, cells and merges in one table that can be made anew, runs in another, the lake on S3.

CELL#<administration>#<month>   CASE#<id>                      a case's row
                                STATE                          of the cell: lease, failures, lake, whom it was for
CASE#<id>                       PLACE                          version of the case, the cell its row is in
DIRTY#<administration>          <month>                        a row of the cell has changed since it was counted
UNMERGED                        <month>#<administration>       the cell has changed since it was merged
AREA#<area>                     <period>#<scope>               head of what is counted of an area in a period
                                <period>#<scope>#<part>#<n>    its parts, packed, in pieces
"""
