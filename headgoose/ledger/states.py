"""The states that a voucher moves through. The database holds the same table (migrations/0002)."""

from headgoose.kernel.states import Transitions
from headgoose.ledger.models import VoucherState

VOUCHER = Transitions(
    "ledger.voucher",
    [
        (VoucherState.DRAFT, "change", VoucherState.DRAFT),
        (VoucherState.DRAFT, "review", VoucherState.REVIEWED),
        (VoucherState.DRAFT, "discard", VoucherState.DISCARDED),
        (VoucherState.REVIEWED, "return", VoucherState.DRAFT),
        (VoucherState.REVIEWED, "post", VoucherState.POSTED),
        (VoucherState.DRAFT, "review_and_post", VoucherState.POSTED),
        (VoucherState.POSTED, "reverse", VoucherState.POSTED),
    ],
)
