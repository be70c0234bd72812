"""A county to write in, built once; each test works on a copy of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from headgoose.cli.tests.conftest import Operator, databases
from headgoose.tests.faults.shim import Shim, compile_shim

__all__ = ["databases"]


@pytest.fixture(scope="session")
def built(databases: Callable[[Operator | None], Operator]) -> Operator:
    """A home with the county of the demo."""
    operator = databases(None)
    operator.succeed("demo", "--build-only", "--scale", "county")
    return operator


@pytest.fixture
def county(built: Operator, databases: Callable[[Operator | None], Operator]) -> Operator:
    """A copy of it."""
    return databases(built)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, compiled."""
    return compile_shim(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def shim(library: Path, county: Operator, tmp_path: Path) -> Shim:
    """Faults for a server on the county."""
    return Shim(library, tmp_path / "faults", county.home)
