"""Runs the checks against a server and says of each whether it keeps to the specification."""

import argparse
import sys

from headgoose.casework.tests.open311_conformance.asking import Failed, Server, Skipped
from headgoose.casework.tests.open311_conformance.checks import CHECKS


def run(server: Server) -> dict[str, str]:
    """What each check found: "" where all is well, "skipped: ..." or what is wrong."""
    found = {}
    for check in CHECKS:
        try:
            check(server)
            found[check.__name__] = ""
        except Skipped as why:
            found[check.__name__] = f"skipped: {why}"
        except Failed as fault:
            found[check.__name__] = f"FAILED: {fault}"
        except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
            found[check.__name__] = f"FAILED: {type(error).__name__}: {error}"
    return found


def main() -> int:
    """Read the command line; 1 when something failed."""
    reader = argparse.ArgumentParser(description="Is this server one of Open311 GeoReport v2?")
    reader.add_argument("--url", required=True, help="up to the version, without a slash at the end")
    reader.add_argument("--key", default="", help="api_key; without one nothing is sent")
    reader.add_argument("--jurisdiction", default="", help="jurisdiction_id, where it needs one")
    reader.add_argument("--service", default="", help="service_code to send under")
    reader.add_argument("--place", action="append", default=[], help="lat=46.8 or address_id=..., for sending")
    asked = reader.parse_args()
    place = dict(pair.split("=", 1) for pair in asked.place)
    server = Server(asked.url.rstrip("/"), asked.key, asked.jurisdiction, place, asked.service)
    found = run(server)
    words = {check.__name__: check.__doc__ or "" for check in CHECKS}
    for name, said in found.items():
        sys.stdout.write(f"{said or 'kept'}: {words[name]}\n")
    return int(any(said.startswith("FAILED") for said in found.values()))


if __name__ == "__main__":
    sys.exit(main())
