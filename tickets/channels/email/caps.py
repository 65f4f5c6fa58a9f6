"""How much of one mail is read before a person must look at it (security row 11)."""

HEADER_BYTES = 16_000  # one field; the block as a whole is larger in honest mail (ARC, DKIM, many hops)
HEADER_BLOCK_BYTES = 256_000
ADDRESSES = 500
PARTS = 1_000
DEPTH = 30
TEXT_CHARACTERS = 1_000_000
REFERENCES = 100
CPU_SECONDS = 4.5  # so that done or parked takes less than 5 s
MEMORY_BYTES = 512 * 1024 * 1024
WALL_SECONDS = 30  # CPU time is the limit; this only ends a child that hangs without computing


class OverCap(Exception):
    """The mail is larger in some respect than honest mail is; its text says in which."""
