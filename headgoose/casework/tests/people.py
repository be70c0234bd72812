"""The people of the net by name."""

from headgoose.casework.tests.conftest import Net


def name_of(net: Net, part: str) -> str:
    """The name of who plays a part."""
    person = net.users[part].person
    assert person is not None
    return person.name
