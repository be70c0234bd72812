"""Loaded before the settings are: tests keep their data in a folder of their own that ends with them."""

import os
from tempfile import TemporaryDirectory

_folder = TemporaryDirectory(prefix="headgoose-tests-")

os.environ["HEADGOOSE_HOME"] = _folder.name
os.environ["HEADGOOSE_PLAIN_STATIC"] = "1"
for name in ("HEADGOOSE_DEBUG", "HEADGOOSE_DEMO", "HEADGOOSE_TLS", "HEADGOOSE_HOSTS", "HEADGOOSE_SECRET"):
    os.environ.pop(name, None)
