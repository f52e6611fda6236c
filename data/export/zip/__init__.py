"""A ZIP file in one form only: the same members always give the same bytes.

Any reader of ZIP files opens it. What the format leaves open is fixed here: the
date (the first that ZIP knows), the order of the members, the flags, no extra
field but the one that sizes from 4 GiB need, no comment, nothing before, between
or behind. So every byte that is no member's content follows from the members:
`walk` writes those bytes anew and holds the file against them.
"""

from data.export.zip.form import ArchiveError, Member, Packed
from data.export.zip.reading import unpack, walk
from data.export.zip.writing import Writer

__all__ = ["ArchiveError", "Member", "Packed", "Writer", "unpack", "walk"]
