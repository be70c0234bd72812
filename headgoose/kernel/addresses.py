"""Parts of addresses that several rooms use."""


class RecordNumber:
    """The number of a record, within what a database can hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The digits."""
        return str(value)
