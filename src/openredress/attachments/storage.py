"""Where sealed files lie: a folder of the installation, or a store that speaks S3."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.files.storage import FileSystemStorage

#: What may stand behind the `?` of an S3 address, in the words of django-storages.
S3_OPTIONS = ("endpoint_url", "region_name", "addressing_style", "signature_version")


class Folder(FileSystemStorage):
    """Files are on the disk before their case is in the database, so that no case lacks one."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)
        path = Path(self.path(saved))
        for each, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
            descriptor = os.open(each, flags)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved


def configured(address: str, folder: Path) -> dict[str, Any]:
    """The entry for `STORAGES`. `address` is "" for the folder, or s3://bucket/prefix?option=…;
    the keys to it are found where boto3 looks for them, such as AWS_ACCESS_KEY_ID.
    """
    if not address:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {
            "BACKEND": "openredress.attachments.storage.Folder",
            "OPTIONS": {"location": folder, "base_url": None, **modes},
        }
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or not given.keys() <= set(S3_OPTIONS):
        known = ", ".join(S3_OPTIONS)
        raise ValueError(
            f"OPENREDRESS_FILES must be like s3://bucket/prefix?endpoint_url=https://…; after the"
            f" question mark may stand: {known}."
        )
    options = {"bucket_name": parts.netloc, "location": parts.path.strip("/"),
               "querystring_auth": True, "default_acl": None, "file_overwrite": False,
               "max_memory_size": 1024 * 1024}  # fmt: skip
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**options, **given}}
