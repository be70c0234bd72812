"""The server under faults: killed, out of disk, on a disk that errs, backed up while it writes, its clock set back."""
