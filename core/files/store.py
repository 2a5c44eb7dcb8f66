"""Where the bytes are: one file per content, named by its SHA-256, complete or absent."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from core.whole_files import flush_folder


class FileStore:
    """A folder of contents.

    Parameters
    ----------
    folder : Path
        Made when the first content comes.
    reserve_bytes : int
        What new contents leave free on the disk, for what must go on without them.
    """

    def __init__(self, folder: Path, *, reserve_bytes: int = 0) -> None:
        self.folder = folder
        self.reserve_bytes = reserve_bytes

    def path(self, sha256: bytes) -> Path:
        """Return where a content is or would be."""
        name = sha256.hex()
        return self.folder / name[:2] / name[2:4] / name

    def put(self, content: bytes) -> bytes:
        """Store a content; return its SHA-256.

        It is on the disk, flushed, when this returns: an acknowledged photo survives a power cut.
        Whoever reads at the same time sees all of it or nothing.

        Raises
        ------
        OSError
            The disk does not take it, or would have less left than is kept in reserve.
        """
        sha256 = hashlib.sha256(content).digest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(path.parent).free - len(content) < self.reserve_bytes:
            raise OSError(errno.ENOSPC, f"only the reserve of {self.reserve_bytes} bytes is left")
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
            try:
                draft.write(content)
                draft.flush()
                os.fsync(draft.fileno())
            except OSError:
                # On a full disk what was half written would keep it full.
                Path(draft.name).unlink()
                raise
        Path(draft.name).replace(path)
        for folder in (path.parent, path.parent.parent, self.folder):
            flush_folder(folder)
        return sha256

    def get(self, sha256: bytes) -> bytes:
        """Return a content.

        Raises
        ------
        FileNotFoundError
            It is not there.
        OSError
            What is there is not what was stored.
        """
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).digest() != sha256:
            raise OSError(f"content {sha256.hex()} is damaged")
        return content
