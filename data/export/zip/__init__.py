"""A ZIP file in one form only: the same members always give the same bytes.

Any reader of ZIP files opens it. What the format leaves open is fixed here: the
date (the first that ZIP knows), the order of the members, the flags, no extra
field but the one that sizes from 4 GiB need, no comment, nothing before, between
or behind. So every byte that is no member's content follows from the members:
`walk` writes those bytes anew and holds the file against them.

Python's zipfile writes a workbook, and not this: what it puts around a member is
its own affair and may change with Python's version, while a pack must be held
against the same form in years to come; it cannot pack a member of more than 2 GiB
without saying so in the headers of every small one; and it does not give the hash
of what it packed. The form must be here for reading, and writes in a few lines.
"""

from data.export.zip.form import ArchiveError, Member, Packed
from data.export.zip.reading import unpack, walk
from data.export.zip.writing import Writer

__all__ = ["ArchiveError", "Member", "Packed", "Writer", "unpack", "walk"]
