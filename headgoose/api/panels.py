"""What the room hangs into the page where an account is made safe."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from headgoose.api.queries import living_tokens
from headgoose.kernel.clock import today


def tokens_panel(user_id: int, request: HttpRequest) -> str:
    """How many tokens of the account are in force, and the button that ends them."""
    context = {"user_id": user_id, "living": living_tokens(user_id, today()).count()}
    return render_to_string("api/tokens_panel.html", context, request)
