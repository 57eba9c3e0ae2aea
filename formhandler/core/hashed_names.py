"""Hashed names: file names that contain a digest, so that a file of that name never changes."""

import hashlib
import re

_LENGTH = 10
_NAME = re.compile(rf"\.[0-9a-f]{{{_LENGTH}}}\.[a-z0-9]+$")


def hashed_name(name: str, ending: str, *parts: bytes) -> str:
    """Return `name.3f2a91c0ab.ending`, with a digest of the parts that the file is made from."""
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    return f"{name}.{digest.hexdigest()[:_LENGTH]}.{ending}"


def is_hashed(name: str) -> bool:
    """Tell whether a file name was made by `hashed_name`."""
    return _NAME.search(name) is not None
