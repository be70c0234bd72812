"""What lies on the desks of who keeps books: vouchers that wait, one given back, and one receipt used three times."""

from io import BytesIO

from PIL import Image, ImageDraw

from headgoose.access.models import Cast
from headgoose.demo.affairs import County
from headgoose.demo.scene import Scene
from headgoose.kernel.actor import Actor
from headgoose.ledger.actions.evidence import add_evidence
from headgoose.ledger.actions.posting import post_voucher, return_voucher
from headgoose.ledger.actions.vouchers import draft_voucher
from headgoose.ledger.models import Account, Book, Voucher
from headgoose.ledger.posting import Posting
from headgoose.people.models import Tenure


def lay_out_paperwork(scene: Scene) -> None:
    """Leave vouchers to be seen to in the village of the cast."""
    desk = Paperwork(scene)
    posted = desk.draft("收村集体机动地发包费尾款", ("102", 3_600_00), ("501", -3_600_00), receipt=1)
    post_voucher(by=desk.reviewer, at=desk.county.at(), voucher_id=posted.pk)
    again = desk.draft("收村集体机动地发包费余款", ("102", 3_600_00), ("501", -3_600_00), receipt=1)
    post_voucher(by=desk.reviewer, at=desk.county.at(), voucher_id=again.pk)
    desk.draft("付村部冬季取暖用煤款", ("513", 2_480_00), ("102", -2_480_00), receipt=2, payee="示范煤炭经销处")
    desk.draft("收光伏电站本月收益", ("102", 5_120_00), ("502", -5_120_00), receipt=3)
    desk.draft("收村集体机动地发包费", ("102", 3_600_00), ("501", -3_600_00), receipt=1)
    wrong = desk.draft("付清雪用工款", ("513", 1_900_00), ("101", -1_900_00), payee="示范用工组")
    return_voucher(
        by=desk.reviewer, at=desk.county.at(), voucher_id=wrong.pk, why="请补用工花名册和领款签字单，并改由银行支付。"
    )


class Paperwork:
    """The book of the cast's village and its two people."""

    def __init__(self, scene: Scene) -> None:
        self.county = County(scene)
        self.maker: Actor = self.county.actor(Cast.VILLAGE_ACCOUNTANT)
        self.reviewer: Actor = self.county.actor(Cast.TOWNSHIP_ACCOUNTANT)
        tenure = Tenure.objects.filter(
            person__user__cast=Cast.VILLAGE_ACCOUNTANT,
            type__code="village_accountant",
            start_on__lte=scene.today,
            end_on__gt=scene.today,
        ).first()
        if tenure is None:
            raise LookupError("the village accountant of the cast holds no post")
        self.book = Book.objects.get(place_id=tenure.place_id)
        self.accounts = dict(Account.objects.filter(book=None).values_list("code", "pk"))

    def draft(self, summary: str, *lines: tuple[str, int], receipt: int = 0, payee: str = "") -> Voucher:
        """A draft of today by the village accountant; amounts are signed fen, debits positive."""
        entries = [
            Posting(
                self.accounts[code],
                code,
                debit_fen=max(fen, 0),
                credit_fen=max(-fen, 0),
                payee=payee if fen < 0 else "",
                payee_kind="unit" if payee and fen < 0 else "",
            )
            for code, fen in lines
        ]
        on = self.county.scene.today
        voucher = draft_voucher(
            by=self.maker,
            at=self.county.at(),
            book_id=self.book.pk,
            on=on,
            summary=summary,
            entries=entries,
            documents=1 if receipt else 0,
        )
        if receipt:
            picture = receipt_picture(receipt)
            add_evidence(
                by=self.maker, at=self.county.at(), voucher_id=voucher.pk, name=f"收据{receipt}.png", content=picture
            )
        return voucher


def receipt_picture(number: int) -> bytes:
    """A picture that says plainly that it is no real receipt."""
    picture = Image.new("RGB", (480, 300), "#fdfbf3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((12, 12, 468, 288), outline="#b5402f", width=3)
    for line in range(5):
        pen.line((30, 110 + 32 * line, 450, 110 + 32 * line), fill="#cfc6ae", width=1)
    pen.text((150, 40), f"DEMO RECEIPT No. {number:04d}", fill="#b5402f")
    pen.text((150, 62), "generated - not a real document", fill="#6b6b6b")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
