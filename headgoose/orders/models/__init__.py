"""The nouns of the room."""

from headgoose.orders.models.file import OrderFile
from headgoose.orders.models.line import OrderLine, Verb
from headgoose.orders.models.paper import OrderPaper, PaperState

__all__ = ["OrderFile", "OrderLine", "OrderPaper", "PaperState", "Verb"]
