"""PNG: a picture of sixteen colours as a file, in half the time that Pillow takes.

Format: Portable Network Graphics (Third Edition), https://www.w3.org/TR/png-3/.
"""

import struct
import zlib

from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS = 4
_INDEXED = 3
# The first byte of a row tells its filter (§9); two pixels of colour 0 are a byte that says none.
MARGIN = 2


def png_file(canvas: Image.Image, palette: bytes) -> bytes:
    """Return a `P` picture as PNG, without its first MARGIN columns, which are to be of colour 0.

    `palette` is red, green and blue of 16 colours. Python's lock is not held while it is packed.
    """
    width, height = canvas.size
    header = struct.pack(">IIBBBBB", width - MARGIN, height, _BITS, _INDEXED, 0, 0, 0)
    # What stands in rows of one colour is found by its run lengths alone.
    packer = zlib.compressobj(strategy=zlib.Z_RLE)
    rows = packer.compress(canvas.tobytes("raw", "P;4")) + packer.flush()
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", rows), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk: length, kind, data and checksum (§5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
