"""Opens the ZIP archives that Word documents and e-books are, and refuses those that would not end well."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from citeleaf.errors import DocumentError

LARGEST = 512 * 1024**2
"""Bytes: the most that all members together may come to when unpacked."""

_ENCRYPTED_FLAG = 0x1
_RATIO_COUNTS_FROM = 50 * 1024**2
_HIGHEST_RATIO = 200  # documents pack at most some twenty to one
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def checked_archive(data: bytes) -> ZipFile:
    """The archive in ``data``, every member of a size that can be unpacked. Raises DocumentError."""
    if data.startswith(_OLE_MARK):
        raise DocumentError(
            "it is encrypted; save a copy without the password"
            if _OLE_PACKAGE in data
            else "it is in the format of an older Office; open it there and save it in today's format"
        )
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError("it is damaged or cut short; fetch the file again or export it anew") from error
    members = archive.infolist()
    _refuse_if_huge(members, len(data))
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise DocumentError("it is encrypted; save a copy without the password")
    return archive


def _refuse_if_huge(members: list[ZipInfo], packed: int) -> None:
    """The sizes are those the archive states, and no member is read beyond them."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST or (unpacked > _RATIO_COUNTS_FROM and unpacked > _HIGHEST_RATIO * packed):
        raise DocumentError(
            f"it would unpack to {unpacked / 1024**2:,.0f} MB, far more than a document holds; "
            "export it anew, with smaller pictures"
        )
