"""The room `people` as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.people"
    label = "people"

    def ready(self) -> None:
        """Declare the figures and how the records behind them are shown."""
        from headgoose.kernel.figures import presenters
        from headgoose.people import figures  # noqa: F401
        from headgoose.people.presenters import present_posts, present_tenures

        presenters.add("people.tenure", present_tenures)
        presenters.add("people.post", present_posts)
